"""Form fields by the keyboard: values, errors, signals, read-only."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QVBoxLayout, QWidget

from whale_desktop.ui.components import (
    AmountField,
    ChipsField,
    ChoiceField,
    DateField,
    DateRangeField,
    FieldRow,
    IntegerField,
    LineField,
    MultiChoiceField,
    MultiLineField,
    Option,
    PasswordField,
    RadioField,
    RateField,
    SwitchField,
    align_labels,
)

POPUPS = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TODAY = date(2024, 3, 18)
COLORS = [Option("r", "Red"), Option("g", "Green", "leaf"), Option("b", "Blue", enabled=False), Option("y", "Yellow")]


class Desk:
    """A window for fields, and typing into them."""

    def __init__(self, qtbot: Any) -> None:
        self.window = QWidget()
        self.column = QVBoxLayout(self.window)
        self.elsewhere = QLineEdit()
        self.column.addWidget(self.elsewhere)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()

    def put(self, field: Any) -> Any:
        """Put a field on the window and into it the focus."""
        self.column.addWidget(field)
        (field.field if isinstance(field, FieldRow) else field).setFocus()
        QApplication.processEvents()
        return field

    def type(self, field: Any, text: str) -> None:
        """Type like a person, over what is there."""
        editor = field.editor()
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)

    def leave(self) -> None:
        """Go to another field."""
        self.elsewhere.setFocus()
        QApplication.processEvents()


@pytest.fixture
def desk(qtbot: Any) -> Desk:
    """A window with one other field."""
    return Desk(qtbot)


def test_an_amount_gets_its_separators_on_leaving(desk: Desk) -> None:
    """120k becomes 120,000.00; nothing moves while typing."""
    field = desk.put(AmountField(places=2))
    desk.type(field, "120k")
    assert field.line.text() == "120k"
    assert field.value() == Decimal(120000)
    desk.leave()
    assert field.line.text() == "120,000.00"


def test_an_amount_with_too_many_decimals_is_kept(desk: Desk) -> None:
    """Whether it fits is for the rules; the field never drops a digit."""
    field = desk.put(AmountField(places=2))
    desk.type(field, "1.23456")
    desk.leave()
    assert field.value() == Decimal("1.23456")
    assert field.line.text() == "1.23456"


def test_arrows_step_by_the_tick(desk: Desk) -> None:
    """Up and Down by one step, Page Up by ten, never below the least value."""
    field = desk.put(AmountField(places=2, step=Decimal("0.20"), minimum=Decimal(0)))
    field.set_value(Decimal("388.20"))
    QTest.keyClick(field.editor(), Qt.Key.Key_Up)
    assert field.value() == Decimal("388.40")
    QTest.keyClick(field.editor(), Qt.Key.Key_PageDown)
    assert field.value() == Decimal("386.40")
    field.set_value(Decimal("0.10"))
    QTest.keyClick(field.editor(), Qt.Key.Key_Down)
    assert field.value() == Decimal(0)


def test_another_currency_shows_other_decimals(desk: Desk) -> None:
    """The number itself stays."""
    field = desk.put(AmountField(places=2))
    field.set_value(Decimal(5000))
    desk.leave()
    field.set_places(0)
    assert field.line.text() == "5,000"
    assert field.value() == Decimal(5000)


def test_rates_and_whole_numbers(desk: Desk) -> None:
    """A rate keeps its zeros; a fraction is no whole number and says so."""
    rate = desk.put(RateField())
    desk.type(rate, "7.1350")
    whole = desk.put(IntegerField())
    assert rate.line.text() == "7.1350"
    desk.type(whole, "2k")
    assert whole.value() == 2000
    desk.type(whole, "1.5")
    assert whole.value() is None
    assert "whole number" in whole.problem()


def test_edited_is_said_by_the_person_only(desk: Desk, qtbot: Any) -> None:
    """Setting a value from the program is silent."""
    cases: list[tuple[Any, Any]] = [
        (AmountField(), Decimal(1)),
        (LineField(), "a"),
        (DateField(lambda: TODAY), TODAY),
        (MultiLineField(), "b"),
    ]
    for field, value in cases:
        desk.put(field)
        with qtbot.assertNotEmitted(field.edited):
            field.set_value(value)
        with qtbot.waitSignal(field.edited, timeout=1000):
            QTest.keyClicks(field.editor(), "1")


def test_a_day_is_typed_in_short(desk: Desk) -> None:
    """0318 and t-1 become whole days on leaving; arrows step by a day."""
    field = desk.put(DateField(lambda: TODAY))
    desk.type(field, "0301")
    desk.leave()
    assert field.line.text() == "2024-03-01"
    desk.type(field, "t-1")
    assert field.value() == date(2024, 3, 17)
    QTest.keyClick(field.editor(), Qt.Key.Key_Up)
    assert field.line.text() == "2024-03-18"
    desk.type(field, "0230")
    assert field.value() is None
    assert "not a date" in field.problem()


@POPUPS
def test_a_day_is_picked_from_the_calendar(desk: Desk, qtbot: Any) -> None:
    """Arrows move, Enter picks, the focus comes back."""
    field = desk.put(DateField(lambda: TODAY))
    field.set_value(date(2024, 1, 31))
    popup = field.open_calendar()
    QTest.keyClick(popup.grid, Qt.Key.Key_PageDown)
    assert popup.grid.day == date(2024, 2, 29)
    QTest.keyClick(popup.grid, Qt.Key.Key_Left)
    with qtbot.waitSignal(field.edited, timeout=1000):
        QTest.keyClick(popup.grid, Qt.Key.Key_Return)
    assert field.value() == date(2024, 2, 28)
    assert field.editor().hasFocus()


def test_two_days_in_one_box(desk: Desk) -> None:
    """Each half has its own value and its own problem."""
    field = desk.put(DateRangeField(lambda: TODAY))
    field.set_value((TODAY, None))
    assert field.value() == (TODAY, None)
    QTest.keyClicks(field.end.editor(), "t+1")
    assert field.value() == (TODAY, date(2024, 3, 19))
    QTest.keyClicks(field.end.editor(), "x")
    assert field.problem() is not None


def test_a_password_is_taken_as_typed(desk: Desk) -> None:
    """Blanks belong to it; the eye shows it."""
    field = desk.put(PasswordField())
    desk.type(field, " secret ")
    assert field.value() == " secret "
    assert field.line.echoMode() is QLineEdit.EchoMode.Password
    field.toggle_shown()
    assert field.line.echoMode() is QLineEdit.EchoMode.Normal


def test_a_long_text_stops_at_its_limit(desk: Desk) -> None:
    """What is over the limit is not taken; the cursor stays."""
    field = desk.put(MultiLineField(max_length=5))
    QTest.keyClicks(field.editor(), "abcdefg")
    assert field.value() == "abcde"


def test_a_row_shows_and_forgets_its_error(desk: Desk) -> None:
    """The error takes the hint's place, is spoken, and goes away while typing."""
    field = AmountField()
    row = desk.put(FieldRow("Amount", field, required=True, hint="At most 5"))
    row.set_error("Too much: at most 5")
    assert field.editor().property("invalid") is True
    assert field.editor().accessibleName() == "Amount, required"
    assert field.editor().accessibleDescription() == "Too much: at most 5"
    desk.type(field, "3")
    assert row.error() is None
    assert field.editor().property("invalid") is False
    assert field.editor().accessibleDescription() == "At most 5"


