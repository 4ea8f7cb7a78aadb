"""All components and their states on one sheet: `python -m whale_desktop.ui.components.gallery OUT.png --theme dark --scale 125`.

For whoever builds or judges the look. The words are examples from `resources/style/gallery.toml`.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from whale_desktop.kernel.resources import resource
from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui import components as ui
from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.loading import Skeleton
from whale_desktop.ui.components.sea import SeaPanel

_WIDTH = 1440
_COLUMNS = 24
_DAY = date(2024, 3, 18)
_COLORS = (
    "bg-app",
    "bg-side",
    "bg-surface",
    "bg-subtle",
    "bg-hover",
    "bg-sel",
    "line",
    "line-strong",
    "line-input",
    "tx1",
    "tx2",
    "tx3",
    "accent-fill",
    "accent-soft",
    "ok",
    "ok-dot",
    "warn",
    "warn-dot",
    "err",
    "err-dot",
    "mk-up",
    "mk-down",
)
Index = QModelIndex | QPersistentModelIndex
Words = dict[str, Any]


class _Swatch(QWidget):
    """One colour with its name."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.setMinimumHeight(theme.px(54))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line-strong"), 1))
        painter.setBrush(theme.color(self._token))
        painter.drawRoundedRect(QRect(0, 0, self.width() - 1, theme.px(32)), 4, 4)
        painter.setPen(theme.color("tx2"))
        painter.setFont(theme.font("micro"))
        painter.drawText(0, theme.px(48), self._token)


class _Rows(QAbstractTableModel):
    """The rows of the table sample."""

    def __init__(self, rows: Sequence[Sequence[ui.Cell]], heads: Sequence[str]) -> None:
        super().__init__()
        self._rows = rows
        self._heads = heads

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, an immutable value
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the same
        """The number of columns."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell."""
        return self._rows[index.row()][index.column()] if role == ui.CELL_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The head."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == 2 else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _panel(title: str) -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    frame.setProperty("card", True)
    column = spaced(QVBoxLayout(frame), margins=(16, 10, 16, 16), spacing=8)
    column.addWidget(Label(title, role="small", tone="tx2", weight=600))
    return frame, column


def _line(column: QVBoxLayout, *widgets: QWidget, spacing: int = 8) -> None:
    row = spaced(QHBoxLayout(), spacing=spacing)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    column.addLayout(row)


