"""PostgreSQL as a place to keep the books: transactions, limits, faults, locks, one schema for both engines, moving a file there."""

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import procrastinate
import pytest
from sqlalchemy import Connection, delete, insert, literal, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from tests.helpers.postgres import Postgres, postgres_of
from tests.unit.storage.test_database import AUDIT, Stop, fails_after
from whale_desktop.app.services import load_features
from whale_desktop.bus.state import get_state, set_state
from whale_desktop.bus.tables import audit_log, change_log, system_state
from whale_desktop.kernel.errors import Unavailable, UserError
from whale_desktop.storage import Database, money, queue, schema
from whale_desktop.storage.locks import Lock, number_of, take
from whale_desktop.storage.metadata import APPEND_ONLY, metadata


@pytest.fixture
def postgres(tmp_path: Path) -> Postgres:
    load_features()
    return postgres_of(tmp_path)


@pytest.fixture
def url(postgres: Postgres) -> Iterator[URL]:
    made = postgres.empty()
    yield made
    postgres.drop(made)


@pytest.fixture
def database(url: URL) -> Iterator[Database]:
    made = Database.create(url)
    yield made
    made.close()


def code_of(caught: pytest.ExceptionInfo[Unavailable]) -> str:
    return caught.value.code


# ------------------------------------------------------------------------------------------------------------ transactions


def test_a_write_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.write() as connection:
        set_state(connection, "kept", "yes")
    with pytest.raises(Stop):
        fails_after(database, lambda connection: set_state(connection, "kept", "no"))
    with database.read() as connection:
        assert get_state(connection, "kept") == "yes"


def test_a_read_sees_one_state_while_others_write_and_cannot_write(database: Database) -> None:
    with database.write() as connection:
        set_state(connection, "day", "1")
    with database.read() as reading:
        assert get_state(reading, "day") == "1"
        with database.write() as connection:
            set_state(connection, "day", "2")
        assert get_state(reading, "day") == "1"
    with pytest.raises(Unavailable, match="read_only"), database.read() as reading:
        set_state(reading, "day", "3")
    with database.write() as connection:
        assert get_state(connection, "day") == "2"
        set_state(connection, "day", "3")


@pytest.mark.parametrize(("value", "code"), [("1E+30", "storage.overflow"), ("0.00001", "storage.places")])
def test_a_number_that_a_column_refuses_comes_out_with_its_code(database: Database, value: str, code: str) -> None:
    with pytest.raises(UserError, match=code), database.write() as connection:
        connection.execute(select(literal(Decimal(value), money())))


def test_a_text_longer_than_its_column_is_refused_and_found_nowhere(database: Database) -> None:
    with pytest.raises(UserError, match=r"storage\.too_long"), database.write() as connection:
        set_state(connection, "x" * 61, "1")
    with database.read() as connection:
        assert connection.execute(select(system_state).where(system_state.c.key == "x" * 61)).all() == []


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 2**62])
def test_a_number_larger_than_its_column_is_refused_and_found_nowhere(database: Database, number: int) -> None:
    with pytest.raises(UserError, match=r"storage\.overflow"), database.write() as connection:
        connection.execute(insert(audit_log).values({**AUDIT, "member_id": number}))
    own = audit_log.c.member_id
    with database.read() as connection:
        for found in (own == number, own.in_([number, 1]), own > number, own.between(number, number)):
            assert connection.execute(select(audit_log).where(found)).all() == []


def test_an_append_only_table_refuses_change_deletion_and_emptying(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(audit_log).values(**AUDIT))
    for statement in (update(audit_log).values(member_name="other"), delete(audit_log), text("TRUNCATE audit_log")):
        with pytest.raises(IntegrityError, match="append only: audit_log"), database.write() as connection:
            connection.execute(statement)
    with database.read() as connection:
        assert connection.execute(select(audit_log.c.member_name)).scalars().all() == ["x"]


# ------------------------------------------------------------------------------------------------------------------ limits


def test_statements_and_locks_have_time_limits(database: Database) -> None:
    with database.read() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "1min"
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "10s"
        assert connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one() == "2min"
        assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "repeatable read"
    with database.write() as connection:
        assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"


