"""Dialogs: opening, focus, keys, discarding, results; never `exec()`."""

import asyncio
import gc
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui.components import (
    Button,
    ConfirmDialog,
    Dialog,
    FieldRow,
    Label,
    LineField,
    ReadOnlyField,
    open_dialog,
    top_dialog,
    words,
)


class Page:
    """A window with a line, a button and a key of its own."""

    def __init__(self, qtbot: Any) -> None:
        self.window = QWidget()
        self.window.resize(1000, 700)
        column = QVBoxLayout(self.window)
        self.line, self.button = QLineEdit(), Button("Open")
        column.addWidget(self.line)
        column.addWidget(self.button)
        self.pressed: list[str] = []
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self.window)
        shortcut.activated.connect(lambda: self.pressed.append("new"))
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitActive(self.window)
        self.button.setFocus()


@pytest.fixture
def page(qtbot: Any) -> Page:
    """A page with the focus on its button."""
    return Page(qtbot)


def form() -> tuple[Dialog, LineField, LineField]:
    """A dialog with a read-only field and two others."""
    dialog = Dialog("New pair", width="small")
    first, second = LineField(), LineField()
    dialog.body_layout.addWidget(FieldRow("Number", ReadOnlyField("1")))
    dialog.body_layout.addWidget(FieldRow("First", first))
    dialog.body_layout.addWidget(FieldRow("Second", second))
    dialog.set_action("Create")
    return dialog, first, second


def show(dialog: Dialog, page: Page) -> None:
    """Open and let it be laid out."""
    dialog.show_over(page.window)
    QApplication.processEvents()


def test_the_first_editable_field_has_the_focus_and_the_opener_gets_it_back(page: Page, qtbot: Any) -> None:
    """Read-only text is passed over."""
    dialog, first, _second = form()
    show(dialog, page)
    assert first.editor().hasFocus()
    with qtbot.waitSignal(dialog.finished, timeout=1000) as said:
        QTest.keyClick(first.editor(), Qt.Key.Key_Escape)
    assert said.args == [None]
    assert page.button.hasFocus()
    assert top_dialog(page.window) is None


def test_an_opener_that_is_gone_meanwhile_is_not_asked(page: Page, qtbot: Any) -> None:
    dialog, *_ = form()
    show(dialog, page)
    page.button.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(page.button))
    dialog.done(None)
    assert top_dialog(page.window) is None


def test_it_stands_inside_the_window_and_only_the_body_scrolls(page: Page) -> None:
    """Never higher than the window less 64; without need nothing scrolls."""
    dialog, *_ = form()
    show(dialog, page)
    assert dialog.width() == 640
    assert dialog.scroll_area.verticalScrollBar().maximum() == 0
    for number in range(40):
        dialog.body_layout.addWidget(Label(f"Line {number}"))
    QApplication.processEvents()
    QApplication.processEvents()
    assert dialog.height() == page.window.height() - 64
    assert dialog.scroll_area.verticalScrollBar().maximum() > 0
    page.window.resize(600, 400)
    QApplication.processEvents()
    assert dialog.width() < 600
    assert dialog.height() == 400 - 64
    dialog.done(None)


