"""What keys and sizes are called in a language. Qt-free: the window, files, printed pages and mail say the same.

Must not know who reads, nor any feature.
"""

from collections.abc import Callable
from typing import Any, Protocol

from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages.files import job_kind_text
from whale_desktop.screens.menu import menu_entries, menu_path

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


def size_words(size: int, say: Say) -> str:
    """The size of a file: 830 B, 218 KB, 1.2 MB."""
    if size < _KILO:
        return say(BYTES, number=size)
    if size < _KILO * _KILO:
        return say(KILOBYTES, number=f"{-(-size // _KILO):,}")
    tenths = -(-size * 10 // (_KILO * _KILO))
    return say(MEGABYTES, number=f"{tenths // 10:,}.{tenths % 10}")
