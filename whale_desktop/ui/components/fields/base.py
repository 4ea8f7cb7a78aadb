"""What all form fields share, and the row that puts a label, a hint and an error around one."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.notes import IconMark


class Field(QWidget):
    """One value that a person enters.

    `edited` fires when the person changed something (never for `set_value`), `committed` on Enter and on leaving the field.
    Every kind of field has its own `value` and `set_value`. They raise here, because Qt's metaclass leaves no room for that of `ABC`.
    """

    edited = Signal()
    committed = Signal()

    def __init__(self, editor: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.read_only = False
        self.setFocusProxy(editor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def embed(self) -> None:
        """Put the editor into this field's own layout; fields with several widgets lay out themselves."""
        spaced(QHBoxLayout(self)).addWidget(self._editor)

    def editor(self) -> QWidget:
        """The widget that takes the focus."""
        return self._editor

    def value(self) -> Any:
        """The value, None (or the empty value of the field's type) when there is none or it cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value; does not say `edited`."""
        raise NotImplementedError

    def clear(self) -> None:
        """Take the value away; does not say `edited`."""
        self.set_value(None)

    def problem(self) -> str | None:
        """Why the typed text cannot be read, in the user's language; None when it can."""
        return None

    def set_read_only(self, read_only: bool) -> None:
        """Plain text without a box that can still be selected and copied, or an editor again; what is no text cannot be used."""
        self.read_only = read_only
        if isinstance(self._editor, (QLineEdit, QPlainTextEdit)):
            self._editor.setReadOnly(read_only)
            self._editor.setProperty("plain", read_only)
            theme.restyle(self._editor)
        else:
            self._editor.setEnabled(not read_only)

    def setReadOnly(self, read_only: bool) -> None:
        """The same as `set_read_only`."""
        self.set_read_only(read_only)

    def say_changed(self) -> None:
        """Say `edited` and `committed`: one step changed the value as a whole."""
        self.edited.emit()
        self.committed.emit()

    def set_invalid(self, invalid: bool) -> None:
        """Draw the ring in the error colour, or not."""
        if bool(self._editor.property("invalid")) != invalid:
            self._editor.setProperty("invalid", invalid)
            theme.restyle(self._editor)

    def set_spoken(self, name: str, description: str) -> None:
        """What a screen reader says: the label, and the error or the hint."""
        self._editor.setAccessibleName(name)
        self._editor.setAccessibleDescription(description)


