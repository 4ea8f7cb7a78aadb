"""Mails and webhook calls: sent after the commit, tried again with growing pauses, never lost, never twice, in the recipient's language."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.features.notices.corner import Corner
from whale_desktop.features.access.messages import MAIL_PASSWORD, MAIL_PORT, MAIL_SECURITY, MAIL_USER, MailSecurity
from whale_desktop.features.notices import messages as notices
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.handlers.outbox import LEASE, PAUSES
from whale_desktop.features.notices.handlers.ports import NotDelivered
from whale_desktop.features.notices.messages import WEBHOOK_ADDRESS, Channel, DeliveryState
from whale_desktop.kernel.errors import NeedsConfirmation

ADMINISTRATOR = "administrator"


@pytest.fixture
def mailing(corner: Corner) -> Corner:
    """A mail server is set up and the two clerks get mails of parcels."""
    corner.set_up_mail()
    corner.subscribe("parcel.came", roles=("funds_clerk",), channels="email")
    return corner


def states(corner: Corner) -> list[DeliveryState]:
    """The states of all deliveries, oldest first."""
    return [row.state for row in corner.deliveries()]


def refused(words: str = "451 later") -> NotDelivered:
    """A server that answers, and does not take this mail."""
    return NotDelivered("mail.refused", words)


def test_a_mail_goes_out_after_the_commit_from_its_row(mailing: Corner) -> None:
    mailing.tell("parcel.came", parcel="7")
    assert mailing.mailer.sent == []
    assert states(mailing) == [DeliveryState.WAITING] * 2
    mailing.send()
    assert [mail.recipient for mail in mailing.mailer.sent] == ["funds_clerk@office.test", "second_clerk@office.test"]
    assert states(mailing) == [DeliveryState.SENT] * 2
    mailing.send()
    assert len(mailing.mailer.sent) == 2


def test_a_command_that_fails_sends_nothing(mailing: Corner) -> None:
    def command() -> None:
        with mailing.work() as work:
            work.send(mailing.notice("parcel.came"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        command()
    mailing.send()
    assert mailing.mailer.sent == []


def test_each_gets_his_own_language(mailing: Corner) -> None:
    mailing.speaks("funds_clerk", "en")
    mailing.speaks("second_clerk", "zh_Hans")
    mailing.tell("parcel.came", parcel="7")
    mailing.send()
    english, simplified = mailing.mailer.sent
    assert english.subject == "A parcel came 7"
    assert english.body.startswith("Parcel 7 came\n\nSent by Whale Desktop (office) at 2024-03-18 10:00:00, Hong Kong time.")
    assert "Global Settings - Message Settings - Subscription Management" in english.body
    assert "由鲸柜台（office）发送，香港时间 2024-03-18 10:00:00。接收设置见“全局设置 - 消息设置 - 订阅管理”。" in simplified.body


def test_it_says_where_to_look(mailing: Corner) -> None:
    with mailing.work() as work:
        work.send(notices.Notify(kind="parcel.came", params={"parcel": "7"}, screen="notices.deliveries"))
    mailing.speaks("funds_clerk", "en")
    mailing.send()
    assert "\n\nSee: Global Settings - Message Settings - Subscription Management\n\n" in mailing.mailer.sent[0].body


def test_the_server_is_that_of_the_system_parameters(mailing: Corner) -> None:
    for parameter, value in ((MAIL_PORT, "465"), (MAIL_SECURITY, "tls"), (MAIL_USER, "whale"), (MAIL_PASSWORD, "secret")):
        mailing.set(parameter, value)
    mailing.tell("parcel.came")
    mailing.send()
    server = mailing.mailer.servers[0]
    assert (server.host, server.port, server.security) == ("mail.office.test", 465, MailSecurity.TLS)
    assert (server.user, server.password, server.sender) == ("whale", "secret", "whale@office.test")


def test_three_more_tries_with_growing_pauses_then_it_has_failed(mailing: Corner) -> None:
    mailing.office.do(notices.PutMessageSetting(kind="parcel.came", mail=False), user="second_clerk")
    mailing.mailer.ends = [refused(f"451 later, try {number}") for number in range(9)]
    mailing.tell("parcel.came")
    mailing.send()
    for number, pause in enumerate(PAUSES, 1):
        (row,) = mailing.deliveries()
        assert (row.state, row.tries) == (DeliveryState.WAITING, number)
        assert row.due_at == mailing.office.clock.now() + pause
        assert row.reason is not None
        assert (row.reason.code, row.detail) == ("mail.refused", f"451 later, try {number - 1}")
        mailing.office.clock.advance(pause - timedelta(seconds=1))
        mailing.send()
        assert len(mailing.mailer.tried) == number
        mailing.office.clock.advance(timedelta(seconds=1))
        mailing.send()
        assert len(mailing.mailer.tried) == number + 1
    (row,) = mailing.deliveries()
    assert (row.state, row.tries, row.due_at) == (DeliveryState.FAILED, 4, None)
    mailing.office.clock.advance(timedelta(days=1))
    mailing.send()
    assert len(mailing.mailer.tried) == 4
    assert list(PAUSES) == sorted(set(PAUSES))


def test_a_try_that_succeeds_later_leaves_no_reason(mailing: Corner) -> None:
    mailing.mailer.ends = [refused()]
    mailing.tell("parcel.came")
    mailing.send()
    assert states(mailing) == [DeliveryState.WAITING, DeliveryState.SENT]
    mailing.office.clock.advance(PAUSES[0])
    mailing.send()
    first = mailing.deliveries()[0]
    assert (first.state, first.tries, first.reason, first.detail) == (DeliveryState.SENT, 2, None, "")
    assert len(set(mailing.mailer.tried)) == 2, "the same number, so the same Message-ID, at both tries"


def test_where_nobody_answers_one_try_stands_for_all_that_is_due(mailing: Corner) -> None:
    mailing.mailer.ends = [NotDelivered("mail.unreachable", "timed out", nobody_there=True)]
    mailing.tell("parcel.came")
    mailing.send()
    assert len(mailing.mailer.tried) == 1
    assert [(row.state, row.tries) for row in mailing.deliveries()] == [(DeliveryState.WAITING, 1)] * 2
    mailing.office.clock.advance(PAUSES[0])
    mailing.send()
    assert states(mailing) == [DeliveryState.SENT] * 2


def test_without_a_mail_server_nothing_is_tried_and_it_is_listed(corner: Corner) -> None:
    corner.subscribe("parcel.came", roles=("funds_clerk",), channels="email")
    corner.tell("parcel.came")
    corner.send()
    assert [(row.state, row.tries, row.reason and row.reason.code) for row in corner.deliveries()] == [
        (DeliveryState.FAILED, 0, "mail.not_set_up")
    ] * 2
    assert corner.mailer.tried == []


def test_who_has_left_meanwhile_gets_no_mail(mailing: Corner) -> None:
    mailing.tell("parcel.came")
    mailing.leave("funds_clerk")
    mailing.send()
    assert states(mailing) == [DeliveryState.CANCELLED, DeliveryState.SENT]
    assert [mail.recipient for mail in mailing.mailer.sent] == ["second_clerk@office.test"]


# ---------------------------------------------------------------------------------------------------------------------- crashes


class Killed(BaseException):
    """The process ends here: nothing of it runs any more, not even its handlers of errors."""


def test_a_crash_between_commit_and_sending_loses_nothing(mailing: Corner) -> None:
    mailing.tell("parcel.came", parcel="7")
    after_the_crash = Corner(mailing.office)  # another process on the same file
    after_the_crash.send()
    assert len(after_the_crash.mailer.sent) == 2


def test_a_crash_while_sending_sends_nothing_twice_and_loses_nothing(mailing: Corner) -> None:
    mailing.mailer.ends = [Killed()]
    mailing.tell("parcel.came")
    with pytest.raises(Killed):
        mailing.send()
    assert states(mailing) == [DeliveryState.SENDING, DeliveryState.WAITING]
    again = Corner(mailing.office)
    again.send()
    assert states(again) == [DeliveryState.SENDING, DeliveryState.SENT], "it may still be under way in the other process"
    again.office.clock.advance(LEASE)
    again.send()
    first = again.deliveries()[0]
    assert (first.state, first.reason and first.reason.code) == (DeliveryState.INTERRUPTED, "notice.interrupted")
    assert len(again.mailer.tried) == 1, "a person decides"


def test_two_processes_share_the_work(mailing: Corner) -> None:
    mailing.tell("parcel.came")
    other = Corner(mailing.office)
    mine = mailing.outbox._claim()
    assert mine is not None
    other.send()
    mailing.outbox._deliver(mine)
    assert len(mailing.mailer.sent) == len(other.mailer.sent) == 1
    assert states(mailing) == [DeliveryState.SENT] * 2


def test_a_broken_connection_after_the_mail_was_handed_over_is_left_to_a_person(mailing: Corner) -> None:
    mailing.mailer.ends = [NotDelivered("mail.unsure", "closed", unsure=True)]
    mailing.tell("parcel.came")
    mailing.send()
    assert states(mailing) == [DeliveryState.INTERRUPTED, DeliveryState.SENT]
    mailing.office.clock.advance(timedelta(days=1))
    mailing.send()
    assert len(mailing.mailer.tried) == 2


@pytest.mark.expects_log("notice.delivery_fault")
def test_a_mistake_of_ours_is_logged_and_left_to_a_person(mailing: Corner) -> None:
    mailing.mailer.ends = [ZeroDivisionError()]
    mailing.tell("parcel.came")
    mailing.send()
    assert states(mailing) == [DeliveryState.INTERRUPTED, DeliveryState.SENT]


def test_the_next_moment_is_told(mailing: Corner) -> None:
    from threading import Event

    assert mailing.outbox.run(Event()) is None
    mailing.mailer.ends = [refused(), refused()]
    mailing.tell("parcel.came")
    assert mailing.outbox.run(Event()) == mailing.office.clock.now() + PAUSES[0]
    closing = Event()
    closing.set()
    mailing.office.clock.advance(PAUSES[0])
    mailing.outbox.run(closing)
    assert len(mailing.mailer.tried) == 2, "a program that closes begins nothing"


# ----------------------------------------------------------------------------------------------------------------------- by hand


def resend(corner: Corner, number: int, **more: Any) -> None:
    """Send again by the administrator."""
    corner.office.do(notices.ResendDelivery(delivery_id=number), user=ADMINISTRATOR, **more)


def test_what_failed_is_sent_again_by_hand_with_all_its_tries(mailing: Corner) -> None:
    mailing.mailer.ends = [NotDelivered("mail.bad_address", final=True)]
    mailing.tell("parcel.came")
    mailing.send()
    failed, sent = mailing.deliveries()
    assert failed.may == ("notice.delivery.resend",)
    assert sent.may == ()
    assert mailing.office.refused(notices.ResendDelivery(delivery_id=sent.delivery_id), user=ADMINISTRATOR).code == (
        "notice.not_resendable"
    )
    resend(mailing, failed.delivery_id)
    again = mailing.deliveries()[0]
    assert (again.state, again.tries, again.reason) == (DeliveryState.WAITING, 0, None)
    mailing.send()
    assert states(mailing) == [DeliveryState.SENT] * 2


def test_what_was_interrupted_is_sent_again_only_after_a_question(mailing: Corner) -> None:
    mailing.mailer.ends = [NotDelivered("mail.unsure", unsure=True)]
    mailing.tell("parcel.came")
    mailing.send()
    number = mailing.deliveries()[0].delivery_id
    error = mailing.office.refused(notices.ResendDelivery(delivery_id=number), user=ADMINISTRATOR)
    assert (type(error), error.code) == (NeedsConfirmation, "notice.may_have_arrived")
    resend(mailing, number, acknowledged=("notice.may_have_arrived",))
    mailing.send()
    assert states(mailing) == [DeliveryState.SENT] * 2


def test_failures_stand_in_a_tab_of_their_own(mailing: Corner) -> None:
    mailing.mailer.ends = [NotDelivered("mail.bad_address", final=True)]
    mailing.tell("parcel.came")
    mailing.send()
    mailing.tell("parcel.came")
    totals = mailing.office.ask(notices.TotalDeliveries(tab="FAILED"), user=ADMINISTRATOR)
    assert dict(totals.tabs) == {"": 4, "FAILED": 1, "WAITING": 2, "SENT": 1}
    (row,) = mailing.office.ask(notices.ListDeliveries(tab="FAILED"), user=ADMINISTRATOR).rows
    assert row.recipient_names["en"] == "funds_clerk"
    assert mailing.office.refused(notices.ListDeliveries(), user="funds_clerk").code == "auth.no_permission"


# ----------------------------------------------------------------------------------------------------------------------- webhook


def test_the_webhook_gets_what_happened_as_json(corner: Corner) -> None:
    corner.set(WEBHOOK_ADDRESS, "https://hook.office.test/notices")
    corner.subscribe("parcel.came", roles=("funds_clerk",), channels="webhook")
    corner.tell("parcel.came", parcel="7")
    corner.send()
    (call,) = corner.webhook.calls
    assert call.address == "https://hook.office.test/notices"
    said = json.loads(call.body)
    assert (said["kind"], said["key"], said["params"], said["at"]) == (
        "parcel.came",
        "7",
        {"parcel": "7"},
        "2024-03-18T02:00:00Z",
    )
    assert said["text"]["en"] == "Parcel 7 came"
    assert states(corner) == [DeliveryState.SENT]


def test_a_webhook_that_fails_is_tried_again_and_without_an_address_it_is_listed(corner: Corner) -> None:
    corner.subscribe("parcel.came", roles=("funds_clerk",), channels="webhook")
    corner.tell("parcel.came")
    corner.send()
    (row,) = corner.deliveries(channel=Channel.WEBHOOK)
    assert (row.state, row.reason and row.reason.code) == (DeliveryState.FAILED, "webhook.not_set_up")
    corner.set(WEBHOOK_ADDRESS, "https://hook.office.test/notices")
    corner.webhook.failures = [NotDelivered("webhook.refused", "503 Service Unavailable")]
    resend(corner, row.delivery_id)
    corner.send()
    assert states(corner) == [DeliveryState.WAITING]
    corner.office.clock.advance(PAUSES[0])
    corner.send()
    assert states(corner) == [DeliveryState.SENT]


def test_a_dead_webhook_holds_no_mail_up(mailing: Corner) -> None:
    mailing.set(WEBHOOK_ADDRESS, "https://hook.office.test/notices")
    mailing.subscribe("parcel.came", roles=("auditor",), channels="webhook")
    mailing.webhook.failures = [NotDelivered("webhook.unreachable", nobody_there=True)]
    mailing.tell("parcel.came")
    mailing.send()
    assert sorted(states(mailing)) == [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.WAITING]


def test_nothing_of_the_mail_server_s_password_is_kept_with_a_delivery(mailing: Corner) -> None:
    mailing.set(MAIL_USER, "whale")
    mailing.set(MAIL_PASSWORD, "secret-word")
    mailing.mailer.ends = [refused()]
    mailing.tell("parcel.came")
    mailing.send()
    with mailing.office.database.read() as connection:
        kept = connection.execute(select(tables.notice_delivery)).all()
    assert "secret-word" not in str(kept)
