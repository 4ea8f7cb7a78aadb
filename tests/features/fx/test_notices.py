"""Who is told of exchanges: reviewers, whoever watches the pool, and the client (`docs/rules/fx.md` 6, Notices)."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.features.fx.desk import PARAMETERS, SUPERVISOR, Desk
from whale_desktop.bus.chores import ChoreRunner
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.fx.messages.notices import EXCHANGE_REVIEW, POOL_ALERT
from whale_desktop.features.notices import messages as notices
from whale_desktop.features.notices import tables
from whale_desktop.features.workorder.messages.notices import NEW_TASK
from whale_desktop.kernel.texts import catalogue


@pytest.fixture(autouse=True)
def _nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits stays as it was written."""
    monkeypatch.setattr(ChoreRunner, "wake", lambda self: None)


def told(desk: Desk, kind: str, user: str = SUPERVISOR) -> list[notices.MessageRow]:
    """A user's messages of a kind, oldest first."""
    rows = desk.office.ask(notices.ListMessages(limit=50), user=user).rows
    return [row for row in reversed(rows) if row.kind == kind]


def clients(desk: Desk) -> list[tuple[str, str]]:
    """Kind and English words of the messages to clients, oldest first."""
    found = desk.office.ask(notices.ListClientMessages(descending=False, limit=50)).rows
    assert {(row.client, row.account_no) for row in found} <= {("80012046", "HK00010001")}
    return [(row.kind, row.words["en"]) for row in found]


def mails(desk: Desk) -> list[Any]:
    """The mails that wait, of every kind."""
    statement = select(tables.notice_event.c.key).join(tables.notice_delivery)
    with desk.office.database.read() as connection:
        return list(connection.execute(statement.order_by(tables.notice_delivery.c.delivery_id)).scalars())


def by_mail(desk: Desk, kind: str) -> None:
    """Subscribe the two supervisors by mail."""
    command = notices.AddSubscription(kind=kind, channels=(notices.Channel.EMAIL,), recipients=("role:funds_supervisor",))
    desk.office.do(command, acknowledged=("notice.no_mail_server",))


def test_an_order_entered_by_hand_is_told_to_its_reviewers_with_a_way_to_it(desk: Desk) -> None:
    number = desk.manual("10000")
    (row,) = told(desk, EXCHANGE_REVIEW)
    assert (row.category, row.screen, row.key) == (notices.Category.TODO, "fx.orders", number)
    assert notices.sentence_in(row.kind, row.params, catalogue("en")) == (
        f"Exchange {number} of 80012046 Chan Ka Yi waits for review: USD\u00a010,000.00 to CNH\u00a071,357.00, entered by funds_clerk"
    )
    assert len(told(desk, EXCHANGE_REVIEW, "second_supervisor")) == 1
    assert told(desk, EXCHANGE_REVIEW, "funds_clerk") == []


def test_orders_by_hand_are_mailed_and_orders_of_the_app_are_not(desk: Desk) -> None:
    by_mail(desk, EXCHANGE_REVIEW)
    desk.set_starts(USD="0.01")
    by_app = desk.app("10").forex_id
    assert desk.order(by_app).audit_status is fx.AuditStatus.PENDING
    by_hand = desk.manual("10")
    assert mails(desk) == [by_hand, by_hand]
    assert [row.key for row in told(desk, EXCHANGE_REVIEW)] == [by_app, by_hand]


def test_large_orders_are_told_of_in_the_window_by_their_work_orders_only(desk: Desk) -> None:
    by_mail(desk, EXCHANGE_REVIEW)
    desk.app("100000.01", "USD", "HKD")
    assert mails(desk) == []
    by_hand = desk.manual("100000.02", "USD", "HKD")
    assert mails(desk) == [by_hand, by_hand]
    assert told(desk, EXCHANGE_REVIEW) == []
    assert len(told(desk, NEW_TASK, "second_supervisor")) == 2


