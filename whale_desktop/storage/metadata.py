"""The one `MetaData` that all tables of all features belong to, and the list of tables that never change a row."""

from typing import Any

from sqlalchemy import DDL, Column, Integer, MetaData, String, Table, event

from whale_desktop.storage.types import Line, Whole

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@event.listens_for(Column, "after_parent_attach")
def _limit_values(column: Column[Any], table: Any) -> None:
    """A text column of a given length and a column of whole numbers keep to it on both engines; SQLite alone would not."""
    if isinstance(table, Table) and table.metadata is metadata:
        if type(column.type) is String and column.type.length:
            column.type = Line(column.type.length)
        elif type(column.type) is Integer:
            column.type = Whole()


APPEND_ONLY: list[str] = []
"""Names of the tables whose rows are refused UPDATE and DELETE by a trigger, on both engines."""


def trigger_statements(table: str, dialect: str) -> list[str]:
    """The statements that make the refusing triggers of `table`."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION USING MESSAGE = 'append only: {table}', ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
    ]


def _ddl(statement: str) -> DDL:
    return DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # the library does not annotate it


def append_only(table: Table) -> Table:
    """Declare that rows of `table` are only ever added. The triggers are made with the table."""
    APPEND_ONLY.append(table.name)
    for dialect in ("sqlite", "postgresql"):
        for statement in trigger_statements(table.name, dialect):
            event.listen(table, "after_create", _ddl(statement).execute_if(dialect=dialect))
    return table
