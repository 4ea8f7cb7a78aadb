"""The topics of every committed command, written with it, and reading them so that none is missed.

On a server a transaction that took a lower sequence may commit later than one with a higher, so a reader's place there is not a sequence
but the oldest transaction that was under way when it looked: everything older is settled. Reading from that place again may bring a
change a second time, never miss one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Text, bindparam, cast, delete, func, insert, select

from whale_desktop.bus.state import get_state, set_state
from whale_desktop.bus.tables import change_log
from whale_desktop.messages.topics import Change
from whale_desktop.storage import Database

CHANNEL = "whale_change"
"""What a server's database notifies at every commit of a change."""

DROPPED = "changes_dropped"
"""The place up to which changes were thrown away, among the single values of the system."""

_LOG = change_log.c
_ADD = insert(change_log)
_ADD_ON_SERVER = (
    insert(change_log)
    .values(
        topics=bindparam("topics"),
        origin=bindparam("origin"),
        transaction_id=cast(cast(func.pg_current_xact_id(), Text), BigInteger),
    )
    .returning(_LOG.sequence, func.pg_notify(CHANNEL, ""))
)
_COLUMNS = (_LOG.sequence, _LOG.topics, _LOG.origin, _LOG.transaction_id)
_SINCE = select(*_COLUMNS).where(_LOG.sequence > bindparam("place")).order_by(_LOG.sequence)
_SINCE_ON_SERVER = select(*_COLUMNS).where(_LOG.transaction_id >= bindparam("place")).order_by(_LOG.sequence)
_PLACE = select(func.coalesce(func.max(_LOG.sequence), 0))
_PLACE_ON_SERVER = select(cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger))


def announce(connection: Connection, topics: Iterable[str], origin: str) -> Change:
    """Write down what this transaction changes. `origin` names the process, which has told its own listeners already."""
    ordered = tuple(sorted(topics))
    values = {"topics": "\n".join(ordered), "origin": origin}
    if _is_server(connection):
        return Change(sequence=int(connection.execute(_ADD_ON_SERVER, values).one()[0]), topics=ordered)
    made = connection.execute(_ADD, values)
    assert made.inserted_primary_key is not None
    return Change(sequence=int(made.inserted_primary_key[0]), topics=ordered)


def place_of(connection: Connection) -> int:
    """The place of a reader who has seen everything that this connection sees."""
    return int(connection.execute(_PLACE_ON_SERVER if _is_server(connection) else _PLACE).scalar_one())


def rows_since(connection: Connection, place: int) -> Sequence[Any]:
    """Rows of sequence, topics, origin and transaction_id from a place on, by sequence; on a server some may have been read before."""
    statement = _SINCE_ON_SERVER if _is_server(connection) else _SINCE
    return connection.execute(statement, {"place": place}).all()


def is_kept(connection: Connection, place: int) -> bool:
    """Whether nothing after a place has been thrown away, so that a reader can go on from there."""
    dropped = get_state(connection, DROPPED)
    return dropped is None or place > int(dropped) - (0 if _is_server(connection) else 1)


def forget_old(connection: Connection, *, kept: int) -> None:
    """Throw away all but the newest changes, and remember up to which place."""
    newest = connection.execute(select(func.max(_LOG.sequence))).scalar() or 0
    old = _LOG.sequence <= newest - kept
    reached = connection.execute(
        select(func.max(_LOG.transaction_id if _is_server(connection) else _LOG.sequence)).where(old)
    ).scalar()
    if reached is not None:
        connection.execute(delete(change_log).where(old))
        set_state(connection, DROPPED, str(max(int(reached), int(get_state(connection, DROPPED) or 0))))


def change_of(row: Any) -> Change:
    """A row as it is told to listeners."""
    return Change(sequence=int(row.sequence), topics=tuple(str(row.topics).split("\n")))


def _is_server(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


class ChangeReader:
    """Reads on from where it read last, each change once. `origin`: whose changes are left out. Not safe to share between threads."""

    def __init__(self, database: Database, *, origin: str = "") -> None:
        self._database = database
        self._origin = origin
        self._seen: set[int] = set()
        with database.read() as connection:
            self.place = place_of(connection)

    def news(self) -> list[Change]:
        """What was committed since the last call."""
        with self._database.read() as connection:
            following = place_of(connection)
            rows = rows_since(connection, self.place)
            server = _is_server(connection)
        found = [change_of(row) for row in rows if row.sequence not in self._seen and row.origin != self._origin]
        self._seen = {row.sequence for row in rows if server and row.transaction_id >= following}
        self.place = following
        return found
