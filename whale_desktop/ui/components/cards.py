"""Cards: a head, rows, and a foot with ghost actions."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import least_height, spaced


class Card(QFrame):
    """Head 56 (title, subtitle, `head_layout` at its right), rows 36, foot 40 (`foot_layout`). `clicked` by mouse, Enter or Space.

    `dashed` is the card of something that could be set up and is not yet.
    """

    clicked = Signal()

    def __init__(self, title: str = "", subtitle: str = "", *, dashed: bool = False) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setProperty("dashed", dashed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._title = Label(title, role="title")
        self._subtitle = Label(subtitle, role="small", tone="tx3")
        head = QWidget()
        least_height(head, "card-head")
        line = spaced(QHBoxLayout(head), margins=(16, 0, 12, 0), spacing=8)
        self.leading_layout = spaced(QHBoxLayout(), spacing=8)
        line.addLayout(self.leading_layout)
        names = spaced(QVBoxLayout())
        names.addStretch(1)
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        names.addStretch(1)
        line.addLayout(names, 1)
        self.head_layout = spaced(QHBoxLayout(), spacing=8)
        line.addLayout(self.head_layout)
        self._rows = spaced(QVBoxLayout())
        self._foot = QWidget()
        self._foot.setProperty("part", "card-foot")
        self._foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        least_height(self._foot, "card-foot")
        self._foot.hide()
        self.foot_layout = spaced(QHBoxLayout(self._foot), margins=(8, 5, 16, 5), spacing=4)
        column = spaced(QVBoxLayout(self))
        column.addWidget(head)
        column.addLayout(self._rows)
        column.addStretch(1)
        column.addWidget(self._foot)
        self.set_texts(title, subtitle)

    def set_texts(self, title: str, subtitle: str = "") -> None:
        """The head's words."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(f"{title} {subtitle}".strip())

    def add_row(self, content: QWidget) -> QWidget:
        """A row with a line above it; returns the row."""
        row = QWidget()
        row.setProperty("part", "card-row")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        least_height(row, "card-row")
        spaced(QHBoxLayout(row), margins=(16, 2, 12, 2)).addWidget(content)
        self._rows.addWidget(row)
        return row

    def clear_rows(self) -> None:
        """Take all rows away."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def show_foot(self, shown: bool = True) -> None:
        """Show the foot, when something was put into `foot_layout`."""
        self._foot.setVisible(shown)

    def set_selected(self, selected: bool) -> None:
        """The ring of the selected card."""
        self.setProperty("selected", selected)
        theme.restyle(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the card itself."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
