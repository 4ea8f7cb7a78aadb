"""The foot of a list: how many rows, sums per currency of the whole filter or of the selection, where one stands, page size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Totals
from whale_desktop.screens import Column
from whale_desktop.ui import theme
from whale_desktop.ui.components import ChoiceField, Divider, IconButton, Label, Option
from whale_desktop.ui.lists.layout import PAGE_SIZES
from whale_desktop.ui.lists.paging import Paging
from whale_desktop.ui.pages.ports import Services

COUNT = C_("list", "{count} rows")
COUNT_ONE = C_("list", "{count} row")
COUNTING = C_("list", "Counting…")
NOT_COUNTED = C_("list", "Not counted")
FILTER_SUM = C_("list", "{column} total")
SELECTED_SUM = C_("list", "{column} selected total")
RANGE = C_("list", "{first}\u2013{last}")
OF_PAGES = C_("list", "/ {pages}")
PER_PAGE = C_("list", "{size} per page")
PREVIOUS = C_("list", "Previous page")
NEXT = C_("list", "Next page")
PAGE_NUMBER = C_("list", "Page number")
ROWS_PER_PAGE = C_("list", "Rows per page")

_GAP = "&nbsp;&nbsp;&nbsp;"

Sums = Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True)
class Figure:
    """The sum of one column in one currency; only the first of a column brings the column's name."""

    name: str
    currency: str
    value: str

    def width(self) -> int:
        """The real pixels that it takes."""
        body, strong = theme.current().metrics("body"), theme.current().metrics("body", 600)
        return body.horizontalAdvance(f"{self.name}\u00a0\u00a0{self.currency}\u00a0") + strong.horizontalAdvance(self.value)

    def rich(self, soft: str) -> str:
        """The words, everything but the number in the colour `soft`."""
        name = f"<span style='color:{soft}'>{self.name}</span>&nbsp;&nbsp;" if self.name else ""
        return f"{name}<span style='color:{soft}'>{self.currency}</span>&nbsp;<b>{self.value}</b>"


class ElidingSums(QWidget):
    """Sums side by side, as many as there is room for; then …, and all of them in the tooltip. A figure is never cut."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: list[Figure] = []
        self.line = Label()
        self.line.setTextFormat(Qt.TextFormat.RichText)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(0)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these from the left."""
        self._figures = list(figures)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another number of figures."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many as fit, measured by the face: asking a rich text for its size takes a hundred times as long."""
        gap = theme.current().metrics("body").horizontalAdvance("\u00a0\u00a0\u00a0")
        room, shown = self.width(), 0
        for figure in self._figures:
            room -= figure.width() + (gap if shown else 0)
            if room < (0 if shown == len(self._figures) - 1 else gap * 2):
                break
            shown += 1
        soft = theme.color("tx2").name()
        parts = [figure.rich(soft) for figure in self._figures]
        whole = shown == len(parts)
        text = _GAP.join(parts if whole else [*parts[:shown], "…"])
        if text != self.line.text():
            self.line.setText(text)
            self.setToolTip("" if whole else "<br>".join(parts))


