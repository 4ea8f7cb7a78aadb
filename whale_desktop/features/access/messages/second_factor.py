"""The second factor: codes of an authenticator app besides the password (`docs/rules/platform.md` 6.1).

Giving a code at the door is no message (`gateway.signing`).
"""

from datetime import datetime
from enum import StrEnum

from whale_desktop.features.access.messages.members import MEMBER_EDIT, GetMember
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    SIGNED_IN,
    Bound,
    Command,
    Parameter,
    ParameterGroup,
    Query,
    Struct,
    command,
    declare_parameter,
    labels,
    query,
)


class SecondFactorMode(StrEnum):
    """Whether members are asked for a code: nobody, who has set it up, or everybody."""

    OFF = "off"
    OPTIONAL = "optional"
    COMPULSORY = "compulsory"


labels(
    SecondFactorMode,
    {
        SecondFactorMode.OFF: C_("second_factor", "Off"),
        SecondFactorMode.OPTIONAL: C_("second_factor", "Whoever sets it up"),
        SecondFactorMode.COMPULSORY: C_("second_factor", "Everybody"),
    },
)

SECOND_FACTOR = declare_parameter(
    Parameter(
        key="sign_in.second_factor",
        group=ParameterGroup.SIGN_IN,
        label=C_("parameter", "Two-factor authentication at sign-in"),
        hint=C_(
            "parameter", "Everybody: whoever has not set it up is led to it before anything else, also in sessions that are open"
        ),
        default=SecondFactorMode.OFF,
    )
)

_TOPICS = ("access.second_factor", "system.parameter")


class SecondFactor(Struct):
    """One's own second factor. since: when it was set up, None without one. codes_left: recovery codes that were not used yet."""

    mode: SecondFactorMode
    since: datetime | None
    codes_left: int


@query(
    "access.second_factor.get",
    permission=SIGNED_IN,
    topics=_TOPICS,
    while_second_factor_due=True,
)
class GetSecondFactor(Query[SecondFactor]):
    """Whether one has a second factor, and whether one needs one."""


class SecondFactorSetup(Struct):
    """What an authenticator app needs, and what is kept for the day without it. address: what the picture says."""

    secret: str
    address: str
    recovery_codes: tuple[str, ...]


@query("access.second_factor.setup", permission=SIGNED_IN, while_second_factor_due=True)
class GetSecondFactorSetup(Query[SecondFactorSetup]):
    """What `BeginSecondFactor` has made in this very session, until it is confirmed. Raises `UserError("auth.second_factor_over")`."""


_OWN = Bound(GetSecondFactor, {})


@command(
    "access.second_factor.begin",
    permission=SIGNED_IN,
    changes=("access.second_factor",),
    target=_OWN,
    fresh_login=True,
    headless=True,
    while_second_factor_due=True,
)
class BeginSecondFactor(Command[None]):
    """Make a secret and recovery codes, which count when one code has confirmed them; one that is there already counts until then.

    Raises `UserError("auth.second_factor_off")`.
    """


@command(
    "access.second_factor.confirm",
    permission=SIGNED_IN,
    changes=("access.second_factor", "access.session"),
    target=_OWN,
    secret=("code",),
    headless=True,
    while_second_factor_due=True,
)
class ConfirmSecondFactor(Command[None]):
    """The app shows the right code: it counts from now on, and one's other sessions end.

    Raises `UserError`: `auth.bad_code` at `code`, `auth.second_factor_over` when it was begun too long ago or elsewhere.
    """

    code: str = ""


@command(
    "access.second_factor.remove",
    permission=SIGNED_IN,
    changes=("access.second_factor",),
    target=_OWN,
    fresh_login=True,
    action="delete",
    headless=True,
)
class RemoveSecondFactor(Command[None]):
    """Do without. Raises `UserError("auth.second_factor_compulsory")`."""


@command(
    "access.second_factor.reset",
    permission=MEMBER_EDIT,
    changes=("access.second_factor", "access.member", "access.session"),
    target=Bound(GetMember, {"member_id": "member_id"}),
    action="revoke",
)
class ResetSecondFactor(Command[None]):
    """Take the second factor of a member away who has lost it; his sessions end. Never one's own, by this door.

    Raises `UserError`: `admin.self_change`, `admin.super_admin_only`, `admin.member_state`, `auth.second_factor_none`.
    """

    member_id: int
