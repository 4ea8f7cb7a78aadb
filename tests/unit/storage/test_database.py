"""Opening, transactions, triggers, backups, and the outside world going wrong."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from whale_desktop.bus.state import get_state, set_state
from whale_desktop.bus.tables import audit_log, change_log
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.kernel.errors import Unavailable, UserError
from whale_desktop.kernel.exclusive import ExclusiveFile
from whale_desktop.storage import Database, money, schema
from whale_desktop.storage.metadata import APPEND_ONLY

AUDIT = {
    "at": FixedClock(parse_moment("2024-03-18")).now(),
    "member_id": 1,
    "member_name": "x",
    "workstation": "",
    "menu": "",
    "permission": "",
    "message": "x",
    "target": "",
    "payload": "{}",
    "result": "ok",
    "error_code": "",
    "command_id": "",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "books.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    made = Database.create(path)
    yield made
    made.close()


def code_of_opening(path: Path, **more: int) -> str:
    with pytest.raises(Unavailable) as caught:
        Database.open(path, **more)
    return caught.value.code


class Stop(Exception):
    """Ends a transaction of a test."""


def fails_after(database: Database, action: Callable[[Connection], object]) -> None:
    with database.write() as connection:
        action(connection)
        raise Stop


# ------------------------------------------------------------------------------------------------------------ transactions


def test_a_write_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.write() as connection:
        set_state(connection, "kept", "yes")
    with pytest.raises(Stop):
        fails_after(database, lambda connection: set_state(connection, "kept", "no"))
    with database.read() as connection:
        assert get_state(connection, "kept") == "yes"


@pytest.mark.parametrize(("value", "code"), [("1E+30", "storage.overflow"), ("0.00001", "storage.places")])
def test_a_number_that_a_column_refuses_comes_out_with_its_code(database: Database, value: str, code: str) -> None:
    """SQLAlchemy wraps what a column type raises; the person must be told the code all the same."""
    with pytest.raises(UserError, match=code), database.write() as connection:
        connection.execute(select(literal(Decimal(value), money())))


def test_a_table_made_in_a_rolled_back_transaction_is_gone(database: Database) -> None:
    with pytest.raises(Stop):
        fails_after(database, lambda connection: connection.execute(text("CREATE TABLE rolled_back (a INTEGER)")))
    with database.read() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'rolled_back'")).all() == []


def test_a_read_sees_one_state_while_others_write(database: Database) -> None:
    with database.write() as connection:
        set_state(connection, "day", "1")
    with database.read() as reading:
        assert get_state(reading, "day") == "1"
        with database.write() as connection:
            set_state(connection, "day", "2")
        assert get_state(reading, "day") == "1"
    with database.read() as reading:
        assert get_state(reading, "day") == "2"


def test_a_read_cannot_write_and_the_same_connection_can_afterwards(database: Database) -> None:
    with pytest.raises(DBAPIError, match="readonly"), database.engine.connect().execution_options(whale_reading=True) as reading:
        set_state(reading, "day", "1")
    with pytest.raises(Unavailable, match="read_only"), database.read() as reading:
        set_state(reading, "day", "1")
    with database.write() as connection:
        set_state(connection, "day", "1")


def test_foreign_keys_hold_and_every_commit_reaches_the_disk(database: Database) -> None:
    with database.read() as connection:
        for pragma, value in (("foreign_keys", 1), ("synchronous", 2), ("journal_mode", "wal"), ("busy_timeout", 5000)):
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value
        assert connection.execute(text("PRAGMA application_id")).scalar_one() == schema.APPLICATION_ID


# ------------------------------------------------------------------------------------------------------------- append only


def test_an_append_only_table_refuses_change_and_deletion(database: Database) -> None:
    assert "audit_log" in APPEND_ONLY
    with database.write() as connection:
        connection.execute(insert(audit_log).values(**AUDIT))
    for statement in (update(audit_log).values(member_name="other"), delete(audit_log)):
        with pytest.raises(IntegrityError, match="append only: audit_log"), database.write() as connection:
            connection.execute(statement)
    with database.write() as connection:
        connection.execute(insert(change_log).values(topics="x", origin="x"))
        connection.execute(delete(change_log))
    with database.read() as connection:
        assert connection.execute(select(audit_log.c.member_name)).scalars().all() == ["x"]


# ----------------------------------------------------------------------------------------------------- versions and backup


def set_version(path: Path, version: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.commit()
    connection.close()


def test_a_newer_database_is_refused_and_left_alone(database: Database, path: Path) -> None:
    database.close()
    set_version(path, "9999")
    before = path.read_bytes()
    with pytest.raises(Unavailable) as caught:
        Database.open(path)
    assert (caught.value.code, caught.value.params) == ("storage.newer", {"found": "9999"})
    assert path.read_bytes() == before


def test_an_older_database_is_backed_up_before_it_is_touched(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as connection:
        set_state(connection, "kept", "yes")
    database.close()
    set_version(path, "0000")
    seen: list[str] = []

    def migrate(config: object, target: str) -> None:
        backups = list(schema.backup_folder(path).iterdir())
        seen.extend(one.name for one in backups)
        copy = sqlite3.connect(backups[0])
        assert copy.execute("SELECT value FROM system_state WHERE key = 'kept'").fetchone() == ("yes",)
        copy.close()

    monkeypatch.setattr("alembic.command.upgrade", migrate)
    Database.open(path).close()
    assert seen == [f"books-before-{schema.HEAD}-from-0000.db"]


def test_a_backup_may_be_made_while_others_write(database: Database, path: Path) -> None:
    with database.write() as connection:
        set_state(connection, "kept", "yes")
        copy = schema.back_up(path, "now")
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT count(*) FROM system_state").fetchone() == (0,)
    kept.close()


# ------------------------------------------------------------------------------------------------------- the outside world


def test_a_file_that_is_not_there_is_missing_and_none_is_made(path: Path) -> None:
    assert code_of_opening(path) == "storage.missing"
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"this is a letter, no database" * 100, b"SQLite format 3\0" + bytes(4000)])
def test_a_file_that_is_no_database_of_ours_is_damaged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert code_of_opening(path) == "storage.damaged"


def test_a_torn_database_is_damaged(database: Database, path: Path) -> None:
    database.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + os.urandom(len(whole) - 100))
    assert code_of_opening(path) == "storage.damaged"


def test_a_database_that_another_program_holds_is_locked(database: Database, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert code_of_opening(path, busy_timeout=20) == "storage.locked"
    other.execute("ROLLBACK")
    other.close()
    Database.open(path, busy_timeout=20).close()


def test_a_database_in_another_programs_exclusive_hands_is_locked(database: Database, path: Path) -> None:
    database.close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    assert code_of_opening(path, busy_timeout=20) == "storage.locked"
    other.close()


def test_a_full_disk_is_said_and_nothing_is_lost(database: Database) -> None:
    with database.write() as connection:
        set_state(connection, "kept", "yes")

    def write_much(connection: Connection) -> None:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        set_state(connection, "kept", "no")
        set_state(connection, "much", "x" * 1_000_000)

    with pytest.raises(Unavailable) as caught:
        fails_after(database, write_much)
    assert caught.value.code == "storage.full"
    with database.read() as connection:
        assert (get_state(connection, "kept"), get_state(connection, "much")) == ("yes", None)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_file_that_may_not_be_written_is_said(database: Database, path: Path) -> None:
    database.close()
    path.chmod(0o400)
    assert code_of_opening(path) == "storage.read_only"


def test_an_existing_file_is_never_overwritten(database: Database, path: Path) -> None:
    with pytest.raises(Unavailable, match=r"storage\.exists"):
        Database.create(path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable, match=r"storage\.missing"):
        Database.create(tmp_path / "file" / "books.db")


def test_many_threads_write_one_after_another(database: Database) -> None:
    def count_up() -> None:
        for _ in range(20):
            with database.write() as connection:
                set_state(connection, "count", str(int(get_state(connection, "count") or 0) + 1))

    threads = [threading.Thread(target=count_up) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert get_state(connection, "count") == "100"


def test_a_mark_is_held_by_one_and_comes_back_when_its_holder_lets_go(tmp_path: Path) -> None:
    first, second = ExclusiveFile(tmp_path / "mark"), ExclusiveFile(tmp_path / "mark")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    assert not second.held
    first.release()
    first.release()
    assert second.acquire()
    second.release()
