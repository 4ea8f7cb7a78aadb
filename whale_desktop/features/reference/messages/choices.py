"""Enumerations of reference data with their labels. Members carry the stored codes (`docs/rules/fx.md` 3.1, 3.8)."""

from enum import StrEnum

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import labels


class RateChannel(StrEnum):
    """Who published a rate, and through whom a bank exchange goes (`docs/rules/fx.md` 3.8)."""

    IB = "IB"
    HSB = "HSB"
    ICBCASIA = "ICBCASIA"
    HKEX = "HKEX"


labels(
    RateChannel,
    {
        RateChannel.IB: C_("reference.rate_channel", "IB"),
        RateChannel.HSB: C_("reference.rate_channel", "Hang Seng"),
        RateChannel.ICBCASIA: C_("reference.rate_channel", "ICBC"),
        RateChannel.HKEX: C_("reference.rate_channel", "HKEX"),
    },
)


class RateType(StrEnum):
    """What a rate is for: orders and statements, accounting, or the exchange's own (`docs/rules/fx.md` 3.8)."""

    SPOT = "MANUAL_CURRENT"
    BOOK = "MANUAL_ACCOUNT"
    HKEX = "CCASS"


labels(
    RateType,
    {
        RateType.SPOT: C_("reference.rate_type", "Spot rate"),
        RateType.BOOK: C_("reference.rate_type", "Book rate"),
        RateType.HKEX: C_("reference.rate_type", "HKEX rate"),
    },
)


class RateSource(StrEnum):
    """How a rate came in (`docs/rules/fx.md` 3.8)."""

    MANUAL = "MANUAL"
    IMPORT = "IMPORT"
    API = "API"


labels(
    RateSource,
    {
        RateSource.MANUAL: C_("reference.rate_source", "Manual"),
        RateSource.IMPORT: C_("reference.rate_source", "Import"),
        RateSource.API: C_("reference.rate_source", "API"),
    },
)


class RoundMode(StrEnum):
    """How an amount is brought to its currency's decimals; rates are always cut (`docs/rules/fx.md` 3.1)."""

    ROUND = "round"
    TRUNCATE = "truncate"


labels(
    RoundMode,
    {
        RoundMode.ROUND: C_("reference.round_mode", "Rounding half-up"),
        RoundMode.TRUNCATE: C_("reference.round_mode", "Truncate"),
    },
)


class CalendarMarket(StrEnum):
    """A market with a trading calendar."""

    HK = "HK"
    US = "US"


labels(
    CalendarMarket,
    {
        CalendarMarket.HK: C_("reference.market", "Hong Kong"),
        CalendarMarket.US: C_("reference.market", "United States"),
    },
)