def test_tab_goes_round_inside(page: Page) -> None:
    """The focus never reaches the page behind, by Tab or by force."""
    dialog, first, _second = form()
    show(dialog, page)
    seen = []
    for _ in range(6):
        QTest.keyClick(page.window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(page.window.focusWidget())
    assert all(dialog.isAncestorOf(widget) for widget in seen)
    assert dialog.action_button in seen
    assert first.editor() in seen
    page.line.setFocus()
    QApplication.processEvents()
    assert dialog.isAncestorOf(page.window.focusWidget())
    dialog.done(None)


def test_tab_follows_the_eye_not_the_order_in_which_things_were_made(page: Page) -> None:
    """Container by container, row by row; what arrived late has its place in the order too."""
    dialog = Dialog("New rate", width="small")
    grid = QGridLayout()
    dialog.body_layout.addLayout(grid)
    fields = {place: QLineEdit() for place in ((1, 1), (0, 1), (1, 0), (0, 0))}
    for (row, column), field in fields.items():
        grid.addWidget(field, row, column)
    box = QWidget()
    QVBoxLayout(box)
    grid.addWidget(box, 2, 0, 1, 2)
    last = QLineEdit()
    grid.addWidget(last, 3, 0)
    dialog.set_action("Create")
    show(dialog, page)
    late = QLineEdit(box)
    layout = box.layout()
    assert layout is not None
    layout.addWidget(late)
    QApplication.processEvents()
    expected = [fields[0, 0], fields[0, 1], fields[1, 0], fields[1, 1], late, last, dialog.cancel_button, dialog.action_button]
    expected[0].setFocus()
    walked = [page.window.focusWidget()]
    for _ in expected:
        QTest.keyClick(page.window.focusWidget(), Qt.Key.Key_Tab)
        walked.append(page.window.focusWidget())
    assert walked == [*expected, expected[0]]
    QTest.keyClick(page.window.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert page.window.focusWidget() is dialog.action_button
    dialog.done(None)


def left_overs() -> int:
    """Objects of Qt that are gone, but which Python still holds."""
    gc.collect()
    return sum(1 for one in gc.get_objects() if isinstance(one, QObject) and not shiboken6.isValid(one))


def test_a_closed_dialog_is_gone_and_leaves_the_window_behind_it_alone(page: Page, qtbot: Any) -> None:
    """PySide took the window for a part of the dialog when it was asked for the focus chain, and forgot its inner parts with the dialog."""
    area = QScrollArea()
    area.setWidget(QWidget())
    layout = page.window.layout()
    assert layout is not None
    layout.addWidget(area)
    inner = (area.viewport(), area.verticalScrollBar())
    before = left_overs()
    for _ in range(3):
        dialog, first, _second = form()
        show(dialog, page)
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            QTest.keyClick(page.window.focusWidget(), key)
        dialog.done(None)
        qtbot.waitUntil(lambda dialog=dialog: not shiboken6.isValid(dialog))
        del dialog, first, _second
    assert all(shiboken6.isValid(one) for one in inner)
    assert inner == (area.viewport(), area.verticalScrollBar())
    assert left_overs() == before


def test_keys_of_the_page_do_nothing_meanwhile(page: Page) -> None:
    """Ctrl+N opens nothing behind a dialog, and works again afterwards."""
    dialog, first, _second = form()
    show(dialog, page)
    QTest.keyClick(first.editor(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.pressed == []
    dialog.done(None)
    QTest.keyClick(page.button, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.pressed == ["new"]


def test_the_size_of_the_text_can_be_changed_meanwhile(page: Page) -> None:
    """Zooming belongs to the window and disturbs nothing."""
    zoomed: list[str] = []
    QShortcut(QKeySequence("Ctrl+="), page.window).activated.connect(lambda: zoomed.append("in"))
    dialog, first, _second = form()
    show(dialog, page)
    QTest.keyClick(first.editor(), Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert zoomed == ["in"]
    dialog.done(None)


def test_keys_of_the_dialog_work(page: Page) -> None:
    """A shortcut bound inside is the dialog's own."""
    dialog, first, _second = form()
    pressed: list[str] = []
    QShortcut(QKeySequence("Ctrl+D"), dialog).activated.connect(lambda: pressed.append("inside"))
    show(dialog, page)
    QTest.keyClick(first.editor(), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["inside"]
    dialog.done(None)


def test_ctrl_enter_submits_from_anywhere(page: Page, qtbot: Any) -> None:
    """The owner decides what happens then; plain Enter in a field does nothing."""
    dialog, first, _second = form()
    show(dialog, page)
    with qtbot.assertNotEmitted(dialog.submitted):
        QTest.keyClick(first.editor(), Qt.Key.Key_Return)
    with qtbot.waitSignal(dialog.submitted, timeout=1000):
        QTest.keyClick(first.editor(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.is_open()
    dialog.done("made")


def test_while_it_submits_nothing_closes_it(page: Page, qtbot: Any) -> None:
    """Esc and Ctrl+Enter wait for the answer; what was typed stays."""
    dialog, first, _second = form()
    show(dialog, page)
    QTest.keyClicks(first.editor(), "abc")
    dialog.set_busy(True, "Submitting…")
    with qtbot.assertNotEmitted(dialog.submitted):
        dialog.submit()
    dialog.reject()
    assert dialog.is_open()
    dialog.set_busy(False)
    assert first.value() == "abc"
    dialog.done(None)


def test_esc_asks_when_something_was_typed(page: Page) -> None:
    """Keep editing returns to the field; Discard closes both."""
    dialog, first, _second = form()
    dialog.is_dirty = lambda: bool(first.value())
    show(dialog, page)
    QTest.keyClicks(first.editor(), "abc")
    QTest.keyClick(first.editor(), Qt.Key.Key_Escape)
    question = top_dialog(page.window)
    assert isinstance(question, ConfirmDialog)
    assert question.cancel_button.hasFocus()
    QTest.keyClick(question.cancel_button, Qt.Key.Key_Return)
    assert dialog.is_open()
    assert first.editor().hasFocus()
    QTest.keyClick(first.editor(), Qt.Key.Key_Escape)
    question = top_dialog(page.window)
    assert isinstance(question, ConfirmDialog)
    question.action_button.click()
    assert not dialog.is_open()
    assert page.button.hasFocus()


def test_errors_take_the_place_of_the_consequence(page: Page, qtbot: Any) -> None:
    """The count can be clicked to jump to the field."""
    dialog, *_ = form()
    dialog.set_consequence("One pair will be made")
    show(dialog, page)
    assert dialog._consequence.isVisible()
    dialog.set_error_count("1 field needs mending: First")
    assert not dialog._consequence.isVisible()
    with qtbot.waitSignal(dialog.error_clicked, timeout=1000):
        QTest.mouseClick(dialog._errors, Qt.MouseButton.LeftButton)
    dialog.set_error_count("")
    assert dialog._consequence.isVisible()
    dialog.done(None)


@pytest.mark.parametrize(("irreversible", "expected"), [(False, True), (True, None)])
def test_enter_on_a_confirm_is_safe(page: Page, qtbot: Any, irreversible: bool, expected: object) -> None:
    """Enter presses the focused button: the verb, or Cancel when it cannot be undone."""
    confirm = ConfirmDialog(
        "Delete the GBP pair?",
        verb="Delete",
        detail="GBP → HKD can no longer be exchanged.",
        numbers=[("Orders", "214")],
        danger=True,
        irreversible=irreversible,
    )
    show(confirm, page)
    assert confirm.width() == 480
    assert confirm.scroll_area.verticalScrollBar().maximum() == 0
    with qtbot.waitSignal(confirm.finished, timeout=1000) as said:
        QTest.keyClick(page.window.focusWidget(), Qt.Key.Key_Return)
    assert said.args == [expected]


def test_its_own_words_follow_the_language(page: Page) -> None:
    """Cancel and the cross are said again at a switch while it is open; words given by the owner stay his."""
    dialog, *_ = form()
    show(dialog, page)
    words.set_speaker(catalogue("pseudo"))
    assert dialog.cancel_button.text() == "⟦Cancel⟧"
    dialog.set_cancel("Close")
    words.set_speaker(catalogue("en"))
    assert dialog.cancel_button.text() == "Close"
    dialog.done(None)


def test_a_dialog_whose_window_goes_away_ends(page: Page) -> None:
    """Nobody waits for ever."""

    async def scene() -> Any:
        window = QWidget()
        window.show()
        dialog, *_ = form()
        waiting = asyncio.ensure_future(open_dialog(dialog, over=window))
        await asyncio.sleep(0)
        shiboken6.delete(window)
        return await waiting

    with asyncio.Runner() as runner:
        assert runner.run(scene()) is None


def test_a_dialog_is_awaited(page: Page) -> None:
    """`open_dialog` gives the result; a cancelled wait closes the dialog."""

    async def scene() -> tuple[Any, bool]:
        dialog, *_ = form()
        asyncio.get_running_loop().call_soon(lambda: asyncio.get_running_loop().call_soon(dialog.done, "made"))
        result = await open_dialog(dialog, over=page.window)
        other, *_ = form()
        waiting = asyncio.ensure_future(open_dialog(other, over=page.window))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return result, other.is_open()

    with asyncio.Runner() as runner:
        assert runner.run(scene()) == ("made", False)
