"""The lines of an exchange: two currencies and an amount on either side each, with what the services say of them.

Nothing is calculated here: the side that was not typed, the rate and every refusal come with the quote.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.features.fx.messages import ForexType, PairChoice
from whale_desktop.features.reminder.messages import ExchangeLine, ExchangeQuote, LineQuote
from whale_desktop.features.reminder.widgets import words
from whale_desktop.kernel.texts import Text
from whale_desktop.ui import formats, theme
from whale_desktop.ui.components import AmountField, Button, ChoiceField, Field, FieldRow, IconButton, Label, Option, spaced
from whale_desktop.ui.forms.editors import CHOOSE
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import sentence_of

MISSING = ("FX-E01", "message.missing")
"""Refusals that a line which is still being filled always meets; they are said on submitting."""

LABELS: Mapping[str, Text] = {
    "from_currency": words.DEBIT_CURRENCY,
    "from_amount": words.DEBIT_AMOUNT,
    "to_currency": words.CREDIT_CURRENCY,
    "to_amount": words.CREDIT_AMOUNT,
}
STRETCH = (3, 4, 3, 4, 3, 0)


class Line:
    """One exchange: its four fields, the rate, and the button that takes it away."""

    def __init__(self, services: Services, changed: Callable[[], object]) -> None:
        self._services = services
        self._changed = changed
        placeholder = services.texts(CHOOSE)
        self.from_currency = ChoiceField([], placeholder=placeholder)
        self.from_amount = AmountField(places=2)
        self.to_currency = ChoiceField([], placeholder=placeholder)
        self.to_amount = AmountField(places=2)
        fields: dict[str, Field] = {
            "from_currency": self.from_currency,
            "from_amount": self.from_amount,
            "to_currency": self.to_currency,
            "to_amount": self.to_amount,
        }
        self.rows = {name: FieldRow("", field, label_position="head") for name, field in fields.items()}
        self.rate = Label(formats.ABSENT, tone="tx3")
        self.rate.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.rate.setMinimumHeight(theme.px(28))
        self.remove = IconButton("ph.minus-circle", "")
        self.forex_type = ForexType.FROM
        self.quote: LineQuote | None = None
        self._pairs: Sequence[PairChoice] = ()
        self._flagged: FieldRow | None = None
        self.from_currency.edited.connect(self._choose_target)
        self.to_currency.edited.connect(self._changed)
        self.from_amount.edited.connect(lambda: self._fix(ForexType.FROM))
        self.to_amount.edited.connect(lambda: self._fix(ForexType.TO))

    def entered(self) -> ExchangeLine:
        """What is entered, without the rate that was seen."""
        return ExchangeLine(
            from_currency=self.from_currency.value() or "",
            to_currency=self.to_currency.value() or "",
            forex_type=self.forex_type,
            amount=self._fixed().value(),
        )

    def to_send(self) -> ExchangeLine:
        """What is entered, with the rate that was seen."""
        one = self.entered()
        rate = self.quote.rate if self.quote is not None else None
        return ExchangeLine(
            from_currency=one.from_currency,
            to_currency=one.to_currency,
            forex_type=one.forex_type,
            amount=one.amount,
            seen_rate=rate,
        )

    def row_of(self, field: str) -> FieldRow | None:
        """Where an error of a field of the line belongs; an amount to the side that was typed."""
        if field == "amount":
            return self.rows["from_amount" if self.forex_type is ForexType.FROM else "to_amount"]
        return self.rows.get(field)

    def set_currencies(self, debit: str, credit: str) -> None:
        """Begin with these."""
        self.from_currency.set_value(debit or None)
        self._offer_targets()
        self.to_currency.set_value(credit or None)

    def offer(self, pairs: Sequence[PairChoice], cash: Mapping[str, str]) -> None:
        """Only currencies of pairs that exist and are open, with what the client has of each."""
        self._pairs = [pair for pair in pairs if pair.is_open]
        debits = dict.fromkeys(pair.from_currency for pair in self._pairs)
        self.from_currency.set_options([Option(code, code, hint=cash.get(code, "")) for code in debits])
        self._offer_targets()

    def show_quote(self, quote: LineQuote | None) -> None:
        """Rate, the other side, and the first refusal that a submission would meet."""
        self.quote = quote
        self.rate.setText(formats.rate(quote.rate) if quote is not None else formats.ABSENT)
        self.rate.set_tone("tx1" if quote is not None and quote.rate is not None else "tx3")
        if quote is not None:
            self.from_amount.set_places(quote.from_places)
            self.to_amount.set_places(quote.to_places)
            computed = quote.to_amount if self.forex_type is ForexType.FROM else quote.from_amount
            self._computed().set_value(computed if self._fixed().value() is not None else None)
        self._show_problem(quote)

    def name(self, number: int) -> None:
        """Say which line this is, to who cannot see it."""
        texts = self._services.texts
        for name, row in self.rows.items():
            row.set_label(texts(words.LINE_FIELD, field=LABELS[name], number=number))
        self.remove.set_name(texts(words.REMOVE_LINE, number=number))

    def widgets(self) -> list[QWidget]:
        """Everything that stands in the grid, in order of columns."""
        return [*self.rows.values(), self.rate, self.remove]

    def stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [*(row.field.editor() for row in self.rows.values()), self.remove]

    def _fixed(self) -> AmountField:
        return self.from_amount if self.forex_type is ForexType.FROM else self.to_amount

    def _computed(self) -> AmountField:
        return self.to_amount if self.forex_type is ForexType.FROM else self.from_amount

    def _fix(self, forex_type: ForexType) -> None:
        self.forex_type = forex_type
        self._changed()

    def _offer_targets(self) -> None:
        targets = [pair.to_currency for pair in self._pairs if pair.from_currency == self.from_currency.value()]
        self.to_currency.set_options([Option(code, code) for code in targets])

    def _choose_target(self) -> None:
        """Another debit currency: keep the credit currency if the pair exists, else take the default one."""
        targets = [pair for pair in self._pairs if pair.from_currency == self.from_currency.value()]
        if self.to_currency.value() not in [pair.to_currency for pair in targets]:
            self.to_currency.set_value(next((pair.to_currency for pair in targets if pair.default_currency), None))
        self._offer_targets()
        self._changed()

    def _show_problem(self, quote: LineQuote | None) -> None:
        if self._flagged is not None:
            self._flagged.set_error(None)
            self._flagged = None
        credit = self.rows["to_amount"]
        credit.set_hint("")
        if quote is None:
            return
        if quote.needs_review and quote.from_amount is not None and not quote.problem:
            credit.set_hint(self._services.texts(words.WAITS))
        if not quote.problem or quote.problem in MISSING:
            return
        row = self.row_of(quote.problem_field) or self.row_of("amount")
        assert row is not None
        row.set_error(sentence_of(self._services, quote.problem, quote.problem_params))
        self._flagged = row


class ExchangeLines(QWidget):
    """All lines with their heads, and the button that adds one."""

    edited = Signal()
    """Something was typed, added or taken away."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._pairs: Sequence[PairChoice] = ()
        self._cash: dict[str, str] = {}
        self.lines: list[Line] = []
        texts = services.texts
        self.add = Button(texts(words.ADD_LINE), kind="ghost", icon="ph.plus")
        self._grid = spaced(QGridLayout(), spacing=(8, 6))
        for column, text in enumerate((*LABELS.values(), words.RATE)):
            head = Label(texts(text), role="small", tone="tx2")
            if text is words.RATE:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(head, 0, column)
        for column, stretch in enumerate(STRETCH):
            self._grid.setColumnStretch(column, stretch)
        column_box = spaced(QVBoxLayout(self), spacing=6)
        column_box.addLayout(self._grid)
        foot = spaced(QHBoxLayout(), spacing=8)
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(Label(texts(words.FOLLOWS), role="small", tone="tx3"))
        column_box.addLayout(foot)
        self.add.clicked.connect(self._add_by_person)
        self.append()

    def append(self) -> Line:
        """One more line, empty."""
        line = Line(self._services, self.edited.emit)
        line.offer(self._pairs, self._cash)
        line.remove.clicked.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._arrange()
        return line

    def entered(self) -> tuple[ExchangeLine, ...]:
        """What is entered, line by line."""
        return tuple(line.entered() for line in self.lines)

    def to_send(self) -> tuple[ExchangeLine, ...]:
        """What is entered, each with the rate that was seen."""
        return tuple(line.to_send() for line in self.lines)

    def field_rows(self) -> dict[str, FieldRow]:
        """Every field by its place: `lines[0].from_amount`."""
        return {f"lines[{number}].{name}": row for number, line in enumerate(self.lines) for name, row in line.rows.items()}

    def row_of(self, field: str) -> FieldRow | None:
        """The field of a place as the services name it: `lines[0].amount`."""
        place, _, inner = field.removeprefix("lines[").partition("].")
        if not place.isdecimal() or int(place) >= len(self.lines):
            return None
        return self.lines[int(place)].row_of(inner)

    def show_quote(self, quote: ExchangeQuote) -> None:
        """What the services say: pairs and cash to choose from, and of each line what it comes to."""
        self._pairs = quote.pairs
        self._cash = {one.currency: formats.amount(one.withdrawable) for one in quote.cash}
        for line in self.lines:
            line.offer(self._pairs, self._cash)
        for line, one in zip(self.lines, quote.lines, strict=False):
            line.show_quote(one)

    def _add_by_person(self) -> None:
        line = self.append()
        line.from_currency.editor().setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _remove(self, line: Line) -> None:
        position = self.lines.index(line)
        self.lines.remove(line)
        for widget in line.widgets():
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._arrange()
        self.lines[min(position, len(self.lines) - 1)].from_currency.editor().setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _arrange(self) -> None:
        for number, line in enumerate(self.lines):
            for column, widget in enumerate(line.widgets()):
                self._grid.addWidget(widget, 1 + number, column, Qt.AlignmentFlag.AlignTop)
                widget.show()
            line.remove.setEnabled(len(self.lines) > 1)
            line.name(number + 1)
        self.order_tabs()
        self.updateGeometry()

    def order_tabs(self) -> None:
        """Tab goes line by line, then to the button; Qt forgets it when this moves into another window."""
        stops = [stop for line in self.lines for stop in line.stops()]
        for stop in reversed([*stops[1:], self.add]):
            QWidget.setTabOrder(stops[0], stop)
