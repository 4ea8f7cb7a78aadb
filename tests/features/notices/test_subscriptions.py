"""Subscriptions: made, changed, merged, switched off; who may; what they lead to."""

from typing import Any

import pytest

from tests.features.notices.corner import Corner
from whale_desktop.features.notices import messages as notices
from whale_desktop.features.notices.messages import WEBHOOK_ADDRESS, Channel
from whale_desktop.kernel.errors import Conflict, NeedsConfirmation
from whale_desktop.kernel.texts import C_

ADMINISTRATOR = "administrator"
CLERKS = "role:funds_clerk"
NO_SERVER = ("notice.no_mail_server", "notice.no_webhook")


def add(corner: Corner, kind: str = "parcel.came", *recipients: str, channels: tuple[Channel, ...] = (Channel.INAPP,)) -> Any:
    """A subscription made by the administrator."""
    command = notices.AddSubscription(kind=kind, channels=channels, recipients=recipients or (CLERKS,))
    return corner.office.do(command, user=ADMINISTRATOR, acknowledged=NO_SERVER)


def row(corner: Corner, number: int) -> notices.SubscriptionRow:
    """A subscription as it stands."""
    return corner.office.ask(notices.GetSubscription(subscription_id=number), user=ADMINISTRATOR)


def of_kind(corner: Corner, kind: str = "parcel.came", **where: Any) -> tuple[notices.SubscriptionRow, ...]:
    """The subscriptions of a kind."""
    query = notices.ListSubscriptions(where=notices.SubscriptionFilter(kind=kind, **where), limit=50)
    return corner.office.ask(query, user=ADMINISTRATOR).rows


def test_platform_20_three_mails_and_three_messages_for_a_role_of_three(corner: Corner) -> None:
    """Card edits come with the funds sheet; an invented event stands in for one. The third clerk has the role besides his own."""
    number = corner.number("nobody")
    corner.give_role("nobody", "funds_clerk")
    corner.set_up_mail()
    add(corner, channels=(Channel.EMAIL,))
    corner.tell("parcel.came", parcel="7")
    assert corner.told() == {"funds_clerk": 1, "second_clerk": 1, "nobody": 1}
    corner.send()
    assert sorted(mail.recipient for mail in corner.mailer.sent) == [
        "funds_clerk@office.test",
        "nobody@office.test",
        "second_clerk@office.test",
    ]
    assert {row.state for row in corner.deliveries()} == {notices.DeliveryState.SENT}
    assert corner.number("nobody") == number


def test_what_would_be_a_second_one_joins_the_first(corner: Corner) -> None:
    first = add(corner, "parcel.came", CLERKS)
    corner.office.do(notices.DisableSubscription(subscription_id=first.subscription_id, expected_version=1), user=ADMINISTRATOR)
    again = add(corner, "parcel.came", "role:auditor", CLERKS)
    assert again == notices.SavedSubscription(subscription_id=first.subscription_id, merged=True)
    (found,) = of_kind(corner)
    assert set(found.recipients) == {CLERKS, "role:auditor"}
    assert found.state is notices.SubscriptionState.ENABLED


def test_the_order_of_the_ways_does_not_matter(corner: Corner) -> None:
    add(corner, channels=(Channel.EMAIL, Channel.INAPP))
    assert add(corner, channels=(Channel.INAPP, Channel.EMAIL, Channel.INAPP)).merged
    assert [one.channels for one in of_kind(corner)] == [(Channel.INAPP, Channel.EMAIL)]


def test_other_ways_are_another_subscription(corner: Corner) -> None:
    add(corner)
    assert not add(corner, channels=(Channel.EMAIL,)).merged
    assert not add(corner, "parcel.yours").merged
    assert len(of_kind(corner)) == 2


def test_an_edit_that_makes_two_the_same_makes_them_one(corner: Corner) -> None:
    first = add(corner, "parcel.came", CLERKS)
    second = add(corner, "parcel.came", "role:auditor", channels=(Channel.EMAIL,))
    command = notices.UpdateSubscription(
        subscription_id=second.subscription_id, channels=(Channel.INAPP,), recipients=("role:risk_officer",), expected_version=1
    )
    assert corner.office.do(command, user=ADMINISTRATOR) == notices.SavedSubscription(
        subscription_id=first.subscription_id, merged=True
    )
    (found,) = of_kind(corner)
    assert set(found.recipients) == {CLERKS, "role:risk_officer"}


def test_an_edit_changes_ways_recipients_and_remark(corner: Corner) -> None:
    made = add(corner)
    member = f"member:{corner.number('auditor')}"
    command = notices.UpdateSubscription(
        subscription_id=made.subscription_id,
        channels=(Channel.EMAIL,),
        recipients=(member, member),
        remark="for the audit",
        expected_version=1,
    )
    corner.office.do(command, user=ADMINISTRATOR, acknowledged=NO_SERVER)
    found = row(corner, made.subscription_id)
    assert (found.channels, found.recipients, found.remark, found.version) == (
        (Channel.EMAIL,),
        (member,),
        "for the audit",
        2,
    )
    assert found.recipient_names == dict.fromkeys(("zh_Hant", "zh_Hans", "en"), "auditor")