class FieldRow(QWidget):
    """Label, field, hint, and the error that takes the hint's place.

    `label_position`: `left` in forms and filters, `top` on the sign-in page, `head` where the head of a table stands for the label,
    which is only spoken then. The label is the field's buddy: `&` marks a mnemonic.
    Text that cannot be read is reported by itself on leaving the field; other errors come by `set_error`; typing takes them away.
    What most rows never show (star, hint, error) is made when it is shown for the first time: pages and forms are full of rows.
    """

    def __init__(
        self,
        label: str,
        field: Field,
        *,
        required: bool = False,
        hint: str = "",
        label_position: str = "left",
        right_aligned: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._required = required
        self._hint_text = hint
        self._error_text: str | None = None
        self._full = ""
        self._top = label_position == "top"
        self._in_table = label_position == "head"
        self.label_widget = Label(label, tone="tx2")
        self.label_widget.setBuddy(field.editor())
        self._star: Label | None = None
        self._label_box = QWidget()
        self._right_aligned = right_aligned and not self._top
        self._label_end: Label | None = None
        self._hint: _Below | None = None
        self._error: _Below | None = None
        self._build_label()
        self._build()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        field.edited.connect(self._forget_error)
        field.committed.connect(self.check_text)
        theme.current().changed.connect(self._fit_label)
        self._show_state()

    def label(self) -> str:
        """The label's words without the mnemonic sign."""
        return self.label_widget.text().replace("&", "")

    def set_label(self, text: str, *, full: str = "") -> None:
        """Other words, after a switch of language. full: what a short label stands for, said by its tooltip and to screen readers."""
        self.label_widget.setText(text)
        self._full = full if full != text else ""
        self.label_widget.setToolTip(self._full)
        self._show_state()

    def set_label_end(self, text: str, tone: str = "tx2") -> None:
        """A word at the far end of the label line (with the label on top): a warning, a link's stand-in."""
        if self._label_end is None:
            self._label_end = Label("", role="small")
            self._label_row.addWidget(self._label_end)
        self._label_end.setText(text)
        self._label_end.set_tone(tone)
        self._label_end.setVisible(bool(text))

    def put_at_label_end(self, widget: QWidget) -> None:
        """A link at the far end of the label line (with the label on top)."""
        self._label_row.addWidget(widget)

    def set_hint(self, text: str) -> None:
        """The line below the field: valid values, units, limits."""
        self._hint_text = text
        self._show_state()

    def hint(self) -> str:
        """The line below the field that is shown now, empty for none."""
        return self._hint.words.text() if self._hint is not None else ""

    def label_end(self) -> str:
        """The word at the far end of the label line."""
        return self._label_end.text() if self._label_end is not None else ""

    def set_required(self, required: bool) -> None:
        """Show or take away the red star."""
        self._required = required
        self._show_state()

    def set_error(self, text: str | None) -> None:
        """Show an error sentence with the ring in the error colour; None takes it away."""
        self._error_text = text or None
        self._show_state()

    def error(self) -> str | None:
        """The error shown now."""
        return self._error_text

    def check_text(self) -> bool:
        """Show the error of text that cannot be read; False when there is one."""
        problem = self.field.problem()
        if problem is not None:
            self.set_error(problem)
        return problem is None

    def label_width(self) -> int:
        """The width that the label and its star need."""
        return self._label_box.sizeHint().width()

    def label_column(self) -> int:
        """The width that `align_labels` gave the label column, 0 before."""
        return self._label_box.minimumWidth()

    def set_label_width(self, width: int) -> None:
        """Make the label column `width` real pixels wide; see `align_labels`."""
        if not self._top:
            self._label_box.setFixedWidth(width)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the star or beside the label gives the field the focus too."""
        if watched is self._label_box and event.type() is QEvent.Type.MouseButtonPress:
            self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        return False

    def _build_label(self) -> None:
        row = self._label_row = spaced(QHBoxLayout(self._label_box), spacing=4)
        if self._right_aligned:
            row.addStretch(1)
        row.addWidget(self.label_widget)
        if not self._right_aligned:
            row.addStretch(1)
        self._label_box.installEventFilter(self)
        self._fit_label()

    def _build(self) -> None:
        below = self._below = spaced(QVBoxLayout(), spacing=0)
        if self._in_table:
            column = spaced(QVBoxLayout(self), spacing=0)
            self._label_box.setParent(self)
            self._label_box.hide()
            column.addWidget(self.field)
            column.addLayout(below)
            return
        if self._top:
            column = spaced(QVBoxLayout(self), spacing=0)
            column.addWidget(self._label_box)
            column.addWidget(self.field)
            column.addLayout(below)
            return
        grid = spaced(QGridLayout(self), spacing=(8, 0))
        grid.addWidget(self._label_box, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.field, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(below, 1, 1)
        grid.setColumnStretch(1, 1)

    def _fit_label(self) -> None:
        """The label stands on the first line of its field."""
        self._label_box.setMinimumHeight(theme.px(24 if self._top else 28))

    def _forget_error(self) -> None:
        if self._error_text is not None:
            self.set_error(None)

    def _show_state(self) -> None:
        error = self._error_text
        if self._star is None and self._required:
            self._star = Label("*", tone="err")
            self._label_row.insertWidget(self._label_row.indexOf(self.label_widget) + 1, self._star)
        if self._star is not None:
            self._star.setVisible(self._required)
        self._error = self._say_below(self._error, error or "", tone="err", icon="ph.warning-circle")
        self._hint = self._say_below(self._hint, "" if error else self._hint_text, tone="tx3")
        self.field.set_invalid(error is not None)
        label = self._full or self.label()
        name = words.say(words.REQUIRED, label=label) if self._required else label
        self.field.set_spoken(name, error or self._hint_text)
        self.updateGeometry()

    def _say_below(self, line: "_Below | None", text: str, *, tone: str, icon: str = "") -> "_Below | None":
        """Show a text below the field in `line`, which is made when there is none; no text hides it."""
        if line is None and text:
            line = _Below(tone, icon)
            self._below.addWidget(line)
        if line is not None:
            line.words.setText(text)
            line.setVisible(bool(text))
        return line


class _Below(QWidget):
    """A line below a field: its hint, or with an icon its error."""

    def __init__(self, tone: str, icon: str) -> None:
        super().__init__()
        self.words = Label("", role="small", tone=tone, wrap=True)
        row = spaced(QHBoxLayout(self), margins=(0, 3, 0, 0), spacing=4)
        if icon:
            row.addWidget(IconMark(icon, tone, size=14, line=16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)


def align_labels(rows: Sequence[FieldRow]) -> int:
    """Make the label columns of `rows` as wide as the widest label; returns that width in real pixels."""
    width = max((row.label_width() for row in rows), default=0)
    for row in rows:
        row.set_label_width(width)
    return width
