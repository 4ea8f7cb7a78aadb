"""A corner of the office with invented kinds of notices, and what its tests do all the time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any, Self

import pytest
from sqlalchemy import Table, delete, func, insert, select, update

from tests.helpers.doors import RecordingMailer, RecordingWebhook
from tests.helpers.office import Office
from whale_desktop.bus import Work
from whale_desktop.bus.chores import ChoreRunner
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.bus.tables import system_parameter
from whale_desktop.features.access import tables as access
from whale_desktop.features.access.messages import MAIL_HOST, MAIL_SENDER, MemberState
from whale_desktop.features.notices import messages as notices
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.handlers.outbox import Outbox
from whale_desktop.features.notices.messages import kinds
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Parameter

KINDS = (
    notices.NoticeKind(
        "parcel.came",
        Text("test", "A parcel came"),
        notices.Category.TODO,
        Text("test", "Parcel {parcel} came"),
        screen="parcels",
    ),
    notices.NoticeKind(
        "parcel.yours",
        Text("test", "Your parcel"),
        notices.Category.OPERATION,
        Text("test", "A parcel of yours moved"),
        personal=True,
    ),
    notices.NoticeKind(
        "parcel.said",
        Text("test", "All formats"),
        notices.Category.SYSTEM,
        Text("test", "{parcel} {amount} {at} {day} {who} {state} {flow}"),
        formats={
            "amount": "amount",
            "at": "moment",
            "day": "date",
            "who": "names",
            "state": notices.DeliveryState,
            "flow": {"letters": Text("notice", "E-mail")}.__getitem__,
        },
    ),
)


class Corner:
    """An office with the invented kinds, and short words for its tests."""

    def __init__(self, office: Office) -> None:
        self.office = office
        with office.database.read() as connection:
            found = connection.execute(select(access.member.c.email, access.member.c.member_id)).all()
        self._numbers = {email.partition("@")[0]: number for email, number in found}
        self.mailer = RecordingMailer()
        self.webhook = RecordingWebhook()
        self.outbox = Outbox(office.bus, mailer=lambda: self.mailer, webhook=lambda: self.webhook)

    @classmethod
    @contextmanager
    def of(cls, office: Office) -> Iterator[Self]:
        """The corner of an office. Chores are done when a test does them; the invented kinds are forgotten afterwards."""
        before = dict(kinds._KINDS)
        notices.declare_kinds(*KINDS)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ChoreRunner, "wake", lambda self: None)
            yield cls(office)
        kinds._KINDS.clear()
        kinds._KINDS.update(before)

    def number(self, user: str) -> int:
        """A user's member number."""
        return int(self._numbers[user])

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A unit of work of the program itself."""
        with self.office.database.write() as connection:
            yield Work(connection, SYSTEM, self.office.clock.now(), locale="en", command_id=new_id())

    def notice(self, kind: str, *users: str, parcel: str = "") -> notices.Notify:
        """The command that tells `users` and all subscribers."""
        return notices.Notify(kind=kind, params={"parcel": parcel}, members=tuple(map(self.number, users)), key=parcel)

    def tell(self, kind: str, *users: str, parcel: str = "") -> None:
        """Tell them, as a command does in the middle of its work."""
        self.office.bus.run_as(SYSTEM, self.notice(kind, *users, parcel=parcel))

    def subscribe(
        self,
        kind: str,
        *,
        roles: tuple[str, ...] = (),
        members: tuple[str, ...] = (),
        channels: str = "inapp",
        enabled: bool = True,
    ) -> int:
        """A subscription as the database keeps it."""
        now = self.office.clock.now()
        with self.office.database.write() as connection:
            made = connection.execute(
                insert(tables.notice_subscription).values(
                    kind=kind,
                    channels=channels,
                    enabled=enabled,
                    remark="",
                    created_at=now,
                    updated_at=now,
                    operator="test",
                    version=1,
                )
            )
            assert made.inserted_primary_key is not None
            number = int(made.inserted_primary_key[0])
            who = [f"role:{role}" for role in roles] + [f"member:{self.number(one)}" for one in members]
            connection.execute(insert(tables.notice_recipient), [{"subscription_id": number, "recipient": one} for one in who])
        return number

    def messages(
        self, user: str, *, unread: bool = False, category: notices.Category | None = None
    ) -> tuple[notices.MessageRow, ...]:
        """A user's own messages, newest first."""
        where = notices.MessageFilter(unread=unread, category=category)
        return self.office.ask(notices.ListMessages(where=where, limit=200), user=user).rows

    def told(self) -> dict[str, int]:
        """How many messages of the invented kinds each user has."""
        names = {number: name for name, number in self._numbers.items()}
        statement = select(tables.notice_message.c.member_id).join(tables.notice_event)
        statement = statement.where(tables.notice_event.c.kind.like("parcel.%"))
        with self.office.database.read() as connection:
            return dict(Counter(names[number] for number in connection.execute(statement).scalars()))

    def set(self, parameter: Parameter[Any], value: str) -> None:
        """Set a system parameter."""
        table = system_parameter
        row = {"key": parameter.key, "value": value, "changed_at": self.office.clock.now(), "changed_by": "test", "version": 1}
        with self.office.database.write() as connection:
            connection.execute(delete(table).where(table.c.key == parameter.key))
            connection.execute(insert(table).values(**row))

    def set_up_mail(self) -> None:
        """A mail server that no test reaches."""
        self.set(MAIL_HOST, "mail.office.test")
        self.set(MAIL_SENDER, "whale@office.test")

    def send(self) -> None:
        """Send what is due."""
        self.outbox.run(Event())

    def speaks(self, user: str, locale: str) -> None:
        """Let a user prefer a language."""
        with self.office.database.write() as connection:
            own = access.member.c.member_id == self.number(user)
            connection.execute(update(access.member).where(own).values(locale=locale))

    def give_role(self, user: str, role: str) -> None:
        """Give a user one more role."""
        with self.office.database.write() as connection:
            connection.execute(insert(access.member_role).values(member_id=self.number(user), role=role))

    def leave(self, user: str) -> None:
        """Let a user leave the house."""
        with self.office.database.write() as connection:
            own = access.member.c.member_id == self.number(user)
            connection.execute(update(access.member).where(own).values(state=MemberState.DEPARTED))

    def count_choices(self) -> int:
        """How many settings differ from what everybody gets."""
        return self.count(tables.notice_choice)

    def deliveries(self, **where: Any) -> tuple[notices.DeliveryRow, ...]:
        """Mails and webhook calls, oldest first."""
        query = notices.ListDeliveries(where=notices.DeliveryFilter(**where), descending=False, limit=200)
        return self.office.ask(query).rows

    def mails(self) -> list[str]:
        """Who gets a mail, one entry a mail."""
        names = {number: name for name, number in self._numbers.items()}
        statement = select(tables.notice_delivery.c.member_id).where(tables.notice_delivery.c.channel == notices.Channel.EMAIL)
        with self.office.database.read() as connection:
            return sorted(names[number] for number in connection.execute(statement).scalars())

    def count(self, table: Table) -> int:
        """The number of rows of a table."""
        with self.office.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
