"""What the bus needs to know of people: who stands behind a session and which codes that person holds now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection


@dataclass(frozen=True)
class Actor:
    """The person (or service user) behind a call. `codes` are read afresh at every call; `fresh` is true shortly after the password.

    session: a name of the session that opens nothing; the token itself is never kept. password_due: the password must be changed
    before anything else is done, second_factor_due: a second factor set up.
    """

    member_id: int
    name: str
    codes: frozenset[str]
    session: str = ""
    service: bool = False
    fresh: bool = False
    locale: str = "zh_Hant"
    password_due: bool = False
    second_factor_due: bool = False


SYSTEM = Actor(member_id=0, name="system", codes=frozenset(), service=True)
"""Who acts when nobody does: set-up, seeds, jobs of the program itself."""


IP_DENIED = "auth.ip_denied"
"""The refusal of a session that is used from a network that is not allowed."""


class Identity(Protocol):
    """Sessions and rights, kept by the access feature."""

    def actor_of(self, connection: Connection, session: str, now: datetime, *, address: str) -> Actor:
        """Who a session belongs to. Raises `UserError`: `auth.session_ended`, `auth.session_locked`, `auth.ip_denied`.

        address: of the network from which the session is used; empty for whoever sits beside the database.
        """
        ...

    def shut_out(self, connection: Connection, session: str, now: datetime) -> Actor:
        """End a session that was used from a network that is not allowed; who it belonged to, for the audit trail."""
        ...

    def actor_of_member(self, connection: Connection, member_id: int, now: datetime) -> Actor:
        """Who a member is, with the codes held now, for work that outlives its session. Raises `UserError("auth.session_ended")`."""
        ...

    def actor_of_service(self, connection: Connection, name: str, now: datetime) -> Actor:
        """Who a service user (`app`, `scheduler`) is, for what nobody asked for. Raises `UserError("auth.session_ended")`."""
        ...
