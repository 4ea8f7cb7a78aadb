"""What a command says to the database: listened to once, for a bare server to say it again."""

from collections.abc import Callable
from typing import Any

from psycopg.dbapi20 import Binary
from sqlalchemy import event

from whale_desktop.storage import Database

Statement = tuple[str, Any]
COMMAND_ID = "the-command"
"""The id under which the command is listened to; a replay puts its own in its place."""


def heard(database: Database, act: Callable[[], object]) -> list[Statement]:
    """The statements of `act` and their parameters, in their order."""
    found: list[Statement] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        found.append((statement, _plain(parameters)))

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        act()
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
    return found


def _plain(parameters: Any) -> Any:
    """As it can be pickled: the driver's wrapper of bytes goes."""
    if isinstance(parameters, dict):
        return {name: bytes(value.obj) if isinstance(value, Binary) else value for name, value in parameters.items()}
    return tuple(parameters)
