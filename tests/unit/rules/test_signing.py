"""Who is left to sign, in worked cases (`docs/rules/workorders.md` 4.1)."""

import time

import pytest

from whale_desktop.features.workorder.messages import Approver, ApproverKind, Level, SignMode
from whale_desktop.features.workorder.rules.signing import Seats, can_be_signed, seats_of

A, B, C, S, T = range(1, 6)
BOSSES = Approver(kind=ApproverKind.ROLE, ref="bosses")
ANNA = Approver(kind=ApproverKind.USER, ref="1")


def one(*people: int) -> Seats:
    return (frozenset(people),)


def every(*seats: set[int]) -> Seats:
    return tuple(map(frozenset, seats))


@pytest.mark.parametrize(
    ("levels", "supers", "possible"),
    [
        ([one(A), one(A)], (), False),
        ([one(A), one(A)], (S,), True),
        ([one(A), one(A)], (A,), False),
        ([one(A, B), one(A)], (), True),
        ([one(A, B), one(B, C), one(A, C), one(A, B, C)], (), False),
        ([every({A}, {A, B}), one(B)], (), False),
        ([every({A}, {A, B}), one(B)], (S,), True),
        ([one()], (S,), True),
        ([one(), one()], (S,), False),
        ([one(), one()], (S, T), True),
        ([every(set(), set(), {A})], (S,), True),
        ([every({A}, {A}, {B}, {B})], (S,), True),
        ([every({A}, set()), one(A)], (S,), False),
        ([one(A), every({A}, {A})], (S,), True),
    ],
)
def test_whether_different_people_can_sign_everything(levels: list[Seats], supers: tuple[int, ...], possible: bool) -> None:
    assert can_be_signed(levels, supers) is possible


def test_a_choice_that_looks_wasteful_may_be_the_only_way() -> None:
    levels = [one(A, B), every({A}, set()), one(B)]
    assert can_be_signed(levels, (S,))


def test_a_level_of_any_asks_one_of_all_and_a_level_of_all_one_of_each_persons_first() -> None:
    behind = {BOSSES: (A, B, C), ANNA: (A,)}
    level = Level(approvers=(BOSSES, ANNA, BOSSES))
    assert seats_of(level, behind, without=(B,)) == one(A, C)
    everybody = Level(sign_mode=SignMode.ALL, approvers=level.approvers)
    assert seats_of(everybody, behind, without=(B,)) == every({A}, {A, C})


def test_many_people_and_levels_are_no_matter() -> None:
    crowd = frozenset(range(100, 400))
    named = tuple(frozenset({person}) for person in range(100, 130))
    started = time.process_time()
    assert can_be_signed([(crowd,), named, (crowd, crowd), (frozenset({S}),)], ())
    assert not can_be_signed([named, named, (crowd, crowd), (frozenset(),)], (S,))
    assert time.process_time() - started < 1
