"""What filters of lists are made of: empty fields restrict nothing, days are whole Hong Kong days."""

from datetime import UTC, date, datetime

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

from whale_desktop.storage import Moment
from whale_desktop.storage.conditions import all_of, equal, number_of, start_of, within_days

DAY = date(2024, 3, 18)
_TABLE = Table("seen", MetaData(), Column("seen_id", Integer, primary_key=True), Column("at", Moment), Column("kind", Integer))


def test_a_day_begins_at_midnight_in_hong_kong() -> None:
    assert start_of(DAY) == datetime(2024, 3, 17, 16, tzinfo=UTC)


def test_days_are_whole_and_both_ends_belong_to_them() -> None:
    moments = [
        datetime(2024, 3, 17, 15, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 3, 17, 16, tzinfo=UTC),
        datetime(2024, 3, 18, 15, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 3, 18, 16, tzinfo=UTC),
    ]
    engine = create_engine("sqlite://")
    _TABLE.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(_TABLE), [{"seen_id": number, "at": at, "kind": number % 2} for number, at in enumerate(moments)]
        )

        def found(*conditions: object) -> list[int]:
            return list(connection.execute(select(_TABLE.c.seen_id).where(all_of(list(conditions)))).scalars())  # type: ignore[arg-type]  # conditions of any kind

        assert found(*within_days(_TABLE.c.at, DAY, DAY)) == [1, 2]
        assert found(*within_days(_TABLE.c.at, DAY, None)) == [1, 2, 3]
        assert found(*within_days(_TABLE.c.at, None, DAY)) == [0, 1, 2]
        assert found(*within_days(_TABLE.c.at, None, None)) == [0, 1, 2, 3]
        assert found(*equal(kind=(_TABLE.c.kind, 1))) == [1, 3]
        assert found(*equal(kind=(_TABLE.c.kind, None))) == [0, 1, 2, 3]
    engine.dispose()


def test_a_number_is_what_was_typed_or_none_that_exists() -> None:
    assert [number_of(text) for text in ("", " ", "7", " 42 ", "x", "1.5", "９", "9" * 19)] == [None, None, 7, 42, -1, -1, 9, -1]
