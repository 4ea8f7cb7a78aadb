"""Opens the places that a person may choose between: the database on this machine and servers. Knows no window."""

from collections.abc import Callable
from pathlib import Path

from whale_desktop.gateway.http import Line, checked_address
from whale_desktop.gateway.port import Gateway, Place
from whale_desktop.gateway.tokens import KeyringTokens, TokenStore
from whale_desktop.kernel.clock import Clock, hong_kong_date
from whale_desktop.kernel.errors import UserError
from whale_desktop.ui.shell.worlds import REMOTE, World


class OwnWorlds:
    """The places of one run of the program; `close` lets go of all of them. Safe to call from any thread, one call at a time.

    path: of the database here; without one, `own_demo` says where the demonstration is, which it makes when it is missing.
    """

    def __init__(
        self, path: Path | None, *, clock: Clock, own_demo: Callable[[], Path], tokens: TokenStore | None = None
    ) -> None:
        self._path = path
        self._clock = clock
        self._own_demo = own_demo
        self._tokens = tokens or KeyringTokens()
        self._local: Gateway | None = None
        self._remote: Gateway | None = None

    @property
    def local_kind(self) -> str:
        """What the place on this machine is, as far as it is known without opening it."""
        if self._local is not None:
            return self._local.place().kind
        return "demo" if self._path is None else "local"

    def open(self, world: World) -> Gateway:
        """The gateway to a place that was chosen. Raises `UserError`, `Unavailable`."""
        if world.kind == REMOTE:
            return self.server(world.address, world.authority.certificates if world.authority is not None else "")
        return self.local()

    def local(self) -> Gateway:
        """The database on this machine, opened once. Raises `Unavailable`."""
        if self._local is None:
            from whale_desktop.app.services import open_local

            self._local = open_local(self._path or self._own_demo(), self._clock)
        return self._local

    def server(self, address: str, certificates: str = "") -> Gateway:
        """A server; the one before is let go. certificates: of an own authority, PEM. Raises `UserError`."""
        line = Line(address, certificates=certificates)
        if self._remote is not None:
            self._remote.close()
        self._remote = self.connect(line, self._tokens)
        return self._remote

    def connect(self, line: Line, tokens: TokenStore) -> Gateway:
        """The gateway over a line; a test on lines that break has less patience."""
        from whale_desktop.gateway.remote import RemoteGateway

        return RemoteGateway(line, tokens=tokens)

    def not_yet(self, address: str) -> Place:
        """What to say of a server before it has answered. Raises `UserError` for what is no address."""
        return Place(kind="remote", name=checked_address(address)[1], business_date=hong_kong_date(self._clock.now()))

    def close(self) -> None:
        """Let go of everything."""
        for one in (self._remote, self._local):
            if one is not None:
                one.close()


def is_address(typed: str) -> bool:
    """Whether a text is the address of a server."""
    try:
        checked_address(typed)
    except UserError:
        return False
    return True
