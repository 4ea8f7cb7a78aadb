"""Writes migrations from the tables in the code: `python tools/migration.py new "what changes"`; `check` compares.

new: writes the next numbered step from the difference between the newest migration and the code, to be read and corrected by a person
(renames look like drop and add; data must be moved by hand). Afterwards set `HEAD` in storage/schema.py. check: the status is 1 when the
code has tables that the migrations do not make.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import api, compare_metadata, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations import ops
from sqlalchemy import Connection, Integer, String, text
from sqlalchemy.types import TypeDecorator

from whale_desktop.app.services import load_features
from whale_desktop.storage import Database, schema
from whale_desktop.storage.metadata import APPEND_ONLY, metadata

VERSIONS = schema.MIGRATIONS / "versions"
HEADER = '''"""{message}."""

import sqlalchemy as sa
from alembic import op

{imports}revision = "{revision}"
down_revision = "{down}"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
'''


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Our column types as what the database stores, so that an old migration needs no code of today."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain = item.impl_instance if hasattr(item, "impl_instance") else item.impl
        if isinstance(plain, String):
            return f"sa.String(length={plain.length})" if plain.length else "sa.Text()"
        if isinstance(plain, Integer):
            return f"sa.{type(plain).__name__}()"
        raise SystemExit(f"do not know how to write {item!r}")
    return False


@contextmanager
def migrated(upto: str) -> Iterator[Connection]:
    """A new database brought to version `upto` by the migrations."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        path.touch()
        database = Database.bare(path)
        try:
            schema.upgrade(database.engine, None, "base", to=upto)
            with database.write() as connection:
                yield connection
        finally:
            database.close()


def migration_context(connection: Connection) -> MigrationContext:
    """How code and database are compared."""
    return MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})


def body_of(connection: Connection) -> str:
    """The functions that lead from the database of `connection` to the tables of the code; a table that SQLite cannot alter is rebuilt."""
    context = migration_context(connection)
    script = api.produce_migrations(context, metadata)
    assert isinstance(script.upgrade_ops, ops.UpgradeOps)
    code = render_python_code(
        script.upgrade_ops,
        sqlalchemy_module_prefix="sa.",
        alembic_module_prefix="op.",
        render_item=render_item,
        render_as_batch=True,
        migration_context=context,
    )
    lines = [
        f"    {line.removeprefix('    ')}" if line.strip() else ""
        for line in code.splitlines()
        if not line.strip().startswith("#")
    ]
    parts = chunks(lines)
    triggers = [name for name in APPEND_ONLY if name in re.findall(r"op\.create_table\(\s*'(\w+)'", code)]
    if triggers:
        parts["append_only"] = [
            "    dialect = op.get_bind().dialect.name",
            f"    for table in {tuple(triggers)!r}:",
            "        for statement in trigger_statements(table, dialect):",
            "            op.execute(statement)",
        ]
    head = [*(f"    _{name}()" for name in parts), ""]
    functions = [line for name, body in parts.items() for line in ("", "", f"def _{name}() -> None:", *body)]
    return "\n".join(head + functions)


def chunks(lines: list[str]) -> dict[str, list[str]]:
    """The statements by the table that they are about, in their order."""
    parts: dict[str, list[str]] = {}
    body: list[str] = []
    for line in lines:
        begins = re.match(r"    (?:op|with op)\.(create_table|batch_alter_table|drop_table)\('(\w+)'", line)
        if begins:
            name = begins[2]
            while name in parts:
                name += "_again"
            body = parts.setdefault(name, [])
        elif not parts:
            body = parts.setdefault("others", [])
        body.append(line)
    return {name: body for name, body in parts.items() if any(line.strip() for line in body)}


def write(revision: str, down: str, message: str, body: str) -> Path:
    """One migration file, formatted."""
    slug = re.sub(r"\W+", "_", message.lower()).strip("_")
    imports = "from whale_desktop.storage.metadata import trigger_statements\n\n" if "trigger_statements" in body else ""
    header = HEADER.format(message=message.capitalize(), revision=revision, down=down, imports=imports)
    path = VERSIONS / f"{revision}_{slug}.py"
    path.write_text(header + body + "\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", str(path)], check=False)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    return path


def newest() -> str:
    """The number of the newest migration."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


def main(arguments: list[str]) -> int:
    """See the module."""
    load_features()
    match arguments:
        case ["new", message]:
            last = newest()
            with migrated(last) as connection:
                print(write(f"{int(last) + 1:04d}", last, message, body_of(connection)))
        case ["check"]:
            with migrated(newest()) as connection:
                connection.execute(text("SELECT 1"))
                differences = compare_metadata(migration_context(connection), metadata)
            for difference in differences:
                print(difference)
            return 1 if differences else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
