"""Sentences of coded errors in the person's language. The one place where a code becomes words in the window.

Order of a sentence: what happened, why, what to do now; a code that nobody declared is shown as it is, with the sentence of a fault.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import CodedError, Params
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import error_text

Speak = Callable[..., str]
"""A catalogue or `Texts`: `speak(text, **params)`."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
_UNKNOWN = C_("error", "Something went wrong on our side ({code}); nothing was written")


def sentence(error: CodedError, speak: Speak) -> str:
    """The sentence of an error."""
    return sentence_of(error.code, error.params, speak)


def sentence_of(code: str, params: Params, speak: Speak) -> str:
    """The sentence of a code with its parameters."""
    try:
        text = error_text(code)
    except KeyError:
        return speak(_UNKNOWN, code=code)
    return speak(text, **{name: _spoken(value) for name, value in params.items()})


def field_sentences(error: CodedError, speak: Speak) -> dict[str, str]:
    """Field name → what is wrong with it. Several faults of one field stand one after the other."""
    found: dict[str, str] = {}
    for one in error.fields:
        words = sentence_of(one.code, one.params, speak)
        found[one.field] = f"{found[one.field]} {words}" if one.field in found else words
    return found


def labelled_sentences(error: CodedError, speak: Speak, labels: Mapping[str, Text]) -> list[str]:
    """One line for each wrong field under its label; a field without a label keeps only its sentence."""
    return [
        f"{speak(labels[name])}: {words}" if name in labels else words for name, words in field_sentences(error, speak).items()
    ]


def _spoken(value: Any) -> Any:
    """A parameter as a person reads it: moments in Hong Kong time, days as dates; anything else is said as it is."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return f"{hong_kong(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return value
