"""Sends what waits: every mail and webhook call is a row that was written with the event itself (`docs/rules/platform.md` 6.7).

A row is marked as being sent, and that is committed, before anything leaves the house. So a crash loses nothing (a waiting row waits on)
and sends nothing twice (a row that was under way is left to a person). Works in any number of processes on one database.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from whale_desktop.bus import Bus, parameter
from whale_desktop.bus.state import get_state
from whale_desktop.features.access import messages as access
from whale_desktop.features.access import queries as people
from whale_desktop.features.access.messages import MemberState
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.handlers import letters
from whale_desktop.features.notices.handlers.ports import Call, Mail, Mailer, MailServer, NotDelivered, Webhook
from whale_desktop.features.notices.messages import WEBHOOK_ADDRESS, Channel, DeliveryState
from whale_desktop.kernel.logs import Log
from whale_desktop.kernel.texts import catalogue

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""How long after a failed try the next one comes. One try and three more: then it has failed."""
LEASE = timedelta(minutes=5)
"""Whoever marked a row as being sent is done with it by then, or dead."""
MOST_DETAIL = 500
_AT_ONCE = 20

log = Log("whale_desktop.notices")

_DELIVERY = tables.notice_delivery
_EVENT = tables.notice_event


@dataclass(frozen=True)
class _Claimed:
    """A row that this process is sending, and what does it."""

    number: int
    channel: Channel
    send: Callable[[], None]


class Outbox:
    """The waiting deliveries of one database. `run` is called by the runner of chores; see `bus.chores`."""

    topics = frozenset({"notice.delivery"})

    def __init__(self, bus: Bus, *, mailer: Callable[[], Mailer], webhook: Callable[[], Webhook]) -> None:
        """mailer, webhook: make what goes through the doors, when the first one goes."""
        self._bus = bus
        self._mailer = mailer
        self._webhook = webhook

    def run(self, closing: threading.Event) -> datetime | None:
        """Send everything that is due, one after another; returns when the next one is."""
        self._give_up_interrupted()
        while not closing.is_set() and (claimed := self._claim()) is not None:
            self._deliver(claimed)
        with self._bus.database.read() as connection:
            waiting = select(func.min(_DELIVERY.c.due_at)).where(_DELIVERY.c.state == DeliveryState.WAITING)
            sending = select(func.min(_DELIVERY.c.updated_at)).where(_DELIVERY.c.state == DeliveryState.SENDING)
            due: datetime | None = connection.execute(waiting).scalar()
            under_way: datetime | None = connection.execute(sending).scalar()
        moments = [one for one in (due, under_way + LEASE if under_way else None) if one is not None]
        return min(moments, default=None)

    def _give_up_interrupted(self) -> None:
        """Leave to a person what a process that died was sending."""
        now = self._bus.clock.now()
        dead = (_DELIVERY.c.state == DeliveryState.SENDING, _DELIVERY.c.updated_at <= now - LEASE)
        with self._bus.database.read() as connection:
            if connection.execute(select(_DELIVERY.c.delivery_id).where(*dead).limit(1)).first() is None:
                return
        self._write(
            lambda connection: connection.execute(
                update(_DELIVERY)
                .where(*dead)
                .values(state=DeliveryState.INTERRUPTED, reason="notice.interrupted", detail="", updated_at=now)
            )
        )

    def _claim(self) -> _Claimed | None:
        """Mark the next due row as being sent. One that cannot go anywhere is closed on the way."""
        now = self._bus.clock.now()
        due = (_DELIVERY.c.state == DeliveryState.WAITING, _DELIVERY.c.due_at <= now)
        with self._bus.database.read() as connection:
            if connection.execute(select(_DELIVERY.c.delivery_id).where(*due).limit(1)).first() is None:
                return None
        claimed: list[_Claimed] = []

        def claim(connection: Connection) -> None:
            statement = select(_DELIVERY, _EVENT.c.kind, _EVENT.c.params, _EVENT.c.screen, _EVENT.c.key, _EVENT.c.at)
            statement = statement.join(_EVENT).where(*due).order_by(_DELIVERY.c.due_at, _DELIVERY.c.delivery_id)
            for row in connection.execute(statement.limit(_AT_ONCE).with_for_update(of=_DELIVERY, skip_locked=True)).all():
                member = None if row.member_id is None else people.member_row(connection, row.member_id)
                address = parameter(connection, WEBHOOK_ADDRESS) if member is None else member.email
                connection.execute(update(_DELIVERY).where(_DELIVERY.c.delivery_id == row.delivery_id).values(address=address))
                try:
                    send = self._prepared(connection, row, member, address)
                except NotDelivered as error:
                    _close(connection, row, now, error)
                    continue
                marked = {"state": DeliveryState.SENDING, "tries": row.tries + 1, "updated_at": now}
                connection.execute(update(_DELIVERY).where(_DELIVERY.c.delivery_id == row.delivery_id).values(**marked))
                claimed.append(_Claimed(row.delivery_id, row.channel, send))
                return

        self._write(claim)
        return claimed[0] if claimed else None

    def _prepared(self, connection: Connection, row: Any, member: Any, address: str) -> Callable[[], None]:
        """What sends a row to its address. Raises `NotDelivered` when it can go nowhere."""
        if row.channel is Channel.WEBHOOK:
            if not address:
                raise NotDelivered("webhook.not_set_up", final=True)
            call = Call(number=row.delivery_id, address=address, body=letters.call_of(row))
            return lambda: self._webhook().call(call)
        if member.state is not MemberState.NORMAL:
            raise NotDelivered("notice.recipient_left", final=True)
        server = mail_server(connection)
        if not server.host or not server.sender:
            raise NotDelivered("mail.not_set_up", final=True)
        speak = catalogue(member.locale)
        mail = Mail(
            number=row.delivery_id,
            recipient=address,
            subject=letters.subject_of(row, speak),
            body=letters.body_of(row, speak, place=get_state(connection, "name") or ""),
            at=row.at,
        )
        return lambda: self._mailer().send(mail, server)

    def _deliver(self, claimed: _Claimed) -> None:
        try:
            claimed.send()
        except NotDelivered as error:
            failure = error
            self._write(lambda connection: self._failed(connection, claimed, failure))
        except Exception as error:  # whatever an adapter does not know: it may have been sent
            log.error("notice.delivery_fault", delivery=claimed.number, exc_info=error)
            unsure = NotDelivered("notice.fault", type(error).__name__, unsure=True)
            self._write(lambda connection: self._failed(connection, claimed, unsure))
        else:
            self._write(lambda connection: _put(connection, claimed.number, self._now(), DeliveryState.SENT))

    def _failed(self, connection: Connection, claimed: _Claimed, error: NotDelivered) -> None:
        """One more try later, or the end. Where nobody is there, it was a try of everything that is due the same way."""
        now = self._now()
        mine = _DELIVERY.c.delivery_id == claimed.number
        _close(connection, connection.execute(select(_DELIVERY).where(mine)).one(), now, error)
        if not error.nobody_there:
            return
        same_way = (
            _DELIVERY.c.state == DeliveryState.WAITING,
            _DELIVERY.c.due_at <= now,
            _DELIVERY.c.channel == claimed.channel,
        )
        for row in connection.execute(select(_DELIVERY).where(*same_way).with_for_update(skip_locked=True)).all():
            connection.execute(update(_DELIVERY).where(_DELIVERY.c.delivery_id == row.delivery_id).values(tries=row.tries + 1))
            _close(connection, row, now, error, tries=row.tries + 1)

    def _now(self) -> datetime:
        return self._bus.clock.now()

    def _write(self, change: Callable[[Connection], object]) -> None:
        """One transaction, told to whoever looks at the list."""
        with self._bus.database.write() as connection:
            change(connection)
            news = self._bus.announce(connection, self.topics)
        self._bus.notices.publish(news)


