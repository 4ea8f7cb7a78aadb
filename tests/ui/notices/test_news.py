"""Notes in the window and notices of the desktop when something comes: to whom, when, how many, and what a click does."""

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from tests.ui.notices.conftest import SUPERVISOR, Seat
from whale_desktop.features.notices import messages as notices
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.ui.components import Toast
from whale_desktop.ui.components.buttons import Button
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.tray import TrayNotices


def wants_desktop(seat: Seat, *, toast: bool = True) -> None:
    """The supervisor wants notices of the desktop for exchanges to review."""
    command = notices.PutMessageSetting(kind="fx.exchange_review", toast=toast, desktop=True)
    seat.office.do(command, user=SUPERVISOR)
    seat.settle()


@pytest.fixture
def away(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """The window is in the background."""
    monkeypatch.setattr(type(seat.application.window), "isActiveWindow", lambda window: False)
    return seat


def test_what_comes_is_said_in_the_window(seat: Seat) -> None:
    seat.alarm("CNH")
    seat.until(seat.toasts)
    assert seat.toasts() == [
        "Exchange pool alert\nThe CNH pool has fallen to 50,000.00, its alarm level is 50,000.00",
    ]
    (toast,) = seat.application.toasts.stack.toasts()
    assert toast.tone == "info"


def test_what_waits_for_a_person_is_amber(seat: Seat) -> None:
    seat.review()
    seat.until(seat.toasts)
    assert [toast.tone for toast in seat.application.toasts.stack.toasts()] == ["warning"]


def test_the_link_of_a_note_opens_the_record_and_counts_as_read(seat: Seat) -> None:
    seat.review("2403180007")
    seat.until(seat.toasts)
    (toast,) = seat.application.toasts.stack.toasts()
    seat.click(link_of(toast))
    seat.until(lambda: seat.desk.workspace.current().key == "fx.orders")
    seat.until(lambda: seat.unread() == 0)


def link_of(toast: Toast) -> Button:
    """The link under a note."""
    return next(one for one in toast.findChildren(Button) if one.kind == "link")


def test_many_at_once_are_one_note_with_their_number(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(seat.application.runtime._readers, "note", lambda change: None)
        for number in range(5):
            seat.review(str(number))
        seat.qtbot.wait(50)
    assert seat.desk.news is not None
    seat.desk.news.look()
    seat.until(seat.toasts)
    assert seat.toasts() == ["5 new messages"]
    seat.click(link_of(seat.application.toasts.stack.toasts()[0]))
    seat.until(lambda: seat.desk.panel.key == "notices.messages")


def test_what_was_there_before_is_not_said_again(seat: Seat) -> None:
    seat.alarm("CNH")
    seat.until(seat.toasts)
    seat.application.toasts.stack.clear()
    seat.office.do(notices.PutMessageSetting(kind="fx.pool_alert", toast=True), user=SUPERVISOR)
    seat.review("1")
    seat.until(seat.toasts)
    assert [text.partition("\n")[0] for text in seat.toasts()] == ["Exchange to review"]


def test_who_switched_it_off_sees_no_note_but_the_bell_counts(seat: Seat) -> None:
    seat.office.do(notices.PutMessageSetting(kind="fx.pool_alert", toast=False), user=SUPERVISOR)
    seat.alarm("CNH")
    seat.until(lambda: "1" in seat.desk.top.places["top_bar.messages"].accessibleName())
    seat.settle()
    assert seat.toasts() == []


def test_nothing_is_said_while_the_list_is_open(seat: Seat) -> None:
    page = seat.open_messages()
    seat.alarm("CNH")
    seat.until(lambda: page.model.rows)
    seat.settle()
    assert seat.toasts() == []


def test_nobody_else_s_messages_are_said(seat: Seat) -> None:
    params = {"currency": "CNH", "remaining": "1.00", "alarm": "1.00"}
    seat.office.do(notices.PutMessageSetting(kind="fx.pool_alert"), user=SUPERVISOR)
    with seat.office.database.write() as connection:
        connection.exec_driver_sql("UPDATE notice_subscription SET enabled = 0")
    other = seat.office.actor("auditor").member_id
    seat.office.bus.run_as(seat.office.actor(), notices.Notify(kind="fx.pool_alert", params=params, members=(other,)))
    seat.settle()
    assert seat.toasts() == []


def test_the_language_of_the_moment_is_spoken(seat: Seat) -> None:
    seat.application.set_locale("zh_Hant")
    seat.alarm("CNH")
    seat.until(seat.toasts)
    assert seat.toasts()[0].startswith("匯兌池警戒\nCNH 匯兌池剩餘額度降至")


# ------------------------------------------------------------------------------------------------------------------- the desktop


def test_the_desktop_says_it_when_the_window_is_away_and_one_asked_for_it(away: Seat) -> None:
    wants_desktop(away)
    away.review("2403180007")
    away.alarm("CNH")
    away.until(lambda: len(away.toasts()) == 2)
    ((title, text),) = away.tray.shown
    assert title == "Exchange to review"
    assert text.startswith("Exchange 2403180007 of Chan waits for review")


def test_the_desktop_says_nothing_while_one_works_in_the_window(seat: Seat) -> None:
    wants_desktop(seat)
    seat.review()
    seat.until(seat.toasts)
    assert seat.tray.shown == []


def test_a_click_on_the_desktop_s_notice_comes_back_to_the_record(away: Seat) -> None:
    wants_desktop(away, toast=False)
    away.review("2403180007")
    away.until(lambda: away.tray.clicked)
    away.application.window.showMinimized()
    away.tray.clicked[0]()
    away.until(lambda: away.desk.workspace.current().key == "fx.orders")
    assert not away.application.window.isMinimized()
    away.until(lambda: away.unread() == 0)


def test_many_at_once_are_one_notice_of_the_desktop(away: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    wants_desktop(away)
    with monkeypatch.context() as patch:
        patch.setattr(away.application.runtime._readers, "note", lambda change: None)
        for number in range(4):
            away.review(str(number))
        away.qtbot.wait(50)
    assert away.desk.news is not None
    away.desk.news.look()
    away.until(lambda: away.tray.shown)
    assert away.tray.shown == [("4 new messages", "")]


# ------------------------------------------------------------------------------------------------------------- locked and offline


def test_a_locked_window_says_nothing_until_it_is_unlocked(seat: Seat) -> None:
    application: Application = seat.application
    application.runtime.start(application.runtime.lock(), application)
    seat.until(lambda: application.sign_in.is_up)
    seat.alarm("CNH")
    seat.qtbot.wait(200)
    assert seat.toasts() == []
    application.runtime.start(application.runtime.unlock("Office-Pass-1"), application)
    seat.until(lambda: not application.sign_in.is_up)
    seat.until(seat.toasts)


def test_an_office_that_does_not_answer_is_no_second_error(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Unavailable("storage.locked")

    assert seat.desk.news is not None
    with monkeypatch.context() as patch:
        patch.setattr(seat.office.gateway, "ask", fail)
        seat.desk.news.look()
        seat.qtbot.wait(100)
    assert seat.toasts() == []


# -------------------------------------------------------------------------------------------------------------- the system's tray


class FakeTray:
    """What the adapter needs of the system's tray."""

    made: list["FakeTray"] = []
    there = True

    def __init__(self, icon: QIcon, parent: object) -> None:
        self.messages: list[tuple[str, str]] = []
        self.hidden = self.deleted = False
        self.messageClicked = self.activated = Wire()
        FakeTray.made.append(self)

    @staticmethod
    def isSystemTrayAvailable() -> bool:
        """As the test says."""
        return FakeTray.there

    supportsMessages = isSystemTrayAvailable  # noqa: N815 - Qt's name

    def setToolTip(self, text: str) -> None:
        """Nothing."""

    def show(self) -> None:
        """Nothing."""

    def hide(self) -> None:
        """Remember that."""
        self.hidden = True

    def deleteLater(self) -> None:
        """Remember that."""
        self.deleted = True

    def showMessage(self, title: str, text: str, icon: QIcon, milliseconds: int) -> None:
        """Keep it."""
        self.messages.append((title, text))


class Wire:
    """A signal that a test can fire."""

    def __init__(self) -> None:
        self.slots: list[object] = []

    def connect(self, slot: object) -> None:
        """Keep the slot."""
        self.slots.append(slot)


@pytest.fixture
def fake_tray(monkeypatch: pytest.MonkeyPatch) -> type[FakeTray]:
    """The adapter over a tray of the test's own."""
    FakeTray.made.clear()
    monkeypatch.setattr(FakeTray, "there", True)
    monkeypatch.setattr("whale_desktop.ui.tray.QSystemTrayIcon", FakeTray)
    return FakeTray


def test_the_tray_s_icon_is_there_from_the_first_notice_on(qapp: object, fake_tray: type[FakeTray]) -> None:
    clicked: list[str] = []
    tray = TrayNotices(QIcon(), "Whale")
    assert fake_tray.made == []
    tray.show("one", "1", lambda: clicked.append("one"))
    tray.show("two", "2", lambda: clicked.append("two"))
    (made,) = fake_tray.made
    assert made.messages == [("one", "1"), ("two", "2")]
    made.messageClicked.slots[0]()  # type: ignore[operator]  # the adapter's slot
    assert clicked == ["two"], "the system shows one at a time, the newest"
    tray.close()
    assert made.hidden
    assert made.deleted
    tray.close()


def test_where_there_is_no_tray_nothing_happens(qapp: object, fake_tray: type[FakeTray], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake_tray, "there", False)
    TrayNotices(QIcon(), "Whale").show("one", "1", lambda: None)
    assert fake_tray.made == []


def test_the_real_tray_is_asked_whether_it_is_there(qapp: object) -> None:
    assert QSystemTrayIcon.isSystemTrayAvailable() in (True, False)
    tray = TrayNotices(QIcon(), "Whale")
    tray.show("one", "1", lambda: None)
    tray.close()
