"""Errors as pages say them: the sentence of the window with the sheet's code behind it, numbers with separators."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from whale_desktop.kernel.errors import CodedError, FieldError
from whale_desktop.ui import sentences
from whale_desktop.ui.pages.ports import Services

_AMOUNT = re.compile(r"-?\d{1,30}\.\d+")
_SHEET_CODE = re.compile(r"[A-Z]{2,4}-[A-Z]\d+")


def _spoken(value: Any) -> Any:
    """A decimal gets thousands separators and a real minus sign, several values stand in a row."""
    if isinstance(value, Decimal) or (isinstance(value, str) and _AMOUNT.fullmatch(value)):
        return f"{Decimal(value):,f}".replace("-", "\u2212")
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_spoken(one)) for one in value)
    return value


def sentence_of(services: Services, code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a code with its parameters."""
    return sentences.sentence_of(code, {name: _spoken(value) for name, value in params.items()}, services.texts)


def field_sentence(services: Services, error: FieldError) -> str:
    """What is wrong with one field."""
    return sentence_of(services, error.code, error.params)


def error_sentence(services: Services, error: CodedError) -> str:
    """What happened, with the sheet's code behind it where there is one; field errors are joined when the code says nothing itself."""
    if error.fields and error.code in ("message.invalid", error.fields[0].code):
        text = "; ".join(dict.fromkeys(field_sentence(services, one) for one in error.fields))
    else:
        text = sentence_of(services, error.code, error.params)
    return f"{text} {error.code}" if _SHEET_CODE.fullmatch(error.code) else text
