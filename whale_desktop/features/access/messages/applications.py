"""Asking for rights: a member's request, which people decide about as a work order (`docs/rules/platform.md` 3.3, 6.4)."""

from datetime import date, datetime

from whale_desktop.features.access.messages.choices import ApplicationStatus, Period
from whale_desktop.features.access.messages.members import MEMBER_VIEW
from whale_desktop.messages import SIGNED_IN, Bound, Command, Fact, ListQuery, Query, Struct, TotalsQuery, command, query

MAXIMUM_REASON = 300
PERMISSION_FLOW = "platform.permission_apply"


class ApplicationWithdrawn(Fact):
    """Its maker takes a request back; whoever keeps the work order closes it, or refuses because somebody has decided already."""

    work_order_no: str


class ApplicationRow(Struct):
    """One of one's own requests; `ticket_no` is its work order, open or over.

    Names are in the reader's language; `wanted` are policies and permissions.
    """

    application_no: int
    modules: tuple[str, ...]
    wanted: tuple[str, ...]
    period: Period
    until: date | None
    valid_to: date | None
    reason: str
    remark: str
    status: ApplicationStatus
    ticket_no: str
    created_at: datetime
    decided_at: datetime | None
    may: tuple[str, ...] = ()


class ApplicationFilter(Struct):
    """Filters of the list; days inclusive, in Hong Kong."""

    status: tuple[ApplicationStatus, ...] = ()
    created_from: date | None = None
    created_upto: date | None = None


_TOPICS = ("access.application",)


@query("access.application.list", permission=SIGNED_IN, topics=_TOPICS)
class ListApplications(ListQuery[ApplicationRow]):
    """One's own requests, the newest first."""

    where: ApplicationFilter = ApplicationFilter()


@query("access.application.totals", permission=SIGNED_IN, topics=_TOPICS)
class TotalApplications(TotalsQuery):
    """Count of the list."""

    where: ApplicationFilter = ApplicationFilter()


@query("access.application.get", permission=SIGNED_IN, topics=_TOPICS)
class GetApplication(Query[ApplicationRow]):
    """One of one's own requests. Unknown or somebody else's: `UserError("application.unknown")`."""

    application_no: int


class ApplicationRecord(Struct):
    """A request as those who decide and the audit trail see it."""

    application_no: int
    member: str
    email: str
    policies: tuple[str, ...]
    codes: tuple[str, ...]
    period: Period
    until: date | None
    valid_to: date | None
    reason: str
    status: ApplicationStatus


@query("access.application.record", permission=MEMBER_VIEW, topics=_TOPICS, headless=True)
class GetApplicationRecord(Query[ApplicationRecord]):
    """Any member's request. Unknown: `UserError("application.unknown")`."""

    application_no: int


@command("access.application.apply", permission=SIGNED_IN, changes=_TOPICS, asks=PERMISSION_FLOW, action="submit")
class ApplyPermission(Command[int]):
    """Ask for policies and permissions for a time; returns the number of the request, which waits for its work order.

    until: the last day, with `Period.DATE` only. Raises `UserError`: `admin.nothing_chosen`, `admin.code_unknown`,
    `admin.policy_unknown`, `admin.period`, `ticket.no_approver`.
    """

    policies: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    period: Period = Period.UNLIMITED
    until: date | None = None
    reason: str = ""


@command(
    permission=SIGNED_IN,
    changes=("access.application", "access.grant"),
    approval=PERMISSION_FLOW,
    requested=True,
    internal=True,
    target=Bound(GetApplicationRecord, {"application_no": "application_no"}),
    guard=("status",),
    action="approve",
)
class DecideApplication(Command[None]):
    """What the work order of a request has come to. Granted: the rights count from now on, for the time that was asked for."""

    application_no: int
    outcome: ApplicationStatus
    remark: str = ""


@command("access.application.withdraw", permission=SIGNED_IN, changes=_TOPICS, action="revoke")
class WithdrawApplication(Command[None]):
    """Take one's own request back while nobody has decided. Raises `UserError`: `application.unknown`, `application.decided`."""

    application_no: int
