"""What people type into number and date fields, turned into values, and back. Must not know Qt.

Numbers: separators of any habit, full-width digits, `k` and `m`. Dates: 0318, 20240318, 2024-03-18, t, t-1.
Nothing is rounded and no digit is dropped here: whether a value fits is for the rules to say.
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from whale_desktop.kernel.numbers import decimal_places

_MINUSES = str.maketrans({"\u2212": "-", "\u2013": "-", "\uff0d": "-"})
_GAPS = re.compile(r"[\s'’_\u00a0\u202f\u2009]+")
_NUMBER = re.compile(r"([+-]?)(\d[\d.,]*|[.,]\d+)([kKmM]?)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_GROUPED_BY_DOTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_MULTIPLES = {"": Decimal(1), "k": Decimal(1000), "m": Decimal(1_000_000)}
_RELATIVE_DAY = re.compile(r"[tT](?:([+-])(\d{1,3}))?")
_DIGITS_DATE = re.compile(r"(\d{4})?(\d{2})(\d{2})")
_PARTED_DATE = re.compile(r"(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})")


class UnreadableError(ValueError):
    """What was typed is not a number or a day."""


def parse_number(text: str) -> Decimal | None:
    """The exact number a person typed or pasted, None for blank. Raises `UnreadableError` when it cannot be read.

    When both `.` and `,` stand in it, the later one is the decimal sign. A lone comma groups thousands if it can.
    """
    plain = _GAPS.sub("", unicodedata.normalize("NFKC", text).translate(_MINUSES))
    if not plain:
        return None
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise UnreadableError(text)
    sign, digits, multiple = match.groups()
    return Decimal(sign + _plain_digits(digits, text)) * _MULTIPLES[multiple.lower()]


def _plain_digits(digits: str, text: str) -> str:
    """Digits with at most one decimal point, from digits with any separators."""
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma < 0:
        if digits.count(".") > 1:
            if not _GROUPED_BY_DOTS.fullmatch(digits):
                raise UnreadableError(text)
            return digits.replace(".", "")
        return digits
    if point < 0:
        if _GROUPED.fullmatch(digits):
            return digits.replace(",", "")
        if digits.count(",") == 1:
            return digits.replace(",", ".")
        raise UnreadableError(text)
    decimal_sign, group_sign = (",", ".") if comma > point else (".", ",")
    whole, _, fraction = digits.rpartition(decimal_sign)
    if group_sign in fraction or decimal_sign in whole:
        raise UnreadableError(text)
    return f"{whole.replace(group_sign, '')}.{fraction}"


def format_number(value: Decimal, *, places: int | None = None, grouped: bool = True) -> str:
    """`value` for a field: at least `places` decimals, more if it needs more, with a plain minus so that it can be copied.

    Without `places` the zeros that somebody typed stay (7.1350).
    """
    own = value.as_tuple().exponent
    typed = -own if isinstance(own, int) and own < 0 else 0
    decimals = typed if places is None else max(places, decimal_places(value))
    return f"{value:{',' if grouped else ''}.{decimals}f}"


def parse_date(text: str, today: date) -> date | None:
    """The day a person typed, None for blank: 0318, 20240318, 2024-03-18, 3/18, t, t-1. Raises `UnreadableError` otherwise.

    A day without a year is taken in the year of `today`.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MINUSES).strip().replace(" ", "")
    if not plain:
        return None
    relative = _RELATIVE_DAY.fullmatch(plain)
    if relative:
        days = int(relative[2] or 0)
        return today - timedelta(days=days) if relative[1] == "-" else today + timedelta(days=days)
    match = _DIGITS_DATE.fullmatch(plain) or _PARTED_DATE.fullmatch(plain)
    if match is None:
        raise UnreadableError(text)
    try:
        return date(int(match[1] or today.year), int(match[2]), int(match[3]))
    except ValueError as error:
        raise UnreadableError(text) from error
