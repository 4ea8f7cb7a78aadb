"""An office's server for pictures: the services of a local database behind the link of a server that may be lost and found again.

The window cannot tell; what a real server does is the business of the tests.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from whale_desktop.app.tour.plug import Plug
from whale_desktop.gateway.http import checked_address
from whale_desktop.gateway.listeners import Listeners
from whale_desktop.gateway.port import Gateway, Link, LinkState, Place, Subscription
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.ui.shell.worlds import REMOTE, World

ROUND_TRIP_MILLISECONDS = 12


class PretendedServer(Plug):
    """A gateway that says it leads to a server. It keeps no session: this machine has no keyring."""

    def __init__(self, gateway: Gateway, address: str) -> None:
        """Put it before a gateway. Raises `UserError` for what is no address."""
        super().__init__(gateway)
        self._address, self._host = checked_address(address)
        self._links: Listeners[Link] = Listeners()
        self._link = Link(
            address=self._address,
            identity=self._address,
            milliseconds=ROUND_TRIP_MILLISECONDS,
            secure=True,
            token_kept=False,
        )

    def place(self) -> Place:
        """Which world it says it is."""
        self._check()
        return replace(self._gateway.place(), kind=REMOTE, name=self._host)

    def link(self) -> Link:
        """How it can be reached."""
        return self._link

    def watch_link(self, listener: Callable[[Link], None]) -> Subscription:
        """Call `listener` whenever that changes."""
        return self._links.add(listener)

    def lose(self) -> None:
        """The line breaks."""
        self.is_pulled = True
        self._tell(state=LinkState.OFFLINE, code="remote.offline", params={"address": self._address})

    def find(self) -> None:
        """It is there again."""
        self.is_pulled = False
        self._tell(state=LinkState.ONLINE, code="", params={}, again=True)

    def _tell(self, **values: Any) -> None:
        self._link = replace(self._link, **values)
        self._links.tell(self._link)

    def _check(self) -> None:
        if self.is_pulled:
            raise Unavailable("remote.offline", {"address": self._address})


class PretendedWorlds:
    """The database here, and a server under any address."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.server: PretendedServer | None = None

    @property
    def local_kind(self) -> str:
        """What the place on this machine is."""
        return self._gateway.place().kind

    def open(self, world: World) -> Any:
        """The gateway to a place that was chosen. Raises `UserError`."""
        if world.kind != REMOTE:
            return self._gateway
        self.server = PretendedServer(self._gateway, world.address)
        return self.server
