"""Buttons, marks, segments, notes, toasts, states, loading, drawers, cards and the status bar."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import (
    Button,
    Card,
    CheckBox,
    Chip,
    CountBadge,
    Drawer,
    ElidedLabel,
    EmptyState,
    ErrorState,
    IconButton,
    KeyCap,
    LoadingBar,
    NoPermissionState,
    Note,
    Segment,
    SegmentTab,
    SetUpStep,
    Skeleton,
    StatusBar,
    StatusCell,
    Tag,
    ToastAction,
    ToastStack,
)
from whale_desktop.ui.components.painting import count_words, key_words
from whale_desktop.ui.components.sea import SeaPanel, product_icon


@pytest.fixture
def window(qtbot: Any) -> QWidget:
    """A window of 900 × 600."""
    window = QWidget()
    window.resize(900, 600)
    QVBoxLayout(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    return window


def put(window: QWidget, widget: Any) -> Any:
    """Put a widget on a window and let it be laid out."""
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    QApplication.processEvents()
    return widget


def image(widget: QWidget) -> Any:
    """What a widget looks like now."""
    return widget.grab().toImage()


def test_building_a_component_opens_no_window_of_its_own(qtbot: Any) -> None:
    """A part that is shown before it has a parent would flash as a window."""
    made = [
        Note("text", action="go"),
        CountBadge(3),
        EmptyState("nothing-yet"),
        ErrorState(),
        NoPermissionState(),
        Card("title", "subtitle"),
        Skeleton(),
        Drawer("title"),
        IconButton("ph.plus", "New"),
    ]
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in made:
        widget.deleteLater()


def test_a_busy_button_waits_and_says_so(window: QWidget) -> None:
    """It spins, cannot be pressed, keeps its words for later, and its spinner stops when it is hidden."""
    button = put(window, Button("Submit", kind="primary", key="Ctrl+Return"))
    button.set_busy(True, "Submitting…")
    assert not button.isEnabled()
    assert button._spin.isActive()
    button.hide()
    assert not button._spin.isActive()
    button.show()
    button.set_busy(False)
    assert button.isEnabled()
    assert not button._spin.isActive()
    assert button.text() == "Submit"


def test_the_spinner_stands_still_under_reduced_motion(window: QWidget, dressed: theme.Theme) -> None:
    """Nothing turns for people who asked for that."""
    dressed.reduced_motion = True
    button = put(window, Button("Submit"))
    button.set_busy(True)
    dressed.reduced_motion = False
    assert button.is_busy()
    assert not button._spin.isActive()
    button.set_busy(False)


def test_a_blocked_button_explains_itself(window: QWidget) -> None:
    """Nothing is merely grey."""
    button = put(window, Button("Export"))
    button.set_blocked("Nothing to export yet")
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Nothing to export yet"
    button.set_blocked(None)
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_a_button_grows_with_its_words_and_key(window: QWidget) -> None:
    """No word is ever cut."""
    button = put(window, Button("New"))
    narrow = button.sizeHint().width()
    button.set_key("Ctrl+N")
    wider = button.sizeHint().width()
    button.setText("New manual exchange")
    assert narrow < wider < button.sizeHint().width() == button.minimumSizeHint().width()
    assert button.accessibleDescription() == "Ctrl N"


def test_enter_presses_a_focused_button(window: QWidget, qtbot: Any) -> None:
    """As Space does; Ctrl+Enter is left to the dialog around."""
    button = put(window, Button("Query"))
    with qtbot.waitSignal(button.clicked, timeout=1000):
        QTest.keyClick(button, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_an_icon_button_speaks(window: QWidget) -> None:
    """Its name is tooltip and accessible name; a count is put in words."""
    button = put(window, IconButton("ph.check-square-offset", "Work orders"))
    assert button.toolTip() == button.accessibleName() == "Work orders"
    plain = button.sizeHint().width()
    button.set_count(12)
    assert button.accessibleName() == "Work orders, 12 pending"
    assert button.sizeHint().width() > plain
    assert button.sizeHint().height() == 28


def test_key_caps_and_counts() -> None:
    """Ctrl+Return is a sign; more than 99 is 99+."""
    assert key_words("Ctrl+N") == "Ctrl N"
    assert key_words("Ctrl+Return") == "Ctrl ⏎"
    assert [count_words(count) for count in (3, 99, 100)] == ["3", "99", "99+"]


def test_a_badge_without_a_count_is_not_drawn(window: QWidget) -> None:
    """Zero waits for nobody."""
    badge = put(window, CountBadge(0))
    assert not badge.isVisible()
    badge.set_count(3, "3 pending")
    assert badge.isVisible()
    assert badge.accessibleName() == "3 pending"


def test_a_tag_is_a_dot_and_a_word(window: QWidget) -> None:
    """Each tone looks different and the word is spoken."""
    tag = put(window, Tag("Waiting", "wait"))
    looks = []
    for tone in ("wait", "run", "done", "fail", "idle", "void"):
        tag.set_tag("Waiting", tone)
        looks.append(image(tag))
    assert all(looks[one] != looks[other] for one in range(6) for other in range(one))
    assert tag.accessibleName() == "Waiting"


def test_a_chip_by_mouse_and_keys(window: QWidget, qtbot: Any) -> None:
    """The cross removes, Delete too; the rest of a clickable chip clicks."""
    chip = put(window, Chip("USD", removable=True, clickable=True))
    with qtbot.waitSignal(chip.removed, timeout=1000):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip._cross().center())
    with qtbot.waitSignal(chip.clicked, timeout=1000):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    with qtbot.waitSignal(chip.removed, timeout=1000):
        QTest.keyClick(chip, Qt.Key.Key_Delete)
    with qtbot.waitSignal(chip.clicked, timeout=1000):
        QTest.keyClick(chip, Qt.Key.Key_Space)


def test_a_segment_by_mouse_and_keys(window: QWidget, qtbot: Any) -> None:
    """Arrows move inside; setting it from the program is silent; counts keep the choice."""
    segment = put(window, Segment([SegmentTab("a", "First", 1), SegmentTab("b", "Second", 2), SegmentTab("c", "Third")]))
    with qtbot.waitSignal(segment.selected, timeout=1000) as said:
        QTest.keyClick(segment, Qt.Key.Key_Right)
    assert said.args == ["b"]
    with qtbot.waitSignal(segment.selected, timeout=1000):
        QTest.mouseClick(segment, Qt.MouseButton.LeftButton, pos=segment._rects()[2].center())
    with qtbot.assertNotEmitted(segment.selected):
        segment.set_current("a")
        segment.set_counts({"a": 1284})
    assert segment.current() == "a"
    assert segment.accessibleName() == "First 1,284"
    segment.set_tabs([SegmentTab("b", "Second"), SegmentTab("c", "Third")])
    assert segment.current() == "b"


def test_a_check_box_is_one_target(window: QWidget) -> None:
    """Words count as the box; half checked is a state of its own."""
    box = put(window, CheckBox("Remember me"))
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.sizeHint().width() - 3, box.height() // 2))
    assert box.isChecked()
    box.setTristate(True)
    checked = image(box)
    box.setCheckState(Qt.CheckState.PartiallyChecked)
    assert image(box) != checked


def test_an_elided_label_says_the_whole(window: QWidget) -> None:
    """Only while something is cut away."""
    label = put(window, ElidedLabel("A rather long name of a client"))
    label.setFixedWidth(60)
    QApplication.processEvents()
    assert label.toolTip() == "A rather long name of a client"
    label.setFixedWidth(600)
    QApplication.processEvents()
    assert label.toolTip() == ""


def test_a_note_wraps_and_links(window: QWidget, qtbot: Any) -> None:
    """A long sentence makes it higher, not wider."""
    note = put(window, Note("Short", kind="warning"))
    low = note.heightForWidth(300)
    note.set_text("A much longer sentence that cannot stand in one line of three hundred pixels, not even nearly.")
    assert note.heightForWidth(300) > low
    note.set_action("Go there")
    with qtbot.waitSignal(note.action_clicked, timeout=1000):
        QTest.mouseClick(note._action, Qt.MouseButton.LeftButton)


def test_toasts_stack_at_the_bottom_right(window: QWidget) -> None:
    """At most three, the newest below, inside the window; an error stays, a success goes by itself."""
    stack = ToastStack(window)
    for text in ("one", "two", "three", "four"):
        stack.add(text, "error")
    assert [toast.text for toast in stack.toasts()] == ["two", "three", "four"]
    tops = [toast.y() for toast in stack.toasts()]
    assert tops == sorted(tops)
    assert all(window.rect().contains(QRect(toast.pos(), toast.size())) for toast in stack.toasts())
    assert not stack.toasts()[-1]._timer.isActive()
    gone = stack.add("done", "success")
    assert gone._timer.interval() == 4000
    gone._timer.timeout.emit()
    assert [toast.text for toast in stack.toasts()] == ["three", "four"]
    stack.clear()
    assert stack.toasts() == ()


def test_a_toast_acts_and_goes(window: QWidget) -> None:
    """Its link does something once."""
    stack = ToastStack(window)
    done: list[str] = []
    toast = stack.add("Updated elsewhere", "warning", [ToastAction("Refresh", lambda: done.append("refresh"))])
    link = next(button for button in toast.findChildren(Button) if button.text() == "Refresh")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert done == ["refresh"]
    assert stack.toasts() == ()


def test_states_show_only_what_they_were_told(window: QWidget, qtbot: Any) -> None:
    """A button without words is not there."""
    empty = put(window, EmptyState("nothing-found"))
    empty.set_texts("No record matches", "Try a longer period", "Reset")
    assert empty.button.isVisible()
    assert not empty.second_button.isVisible()
    with qtbot.waitSignal(empty.button_clicked, timeout=1000):
        QTest.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    error = put(window, ErrorState())
    error.set_texts("Cannot reach the server", "", "Retry")
    with qtbot.waitSignal(error.retry_clicked, timeout=1000):
        QTest.mouseClick(error.button, Qt.MouseButton.LeftButton)
    assert not error.detail_button.isVisible()
    locked = put(window, NoPermissionState())
    locked.set_texts("You may not see this", "", "Apply")
    with qtbot.waitSignal(locked.apply_clicked, timeout=1000):
        QTest.mouseClick(locked.button, Qt.MouseButton.LeftButton)


def test_set_up_steps_lead_on(window: QWidget, qtbot: Any) -> None:
    """The link of a step says which."""
    empty = put(window, EmptyState("nothing-yet"))
    empty.set_texts("No pair yet", "", "New pair")
    empty.set_steps([SetUpStep("Currencies", state="done", status="Done"), SetUpStep("Strategy", link="Go")])
    QApplication.processEvents()
    link = next(button for button in empty.findChildren(Button) if button.text() == "Go")
    with qtbot.waitSignal(empty.step_clicked, timeout=1000) as said:
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert said.args == [1]
    empty.set_steps([])
    assert not empty._steps.isVisible()


def test_a_short_load_shows_nothing(window: QWidget) -> None:
    """The line comes after 300 ms, and only then something turns."""
    bar = put(window, LoadingBar())
    bar.set_loading(True)
    assert not bar.is_shown()
    assert bar._delay.interval() == 300
    bar.set_loading(False)
    assert not bar._delay.isActive()
    bar.set_loading(True)
    bar._delay.timeout.emit()
    assert bar.is_shown()
    assert bar._run.isActive()
    bar.set_loading(False)
    assert not bar._run.isActive()


def test_a_long_first_load_can_be_cancelled(window: QWidget, qtbot: Any) -> None:
    """The link comes after ten seconds."""
    skeleton = put(window, Skeleton())
    skeleton.set_texts("Loading…", "Cancel")
    assert skeleton._offer.isActive()
    assert skeleton._offer.interval() == 10_000
    assert not skeleton._cancel.isVisible()
    skeleton._offer.timeout.emit()
    with qtbot.waitSignal(skeleton.cancel_clicked, timeout=1000):
        QTest.mouseClick(skeleton._cancel, Qt.MouseButton.LeftButton)
    skeleton.hide()
    assert not skeleton._offer.isActive()


def test_a_drawer_opens_walks_and_gives_the_focus_back(window: QWidget, qtbot: Any) -> None:
    """Right edge, Esc closes, Alt+Down asks for the next record."""
    line = put(window, QLineEdit())
    line.setFocus()
    drawer = Drawer("Order 1")
    drawer.show_in(window)
    assert drawer.geometry().right() == window.rect().right()
    assert drawer.width() == 480
    window.resize(700, 500)
    QApplication.processEvents()
    assert drawer.geometry().right() == window.rect().right()
    with qtbot.waitSignal(drawer.next_wanted, timeout=1000):
        QTest.keyClick(drawer, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    with qtbot.waitSignal(drawer.closed, timeout=1000):
        QTest.keyClick(drawer, Qt.Key.Key_Escape)
    assert line.hasFocus()


def test_selecting_a_card_moves_nothing(window: QWidget, qtbot: Any) -> None:
    """The ring is drawn inside; Enter clicks."""
    card = put(window, Card("USD", "US dollar"))
    row = card.add_row(QWidget())
    QApplication.processEvents()
    before = row.geometry()
    card.set_selected(True)
    QApplication.processEvents()
    assert row.geometry() == before
    with qtbot.waitSignal(card.clicked, timeout=1000):
        QTest.keyClick(card, Qt.Key.Key_Return)


def test_the_status_bar_is_made_of_buttons(window: QWidget, qtbot: Any) -> None:
    """Each cell is reached by Tab, speaks, and says its key when pressed."""
    bar = put(window, StatusBar())
    bar.add_cell("place", StatusCell("Local demo", dot=True, tone="warn"))
    bar.add_cell("orders", StatusCell("Work orders", badge=3))
    bar.set_cell("orders", badge=12)
    cell = bar.cell("orders")
    assert cell.accessibleName() == "Work orders, 12 pending"
    with qtbot.waitSignal(bar.cell_clicked, timeout=1000) as said:
        QTest.keyClick(cell, Qt.Key.Key_Space)
    assert said.args == ["orders"]
    bar.show_cell("orders", False)
    assert not cell.isVisible()


def test_a_key_cap_keeps_its_size(window: QWidget) -> None:
    """It is never stretched by a layout."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    cap = KeyCap("Ctrl+K")
    row.addWidget(cap)
    put(window, holder)
    assert cap.size() == cap.sizeHint()
    assert cap.height() == 16


def test_the_sea_and_the_mark(window: QWidget) -> None:
    """The picture speaks its words; the mark exists in all sizes."""
    sea = put(window, SeaPanel())
    sea.set_texts("Whale Desktop", "Back office", "Version 1")
    assert sea.accessibleName() == "Whale Desktop Back office Version 1"
    picture = image(sea)
    colors = {picture.pixelColor(x, y).name() for x in range(0, sea.width(), 7) for y in range(0, sea.height(), 7)}
    assert {"#0c3a58", "#e9c46a", "#082c44"} <= colors
    assert not product_icon().pixmap(256, 256).isNull()
    assert product_icon().pixmap(16, 16).toImage().pixelColor(8, 15).name() == "#0c3a58"
