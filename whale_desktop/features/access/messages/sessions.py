"""Sessions that are open, ending them, and what happened at the door (`docs/rules/platform.md` 3.3, 4)."""

from datetime import date, datetime

from whale_desktop.features.access.messages.choices import SignInEvent, SignInResult
from whale_desktop.features.access.messages.members import MEMBER_EDIT, MEMBER_VIEW, GetMember
from whale_desktop.messages import SIGNED_IN, Bound, Command, ListQuery, Reason, Struct, TotalsQuery, command, query


class SessionRow(Struct):
    """An open session. `session` names it and opens nothing; `own` is true for the one that asks."""

    session: str
    member_id: int
    member: str
    email: str
    workstation: str
    address: str
    started_at: datetime
    last_used_at: datetime
    ends_at: datetime
    locked: bool
    own: bool
    may: tuple[str, ...] = ()


class SessionFilter(Struct):
    """member: part of a name, part of an e-mail, or the whole e-mail of one member."""

    member: str = ""
    workstation: str = ""


@query("access.session.list", permission=MEMBER_VIEW, topics=("access.session", "access.member"))
class ListSessions(ListQuery[SessionRow]):
    """Open sessions of people, the newest first."""

    where: SessionFilter = SessionFilter()


@query("access.session.totals", permission=MEMBER_VIEW, topics=("access.session", "access.member"))
class TotalSessions(TotalsQuery):
    """Count of the list."""

    where: SessionFilter = SessionFilter()


@command(
    "access.session.revoke",
    permission=MEMBER_EDIT,
    changes=("access.session",),
    target=Bound(GetMember, {"member_id": "member_id"}),
    action="revoke",
)
class RevokeSession(Command[None]):
    """End one session of a member at once. Raises `UserError("admin.session_unknown")`."""

    member_id: int
    session: str


@command(
    "access.session.revoke_all",
    permission=MEMBER_EDIT,
    changes=("access.session",),
    target=Bound(GetMember, {"member_id": "member_id"}),
    action="revoke",
)
class RevokeSessions(Command[int]):
    """End all sessions of a member at once; returns how many. One's own present session goes on."""

    member_id: int


@query("access.session.own", permission=SIGNED_IN, topics=("access.session",))
class ListOwnSessions(ListQuery[SessionRow]):
    """One's own open sessions, the newest first."""


@query("access.session.own_totals", permission=SIGNED_IN, topics=("access.session",))
class TotalOwnSessions(TotalsQuery):
    """Count of the list."""


@command("access.session.end", permission=SIGNED_IN, changes=("access.session",), action="revoke")
class EndOwnSession(Command[None]):
    """End one of one's own sessions, on another workstation. Raises `UserError("admin.session_unknown")`."""

    session: str


@command("access.session.end_others", permission=SIGNED_IN, changes=("access.session",), action="revoke")
class EndOtherSessions(Command[int]):
    """End all of one's own sessions but the present one; returns how many."""


class SignInRow(Struct):
    """One event at the door, from the audit trail. `reason` is why it was refused."""

    entry_no: int
    at: datetime
    member_id: int
    member: str
    event: SignInEvent
    result: SignInResult
    reason: Reason | None
    workstation: str
    address: str


class SignInFilter(Struct):
    """Filters of the list; days inclusive, in Hong Kong.

    member: part of a name, or of the e-mail that somebody typed who is no member, or the whole e-mail of one.
    """

    member: str = ""
    event: tuple[SignInEvent, ...] = ()
    result: tuple[SignInResult, ...] = ()
    at_from: date | None = None
    at_upto: date | None = None


@query("access.sign_in.list", permission=MEMBER_VIEW, topics=("access.session",))
class ListSignIns(ListQuery[SignInRow]):
    """Sign-ins, refusals, sign-outs, locks: the newest first."""

    where: SignInFilter = SignInFilter()


@query("access.sign_in.totals", permission=MEMBER_VIEW, topics=("access.session",))
class TotalSignIns(TotalsQuery):
    """Count of the list."""

    where: SignInFilter = SignInFilter()