def mail_server(connection: Connection) -> MailServer:
    """The mail server of the system parameters; without a host nothing is sent."""
    return MailServer(
        host=parameter(connection, access.MAIL_HOST),
        port=parameter(connection, access.MAIL_PORT),
        security=parameter(connection, access.MAIL_SECURITY),
        user=parameter(connection, access.MAIL_USER),
        password=parameter(connection, access.MAIL_PASSWORD),
        sender=parameter(connection, access.MAIL_SENDER),
    )


def _close(connection: Connection, row: Any, now: datetime, error: NotDelivered, *, tries: int | None = None) -> None:
    """What a failure makes of a row: another try after a pause, failed, left to a person, or not sent at all."""
    done = row.tries if tries is None else tries
    if error.code == "notice.recipient_left":
        state, due = DeliveryState.CANCELLED, now
    elif error.unsure:
        state, due = DeliveryState.INTERRUPTED, now
    elif error.final or done > len(PAUSES):
        state, due = DeliveryState.FAILED, now
    else:
        state, due = DeliveryState.WAITING, now + PAUSES[done - 1]
    _put(connection, row.delivery_id, now, state, due_at=due, reason=error.code, detail=error.detail[:MOST_DETAIL])


def _put(connection: Connection, number: int, now: datetime, state: DeliveryState, **values: Any) -> None:
    kept = {"reason": "", "detail": "", **values}
    connection.execute(update(_DELIVERY).where(_DELIVERY.c.delivery_id == number).values(state=state, updated_at=now, **kept))
