"""Who is told of an event: the members concerned, subscribers by role and by name, each once, and never a service user."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, update

from tests.features.notices.corner import Corner
from whale_desktop.features.access import tables as access
from whale_desktop.features.access.messages import MemberState
from whale_desktop.features.notices import messages as notices
from whale_desktop.features.notices import tables
from whale_desktop.kernel.texts import LOCALES, catalogue


def test_a_member_concerned_finds_a_message_with_what_happened_and_where(corner: Corner) -> None:
    corner.tell("parcel.came", "funds_clerk", parcel="7")
    (row,) = corner.messages("funds_clerk")
    assert (row.kind, row.key, row.screen) == ("parcel.came", "7", "parcels")
    assert row.category is notices.Category.TODO
    assert row.read_at is None
    assert corner.messages("second_clerk") == ()


def test_subscribers_by_name_and_by_role_are_told_and_each_only_once(corner: Corner) -> None:
    corner.subscribe("parcel.came", roles=("funds_clerk",), members=("funds_clerk", "auditor"))
    corner.subscribe("parcel.came", roles=("funds_clerk",), channels="inapp,email")
    corner.tell("parcel.came", "funds_clerk")
    assert corner.told() == {"funds_clerk": 1, "second_clerk": 1, "auditor": 1}


def test_a_role_is_whoever_has_it_at_that_moment(corner: Corner) -> None:
    corner.subscribe("parcel.came", roles=("funds_clerk",))
    with corner.office.database.write() as connection:
        given = {"member_id": corner.number("nobody"), "role": "funds_clerk", "valid_to": date(2024, 3, 18)}
        connection.execute(insert(access.member_role).values(**given))
        taken = access.member_role.c.member_id == corner.number("second_clerk")
        connection.execute(update(access.member_role).where(taken).values(valid_to=date(2024, 3, 17)))
    corner.tell("parcel.came")
    assert corner.told() == {"funds_clerk": 1, "nobody": 1}


@pytest.mark.parametrize("state", ["frozen", "departed"])
def test_nobody_who_cannot_work_is_told_and_no_service_user(corner: Corner, state: str) -> None:
    corner.subscribe("parcel.came", roles=("funds_clerk", "app"), members=("scheduler",))
    with corner.office.database.write() as connection:
        who = access.member.c.member_id == corner.number("second_clerk")
        connection.execute(update(access.member).where(who).values(state=MemberState(state)))
    corner.tell("parcel.came", "second_clerk", "app")
    assert corner.told() == {"funds_clerk": 1}


def test_a_subscription_that_is_switched_off_tells_nobody(corner: Corner) -> None:
    corner.subscribe("parcel.came", roles=("funds_clerk",), enabled=False)
    corner.tell("parcel.came")
    assert corner.told() == {}
    assert corner.count(tables.notice_event) == 0


def test_of_a_personal_kind_only_those_concerned_are_told(corner: Corner) -> None:
    corner.subscribe("parcel.yours", roles=("funds_clerk",), channels="email,webhook")
    corner.tell("parcel.yours", "second_clerk", "auditor")
    assert corner.told() == {"second_clerk": 1, "auditor": 1}
    assert corner.mails() == ["second_clerk"]
    corner.tell("parcel.yours", "auditor")
    assert corner.mails() == ["second_clerk"]


def test_a_mail_goes_to_who_is_subscribed_by_mail_and_has_not_switched_it_off(corner: Corner) -> None:
    corner.subscribe("parcel.came", roles=("funds_clerk",), channels="email")
    corner.subscribe("parcel.came", members=("auditor",))
    with corner.office.database.write() as connection:
        off = {"member_id": corner.number("second_clerk"), "kind": "parcel.came", "toast": True, "desktop": True, "mail": False}
        connection.execute(insert(tables.notice_choice).values(**off))
    corner.tell("parcel.came")
    assert corner.told() == {"funds_clerk": 1, "second_clerk": 1, "auditor": 1}
    assert corner.mails() == ["funds_clerk"]


def test_the_webhook_is_called_once_an_event(corner: Corner) -> None:
    corner.subscribe("parcel.came", roles=("funds_clerk",), channels="webhook")
    corner.subscribe("parcel.came", roles=("auditor",), channels="inapp,webhook")
    corner.tell("parcel.came")
    with corner.office.database.read() as connection:
        rows = connection.execute(select(tables.notice_delivery)).all()
    assert [(row.channel, row.member_id) for row in rows] == [(notices.Channel.WEBHOOK, None)]


def test_nothing_is_written_when_the_command_fails(corner: Corner) -> None:
    def command() -> None:
        with corner.work() as work:
            work.send(corner.notice("parcel.came", "funds_clerk"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        command()
    assert corner.told() == {}


def test_a_notice_that_cannot_be_said_is_our_mistake(corner: Corner) -> None:
    with pytest.raises(AssertionError, match="without \\['parcel'\\]"), corner.work() as work:
        work.send(notices.Notify(kind="parcel.came", params={}))
    with pytest.raises(KeyError), corner.work() as work:
        work.send(notices.Notify(kind="no such kind", params={}))


# -------------------------------------------------------------------------------------------------------------- one's own list


def test_the_bell_counts_what_is_unread(corner: Corner) -> None:
    for parcel in "123":
        corner.tell("parcel.came", "funds_clerk", parcel=parcel)
    corner.tell("parcel.yours", "funds_clerk")
    newest, *_, oldest = corner.messages("funds_clerk")
    assert newest.kind == "parcel.yours"
    corner.office.do(notices.MarkRead(message_ids=(oldest.message_id,)), user="funds_clerk")
    found = corner.office.ask(notices.CountUnread(), user="funds_clerk")
    assert (found.count, found.newest) == (3, newest.message_id)
    assert found.by_category == {notices.Category.TODO: 2, notices.Category.OPERATION: 1, notices.Category.SYSTEM: 0}
    assert [row.key for row in corner.messages("funds_clerk", unread=True)] == ["", "3", "2"]
    assert [row.key for row in corner.messages("funds_clerk", category=notices.Category.TODO)] == ["3", "2", "1"]
    total = notices.TotalMessages(where=notices.MessageFilter(category=notices.Category.TODO))
    assert corner.office.ask(total, user="funds_clerk").count == 3


def test_all_are_marked_up_to_what_was_seen(corner: Corner) -> None:
    corner.tell("parcel.came", "funds_clerk", parcel="1")
    corner.tell("parcel.yours", "funds_clerk")
    seen = corner.office.ask(notices.CountUnread(), user="funds_clerk").newest
    corner.tell("parcel.came", "funds_clerk", parcel="2")
    corner.office.do(notices.MarkAllRead(upto=seen, category=notices.Category.TODO), user="funds_clerk")
    assert [row.key for row in corner.messages("funds_clerk", unread=True)] == ["2", ""]
    corner.office.do(notices.MarkAllRead(upto=seen), user="funds_clerk")
    assert [row.key for row in corner.messages("funds_clerk", unread=True)] == ["2"]


def test_nobody_marks_the_messages_of_another(corner: Corner) -> None:
    corner.tell("parcel.came", "funds_clerk")
    (row,) = corner.messages("funds_clerk")
    corner.office.do(notices.MarkRead(message_ids=(row.message_id,)), user="auditor")
    corner.office.do(notices.MarkAllRead(upto=row.message_id), user="auditor")
    assert corner.messages("funds_clerk") == (row,)


def test_a_message_can_be_unread_again(corner: Corner) -> None:
    corner.tell("parcel.came", "funds_clerk")
    (row,) = corner.messages("funds_clerk")
    corner.office.do(notices.MarkRead(message_ids=(row.message_id,)), user="funds_clerk")
    corner.office.do(notices.MarkRead(message_ids=(row.message_id,), read=False), user="funds_clerk")
    assert corner.messages("funds_clerk") == (row,)


# ------------------------------------------------------------------------------------------------------------------- sentences


SAID = {
    "parcel": "7",
    "amount": str(Decimal("-1234567.50")),
    "at": "2024-03-18T02:00:00+00:00",
    "day": "2024-03-18",
    "who": notices.names({"zh_Hant": "陳嘉欣", "zh_Hans": "陈嘉欣", "en": "Chan Ka Yan"}),
    "state": "FAILED",
    "flow": "letters",
}


def test_a_sentence_is_made_in_the_reader_s_language(corner: Corner) -> None:
    said = {locale: notices.sentence_in("parcel.said", SAID, catalogue(locale)) for locale in LOCALES}
    assert said == {
        "zh_Hant": "7 −1,234,567.50 2024-03-18 10:00:00 2024-03-18 陳嘉欣 發送失敗 電郵",
        "zh_Hans": "7 −1,234,567.50 2024-03-18 10:00:00 2024-03-18 陈嘉欣 发送失败 邮件",
        "en": "7 −1,234,567.50 2024-03-18 10:00:00 2024-03-18 Chan Ka Yan Failed to send E-mail",
    }


def test_a_name_falls_back_to_a_language_that_it_has(corner: Corner) -> None:
    params = {**SAID, "who": notices.names({"zh_Hans": "陈嘉欣", "en": ""})}
    assert " 2024-03-18 陈嘉欣 Failed" in notices.sentence_in("parcel.said", params, catalogue("en"))


def test_values_that_this_version_cannot_read_are_shown_as_they_are(corner: Corner) -> None:
    other = {"amount": "much", "at": "noon", "day": "Monday", "who": "80012046 Chan", "state": "GONE", "flow": "pigeons"}
    said = notices.sentence_in("parcel.said", {**SAID, **other}, catalogue("en"))
    assert said == "7 much noon Monday 80012046 Chan GONE pigeons"
    assert notices.sentence_in("parcel.said", {"parcel": "7", "amount": "5"}, catalogue("en")) == "parcel: 7, amount: 5"


def test_a_kind_of_another_version_is_shown_as_it_is() -> None:
    assert notices.label_in("other.kind", catalogue("en")) == "other.kind"
    assert notices.sentence_in("other.kind", {"no": "7"}, catalogue("en")) == "no: 7"