def _colors(say: Words) -> QFrame:
    frame, column = _panel(say["colors"])
    grid = spaced(QGridLayout(), spacing=(8, 2))
    for position, token in enumerate(_COLORS):
        grid.addWidget(_Swatch(token), position // 11, position % 11)
    column.addLayout(grid)
    return frame


def _types(say: Words) -> QFrame:
    frame, column = _panel(say["types"])
    for (role, sizes), sample in zip(theme.load_tokens().types.items(), say["type_samples"], strict=True):
        line = QFrame()
        line.setProperty("line", "bottom")
        row = spaced(QHBoxLayout(line), spacing=12)
        name = Label(f"{sizes.size}/{sizes.line} {sizes.weight}", role="small", tone="tx3")
        name.setMinimumWidth(theme.px(84))
        row.addWidget(name)
        row.addWidget(Label(sample, role=role), 1)
        column.addWidget(line)
    column.addStretch(1)
    return frame


def _buttons(say: Words) -> QFrame:
    frame, column = _panel(say["buttons"])
    busy = ui.Button(say["submitting"])
    busy.set_busy(True)
    blocked = ui.Button(say["disabled"])
    blocked.set_blocked(say["not_applicable"])
    marked = ui.Button(say["query"], kind="accent-outline", key="Enter")
    marked.set_marked(True)
    tray = ui.IconButton("ph.check-square-offset", say["orders"])
    tray.set_count(12)
    segment = ui.Segment([ui.SegmentTab("check", say["to_check"], 12), ui.SegmentTab("all", say["all"], 1284)])
    segment.set_current("all")
    save = ui.Button(say["new"], kind="primary", key="Ctrl+Return", size="dialog")
    _line(column, ui.Button(say["new"], kind="primary", icon="ph.plus", key="Ctrl+N"), save)
    _line(column, ui.Button(say["export"], icon="ph.export"), ui.Button(say["hover"]), blocked, marked)
    danger = ui.Button(say["liquidate"], kind="danger")
    ghost = ui.Button(say["edit"], kind="ghost", icon="ph.pencil-simple")
    reload = ui.IconButton("ph.arrows-clockwise", say["reload"], outline=True)
    _line(column, danger, ui.Button(say["refuse"], kind="danger-outline"), ghost, reload, tray)
    _line(column, busy, segment, ui.Button(say["details"], kind="link"))
    check = ui.CheckBox(say["all"])
    check.setTristate(True)
    check.setCheckState(Qt.CheckState.PartiallyChecked)
    ticked = ui.CheckBox(say["new"])
    ticked.setChecked(True)
    radio = ui.Radio(say["export"])
    radio.setChecked(True)
    switch = ui.Switch(say["on"])
    switch.setChecked(True)
    _line(column, ui.CheckBox(say["edit"]), ticked, check, radio, switch)
    column.addStretch(1)
    return frame


def _fields(say: Words) -> QFrame:
    frame, column = _panel(say["fields"])
    amount, price, stopped = ui.AmountField(), ui.AmountField(), ui.ChoiceField([ui.Option(1, say["not_applicable"])])
    amount.set_value(Decimal(120000))
    price.set_value(Decimal("388.30"))
    stopped.set_value(1)
    stopped.setEnabled(False)
    channel = ui.ChoiceField([ui.Option(1, say["channel_name"], "HSB")])
    channel.set_value(1)
    days = ui.DateRangeField(lambda: _DAY)
    days.set_value((_DAY, _DAY))
    rows = [
        ui.FieldRow(say["amount"], amount, required=True),
        ui.FieldRow(say["price"], price, required=True),
        ui.FieldRow(say["disabled"], stopped),
        ui.FieldRow(say["read_only"], ui.ReadOnlyField("2403180128")),
        ui.FieldRow(say["channel"], channel),
        ui.FieldRow(say["created"], days),
    ]
    rows[1].set_error(say["price_error"])
    ui.align_labels(rows)
    for row in rows:
        column.addWidget(row)
    column.addStretch(1)
    return frame


def _more_fields(say: Words) -> QFrame:
    frame, column = _panel(say["fields"])
    cards = ui.RadioField([ui.Option(1, say["pool"], say["pool_hint"]), ui.Option(2, say["bank"], say["bank_hint"])], cards=True)
    cards.set_value(2)
    switch = ui.SwitchField(say["on"], say["disabled"])
    switch.set_value(True)
    pairs = ui.MultiChoiceField([ui.Option(name, name) for name in ("USD → CNH", "USD → HKD", "HKD → USD", "CNH → HKD")])
    pairs.set_value(["USD → CNH", "USD → HKD"])
    clients = ui.ChipsField([ui.Option(name, name) for name in say["client_names"]])
    clients.set_value(say["client_names"])
    rows = [
        ui.FieldRow(say["service"], cards, required=True),
        ui.FieldRow(say["switch"], switch),
        ui.FieldRow(say["pairs"], pairs, required=True),
        ui.FieldRow(say["clients"], clients, required=True),
        ui.FieldRow(say["remark"], ui.MultiLineField(placeholder=say["remark_hint"], lines=2), hint=say["remark_hint"]),
    ]
    ui.align_labels(rows)
    for row in rows:
        column.addWidget(row)
    column.addStretch(1)
    return frame


def _states(say: Words) -> QFrame:
    frame, column = _panel(say["states"])
    grid = spaced(QGridLayout(), spacing=(8, 2))
    for position, (text, tone) in enumerate(say["tags"]):
        grid.addWidget(ui.Tag(text, tone), position // 3, position % 3, Qt.AlignmentFlag.AlignLeft)
    column.addLayout(grid)
    _line(column, *(ui.Chip(text, tone=tone) for text, tone in say["chips"]))
    up, down = Label("▲ +1.24%", tone="mk-up"), Label("▼ −0.86%", tone="mk-down")
    badges = (ui.CountBadge(12), ui.CountBadge(120), ui.CountBadge(3, tone="plain"))
    _line(column, *badges, ui.KeyCap("Ctrl+K"), up, down)
    column.addStretch(1)
    return frame


def _table(say: Words) -> QFrame:
    frame, column = _panel(say["rows"])
    amounts = ("48,000.00", "48,000.00", "850,000.00", "120,000.00", "92,000.00")
    actions = (
        (ui.CellAction("details", say["details"]),),
        (ui.CellAction("details", say["details"]),),
        (ui.CellAction("check", say["check"], urgent=True), ui.CellAction("withdraw", say["withdraw"])),
        (ui.CellAction("check", say["check"], urgent=True), ui.CellAction("withdraw", say["withdraw"])),
        (ui.CellAction("withdraw", say["withdraw"], enabled=False),),
    )
    rows = [
        (
            ui.Cell(check=2 if position in (2, 3) else 0),
            ui.Cell(name, color="accent" if position == 0 else "tx1"),
            ui.Cell(amounts[position], align="right", weight=500, prefix="USD", estimate=position == 4),
            ui.Cell(say["row_states"][position], tone="done" if position < 2 else "wait", lock=position == 4),
            ui.Cell(actions=actions[position]),
        )
        for position, name in enumerate(say["row_names"])
    ]
    view = QTableView()
    model = _Rows(rows, ("", *say["heads"]))
    model.setParent(view)
    delegate = ui.CellDelegate(view)
    view.setItemDelegate(delegate)
    view.setModel(model)
    view.setShowGrid(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(theme.current().row_height())
    header = view.horizontalHeader()
    header.setMinimumHeight(theme.current().size("table-head"))
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    for section, width in ((0, 40), (2, 180), (3, 150), (4, 110)):
        view.setColumnWidth(section, theme.px(width))
    delegate.set_hover_row(1)
    delegate.set_row_state(lambda row: "checked" if row in (2, 3) else "")
    view.setCurrentIndex(model.index(3, 1))
    view.setMinimumHeight(theme.current().size("table-head") + 5 * theme.current().row_height() + 4)
    column.addWidget(view)
    column.addStretch(1)
    return frame


def _empty(say: Words) -> QFrame:
    frame, column = _panel(say["empty"])
    empty = ui.EmptyState("nothing-found")
    empty.set_texts(say["nothing"], say["nothing_hint"], say["reset"])
    skeleton = Skeleton(rows=5)
    skeleton.set_texts(say["loading"], say["cancel"])
    error = ui.ErrorState()
    error.set_texts(say["offline"], say["offline_hint"], say["retry"])
    row = spaced(QHBoxLayout(), spacing=12)
    for state in (empty, skeleton, error):
        box = QFrame()
        box.setProperty("line", "box")
        spaced(QVBoxLayout(box), margins=(1, 1, 1, 1)).addWidget(state)
        row.addWidget(box, 1)
    column.addLayout(row, 1)
    return frame


def _toasts(say: Words) -> QFrame:
    frame, column = _panel(say["toasts"])
    actions: dict[int, list[str]] = {2: [say["reload"]], 3: [say["retry"], say["copy"]]}
    for position, (text, tone) in enumerate(say["toast_texts"]):
        links = [ui.ToastAction(link, lambda: None) for link in actions.get(position, [])]
        column.addWidget(ui.Toast(text, tone, links))
    column.addStretch(1)
    return frame


def _notes(say: Words) -> QFrame:
    frame, column = _panel(say["notes"])
    for text, kind in say["note_texts"]:
        column.addWidget(ui.Note(text, kind=kind, action=say["go"] if kind == "error" else ""))
    column.addStretch(1)
    return frame


def _cards(say: Words) -> QFrame:
    frame, column = _panel(say["cards"])
    card = ui.Card(say["card"], say["card_hint"])
    card.head_layout.addWidget(ui.Chip(say["on"], tone="ok"))
    for target in ("CNH", "HKD"):
        row = QWidget()
        line = spaced(QHBoxLayout(row), spacing=8)
        line.addWidget(Label(target, weight=500))
        line.addStretch(1)
        line.addWidget(Label(say["row_rate"]))
        card.add_row(row)
    card.foot_layout.addWidget(ui.Button(say["edit"], kind="ghost", icon="ph.pencil-simple"))
    card.foot_layout.addStretch(1)
    card.show_foot()
    card.set_selected(True)
    column.addWidget(card)
    column.addStretch(1)
    return frame


def _dialog(say: Words) -> QFrame:
    frame, column = _panel(say["confirm"])
    stage = QWidget()
    stage.setMinimumHeight(theme.px(200))
    column.addWidget(stage, 1)
    confirm = ui.ConfirmDialog(
        say["question"], detail=say["question_detail"], verb=say["delete"], cancel=say["cancel"], danger=True, irreversible=True
    )
    width = theme.current().dialog_width("confirm")
    confirm.setFixedSize(width, confirm.height_for(width))
    spaced(QVBoxLayout(stage)).addWidget(confirm, 0, Qt.AlignmentFlag.AlignTop)
    confirm.show()
    return frame


def _status(say: Words) -> QFrame:
    frame, column = _panel(say["status"])
    bar = ui.StatusBar()
    bar.add_cell("place", ui.StatusCell(say["demo"], dot=True, tone="warn"))
    bar.add_cell("date", ui.StatusCell(say["ledger_date"], "2024-03-18", say["before_cut"], icon="ph.calendar-blank"))
    bar.add_cell("orders", ui.StatusCell(say["orders"], icon="ph.check-square-offset", badge=12))
    bar.add_cell("person", ui.StatusCell(say["person"], icon="ph.user"), side="right")
    bar.add_cell("language", ui.StatusCell(say["language"], icon="ph.translate", caret=True), side="right")
    bar.add_cell("clock", ui.StatusCell("10:32:15 HKT"), side="right")
    column.addWidget(bar)
    return frame


def _sea(say: Words) -> QFrame:
    frame, column = _panel("")
    sea = SeaPanel()
    sea.set_texts("鯨 Whale Desktop", "", "")
    column.addWidget(sea)
    return frame


_SHEET: tuple[tuple[tuple[Callable[[Words], QFrame], int], ...], ...] = (
    ((_colors, 24),),
    ((_types, 8), (_buttons, 8), (_fields, 8)),
    ((_states, 8), (_table, 16)),
    ((_more_fields, 14), (_notes, 10)),
    ((_empty, 16), (_toasts, 8)),
    ((_dialog, 10), (_cards, 8), (_sea, 6)),
    ((_status, 24),),
)
"""The rows of the sheet: each panel and how many of 24 columns it takes."""


def build(locale: str) -> QWidget:
    """The sheet as a widget, with the sample words of a locale (`zh_Hant`, `zh_Hans`)."""
    say = tomllib.loads(resource("style", "gallery.toml").read_text(encoding="utf-8"))[locale]
    sheet = QWidget()
    sheet.setProperty("surface", "app")
    sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = spaced(QVBoxLayout(sheet), margins=(24, 24, 24, 24), spacing=16)
    for panels in _SHEET:
        row = spaced(QHBoxLayout(), spacing=16)
        for make, share in panels:
            panel = make(say)
            panel.setMinimumWidth(theme.px((_WIDTH - 48 - 16 * (len(panels) - 1)) * share // _COLUMNS))
            row.addWidget(panel, share)
        column.addLayout(row)
    sheet.setFixedWidth(theme.px(_WIDTH))
    return sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the sheet into a PNG file."""
    parser = argparse.ArgumentParser(prog="python -m whale_desktop.ui.components.gallery", description=main.__doc__)
    parser.add_argument("out")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--locale", choices=("zh_Hant", "zh_Hans"), default="zh_Hant")
    parser.add_argument("--scale", type=int, default=100)
    parser.add_argument("--market-colors", choices=theme.MARKET_COLORS, default="green_up")
    parser.add_argument("--high-contrast", action="store_true")
    chosen = parser.parse_args(arguments)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    theme.apply(
        app,
        mode=chosen.theme,
        scale=chosen.scale,
        locale=chosen.locale,
        market_colors=chosen.market_colors,
        high_contrast=chosen.high_contrast,
    )
    words.set_speaker(catalogue(chosen.locale))
    sheet = build(chosen.locale)
    sheet.show()
    sheet.adjustSize()
    app.processEvents()
    saved = sheet.grab().save(chosen.out)
    sheet.close()
    sheet.deleteLater()
    return 0 if saved else 1


if __name__ == "__main__":
    raise SystemExit(main())
