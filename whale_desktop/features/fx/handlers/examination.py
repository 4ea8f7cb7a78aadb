"""Everything that is looked at before an exchange is accepted, in the order of `docs/rules/fx.md` 6.6.

The same steps answer a quote and check a submission; a quote stops where the first one refuses. Must not write anything.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from whale_desktop.bus import Read
from whale_desktop.features.fx import queries
from whale_desktop.features.fx.handlers.checks import amount_rule
from whale_desktop.features.fx.handlers.desk import Desk, QuotedRate
from whale_desktop.features.fx.messages import AuditStatus, ChangeType, ForexType, Origin, ServiceStrategy
from whale_desktop.features.fx.rules.amounts import (
    CUSTOM_RATE_PLACES,
    check_minimum,
    check_positive,
    check_rate,
    in_base_currency,
)
from whale_desktop.features.fx.rules.classify import change_type_of, is_large, needs_review, pool_passes
from whale_desktop.features.fx.rules.periods import end_of_current_period
from whale_desktop.features.fx.rules.pricing import DealPrice
from whale_desktop.features.fx.rules.strategy import Strategy, choose_strategy
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import Account
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.numbers import ZERO, decimal_places


@dataclass(frozen=True, slots=True)
class Request:
    """An exchange that somebody wants."""

    account_no: str
    from_currency: str
    to_currency: str
    forex_type: ForexType
    amount: Decimal
    origin: Origin
    custom_rate: Decimal | None = None
    audit_remark: str = ""
    order_remark: str = ""


class Examination:
    """One request on its way through the checks. Each step leaves what it found; `run` takes all of them."""

    def __init__(self, read: Read, request: Request) -> None:
        self.read = read
        self.request = request
        self.desk = Desk(read, request.from_currency, request.to_currency)
        self.account: Account | None = None
        self.quoted: QuotedRate | None = None
        self.price: DealPrice | None = None
        self.strategy: Strategy | None = None
        self.change_type: ChangeType | None = None
        self.large = False
        self._passes_pool = False

    @property
    def is_custom(self) -> bool:
        """Whether the clerk typed the rate."""
        return self.request.custom_rate is not None

    @property
    def strategy_channel(self) -> RateChannel | None:
        """The channel of the chosen strategy, None for the pool."""
        return RateChannel(self.strategy.channel) if self.strategy is not None and self.strategy.channel else None

    @property
    def audit_status(self) -> AuditStatus:
        """Whether a second person must review the order (`docs/rules/fx.md` 5.7)."""
        assert self.price is not None
        reviewed = needs_review(
            self.request.origin,
            self.price.from_amount,
            large=self.large,
            approval_start=self.desk.thresholds.approval_start,
        )
        return AuditStatus.PENDING if reviewed else AuditStatus.NONE

    @property
    def finish_time(self) -> datetime | None:
        """When it should be done: a pool deal at once, a bank deal by the end of the present service period."""
        assert self.strategy is not None
        if self.strategy.service is ServiceStrategy.BATCH:
            return self.read.now
        return end_of_current_period(self.strategy.periods, hong_kong(self.read.now), self.desk.is_trade_day)

    def run(self) -> None:
        """Every step; raises the first refusal."""
        self.check_account()
        self.check_pair()
        self.read_rate()
        self.check_entered()
        self.classify()
        self.choose()

    def check_account(self) -> None:
        """The account may exchange (FX-E22)."""
        self.account = ledger.account(self.read.connection, self.request.account_no)
        if self.account is None or not self.account.may_exchange:
            raise UserError.at("account_no", "FX-E22")

    def check_pair(self) -> None:
        """Both currencies have the switch on (FX-E02) and the pair is configured (FX-E03)."""
        faults = Faults()
        for field, code in (("from_currency", self.request.from_currency), ("to_currency", self.request.to_currency)):
            currency = self.desk.currencies.get(code)
            if currency is None or not currency.exchange_enabled:
                faults.add(field, "FX-E02", {"currency": code})
        faults.refuse()
        if not queries.pair_exists(self.read.connection, self.request.from_currency, self.request.to_currency):
            raise UserError.at("to_currency", "FX-E03")

    def read_rate(self) -> None:
        """The reference channel has a rate (FX-E08), also where the clerk types his own."""
        assert self.desk.market_rate > ZERO

    def check_entered(self) -> None:
        """Amount and custom rate as they were typed: decimals (FX-E21), above zero (FX-E26, FX-E28)."""
        faults = Faults()
        entered = self.desk.debit if self.request.forex_type is ForexType.FROM else self.desk.credit
        if self.request.custom_rate is not None:
            try:
                check_rate(self.request.custom_rate, CUSTOM_RATE_PLACES, field="custom_rate")
            except UserError as error:
                faults.take(error)
        if decimal_places(self.request.amount) > entered.amount_precision:
            faults.add("amount", "FX-E21", {"places": entered.amount_precision})
        faults.refuse()
        check_positive(self.request.amount, field="amount")

    def classify(self) -> None:
        """Minimum (FX-E09) and money (FX-E10) of the debit amount, then large or small, within the pool or beyond it.

        All at the reference channel and the pool's price; where a mark-up leaves no rate, unmarked: that refusal comes last.
        """
        price = self._pool_price()
        check_minimum(price.from_amount, self.desk.debit.minimum_exchange_amount, field="amount")
        self.desk.check_funds(self.request.account_no, price.from_amount, field="amount")
        self.large = is_large(price.from_amount, self.desk.thresholds.limit)
        pools = self.desk.pools
        self._passes_pool = pool_passes(
            price.to_amount,
            debit_pool=pools.get(self.request.from_currency),
            credit_pool=pools.get(self.request.to_currency),
        )
        self.change_type = change_type_of(large=self.large, passes_pool=self._passes_pool)

    def choose(self) -> None:
        """The strategy (FX-E11, FX-E12) and the price that it makes (FX-E13)."""
        assert self.change_type is not None
        self.strategy = choose_strategy(
            self.desk.strategies,
            pair=(self.request.from_currency, self.request.to_currency),
            change_type=self.change_type,
            passes_pool=self._passes_pool,
            moment=hong_kong(self.read.now),
            is_trade_day=self.desk.is_trade_day,
        )
        channel = self.strategy_channel
        self.quoted = self.desk.quoted(self.desk.pricing_channel(channel), self.request.custom_rate)
        before = self.price
        self.price = self._priced(self.quoted.quoted_rate, self.strategy.service, channel)
        check_positive(self.price.to_amount, field="amount")
        check_positive(self.price.from_amount, field="amount")
        if before is None or self.price.from_amount > before.from_amount:
            self.desk.check_funds(self.request.account_no, self.price.from_amount, field="amount")

    def estimate(self) -> None:
        """The pool's price for the eye, where no step has come to one: no check is made. Nothing where there is no rate (FX-E13)."""
        if self.price is None and self.request.amount > ZERO:
            self._pool_price()

    def base_amount(self) -> tuple[str, Decimal, Decimal]:
        """Base currency, the debit amount in it, and the average rate; for information only (`docs/rules/fx.md` 3.9)."""
        assert self.price is not None
        desk = self.desk
        quote = desk.quote(desk.reference_channel, self.request.from_currency)
        assert quote is not None, "a rate was found"
        amount = in_base_currency(self.price.from_amount, quote.average, amount_rule(desk.base))
        return desk.base.currency, amount, quote.average

    def _pool_price(self) -> DealPrice:
        try:
            self.quoted = self.desk.quoted(self.desk.reference_channel, self.request.custom_rate)
            self.price = self._priced(self.quoted.quoted_rate, ServiceStrategy.BATCH, None)
        except UserError as error:
            if error.code != "FX-E13":
                raise
            return self._priced(self.desk.market_rate, ServiceStrategy.BATCH, None, marked=False)
        return self.price

    def _priced(self, rate: Decimal, service: ServiceStrategy, channel: RateChannel | None, *, marked: bool = True) -> DealPrice:
        return self.desk.deal(
            self.request.forex_type,
            self.request.amount,
            rate=rate,
            service=service,
            channel=channel,
            is_custom_rate=self.is_custom,
            marked=marked,
        )
