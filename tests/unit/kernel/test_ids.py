"""Ids: unique, sortable, predictable where a test needs it."""

from whale_desktop.kernel import ids


def test_ids_are_32_hex_digits_and_differ() -> None:
    made = {ids.new_id() for _ in range(2000)}
    assert len(made) == 2000
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in made)


def test_an_id_made_later_does_not_sort_earlier() -> None:
    milliseconds = [ids.new_id()[:12] for _ in range(500)]
    assert milliseconds == sorted(milliseconds)


def test_counting_ids_are_predictable_and_independent() -> None:
    one, other = ids.counting_ids("order"), ids.counting_ids()
    assert [one(), one(), other(), one()] == ["order-1", "order-2", "id-1", "order-3"]
