"""The manual exchange (`docs/rules/fx.md` 6.6): client and currencies, rate, an amount on either side; the other side follows.

Every figure comes from the services, asked again at each pause of typing; nothing is calculated here. The side typed last decides.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from whale_desktop.features.fx.messages import (
    AuditStatus,
    CurrencyAmount,
    ForexType,
    ListPairChoices,
    OrderQuote,
    OrderReceipt,
    PairChoice,
    PairNote,
    QuoteOrder,
    SubmitManualOrder,
)
from whale_desktop.features.fx.widgets import words
from whale_desktop.features.fx.widgets.client_search import ClientField
from whale_desktop.features.fx.widgets.exchange_figures import ExchangeFigures
from whale_desktop.features.fx.widgets.rate_picker import RatePicker
from whale_desktop.kernel.errors import Conflict, NeedsConfirmation
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import info_of, label_of
from whale_desktop.screens import Action, usual
from whale_desktop.ui import formats, theme
from whale_desktop.ui.components import (
    AmountField,
    ChoiceField,
    Field,
    FieldRow,
    Label,
    LineField,
    Option,
    ReadOnlyField,
    align_labels,
    spaced,
)
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import open_dialog
from whale_desktop.ui.forms.command_dialog import CommandDialog
from whale_desktop.ui.forms.editors import CHOOSE
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import sentence_of
from whale_desktop.ui.pages.wording import CANCEL, CONFIRM

PAUSE_SECONDS = 0.15
"""How long typing must pause before the services are asked."""
LONGEST_REMARK = 255
MISSING = ("FX-E01", "message.missing")
"""Refusals that a form which is still being filled always meets; they are said on submitting."""
RATE_MOVED = "FX-W04"


class ManualExchangeDialog(CommandDialog):
    """Enters one exchange for a client; it waits for a second person's review."""

    def __init__(self, action: Action | None, row: Any, services: Services) -> None:
        super().__init__(services, words.MANUAL_EXCHANGE, width="form")
        self._pairs: tuple[PairChoice, ...] = ()
        self._forex_type = ForexType.FROM
        self._quote: OrderQuote | None = None
        self._quoted: QuoteOrder | None = None
        self._flagged: FieldRow | None = None
        self._build_fields()
        self._lay_out()
        self._connect()
        self.set_action(services.texts(CONFIRM))
        self.set_consequence(services.texts(words.WAITS_FOR_REVIEW))
        runtime = services.runtime
        runtime.on_change(info_of(QuoteOrder).topics, self._ask_again, self)
        runtime.on_change(info_of(ListPairChoices).topics, self._ask_pairs, self)
        self._ask_pairs()
        self._show_quote()

    # ------------------------------------------------------------------------------------------------------- what is entered

    def query(self) -> QuoteOrder:
        """The exchange as it is entered now, as far as it is."""
        return QuoteOrder(
            account_no=self.client.value() or "",
            from_currency=self.from_currency.value() or "",
            to_currency=self.to_currency.value() or "",
            forex_type=self._forex_type,
            amount=self._fixed_side().value(),
            custom_rate=self.rate.value(),
        )

    def command(self) -> SubmitManualOrder:
        """The order, with the rate that the clerk saw."""
        query = self.query()
        return SubmitManualOrder(
            account_no=query.account_no,
            from_currency=query.from_currency,
            to_currency=query.to_currency,
            forex_type=query.forex_type,
            amount=query.amount,
            custom_rate=query.custom_rate,
            seen_rate=self._quote.rate if self._quote is not None else None,
            audit_remark=self.remark.value(),
            order_remark=self.statement_remark.value(),
        )

    def before_sending(self) -> dict[str, str]:
        """Text that cannot be read, and an own rate that was chosen but not typed."""
        found = super().before_sending()
        computed = "from_amount" if self._forex_type is ForexType.TO else "to_amount"
        found.pop(computed, None)
        if self.rate.is_custom and self.rate.value() is None:
            found.setdefault("custom_rate", sentence_of(self.services, "FX-E01", {}))
        return found

    async def prepare(self) -> None:
        """Who submits before the figures of the last keystroke are there waits for them: the rate is part of what is sent."""
        query = self.query()
        if self._quoted != query and query.from_currency and query.to_currency:
            self._take_quote(query, await self.services.runtime.ask(query))

    async def ask(self, question: NeedsConfirmation) -> bool:
        """The rate moved: old and new figures side by side."""
        if question.code != RATE_MOVED:
            return await super().ask(question)
        texts = self.services.texts
        dialog = ConfirmDialog(
            texts(words.RATE_CHANGED),
            verb=texts(words.SUBMIT_NEW_FIGURES),
            cancel=texts(CANCEL),
            numbers=self._changed_figures(question.params),
        )
        agreed = await open_dialog(dialog, over=self.window()) is True
        if not agreed:
            self._ask_again()
        return agreed

    async def conflicted(self, error: Conflict) -> None:
        """Say it, and bring the figures up to date."""
        await super().conflicted(error)
        self._ask_again()

    def succeeded(self, result: OrderReceipt) -> None:
        """The number, and that it waits."""
        waits = result.audit_status is AuditStatus.PENDING
        text = words.ORDER_WAITS if waits else words.ORDER_SUBMITTED
        self.services.toasts.success(self.services.texts(text, number=result.forex_id))

    def row_of(self, field: str) -> FieldRow | None:
        """An amount belongs to the side that was typed."""
        if field == "amount":
            return self.field_rows["from_amount" if self._forex_type is ForexType.FROM else "to_amount"]
        return super().row_of(field)

    # ---------------------------------------------------------------------------------------------------------------- building

    def _build_fields(self) -> None:
        texts = self.services.texts
        self.client = ClientField(self.services)
        self.from_currency = ChoiceField([], placeholder=texts(CHOOSE))
        self.to_currency = ChoiceField([], placeholder=texts(CHOOSE))
        self.withdrawable = ReadOnlyField()
        self.rate = RatePicker(texts)
        self.from_amount = AmountField(places=2)
        self.to_amount = AmountField(places=2)
        self.figures = ExchangeFigures(texts)
        self.remark = LineField(max_length=LONGEST_REMARK)
        self.statement_remark = LineField(max_length=LONGEST_REMARK)

        def row(label: Text, field: Field, *, required: bool = True) -> FieldRow:
            return FieldRow(texts(label), field, required=required, right_aligned=True)

        self.field_rows = {
            "account_no": row(usual.CLIENT, self.client),
            "from_currency": row(words.DEBIT_CURRENCY, self.from_currency),
            "to_currency": row(words.CREDIT_CURRENCY, self.to_currency),
            "custom_rate": row(words.RATE_CHOICE, self.rate),
            "from_amount": row(words.DEBIT_AMOUNT, self.from_amount),
            "to_amount": row(words.CREDIT_AMOUNT, self.to_amount),
            "audit_remark": row(usual.REMARK, self.remark, required=False),
            "order_remark": row(words.STATEMENT_REMARK, self.statement_remark, required=False),
        }
        self._withdrawable_row = row(words.WITHDRAWABLE, self.withdrawable, required=False)

    def _lay_out(self) -> None:
        texts, rows, body = self.services.texts, self.field_rows, self.body_layout
        body.addWidget(_step(texts(words.STEP_CLIENT)))
        body.addWidget(rows["account_no"])
        body.addLayout(_side_by_side(rows["from_currency"], rows["to_currency"]))
        body.addWidget(self._withdrawable_row)
        body.addWidget(_step(texts(words.STEP_RATE)))
        body.addWidget(rows["custom_rate"])
        body.addWidget(_step(texts(words.STEP_AMOUNT)))
        body.addLayout(_side_by_side(rows["from_amount"], rows["to_amount"]))
        body.addWidget(self.figures)
        body.addLayout(_side_by_side(rows["audit_remark"], rows["order_remark"]))
        self.add_notes()
        self._align()
        self._order_tabs()

    def _align(self) -> None:
        """One label column at the left and one at the right, through fields and figures."""
        left = ("account_no", "from_currency", "custom_rate", "from_amount", "audit_remark")
        right = ("to_currency", "to_amount", "order_remark")
        for column, names in enumerate((left, right)):
            rows = [self.field_rows[name] for name in names]
            rows += [self._withdrawable_row] if column == 0 else []
            width = max(align_labels(rows), self.figures.label_width(column))
            for row in rows:
                row.set_label_width(width)
            self.figures.set_label_width(column, width)

    def _order_tabs(self) -> None:
        order: Sequence[QWidget] = (
            self.client.box,
            self.from_currency.box,
            self.to_currency.box,
            self.rate.choice.editor(),
            self.rate.rate.line,
            self.from_amount.line,
            self.to_amount.line,
            self.remark.line,
            self.statement_remark.line,
        )
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.client.edited.connect(self._edited)
        self.from_currency.edited.connect(self._choose_target)
        self.to_currency.edited.connect(self._edited)
        self.rate.edited.connect(self._edited)
        self.from_amount.edited.connect(lambda: self._fix(ForexType.FROM))
        self.to_amount.edited.connect(lambda: self._fix(ForexType.TO))
        self.remark.edited.connect(self.touch)
        self.statement_remark.edited.connect(self.touch)

    # ------------------------------------------------------------------------------------------------------------------- pairs

    def _ask_pairs(self) -> None:
        self.services.runtime.start_latest(self._load_pairs(), self, "pairs")

    async def _load_pairs(self) -> None:
        self._pairs = await self.services.runtime.ask(ListPairChoices())
        self._show_pairs()

    def _show_pairs(self) -> None:
        """Only currencies of pairs that exist; one whose exchange is off is named but cannot be chosen."""
        cash = {one.currency: one for one in self._quote.withdrawable} if self._quote is not None else {}
        chosen = self.from_currency.value()
        froms = dict.fromkeys(pair.from_currency for pair in self._pairs)
        self.from_currency.set_options(
            [self._currency(code, [pair for pair in self._pairs if pair.from_currency == code], cash.get(code)) for code in froms]
        )
        self.to_currency.set_options(
            [self._currency(pair.to_currency, [pair], None) for pair in self._pairs if pair.from_currency == chosen]
        )

    def _currency(self, code: str, pairs: Sequence[PairChoice], cash: CurrencyAmount | None) -> Option:
        is_open = any(pair.is_open for pair in pairs)
        hint = formats.amount(cash.amount) if cash is not None else ""
        return Option(code, code, hint=hint if is_open else self.services.texts(label_of(PairNote.EXCHANGE_OFF)), enabled=is_open)

    def _choose_target(self) -> None:
        """Another debit currency: keep the credit currency if the pair exists, else take the default one."""
        targets = [pair for pair in self._pairs if pair.from_currency == self.from_currency.value() and pair.is_open]
        if self.to_currency.value() not in [pair.to_currency for pair in targets]:
            default = next((pair.to_currency for pair in targets if pair.default_currency), None)
            self.to_currency.set_value(default)
        self._show_pairs()
        self._edited()

    # ------------------------------------------------------------------------------------------------------------------- quotes

    def _fixed_side(self) -> AmountField:
        return self.from_amount if self._forex_type is ForexType.FROM else self.to_amount

    def _computed_side(self) -> AmountField:
        return self.to_amount if self._forex_type is ForexType.FROM else self.from_amount

    def _fix(self, forex_type: ForexType) -> None:
        self._forex_type = forex_type
        self._edited()

    def _edited(self) -> None:
        self.touch()
        self.set_error_count("")
        self._ask_again()

    def _ask_again(self) -> None:
        """Ask for the figures of what is entered now, after a pause; an older question is dropped."""
        self.services.runtime.start_latest(self._load_quote(self.query()), self, "quote")

    async def _load_quote(self, query: QuoteOrder) -> None:
        if not (query.account_no or query.from_currency):
            return
        await self.services.runtime.sleep(PAUSE_SECONDS)
        quote = await self.services.runtime.ask(query)
        if query == self.query():
            self._take_quote(query, quote)

    def _take_quote(self, query: QuoteOrder, quote: OrderQuote) -> None:
        self._quoted, self._quote = query, quote
        self._show_quote()

    def _show_quote(self) -> None:
        quote = self._quote
        self.figures.show_quote(quote, self._forex_type)
        if not self.rate.is_custom:
            self.rate.set_system_rate(None if quote is None else quote.rate)
        self._show_pairs()
        self._show_amounts(quote)
        self._show_hints(quote)
        self._show_problem(quote)

    def _show_amounts(self, quote: OrderQuote | None) -> None:
        if quote is None:
            return
        self.from_amount.set_places(quote.from_places)
        self.to_amount.set_places(quote.to_places)
        computed = quote.to_amount if self._forex_type is ForexType.FROM else quote.from_amount
        entered = self._fixed_side().value() is not None
        self._computed_side().set_value(computed if entered else None)

    def _show_hints(self, quote: OrderQuote | None) -> None:
        texts = self.services.texts
        hints: dict[str, list[str]] = {"from_amount": [], "to_amount": []}
        if self._computed_side().value() is not None:
            hints["to_amount" if self._forex_type is ForexType.FROM else "from_amount"].append(texts(words.FOLLOWS))
        if quote is not None and quote.minimum_amount is not None:
            least = formats.money(self.query().from_currency, quote.minimum_amount, quote.from_places)
            hints["from_amount"].append(texts(words.MINIMUM, amount=least))
        for name, parts in hints.items():
            self.field_rows[name].set_hint(" · ".join(parts))
        self.field_rows["custom_rate"].set_hint(texts(words.CUSTOM_RATE_HINT) if self.rate.is_custom else "")
        cash = quote.withdrawable if quote is not None else ()
        self.withdrawable.set_value(" · ".join(formats.money(one.currency, one.amount) for one in cash))

    def _show_problem(self, quote: OrderQuote | None) -> None:
        """The first refusal that a submission would meet, at its field; what is only missing yet is not said."""
        if self._flagged is not None:
            self._flagged.set_error(None)
            self._flagged = None
        self.foretell("")
        if quote is None or not quote.problem or quote.problem in MISSING:
            return
        sentence = sentence_of(self.services, quote.problem, quote.problem_params)
        row = self.row_of(quote.problem_field)
        if row is None:
            self.foretell(f"{sentence} {quote.problem}")
            return
        row.set_error(sentence)
        self._flagged = row

    def _changed_figures(self, params: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Rate and both amounts, before and after, where they differ."""
        texts, quote = self.services.texts, self._quote or OrderQuote()

        def line(before: str, after: str) -> str:
            return after if before == after else texts(words.CHANGED_FIGURE, before=before, after=after)

        def money(side: str, before: Decimal | None, places: int) -> str:
            after = formats.amount(Decimal(str(params[f"{side}_amount"])), places)
            return f"{params[f'{side}_currency']} {line(formats.amount(before, places), after)}"

        return [
            (texts(words.RATE_CHOICE), line(formats.rate(quote.rate), formats.rate(Decimal(str(params["rate"]))))),
            (texts(words.DEBIT_AMOUNT), money("from", quote.from_amount, quote.from_places)),
            (texts(words.CREDIT_AMOUNT), money("to", quote.to_amount, quote.to_places)),
        ]


def _step(text: str) -> Label:
    """The head of a step; the circled figure comes from a taller face than the words and needs the room."""
    label = Label(text, role="section")
    label.setMinimumHeight(theme.px(24))
    return label


def _side_by_side(*rows: QWidget) -> QHBoxLayout:
    line = spaced(QHBoxLayout(), spacing=20)
    for row in rows:
        line.addWidget(row, 1)
    return line
