"""Approval flows: which commands need whom, and a bench that tries a configuration (`docs/rules/workorders.md` 3.1, 3.2, 6.5)."""

from datetime import datetime
from decimal import Decimal

from whale_desktop.features.workorder.messages.choices import ApproverKind, BizCategory, FlowMode, SignMode
from whale_desktop.messages import (
    SIGNED_IN,
    Bound,
    Command,
    ListQuery,
    Permission,
    Query,
    Struct,
    TotalsQuery,
    command,
    query,
)

FLOW_VIEW = Permission("ticket.flow_config_inquiry")
FLOW_EDIT = Permission("ticket.flow_config_operation")

DEFAULT_FLOW = "default"
"""The flow of everybody who has none of its own: 默認審批流配置."""


class Approver(Struct):
    """Who may sign: a member by number, or a role by its key. `name` is for reading only and ignored when it is sent."""

    kind: ApproverKind
    ref: str
    name: str = ""


class Level(Struct):
    """One step of a route. `approvers`: at least one; `copied`: who is told."""

    name: str = ""
    sign_mode: SignMode = SignMode.ANY
    approvers: tuple[Approver, ...] = ()
    copied: tuple[Approver, ...] = ()


class Route(Struct):
    """A way through the flow: for amounts from `minimum` (included) to `maximum` (not included) in base currency.

    Both None: the rest, which is always the last route.
    """

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    levels: tuple[Level, ...] = ()


class FlowRow(Struct):
    """An approval flow. `other_modes`: what may be chosen besides manual; `by_amount`: whether its commands move an amount.

    configured: it has a route with at least one level; `levels`: the most levels of a route. expire_hours: 0 for never.
    """

    flow_key: str
    name: str
    category: BizCategory
    mode: FlowMode
    other_modes: tuple[FlowMode, ...]
    by_amount: bool
    configured: bool
    levels: int
    routes: tuple[Route, ...]
    expire_hours: int
    expire_at_day_cut: bool
    require_comment: bool
    version: int
    updated_at: datetime | None = None
    updated_by: str = ""
    may: tuple[str, ...] = ()


class FlowFilter(Struct):
    """Filters of the list."""

    category: BizCategory | None = None
    name: str = ""
    flow_key: str = ""
    configured: bool | None = None
    mode: FlowMode | None = None


@query("work_order.flow.list", permission=FLOW_VIEW, topics=("work_order.flow",))
class ListFlows(ListQuery[FlowRow]):
    """Every approval flow that the program knows, by category and key; the default flow first."""

    where: FlowFilter = FlowFilter()


@query("work_order.flow.totals", permission=FLOW_VIEW, topics=("work_order.flow",))
class TotalFlows(TotalsQuery):
    """Number of flows."""

    where: FlowFilter = FlowFilter()


@query("work_order.flow.get", permission=FLOW_VIEW, topics=("work_order.flow",))
class GetFlow(Query[FlowRow]):
    """One flow. Unknown: `UserError("ticket.flow_unknown")`."""

    flow_key: str


@query("work_order.flow.manual", permission=SIGNED_IN, topics=("work_order.flow",))
class ListManualFlows(Query[tuple[str, ...]]):
    """Keys of the flows under which people decide now: whoever sends a command under one of them is told before he does."""


@command(
    "work_order.flow.save",
    permission=FLOW_EDIT,
    changes=("work_order.flow",),
    target=Bound(GetFlow, {"flow_key": "flow_key"}),
    action="config",
    fresh_login=True,
)
class SaveFlow(Command[None]):
    """Configure a flow for the work orders that are submitted from now on.

    Refused with `ticket.flow_invalid` at the field: a mode that the flow does not allow, a level without approver, routes that overlap
    or do not end in the rest, an unknown person or role, a negative time. A role without any active member asks back (`ticket.empty_role`),
    so does a route whose levels too few different people could sign (`ticket.too_few_people`).
    """

    flow_key: str
    mode: FlowMode
    routes: tuple[Route, ...] = ()
    expire_hours: int = 0
    expire_at_day_cut: bool = False
    require_comment: bool = False
    expected_version: int = 0


class Candidate(Struct):
    """A person who could sign, or why he could not."""

    member_id: int
    name: str
    excluded: str = ""


class TriedLevel(Struct):
    """A level as it would open: who would have to sign. `taken_over`: nobody of the configured, so the super administrators."""

    level_no: int
    name: str
    sign_mode: SignMode
    needed: int
    taken_over: bool
    candidates: tuple[Candidate, ...]


class TriedFlow(Struct):
    """Who would have to approve. `source`: `own`, `default` or `super`; `problem`: the code that a submission would be refused with."""

    mode: FlowMode
    source: str
    route_no: int
    base_amount: Decimal | None
    base_currency: str
    rate: Decimal | None
    levels: tuple[TriedLevel, ...]
    problem: str = ""


@query("work_order.flow.try", permission=FLOW_VIEW, topics=("work_order.flow", "access.member", "reference.rate"))
class TryFlow(Query[TriedFlow]):
    """Try a configuration: who would have to approve if `maker_id` submitted this amount now; nothing is written.

    routes, mode: an unsaved configuration instead of the saved one. amount without `currency` counts in base currency.
    """

    flow_key: str
    maker_id: int | None = None
    amount: Decimal | None = None
    currency: str = ""
    mode: FlowMode | None = None
    routes: tuple[Route, ...] | None = None


class Person(Struct):
    """Somebody who can be named: a member, or a role with the number of its active members."""

    kind: ApproverKind
    ref: str
    name: str
    members: int = 1


@query("work_order.people", permission=SIGNED_IN, topics=("access.member",))
class ListPeople(Query[tuple[Person, ...]]):
    """Active members and roles whose name contains `text`, at most `limit`: for transfers, copies and the configuration of flows."""

    text: str = ""
    kind: ApproverKind | None = None
    limit: int = 50
