"""The two doors through which notices leave the house: mail and webhook. What stands behind a door is chosen by the composition root.

Must not know the database, nor who is told of what.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from whale_desktop.features.access.messages import MailSecurity


@dataclass(frozen=True)
class Mail:
    """One mail to one person, ready to go. number: that of its row, from which its `Message-ID` is made: the same at every try."""

    number: int
    recipient: str
    subject: str
    body: str
    at: datetime


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, from the system parameters."""

    host: str
    port: int
    security: MailSecurity
    user: str
    password: str
    sender: str


@dataclass(frozen=True)
class Call:
    """One call of the webhook. number: that of its row; the receiver can tell a second try by it. body: JSON."""

    number: int
    address: str
    body: bytes


class NotDelivered(Exception):
    """It did not get through. code: a declared error; detail: what the other side said.

    unsure: it may have got through all the same, so it must not go out again by itself. nobody_there: the other side did not answer at all,
    so nothing else would get through now either. final: another try cannot end differently.
    """

    def __init__(
        self, code: str, detail: str = "", *, unsure: bool = False, nobody_there: bool = False, final: bool = False
    ) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.unsure = unsure
        self.nobody_there = nobody_there
        self.final = final


class Mailer(Protocol):
    """Hands in mails."""

    def send(self, mail: Mail, server: MailServer) -> None:
        """Hand one mail in; returns when the server has taken it over. Raises `NotDelivered`."""
        ...


class Webhook(Protocol):
    """Calls an address of the house's own."""

    def call(self, call: Call) -> None:
        """Post; returns when the receiver has answered that all is well. Raises `NotDelivered`."""
        ...
