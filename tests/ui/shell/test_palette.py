"""The command palette: functions at once, actions, records as they come."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.hands import press, write
from tests.ui.shell.office import LOOK, ORDERS, PAIRS, RATES, STRATEGY, Do, FindClients, Look, Pair, RecordingPage
from tests.ui.shell.test_menu import desk_of
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Page
from whale_desktop.screens import CustomScreen, register_screens
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.palette import Palette

CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(application: Application, qtbot: QtBot, key: Qt.Key = Qt.Key.Key_K) -> Palette:
    desk = desk_of(application)
    press(desk, key, CONTROL)
    palette = desk.command_palette
    assert palette.is_up
    assert palette.field.hasFocus()
    return palette


def lines(palette: Palette) -> list[tuple[str, str]]:
    return [(item.kind, item.text) for item in palette.model.items]


def test_three_keys_open_it_and_esc_gives_the_focus_back(signed_in: Application, qtbot: QtBot) -> None:
    desk_of(signed_in).open_menu(ORDERS)
    field = RecordingPage.made[-1].field
    for key in (Qt.Key.Key_K, Qt.Key.Key_Slash, Qt.Key.Key_T):
        palette = opened(signed_in, qtbot, key)
        press(palette.field, Qt.Key.Key_Escape)
        assert not palette.is_up
        assert field.hasFocus()


def test_functions_are_found_at_once_by_initials_and_enter_opens(signed_in: Application, qtbot: QtBot) -> None:
    palette = opened(signed_in, qtbot)
    write(palette.field, "ckhl")
    assert lines(palette)[:2] == [("head", signed_in.runtime.texts(words.PALETTE_FUNCTIONS)), ("function", "參考匯率")]
    press(palette.field, Qt.Key.Key_Return)
    assert not palette.is_up
    assert desk_of(signed_in).workspace.current().menu == RATES
    assert RecordingPage.made[-1].field.hasFocus()


@pytest.mark.parametrize(("locale", "typed", "shown"), [("zh_Hant", "客户组", "客戶組"), ("zh_Hans", "客戶組", "客户组")])
def test_platform_18_the_other_script_finds_a_menu_name(
    make_application: MakeApplication, qtbot: QtBot, locale: str, typed: str, shown: str
) -> None:
    menu = "risk.lists.client_groups"
    register_screens((CustomScreen(key=menu, menu=menu, title=C_("test", "Client groups"), widget="", query_type=Look),))
    application = make_application()
    enter(application, qtbot)
    application.set_locale(locale)
    palette = opened(application, qtbot, Qt.Key.Key_Slash)
    palette.field.insert(typed)
    assert ("function", shown) in lines(palette)
    press(palette.field, Qt.Key.Key_Return)
    assert desk_of(application).workspace.current().menu == menu


def test_locked_functions_come_last_and_lead_to_the_request(signed_in: Application, qtbot: QtBot) -> None:
    palette = opened(signed_in, qtbot)
    palette.field.insert("換匯策略")
    item = palette.model.items[1]
    assert item.locked
    press(palette.field, Qt.Key.Key_Return)
    assert desk_of(signed_in).workspace.current().menu == STRATEGY


def test_records_come_after_two_characters_and_open_filtered(
    signed_in: Application, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    palette = opened(signed_in, qtbot)
    write(palette.field, "8")
    qtbot.wait(250)
    assert gateway.queries(FindClients) == []
    write(palette.field, "0012868")
    qtbot.waitUntil(lambda: ("record", "80012868 周詠詩") in lines(palette))
    assert [one.text for one in gateway.queries(FindClients)] == ["80012868"]
    assert palette.model.items[palette.view.currentIndex().row()].kind == "record"
    press(palette.field, Qt.Key.Key_Return)
    assert desk_of(signed_in).workspace.current().menu == ORDERS
    assert RecordingPage.made[-1].opened == [{"client": "80012868 周詠詩"}]


def test_more_records_than_fit_are_said(signed_in: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    gateway.answer(FindClients, Page(rows=tuple(Pair(currency=f"client {place}") for place in range(25)), next_cursor="more"))
    palette = opened(signed_in, qtbot)
    write(palette.field, "client")
    said = signed_in.runtime.texts(words.PALETTE_MORE, count=20)
    qtbot.waitUntil(lambda: ("note", said) in lines(palette))
    assert len([line for line in lines(palette) if line[0] == "record"]) == 20


def test_a_search_that_fails_says_why_and_the_rest_stays(signed_in: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    gateway.fail(FindClients, Unavailable("storage.locked"))
    signed_in.set_locale("en")
    palette = opened(signed_in, qtbot)
    write(palette.field, "rates")
    qtbot.waitUntil(lambda: any(kind == "note" and "in use" in text for kind, text in lines(palette)))
    assert ("function", "Reference Exchange Rates") in lines(palette)
    assert signed_in.toasts.stack.toasts() == ()


def test_nothing_found_says_what_to_try(signed_in: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    gateway.answer(FindClients, Page(rows=()))
    palette = opened(signed_in, qtbot)
    write(palette.field, "zzzz")
    qtbot.waitUntil(lambda: lines(palette)[0] == ("note", signed_in.runtime.texts(words.PALETTE_NOTHING, typed="zzzz")))
    press(palette.field, Qt.Key.Key_Return)
    assert palette.is_up


def test_an_action_opens_its_page_and_starts_there(signed_in: Application, qtbot: QtBot) -> None:
    palette = opened(signed_in, qtbot)
    write(palette.field, "new currency")
    assert ("action", "New currency pair") in lines(palette)
    press(palette.field, Qt.Key.Key_Return)
    assert desk_of(signed_in).workspace.current().menu == PAIRS.menu
    assert RecordingPage.made[-1].actions_run == ["new"]


def test_an_action_without_its_right_is_not_offered(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    gateway.codes = frozenset({LOOK})
    application = make_application()
    enter(application, qtbot)
    assert not application.services.may(Do)
    palette = opened(application, qtbot)
    write(palette.field, "new currency")
    assert not [line for line in lines(palette) if line[0] == "action"]


def test_before_typing_favourites_and_open_tabs(signed_in: Application, qtbot: QtBot) -> None:
    signed_in.services.set_favourite(RATES, True)
    desk_of(signed_in).open_menu(ORDERS)
    palette = opened(signed_in, qtbot)
    assert [text for kind, text in lines(palette) if kind == "function"] == ["參考匯率", "客戶匯兌"]


def test_arrows_skip_heads_and_go_round(signed_in: Application, qtbot: QtBot) -> None:
    palette = opened(signed_in, qtbot)
    write(palette.field, "huidui")
    qtbot.waitUntil(lambda: any(kind == "record" for kind, _ in lines(palette)))
    visited = []
    for _ in range(len(palette.model.items)):
        visited.append(palette.view.currentIndex().row())
        press(palette.field, Qt.Key.Key_Down)
    assert all(palette.model.items[row].can_be_chosen for row in visited)
    assert visited[0] in visited[1:]
    press(palette.field, Qt.Key.Key_Up)
    press(palette.field, Qt.Key.Key_Tab)
    assert palette.field.hasFocus()
