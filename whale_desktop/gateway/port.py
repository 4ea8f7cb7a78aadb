"""The port: everything that the user interface knows of the services. All calls are synchronous and safe to make from any thread.

Errors are those of `kernel.errors`; nothing else comes out of a gateway.
"""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from whale_desktop.messages import Command, Done, Query, Struct, Submitted
from whale_desktop.messages.files import BlobId
from whale_desktop.messages.topics import Change

R = TypeVar("R")


class Context(Struct):
    """Where a call comes from; kept in the audit trail. `menu` is the key of the menu entry, `locale` the person's language.

    remark: what the person tells those who will have to approve the command, at most 500 characters.
    address: the network address of a remote workstation, as the server sees it; what a client says of it is not believed.
    """

    workstation: str = ""
    menu: str = ""
    locale: str = "zh_Hant"
    remark: str = ""
    address: str = ""


class SignedIn(Struct):
    """Who is signed in and what that person may do. `codes` decide what is drawn; the bus decides what is done.

    must_change_password: nothing else is answered before. must_set_up_second_factor: nor before that. second_factor: he is asked for a
    code besides his password. idle_minutes: after so long without use the password is asked for again.
    """

    session: str
    member_id: int
    name: str
    email: str
    roles: tuple[str, ...]
    codes: frozenset[str]
    locale: str
    must_change_password: bool = False
    must_set_up_second_factor: bool = False
    second_factor: bool = False
    idle_minutes: float = 30.0


class Place(Struct):
    """Which world this is. kind: `demo` (offline demonstration), `local` (a file of one's own), `remote`. name: shown in the status bar."""

    kind: str
    name: str
    business_date: date
    demo_members: tuple["DemoMember", ...] = ()


class DemoMember(Struct):
    """A member that the sign-in page of a demonstration offers by one click, with the password it uses."""

    email: str
    name: dict[str, str]
    role: dict[str, str]
    password: str


class LinkState(StrEnum):
    """How the services can be reached. A local gateway is always online."""

    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"
    CLIENT_TOO_OLD = "client_too_old"
    CLIENT_TOO_NEW = "client_too_new"


class Link(Struct):
    """The line to the services, for the window to show.

    address: where they are, empty for a place on this machine. again: online after having been offline. milliseconds: how long the last
    round trip took. secure: the line is encrypted and the server's certificate was checked. code, params: why it is not online, or
    `auth.session_ended` when the services have just ended the session of the window.
    token_kept: the session survives the end of the program; false where this machine has no keyring.
    """

    state: LinkState = LinkState.ONLINE
    address: str = ""
    again: bool = False
    milliseconds: int = 0
    secure: bool = False
    code: str = ""
    params: dict[str, Any] = {}
    token_kept: bool = True


class Subscription(Protocol):
    """A running subscription; `close` ends it."""

    def close(self) -> None:
        """No call comes after this returns."""
        ...


class Gateway(Protocol):
    """The one door to the services."""

    def place(self) -> Place:
        """Which world this gateway leads to, and its business date."""
        ...

    def sign_in(self, email: str, password: str, context: Context, *, code: str = "") -> SignedIn:
        """Open a session. Raises `UserError` with an `auth.…` code; `auth.code_needed` when the password is right and a code is wanted."""
        ...

    def resume(self, context: Context) -> SignedIn | None:
        """The session that this machine still has from an earlier run of the program, if it is open; None where there is none."""
        ...

    def sign_out(self, session: str) -> None:
        """End a session; an unknown one is already ended."""
        ...

    def lock(self, session: str) -> None:
        """Lock a session: every message is refused with `auth.session_locked` until `unlock`."""
        ...

    def unlock(self, session: str, password: str, *, code: str = "") -> SignedIn:
        """Unlock by password; also the fresh login that some commands need, which takes a code from whoever has a second factor."""
        ...

    def ask(self, query: Query[R], *, session: str, context: Context) -> R:
        """Answer a query."""
        ...

    def submit(
        self, command: Command[R], *, session: str, context: Context, command_id: str, acknowledged: Iterable[str] = ()
    ) -> Done[R] | Submitted:
        """Carry out a command, or put it before its checkers. The same `command_id` takes effect once.

        acknowledged: codes of the `NeedsConfirmation`s that the person has answered with yes.
        """
        ...

    def put_blob(self, data: bytes, *, name: str, session: str) -> BlobId:
        """Keep a file for a following message (an import). Raises `UserError("blob.too_large")`."""
        ...

    def get_blob(self, blob: BlobId, *, session: str) -> bytes:
        """The bytes of a file made by a message. Raises `UserError("blob.unknown")`."""
        ...

    def subscribe(self, listener: Callable[[Change], None]) -> Subscription:
        """Call `listener` (from any thread) after every committed command with its topics."""
        ...

    def link(self) -> Link:
        """How the services can be reached now. Does not ask them."""
        ...

    def watch_link(self, listener: Callable[[Link], None]) -> Subscription:
        """Call `listener` (from any thread) whenever that changes."""
        ...

    def close(self) -> None:
        """Let go of everything; jobs that run are asked to stop and waited for."""
        ...


Answer = Any
