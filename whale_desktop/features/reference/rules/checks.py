"""What a reference rate and a currency's parameters must look like (`docs/rules/fx.md` 3.1, 3.8, 6.1, 6.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from whale_desktop.features.reference.messages import RateChannel, RateType
from whale_desktop.kernel.errors import FieldError
from whale_desktop.kernel.numbers import RATE_SCALE, ZERO, decimal_places

RATE_PRECISIONS = (1, RATE_SCALE)
AMOUNT_PRECISIONS = (0, 2)
LARGEST_RATE = Decimal(10) ** 8
"""Rates are stored with 10 decimals in 64 bits, which leaves 8 digits before the point."""

LARGEST_AMOUNT = Decimal(10) ** 14

PRICES = ("bid_rate", "offer_rate", "average_rate")


@dataclass(frozen=True)
class Known:
    """What a rate is checked against: the decimals that each currency's rates may have, and the day it is."""

    precisions: Mapping[str, int]
    today: date


@dataclass(frozen=True)
class RateKey:
    """What makes a rate one rate and not another."""

    rate_type: RateType
    channel: RateChannel
    base_currency: str
    other_currency: str
    record_date: date


def check_prices(prices: Mapping[str, Decimal], precision: int) -> list[FieldError]:
    """Faults of the three prices: above 0, at most `precision` decimals (that of the conversion currency)."""
    faults = []
    for name in PRICES:
        price = prices[name]
        if price <= ZERO:
            faults.append(FieldError(name, "FX-E28"))
        elif price >= LARGEST_RATE:
            faults.append(FieldError(name, "reference.number_too_large"))
        elif decimal_places(price) > precision:
            faults.append(FieldError(name, "FX-E21"))
    return faults


def check_rate(
    rate_type: RateType,
    channels: Iterable[RateChannel],
    *,
    base_currency: str,
    other_currency: str,
    record_date: date,
    prices: Mapping[str, Decimal],
    known: Known,
) -> list[FieldError]:
    """Every fault of a rate that a person enters, all at once."""
    faults = []
    wanted = tuple(channels)
    if not wanted:
        faults.append(FieldError("channels", "FX-E01"))
    elif len(set(wanted)) < len(wanted):
        faults.append(FieldError("channels", "FX-E36"))
    elif any(not fits(rate_type, channel) for channel in wanted):
        faults.append(FieldError("channels", "FX-E38"))
    for name, code in (("base_currency", base_currency), ("other_currency", other_currency)):
        if not code:
            faults.append(FieldError(name, "FX-E01"))
        elif code not in known.precisions:
            faults.append(FieldError(name, "FX-E36"))
    if base_currency and base_currency == other_currency:
        faults.append(FieldError("other_currency", "FX-E23"))
    if record_date > known.today:
        faults.append(FieldError("record_date", "FX-E37"))
    return faults + check_prices(prices, known.precisions.get(other_currency, RATE_SCALE))


def fits(rate_type: RateType, channel: RateChannel) -> bool:
    """Whether type and channel go together: the exchange's own rates come from the exchange, and nothing else does."""
    return (rate_type is RateType.HKEX) is (channel is RateChannel.HKEX)


def is_odd(bid: Decimal, offer: Decimal) -> bool:
    """A bid above the offer is legal, but worth a word."""
    return bid > offer


def check_currency(*, minimum_exchange_amount: Decimal, rate_precision: int, amount_precision: int) -> list[FieldError]:
    """Every fault of a currency's parameters."""
    faults = []
    for name, value, (low, high) in (
        ("rate_precision", rate_precision, RATE_PRECISIONS),
        ("amount_precision", amount_precision, AMOUNT_PRECISIONS),
    ):
        if not low <= value <= high:
            faults.append(FieldError(name, "reference.range", {"low": low, "high": high}))
    if minimum_exchange_amount < ZERO:
        faults.append(FieldError("minimum_exchange_amount", "FX-E32"))
    elif minimum_exchange_amount >= LARGEST_AMOUNT:
        faults.append(FieldError("minimum_exchange_amount", "reference.number_too_large"))
    elif decimal_places(minimum_exchange_amount) > amount_precision:
        faults.append(FieldError("minimum_exchange_amount", "FX-E21"))
    return faults
