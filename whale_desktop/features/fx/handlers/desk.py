"""The desk's view of one currency pair at one moment: quotes, mark-ups, pools, limits and strategies, each read at most once.

Must not write anything.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from whale_desktop.bus import Read, Work
from whale_desktop.features.fx import queries
from whale_desktop.features.fx.handlers.checks import amount_rule
from whale_desktop.features.fx.messages import DayBasis, ForexType, ServiceStrategy
from whale_desktop.features.fx.rules.amounts import AmountRule
from whale_desktop.features.fx.rules.classify import Pool
from whale_desktop.features.fx.rules.pricing import (
    DealPrice,
    ExecutionMarkUp,
    MarkUp,
    apply_mark_up,
    price_deal,
    reference_rate,
)
from whale_desktop.features.fx.rules.strategy import Strategy
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import Currency, RateChannel
from whale_desktop.features.reference.queries import Quote
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import ZERO

_BASE_QUOTE = Quote(bid=Decimal(1), offer=Decimal(1), average=Decimal(1))


@dataclass(frozen=True, slots=True)
class QuotedRate:
    """What a client is quoted: the unmarked rate, the mark-up on it, what is left, and whose quotes it comes from."""

    channel: RateChannel
    reference_rate: Decimal
    mark_up: MarkUp | None
    quoted_rate: Decimal


class Desk:
    """One pair as the desk sees it now."""

    def __init__(self, read: Read, debit: str, credit: str) -> None:
        self.read = read
        self.debit_code = debit
        self.credit_code = credit
        self._connection = read.connection
        self._quotes: dict[tuple[RateChannel, str], Quote | None] = {}
        self._days: dict[tuple[DayBasis, date], bool] = {}

    @cached_property
    def currencies(self) -> dict[str, Currency]:
        """Every currency."""
        return reference.currencies(self._connection)

    @cached_property
    def base(self) -> Currency:
        """The base currency."""
        return next(one for one in self.currencies.values() if one.is_base)

    @property
    def debit(self) -> Currency:
        """The currency that the client gives."""
        return self.currencies[self.debit_code]

    @property
    def credit(self) -> Currency:
        """The currency that the client gets."""
        return self.currencies[self.credit_code]

    @cached_property
    def debit_rule(self) -> AmountRule:
        """How debit amounts are written."""
        return amount_rule(self.debit)

    @cached_property
    def credit_rule(self) -> AmountRule:
        """How credit amounts are written."""
        return amount_rule(self.credit)

    def computed_rule(self, forex_type: ForexType) -> AmountRule:
        """How the amount of the side that is not fixed is written."""
        return self.credit_rule if forex_type is ForexType.FROM else self.debit_rule

    @cached_property
    def reference_channel(self) -> RateChannel:
        """The channel whose quotes classify every order and price most."""
        return reference.reference_channel(self._connection)

    def quote(self, channel: RateChannel, currency: str) -> Quote | None:
        """A channel's newest spot prices of a currency, None when it has none."""
        if currency == self.base.currency:
            return _BASE_QUOTE
        key = (channel, currency)
        if key not in self._quotes:
            self._quotes[key] = reference.spot_quote(self._connection, channel, currency)
        return self._quotes[key]

    def unmarked_rate(self, channel: RateChannel) -> Decimal | None:
        """The reference rate of the pair from a channel's quotes (`docs/rules/fx.md` 5.1).

        None unless the channel has both legs, and where the rate's precision leaves nothing of it.
        """
        debit, credit = self.quote(channel, self.debit_code), self.quote(channel, self.credit_code)
        if debit is None or credit is None:
            return None
        rate = reference_rate(debit.bid, credit.offer, self.debit.rate_precision)
        return rate if rate > ZERO else None

    @cached_property
    def market_rate(self) -> Decimal:
        """The unmarked rate of the reference channel; raises `UserError("FX-E08")` without one."""
        rate = self.unmarked_rate(self.reference_channel)
        if rate is None:
            raise UserError("FX-E08")
        return rate

    def pricing_channel(self, strategy_channel: RateChannel | None) -> RateChannel:
        """Whose quotes price an order: the strategy's own channel if it has both legs, else the reference channel."""
        if strategy_channel is not None and self.unmarked_rate(strategy_channel) is not None:
            return strategy_channel
        return self.reference_channel

    @cached_property
    def _reference_mark_ups(self) -> dict[RateChannel, MarkUp]:
        return queries.reference_mark_ups(self._connection, self.debit_code, self.credit_code)

    @cached_property
    def _execution_mark_ups(self) -> tuple[queries.ExecutionKeyed, ...]:
        return queries.execution_mark_ups(self._connection, self.debit_code, self.credit_code)

    def execution_rows(self, service: ServiceStrategy, channel: RateChannel | None) -> tuple[ExecutionMarkUp, ...]:
        """The execution mark-up rows of one key."""
        return tuple(one.row for one in self._execution_mark_ups if one.service is service and one.channel is channel)

    def quoted(self, channel: RateChannel, custom_rate: Decimal | None) -> QuotedRate:
        """The rate that a client is quoted from a channel's quotes; raises `UserError`: FX-E08, FX-E13."""
        unmarked = self.market_rate if channel is self.reference_channel else self.unmarked_rate(channel)
        assert unmarked is not None, channel
        if custom_rate is not None:
            return QuotedRate(channel, unmarked, None, custom_rate)
        mark_up = self._reference_mark_ups.get(channel)
        return QuotedRate(channel, unmarked, mark_up, apply_mark_up(unmarked, mark_up, self.debit.rate_precision))

    def deal(
        self,
        forex_type: ForexType,
        fixed_amount: Decimal,
        *,
        rate: Decimal,
        service: ServiceStrategy,
        channel: RateChannel | None,
        is_custom_rate: bool,
        marked: bool = True,
    ) -> DealPrice:
        """Client rate and amounts with the execution mark-up in force now; `marked` false leaves every mark-up out."""
        return price_deal(
            forex_type,
            fixed_amount,
            rate=rate,
            rows=self.execution_rows(service, channel) if marked else (),
            moment=self.read.now,
            rate_places=self.debit.rate_precision,
            debit_rule=self.debit_rule,
            credit_rule=self.credit_rule,
            is_custom_rate=is_custom_rate,
        )

    @cached_property
    def pools(self) -> dict[str, Pool]:
        """The pools of the two currencies; locked when this is part of a command."""
        return queries.pools_of(self._connection, self.debit_code, self.credit_code, locked=isinstance(self.read, Work))

    @cached_property
    def thresholds(self) -> queries.Thresholds:
        """Large-amount limit and approval start of the debit currency."""
        return queries.thresholds(self._connection, self.debit_code)

    @cached_property
    def strategies(self) -> tuple[Strategy, ...]:
        """The enabled strategies that name the pair."""
        return queries.serving_strategies(self._connection, self.debit_code, self.credit_code)

    def is_trade_day(self, basis: DayBasis, day: date) -> bool:
        """Whether a Hong Kong date is a trading day of a basis."""
        key = (basis, day)
        if key not in self._days:
            market = "HK" if basis is DayBasis.HK_TRADE_DAY else "US"
            self._days[key] = reference.is_trading_day(self._connection, market, day)
        return self._days[key]

    def withdrawable(self, account_no: str) -> Decimal:
        """What the account can exchange of the debit currency (`docs/rules/fx.md` 5.11)."""
        return ledger.cash(self._connection, account_no, self.debit_code).withdrawable(self.debit.amount_precision)

    def check_funds(self, account_no: str, needed: Decimal, *, field: str = "") -> None:
        """Refuse a debit that the account's withdrawable money does not cover (FX-E10)."""
        if needed <= ZERO:
            return
        available = self.withdrawable(account_no)
        if needed > available:
            params = {"available": available, "currency": self.debit_code}
            raise UserError.at(field, "FX-E10", params) if field else UserError("FX-E10", params)
