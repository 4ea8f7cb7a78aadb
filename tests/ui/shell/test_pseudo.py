"""The pseudo language finds any visible text that did not go through the catalogue; the soak finds a Qt that loses references."""

import re
import sys

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.recording import DEMO_PLACE
from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.office import ORDERS, STRATEGY
from tests.ui.shell.test_menu import desk_of
from whale_desktop.kernel.texts import LOCALE_NAMES, PSEUDO
from whale_desktop.screens import menu_entries
from whale_desktop.ui.components import KeyCap
from whale_desktop.ui.components.dialog import top_dialog

DATA = {
    *LOCALE_NAMES.values(),
    *(entry.labels["en"] for entry in menu_entries().values()),
    *(text for member in DEMO_PLACE.demo_members for by_locale in (member.name, member.role) for text in by_locale.values()),
    *(member.email for member in DEMO_PLACE.demo_members),
    DEMO_PLACE.name,
    "Enter",
    "Esc",
    PSEUDO,
}
"""What is no text of the program: names of languages, menu labels (a file of their own), people, keys."""


def untranslated(window: QWidget) -> set[str]:
    """Visible words that are neither in brackets nor data."""
    found: set[str] = set()
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, KeyCap):
            continue
        said = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton):
            said.append(widget.text())
        if isinstance(widget, QLineEdit):
            said.append(widget.placeholderText())
        for text in said:
            plain = re.sub(r"⟦.*?⟧|<[^>]+>|Ctrl.\S+|F\d+", "", text, flags=re.S).strip(" ·,/…:")
            for known in sorted(DATA, key=len, reverse=True):
                plain = plain.replace(known, "")
            if re.search(r"[A-Za-z\u4e00-\u9fff]{2,}", plain):
                found.add(f"{type(widget).__name__}: {text}")
    return found


def test_every_visible_word_of_the_window_comes_from_the_catalogue(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application(settings={"locale": PSEUDO})
    assert untranslated(application.window) == set()
    enter(application, qtbot)
    desk = desk_of(application)
    qtbot.waitUntil(lambda: len(desk.home.set_up.links) == 1)
    assert untranslated(application.window) == set()
    desk.open_menu(STRATEGY)
    desk.open_menu(ORDERS)
    desk.workspace.choose(2)
    desk.menu.search_for("zz")
    qtbot.waitUntil(lambda: desk.menu.filter.typed == "zz")
    assert untranslated(application.window) == set()
    desk.menu.end_search()
    desk.command_palette.open()
    said = [str(item.text) for item in desk.command_palette.model.items if item.kind != "function"]
    assert all(text.startswith("⟦") for text in said)
    desk.command_palette.close_palette()
    desk.menu.set_rail(True)
    application.show_keys()
    qtbot.waitUntil(lambda: top_dialog(application.window) is not None)
    assert untranslated(application.window) == set()
    for menu in (
        desk.top.account_menu(desk),
        desk.workspace.menu_of(1),
        *(desk.status.menu_of(key, desk) for key in ("place", "date", "clock")),
    ):
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        assert [text for text in texts if "⟦" not in text and "example.com" not in text] == []
        menu.deleteLater()
    dialog = top_dialog(application.window)
    assert dialog is not None
    dialog.reject()
    application.lock()
    qtbot.waitUntil(lambda: application.sign_in.is_up)
    assert untranslated(application.window) == set()


def test_void_calls_and_null_reads_lose_no_reference(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference on None at every void call and aborts after some thousands (PYSIDE-3474)."""
    widget, plain = QWidget(), QObject()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(50_000):
        widget.setToolTip("x")
        plain.parent()
    after = sys.getrefcount(None)
    assert abs(after - before) < 1_000
    assert widget.toolTip() == "x"
    assert Qt.Key.Key_A