def test_an_order_that_nobody_reviews_is_told_to_nobody(desk: Desk) -> None:
    desk.app("10")
    assert told(desk, EXCHANGE_REVIEW) == []


def test_a_refused_order_tells_nobody(desk: Desk) -> None:
    desk.app_refused("1000000")
    assert told(desk, EXCHANGE_REVIEW) == []
    assert clients(desk) == []


def test_a_pool_at_its_alarm_line_is_told(desk: Desk) -> None:
    by_mail(desk, POOL_ALERT)
    desk.set_pool("CNH", "121357")
    desk.app("10000")
    for user in (SUPERVISOR, PARAMETERS):
        (row,) = told(desk, POOL_ALERT, user)
        assert (row.category, row.screen, row.key) == (notices.Category.OPERATION, "fx.pool_changes", "CNH")
        assert notices.sentence_in(row.kind, row.params, catalogue("en")) == (
            "The CNH pool has fallen to 50,000.00, its alarm level is 50,000.00"
        )
    assert mails(desk) == ["CNH", "CNH"]


def test_a_pool_above_its_alarm_line_is_not_told(desk: Desk) -> None:
    desk.app("10000")
    assert told(desk, POOL_ALERT) == []


def test_a_client_is_told_of_a_deal_done_at_once(desk: Desk) -> None:
    number = desk.app("10000").forex_id
    assert clients(desk) == [
        ("fx.client_exchanged", f"Your exchange {number} is done: USD\u00a010,000.00 for CNH\u00a071,357.00 at 7.1357"),
    ]


def test_a_client_is_told_when_his_order_was_reviewed(desk: Desk) -> None:
    done, rejected = desk.manual("10000"), desk.manual("20")
    assert clients(desk) == []
    desk.review(done)
    desk.review(rejected, approve=False, remark="not his money")
    assert clients(desk) == [
        ("fx.client_exchanged", f"Your exchange {done} is done: USD\u00a010,000.00 for CNH\u00a071,357.00 at 7.1357"),
        ("fx.client_rejected", f"Your exchange {rejected} was not accepted; USD\u00a020.00 can be used again"),
    ]


def test_the_reason_of_a_rejection_stays_in_the_house(desk: Desk) -> None:
    desk.review(desk.manual("20"), approve=False, remark="not his money")
    with desk.office.database.read() as connection:
        assert "not his money" not in str(connection.execute(select(tables.client_message)).all())


def test_a_client_is_told_what_the_bank_made_of_his_order(desk: Desk) -> None:
    filled = desk.bank_order()
    failed = desk.bank_order(pool="100")
    assert clients(desk) == []
    desk.handle(filled.channel_order_no, fx.ApplyType.SUCCESS_APPLY, channel_rate="7.1400")
    desk.approve_exception(filled.channel_order_no)
    desk.handle(failed.channel_order_no, fx.ApplyType.FAILURE_APPLY)
    desk.approve_exception(failed.channel_order_no)
    assert [kind for kind, _ in clients(desk)] == ["fx.client_exchanged", "fx.client_failed"]
    assert clients(desk)[1][1] == f"Your exchange {failed.forex_id} has failed; USD\u00a010,000.00 can be used again"


def test_a_client_is_not_told_of_what_he_did_himself_or_of_the_middle(desk: Desk) -> None:
    waiting = desk.manual("20")
    desk.office.do(desk.cancel_command(waiting))
    bank = desk.bank_order()
    desk.handle(bank.channel_order_no, fx.ApplyType.RETRY_APPLY, channel_name="ICBCASIA")
    desk.approve_exception(bank.channel_order_no)
    assert clients(desk) == []


def test_a_client_reads_his_own_language(desk: Desk) -> None:
    desk.app("10000")
    (row,) = desk.office.ask(notices.ListClientMessages()).rows
    assert row.locale == "zh_Hant"
    assert row.words["zh_Hant"].startswith("您的換匯")
    assert row.words["zh_Hans"].startswith("您的换汇")
    assert row.state is notices.DeliveryState.WAITING