def test_a_row_reports_what_cannot_be_read(desk: Desk) -> None:
    """On leaving the field, with an example of what can."""
    field = AmountField()
    row = desk.put(FieldRow("Amount", field))
    desk.type(field, "12x")
    assert row.error() is None
    desk.leave()
    assert row.error() is not None
    assert field.line.text() == "12x"


def test_labels_of_a_form_are_as_wide_as_the_widest(desk: Desk) -> None:
    """All fields begin at one line."""
    rows = [FieldRow("A", LineField()), FieldRow("A much longer label", LineField(), required=True)]
    for row in rows:
        desk.put(row)
    width = align_labels(rows)
    QApplication.processEvents()
    assert rows[1].label_width() == width
    assert rows[0].field.x() == rows[1].field.x()


@pytest.mark.parametrize(
    "make", [LineField, AmountField, MultiLineField, lambda: DateField(lambda: TODAY), lambda: ChoiceField(COLORS)]
)
def test_read_only_fields_take_no_typing(desk: Desk, make: Any) -> None:
    """Plain text without a box; the value stays."""
    field = desk.put(make())
    field.set_read_only(True)
    before = field.value()
    QTest.keyClicks(field.editor(), "9")
    assert field.value() == before
    assert field.editor().property("plain") is True


def test_a_choice_by_keys(desk: Desk, qtbot: Any) -> None:
    """Arrows change the value when the list is closed."""
    field = desk.put(ChoiceField(COLORS))
    field.set_value("r")
    with qtbot.waitSignal(field.edited, timeout=1000):
        QTest.keyClick(field.editor(), Qt.Key.Key_Down)
    assert field.value() == "g"


@POPUPS
def test_a_choice_from_the_list(desk: Desk, qtbot: Any) -> None:
    """F4 opens, arrows pass over what may not be chosen, Enter takes."""
    field = desk.put(ChoiceField([*COLORS, *(Option(str(number), f"Number {number}") for number in range(12))]))
    field.set_value("g")
    QTest.keyClick(field.editor(), Qt.Key.Key_F4)
    popup = field.box.popup
    assert popup.line.isVisible()
    QTest.keyClick(popup.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.edited, timeout=1000):
        QTest.keyClick(popup.line, Qt.Key.Key_Return)
    assert field.value() == "y"


@POPUPS
def test_a_long_list_is_searched(desk: Desk) -> None:
    """Words and hints are searched; Esc keeps the value."""
    field = desk.put(ChoiceField([*COLORS, *(Option(str(number), f"Number {number}") for number in range(12))]))
    field.box.showPopup()
    popup = field.box.popup
    QTest.keyClicks(popup.line, "LEA")
    assert popup.list.model().rowCount() == 1
    QTest.keyClick(popup.line, Qt.Key.Key_Escape)
    assert field.value() is None
    field.box.showPopup()
    QTest.keyClicks(field.box.popup.line, "number 11")
    QTest.keyClick(field.box.popup.line, Qt.Key.Key_Return)
    assert field.value() == "11"


