"""Lab features: off until a person wants them; several details side by side, inside the page, closed one after another."""

from PySide6.QtWidgets import QMenu

from tests.journeys.conftest import OpenWindow, Person
from whale_desktop.app.tour.keyboard import ALT, CTRL, Key
from whale_desktop.app.tour.main_job import SUPERVISOR
from whale_desktop.features.access.messages import GetPreferences
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.pages.lab import FEATURES, LAB, SIDE_BY_SIDE

ORDERS = "cash.conversion.exchange_order"


def orders(person: Person) -> ListPage:
    """The list of exchanges with its rows."""
    page = person.open(ORDERS)
    assert isinstance(page, ListPage) and page.kept is not None and page.drawer is not None
    person.await_rows()
    return page


def switch_on(person: Person) -> None:
    """By the menu under the person's name."""
    menu = person.desk.top.account_menu(person.window)
    labs = next(action.menu() for action in menu.actions() if action.text() == "實驗室功能")
    assert isinstance(labs, QMenu)
    (feature,) = labs.actions()
    assert feature.text() == person.application.runtime.texts(FEATURES[SIDE_BY_SIDE]) == "並排打開多個詳情"
    assert not feature.isChecked(), "off until somebody wants it"
    feature.trigger()
    menu.deleteLater()


def open_details(person: Person, page: ListPage, number: int) -> None:
    """Enter on a row; wait until its record is there."""
    drawer = page.drawer
    assert drawer is not None
    page.area.choose(page.source.rows[number])
    page.area.table.setFocus()
    person.keyboard.press(Key.Key_Return)
    wanted = page.source.rows[number].forex_id
    person.keyboard.until(lambda: drawer.row is not None and drawer.accessibleName() == wanted, "its details are there")


def test_nothing_is_kept_before_it_is_switched_on(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(SUPERVISOR)
    page = orders(person)
    open_details(person, page, 0)
    person.keyboard.press(Key.Key_K, ALT)
    assert page.kept is not None and page.kept.panes == []
    assert page.drawer is not None and page.drawer.isVisible()


def test_details_stand_side_by_side_and_close_one_after_another(open_window: OpenWindow) -> None:
    person = open_window(size=(1920, 1080))
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    switch_on(person)
    page = orders(person)
    drawer, kept = page.drawer, page.kept
    assert drawer is not None and kept is not None
    open_details(person, page, 0)
    keyboard.press(Key.Key_K, ALT)
    assert not drawer.isVisible()
    open_details(person, page, 1)
    (pane,) = kept.panes
    keyboard.until(lambda: pane.accessibleName() == page.source.rows[0].forex_id, "the first record is there again")
    assert pane.isVisible() and drawer.isVisible()
    assert not pane.geometry().intersects(drawer.geometry())
    assert pane.geometry().right() + 1 == drawer.geometry().left()
    assert page.container.rect().contains(pane.geometry())
    person.application.set_locale("en")
    keyboard.settle()
    keyboard.press(Key.Key_Escape)
    assert not drawer.isVisible()
    assert pane.isVisible() and pane.geometry().right() + 1 == page.container.width(), "it moves to where there is room now"
    page.area.table.setFocus()
    keyboard.press(Key.Key_Escape)
    assert kept.panes == []
    keyboard.until(
        lambda: person.ask(GetPreferences(keys=(LAB,))).values.get(LAB) == {SIDE_BY_SIDE: True},
        "the wish is kept with the person",
    )


def test_without_room_it_says_so_and_nothing_is_lost(open_window: OpenWindow) -> None:
    person = open_window(size=(1366, 768))
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    switch_on(person)
    page = orders(person)
    assert page.kept is not None
    for number in (0, 1):
        open_details(person, page, number)
        keyboard.press(Key.Key_K, ALT)
    assert len(page.kept.panes) == 1
    assert page.drawer is not None and page.drawer.isVisible()
    assert person.toasts[-1] == ("warning", "沒有位置再保留詳情，請先關閉一個")


def test_the_lock_screen_covers_kept_details(open_window: OpenWindow) -> None:
    person = open_window(size=(1920, 1080))
    person.sign_in(SUPERVISOR)
    switch_on(person)
    page = orders(person)
    open_details(person, page, 0)
    person.keyboard.press(Key.Key_K, ALT)
    assert page.kept is not None
    (pane,) = page.kept.panes
    person.keyboard.press(Key.Key_L, CTRL)
    person.keyboard.until(lambda: person.application.sign_in.is_up, "the window is locked")
    form = person.application.sign_in
    over_it = person.window.childAt(pane.mapTo(person.window, pane.rect().center()))
    assert over_it is form or (over_it is not None and form.isAncestorOf(over_it))


def test_the_home_page_says_what_is_new_and_leads_there(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    person.sign_in(SUPERVISOR)
    home = person.desk.home
    link = home.changes.links[0]
    assert link.accessibleDescription() == "Reports are printed for all clients or single ones"
    person.keyboard.reach(link)
    person.keyboard.press(Key.Key_Space)
    assert person.desk.workspace.current().menu == "reports.printing"
