"""The parameters of the demonstration's FX desk: pairs, strategies for the whole calendar day, pools, mark-ups, limits."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from whale_desktop.features.fx import messages as fx
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.messages import Command

PAIRS = {
    "USD": ("HKD", "CNH", "EUR", "GBP", "JPY", "AUD"),
    "HKD": ("USD", "CNH", "EUR", "GBP", "JPY"),
    "CNH": ("HKD", "USD"),
    "EUR": ("HKD", "USD"),
    "GBP": ("HKD", "USD"),
    "JPY": ("HKD", "USD"),
    "AUD": ("HKD",),
}
POOLS = {
    "HKD": ("40000000", "3000000"),
    "USD": ("6000000", "400000"),
    "CNH": ("30000000", "2000000"),
    "EUR": ("900000", "80000"),
    "GBP": ("700000", "60000"),
    "JPY": ("120000000", "9000000"),
    "AUD": ("500000", "50000"),
}
MARK_UPS = {"USD/CNH": (fx.SpreadMode.VALUE, "0.001"), "USD/HKD": (fx.SpreadMode.VALUE, "0.002")}
"""Mark-ups on the reference rate that are a value; every other pair has a ratio."""

LIMITS = {"USD": "100000", "HKD": "800000", "CNH": "700000", "EUR": "90000", "GBP": "80000", "JPY": "12000000"}

Send = Callable[[Command[Any]], Any]


def all_pairs() -> tuple[str, ...]:
    """Every pair as `USD/HKD`."""
    return tuple(f"{debit}/{credit}" for debit, credits in PAIRS.items() for credit in credits)


def set_up(send: Send) -> None:
    """Everything that the parameter administrator enters before the first order."""
    for debit, credits in PAIRS.items():
        send(fx.AddPairs(from_currency=debit, to_currencies=credits))
        if debit != "AUD":
            send(fx.SetDefaultPair(from_currency=debit, to_currency=credits[0], expected_version=1))
    for currency, (remaining, alarm) in POOLS.items():
        send(fx.AddPool(currency=currency, remaining_amount=Decimal(remaining), alarm_amount=Decimal(alarm)))
    whole_day = (fx.ServicePeriod(day_basis=fx.DayBasis.NATURAL_DAY, start="00:00:00", end="24:00:00"),)
    for change_type, kind, channel in (
        (fx.ChangeType.SMALL_IN_POOL, fx.ServiceStrategy.BATCH, None),
        (fx.ChangeType.SMALL_BEYOND_POOL, fx.ServiceStrategy.SINGLE, RateChannel.HSB),
        (fx.ChangeType.LARGE, fx.ServiceStrategy.SINGLE, RateChannel.ICBCASIA),
    ):
        send(
            fx.AddStrategy(
                service_strategy=kind,
                strategy_kind=fx.StrategyKind.SPECIFIC,
                change_type=change_type,
                service_time=whole_day,
                channel_name=channel,
                support_currency=all_pairs(),
            )
        )
    send(
        fx.AddReferenceMarkUps(
            channel_name=RateChannel.IB,
            rows=tuple(
                fx.NewReferenceMarkUp(pair=pair, spread_mode=mode, bp=Decimal(bp))
                for pair in all_pairs()
                for mode, bp in (MARK_UPS.get(pair, (fx.SpreadMode.RATE, "0.08")),)
            ),
        )
    )
    for strategy, channel, pair, bp in (
        (fx.ServiceStrategy.SINGLE, RateChannel.HSB, "USD/CNH", "0.05"),
        (fx.ServiceStrategy.SINGLE, RateChannel.ICBCASIA, "USD/HKD", "0.03"),
    ):
        send(
            fx.AddExecutionMarkUp(
                service_strategy=strategy,
                channel_name=channel,
                pair=pair,
                spread_mode=fx.SpreadMode.RATE,
                tiers=(
                    fx.MarkUpTier(start_value=Decimal(0), end_value=Decimal(500_000), bp=Decimal(bp)),
                    fx.MarkUpTier(start_value=Decimal(500_000), end_value=None, bp=Decimal(bp) / 2),
                ),
                default_effective=True,
            )
        )
    for currency, amount in LIMITS.items():
        send(fx.AddLimit(currency=currency, amount=Decimal(amount)))
    send(fx.SetApprovalStarts(rows=(fx.ApprovalStart(currency="GBP", start_amount=Decimal(30_000)),), expected_version=0))
