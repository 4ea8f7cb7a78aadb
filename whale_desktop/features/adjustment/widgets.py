"""Hand-written editors of adjustments: the code that fits the account, the amount beside the balance, the ways to revoke.

What may be chosen comes from the services; nothing is decided here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from whale_desktop.features.adjustment.messages import AdjustmentAccount, GetAdjustmentAccount, RevocationKind
from whale_desktop.features.ledger.messages import AccountState, Direction
from whale_desktop.kernel.numbers import EXACT, ZERO
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import info_of, label_of
from whale_desktop.screens import Field as FieldSpec
from whale_desktop.ui import formats
from whale_desktop.ui.components import AmountField, ChoiceField, Field, Label, Option, RadioField, spaced
from whale_desktop.ui.pages.ports import Services

CHOOSE_ACCOUNT_FIRST = C_("adjustment", "Choose the account first")
CHOOSE = C_("adjustment", "Choose")
BALANCE = C_("adjustment", "Present balance {currency} {amount}")
AFTERWARDS = C_("adjustment", "Present balance {currency} {amount}, afterwards {after}")
ACCOUNT_IS = C_("adjustment", "the account is: {state}")
ON_ITS_DATE = C_("adjustment", "On its own ledger date; the client sees neither movement")
TODAY = C_("adjustment", "On the present ledger date; the client sees both movements")


class _OfAccount:
    """Follows the account that is chosen in the form, and asks the services about it once each time it is another one."""

    def __init__(self, services: Services, owner: Any) -> None:
        self._services = services
        self._owner = owner
        self._asked = ""
        self.found: AdjustmentAccount | None = None
        services.runtime.on_change(info_of(GetAdjustmentAccount).topics, self._again, owner)

    def follow(self, account_no: str) -> None:
        """Another account, or none."""
        if account_no == self._asked:
            return
        self._asked = account_no
        self.found = None
        self._again()

    def _again(self) -> None:
        if self._asked:
            self._services.runtime.start_latest(self._load(self._asked), self._owner, "account")

    async def _load(self, account_no: str) -> None:
        found = await self._services.runtime.ask(GetAdjustmentAccount(account_no=account_no))
        if account_no == self._asked:
            self.found = found
            self._owner.show_account()


class BizCodeEditor(ChoiceField):
    """The business code: what is offered for the account's state and the direction (`docs/rules/adjustment.md` 6.1)."""

    def __init__(self, spec: FieldSpec, services: Services) -> None:
        super().__init__([], placeholder=services.texts(CHOOSE_ACCOUNT_FIRST))
        self._services = services
        self._direction: Direction | None = None
        self._account = _OfAccount(services, self)

    def set_context(self, values: Mapping[str, Any]) -> None:
        """Account and direction of the form."""
        self._direction = values.get("direction")
        self._account.follow(values.get("account_no") or "")
        self.show_account()

    def show_account(self) -> None:
        """Offer what fits; a code that no longer fits is taken away, one that alone fits is chosen."""
        account = self._account.found
        if account is None:
            return
        fitting = [one for one in account.codes if self._direction is None or one.direction in (None, self._direction)]
        if self.value() not in [one.biz_code for one in fitting]:
            self.set_value(fitting[0].biz_code if len(fitting) == 1 and self._direction is not None else None)
        self.set_placeholder(self._services.texts(CHOOSE))
        self.set_options([Option(one.biz_code, one.biz_code, hint=one.name) for one in fitting])


class AmountEditor(Field):
    """The amount, with the account's balance in the chosen currency before and after it."""

    def __init__(self, spec: FieldSpec, services: Services) -> None:
        self.amount = AmountField(places=None)
        super().__init__(self.amount.editor())
        self._services = services
        self._values: Mapping[str, Any] = {}
        self._account = _OfAccount(services, self)
        self.help = Label("", role="small", tone="tx3")
        column = spaced(QVBoxLayout(self), spacing=4)
        column.addWidget(self.amount)
        column.addWidget(self.help)
        self.help.hide()
        self.amount.edited.connect(self._edited)
        self.amount.committed.connect(self.committed)

    def value(self) -> Decimal | None:
        """The exact amount, None when blank or unreadable."""
        return self.amount.value()

    def set_value(self, value: Decimal | None) -> None:
        """Show an amount."""
        self.amount.set_value(value)
        self.show_account()

    def problem(self) -> str | None:
        """Why the text cannot be read."""
        return self.amount.problem()

    def set_invalid(self, invalid: bool) -> None:
        """The ring in the error colour."""
        self.amount.set_invalid(invalid)

    def set_spoken(self, name: str, description: str) -> None:
        """What the field is called."""
        self.amount.set_spoken(name, description)

    def set_read_only(self, read_only: bool) -> None:
        """Plain text."""
        self.read_only = read_only
        self.amount.set_read_only(read_only)

    def set_context(self, values: Mapping[str, Any]) -> None:
        """Account, currency and direction of the form."""
        self._values = values
        self._account.follow(values.get("account_no") or "")
        self.show_account()

    def show_account(self) -> None:
        """Say the balance before and after; one below zero is a warning, no refusal."""
        account, currency = self._account.found, self._values.get("currency") or ""
        if account is None or not currency:
            self.help.hide()
            return
        held = next((one.total for one in account.cash if one.currency == currency), ZERO)
        change, texts = self._change(), self._services.texts
        said = {"currency": currency, "amount": formats.amount(held)}
        after = held if change is None else EXACT.add(held, change)
        text = texts(BALANCE, **said) if change is None else texts(AFTERWARDS, **said, after=formats.amount(after))
        if account.state is not AccountState.ACTIVE:
            text += " · " + texts(ACCOUNT_IS, state=texts(label_of(account.state)))
        self.help.setText(text)
        self.help.set_tone("warn" if after < ZERO or account.state is not AccountState.ACTIVE else "tx3")
        self.help.show()

    def _change(self) -> Decimal | None:
        amount, direction = self.amount.value(), self._values.get("direction")
        if amount is None or direction is None:
            return None
        return amount if direction is Direction.CREDIT else EXACT.minus(amount)

    def _edited(self) -> None:
        self.show_account()
        self.edited.emit()


class RevocationKindEditor(RadioField):
    """How to revoke: only what the check of the services has found possible (`docs/rules/adjustment.md` 6.5)."""

    def __init__(self, spec: FieldSpec, services: Services) -> None:
        hints = {RevocationKind.REGULAR: TODAY, RevocationKind.UNTRACEABLE: ON_ITS_DATE}
        self._options = [Option(one, services.texts(label_of(one)), hint=services.texts(hints[one])) for one in RevocationKind]
        super().__init__(self._options, cards=True)
        self.set_value(RevocationKind.REGULAR)

    def set_context(self, values: Mapping[str, Any]) -> None:
        """The kinds that are possible."""
        kinds = values.get("kinds") or tuple(RevocationKind)
        self.set_options([one for one in self._options if one.value in kinds])
