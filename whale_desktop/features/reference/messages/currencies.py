"""Currencies as they travel: what FX needs to know of one, the list of the parameter screen, the edit (`docs/rules/fx.md` 3.1, 6.1)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from whale_desktop.features.reference.messages.choices import RoundMode
from whale_desktop.messages import SIGNED_IN, Bound, Command, ListQuery, Permission, Query, Struct, TotalsQuery, command, query


class Currency(Struct):
    """One currency for calculations. `names` by locale id; `minimum_exchange_amount` is the least debit amount of an exchange."""

    currency: str
    currency_iso: str
    names: Mapping[str, str]
    is_base: bool
    exchange_enabled: bool
    minimum_exchange_amount: Decimal
    rate_precision: int
    amount_precision: int
    round_mode: RoundMode
    version: int


class CurrencyRow(Struct):
    """One currency on the parameter screen. `name` and `short_name` are in the reader's language."""

    currency: str
    currency_iso: str
    name: str
    short_name: str
    is_base: bool
    deposit_enabled: bool
    withdrawal_enabled: bool
    exchange_enabled: bool
    minimum_deposit_amount: Decimal
    minimum_withdrawal_amount: Decimal
    minimum_exchange_amount: Decimal
    rate_precision: int
    amount_precision: int
    round_mode: RoundMode
    shown_in_assets: bool
    remark: str
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class CurrencyFilter(Struct):
    """currency: part of the code or name; exchange_enabled: only currencies with the switch on or off."""

    currency: str = ""
    exchange_enabled: bool | None = None
    pending: bool | None = None


@query("reference.currency.list", permission=SIGNED_IN, topics=("reference.currency",))
class ListCurrencies(ListQuery[CurrencyRow]):
    """Every currency, the base currency first, then in the order of the seed."""

    where: CurrencyFilter = CurrencyFilter()


@query("reference.currency.totals", permission=SIGNED_IN, topics=("reference.currency",))
class TotalCurrencies(TotalsQuery):
    """How many currencies the filter leaves."""

    where: CurrencyFilter = CurrencyFilter()


@query("reference.currency.get", permission=SIGNED_IN, topics=("reference.currency",))
class GetCurrency(Query[CurrencyRow]):
    """One currency. Raises `UserError("FX-E33")` for an unknown code."""

    currency: str


@command(
    "reference.currency.update",
    permission=Permission("atm.update_current_config"),
    changes=("reference.currency",),
    approval="reference.currency_update",
    target=Bound(GetCurrency, {"currency": "currency"}),
    guard=("exchange_enabled", "minimum_exchange_amount", "rate_precision", "amount_precision", "round_mode"),
)
class UpdateCurrency(Command[None]):
    """Change what exchange reads of a currency. Orders that exist keep what they were given.

    rate_precision 1 to 10: decimals of a rate whose debit currency this is. amount_precision 0 to 2.
    Errors: FX-E17 stale, FX-E21, FX-E32, FX-E33, `reference.range`.
    """

    currency: str
    exchange_enabled: bool
    minimum_exchange_amount: Decimal
    rate_precision: int
    amount_precision: int
    round_mode: RoundMode
    expected_version: int
