"""Whether enough different people can sign: the rule finds what trying every order of signing finds (`docs/rules/workorders.md` 4.1)."""

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.signing import comes_to_an_end
from whale_desktop.features.workorder.rules.signing import can_be_signed

PEOPLE = st.frozensets(st.integers(1, 5), max_size=3)
LEVELS = st.lists(st.lists(PEOPLE, min_size=1, max_size=4).map(tuple), min_size=1, max_size=3)


@given(levels=LEVELS, supers=st.frozensets(st.integers(4, 7), max_size=2))
def test_the_rule_finds_what_trying_finds(levels: list[tuple[frozenset[int], ...]], supers: frozenset[int]) -> None:
    named = [tuple(frozenset(map(str, seat)) for seat in seats) for seats in levels]
    assert can_be_signed(levels, supers) is comes_to_an_end(named, frozenset(map(str, supers)))
