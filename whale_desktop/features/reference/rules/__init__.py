"""The pure rules of reference data: what a rate and a currency's parameters must look like, and how a sheet of rates is read."""

from whale_desktop.features.reference.rules.checks import Known, RateKey, check_currency, check_prices, check_rate, is_odd
from whale_desktop.features.reference.rules.sheet import COLUMNS, ParsedRate, RateSheet, parse_rates

__all__ = [
    "COLUMNS",
    "Known",
    "ParsedRate",
    "RateKey",
    "RateSheet",
    "check_currency",
    "check_prices",
    "check_rate",
    "is_odd",
    "parse_rates",
]
