"""Single values of the whole system, such as the business date, which is a record and not the clock."""

from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, select

from whale_desktop.bus.tables import system_state

_VALUE = select(system_state.c.value).where(system_state.c.key == bindparam("key"))


def get_state(connection: Connection, key: str) -> str | None:
    """The value of `key`, or None."""
    found: str | None = connection.execute(_VALUE, {"key": key}).scalar()
    return found


def set_state(connection: Connection, key: str, value: str) -> None:
    """Set `key` to `value`."""
    connection.execute(delete(system_state).where(system_state.c.key == key))
    connection.execute(insert(system_state).values(key=key, value=value))


def business_date(connection: Connection) -> date:
    """The present business (ledger) date. Every database has one from its making on."""
    value = get_state(connection, "business_date")
    assert value is not None, "a database without a business date"
    return date.fromisoformat(value)