class Foot(QFrame):
    """The 36 px foot with the pager."""

    page_wanted = Signal(int)
    size_wanted = Signal(int)

    def __init__(self, services: Services, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._columns = [column for column in columns if column.total]
        self._paging = Paging()
        self._totals: Totals | None = None
        self._shown = 0
        self._selected: tuple[int, Sums] | None = None
        self.setProperty("surface", "subtle")
        self.setProperty("line", "top")
        self.count = Label()
        self.count.setTextFormat(Qt.TextFormat.RichText)
        self.rule = Divider(vertical=True, length=16)
        self.sums = ElidingSums()
        self.range = Label(role="small", tone="tx2")
        self.previous = IconButton("ph.caret-left", "")
        self.next = IconButton("ph.caret-right", "")
        self.number = QLineEdit()
        self.number.setValidator(QIntValidator(1, 99_999_999, self))
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = Label(tone="tx2")
        self.size_field = ChoiceField([])
        row = QHBoxLayout(self)
        row.setSpacing(8)
        row.addWidget(self.count)
        row.addWidget(self.rule)
        row.addWidget(self.sums, 1)
        for widget in (self.range, self.previous, self.number, self.pages, self.next, self.size_field):
            row.addWidget(widget)
        self.previous.clicked.connect(lambda: self.page_wanted.emit(self._paging.page - 1))
        self.next.clicked.connect(lambda: self.page_wanted.emit(self._paging.page + 1))
        self.number.returnPressed.connect(self._jump)
        self.size_field.edited.connect(lambda: self.size_wanted.emit(self.size_field.value()))
        theme.current().changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def show_page(self, paging: Paging, shown: int) -> None:
        """Where one stands; `shown` rows are on this page."""
        self._paging = paging
        self._shown = shown
        self._draw()

    def show_totals(self, totals: Totals | None) -> None:
        """Count and sums of the whole filter; None while they are counted."""
        self._totals = totals
        self._draw()

    def show_selection(self, count: int, sums: Sums | None) -> None:
        """Sums of what is ticked instead, while something is; None sums mean the whole filter."""
        self._selected = (count, sums) if count and sums is not None else None
        self._draw()

    def retranslate(self) -> None:
        """All words in the present language."""
        texts = self._services.texts
        self.previous.set_name(f"{texts(PREVIOUS)}  Alt+PgUp")
        self.next.set_name(f"{texts(NEXT)}  Alt+PgDn")
        self.number.setAccessibleName(texts(PAGE_NUMBER))
        size = self.size_field.value() or self._paging.size
        self.size_field.set_options([Option(one, texts(PER_PAGE, size=one)) for one in PAGE_SIZES])
        self.size_field.set_value(size)
        self.size_field.editor().setAccessibleName(texts(ROWS_PER_PAGE))
        self._draw()

    def _draw(self) -> None:
        texts = self._services.texts
        paging, totals = self._paging, self._totals
        if totals:
            self.count.setText(texts(COUNT_ONE if totals.count == 1 else COUNT, count=f"<b>{totals.count:,}</b>"))
        else:
            self.count.setText(texts(COUNTING) if self._shown else "")
        figures = self._figures()
        self.sums.show_figures(figures)
        self.rule.setVisible(bool(figures))
        first = paging.first_row()
        last = first + self._shown - 1
        self.range.setText(texts(RANGE, first=f"{first:,}", last=f"{last:,}") if self._shown else "")
        self.previous.setEnabled(paging.has_previous)
        self.next.setEnabled(paging.has_next)
        if not self.number.hasFocus():
            self.number.setText(str(paging.page))
        self.pages.setText(texts(OF_PAGES, pages=f"{paging.pages(totals.count):,}") if totals else "")
        self.size_field.set_value(paging.size)

    def _figures(self) -> list[Figure]:
        """Each summed column with one figure a currency; of the selection when there is one."""
        texts = self._services.texts
        if self._selected is not None:
            sums, words = self._selected[1], SELECTED_SUM
        elif self._totals is not None:
            sums, words = self._totals.sums, FILTER_SUM
        else:
            return []
        found: list[Figure] = []
        for column in self._columns:
            name = texts(words, column=texts(column.label))
            for currency, value in (sums.get(column.name) or {}).items():
                found.append(Figure(name, currency, f"{value:,f}".replace("-", "\u2212")))
                name = ""
        return found

    def _jump(self) -> None:
        """Go to the typed page; a number beyond the last page is the last page."""
        wanted = max(1, int(self.number.text() or 1))
        if self._totals is not None:
            wanted = min(wanted, self._paging.pages(self._totals.count))
        self.number.clearFocus()
        self.page_wanted.emit(wanted)

    def _dress(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(theme.px(16), theme.px(3), theme.px(16), theme.px(3))
        self.setMinimumHeight(theme.px(36))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.number.setFixedWidth(theme.px(56))
        self.size_field.setFixedWidth(theme.px(112))
        self.pages.setMinimumWidth(0)
        self._draw()
