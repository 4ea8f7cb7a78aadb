"""Signing an order to its end, tried out person by person without a thought: what `rules.signing` is compared with."""

from collections.abc import Sequence


def comes_to_an_end(levels: Sequence[Sequence[frozenset[str]]], supers: frozenset[str]) -> bool:
    """Whether any order of signing leads through all levels, by `docs/rules/workorders.md` 4.1."""
    return _opens(list(levels), supers, frozenset())


def _opens(levels: list[Sequence[frozenset[str]]], supers: frozenset[str], signed: frozenset[str]) -> bool:
    if not levels:
        return True
    return _goes_on(levels, supers, signed, tuple(levels[0]), taken_over=False)


def _goes_on(
    levels: list[Sequence[frozenset[str]]],
    supers: frozenset[str],
    signed: frozenset[str],
    waiting: tuple[frozenset[str], ...],
    *,
    taken_over: bool,
) -> bool:
    """waiting: the signatures that are open at the first level; taken_over: one of the super administrators' is open too."""
    if any(not seat - signed for seat in waiting):
        waiting, taken_over = tuple(seat for seat in waiting if seat - signed), True
    if not waiting and not taken_over:
        return _opens(levels[1:], supers, signed)
    for person in frozenset().union(supers if taken_over else frozenset(), *waiting) - signed:
        place = next((place for place, seat in enumerate(waiting) if person in seat), None)
        rest = waiting if place is None else waiting[:place] + waiting[place + 1 :]
        if _goes_on(levels, supers, signed | {person}, rest, taken_over=taken_over and place is not None):
            return True
    return False
