"""Moving a local database to a server: every row of every table, proved equal, or nothing at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.engine import URL

from tests.helpers.office import template_of
from tests.helpers.postgres import Postgres, postgres_of
from tests.unit.storage.test_database import AUDIT
from whale_desktop.app.services import DEMO
from whale_desktop.bus.tables import audit_log
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.storage import Database, schema
from whale_desktop.storage import transfer as moving
from whale_desktop.storage.metadata import metadata
from whale_desktop.storage.transfer import Unequal, transfer


@pytest.fixture
def postgres(tmp_path: Path) -> Postgres:
    return postgres_of(tmp_path)


@pytest.fixture
def url(postgres: Postgres) -> Iterator[URL]:
    made = postgres.empty()
    yield made
    postgres.drop(made)


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template_of(tmp_path_factory, DEMO)


def counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables
    }


def test_the_demonstration_arrives_whole_and_its_books_are_sound(demo: Path, url: URL) -> None:
    told: list[tuple[str, int]] = []
    moved = transfer(demo, url, told=lambda table, rows: told.append((table, rows)))
    source, target = Database.open(demo), Database.open(url)
    with source.read() as one, target.read() as other:
        assert counts(one) == counts(other) == dict(moved) == dict(told)
        assert ledger.prove(other) == []
    assert moved["entry"] > 1000
    source.close()
    target.close()


def test_running_numbers_go_on_after_the_highest(demo: Path, url: URL) -> None:
    transfer(demo, url)
    target = Database.open(url)
    following: dict[str, tuple[int, int]] = {}
    with target.write() as connection:
        for table in metadata.sorted_tables:
            column = table.autoincrement_column
            place = {"table": table.name, "column": column.name if column is not None else ""}
            found = (
                column is not None
                and connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), place).scalar_one()
            )
            if column is not None and found:
                newest = connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()
                following[table.name] = newest, connection.execute(select(func.nextval(found))).scalar_one()
        first = connection.execute(insert(audit_log).values(**AUDIT))
    target.close()
    assert {"journal", "audit_log", "policy", "member"} <= following.keys()
    assert {name: number - newest for name, (newest, number) in following.items()} == dict.fromkeys(following, 1)
    assert first.inserted_primary_key == (following["audit_log"][1] + 1,)


def test_a_database_that_holds_something_is_left_alone(demo: Path, url: URL) -> None:
    target = Database.bare(url)
    with target.write() as connection:
        connection.execute(text("CREATE TABLE theirs (a integer)"))
    with pytest.raises(Unavailable, match=r"storage\.exists"):
        transfer(demo, url)
    with target.read() as connection:
        assert not schema.is_empty(connection)
        assert connection.execute(text("SELECT to_regclass('member')")).scalar() is None
    target.close()


def test_what_does_not_arrive_as_it_was_is_not_kept(demo: Path, url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = moving._copy

    def careless(reading: Connection, writing: Connection, table: Table) -> int:
        number = genuine(reading, writing, table)
        if table.name == "balance":
            writing.execute(text("UPDATE balance SET total = total + 1 WHERE balance_no = (SELECT max(balance_no) FROM balance)"))
        return number

    monkeypatch.setattr(moving, "_copy", careless)
    with pytest.raises(Unequal, match="balance"):
        transfer(demo, url)
    target = Database.bare(url)
    with target.read() as connection:
        assert schema.is_empty(connection)
    target.close()


def test_tables_may_start_empty(demo: Path, url: URL) -> None:
    moved: Any = transfer(demo, url, without=frozenset({"audit_log"}))
    assert moved["audit_log"] == 0
