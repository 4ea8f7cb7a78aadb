"""What a local gateway or a server needs to open and close sessions; the access feature provides it."""

from typing import Protocol

from whale_desktop.gateway.port import Context, SignedIn


class Signing(Protocol):
    """Sign-in, lock and sign-out on one database; every attempt is audited.

    address: of the network from which a session is used; empty beside the database. Where it is not allowed, `auth.ip_denied` is
    raised and the session ends.
    """

    def sign_in(self, email: str, password: str, context: Context, *, code: str = "") -> SignedIn:
        """Open a session.

        Raises `UserError`: `auth.ip_denied`, `auth.bad_credentials`, `auth.locked`, `auth.frozen`, `auth.service_user`;
        at `code`: `auth.code_needed`, `auth.bad_code`, `auth.code_used`.
        """
        ...

    def sign_out(self, session: str) -> None:
        """End a session."""
        ...

    def lock(self, session: str, *, address: str) -> None:
        """Lock a session."""
        ...

    def unlock(self, session: str, password: str, *, address: str, code: str = "") -> SignedIn:
        """Unlock by password, or prove afresh who is there: an open session whose member has a second factor takes a code too."""
        ...

    def resume(self, session: str, context: Context) -> SignedIn:
        """Who an open session belongs to, for a program that was started again. Raises `UserError` as a message would."""
        ...

    def is_open(self, session: str, *, address: str) -> bool:
        """Whether a session has not ended; asking is no use of it."""
        ...

    def keep_use(self, session: str) -> None:
        """Write down that a session was used just now, so that every process knows it."""
        ...