def test_a_statement_that_takes_too_long_is_stopped(database: Database) -> None:
    with pytest.raises(Unavailable) as caught, database.read() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 30; SELECT pg_sleep(5)")
    assert code_of(caught) == "storage.slow"


def test_whoever_waits_too_long_for_a_lock_is_told(database: Database) -> None:
    with database.write() as first:
        take(first, (Lock("one"),))
        with pytest.raises(Unavailable) as caught, database.write() as second:
            take_impatiently(second, Lock("one"))
    assert code_of(caught) == "storage.locked"


def take_impatiently(connection: Connection, lock: Lock) -> None:
    connection.execute(text("SET LOCAL lock_timeout = 30"))
    take(connection, (lock,))


def test_shared_locks_go_together_and_end_with_the_transaction(database: Database) -> None:
    with database.write() as first, database.write() as second:
        for one in (first, second):
            take(one, (Lock("one", shared=True), Lock("two", shared=True)))
    with database.write() as third:
        take_impatiently(third, Lock("one"))


def test_a_lock_has_the_same_number_in_every_process() -> None:
    assert number_of("feature fx") == -2598962608774423944


def test_a_file_needs_no_locks(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "books.db")
    with database.write() as connection:
        take(connection, (Lock("one"),))
    database.close()


# ------------------------------------------------------------------------------------------------------- the outside world


def test_a_server_that_is_not_there_is_said(url: URL) -> None:
    with pytest.raises(Unavailable) as caught:
        Database.open(url.set(host="127.0.0.1", port=1).update_query_dict({"host": "127.0.0.1"}))
    assert code_of(caught) == "storage.unreachable"


def test_a_database_that_is_not_there_or_holds_nothing_of_ours_is_said(url: URL) -> None:
    with pytest.raises(Unavailable) as caught:
        Database.open(url.set(database="nowhere"))
    assert code_of(caught) == "storage.missing"
    with pytest.raises(Unavailable) as caught:
        Database.open(url)
    assert code_of(caught) == "storage.not_ours"


def test_a_database_that_sorts_otherwise_is_refused(postgres: Postgres, url: URL) -> None:
    name = f"{url.database}_sorted"
    with postgres.admin() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'".encode())
    with pytest.raises(Unavailable) as caught:
        Database.create(url.set(database=name))
    assert code_of(caught) == "storage.collation"
    assert caught.value.params["encoding"] == "SQL_ASCII"
    postgres.drop(url.set(database=name))


def test_a_password_is_in_no_message(url: URL) -> None:
    secret = url.set(host="127.0.0.1", port=1, username="clerk", password="hush").update_query_dict({"host": "127.0.0.1"})
    with pytest.raises(Unavailable) as caught:
        Database.open(secret)
    assert "hush" not in str(caught.value)
    assert "hush" not in repr(caught.value.__cause__)


def test_a_database_is_made_once(database: Database, url: URL) -> None:
    with pytest.raises(Unavailable) as caught:
        Database.create(url)
    assert code_of(caught) == "storage.exists"


def test_a_newer_and_an_older_database_are_refused(database: Database, url: URL) -> None:
    for version, code in (("9999", "storage.newer"), ("0000", "storage.older")):
        with database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
        with pytest.raises(Unavailable) as caught:
            Database.open(url)
        assert code_of(caught) == code


# ----------------------------------------------------------------------------------------------------------- done once more


