"""Tips: once to each person, beside what is new, away by Esc, by the key that they teach or by a click; never over a dialog or a popup."""

import pytest

from tests.journeys.conftest import OpenWindow, Person
from whale_desktop.app.tour.keyboard import CTRL, SHIFT, Key
from whale_desktop.app.tour.main_job import SUPERVISOR
from whale_desktop.features.access.messages import GetPreferences
from whale_desktop.screens import all_screens, tips_of
from whale_desktop.ui.shell.tips import SEEN, TipTeller


def teller(person: Person) -> TipTeller:
    """Who tells them."""
    return person.desk.tips


def told(person: Person) -> str:
    """Wait until a tip is shown; which one."""
    person.keyboard.until(lambda: teller(person).bubble is not None, "a tip is shown")
    tip = teller(person).tip
    assert tip is not None
    return tip.key


def test_each_tip_comes_once_and_goes_by_escape_alone(open_window: OpenWindow) -> None:
    person = open_window(tips=True)
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    focused = keyboard.focused()
    assert told(person) == "work_orders"
    assert keyboard.focused() is focused, "a tip takes no focus"
    bubble = teller(person).bubble
    assert bubble is not None
    assert bubble.label.text() == "待您審批的工單數在此；按此鍵可隨時打開"
    keyboard.press(Key.Key_Escape)
    assert teller(person).bubble is None
    page = person.open("reports.printing")
    keyboard.until(lambda: page.states.state == "rows", "the reports are there")
    assert told(person) == "report_printing"
    person.desk.open_menu("home")
    assert teller(person).bubble is None, "it goes with its screen"
    person.desk.open_menu("reports.printing")
    keyboard.pause(1_200)
    assert teller(person).bubble is None
    keyboard.until(
        lambda: person.ask(GetPreferences(keys=(SEEN,))).values.get(SEEN) == ["report_printing", "work_orders"],
        "that they were seen is kept with the person",
    )


def test_escape_first_takes_the_tip_and_only_then_what_lies_below(open_window: OpenWindow) -> None:
    person = open_window(tips=True)
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    told(person)
    page = person.open("cash.conversion.exchange_order")
    person.await_rows()
    assert told(person) == "pending"
    page.open_row(page.area.model.rows[0])
    keyboard.settle()
    assert page.drawer.isVisible()
    keyboard.press(Key.Key_Escape)
    assert teller(person).bubble is None and page.drawer.isVisible()
    keyboard.press(Key.Key_Escape)
    assert not page.drawer.isVisible()


def test_the_key_that_a_tip_teaches_acts_and_takes_it_away(open_window: OpenWindow) -> None:
    person = open_window(tips=True)
    person.sign_in(SUPERVISOR)
    told(person)
    person.keyboard.press(Key.Key_W, CTRL | SHIFT)
    assert teller(person).bubble is None
    assert person.desk.workspace.current().menu == "top_bar.work_orders"


def test_a_click_takes_it_away_and_reaches_nothing_below(open_window: OpenWindow) -> None:
    person = open_window(tips=True)
    person.sign_in(SUPERVISOR)
    told(person)
    bubble = teller(person).bubble
    assert bubble is not None
    person.keyboard.click(bubble)
    assert teller(person).bubble is None
    assert person.desk.workspace.current().menu == "home"


def test_no_tip_lies_over_a_dialog_or_the_palette(open_window: OpenWindow) -> None:
    person = open_window(tips=True)
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    keyboard.press(Key.Key_F1)
    person.await_dialog("the list of keys")
    keyboard.pause(1_500)
    assert teller(person).bubble is None
    keyboard.press(Key.Key_Escape)
    assert told(person) == "work_orders"


def test_without_the_wish_nobody_is_told_anything(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(SUPERVISOR)
    person.keyboard.pause(1_500)
    assert teller(person).bubble is None


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
def test_a_tip_follows_the_language(open_window: OpenWindow, locale: str) -> None:
    person = open_window(tips=True)
    person.sign_in(SUPERVISOR)
    told(person)
    bubble = teller(person).bubble
    assert bubble is not None
    before = bubble.label.text()
    person.application.set_locale(locale)
    person.keyboard.settle()
    assert bubble.label.text() != before


def test_one_tip_has_one_text_wherever_it_stands() -> None:
    tips = [tip for screen in all_screens() for tip in tips_of(screen)]
    assert {tip.key for tip in tips} >= {"pending", "report_printing"}
    assert len({tip.key for tip in tips}) == len(set(tips))