def test_nobody_overwrites_what_somebody_else_has_changed(corner: Corner) -> None:
    made = add(corner)
    stale = {"subscription_id": made.subscription_id, "expected_version": 7}
    for command in (
        notices.UpdateSubscription(channels=(Channel.INAPP,), recipients=(CLERKS,), **stale),
        notices.EnableSubscription(**stale),
        notices.DisableSubscription(**stale),
        notices.DeleteSubscription(**stale),
    ):
        error = corner.office.refused(command, user=ADMINISTRATOR)
        assert isinstance(error, Conflict)
        assert error.code == "message.stale"


def test_all_wrong_fields_come_back_together(corner: Corner) -> None:
    error = corner.office.refused(notices.AddSubscription(remark="x" * 256), user=ADMINISTRATOR)
    assert {(one.field, one.code) for one in error.fields} == {
        ("kind", "FX-E01"),
        ("channels", "FX-E01"),
        ("recipients", "FX-E01"),
        ("remark", "FX-E35"),
    }
    command = notices.AddSubscription(kind="no such kind", channels=(Channel.INAPP,), recipients=("role:app",))
    error = corner.office.refused(command, user=ADMINISTRATOR)
    assert [(one.field, one.code) for one in error.fields] == [
        ("kind", "notice.unknown_kind"),
        ("recipients", "notice.unknown_recipient"),
    ]


@pytest.mark.parametrize("recipient", ["role:nothing", "member:0", "member:x", "nonsense", ""])
def test_only_people_and_roles_that_exist_can_be_named(corner: Corner, recipient: str) -> None:
    command = notices.AddSubscription(kind="parcel.came", channels=(Channel.INAPP,), recipients=(recipient,))
    assert corner.office.refused(command, user=ADMINISTRATOR).fields[0].code == "notice.unknown_recipient"


def test_a_way_that_leads_nowhere_is_asked_about(corner: Corner) -> None:
    both = notices.AddSubscription(kind="parcel.came", channels=(Channel.EMAIL, Channel.WEBHOOK), recipients=(CLERKS,))
    error = corner.office.refused(both, user=ADMINISTRATOR)
    assert (type(error), error.code) == (NeedsConfirmation, "notice.no_mail_server")
    corner.set_up_mail()
    assert corner.office.refused(both, user=ADMINISTRATOR).code == "notice.no_webhook"
    corner.set(WEBHOOK_ADDRESS, "https://hook.office.test/notices")
    corner.office.do(both, user=ADMINISTRATOR)


def test_switching_off_and_deleting(corner: Corner) -> None:
    made = add(corner)
    number = made.subscription_id
    assert "notice.subscription.disable" in row(corner, number).may
    corner.office.do(notices.DisableSubscription(subscription_id=number, expected_version=1), user=ADMINISTRATOR)
    assert "notice.subscription.enable" in row(corner, number).may
    corner.tell("parcel.came")
    assert corner.told() == {}
    corner.office.do(notices.EnableSubscription(subscription_id=number, expected_version=2), user=ADMINISTRATOR)
    corner.tell("parcel.came")
    assert corner.told() == {"funds_clerk": 1, "second_clerk": 1}
    corner.office.do(notices.DeleteSubscription(subscription_id=number, expected_version=3), user=ADMINISTRATOR)
    assert corner.office.refused(notices.GetSubscription(subscription_id=number), user=ADMINISTRATOR).code == "notice.gone"
    corner.tell("parcel.came")
    assert corner.told() == {"funds_clerk": 1, "second_clerk": 1}


def test_only_who_may_sees_and_changes_them(corner: Corner) -> None:
    made = add(corner)
    for user in ("funds_clerk", "funds_supervisor"):
        assert corner.office.refused(notices.ListSubscriptions(), user=user).code == "auth.no_permission"
    corner.office.ask(notices.ListSubscriptions(), user="auditor")
    command = notices.DeleteSubscription(subscription_id=made.subscription_id, expected_version=1)
    assert corner.office.refused(command, user="auditor").code == "auth.no_permission"


def test_a_change_is_audited_with_before_and_after(corner: Corner) -> None:
    made = add(corner)
    corner.office.do(notices.DisableSubscription(subscription_id=made.subscription_id, expected_version=1), user=ADMINISTRATOR)
    (audited,) = corner.office.audit_rows("notice.subscription.disable")
    assert '"state":"enabled"' in audited.before
    assert '"state":"disabled"' in audited.after