def test_two_that_lock_each_other_out_both_get_through(database: Database) -> None:
    """The one that the server throws out is run again from its beginning."""
    with database.write() as connection:
        set_state(connection, "a", "0")
        set_state(connection, "b", "0")
    meeting = threading.Barrier(2)
    tries: list[str] = []

    def add(first: str, second: str) -> None:
        def run() -> None:
            tries.append(first)
            with database.write() as connection:
                for index, key in enumerate((first, second)):
                    if index and len(tries) <= 2:
                        meeting.wait(timeout=5)
                    statement = text("UPDATE system_state SET value = (value::int + 1)::text WHERE key = :key")
                    connection.execute(statement, {"key": key})

        database.repeat(run)

    threads = [threading.Thread(target=add, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert (get_state(connection, "a"), get_state(connection, "b")) == ("2", "2")
    assert len(tries) == 3


def test_our_own_mistake_is_not_tried_again(database: Database) -> None:
    tries: list[int] = []

    def run() -> None:
        tries.append(1)
        with database.write() as connection:
            connection.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(Exception, match="nowhere"):
        database.repeat(run)
    assert len(tries) == 1


def test_a_connection_that_was_cut_is_replaced_and_the_work_done_again(database: Database, postgres: Postgres, url: URL) -> None:
    with database.write() as connection:
        set_state(connection, "kept", "no")

    def run() -> None:
        with database.write() as connection:
            set_state(connection, "kept", "yes")

    with postgres.admin() as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (url.database,))
    database.repeat(run)
    with database.read() as connection:
        assert get_state(connection, "kept") == "yes"


# ----------------------------------------------------------------------------------------------------------------- schema

CATALOGUE = """
SELECT 'column', table_name || '.' || column_name,
       data_type || coalesce(character_maximum_length::text, '') || is_nullable || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'comment', objoid::regclass::text, description FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
  WHERE c.relnamespace = 'public'::regnamespace
"""


def catalogue(connection: Connection) -> dict[tuple[str, str], str]:
    """Everything a schema is made of, with its definition."""
    return {(row[0], row[1]): row[2] for row in connection.execute(text(CATALOGUE))}


def test_migrating_from_nothing_makes_what_the_code_makes(postgres: Postgres, database: Database) -> None:
    url = postgres.empty()
    migrated = Database.bare(url)
    schema.upgrade(migrated.engine, None, "base")
    with migrated.read() as one, database.read() as other:
        assert schema.version_of(one) == schema.HEAD
        migrations, code = catalogue(one), catalogue(other)
    migrated.close()
    postgres.drop(url)
    assert set(migrations) == set(code)
    assert {name: (migrations[name], code[name]) for name in code if migrations[name] != code[name]} == {}
    triggers = {name for kind, name in code if kind == "trigger"}
    assert {f"{table}.{table}_no_{what}" for table in APPEND_ONLY for what in ("change", "truncate")} <= triggers


def test_of_several_programs_one_brings_the_schema_up_to_date(postgres: Postgres) -> None:
    url = postgres.empty()
    programs = [Database.bare(url) for _ in range(3)]
    schema.upgrade(programs[0].engine, None, "base", to="0001")
    found: list[str] = []
    threads = [threading.Thread(target=lambda one=one: found.append(one.upgrade())) for one in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "0001" in found
    with programs[0].read() as connection:
        assert schema.version_of(connection) == schema.HEAD
    for one in programs:
        one.close()
    postgres.drop(url)


def test_the_queue_is_that_of_the_installed_package() -> None:
    """When this fails, procrastinate has new tables: raise `NEWEST` and write a migration that calls `queue.bring` again."""
    folder = Path(procrastinate.__file__).parent / "sql" / "migrations"
    assert max(path.stem for path in folder.glob("*.sql")) == queue.NEWEST


def test_an_older_queue_is_brought_up_to_date_step_by_step(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("COMMENT ON TABLE procrastinate_jobs IS '03.04.00_01_pre_add_retry_failed_job_procedure'")
        connection.exec_driver_sql("DROP FUNCTION procrastinate_retry_job_v2 CASCADE")
        monkeypatch.setattr(queue, "NEWEST", "03.04.00_50_post_add_retry_failed_job_procedure")
        before = connection.execute(text("SELECT count(*) FROM pg_proc WHERE proname LIKE 'procrastinate%'")).scalar_one()
        queue.bring(connection)
        after = connection.execute(text("SELECT count(*) FROM pg_proc WHERE proname LIKE 'procrastinate%'")).scalar_one()
        comment = connection.execute(text("SELECT obj_description('procrastinate_jobs'::regclass, 'pg_class')")).scalar_one()
    assert (after >= before, comment) == (True, queue.NEWEST)


def test_counters_of_every_table_go_on(database: Database) -> None:
    with database.write() as connection:
        made = connection.execute(insert(change_log).values(topics="x", origin="x"))
    assert made.inserted_primary_key == (1,)


def test_every_table_of_the_code_is_there(database: Database) -> None:
    with database.read() as connection:
        rows: Any = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        assert set(metadata.tables) <= set(rows)
