"""The window around the pages: keys, list of keys, regions, status bar, home, look, closing."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.hands import click, focused, press, write
from tests.ui.shell.office import ORDERS, RATES, Look, Pair, Pairs, RecordingPage
from tests.ui.shell.test_menu import desk_of
from whale_desktop.gateway.port import Place
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.ui import theme
from whale_desktop.ui.components import Tag
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.preferences import MemoryPreferences
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.home import HomePage, LinkCard
from whale_desktop.ui.shell.key_list import KeyListDialog
from whale_desktop.ui.shell.keys import KEYS
from whale_desktop.ui.workstation import Workstation

CONTROL = Qt.KeyboardModifier.ControlModifier


# ------------------------------------------------------------------------------------------------------------------ keys


def test_every_key_is_written_once_and_can_be_typed() -> None:
    sequences = [sequence for key in KEYS for sequence in key.sequences]
    named = [sequence for key in KEYS if key.name for sequence in key.sequences]
    assert len(named) == len(set(named))
    assert all(not QKeySequence(sequence).isEmpty() for sequence in sequences)
    forbidden = {"Ctrl+Space", "Ctrl+.", "Alt+Shift", "Ctrl+Shift"}
    assert not forbidden & set(sequences)


def test_f1_and_question_mark_list_the_keys(signed_in: Application, qtbot: QtBot) -> None:
    desk_of(signed_in).menu.tree.setFocus()
    keys: tuple[Qt.Key | str, ...] = (Qt.Key.Key_F1, "?")
    for key in keys:
        press(desk_of(signed_in), key)
        qtbot.waitUntil(lambda: isinstance(top_dialog(signed_in.window), KeyListDialog))
        dialog = top_dialog(signed_in.window)
        assert isinstance(dialog, KeyListDialog)
        assert dialog.search.editor().hasFocus()
        everything = len(dialog.shown())
        write(dialog.search.editor(), "ctrl+k")
        assert [key.name for key in dialog.shown()] == ["palette"]
        assert everything > 30
        press(dialog.search.editor(), Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: top_dialog(signed_in.window) is None)


def test_a_question_mark_in_a_field_is_typed(signed_in: Application, qtbot: QtBot) -> None:
    desk_of(signed_in).open_menu(ORDERS)
    field = RecordingPage.made[-1].field
    write(field, "why?")
    assert field.text() == "why?"
    assert top_dialog(signed_in.window) is None


def test_f5_refreshes_the_page(signed_in: Application, qtbot: QtBot) -> None:
    desk_of(signed_in).open_menu(ORDERS)
    page = RecordingPage.made[-1]
    press(page.field, Qt.Key.Key_F5)
    assert page.refreshed == 1


def test_f5_of_a_page_that_binds_it_itself_works_every_time(signed_in: Application) -> None:
    desk_of(signed_in).open_menu(ORDERS)
    page = RecordingPage.made[-1]
    own: list[int] = []
    shortcut = QShortcut(QKeySequence("F5"), page)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(lambda: own.append(1))
    for _ in range(3):
        press(page.field, Qt.Key.Key_F5)
    assert (len(own), page.refreshed) == (3, 0)
    desk_of(signed_in).menu.tree.setFocus()
    press(desk_of(signed_in).menu.tree, Qt.Key.Key_F5)
    assert (len(own), page.refreshed) == (3, 1)


def test_f6_walks_the_regions_in_reading_order(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    desk.open_menu(ORDERS)
    page = RecordingPage.made[-1]
    expected: list[QWidget] = [page.foot, desk.status, desk.menu, desk.workspace.bar, page.field]
    for region in expected:
        press(focused(), Qt.Key.Key_F6)
        assert region is focused() or region.isAncestorOf(focused()), region
    press(focused(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert desk.workspace.bar.hasFocus()


def test_zoom_by_keys_is_kept(signed_in: Application, qtbot: QtBot, preferences: MemoryPreferences) -> None:
    desk = desk_of(signed_in)
    press(desk, Qt.Key.Key_Equal, CONTROL)
    press(desk, Qt.Key.Key_Equal, CONTROL)
    assert theme.current().scale == 125
    press(desk, Qt.Key.Key_Minus, CONTROL)
    assert theme.current().scale == 110
    qtbot.waitUntil(lambda: preferences.values.get("shell:scale") == 110)
    for _ in range(9):
        signed_in.look.zoom(-1)
    assert theme.current().scale == 90
    press(desk, Qt.Key.Key_0, CONTROL)
    assert theme.current().scale == 100


def test_everything_shrinks_back_after_a_zoom(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    desk.open_menu(ORDERS)
    qtbot.wait(10)

    def lengths() -> tuple[int, ...]:
        bar = desk.workspace.bar
        return bar.height(), bar.tabRect(1).width(), desk.top.search.width(), desk.menu.width(), desk.status.height()

    before = lengths()
    signed_in.look.set_scale(150)
    qtbot.waitUntil(lambda: lengths()[0] > before[0])
    assert desk.top.search.width() < before[2]
    signed_in.look.set_scale(100)
    qtbot.waitUntil(lambda: lengths() == before)


def test_theme_and_price_colours_belong_to_the_member(
    make_application: MakeApplication, qtbot: QtBot, preferences: MemoryPreferences
) -> None:
    preferences.values.update({"shell:theme": "dark", "shell:market_colors": "blue_up", "shell:locale": "zh_Hans"})
    application = make_application(settings={"locale": "", "mode": ""})
    assert not theme.current().is_dark
    enter(application, qtbot)
    assert theme.current().is_dark
    assert theme.current().market_colors == "blue_up"
    assert application.runtime.texts.locale == "zh_Hans"
    press(desk_of(application), Qt.Key.Key_D, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert not theme.current().is_dark
    qtbot.waitUntil(lambda: preferences.values["shell:theme"] == "light")


def test_red_is_up_on_the_mainland_until_somebody_chooses(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application(settings={"locale": "zh_Hans"})
    enter(application, qtbot)
    assert theme.current().market_colors == "red_up"


def test_the_account_menu_does_what_it_says(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    menu = desk.top.account_menu(desk)
    acts = {action.text().partition("\t")[0]: action for action in menu.actions()}
    texts = signed_in.runtime.texts
    assert set(acts) >= {
        texts(one) for one in (words.LANGUAGE, words.THEME, words.MARKET_COLORS, words.TEXT_SIZE, words.SHORTCUTS)
    }
    languages = menu.findChildren(QMenu)[0]
    assert [action.text() for action in languages.actions()] == ["繁體中文", "简体中文", "English"]
    languages.actions()[2].trigger()
    assert signed_in.runtime.texts.locale == "en"
    menu.deleteLater()
    again = desk.top.account_menu(desk)
    lock = next(action for action in again.actions() if action.text().startswith("Lock"))
    lock.trigger()
    qtbot.waitUntil(lambda: signed_in.sign_in.is_up)
    again.deleteLater()


def test_contrast_and_motion_belong_to_the_member(
    make_application: MakeApplication, qtbot: QtBot, preferences: MemoryPreferences
) -> None:
    preferences.values.update({"shell:contrast": True, "shell:less_motion": True})
    application = make_application()
    enter(application, qtbot)
    assert theme.current().high_contrast and theme.current().reduced_motion
    for label in (words.HIGH_CONTRAST, words.LESS_MOTION):
        menu = desk_of(application).top.account_menu(desk_of(application))
        said = application.runtime.texts(label)
        (switch,) = [action for sub in menu.findChildren(QMenu) for action in sub.actions() if action.text() == said]
        assert switch.isChecked()
        switch.trigger()
        menu.deleteLater()
    assert not theme.current().high_contrast and not theme.current().reduced_motion
    qtbot.waitUntil(lambda: preferences.values.get("shell:less_motion") is False)


# ------------------------------------------------------------------------------------------------------------ status, home


def test_the_status_bar_says_where_and_who(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application(clock=FixedClock(parse_moment("2024-03-18T10:32:15")))
    enter(application, qtbot)
    bar = desk_of(application).status.bar
    texts = application.runtime.texts
    assert bar.cell("place").cell.text == texts(words.STATUS_DEMO)
    assert bar.cell("place").cell.tone == "warn"
    assert "2024-03-18" in bar.cell("date").cell.strong
    assert bar.cell("member").cell.text == texts(words.MEMBER_AND_ROLE, name="陳詠珊", role="款項操作員")
    assert bar.cell("language").cell.text == "繁體中文"
    assert "10:32:15" in bar.cell("clock").cell.text
    for key, copied in (("date", "2024-03-18"), ("clock", "2024-03-18 10:32:15"), ("place", "示範證券")):
        menu = desk_of(application).status.menu_of(key, bar)
        menu.actions()[-1].trigger()
        assert QGuiApplication.clipboard().text() == copied
        menu.deleteLater()


def test_a_cut_of_the_day_changes_the_ledger_date(signed_in: Application, gateway: RecordingGateway) -> None:
    from datetime import date

    status = desk_of(signed_in).status
    status.show_place(Place(kind="demo", name="示範證券", business_date=date(2024, 3, 19)))
    assert "2024-03-19" in status.bar.cell("date").cell.strong
    assert signed_in.services.place.business_date == date(2024, 3, 19)


def cards(home: HomePage) -> list[LinkCard]:
    return [card for card in home.waiting.cards() if isinstance(card, LinkCard)]


def test_home_counts_what_waits_and_follows_changes(signed_in: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    home = desk_of(signed_in).home
    qtbot.waitUntil(lambda: [card.accessibleName() for card in cards(home)] == ["Orders to review 3"])
    gateway.answer(Look, 7)
    gateway.publish("test.order")
    qtbot.waitUntil(lambda: [card.accessibleName() for card in cards(home)] == ["Orders to review 7"])
    click(cards(home)[0])
    assert RecordingPage.made[-1].opened == [{"tab": "review"}]
    gateway.answer(Look, 0)
    gateway.publish("test.order")
    qtbot.waitUntil(lambda: cards(home) == [])
    assert signed_in.runtime.texts(words.NOTHING_WAITING) in home.waiting.note.text()


def test_home_says_what_could_not_be_counted(make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway) -> None:
    gateway.fail(Look, Unavailable("storage.locked"))
    application = make_application(settings={"locale": "en"})
    enter(application, qtbot)
    home = desk_of(application).home
    qtbot.waitUntil(lambda: len(cards(home)) == 1)
    assert "in use" in cards(home)[0].accessibleDescription()


def test_home_leads_through_setting_up(signed_in: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    desk = desk_of(signed_in)
    qtbot.waitUntil(lambda: len(desk.home.set_up.links) == 1)
    gateway.answer(Pairs, Pair(currency="USD", used=1))
    click(desk.home.set_up.links[0])
    assert desk.workspace.current().menu == "parameters.exchange.currency_pairs"
    gateway.publish("test.pair")
    desk.workspace.choose(1)
    done = signed_in.runtime.texts(words.SET_UP_DONE)
    qtbot.waitUntil(lambda: [tag.accessibleName() for tag in desk.home.set_up.findChildren(Tag)] == [done])


def test_quick_links_are_the_favourites(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    names = [card.accessibleName() for card in desk.home.links.cards()]
    assert len(names) == 6
    signed_in.services.set_favourite(RATES, True)
    assert [card.accessibleName() for card in desk.home.links.cards()] == ["參考匯率"]
    card = desk.home.links.cards()[0]
    click(card)
    assert desk.workspace.current().menu == RATES


# --------------------------------------------------------------------------------------------------------- errors, closing


def test_an_error_that_may_pass_offers_to_try_again(signed_in: Application, qtbot: QtBot) -> None:
    tried: list[int] = []
    signed_in.runtime.report(Unavailable("storage.locked"), retry=lambda: tried.append(1))
    (toast,) = signed_in.toasts.stack.toasts()
    links = [one for one in toast.findChildren(QAbstractButton) if one.text() == signed_in.runtime.texts(words.RETRY)]
    click(links[0])
    assert tried == [1]


def test_closing_asks_keeps_the_layout_and_signs_out(
    signed_in: Application, qtbot: QtBot, gateway: RecordingGateway, preferences: MemoryPreferences
) -> None:
    desk = desk_of(signed_in)
    desk.open_menu(ORDERS)
    RecordingPage.made[-1].dirty = True
    signed_in.window.close()
    qtbot.waitUntil(lambda: top_dialog(signed_in.window) is not None)
    dialog = top_dialog(signed_in.window)
    assert dialog is not None
    dialog.reject()
    qtbot.waitUntil(lambda: top_dialog(signed_in.window) is None)
    assert signed_in.window.isVisible()
    with qtbot.waitSignal(signed_in.closed):
        signed_in.window.close()
        qtbot.waitUntil(lambda: top_dialog(signed_in.window) is not None)
        again = top_dialog(signed_in.window)
        assert again is not None
        again.submit()
    assert not signed_in.window.isVisible()
    assert gateway.calls[-1][0] == "sign_out"
    assert preferences.values["shell:tabs"]["open"] == [ORDERS]


def test_a_place_that_does_not_answer_does_not_hold_the_window(
    signed_in: Application, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    gateway.fail("sign_out", Unavailable("storage.locked"))
    with qtbot.waitSignal(signed_in.closed):
        signed_in.window.close()


def test_the_window_comes_back_where_it_was(make_application: MakeApplication, qtbot: QtBot, tmp_path: Path) -> None:
    workstation = Workstation(tmp_path / "deep" / "workstation.json")
    application = make_application(workstation=workstation, settings={"size": None, "locale": ""})
    application.window.setGeometry(30, 40, 1200, 700)
    with qtbot.waitSignal(application.closed):
        application.window.close()
    again = make_application(
        workstation=Workstation(tmp_path / "deep" / "workstation.json"), settings={"size": None, "locale": ""}
    )
    geometry = again.window.geometry()
    assert (geometry.x(), geometry.y(), geometry.width(), geometry.height()) == (30, 40, 1200, 700)


def test_a_damaged_workstation_file_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "workstation.json"
    path.write_text("{half", encoding="utf-8")
    assert Workstation(path).get("email", "nobody") == "nobody"
    blocked = Workstation(tmp_path / "workstation.json" / "below" / "file.json")
    blocked.set("email", "x")
    blocked.save()


# ------------------------------------------------------------------------------------------------------- what can be heard


def silent(widget: QWidget) -> list[str]:
    """Controls that take the focus and say nothing."""
    found = []
    for one in widget.findChildren(QWidget):
        takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.focusProxy() is None
        if not takes or one.objectName().startswith("qt_"):
            continue
        said = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton | QLineEdit) else "")
        if not said:
            found.append(f"{type(one).__name__} in {type(one.parent()).__name__}")
    return found


def test_every_control_has_a_name(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    qtbot.waitUntil(lambda: len(desk.home.set_up.links) == 1)
    assert silent(signed_in.window) == []
    desk.menu.set_rail(True)
    desk.command_palette.open()
    assert silent(signed_in.window) == []
    desk.command_palette.close_palette()
    signed_in.lock()
    qtbot.waitUntil(lambda: signed_in.sign_in.is_up)
    assert silent(signed_in.window) == []


def test_the_window_fits_the_smallest_screen(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application(settings={"size": (1180, 640), "locale": "en"})
    enter(application, qtbot)
    desk = desk_of(application)
    qtbot.wait(10)
    assert application.window.width() == 1180
    assert desk.top.search.width() == desk.top.search.height()
    right = desk.top.avatar.mapTo(application.window, QPoint(desk.top.avatar.width(), 0)).x()
    assert right <= 1180


def test_keys_that_screens_bind_are_in_the_list() -> None:
    from whale_desktop.app.services import load_features
    from whale_desktop.screens import CardScreen, all_lists, all_screens

    load_features()
    listed = {sequence for key in KEYS for sequence in key.sequences}
    actions = [action for one in all_lists() for action in one.actions]
    actions += [action for one in all_screens() if isinstance(one, CardScreen) for action in one.actions]
    used = {action.key for action in actions if action.key}
    used |= {submit.key for action in actions if action.form for submit in action.form.submits}
    assert used - listed == set()
