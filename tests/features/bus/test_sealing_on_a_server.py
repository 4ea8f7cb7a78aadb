"""The seal where many write at once: rows that are committed out of the order of their ids are waited for, never passed over."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from tests.features.bus.test_sealing import row
from tests.helpers.postgres import postgres_of
from whale_desktop.app.services import load_features
from whale_desktop.bus import sealing, tables
from whale_desktop.bus.sealing import Breach, Break, Head, head_of, seal_all, seal_next, verify
from whale_desktop.storage import Database


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Database]:
    """An empty trail on a server."""
    load_features()
    server = postgres_of(tmp_path)
    url = server.empty()
    database = Database.create(url)
    yield database
    database.close()
    server.drop(url)


def add(database: Database, *numbers: int) -> None:
    """Committed rows, whose ids the server gives."""
    with database.write() as connection:
        for number in numbers:
            connection.execute(insert(tables.audit_log).values(**row(number)))


def checked(database: Database) -> tuple[int, int, Break | None]:
    with database.read() as connection:
        found = verify(connection)
    return found.rows, found.unsealed, found.broken


def test_a_row_that_is_committed_late_is_sealed_in_its_place(trail: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "PATIENCE_SECONDS", 0.05)
    add(trail, 1)
    with trail.engine.connect() as late, late.begin():
        late.execute(insert(tables.audit_log).values(**row(2)))
        add(trail, 3)
        assert seal_next(trail) == 0, "row 2 may still come: neither it nor row 3 is sealed"
    assert seal_next(trail) == 3
    assert checked(trail) == (3, 0, None)


def test_a_row_that_is_rolled_back_leaves_a_gap_that_is_no_break(trail: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add(trail, 1)
    with trail.engine.connect() as other:
        other.begin()
        other.execute(insert(tables.audit_log).values(**row(2)))
        other.rollback()
    add(trail, 3)
    assert seal_all(trail) == 2
    assert checked(trail) == (2, 0, None)
    with trail.read() as connection:
        assert head_of(connection).audit_id == 3


def test_the_sealer_waits_for_a_transaction_that_ends_soon(trail: Database) -> None:
    add(trail, 1)
    written, let_go = threading.Event(), threading.Event()

    def write() -> None:
        with trail.write() as connection:
            connection.execute(insert(tables.audit_log).values(**row(2)))
            written.set()
            let_go.wait(5)

    writer = threading.Thread(target=write)
    writer.start()
    written.wait(5)
    threading.Timer(0.1, let_go.set).start()
    add(trail, 3)
    sealed = seal_next(trail)
    writer.join()
    assert sealed == 3
    assert checked(trail) == (3, 0, None)


def test_who_begins_to_write_later_is_not_waited_for(trail: Database) -> None:
    """Only the transactions that were writing when the newest id was read count: a busy server is sealed all the same."""
    add(trail, 1, 2)
    genuine = sealing._writing
    begun: list[object] = []
    with trail.engine.connect() as other:

        def writing(connection: object) -> frozenset[str]:
            found = genuine(connection)  # type: ignore[arg-type]  # the connection that the sealer hands on
            if not begun:
                begun.append(other.begin())
                other.execute(insert(tables.audit_log).values(**row(3)))
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sealing, "_writing", writing)
            assert seal_next(trail) == 2
        other.commit()
    assert seal_next(trail) == 1
    assert checked(trail) == (3, 0, None)


def test_writers_and_sealers_at_once_make_one_chain(trail: Database) -> None:
    start, ended = threading.Barrier(5), threading.Event()
    sealed: list[int] = []

    def write(number: int) -> None:
        start.wait(5)
        for one in range(60):
            with trail.write() as connection:
                connection.execute(insert(tables.audit_log).values(**row(number * 100 + one)))
                if one % 7 == number:
                    connection.rollback()

    def seal() -> None:
        start.wait(5)
        done = 0
        while not ended.is_set():
            done += seal_next(trail, most=11)
        sealed.append(done)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    sealers = [threading.Thread(target=seal) for _ in range(2)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    ended.set()
    for thread in sealers:
        thread.join()
    rest = seal_all(trail)
    rows, unsealed, broken = checked(trail)
    assert (rows, unsealed, broken) == (sum(sealed) + rest, 0, None)
    assert rows >= 150


def test_changes_are_found_and_refused_as_on_a_file(trail: Database) -> None:
    add(trail, *range(1, 6))
    seal_all(trail)
    for statement in ("UPDATE audit_seal SET hash = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_seal"):
        with pytest.raises(DBAPIError, match="append only"), trail.engine.begin() as connection:
            connection.execute(text(statement))
    with trail.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE audit_log SET member_name = 'nobody' WHERE id = 4"))
    assert checked(trail) == (3, 0, Break(Breach.ALTERED, 4, 4))


def test_the_chain_of_a_file_is_the_chain_of_its_copy_on_a_server(trail: Database, tmp_path: Path) -> None:
    """Moved to a server the same rows have the same hashes, so a head that was kept still holds."""
    local = Database.create(tmp_path / "local.db")
    add(local, *range(1, 8))
    add(trail, *range(1, 8))
    seal_all(local)
    seal_all(trail)
    heads: list[Head] = []
    for database in (local, trail):
        with database.read() as connection:
            heads.append(head_of(connection))
    local.close()
    assert heads[0] == heads[1]
