"""The value of a column as text, for places that are no table of the window: printed pages, mail, what changed. Qt-free."""

from decimal import Decimal
from typing import Any

from whale_desktop.screens.columns import Column
from whale_desktop.screens.wording import ABSENT, MINUS, Say, size_words, value_words


def shown_text(column: Column, row: Any, say: Say) -> str:
    """What `column` shows of `row`: currency before an amount, `≈` before a number that is not final, `—` for nothing."""
    value = getattr(row, column.name)
    if value is None or value == "":
        return ABSENT
    if isinstance(value, Decimal) and column.kind != "text":
        return _number(column, row, value)
    if column.kind == "named":
        assert column.words is not None, column.name
        return column.words(value, say)
    if column.kind == "progress":
        return f"{value}%"
    if column.kind == "size":
        return size_words(value, say)
    return value_words(value, say)


def _number(column: Column, row: Any, value: Decimal) -> str:
    currency = str(getattr(row, column.currency) or "") if column.currency else ""
    estimate = bool(column.estimate and getattr(row, column.estimate))
    digits = f"{value:,f}" if column.kind in ("money", "signed") else f"{value:f}"
    sign = ("≈" if estimate else "") + ("+" if column.kind == "signed" and value > 0 else "")
    return " ".join(part for part in (currency, sign + digits.replace("-", MINUS)) if part)
