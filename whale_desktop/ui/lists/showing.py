"""What is seen of one value of a row: words, currency, tone, colour, and the raw value that is copied. Shared by tables and drawers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Reason, label_of, short_label_of, tone_of
from whale_desktop.screens import Column
from whale_desktop.screens.wording import NO, YES, size_words, value_words
from whale_desktop.ui import formats
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import sentence_of

ESTIMATED = C_("value", "estimated {value}")
RIGHT_KINDS = ("money", "signed", "rate", "number", "percent", "size")


@dataclass(frozen=True)
class Shown:
    """One value as it is drawn.

    raw: what is copied; full: the tooltip when it says more than the text; progress: hundredths that are done, drawn as a bar.
    """

    text: str
    raw: str = ""
    prefix: str = ""
    tone: str = ""
    color: str = "tx1"
    weight: int = 400
    right: bool = False
    estimate: bool = False
    progress: int | None = None
    full: str = ""
    spoken: str = ""
    flag: str = ""
    """A chip behind a state."""

    @property
    def words(self) -> str:
        """All of it in one line, for places that are no table."""
        number = formats.estimate(self.text) if self.estimate else self.text
        return self.full or f"{self.prefix} {number}".strip()


def show(column: Column, row: Any, services: Services) -> Shown:
    """What is seen of `column` in `row`."""
    value = getattr(row, column.name)
    right = column.kind in RIGHT_KINDS
    if value is None or value == "":
        return Shown(formats.ABSENT, color="tx3", right=right)
    shown = _KINDS[column.kind](column, row, value, services)
    if column.strong:
        # Figures stand out at 500; the Chinese faces have nothing between regular and bold.
        heavy = 500 if column.kind in RIGHT_KINDS else 600
        return _weighted(shown, heavy if getattr(row, column.strong) else 400)
    return shown


def _weighted(shown: Shown, weight: int) -> Shown:
    return Shown(**{**_fields(shown), "weight": weight})


def _fields(shown: Shown) -> dict[str, Any]:
    return {name: getattr(shown, name) for name in Shown.__dataclass_fields__}


def plain_number(value: Any) -> str:
    """A number with separators, its own decimals and a real minus."""
    return formats.amount(value) if isinstance(value, Decimal) else formats.count(value)


def raw_number(value: Any) -> str:
    """A number as it is copied: no separators, a plain minus."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _money(column: Column, row: Any, value: Any, services: Services) -> Shown:
    estimated = bool(column.estimate) and bool(getattr(row, column.estimate))
    currency = str(getattr(row, column.currency)) if column.currency else ""
    number = plain_number(value)
    said = f"{currency} {number}".strip()
    return Shown(
        number,
        estimate=estimated,
        raw=raw_number(value),
        prefix=currency,
        color="tx2" if estimated else "tx1",
        right=True,
        spoken=services.texts(ESTIMATED, value=said) if estimated else said,
    )


def _signed(column: Column, row: Any, value: Any, services: Services) -> Shown:
    currency = str(getattr(row, column.currency)) if column.currency else ""
    text = formats.signed(value)
    return Shown(
        text,
        raw=raw_number(value),
        prefix=currency,
        color=formats.market_token(value) if column.market else "tx1",
        right=True,
        spoken=f"{currency} {text}".strip(),
    )


def _rate(column: Column, row: Any, value: Any, services: Services) -> Shown:
    estimated = bool(column.estimate) and bool(getattr(row, column.estimate))
    return Shown(formats.rate(value), raw=raw_number(value), estimate=estimated, color="tx2" if estimated else "tx1", right=True)


def _number(column: Column, row: Any, value: Any, services: Services) -> Shown:
    ratio = column.percent is not None and getattr(row, column.percent[0]) == column.percent[1]
    return Shown(f"{plain_number(value)}%" if ratio else plain_number(value), raw=raw_number(value), right=True)


def _percent(column: Column, row: Any, value: Any, services: Services) -> Shown:
    return Shown(f"{plain_number(value)}%", raw=raw_number(value), right=True)


def _date(column: Column, row: Any, value: Any, services: Services) -> Shown:
    text = value.isoformat() if isinstance(value, date) else str(value)
    return Shown(text, raw=text)


def _moment(column: Column, row: Any, value: datetime, services: Services) -> Shown:
    """Without the year when it is the ledger's; the tooltip and the copy are whole."""
    full = formats.moment(value)
    short = formats.short_moment(value, services.place.business_date.year)
    return Shown(short, raw=full, full=full if short != full else "", spoken=full, color="tx2")


def _choice(column: Column, row: Any, value: Any, services: Services) -> Shown:
    """The short label where one is declared; the tooltip, the copy and the details are whole."""
    if not isinstance(value, StrEnum):
        return Shown(str(value), raw=str(value))
    full, short = services.texts(label_of(value)), services.texts(short_label_of(value))
    return Shown(short, raw=full, full=full if short != full else "", spoken=full)


def _state(column: Column, row: Any, value: Any, services: Services) -> Shown:
    text = services.texts(label_of(value))
    flag = next((services.texts(word) for name, word in column.flags if getattr(row, name)), "")
    both = f"{text} · {flag}" if flag else ""
    return Shown(text, raw=text, tone=tone_of(value) or "idle", flag=flag, full=both, spoken=both)


def _yes_no(column: Column, row: Any, value: Any, services: Services) -> Shown:
    text = services.texts(YES if value else NO)
    return Shown(text, raw=text, color="tx1" if value else "tx3")


def _texts(column: Column, row: Any, value: Any, services: Services) -> Shown:
    parts = [services.texts(label_of(one)) if isinstance(one, StrEnum) else str(one) for one in value]
    text = ", ".join(parts)
    return Shown(text, raw=text, full=text) if parts else Shown(formats.ABSENT, color="tx3")


def _reason(column: Column, row: Any, value: Reason, services: Services) -> Shown:
    text = sentence_of(services, value.code, value.params)
    return Shown(text, raw=text, full=text)


def _named(column: Column, row: Any, value: Any, services: Services) -> Shown:
    assert column.words is not None, column.name
    text = column.words(value, services.texts)
    return Shown(text, raw=text)


def _progress(column: Column, row: Any, value: int, services: Services) -> Shown:
    return Shown(f"{value}%", raw=str(value), progress=value)


def _size(column: Column, row: Any, value: int, services: Services) -> Shown:
    text = size_words(value, services.texts)
    return Shown(text if value else formats.ABSENT, raw=str(value), color="tx1" if value else "tx3", right=True)


def _plain(column: Column, row: Any, value: Any, services: Services) -> Shown:
    return Shown(str(value), raw=str(value))


_KINDS: dict[str, Callable[[Column, Any, Any, Services], Shown]] = {
    "text": _plain,
    "code": _plain,
    "money": _money,
    "signed": _signed,
    "rate": _rate,
    "number": _number,
    "percent": _percent,
    "date": _date,
    "moment": _moment,
    "choice": _choice,
    "state": _state,
    "yes_no": _yes_no,
    "texts": _texts,
    "reason": _reason,
    "named": _named,
    "progress": _progress,
    "size": _size,
}


def show_value(value: Any, services: Services) -> str:
    """A value by its own type in one line, where no column says how it is shown."""
    return value_words(value, services.texts).replace("\n", ", ")