def test_a_value_that_is_no_longer_offered_is_shown(desk: Desk) -> None:
    """A record with a retired code keeps it when other options arrive."""
    field = desk.put(ChoiceField(COLORS))
    field.set_value("old")
    field.set_options([Option("r", "Rot")])
    assert field.value() == "old"
    assert [option.text for option in field.options()] == ["Rot", "old"]


@POPUPS
def test_a_lookup_asks_and_takes_the_answer(desk: Desk, qtbot: Any) -> None:
    """Options come from a search elsewhere."""
    field = desk.put(ChoiceField(lookup=True))
    field.box.showPopup()
    popup = field.box.popup
    with qtbot.waitSignal(field.search_wanted, timeout=1000) as asked:
        QTest.keyClicks(popup.line, "8")
    assert asked.args == ["8"]
    field.set_options([Option(80012046, "80012046 Chan")])
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    assert field.value() == 80012046


def test_a_wheel_does_not_change_a_choice(desk: Desk) -> None:
    """Scrolling a page over a box must not change what is in it."""
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    field = desk.put(ChoiceField(COLORS))
    field.set_value("g")
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field.box, event)
    assert field.value() == "g"


def test_several_boxes(desk: Desk, qtbot: Any) -> None:
    """Space checks, "select all" passes over what may not be chosen."""
    field = desk.put(MultiChoiceField(COLORS))
    with qtbot.waitSignal(field.edited, timeout=1000):
        QTest.keyClick(field.editor(), Qt.Key.Key_Space)
    assert field.value() == ("r",)
    field.set_value(["y", "b"])
    assert field.value() == ("b", "y")
    field.set_value([])
    field._select_all()
    assert field.value() == ("r", "g", "y")


@POPUPS
def test_chips_are_added_and_taken_away(desk: Desk, qtbot: Any) -> None:
    """Typing searches what is not chosen yet; Backspace takes the last chip away."""
    field = desk.put(ChipsField(COLORS))
    field.set_value(["r"])
    QTest.keyClicks(field.editor(), "g")
    popup = field._popup
    assert popup.list.model().rowCount() == 1
    with qtbot.waitSignal(field.edited, timeout=1000):
        QTest.keyClick(popup.line, Qt.Key.Key_Return)
    assert field.value() == ("r", "g")
    QTest.keyClick(field.editor(), Qt.Key.Key_Backspace)
    assert field.value() == ("r",)


@pytest.mark.parametrize("cards", [False, True])
def test_radio_buttons(desk: Desk, qtbot: Any, cards: bool) -> None:
    """Arrows choose the neighbour that may be chosen; the choice cannot be clicked away."""
    field = desk.put(RadioField(COLORS, cards=cards))
    with qtbot.assertNotEmitted(field.edited):
        field.set_value("g")
    with qtbot.waitSignal(field.edited, timeout=1000):
        QTest.keyClick(field.editor(), Qt.Key.Key_Right)
    assert field.value() == "y"
    QTest.mouseClick(field.editor(), Qt.MouseButton.LeftButton)
    assert field.value() == "y"
    field.set_value(None)
    assert field.value() is None


@pytest.mark.parametrize(
    ("hint", "lines"),
    [
        ("", 0),
        ("Done at once", 1),
        ("即時成交，可能產生匯兌損益", 1),
        ("On the present ledger date; the client sees both movements of it", 3),
    ],
)
def test_a_card_is_as_high_as_its_explanation(desk: Desk, hint: str, lines: int) -> None:
    field = desk.put(RadioField([Option("a", "Regular", hint), Option("b", "Other", "Short")], cards=True))
    field.setFixedWidth(420)
    QApplication.processEvents()
    card = field.editor()
    assert card.minimumHeight() == (20 + 16 * lines + 16 if hint else 36)
    assert card.height() >= card.minimumHeight()


@pytest.mark.parametrize("cards", [False, True])
def test_tab_comes_to_a_group_of_radio_buttons_once(desk: Desk, cards: bool) -> None:
    """To the chosen button, to the first that may be chosen while none is."""
    field = desk.put(RadioField(COLORS, cards=cards))

    def stops() -> list[QWidget]:
        return [one for one in field.findChildren(QAbstractButton) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]

    field.set_value(None)
    assert stops() == [field.editor()]
    field.set_value("g")
    assert stops() == [field.editor()]
    QTest.keyClick(field.editor(), Qt.Key.Key_Right)
    assert stops() == [field.editor()]
    assert field.editor().hasFocus()


def test_a_switch(desk: Desk, qtbot: Any) -> None:
    """Space turns it; its words follow."""
    field = desk.put(SwitchField("On", "Off"))
    assert field.switch.text() == "Off"
    with qtbot.waitSignal(field.edited, timeout=1000):
        QTest.keyClick(field.editor(), Qt.Key.Key_Space)
    assert (field.value(), field.switch.text()) == (True, "On")
