"""Reading on from where one was: nothing is missed, whatever order transactions end in."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.office import template_of
from tests.helpers.postgres import postgres_of
from whale_desktop.bus.changes import ChangeReader, announce, forget_old, is_kept, place_of, rows_since
from whale_desktop.storage import Database


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """A local database."""
    made = Database.create(tmp_path / "books.db")
    yield made
    made.close()


@pytest.fixture
def server(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database on a server."""
    postgres = postgres_of(tmp_path)
    url = postgres.copy_of(template_of(tmp_path_factory))
    made = Database.open(url)
    yield made
    made.close()
    postgres.drop(url)


@pytest.fixture(params=["file", "server"])
def database(request: pytest.FixtureRequest) -> Database:
    """One of each."""
    made: Database = request.getfixturevalue(request.param)
    return made


def write(database: Database, topic: str, origin: str = "me") -> int:
    with database.write() as connection:
        return announce(connection, (topic,), origin).sequence


def heard(reader: ChangeReader) -> list[str]:
    return [topic for change in reader.news() for topic in change.topics]


def test_a_reader_hears_each_change_once_and_none_from_before(database: Database) -> None:
    write(database, "before")
    reader = ChangeReader(database)
    reader.news()
    write(database, "one")
    write(database, "two")
    assert heard(reader) == ["one", "two"]
    assert heard(reader) == []
    write(database, "three")
    assert heard(reader) == ["three"]


def test_a_reader_may_leave_out_its_own(database: Database) -> None:
    reader = ChangeReader(database, origin="me")
    write(database, "mine")
    write(database, "theirs", origin="other")
    assert heard(reader) == ["theirs"]


def test_a_change_that_is_committed_late_is_not_missed(server: Database) -> None:
    """On a server a transaction may take a lower number and end after one with a higher; a file has one writer at a time."""
    reader = ChangeReader(server)
    with server.write() as slow:
        early = announce(slow, ("slow",), "me").sequence
        assert write(server, "quick") > early
        assert heard(reader) == ["quick"]
        place = reader.place
        assert heard(reader) == []
    assert heard(reader) == ["slow"]
    with server.read() as connection:
        again = {topic for row in rows_since(connection, place) for topic in row.topics.split("\n")}
    assert {"slow", "quick"} <= again


def test_a_place_that_is_no_longer_kept_is_known(database: Database) -> None:
    """Where others use the same server, an old transaction of theirs keeps every place back; a later place is kept."""
    with database.read() as connection:
        first = place_of(connection)
    for number in range(3):
        write(database, f"topic {number}")
    with database.read() as connection:
        assert is_kept(connection, first)
    with database.write() as connection:
        forget_old(connection, kept=1)
        assert len(rows_since(connection, 0)) == 1
    with database.read() as connection:
        assert not is_kept(connection, first)
    deadline = time.monotonic() + 30
    while not now_kept(database):
        assert time.monotonic() < deadline
        write(database, "later")


def now_kept(database: Database) -> bool:
    """Whether a reader who begins now could go on from there."""
    with database.read() as connection:
        return is_kept(connection, place_of(connection))
