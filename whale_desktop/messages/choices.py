"""Enumerations that people see: each member's label and, for states, its tone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal, get_args

from whale_desktop.kernel.texts import Text

Tone = Literal["wait", "run", "done", "fail", "idle", "void", ""]
"""`wait`: a person must act; `run`: the machine works; `done`: really happened; `fail`; `idle`: neutral or over; `void`: cancelled."""

_LABELS: dict[type[StrEnum], dict[StrEnum, Text]] = {}
_TONES: dict[type[StrEnum], dict[StrEnum, Tone]] = {}
_SHORT: dict[type[StrEnum], dict[StrEnum, Text]] = {}


def labels(
    choice: type[StrEnum],
    texts: Mapping[StrEnum, Text],
    *,
    tones: Mapping[StrEnum, Tone] | None = None,
    short: Mapping[StrEnum, Text] | None = None,
) -> None:
    """Declare the label of every member of `choice`, the tones of a state, and shorter labels for narrow columns of lists."""
    missing = [member for member in choice if member not in texts]
    assert not missing, f"{choice.__name__} has no label for {missing}"
    _LABELS[choice] = dict(texts)
    _TONES[choice] = dict(tones or {})
    _SHORT[choice] = dict(short or {})


def label_of(member: StrEnum) -> Text:
    """The label of a member."""
    return _LABELS[type(member)][member]


def short_label_of(member: StrEnum) -> Text:
    """The label of a member where there is little room: a column of a list. The full one where no shorter one is declared."""
    return _SHORT.get(type(member), {}).get(member) or label_of(member)


def tone_of(member: StrEnum) -> Tone:
    """The tone of a state, empty where none is declared. Members of two enumerations may share a value, never a tone."""
    return _TONES.get(type(member), {}).get(member, "")


def labelled_choices() -> Mapping[type[StrEnum], Mapping[StrEnum, Text]]:
    """All declared enumerations, for conformance tests and references."""
    return _LABELS


def enumeration_of(kind: Any) -> type[StrEnum] | None:
    """The labelled enumeration that a field's type is, alone or with None; None for any other type."""
    for one in (kind, *get_args(kind)):
        if isinstance(one, type) and issubclass(one, StrEnum) and one in _LABELS:
            return one
    return None
