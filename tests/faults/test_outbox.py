"""kill -9 while mails leave: none is lost, none leaves twice, and what may have left is left to a person."""

import threading
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.faults.conftest import Crash
from tests.faults.crashing import MailFile, Plan, mails_of
from tests.faults.inspection import is_sound
from tests.helpers.desk import CLIENT
from tests.helpers.office import MONDAY, Office
from whale_desktop.app.services import Doors, open_services
from whale_desktop.bus.chores import ChoreRunner, run_chores
from whale_desktop.features.access.handlers.seed import seed_parameter
from whale_desktop.features.access.messages import MAIL_HOST, MAIL_SENDER
from whale_desktop.features.fx.messages import SubmitManualOrder
from whale_desktop.features.fx.messages.notices import EXCHANGE_REVIEW
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.handlers.outbox import LEASE
from whale_desktop.features.notices.messages import AddSubscription, Channel, DeliveryState
from whale_desktop.kernel.clock import FixedClock


def set_up_mail(desk: Office) -> None:
    """A mail server that nobody reaches."""
    with desk.database.write() as connection:
        seed_parameter(connection, MONDAY, MAIL_HOST, "mail.office.test")
        seed_parameter(connection, MONDAY, MAIL_SENDER, "whale@office.test")


def states_of(path: Path) -> dict[int, DeliveryState]:
    """The state of each delivery."""
    services = open_services(path, FixedClock(MONDAY))
    try:
        with services.database.read() as connection:
            found = connection.execute(select(tables.notice_delivery.c.delivery_id, tables.notice_delivery.c.state)).all()
    finally:
        services.gateway.close()
        services.database.close()
    return {row.delivery_id: row.state for row in found}


def go_on(path: Path) -> None:
    """The program is started again, a good while later."""
    services = open_services(path, FixedClock(MONDAY + LEASE), doors=Doors(mailer=MailFile(mails_of(path))))
    try:
        run_chores(services.chores(), threading.Event())
    finally:
        services.gateway.close()
        services.database.close()


def test_a_mail_leaves_once_or_is_left_to_a_person(
    desk: Office, crash: Crash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ChoreRunner, "wake", lambda self: None)
    set_up_mail(desk)
    desk.do(AddSubscription(kind=EXCHANGE_REVIEW, channels=(Channel.EMAIL,), recipients=("role:funds_supervisor",)))
    desk.do(
        SubmitManualOrder(account_no=CLIENT.account_no, from_currency="USD", to_currency="HKD", amount=Decimal(500)),
        user="funds_clerk",
    )
    desk.close()
    desk.database.close()
    assert set(states_of(desk.path).values()) == {DeliveryState.WAITING}
    numbers = set(states_of(desk.path))
    assert len(numbers) == 2
    folder = tmp_path / "rounds"
    folder.mkdir()
    rounds = crash(Plan(work="mail", database=str(desk.path), folder=str(folder), now=MONDAY.isoformat()))
    ends: Counter[tuple[int, DeliveryState]] = Counter()
    for one in rounds:
        path = Path(one.database)
        assert is_sound(path), one
        go_on(path)
        left = Counter(MailFile(mails_of(path)).left())
        states = states_of(path)
        assert set(states) == numbers, one
        for number, state in states.items():
            assert left[number] <= 1, one
            assert state in (DeliveryState.SENT, DeliveryState.INTERRUPTED), one
            if state is DeliveryState.SENT:
                assert left[number] == 1, one
            ends[left[number], state] += 1
    assert len([one for one in rounds if one.killed]) > 10
    assert set(ends) == {(1, DeliveryState.SENT), (1, DeliveryState.INTERRUPTED), (0, DeliveryState.INTERRUPTED)}
