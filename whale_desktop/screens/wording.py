"""What values, keys and sizes are called in a language. Qt-free: the window, files, printed pages and mail say the same.

Must not know who reads, nor any feature.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.texts import C_, Text, name_in
from whale_desktop.messages import Reason, error_text, label_of
from whale_desktop.messages.choices import labelled_choices
from whale_desktop.messages.files import job_kind_text
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.screens.menu import menu_entries, menu_path

YES = C_("value", "Yes")
NO = C_("value", "No")
BETWEEN = C_("value", ", ")
"""Stands between several names in a row."""
BETWEEN_PHRASES = C_("value", "; ")
"""Stands between words that may have a comma themselves."""
ABSENT = "—"
"""Stands where there is no value."""
MINUS = "\u2212"
BYTES = C_("size", "{number} B")
KILOBYTES = C_("size", "{number} KB")
MEGABYTES = C_("size", "{number} MB")
_KILO = 1024


class Say(Protocol):
    """A catalogue, or the texts of the window: says a text in the language of the moment."""

    @property
    def locale(self) -> str:
        """The locale id of that language."""
        ...

    def __call__(self, text: Text, **params: Any) -> str:
        """`text` with `params` filled in."""
        ...


Words = Callable[[Any, Say], str]
"""What a value that is no text for people is called."""


def menu_words(key: str, say: Say) -> str:
    """The label of a menu entry; a key that the menu no longer has is said as it is."""
    entry = menu_entries().get(key)
    return key if entry is None else entry.label(say.locale)


def menu_path_words(key: str, say: Say) -> str:
    """The documented path of a menu entry; a key that the menu no longer has is said as it is."""
    return " / ".join(entry.label(say.locale) for entry in menu_path(key)) if key in menu_entries() else key


def job_kind_words(kind: str, say: Say) -> str:
    """What jobs of a kind are called; a kind that no feature has any more is said as it is."""
    try:
        return say(job_kind_text(kind))
    except KeyError:
        return kind


def row_words(names: Iterable[str], say: Say) -> str:
    """Several names in a row, as the language writes one."""
    return say(BETWEEN).join(names)


def permission_words(codes: Iterable[str], say: Say) -> str:
    """What permissions are called; a code that the program no longer has is said as it is."""
    known = permission_entries()
    return say(BETWEEN_PHRASES).join(known[code].label(say.locale) if code in known else code for code in codes)


def names_words(names: Mapping[str, str], say: Say) -> str:
    """A name that data carry by locale."""
    return name_in(names, say.locale) or ABSENT


def reason_words(reason: Reason, say: Say) -> str:
    """The sentence of a reason; a code of an older program that this one does not know is said as it is."""
    try:
        return say(error_text(reason.code), **reason.params)
    except KeyError:
        return reason.code


def size_words(size: int, say: Say) -> str:
    """The size of a file: 830 B, 218 KB, 1.2 MB."""
    if size < _KILO:
        return say(BYTES, number=size)
    if size < _KILO * _KILO:
        return say(KILOBYTES, number=f"{-(-size // _KILO):,}")
    tenths = -(-size * 10 // (_KILO * _KILO))
    return say(MEGABYTES, number=f"{tenths // 10:,}.{tenths % 10}")


def number_words(value: Decimal) -> str:
    """A number with separators, its own decimals and a real minus sign."""
    return f"{value:,f}".replace("-", MINUS)


def moment_words(value: datetime) -> str:
    """A moment in Hong Kong time: 2024-03-18 10:31:42."""
    return f"{hong_kong(value):%Y-%m-%d %H:%M:%S}"


def value_words(value: Any, say: Say) -> str:
    """A value by its own type, where no column says how it is shown. A struct is its values in a row; several of them stand in lines."""
    if value is None or value == "":
        return ABSENT
    if isinstance(value, StrEnum):
        return say(label_of(value)) if type(value) in labelled_choices() else str(value)
    if isinstance(value, bool):
        return say(YES if value else NO)
    if isinstance(value, Decimal):
        return number_words(value)
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Reason):
        return reason_words(value, say)
    if isinstance(value, msgspec.Struct):
        return " · ".join(value_words(getattr(value, name), say) for name in value.__struct_fields__)
    if isinstance(value, dict):
        return " · ".join(f"{name} {value_words(one, say)}" for name, one in value.items())
    if isinstance(value, list | tuple | frozenset | set):
        between = "\n" if any(isinstance(one, msgspec.Struct | dict) for one in value) else ", "
        return between.join(value_words(one, say) for one in value) or ABSENT
    return str(value)
