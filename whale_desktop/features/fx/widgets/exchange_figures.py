"""The figures beside a manual exchange: rates, mark-ups, what kind of exchange it is and who would fill it."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from whale_desktop.features.fx.messages import ForexType, OrderQuote, SpreadMode
from whale_desktop.features.fx.widgets import words
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import label_of
from whale_desktop.ui import formats
from whale_desktop.ui.components import Label, spaced
from whale_desktop.ui.pages.ports import Texts

LINES: tuple[tuple[str, Text], ...] = (
    ("reference_rate", words.REFERENCE_RATE),
    ("change_type", words.CHANGE_TYPE),
    ("reference_mark_up", words.REFERENCE_MARK_UP),
    ("strategy", words.STRATEGY),
    ("execution_mark_up", words.EXECUTION_MARK_UP),
    ("basis", words.BASIS),
)
COLUMNS = 2


class ExchangeFigures(QWidget):
    """Labelled values in two columns; what is not known yet is a dash."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._values: dict[str, Label] = {}
        self._labels: list[list[Label]] = [[] for _ in range(COLUMNS)]
        frame = spaced(QHBoxLayout(self), spacing=20)
        grids = [spaced(QGridLayout(), spacing=(8, 4)) for _ in range(COLUMNS)]
        for number, (name, text) in enumerate(LINES):
            line, column = divmod(number, COLUMNS)
            label, value = Label(texts(text), tone="tx2"), Label(formats.ABSENT, tone="tx3", wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grids[column].addWidget(label, line, 0)
            grids[column].addWidget(value, line, 1)
            grids[column].setColumnStretch(1, 1)
            self._labels[column].append(label)
            self._values[name] = value
        for grid in grids:
            grid.setRowStretch(grid.rowCount(), 1)
            frame.addLayout(grid, 1)

    def label_width(self, column: int) -> int:
        """The width that the labels of a column need."""
        return max(label.sizeHint().width() for label in self._labels[column])

    def set_label_width(self, column: int, width: int) -> None:
        """Make the labels of a column as wide as those of the fields above."""
        for label in self._labels[column]:
            label.setFixedWidth(width)

    def value(self, name: str) -> str:
        """What stands at a figure."""
        return self._values[name].text()

    def show_quote(self, quote: OrderQuote | None, forex_type: ForexType) -> None:
        """Show what the services answered; None shows dashes."""
        texts = self._texts
        shown: Mapping[str, str] = {} if quote is None else figures_of(quote, forex_type, texts)
        for name, label in self._values.items():
            text = shown.get(name, "")
            label.setText(text or formats.ABSENT)
            label.set_tone("tx1" if text else "tx3")


def figures_of(quote: OrderQuote, forex_type: ForexType, texts: Texts) -> dict[str, str]:
    """Every figure in words; empty where there is none."""
    found: dict[str, str] = {"basis": texts(label_of(forex_type))}
    if quote.reference_rate is not None:
        channel = texts(label_of(quote.reference_channel)) if quote.reference_channel else ""
        found["reference_rate"] = f"{formats.rate(quote.reference_rate, quote.rate_places)} {channel}".strip()
    found["reference_mark_up"] = mark_up_words(quote.reference_mark_up_mode, quote.reference_mark_up, texts)
    found["execution_mark_up"] = mark_up_words(quote.execution_mark_up_mode, quote.execution_mark_up, texts)
    if quote.change_type is not None:
        found["change_type"] = texts(label_of(quote.change_type))
    if quote.service_strategy is not None:
        channel = texts(label_of(quote.channel_name)) if quote.channel_name else ""
        parts = (texts(label_of(quote.service_strategy)), channel, quote.strategy_id)
        found["strategy"] = " · ".join(part for part in parts if part)
    return found


def mark_up_words(mode: SpreadMode | None, value: Decimal | None, texts: Texts) -> str:
    """`Value 0.001`, `Ratio 0.05%`; empty where there is no mark-up."""
    if mode is None or value is None:
        return ""
    unit = "%" if mode is SpreadMode.RATE else ""
    return f"{texts(label_of(mode))} {formats.rate(value)}{unit}"
