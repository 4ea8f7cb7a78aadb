"""What the workbooks of reference rates hold: columns with their choices and help, the example row (`docs/rules/fx.md` 7.3)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from whale_desktop.features.reference.messages import RateChannel, RateType
from whale_desktop.features.reference.rules import COLUMNS
from whale_desktop.kernel.texts import C_, Catalogue
from whale_desktop.kernel.workbooks import SheetColumn, SheetSpec
from whale_desktop.messages import label_of

_SHEET = C_("reference.rate_import", "Rates")
_MEANINGS = {
    "channel": C_("reference.rate_import", "The channel that published the rate; pick one from the list"),
    "rate_type": C_("reference.rate_import", "The rate type; the HKEX rate goes with the channel HKEX and with no other"),
    "base_currency": C_("reference.rate_import", "The currency in which the prices are given, usually the base currency"),
    "other_currency": C_("reference.rate_import", "The currency of which one unit is priced; not the same as the base currency"),
    "bid_rate": C_(
        "reference.rate_import", "A number above 0, with no more decimals than the rate precision of the conversion currency"
    ),
    "offer_rate": C_("reference.rate_import", "A number above 0; a bid above the offer is taken, with a warning"),
    "average_rate": C_("reference.rate_import", "A number above 0, usually midway between bid and offer"),
    "record_date": C_("reference.rate_import", "The day the rate was published for, as 20240318 or as a date; not in the future"),
}
_RULES = (
    C_("reference.rate_import", "Every column is required. One bad row, and nothing of the file is written."),
    C_(
        "reference.rate_import",
        "A rate of the same channel, type, currencies and date gets the new prices; its history keeps the old",
    ),
    C_("reference.rate_import", "Replace the example row by your own rows, at most {rows} in one file."),
)
_WIDTHS = (16, 14, 12, 12, 14, 14, 14, 14)


def sheet_of_rates(texts: Catalogue, currencies: Sequence[str]) -> SheetSpec:
    """The sheet in a language, with what its cells may hold now."""
    choices = {
        "channel": [texts(label_of(one)) for one in RateChannel],
        "rate_type": [texts(label_of(one)) for one in RateType],
        "base_currency": list(currencies),
        "other_currency": list(currencies),
    }
    columns = {
        name: SheetColumn(text=text, meaning=_MEANINGS[name], width=width, choices=choices.get(name, ()))
        for (name, text), width in zip(COLUMNS.items(), _WIDTHS, strict=True)
    }
    return SheetSpec(title=_SHEET, columns=columns, rules=_RULES)


def example(texts: Catalogue, today: date) -> list[list[Any]]:
    """The example row of the template."""
    prices = (Decimal("7.8147"), Decimal("7.8132"), Decimal("7.8140"))
    return [[texts(label_of(RateChannel.IB)), texts(label_of(RateType.SPOT)), "HKD", "USD", *prices, int(f"{today:%Y%m%d}")]]
