"""The screen of the system parameters (`docs/rules/platform.md` 3.9): what is in force, what was changed, and changing it."""

from datetime import datetime

from whale_desktop.messages import (
    Bound,
    Command,
    Fact,
    ListQuery,
    ParameterGroup,
    Permission,
    Query,
    Struct,
    TotalsQuery,
    command,
    query,
)
from whale_desktop.messages.parameters import ParameterKind

PARAMETER_VIEW = Permission("admin.system_param_inquiry")
PARAMETER_EDIT = Permission("admin.system_param_operation")


class ParameterChanged(Fact):
    """A parameter has another value. What the program cannot make sense of, a feature that knows better refuses at `value`."""

    key: str
    value: str


class ParameterChoice(Struct):
    """What a choice or a switch may be: its value and its word in the reader's language."""

    value: str
    name: str


class ParameterRow(Struct):
    """A parameter. Words are in the reader's language; `value` is what travels (empty for a secret), `shown` what is read."""

    key: str
    group: ParameterGroup
    name: str
    hint: str
    kind: ParameterKind
    value: str
    shown: str
    default: str
    default_shown: str
    unit: str
    minimum: int
    maximum: int
    choices: tuple[ParameterChoice, ...]
    changed: bool
    changed_at: datetime | None
    changed_by: str
    version: int
    may: tuple[str, ...] = ()


class ParameterFilter(Struct):
    """name: part of name or key; changed: only those that have another value than the program's own, or only others."""

    name: str = ""
    changed: bool | None = None


@query("system.parameter.list", permission=PARAMETER_VIEW, topics=("system.parameter",))
class ListParameters(ListQuery[ParameterRow]):
    """Every parameter that the program knows, in its own order; tabs by group."""

    where: ParameterFilter = ParameterFilter()


@query("system.parameter.totals", permission=PARAMETER_VIEW, topics=("system.parameter",))
class TotalParameters(TotalsQuery):
    """Count of the list and of its tabs."""

    where: ParameterFilter = ParameterFilter()


@query("system.parameter.get", permission=PARAMETER_VIEW, topics=("system.parameter",))
class GetParameter(Query[ParameterRow]):
    """One parameter; of a secret only whether it is set. Unknown: `UserError("parameter.unknown")`."""

    key: str


_PARAMETER = Bound(GetParameter, {"key": "key"})


@command(
    "system.parameter.set",
    permission=PARAMETER_EDIT,
    changes=("system.parameter",),
    target=_PARAMETER,
    guard=("version",),
    secret=("secret",),
    action="config",
)
class SetParameter(Command[None]):
    """Another value, in force at once. `secret` carries the value of a secret, and only that; it is never shown and never audited.

    Raises `UserError` at `value` with a `parameter.…` code; stale: `Conflict`.
    """

    key: str
    value: str = ""
    secret: str = ""
    expected_version: int = 0


@command(
    "system.parameter.reset",
    permission=PARAMETER_EDIT,
    changes=("system.parameter",),
    target=_PARAMETER,
    guard=("version",),
    action="config",
)
class ResetParameter(Command[None]):
    """The program's own value again."""

    key: str
    expected_version: int = 0
