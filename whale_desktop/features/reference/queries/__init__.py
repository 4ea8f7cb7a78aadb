"""What other features may look up in reference data."""

from whale_desktop.features.reference.queries.lookups import (
    REFERENCE_CHANNEL,
    ExchangeChannel,
    Quote,
    amount_in,
    base_currency,
    currencies,
    currency,
    exchange_channels,
    is_trading_day,
    mid_rate,
    mid_rates,
    parameter,
    reference_channel,
    shown_amount,
    shown_totals,
    spot_quote,
)

__all__ = [
    "amount_in",
    "ExchangeChannel",
    "Quote",
    "REFERENCE_CHANNEL",
    "base_currency",
    "currencies",
    "currency",
    "exchange_channels",
    "is_trading_day",
    "mid_rate",
    "mid_rates",
    "parameter",
    "reference_channel",
    "shown_amount",
    "shown_totals",
    "spot_quote",
]
