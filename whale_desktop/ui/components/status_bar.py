"""The status bar: cells that are buttons. Where am I, which ledger date, what waits for me, who am I."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting, words
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.switches import draw_focus_ring

_FILL = {"plain": None, "warn": "warn-soft", "info": "accent-soft", "ok": "ok-soft", "err": "err-soft"}
_WORD = {"plain": "tx2", "warn": "warn", "info": "accent", "ok": "ok", "err": "err"}
_DOT = {"plain": "mute-dot", "warn": "warn-dot", "info": "accent", "ok": "ok-dot", "err": "err-dot"}


@dataclass(frozen=True)
class StatusCell:
    """What a cell shows: icon, words, strong words, words behind them, a red count, a caret, a dot; and its fill by tone."""

    text: str = ""
    strong: str = ""
    after: str = ""
    icon: str = ""
    badge: int = 0
    caret: bool = False
    dot: bool = False
    tone: str = "plain"
    tip: str = ""


class StatusCellButton(QAbstractButton):
    """One cell of the status bar."""

    def __init__(self, cell: StatusCell, *, line_left: bool) -> None:
        super().__init__()
        self.cell = cell
        self._line_left = line_left
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.set_cell(cell)

    def set_cell(self, cell: StatusCell) -> None:
        """Show something else."""
        self.cell = cell
        spoken = " ".join(part for part in (cell.text, cell.strong, cell.after) if part)
        if cell.badge:
            spoken = words.say(words.PENDING_ITEMS, name=spoken, count=cell.badge)
        self.setAccessibleName(spoken)
        self.setToolTip(cell.tip)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All parts side by side, 28 high."""
        inset = theme.px(12)
        gap = theme.px(6)
        widths = [width for _part, width in self._parts()]
        return QSize(sum(widths) + gap * max(0, len(widths) - 1) + 2 * inset + 1, theme.current().size("status-bar"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the fill, the parts, the line to the neighbour and the ring."""
        current = theme.current()
        painter = QPainter(self)
        fill = _FILL[self.cell.tone]
        if self.underMouse():
            painter.fillRect(self.rect(), current.color("bg-hover" if fill is None else fill))
        elif fill is not None:
            painter.fillRect(self.rect(), current.color(fill))
        x = current.px(12) + (1 if self._line_left else 0)
        for part, width in self._parts():
            self._paint_part(painter, part, QRect(x, 0, width, self.height()))
            x += width + current.px(6)
        edge = 0 if self._line_left else self.width() - 1
        painter.fillRect(QRect(edge, 0, 1, self.height()), current.color("line-strong"))
        if self.hasFocus():
            draw_focus_ring(painter, self.rect(), 0)

    def _word_token(self) -> str:
        return _WORD[self.cell.tone]

    def _parts(self) -> list[tuple[str, int]]:
        """The parts that are there and their widths, in their order."""
        cell, current = self.cell, theme.current()
        small, strong = current.metrics("small"), current.metrics("small", 600)
        parts = []
        if cell.dot:
            parts.append(("dot", current.px(8)))
        if cell.icon:
            parts.append(("icon", current.px(14)))
        if cell.text:
            metrics = strong if cell.tone != "plain" else small
            parts.append(("text", metrics.horizontalAdvance(cell.text)))
        if cell.strong:
            parts.append(("strong", strong.horizontalAdvance(cell.strong)))
        if cell.after:
            parts.append(("after", small.horizontalAdvance(cell.after)))
        if cell.badge:
            parts.append(("badge", painting.badge_size(cell.badge).width()))
        if cell.caret:
            parts.append(("caret", current.px(10)))
        return parts

    def _paint_part(self, painter: QPainter, part: str, rect: QRect) -> None:
        cell, current = self.cell, theme.current()
        if part == "dot":
            painting.draw_colored_dot(painter, QPointF(QRectF(rect).center()), current.color(_DOT[cell.tone]))
        elif part in ("icon", "caret"):
            name = cell.icon if part == "icon" else "ph.caret-up"
            square = theme.centred(rect, rect.width(), rect.width())
            painting.draw_icon(painter, square, name, self._word_token())
        elif part == "badge":
            size = painting.badge_size(cell.badge)
            painting.draw_badge(painter, theme.centred(rect, size.width(), size.height()), cell.badge)
        else:
            heavy = part == "strong" or cell.tone != "plain"
            text = {"text": cell.text, "strong": cell.strong, "after": cell.after}[part]
            token = "tx1" if part == "strong" and cell.tone == "plain" else self._word_token()
            font = current.font("small", 600 if heavy and part != "after" else 400)
            painting.draw_line(painter, rect, text, font=font, color=current.color(token))


class StatusBar(QFrame):
    """Cells at the left and at the right. `cell_clicked` says the key of the cell that was pressed."""

    cell_clicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "app")
        self.setProperty("line", "top")
        self._cells: dict[str, StatusCellButton] = {}
        row = spaced(QHBoxLayout(self), margins=(0, 1, 0, 0))
        self._left = spaced(QHBoxLayout())
        self._right = spaced(QHBoxLayout())
        row.addLayout(self._left)
        row.addStretch(1)
        row.addLayout(self._right)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add_cell(self, key: str, cell: StatusCell | None = None, *, side: str = "left") -> StatusCellButton:
        """Add a cell at the `left` or the `right` side; keys are unique."""
        assert key not in self._cells, key
        button = StatusCellButton(cell or StatusCell(), line_left=side == "right")
        button.clicked.connect(lambda _checked=False: self.cell_clicked.emit(key))
        (self._left if side == "left" else self._right).addWidget(button)
        self._cells[key] = button
        return button

    def cell(self, key: str) -> StatusCellButton:
        """The button of a cell. Raises `KeyError`."""
        return self._cells[key]

    def set_cell(
        self,
        key: str,
        *,
        text: str | None = None,
        strong: str | None = None,
        after: str | None = None,
        badge: int | None = None,
        tone: str | None = None,
        tip: str | None = None,
    ) -> None:
        """Change parts of a cell; what is None stays."""
        button = self._cells[key]
        cell = button.cell
        button.set_cell(
            replace(
                cell,
                text=cell.text if text is None else text,
                strong=cell.strong if strong is None else strong,
                after=cell.after if after is None else after,
                badge=cell.badge if badge is None else badge,
                tone=cell.tone if tone is None else tone,
                tip=cell.tip if tip is None else tip,
            )
        )

    def show_cell(self, key: str, shown: bool) -> None:
        """Show or hide a cell (the running job)."""
        self._cells[key].setVisible(shown)
