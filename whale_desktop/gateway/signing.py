"""What a local gateway or a server needs to open and close sessions; the access feature provides it."""

from typing import Protocol

from whale_desktop.gateway.port import Context, SignedIn


class Signing(Protocol):
    """Sign-in, lock and sign-out on one database; every attempt is audited."""

    def sign_in(self, email: str, password: str, context: Context) -> SignedIn:
        """Open a session. Raises `UserError`: `auth.bad_credentials`, `auth.locked`, `auth.frozen`, `auth.service_user`."""
        ...

    def sign_out(self, session: str) -> None:
        """End a session."""
        ...

    def lock(self, session: str) -> None:
        """Lock a session."""
        ...

    def unlock(self, session: str, password: str) -> SignedIn:
        """Unlock by password."""
        ...

    def resume(self, session: str, context: Context) -> SignedIn:
        """Who an open session belongs to, for a program that was started again. Raises `UserError` as a message would."""
        ...

    def is_open(self, session: str) -> bool:
        """Whether a session has not ended; asking is no use of it."""
        ...

    def keep_use(self, session: str) -> None:
        """Write down that a session was used just now, so that every process knows it."""
        ...