def test_the_list_is_filtered(corner: Corner) -> None:
    add(corner, "parcel.came", CLERKS)
    add(corner, "parcel.came", "role:auditor", channels=(Channel.EMAIL,))
    assert [one.recipients for one in of_kind(corner, channel=Channel.EMAIL)] == [("role:auditor",)]
    assert [one.recipients for one in of_kind(corner, recipient=CLERKS)] == [(CLERKS,)]
    assert of_kind(corner, state=notices.SubscriptionState.DISABLED) == ()
    totals = notices.TotalSubscriptions(where=notices.SubscriptionFilter(kind="parcel.came"))
    assert corner.office.ask(totals, user=ADMINISTRATOR).count == 2


def test_a_recipient_who_left_is_still_named(corner: Corner) -> None:
    made = add(corner, "parcel.came", f"member:{corner.number('second_clerk')}", CLERKS)
    corner.leave("second_clerk")
    assert row(corner, made.subscription_id).recipient_names["en"] == "Funds clerk (role), second_clerk"


def test_kinds_and_recipients_are_offered_by_name(corner: Corner) -> None:
    kinds = corner.office.ask(notices.ListKinds(), user=ADMINISTRATOR)
    assert [one.category for one in kinds] == sorted((one.category for one in kinds), key=list(notices.Category).index)
    assert {"zh_Hant", "zh_Hans", "en"} == set(kinds[0].names)
    offered = {one.recipient: one.names["zh_Hant"] for one in corner.office.ask(notices.ListRecipients(), user=ADMINISTRATOR)}
    assert offered[CLERKS] == "款項文員（角色）"
    assert "role:app" not in offered
    assert f"member:{corner.number('scheduler')}" not in offered
    assert offered[f"member:{corner.number('auditor')}"] == "auditor"


# --------------------------------------------------------------------------------------------------------------- one's own settings


def test_a_setting_is_kept_for_oneself_and_only_where_it_differs(corner: Corner) -> None:
    put = notices.PutMessageSetting(kind="parcel.came", toast=False, desktop=True, mail=False)
    corner.office.do(put, user="funds_clerk")
    mine = {one.kind: one for one in corner.office.ask(notices.ListMessageSettings(), user="funds_clerk")}
    assert (mine["parcel.came"].toast, mine["parcel.came"].desktop, mine["parcel.came"].mail) == (False, True, False)
    others = {one.kind: one for one in corner.office.ask(notices.ListMessageSettings(), user="auditor")}
    assert (others["parcel.came"].toast, others["parcel.came"].desktop, others["parcel.came"].mail) == (True, False, True)
    corner.office.do(notices.PutMessageSetting(kind="parcel.came"), user="funds_clerk")
    assert corner.count_choices() == 0


def test_a_setting_for_nothing_is_refused(corner: Corner) -> None:
    error = corner.office.refused(notices.PutMessageSetting(kind="no such kind"), user="funds_clerk")
    assert error.code == "notice.unknown_kind"


def test_no_mail_for_who_switched_it_off(corner: Corner) -> None:
    add(corner, channels=(Channel.EMAIL,))
    corner.office.do(notices.PutMessageSetting(kind="parcel.came", mail=False), user="second_clerk")
    corner.tell("parcel.came")
    assert corner.mails() == ["funds_clerk"]
    assert corner.told() == {"funds_clerk": 1, "second_clerk": 1}


def test_news_are_what_is_unread_since_one_looked(corner: Corner) -> None:
    corner.tell("parcel.came", "funds_clerk", parcel="1")
    start = corner.office.ask(notices.GetNews(), user="funds_clerk")
    assert start.rows == ()
    corner.office.do(notices.PutMessageSetting(kind="parcel.yours", toast=False, desktop=True), user="funds_clerk")
    corner.tell("parcel.came", "funds_clerk", parcel="2")
    corner.tell("parcel.yours", "funds_clerk")
    news = corner.office.ask(notices.GetNews(newer_than=start.newest), user="funds_clerk")
    assert [(one.message.kind, one.message.key, one.toast, one.desktop) for one in news.rows] == [
        ("parcel.came", "2", True, False),
        ("parcel.yours", "", False, True),
    ]
    assert corner.office.ask(notices.GetNews(newer_than=news.newest), user="funds_clerk") == notices.News(newest=news.newest)


def test_every_kind_of_the_program_names_roles_screens_and_formats_that_exist() -> None:
    from tests.helpers.registries import OF_TESTS
    from whale_desktop.features.access.handlers.seed import role_seeds
    from whale_desktop.screens import all_screens, list_of

    roles = {one.role for one in role_seeds()}
    screens = {one.key for one in all_screens()}
    for kind in notices.all_kinds().values():
        if kind.kind.startswith(OF_TESTS):
            continue
        assert set(kind.roles) <= roles, kind.kind
        assert not kind.screen or kind.screen in screens or list_of(kind.screen) is not None, kind.kind
        assert kind.label != C_("test", "")
