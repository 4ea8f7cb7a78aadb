"""What the handlers check alike: fields that are missing or too long, stale versions, currencies, amounts as they are shown.

Validation collects every failing field; the caller refuses once with all of them.
"""

from collections.abc import Mapping
from decimal import Decimal

from whale_desktop.bus import Read
from whale_desktop.features.fx.rules.amounts import AmountRule
from whale_desktop.features.reference.messages import Currency
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.numbers import ZERO, decimal_places, with_places
from whale_desktop.storage import Made, written


def check_version(found: int, expected: int) -> None:
    """Refuse a change of a record that somebody else has changed since it was read (FX-E17)."""
    if found != expected:
        raise Conflict("FX-E17")


def gone() -> UserError:
    """The record no longer exists."""
    return UserError("FX-E33")


def exchangeable(known: Mapping[str, Currency], code: str, field: str, faults: Faults) -> Currency | None:
    """The currency of `code`; unknown (FX-E36) or with its exchange switch off (FX-E02) is a fault. An empty code is passed over."""
    if not code:
        return None
    currency = known.get(code)
    if currency is None:
        faults.add(field, "FX-E36")
        return None
    if not currency.exchange_enabled:
        faults.add(field, "FX-E02", {"currency": code})
    return currency


def check_places(amount: Decimal | None, currency: Currency | None, field: str, faults: Faults) -> None:
    """An amount with more decimals than its currency writes is a fault (FX-E21)."""
    if amount is not None and currency is not None and decimal_places(amount) > currency.amount_precision:
        faults.add(field, "FX-E21", {"places": currency.amount_precision})


def amount_rule(currency: Currency) -> AmountRule:
    """How a currency writes amounts."""
    return AmountRule(currency.amount_precision, currency.round_mode.value)


def shown_rate(rate: Decimal, known: Mapping[str, Currency], debit: str) -> Decimal:
    """`rate` with at least the decimals of its debit currency; a custom rate keeps its finer digits."""
    currency = known.get(debit)
    return _shown(rate, currency.rate_precision if currency else 4)


def rate_in(known: Mapping[str, Currency], column: str, debit: str) -> Made:
    """For the rows of a list: the rate of `column`, shown with the decimals of the debit currency that stands in another column."""
    return written(lambda rate, code: shown_rate(rate, known, code), column, debit)


def shown_mark_up(value: Decimal | None) -> Decimal | None:
    """A mark-up value without needless zeros."""
    return None if value is None else _shown(value, 0)


def _shown(value: Decimal, places: int) -> Decimal:
    return with_places(value, places)


def pair_text(debit: str, credit: str) -> str:
    """A pair as it is written: `USD/CNH`."""
    return f"{debit}/{credit}"


def split_pair(text: str) -> tuple[str, str]:
    """The two currencies of `USD/CNH`; two empty ones for any other text."""
    debit, slash, credit = text.partition("/")
    return (debit, credit) if slash else ("", "")


def local_name(currency: Currency, read: Read) -> str:
    """The name of a currency in the reader's language, English where there is none."""
    return currency.names.get(read.locale) or currency.names.get("en", currency.currency)


def is_positive(amount: Decimal | None) -> bool:
    """Whether an entered amount is there and above zero."""
    return amount is not None and amount > ZERO
