"""The places that a person may choose between before he signs in, as the sign-in form sees them."""

from typing import Protocol

from whale_desktop.gateway.port import Gateway
from whale_desktop.messages import Struct

LOCAL, REMOTE = "local", "remote"


class Authority(Struct):
    """A certificate authority of the office's own: the name of its file and its certificates, PEM."""

    name: str
    certificates: str


class World(Struct):
    """What was chosen. kind: `local` or `remote`; address and authority of a server only."""

    kind: str = LOCAL
    address: str = ""
    authority: Authority | None = None


class Worlds(Protocol):
    """Opens places; the composition root keeps them and closes them at the end. Called away from the window."""

    @property
    def local_kind(self) -> str:
        """What the place on this machine is: `demo` or `local`."""
        ...

    def open(self, world: World) -> Gateway:
        """The gateway to a place; a server need not answer yet.

        Raises `UserError` for an address or certificates that cannot be used, `Unavailable` for a database that cannot be opened.
        """
        ...
