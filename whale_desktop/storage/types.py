"""Column types that keep every digit: scaled integers for decimals, microseconds for moments, text for enumerations."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeGuard, TypeVar

from sqlalchemy import BigInteger, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import EXACT, MONEY_SCALE, PRICE_SCALE, QUANTITY_SCALE, RATE_SCALE

_LIMIT = 2**63 - 1
_HALF = 2**31
_LARGE = BigInteger()
_DIGITS = 20
"""No number with more digits before its point fits, whatever the scale."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

E = TypeVar("E", bound=StrEnum)


class Line(TypeDecorator[str]):
    """A text of at most `length` characters, on either kind of database; a longer one is refused before it is written.

    Every `String(length)` column becomes one (`storage.metadata`). Comparing a column with a longer text finds nothing; only as a named
    parameter of a prebuilt statement it is refused as well.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """What a column is compared with may be of any length."""
        return self.impl_instance

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it is. Raises `UserError("storage.too_long")`."""
        if value is not None and len(value) > self.length:
            raise UserError("storage.too_long", {"limit": self.length})
        return value


class Whole(TypeDecorator[int]):
    """A whole number of 32 bits, on either kind of database; a larger one is refused before it is written.

    Every `Integer` column becomes one (`storage.metadata`). Comparing a column with a larger number finds nothing, though a message may
    carry any of 64 bits; only as a named parameter of a prebuilt statement it is refused as well.
    """

    impl = Integer
    cache_ok = True

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """What a column is compared with may be of any size."""
        return _LARGE if isinstance(value, int) else self.impl_instance

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """The number as it is. Raises `UserError("storage.overflow")`."""
        if value is not None and not -_HALF <= value < _HALF:
            raise UserError("storage.overflow")
        return value


def is_read(kind: TypeEngine[Any]) -> TypeGuard[TypeDecorator[Any]]:
    """Whether what is stored under a type of ours is another value than what a reader gets."""
    return isinstance(kind, TypeDecorator) and not isinstance(kind, Line | Whole)


class ScaledDecimal(TypeDecorator[Decimal]):
    """A decimal as a 64-bit integer times 10^-scale. What does not fit raises; nothing is ever rounded."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """The stored integer. Raises `UserError` `storage.places` or `storage.overflow`."""
        if value is None:
            return None
        assert isinstance(value, Decimal), f"only Decimal may be stored as money, rate or quantity, not {value!r}"
        assert value.is_finite(), value
        if value.adjusted() > _DIGITS:
            raise UserError("storage.overflow")
        whole = int(value.scaleb(self.scale, context=EXACT))
        if Decimal(whole).scaleb(-self.scale, context=EXACT) != value:
            raise UserError("storage.places")
        if abs(whole) > _LIMIT:
            raise UserError("storage.overflow")
        return whole

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """The exact decimal with all the decimals of the scale."""
        return None if value is None else Decimal(value).scaleb(-self.scale, context=EXACT)


def money() -> ScaledDecimal:
    """An amount of money, 4 decimals."""
    return ScaledDecimal(MONEY_SCALE)


def rate() -> ScaledDecimal:
    """An exchange or interest rate, 10 decimals."""
    return ScaledDecimal(RATE_SCALE)


def price() -> ScaledDecimal:
    """A price, 8 decimals."""
    return ScaledDecimal(PRICE_SCALE)


def quantity() -> ScaledDecimal:
    """A quantity of securities, 8 decimals."""
    return ScaledDecimal(QUANTITY_SCALE)


class Moment(TypeDecorator[datetime]):
    """An aware moment as microseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """The stored microseconds; a naive datetime is a mistake of ours."""
        if value is None:
            return None
        assert value.tzinfo is not None, "a moment needs a time zone"
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Day(TypeDecorator[date]):
    """A calendar date as its ISO text, so that it sorts, and stands in a page's cursor, as it is stored."""

    impl = String
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(10)

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """The ISO text."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """The date."""
        return None if value is None else date.fromisoformat(value)


class Choice(TypeDecorator[Any]):
    """A `StrEnum` as its text."""

    impl = String
    cache_ok = True

    def __init__(self, choice: type[StrEnum]) -> None:
        super().__init__(max(len(member) for member in choice) + 8)
        self.choice = choice
        self._members: dict[str, StrEnum] = {str(member): member for member in choice}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """The member's text."""
        if value is None:
            return None
        assert value in self.choice, f"{value!r} is no {self.choice.__name__}"
        return str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """The member."""
        return None if value is None else self._members.get(value) or self.choice(value)
