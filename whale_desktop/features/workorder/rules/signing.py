"""Whether enough different people are there to sign an order to its end (`docs/rules/workorders.md` 4.1)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from whale_desktop.features.workorder.messages import Approver, ApproverKind, Level, SignMode

Seats = tuple[frozenset[int], ...]
"""The signatures of a level, each by the people who may give it; whoever may give several gives the first."""


def seats_of(level: Level, behind: Mapping[Approver, Collection[int]], *, without: Collection[int]) -> Seats:
    """The signatures that a level asks: one of anybody, or one of each person and then of each role.

    behind: who stands behind each approver; without: who may not sign.
    """
    approvers = sorted(dict.fromkeys(level.approvers), key=lambda one: one.kind is ApproverKind.ROLE)
    people = [frozenset(behind[one]).difference(without) for one in approvers]
    return (frozenset().union(*people),) if level.sign_mode is SignMode.ANY else tuple(people)


def can_be_signed(levels: Sequence[Seats], supers: Collection[int] = ()) -> bool:
    """Whether there is a way through all levels on which nobody signs twice.

    A signature of which nobody is left is one of `supers`' then; of one level all such signatures together are a single one of theirs.
    """
    return _is_matched(list(chain(*levels))) or _Search(levels, frozenset(supers)).succeeds()


def _is_matched(seats: Sequence[frozenset[int]]) -> bool:
    """Whether every signature can have a person of its own: each finds one, if need be by sending another to his next best."""
    taken: dict[int, int] = {}

    def finds(seat: int, asked: set[int]) -> bool:
        for person in seats[seat] - asked:
            asked.add(person)
            if person not in taken or finds(taken[person], asked):
                taken[person] = seat
                return True
        return False

    return all(finds(seat, set()) for seat in range(len(seats)))


class _Search:
    """Tries who signs next, level by level. People who may give the same signatures are interchangeable, so only their number counts."""

    def __init__(self, levels: Sequence[Seats], supers: frozenset[int]) -> None:
        kinds: dict[tuple[object, ...], list[int]] = {}
        for person in sorted(supers.union(*chain(*levels))):
            may = tuple(
                (number, place) for number, seats in enumerate(levels) for place, seat in enumerate(seats) if person in seat
            )
            kinds.setdefault((may, person in supers), []).append(person)
        people = list(kinds.values())
        self._levels = [[{kind for kind, one in enumerate(people) if one[0] in seat} for seat in seats] for seats in levels]
        self._supers = [kind for kind, one in enumerate(people) if one[0] in supers]
        self._left = tuple(map(len, people))
        self._ends = cache(self._try)

    def succeeds(self) -> bool:
        """Whether any order of signing comes to the end."""
        return self._begins(0, self._left)

    def _begins(self, level: int, left: tuple[int, ...]) -> bool:
        """From the opening of a level, with so many people of each kind left."""
        return level == len(self._levels) or self._ends(level, tuple(range(len(self._levels[level]))), left, False)

    def _try(self, level: int, waiting: tuple[int, ...], left: tuple[int, ...], lost: bool) -> bool:
        """From within a level. lost: it has a signature of which nobody is left, so a super administrator signs, best the last."""
        seats = self._levels[level]
        still = tuple(one for one in waiting if any(left[kind] for kind in seats[one]))
        lost = lost or len(still) < len(waiting)
        if still:
            return any(self._ends(level, rest, after, lost) for rest, after in self._next(seats, still, left))
        if not lost:
            return self._begins(level + 1, left)
        return any(self._begins(level + 1, _without(left, kind)) for kind in self._supers if left[kind])

    def _next(
        self, seats: list[set[int]], waiting: tuple[int, ...], left: tuple[int, ...]
    ) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """What waits and who is left after each signature that could come next; only one where one of them must come anyhow."""
        ways = {}
        for kind, number in enumerate(left):
            seat = next((one for one in waiting if kind in seats[one]), None)
            if number and seat is not None:
                way = tuple(one for one in waiting if one != seat), _without(left, kind)
                if number == 1 and not any(left[other] for other in seats[seat] - {kind}):
                    yield way
                    return
                ways[kind] = way
        yield from ways.values()


def _without(left: tuple[int, ...], kind: int) -> tuple[int, ...]:
    return (*left[:kind], left[kind] - 1, *left[kind + 1 :])
