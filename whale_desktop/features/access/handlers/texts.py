"""Names in three languages: what is empty takes the first one's words; lengths and uniqueness are checked here."""

from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select

from whale_desktop.bus import Read
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Struct


def three_names(command: Any) -> dict[str, str]:
    """The names by column of a command with `name`, `name_zh_hans` and `name_en`."""
    name = command.name.strip()
    return {"name": name, "name_zh_hans": command.name_zh_hans.strip() or name, "name_en": command.name_en.strip() or name}


def check_names(command: Struct, faults: Faults, *, limit: int) -> None:
    """A name must be there; none is longer than `limit`."""
    given = {name: str(getattr(command, name)).strip() for name in ("name", "name_zh_hans", "name_en")}
    faults.missing(name=given["name"])
    faults.too_long(limit, **given)


def is_taken(read: Read, table: Table, names: dict[str, str], but: ColumnElement[bool]) -> bool:
    """Whether another row of a table has the name already, without regard to case."""
    same = [func.lower(table.c[column]) == name.lower() for column, name in names.items()]
    return (
        read.connection.execute(select(table.c[table.primary_key.columns.keys()[0]]).where(or_(*same), ~but)).first() is not None
    )


def name_column(table: Any, locale: str) -> ColumnElement[Any]:
    """The column with the name in a locale."""
    column: ColumnElement[Any] = table.c[{"zh_Hant": "name", "zh_Hans": "name_zh_hans"}.get(locale, "name_en")]
    return column


def like(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """The column contains a text, without regard to case; signs of the pattern language are plain characters."""
    return func.lower(column).contains(text.strip().lower(), autoescape=True)
