"""The kinds of notices: each feature declares its own beside its messages, with the sentence that a reader will see.

A notice is kept as its kind and its parameters, never as a sentence: the sentence is made when somebody reads it, in that person's language
(`docs/rules/platform.md` 6.7). Must not know who reads or how it reaches him.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Protocol

import msgspec

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.texts import C_, LOCALES, Text, catalogue, name_in
from whale_desktop.messages import label_of, labels


class Category(StrEnum):
    """What a notice wants of its reader."""

    TODO = "todo"
    SYSTEM = "system"
    OPERATION = "operation"


labels(
    Category,
    {
        Category.TODO: C_("notice", "To-do"),
        Category.SYSTEM: C_("notice", "System"),
        Category.OPERATION: C_("notice", "Operation"),
    },
)

Format = Literal["text", "amount", "money", "moment", "date", "names"] | type[StrEnum] | Callable[[str], Text]
"""How a parameter is said: as it is; a decimal with separators, alone or behind its currency (`USD 1000.00`); a moment in Hong Kong time;
a day; names by locale (JSON text, made by `names`); the label of an enumeration's member; or whatever text a function makes of it."""


class Speaker(Protocol):
    """A catalogue, or the texts of the window: says a text in a language."""

    @property
    def locale(self) -> str:
        """The locale id of that language."""
        ...

    def __call__(self, text: Text, **params: Any) -> str:
        """`text` with `params` filled in."""
        ...


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice.

    kind: its code, kept in the database for ever. sentence: with `{params}`; formats: how each of them is said (left out: as it is).
    screen, where: the screen that a click opens, and its filter field that takes the notice's `key`; empty: the list's own row key.
    roles: who is subscribed in a new database. personal: about something of the persons concerned alone (a task of one's own): only they
    are told, and a subscription says by which further ways those of its recipients are told who are concerned.
    """

    kind: str
    label: Text
    category: Category
    sentence: Text
    formats: Mapping[str, Format] = field(default_factory=dict)
    screen: str = ""
    where: str = ""
    roles: tuple[str, ...] = ()
    personal: bool = False


_KINDS: dict[str, NoticeKind] = {}
_CLIENT_KINDS: dict[str, NoticeKind] = {}


def declare_kinds(*kinds: NoticeKind) -> None:
    """Register kinds of notices for members. A code stands for one kind."""
    _declare(_KINDS, kinds)


def declare_client_kinds(*kinds: NoticeKind) -> None:
    """Register kinds of messages for clients."""
    _declare(_CLIENT_KINDS, kinds)


def _declare(registry: dict[str, NoticeKind], kinds: tuple[NoticeKind, ...]) -> None:
    for one in kinds:
        assert registry.setdefault(one.kind, one) == one, f"notice kind {one.kind} declared twice"
        assert set(one.formats) <= one.sentence.placeholders(), f"{one.kind} formats what it does not say"


def all_kinds() -> Mapping[str, NoticeKind]:
    """Every kind of notice for members, in the order of declaration."""
    return _KINDS


def client_kinds() -> Mapping[str, NoticeKind]:
    """Every kind of message for clients."""
    return _CLIENT_KINDS


def names(by_locale: Mapping[str, str]) -> str:
    """Names by locale as one parameter of format `names`."""
    return json.dumps(dict(by_locale), ensure_ascii=False)


def label_in(kind: str, speak: Speaker) -> str:
    """A kind's name in a language; the code itself for one that this version does not know."""
    known = _KINDS.get(kind) or _CLIENT_KINDS.get(kind)
    return speak(known.label) if known is not None else kind


def labels_of(kind: str) -> dict[str, str]:
    """A kind's name by locale."""
    return {locale: label_in(kind, catalogue(locale)) for locale in LOCALES}


def sentence_in(kind: str, params: Mapping[str, str], speak: Speaker) -> str:
    """What a notice says in a language.

    Notices are older than the program that shows them: for a kind that this version does not know, or that has come to need more, the
    parameters as they are, and a value that it cannot read as it is.
    """
    known = _KINDS.get(kind) or _CLIENT_KINDS.get(kind)
    if known is None or known.sentence.placeholders() - set(params):
        return ", ".join(f"{name}: {value}" for name, value in params.items())
    said = {}
    for name, value in params.items():
        try:
            said[name] = _said(value, known.formats.get(name, "text"), speak)
        except (ArithmeticError, LookupError, ValueError, msgspec.DecodeError):
            said[name] = value
    return speak(known.sentence, **said)


def _number(value: str) -> str:
    return f"{Decimal(value):,f}".replace("-", "\u2212")


def _said(value: str, how: Format, speak: Speaker) -> str:
    match how:
        case "text":
            return value
        case "amount":
            return _number(value)
        case "money":
            currency, _, amount = value.partition(" ")
            return f"{currency}\u00a0{_number(amount)}"
        case "moment":
            return f"{hong_kong(datetime.fromisoformat(value)):%Y-%m-%d %H:%M:%S}"
        case "date":
            return date.fromisoformat(value).isoformat()
        case "names":
            return name_in(msgspec.json.decode(value, type=dict[str, str]), speak.locale)
        case type():
            return speak(label_of(how(value)))
        case _:
            return speak(how(value))
