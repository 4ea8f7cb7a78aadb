"""The migrations make the same database as the code, step by step, and keep the triggers."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from whale_desktop.app.services import load_features
from whale_desktop.storage import Database, schema
from whale_desktop.storage.metadata import APPEND_ONLY, metadata, trigger_statements

STEPS = sorted(path.name[:4] for path in (schema.MIGRATIONS / "versions").glob("[0-9]*.py"))


@pytest.fixture(autouse=True)
def _features() -> None:
    load_features()


def empty(path: Path) -> Database:
    path.touch()
    return Database.bare(path)


def schema_of(path: Path) -> dict[tuple[str, str], str]:
    """Every table, index and trigger with the text that made it, white space aside."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
    connection.close()
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in rows}


def clauses(statement: str) -> tuple[str, frozenset[str]]:
    """A CREATE TABLE as its head and its columns and constraints in no order: a column added later stands behind the constraints."""
    head, _, body = statement.partition("(")
    found, depth, clause = [], 0, ""
    for character in body.strip().removesuffix(")"):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            found.append(clause.strip())
            clause = ""
        else:
            clause += character
    return head.strip(), frozenset((*found, clause.strip()))


def triggers_of(path: Path) -> set[str]:
    return {name for kind, name in schema_of(path) if kind == "trigger"}


def test_migrating_from_nothing_makes_what_the_code_makes(tmp_path: Path) -> None:
    migrated = empty(tmp_path / "migrated.db")
    schema.upgrade(migrated.engine, None, "base")
    with migrated.read() as connection:
        assert schema.version_of(connection) == schema.HEAD
    migrated.close()
    Database.create(tmp_path / "created.db").close()
    migrations, code = schema_of(tmp_path / "migrated.db"), schema_of(tmp_path / "created.db")
    advice = "run `python tools/migration.py initial` before the first release, afterwards `new`"
    assert set(migrations) == set(code), advice
    assert {name for name in code if name[0] != "table" and migrations[name] != code[name]} == set(), advice
    tables = {name for name in code if name[0] == "table"}
    assert {name: clauses(code[name]) for name in tables} == {name: clauses(migrations[name]) for name in tables}, advice


def test_the_program_knows_its_newest_step() -> None:
    assert STEPS[-1] == schema.HEAD
    script = ScriptDirectory(str(schema.MIGRATIONS))
    assert script.get_heads() == [schema.HEAD]
    assert [one.revision for one in reversed(list(script.walk_revisions()))] == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_every_step_leaves_a_trigger_on_each_append_only_table_there_is(tmp_path: Path, step: str) -> None:
    path = tmp_path / "books.db"
    database = empty(path)
    schema.upgrade(database.engine, None, "base", to=step)
    database.close()
    tables = {name for kind, name in schema_of(path) if kind == "table"}
    expected = {f"{table}_no_{verb}" for table in APPEND_ONLY if table in tables for verb in ("update", "delete")}
    assert triggers_of(path) == expected
    assert expected


def test_every_append_only_table_refuses_on_both_engines() -> None:
    for table in APPEND_ONLY:
        assert table in metadata.tables
        for dialect in ("sqlite", "postgresql"):
            statements = " ".join(trigger_statements(table, dialect))
            assert "UPDATE" in statements
            assert "DELETE" in statements


def test_a_step_that_leaves_dangling_references_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = empty(tmp_path / "books.db")
    schema.upgrade(database.engine, None, "base")

    def careless(config: object, target: str) -> None:
        connection = config.attributes["connection"]  # type: ignore[attr-defined]  # Alembic's own configuration
        connection.execute(text("INSERT INTO member_role (member_id, role) VALUES (99, 'none')"))

    monkeypatch.setattr("alembic.command.upgrade", careless)
    with pytest.raises(AssertionError, match="refer to nothing"):
        schema.upgrade(database.engine, None, "0000")
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM member_role")).scalar_one() == 0
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    database.close()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    database = empty(path)
    schema.upgrade(database.engine, None, "base")
    before = schema_of(path)
    schema.upgrade(database.engine, None, schema.HEAD)
    database.close()
    assert schema_of(path) == before


def test_the_tool_finds_no_difference() -> None:
    done = subprocess.run(
        [sys.executable, "tools/migration.py", "check"], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "")
