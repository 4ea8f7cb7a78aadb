"""The migrations make the same database as the code, step by step, and keep the triggers."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

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
    advice = "run `python tools/migration.py new`"
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


def test_what_is_kept_of_profits_and_codes_survives_step_0006(tmp_path: Path) -> None:
    database = empty(tmp_path / "books.db")
    schema.upgrade(database.engine, None, "base", to="0005")
    profit: dict[str, Any] = dict.fromkeys(
        (
            "channel_rate",
            "channel_amount",
            "user_rate",
            "user_amount",
            "profit_loss",
            "markup_income",
            "rate_pnl",
            "order_offset",
        ),
        7,
    )
    profit |= dict.fromkeys(("client_ordid", "channel_name", "forex_type", "currency", "debit_currency", "operator"), "x")
    profit |= {"forex_id": "2403180001", "channel_ledger_date": "2024-03-18", "created_at": 1, "updated_at": 1}
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        order = {
            row[1]: 0 if "INT" in row[2] else "x" for row in connection.exec_driver_sql("PRAGMA table_info(fx_client_order)")
        }
        _insert(connection, "fx_client_order", order | {"forex_id": "2403180001"})
        _insert(connection, "fx_profit_loss", profit)
        names = dict.fromkeys(("name_zh_hant", "name_zh_hans", "name_en"), "x")
        for position, code in enumerate(("LCADJCR", "LCADJDR", "ADJREV")):
            row = names | {"biz_code": code, "position": position, "client_visible": True, "freeze_only": False}
            _insert(connection, "business_code", row)
    schema.upgrade(database.engine, None, "0005", to="0006")
    with database.read() as connection:
        kept = connection.execute(text("SELECT * FROM fx_profit_loss")).mappings().one()
        assert {name: kept[name] for name in profit} == profit
        assert (kept["profit_id"], kept["reversal_no"]) == (1, "")
        assert connection.execute(text("SELECT position FROM business_code WHERE biz_code = 'CAPAY'")).scalar_one() == 3
        groups = connection.execute(
            text("SELECT code_group, biz_code, direction, offered FROM business_code_group ORDER BY 1, 2")
        )
        assert [tuple(row) for row in groups] == [
            ("adjustment", "ADJREV", None, 0),
            ("adjustment", "CAPAY", "DEBIT", 1),
            ("adjustment", "LCADJCR", "CREDIT", 1),
            ("adjustment", "LCADJDR", "DEBIT", 1),
            ("cancelled", "CAPAY", "DEBIT", 1),
        ]
    database.close()


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)


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
