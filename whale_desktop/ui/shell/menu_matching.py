"""How what a person types finds a menu entry: in any of the three languages, by full pinyin, initials, or a mixture. Qt-free.

`keh`, `khhd`, `kehuhd`, `匯兌`, `汇兑` and `exchange or` all find 客戶匯兌; the answer says which characters of the shown label were meant.
"""

from dataclasses import dataclass
from functools import lru_cache

from whale_desktop.screens import MenuEntry

_VOWELS = frozenset("aeiouv")
Span = tuple[int, int]


@dataclass(frozen=True)
class Match:
    """An entry that was found. `spans`: half-open ranges of characters of the shown label, empty when the hit is in another language."""

    spans: tuple[Span, ...] = ()


def find(entry: MenuEntry, typed: str, locale: str) -> Match | None:
    """Whether `typed` means this entry, and what to underline in its label of `locale`; None when it does not."""
    wanted = typed.strip().casefold()
    if not wanted:
        return None
    shown = entry.label(locale)
    at = shown.casefold().find(wanted)
    if at >= 0:
        return Match(((at, at + len(wanted)),))
    for other in entry.labels.values():
        at = other.casefold().find(wanted)
        if at >= 0:
            same_places = len(other) == len(shown) and not other.isascii()
            return Match(((at, at + len(wanted)),)) if same_places else Match()
    spoken = _spoken(entry.labels["zh_Hant"], entry.pinyin, entry.initials)
    for first in range(len(spoken)):
        end = _follow(spoken, first, wanted.replace(" ", ""))
        if end is not None:
            span = (spoken[first][0], spoken[end - 1][0] + 1)
            return Match((span,)) if len(shown) == len(entry.labels["zh_Hant"]) and not shown.isascii() else Match()
    return None


def _follow(spoken: tuple[tuple[int, str], ...], at: int, wanted: str) -> int | None:
    """The syllable after the last one used when `wanted` is made of beginnings of the syllables from `at` on; None when it is not."""
    if not wanted:
        return at
    if at == len(spoken):
        return None
    syllable = spoken[at][1]
    for length in range(len(syllable), 0, -1):
        if wanted.startswith(syllable[:length]):
            end = _follow(spoken, at + 1, wanted[length:])
            if end is not None:
                return end
    return None


@lru_cache(maxsize=1024)
def _spoken(label: str, pinyin: str, initials: str) -> tuple[tuple[int, str], ...]:
    """(place in the label, syllable) of each spoken character; Latin letters and digits are spoken as themselves."""
    places = [index for index, character in enumerate(label) if character.isalnum()]
    if len(places) != len(initials):
        return ()
    latin = tuple(label[place].isascii() for place in places)
    syllables = _split(pinyin, initials, latin)
    return tuple(zip(places, syllables, strict=True)) if syllables is not None else ()


def _split(pinyin: str, initials: str, latin: tuple[bool, ...]) -> tuple[str, ...] | None:
    """`pinyin` cut into one syllable for each initial: each begins with its initial and has a vowel."""
    if not initials:
        return () if not pinyin else None
    longest = 1 if latin[0] else 6
    for length in range(1, min(longest, len(pinyin)) + 1):
        syllable = pinyin[:length]
        if syllable[0] != initials[0] or not (latin[0] or _VOWELS & set(syllable)):
            continue
        rest = _split(pinyin[length:], initials[1:], latin[1:])
        if rest is not None:
            return (syllable, *rest)
    return None
