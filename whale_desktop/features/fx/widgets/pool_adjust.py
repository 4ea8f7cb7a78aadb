"""Adjusting a remaining quota (`docs/rules/fx.md` 6.4): by how much more, by how much less, or the new figure; the others follow.

The services decide; the figures shown while one types are only their preview.
"""

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from whale_desktop.features.fx.messages import AdjustMode, AdjustPool, GetPool, PoolRow
from whale_desktop.features.fx.widgets import words
from whale_desktop.kernel.errors import Conflict, NeedsConfirmation
from whale_desktop.kernel.numbers import ZERO, add_up, subtract
from whale_desktop.screens import Action, usual
from whale_desktop.ui import formats, theme
from whale_desktop.ui.components import AmountField, FieldRow, Label, LineField, ReadOnlyField, align_labels, spaced
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import open_dialog
from whale_desktop.ui.forms.command_dialog import CommandDialog
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.wording import CANCEL, CONFIRM

LONGEST_REMARK = 255
BELOW_ALARM_LEVEL = "FX-W01"


class PoolAdjustDialog(CommandDialog):
    """Changes the remaining quota of one currency. The balance that the clerk saw is sent along; another one is a conflict."""

    def __init__(self, action: Action | None, row: PoolRow, services: Services) -> None:
        super().__init__(services, words.ADJUST_POOL, width="small")
        self._pool = row
        self._places = _places(row.remaining_amount)
        self._mode = AdjustMode.INCREASE
        self._build_fields()
        self._lay_out()
        self.set_chips([(row.currency, "neutral")])
        self.set_action(services.texts(CONFIRM))
        self._show_pool()
        services.runtime.start(self._load(), self)

    # ------------------------------------------------------------------------------------------------------- what is entered

    @property
    def mode(self) -> AdjustMode:
        """Which of the three figures was typed last."""
        return self._mode

    @property
    def seen_amount(self) -> Decimal:
        """The balance that the figures start from."""
        return self._pool.remaining_amount

    def typed(self) -> Decimal | None:
        """The figure that was typed last."""
        return self._field(self._mode).value()

    def afterwards(self) -> Decimal | None:
        """What the typed figure would leave; None while there is none."""
        amount = self.typed()
        if amount is None:
            return None
        if self._mode is AdjustMode.SET:
            return amount
        return add_up((self.seen_amount, amount if self._mode is AdjustMode.INCREASE else amount.copy_negate()))

    def command(self) -> AdjustPool:
        """The typed figure and the balance it was typed against."""
        return AdjustPool(
            currency=self._pool.currency,
            mode=self._mode,
            amount=self.typed(),
            seen_amount=self.seen_amount,
            remark=self.remark.value(),
        )

    async def ask(self, question: NeedsConfirmation) -> bool:
        """Below the alarm level: the numbers, and the verb on the button."""
        if question.code != BELOW_ALARM_LEVEL:
            return await super().ask(question)
        texts, currency = self.services.texts, self._pool.currency
        remaining, alarm = Decimal(str(question.params["remaining"])), Decimal(str(question.params["alarm"]))
        dialog = ConfirmDialog(
            texts(words.CONFIRM_BELOW_ALARM, currency=currency),
            verb=texts(words.ADJUST_ANYWAY),
            cancel=texts(CANCEL),
            numbers=[
                (texts(words.REMAINING), self._money(self.seen_amount)),
                (texts(words.AFTERWARDS), self._money(remaining)),
                (texts(words.ALARM_LEVEL), self._money(alarm)),
                (texts(words.SHORTFALL), self._money(subtract(alarm, remaining))),
            ],
            danger=True,
        )
        return await open_dialog(dialog, over=self.window()) is True

    async def conflicted(self, error: Conflict) -> None:
        """The balance moved: show the new one, keep the typed figure, let the others follow."""
        before = self.seen_amount
        self._pool = await self.services.runtime.ask(GetPool(currency=self._pool.currency))
        self._show_pool()
        if self.seen_amount == before:
            await super().conflicted(error)
            return
        moved = {"before": self._money(before), "after": self._money(self.seen_amount)}
        self.say(self.services.texts(words.BALANCE_MOVED, **moved), kind="warning")

    def succeeded(self, result: Any) -> None:
        """The new figure."""
        amount = self.afterwards()
        text = self.services.texts(words.ADJUSTED, currency=self._pool.currency, amount=formats.amount(amount, self._places))
        self.services.toasts.success(text)

    def row_of(self, field: str) -> FieldRow | None:
        """An amount belongs to the figure that was typed."""
        return self._row(self._mode) if field in ("amount", "remaining_amount") else super().row_of(field)

    # ---------------------------------------------------------------------------------------------------------------- building

    def _build_fields(self) -> None:
        texts = self.services.texts
        self.remaining, self.alarm = ReadOnlyField(), ReadOnlyField()
        self.increase, self.decrease, self.target = (AmountField(places=self._places) for _ in range(3))
        self.remark = LineField(max_length=LONGEST_REMARK)
        self._facts = [
            FieldRow(texts(words.REMAINING), self.remaining, right_aligned=True),
            FieldRow(texts(words.ALARM_LEVEL), self.alarm, right_aligned=True),
        ]
        self.field_rows = {
            "increase": FieldRow(texts(words.INCREASE_BY), self.increase, right_aligned=True),
            "decrease": FieldRow(texts(words.DECREASE_BY), self.decrease, right_aligned=True),
            "target": FieldRow(texts(words.NEW_REMAINING), self.target, right_aligned=True),
            "remark": FieldRow(texts(usual.REMARK), self.remark, right_aligned=True),
        }
        for mode in AdjustMode:
            self._field(mode).edited.connect(lambda mode=mode: self._typed(mode))
        self.remark.edited.connect(self.touch)

    def _lay_out(self) -> None:
        rows = [*self._facts, *self.field_rows.values()]
        indent = align_labels(rows)
        for row in rows[:2]:
            self.body_layout.addWidget(row)
        hint = spaced(QHBoxLayout())
        hint.addSpacing(indent + theme.px(8))
        hint.addWidget(Label(self.services.texts(words.ADJUST_HINT), role="small", tone="tx3"), 1)
        self.body_layout.addLayout(hint)
        for row in rows[2:]:
            self.body_layout.addWidget(row)
        self.add_notes()

    def _field(self, mode: AdjustMode) -> AmountField:
        return {AdjustMode.INCREASE: self.increase, AdjustMode.DECREASE: self.decrease, AdjustMode.SET: self.target}[mode]

    def _row(self, mode: AdjustMode) -> FieldRow:
        names = {AdjustMode.INCREASE: "increase", AdjustMode.DECREASE: "decrease", AdjustMode.SET: "target"}
        return self.field_rows[names[mode]]

    # ----------------------------------------------------------------------------------------------------------------- showing

    async def _load(self) -> None:
        """The list may be older than the pool; until something is typed the newest balance is shown."""
        pool = await self.services.runtime.ask(GetPool(currency=self._pool.currency))
        if self.typed() is None:
            self._pool = pool
            self._show_pool()

    def _typed(self, mode: AdjustMode) -> None:
        self.touch()
        self._mode = mode
        self.set_error_count("")
        self.say("")
        for row in self.field_rows.values():
            row.set_error(None)
        self._follow()

    def _show_pool(self) -> None:
        self.remaining.set_value(self._money(self._pool.remaining_amount))
        self.alarm.set_value(self._money(self._pool.alarm_amount))
        self._follow()

    def _follow(self) -> None:
        """The two figures that were not typed, and what the result means."""
        after = self.afterwards()
        difference = None if after is None else subtract(after, self.seen_amount)
        shown: dict[AdjustMode, Decimal | None] = {
            AdjustMode.INCREASE: difference if difference is not None and difference > ZERO else None,
            AdjustMode.DECREASE: difference.copy_negate() if difference is not None and difference < ZERO else None,
            AdjustMode.SET: after,
        }
        for mode, amount in shown.items():
            if mode is not self._mode:
                self._field(mode).set_value(amount)
        self._warn(after)

    def _warn(self, after: Decimal | None) -> None:
        texts, alarm = self.services.texts, self._pool.alarm_amount
        self.foretell("")
        if after is None or after >= min(alarm, self.seen_amount):
            return
        if after < ZERO:
            self.foretell(texts(words.BELOW_ZERO, amount=self._money(self.seen_amount)), kind="error")
            return
        figures = {"remaining": after, "alarm": alarm, "difference": subtract(alarm, after)}
        self.foretell(texts(words.BELOW_ALARM, **{name: self._money(amount) for name, amount in figures.items()}))

    def _money(self, amount: Decimal) -> str:
        return formats.money(self._pool.currency, amount, self._places)


def _places(amount: Decimal) -> int:
    """The decimals of the currency, as the service shows them."""
    exponent = amount.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
