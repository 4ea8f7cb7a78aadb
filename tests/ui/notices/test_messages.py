"""The bell, the list beside the page, reading and marking, the settings, with real clicks and keys."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from tests.ui.notices.conftest import SUPERVISOR, Seat
from whale_desktop.features.notices import messages as notices
from whale_desktop.kernel.errors import Unavailable

Key = Qt.Key


def titles(page: Any) -> list[str]:
    """The titles that are shown, newest first."""
    return [page.model.title(row) for row in page.model.rows]


def numbers(page: Any) -> list[str]:
    """What the shown messages are about."""
    return [row.key for row in page.model.rows]


def test_the_bell_counts_what_is_unread_and_speaks_it(seat: Seat) -> None:
    bell = seat.desk.top.places["top_bar.messages"]
    assert bell.accessibleName() == "Messages"
    seat.review()
    seat.alarm()
    seat.until(lambda: "2" in bell.accessibleName())
    seat.office.do(notices.MarkAllRead(upto=99), user=SUPERVISOR)
    seat.until(lambda: bell.accessibleName() == "Messages")


def test_a_click_on_the_bell_opens_the_list_beside_the_page_and_another_closes_it(seat: Seat) -> None:
    seat.review()
    page = seat.open_messages()
    assert seat.desk.panel.isVisible()
    assert seat.desk.panel.geometry().right() == seat.desk.workspace.area.geometry().right()
    assert titles(page) == ["Exchange to review"]
    assert page.view.hasFocus()
    seat.click(seat.desk.top.places["top_bar.messages"])
    assert not seat.desk.panel.isVisible()


def test_escape_and_the_cross_close_it_and_give_the_focus_back(seat: Seat) -> None:
    bell = seat.desk.top.places["top_bar.messages"]
    bell.setFocus()
    seat.open_messages()
    QTest.keyClick(seat.application.window.focusWidget(), Key.Key_Escape)
    assert not seat.desk.panel.isVisible()
    assert bell.hasFocus()
    seat.open_messages()
    seat.click(seat.desk.panel.cross)
    assert not seat.desk.panel.isVisible()


def test_what_comes_while_it_is_open_stands_on_top(seat: Seat) -> None:
    seat.review("1")
    page = seat.open_messages()
    seat.alarm("CNH")
    seat.until(lambda: numbers(page) == ["CNH", "1"])


def test_unread_messages_are_bold_for_the_ear_too(seat: Seat) -> None:
    seat.alarm()
    page = seat.open_messages()
    index = page.model.index(0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "Unread: Exchange pool alert, 2024-03-18 10:00:00. The CNH pool has fallen to 50,000.00, its alarm level is 50,000.00"
    )
    QTest.keyClick(page.view, Key.Key_Space)
    seat.until(lambda: page.model.rows[0].read_at is not None)
    assert not page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Unread")
    QTest.keyClick(page.view, Key.Key_Space)
    seat.until(lambda: page.model.rows[0].read_at is None)


def test_a_click_opens_the_record_s_screen_filtered_and_counts_as_read(seat: Seat) -> None:
    seat.review("2403180007")
    seat.open_messages()
    seat.click_row(0)
    seat.until(lambda: seat.desk.workspace.current().key == "fx.orders")
    assert seat.desk.workspace.current().page.filter.values()["forex_id"] == "2403180007"  # type: ignore[union-attr]  # a list page
    assert not seat.desk.panel.isVisible()
    seat.until(lambda: seat.unread() == 0)


def test_enter_opens_too(seat: Seat) -> None:
    seat.alarm("CNH")
    page = seat.open_messages()
    QTest.keyClick(page.view, Key.Key_Return)
    seat.until(lambda: seat.desk.workspace.current().key == "fx.pool_changes")
    seat.until(lambda: seat.unread() == 0)


def test_a_message_that_leads_to_a_screen_of_another_version_is_only_read(seat: Seat) -> None:
    number = seat.office.actor(SUPERVISOR).member_id
    params = {"currency": "CNH", "remaining": "1.00", "alarm": "1.00"}
    command = notices.Notify(kind="fx.pool_alert", params=params, members=(number,), screen="no.such.screen", key="7")
    seat.office.bus.run_as(seat.office.actor(), command)
    seat.open_messages()
    seat.click_row(0)
    seat.until(lambda: seat.unread() == 0)
    assert seat.desk.panel.isVisible()


def test_filters_show_the_unread_and_one_category(seat: Seat) -> None:
    seat.review("1")
    seat.alarm("CNH")
    page = seat.open_messages()
    seat.office.do(notices.MarkRead(message_ids=(page.model.rows[1].message_id,)), user=SUPERVISOR)
    seat.until(lambda: page.model.rows[1].read_at is not None)
    page.segment.setFocus()
    QTest.keyClick(page.segment, Key.Key_Right)
    seat.until(lambda: numbers(page) == ["CNH"])
    assert [tab.count for tab in page.segment.tabs()] == [None, 1]
    page.category.box.setFocus()
    QTest.keyClick(page.category.box, Key.Key_Down)  # the first category: to-do
    seat.until(lambda: numbers(page) == [])
    assert page.states.state == "empty"
    assert page.states.nothing is not None
    assert page.states.nothing.line.text() == "No unread messages"
    QTest.keyClick(page.segment, Key.Key_Left)
    seat.until(lambda: numbers(page) == ["1"])


def test_all_are_marked_by_one_click(seat: Seat) -> None:
    seat.review("1")
    seat.alarm("CNH")
    page = seat.open_messages()
    seat.click(page.mark_all)
    seat.until(lambda: seat.unread() == 0)
    seat.until(lambda: all(row.read_at is not None for row in page.model.rows))
    assert not page.mark_all.isEnabled()


def test_the_menu_of_a_message_opens_and_turns_it(seat: Seat) -> None:
    seat.review("1")
    page = seat.open_messages()
    menu = page.menu_of(0)
    actions: list[QAction] = menu.actions()
    assert [one.text() for one in actions] == ["Open", "Mark as read"]
    actions[1].trigger()
    seat.until(lambda: page.model.rows[0].read_at is not None)
    again = page.menu_of(0)
    assert [one.text() for one in again.actions()] == ["Open", "Mark as unread"]
    for one in (menu, again):
        one.deleteLater()


def test_older_messages_come_when_one_scrolls(seat: Seat) -> None:
    for number in range(60):
        seat.review(str(number))
    page = seat.open_messages()
    assert len(page.model.rows) == 50
    bar = page.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    seat.until(lambda: len(page.model.rows) == 60)
    assert numbers(page) == [str(number) for number in reversed(range(60))]
    seat.review("60")
    seat.until(lambda: numbers(page)[0] == "60")
    assert len(page.model.rows) == 60, "as many as were shown"


def test_nothing_yet_and_no_answer_are_said(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    page = seat.open_messages()
    assert page.states.state == "empty"
    assert page.states.nothing.line.text() == "No messages yet"
    seat.click(seat.desk.panel.cross)

    def fail(*_: object, **__: object) -> None:
        raise Unavailable("storage.locked")

    with monkeypatch.context() as patch:
        patch.setattr(seat.office.gateway, "ask", fail)
        page = seat.open_messages()
        assert page.states.state == "failed"
    page.states.error.retry_clicked.emit()
    seat.until(lambda: page.states.state == "empty")


def test_the_language_is_switched_with_the_list_open(seat: Seat) -> None:
    seat.alarm("CNH")
    page = seat.open_messages()
    seat.application.set_locale("zh_Hans")
    assert titles(page) == ["汇兑池警戒"]
    assert page.model.text(page.model.rows[0]) == "CNH 汇兑池剩余额度降到 50,000.00，警戒线 50,000.00"
    assert seat.desk.panel.accessibleName() == "消息"
    assert page.mark_all.toolTip() == "全部标为已读"
    seat.application.set_locale("zh_Hant")
    assert titles(page) == ["匯兌池警戒"]


# --------------------------------------------------------------------------------------------------------------- one's own settings


def test_settings_open_from_the_list_and_from_the_member_s_menu(seat: Seat) -> None:
    page = seat.open_messages()
    seat.click(page.settings)
    seat.until(lambda: seat.desk.panel.key == "notices.settings" and seat.panel.states.state == "rows")
    seat.click(seat.panel.back)
    seat.until(lambda: seat.desk.panel.key == "notices.messages")
    actions = {one.text(): one for one in seat.desk.top.account_menu(seat.desk).actions()}
    actions["Message Settings"].trigger()
    seat.until(lambda: seat.desk.panel.key == "notices.settings")


def settings_of(seat: Seat, kind: str) -> notices.MessageSetting:
    """A setting as the services keep it."""
    found = seat.office.ask(notices.ListMessageSettings(), user=SUPERVISOR)
    return next(one for one in found if one.kind == kind)


def test_a_tick_is_kept_at_once_and_named_for_the_ear(seat: Seat) -> None:
    seat.application.services.open_screen("notices.settings")
    seat.until(lambda: seat.panel is not None and seat.panel.states.state == "rows")
    box = seat.panel.boxes["fx.exchange_review", "desktop"]
    assert box.accessibleName() == "Exchange to review: On desktop"
    assert not box.isChecked()
    seat.click(box)
    seat.until(lambda: settings_of(seat, "fx.exchange_review").desktop)
    seat.click(seat.panel.boxes["fx.exchange_review", "mail"])
    seat.until(lambda: not settings_of(seat, "fx.exchange_review").mail)
    assert settings_of(seat, "fx.exchange_review").desktop


def test_a_tick_that_cannot_be_kept_goes_back(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.application.services.open_screen("notices.settings")
    seat.until(lambda: seat.panel is not None and seat.panel.states.state == "rows")
    box = seat.panel.boxes["fx.exchange_review", "toast"]

    def fail(*_: object, **__: object) -> None:
        raise Unavailable("storage.locked")

    monkeypatch.setattr(seat.office.gateway, "submit", fail)
    seat.click(box)
    seat.until(lambda: box.isChecked() and seat.toasts())
    assert settings_of(seat, "fx.exchange_review").toast
