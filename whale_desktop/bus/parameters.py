"""The values of system parameters: the default of the declaration, or the row of one that was changed."""

from typing import TypeVar

from sqlalchemy import Connection, bindparam, select

from whale_desktop.bus.tables import system_parameter
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages.parameters import Parameter

T = TypeVar("T", bound=int | str)

_VALUE = select(system_parameter.c.value).where(system_parameter.c.key == bindparam("key"))


def parameter(connection: Connection, declared: Parameter[T]) -> T:
    """The value in force. One that later limits of the program no longer allow counts as never changed."""
    kept: str | None = connection.execute(_VALUE, {"key": declared.key}).scalar()
    if kept is None:
        return declared.default
    try:
        return declared.value_of(kept)
    except UserError:
        return declared.default
