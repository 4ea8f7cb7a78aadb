"""兌換 / 兑换 / Exchange of an alert (`docs/rules/fx.md` 6.10): the client's cash, one or more lines, and what became of each.

Every figure comes from the services, asked again at each pause of typing. After the orders the dialog stays and shows their results.
"""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from whale_desktop.features.reminder.messages import (
    AlertRow,
    ExchangeAlert,
    ExchangeCash,
    ExchangeQuote,
    ExchangeResult,
    ExchangeState,
    LineResult,
    QuoteExchange,
)
from whale_desktop.features.reminder.widgets import words
from whale_desktop.features.reminder.widgets.exchange_lines import ExchangeLines
from whale_desktop.kernel.errors import Conflict
from whale_desktop.kernel.numbers import ZERO
from whale_desktop.messages import info_of, label_of, tone_of
from whale_desktop.screens import Action, usual
from whale_desktop.ui import formats
from whale_desktop.ui.components import Button, FieldRow, Label, Note, Tag, spaced
from whale_desktop.ui.forms.command_dialog import CommandDialog
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import sentence_of

PAUSE_SECONDS = 0.15
"""How long typing must pause before the services are asked."""

ORDERS_SCREEN = "fx.orders"


class CashTable(QWidget):
    """What the client owes and can exchange, by currency, and what these exchanges leave of it."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._grid = spaced(QGridLayout(self), spacing=(16, 4))
        for column, text in enumerate((usual.CURRENCY, words.DEBT, words.WITHDRAWABLE, words.LEFT)):
            head = Label(services.texts(text), role="small", tone="tx2")
            self._grid.addWidget(head, 0, column, _side(column))
            self._grid.setColumnStretch(column, 0 if column == 0 else 1)
        self._labels: list[Label] = []

    def show_cash(self, cash: tuple[ExchangeCash, ...]) -> None:
        """Show these rows."""
        for label in self._labels:
            label.hide()
            label.deleteLater()
        self._labels = []
        for line, one in enumerate(cash, start=1):
            changed = one.left != one.withdrawable
            self._put(line, 0, one.currency)
            self._put(
                line, 1, formats.amount(one.debt) if one.debt else formats.ABSENT, "tx1" if one.debt else "tx3", one.debt > ZERO
            )
            self._put(line, 2, formats.amount(one.withdrawable))
            self._put(line, 3, formats.amount(one.left), "err" if one.left < ZERO else "tx1" if changed else "tx3", changed)

    def text(self, line: int, column: int) -> str:
        """What stands in a cell; lines count from 0."""
        return self._labels[line * 4 + column].text()

    def _put(self, line: int, column: int, text: str, tone: str = "tx1", strong: bool = False) -> None:  # a cell
        label = Label(text, tone=tone, weight=500 if strong else None)
        self._grid.addWidget(label, line, column, _side(column))
        self._labels.append(label)


class ExchangeDialog(CommandDialog):
    """Exchanges for the client of one alert."""

    def __init__(self, action: Action | None, row: AlertRow, services: Services) -> None:
        super().__init__(services, words.EXCHANGE, width="sectioned")
        self._alert = row
        self._quote: ExchangeQuote | None = None
        self._quoted: QuoteExchange | None = None
        self.result: ExchangeResult | None = None
        texts = services.texts
        amount = formats.money(row.debt_currency, row.debt_amount)
        self.set_chips([(row.client, "neutral"), (amount, "warn")])
        self.cash = CashTable(services)
        self.lines = ExchangeLines(services)
        self.under_way = Note("", kind="warning")
        self.under_way.hide()
        self._entering = [Label(texts(words.CASH), role="section"), self.cash, self.under_way]
        self._entering += [Label(texts(words.LINES), role="section"), self.lines]
        for widget in self._entering:
            self.body_layout.addWidget(widget)
        self.lines.order_tabs()
        self.add_notes()
        self.body_layout.addStretch(1)
        self.set_action(texts(words.EXCHANGE))
        self.set_consequence(texts(words.CONSEQUENCE))
        self.lines.edited.connect(self._edited)
        services.runtime.on_change(info_of(QuoteExchange).topics, self._ask_again, self)
        self._collect_fields()
        self._ask_again()

    # ------------------------------------------------------------------------------------------------------- what is entered

    def query(self) -> QuoteExchange:
        """The exchanges as they are entered now."""
        return QuoteExchange(alert_id=self._alert.alert_id, lines=self.lines.entered())

    def command(self) -> ExchangeAlert:
        """One order a line, each with the rate that was seen."""
        return ExchangeAlert(alert_id=self._alert.alert_id, lines=self.lines.to_send())

    def before_sending(self) -> dict[str, str]:
        """Text that cannot be read; the side that follows is the services'."""
        return {
            name: problem
            for name, row in self.field_rows.items()
            if (problem := row.field.problem()) is not None and not self._follows(name)
        }

    async def prepare(self) -> None:
        """Who submits before the figures of the last keystroke are there waits for them: the rates are part of what is sent."""
        query = self.query()
        if self._quoted != query:
            self._take_quote(query, await self.services.runtime.ask(query))

    async def conflicted(self, error: Conflict) -> None:
        """Say it, and bring the figures up to date."""
        await super().conflicted(error)
        self._ask_again()

    def row_of(self, field: str) -> FieldRow | None:
        """An amount belongs to the side that was typed."""
        return self.lines.row_of(field)

    def conclude(self, result: ExchangeResult) -> None:
        """Stay, and show what became of each line."""
        self.result = result
        placed = sum(1 for one in result.lines if one.state is not ExchangeState.SUBMIT_FAILED)
        if placed:
            self.services.toasts.success(self.services.texts(words.DONE, count=placed))
        self._show_results(result)

    # ------------------------------------------------------------------------------------------------------------ the figures

    def _edited(self) -> None:
        self.touch()
        self.set_error_count("")
        self._collect_fields()
        self._ask_again()

    def _collect_fields(self) -> None:
        self.field_rows = self.lines.field_rows()

    def _follows(self, name: str) -> bool:
        """Whether a field is the side of its line that was not typed."""
        return name.endswith("_amount") and self.row_of(f"{name.partition('].')[0]}].amount") is not self.field_rows[name]

    def _ask_again(self) -> None:
        """Ask for the figures of what is entered now, after a pause; an older question is dropped."""
        if self.result is None:
            self.services.runtime.start_latest(self._load_quote(self.query()), self, "quote")

    async def _load_quote(self, query: QuoteExchange) -> None:
        if self._quote is not None:
            await self.services.runtime.sleep(PAUSE_SECONDS)
        quote = await self.services.runtime.ask(query)
        if self.result is None and query == self.query():
            self._take_quote(query, quote)

    def _take_quote(self, query: QuoteExchange, quote: ExchangeQuote) -> None:
        first = self._quote is None
        self._quoted, self._quote = query, quote
        self.cash.show_cash(quote.cash)
        self.lines.show_quote(quote)
        self.under_way.set_text(self.services.texts(words.UNDER_WAY, numbers=", ".join(quote.under_way)))
        self.under_way.setVisible(bool(quote.under_way))
        if first and not self._touched:
            self._suggest(quote)

    def _suggest(self, quote: ExchangeQuote) -> None:
        """Begin with the currency he owes and one that can be exchanged into it."""
        owed = [one.currency for one in quote.cash if one.debt]
        held = [one.currency for one in quote.cash if one.withdrawable]
        pairs = {(pair.from_currency, pair.to_currency) for pair in quote.pairs if pair.is_open}
        found = next(((debit, credit) for credit in owed for debit in held if (debit, credit) in pairs), None)
        if found is not None:
            self.lines.lines[0].set_currencies(*found)
            self._ask_again()

    # ------------------------------------------------------------------------------------------------------------ the results

    def _show_results(self, result: ExchangeResult) -> None:
        texts = self.services.texts
        for widget in self._entering:
            widget.hide()
        self.foretell("")
        grid = spaced(QGridLayout(), spacing=(16, 8))
        grid.setColumnStretch(3, 1)
        for line, one in enumerate(result.lines):
            self._show_result(grid, line, one)
        refused = any(one.state is ExchangeState.SUBMIT_FAILED for one in result.lines)
        said = [texts(words.ENDED if result.ended else words.STAYS), *([texts(words.REFUSED)] if refused else [])]
        note = Note(" · ".join(said), kind="success" if result.ended else "info")
        self.body_layout.insertWidget(0, note)
        self.body_layout.insertWidget(1, Label(texts(words.RESULTS), role="section"))
        self.body_layout.insertLayout(2, grid)
        self.set_consequence("")
        self.set_error_count("")
        self.set_action("")
        self.set_cancel(texts(words.CLOSE))
        self.is_dirty = lambda: False
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_result(self, grid: QGridLayout, line: int, one: LineResult) -> None:
        texts = self.services.texts
        given = formats.money(one.from_currency, one.from_amount) if one.from_amount is not None else one.from_currency
        got = formats.money(one.to_currency, one.to_amount) if one.to_amount is not None else one.to_currency
        grid.addWidget(Tag(texts(label_of(one.state)), tone_of(one.state)), line, 0)
        grid.addWidget(Label(texts(words.DEAL, given=given, got=got)), line, 1)
        if one.reason is not None:
            reason = sentence_of(self.services, one.reason.code, one.reason.params)
            grid.addWidget(Label(f"{reason} {one.reason.code}", tone="err", wrap=True), line, 2, 1, 2)
            return
        link = Button(one.forex_id, kind="link")
        link.clicked.connect(lambda: self._follow(one.forex_id))
        box = spaced(QHBoxLayout(), spacing=0)
        box.addWidget(link)
        box.addStretch(1)
        grid.addLayout(box, line, 2)

    def _follow(self, forex_id: str) -> None:
        """Go to the order."""
        self.done(self.result)
        self.services.open_screen(ORDERS_SCREEN, {"forex_id": forex_id})


def _side(column: int) -> Any:
    """Figures stand at the right."""
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
