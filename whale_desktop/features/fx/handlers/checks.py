"""What the handlers check alike: fields that are missing or too long, stale versions, currencies, amounts as they are shown.

Validation collects every failing field; the caller refuses once with all of them.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, true

from whale_desktop.bus import Read
from whale_desktop.features.fx.rules.amounts import AmountRule
from whale_desktop.features.reference.messages import Currency
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import Conflict, FieldError, UserError
from whale_desktop.kernel.numbers import ZERO, decimal_places, with_places

LONGEST_REMARK = 255


class Faults:
    """The failing fields of one command."""

    def __init__(self) -> None:
        self._found: list[FieldError] = []

    def add(self, field: str, code: str, params: Mapping[str, Any] | None = None) -> None:
        """A field fails."""
        self._found.append(FieldError(field, code, dict(params or {})))

    def take(self, error: UserError) -> None:
        """Take over the failing fields of a rule's refusal."""
        self._found.extend(error.fields or (FieldError("", error.code, error.params),))

    def missing(self, **values: object) -> None:
        """Fields that must be filled and are not (FX-E01)."""
        for name, value in values.items():
            empty = not value.strip() if isinstance(value, str) and not isinstance(value, StrEnum) else value in (None, ())
            if empty:
                self.add(name, "FX-E01")

    def too_long(self, limit: int = LONGEST_REMARK, **values: str) -> None:
        """Texts that are longer than `limit` characters (FX-E35)."""
        for name, value in values.items():
            if len(value) > limit:
                self.add(name, "FX-E35", {"limit": limit})

    def refuse(self) -> None:
        """Raise `UserError` with every failing field, if any."""
        if self._found:
            first = self._found[0]
            raise UserError(first.code, first.params, fields=tuple(self._found))


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


def shown_amount(amount: Decimal, known: Mapping[str, Currency], code: str) -> Decimal:
    """`amount` with at least the decimals of its currency; finer digits are kept, nothing is hidden."""
    currency = known.get(code)
    return _shown(amount, currency.amount_precision if currency else 2)


def shown_rate(rate: Decimal, known: Mapping[str, Currency], debit: str) -> Decimal:
    """`rate` with at least the decimals of its debit currency; a custom rate keeps its finer digits."""
    currency = known.get(debit)
    return _shown(rate, currency.rate_precision if currency else 4)


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


def start_of(day: date) -> datetime:
    """The first moment of a Hong Kong day."""
    return datetime.combine(day, time(0), tzinfo=HONG_KONG).astimezone(UTC)


def within_days(column: Column[Any], first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """The conditions that a moment lies in Hong Kong days, both included."""
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(column >= start_of(first))
    if last is not None:
        found.append(column < start_of(last + timedelta(days=1)))
    return found


def equal(**pairs: tuple[ColumnElement[Any], Any]) -> list[ColumnElement[bool]]:
    """The conditions of exact filters: name=(column, value); an empty value restricts nothing."""
    return [column == value for column, value in pairs.values() if value not in (None, "")]


def all_of(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """All of the conditions, true for none."""
    return and_(true(), *conditions)


def number_of(text: str) -> int | None:
    """A record's number as a person typed it; None for an empty text, −1, which no record has, for anything but digits."""
    if not text.strip():
        return None
    return int(text) if text.strip().isdecimal() and len(text.strip()) <= 18 else -1


def local_name(currency: Currency, read: Read) -> str:
    """The name of a currency in the reader's language, English where there is none."""
    return currency.names.get(read.locale) or currency.names.get("en", currency.currency)


def is_positive(amount: Decimal | None) -> bool:
    """Whether an entered amount is there and above zero."""
    return amount is not None and amount > ZERO
