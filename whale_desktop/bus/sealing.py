"""The seal on the audit trail: a chain of hashes over its rows, made behind the commits that wrote them (`docs/rules/platform.md` 3.6).

Each link holds the hash of one row and, through the link before, of all rows before it. Whoever changes, takes away or slips in a row
below the head breaks the chain there; whoever rewrites the whole chain is found by a head that was kept outside the database.
Must not know what the rows mean.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, func, insert, select, text
from sqlalchemy.exc import StatementError

from whale_desktop.bus.chores import ANY
from whale_desktop.bus.pipeline import Bus
from whale_desktop.bus.tables import audit_log, audit_seal
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.logs import Log
from whale_desktop.storage import Database
from whale_desktop.storage.locks import Lock, take
from whale_desktop.storage.paging import stored_column

log = Log("whale_desktop.bus")

BATCH = 1_000
"""So many rows are sealed in one transaction, and read at once when the chain is verified."""
ORIGIN = "0" * 64
"""Stands before the first link."""
QUIET_BATCH = 250
"""So many rows the chore seals in one transaction: some milliseconds, in which no command can begin to write."""
BATCHES_AT_ONCE = 8
PAUSE = timedelta(seconds=1)
"""After that many batches the chore rests: a trail that was never sealed must not keep everybody busy."""
PATIENCE_SECONDS = 1.0
"""How long the sealer waits for transactions that may still write a row below the newest one."""

SEALER = Lock("audit seal")
"""Held by the one who adds to the chain."""
UNREADABLE = "unreadable"
"""Stands for the hash of a row that cannot be read as what the trail holds."""
_LEAST_ID = -(2**63)

_COLUMNS: tuple[Column[Any], ...] = tuple(sorted(audit_log.columns, key=lambda column: column.name))
_ID_PLACE = [column.name for column in _COLUMNS].index("id")


_ROW = select(*(stored_column(column).label(column.name) for column in _COLUMNS))
"""Rows as the database stores them."""
_BETWEEN = (audit_log.c.id > bindparam("after"), audit_log.c.id <= bindparam("upto"))
_ROWS_BETWEEN = _ROW.where(*_BETWEEN).order_by(audit_log.c.id).limit(BATCH)
_TO_SEAL = _ROW.where(*_BETWEEN).order_by(audit_log.c.id).limit(bindparam("most"))
_ROW_OF = _ROW.where(audit_log.c.id == bindparam("id"))
_IDS_BETWEEN = select(audit_log.c.id).where(*_BETWEEN).order_by(audit_log.c.id).limit(BATCH)
_NEWEST = select(func.max(audit_log.c.id))
_LAST = select(audit_seal).order_by(audit_seal.c.seal_no.desc()).limit(1)
_LINK = select(audit_seal).where(audit_seal.c.seal_no == bindparam("seal_no"))
_LINKS = (
    select(audit_seal)
    .where(audit_seal.c.seal_no > bindparam("after"), audit_seal.c.seal_no <= bindparam("upto"))
    .order_by(audit_seal.c.seal_no)
    .limit(BATCH)
)
_ADD = insert(audit_seal)
_WRITING = text(
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted "
    "AND relation = 'audit_log'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

Progress = Callable[[int, int], object]
"""Told how many links of how many are verified; may raise to stop."""


@dataclass(frozen=True)
class Head:
    """The newest link: its number, the audit row it seals, its hash. Kept outside the database it proves all that is before it."""

    seal_no: int = 0
    audit_id: int = 0
    hash: str = ORIGIN


class Breach(StrEnum):
    """What is wrong at the first broken place of the chain."""

    ALTERED = "altered"
    DELETED = "deleted"
    INSERTED = "inserted"
    SEAL = "seal"
    HEAD = "head"


@dataclass(frozen=True)
class Break:
    """The first broken place. audit_id: the row that was altered, deleted or slipped in; for a broken seal the row that it seals."""

    breach: Breach
    audit_id: int
    seal_no: int


@dataclass(frozen=True)
class Verification:
    """What came of verifying. rows: links found sound, up to the break if there is one; unsealed: rows behind the head."""

    rows: int
    head: Head
    unsealed: int
    broken: Break | None = None


# ------------------------------------------------------------------------------------------------------------------- hashes


def _absent(column: Column[Any]) -> Any:
    """The one value of a column that its row's hash leaves out, so that a column that a later version adds changes no old hash."""
    return None if column.nullable else ""


_ABSENT = tuple((column.name, _absent(column)) for column in _COLUMNS)


def hash_of_row(values: Sequence[Any]) -> str:
    """SHA-256 of the canonical JSON of a row as it is stored: its columns by name, those that are empty left out.

    Raises `TypeError` for a value that no column of the trail can hold by rights.
    """
    kept = {name: value for (name, absent), value in zip(_ABSENT, values, strict=True) if value != absent}
    return sha256(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def hash_of_link(previous: str, seal_no: int, audit_id: int, row_hash: str) -> str:
    """SHA-256 of a link: the hash of the one before, its own number, the id and the hash of its row."""
    return sha256(f"{previous}\n{seal_no}\n{audit_id}\n{row_hash}".encode()).hexdigest()


# ------------------------------------------------------------------------------------------------------------------ sealing


def head_of(connection: Connection) -> Head:
    """The newest link; number 0 when nothing is sealed yet."""
    row = connection.execute(_LAST).one_or_none()
    return Head() if row is None else Head(row.seal_no, row.audit_id, row.hash)


def unsealed(connection: Connection) -> bool:
    """Whether rows wait to be sealed."""
    newest = connection.execute(_NEWEST).scalar()
    return newest is not None and newest > head_of(connection).audit_id


def seal_next(database: Database, *, most: int = BATCH) -> int:
    """Seal the next rows in the order of their ids, at most `most`; how many were sealed.

    No row is passed over: on SQLite a writer is alone, on a server rows may be committed in another order than that of their ids, so the
    transactions that write while the newest id is read are waited for. When they do not end soon, nothing is sealed this time.
    Two sealers wait for each other, and the second goes on where the first stopped. Raises `Unavailable`.
    """
    with database.read() as connection:
        newest = connection.execute(_NEWEST).scalar()
        if newest is None or newest <= head_of(connection).audit_id:
            return 0
        writing = _writing(connection)
    if not _have_ended(database, writing):
        return 0
    with database.write() as connection:
        take(connection, (SEALER,))
        head = head_of(connection)
        rows = connection.execute(_TO_SEAL, {"after": head.audit_id, "upto": newest, "most": most}).all()
        links = list(_links(head, rows))
        if links:
            connection.execute(_ADD, links)
    return len(links)


def seal_all(database: Database, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Seal batch by batch until nothing waits or `stop` says so; how many rows were sealed. Raises `Unavailable`."""
    total = 0
    while not stop() and (sealed := seal_next(database)):
        total += sealed
    return total


class Sealing:
    """The chore that seals the rows of the trail some moments after they were written, in small batches so that nobody waits for it."""

    topics = frozenset({ANY})

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def run(self, closing: threading.Event) -> datetime | None:
        """Seal what waits, a few batches at a time; the next moment if more is left."""
        for _ in range(BATCHES_AT_ONCE):
            if closing.is_set() or not seal_next(self._bus.database, most=QUIET_BATCH):
                return None
        return self._bus.clock.now() + PAUSE


def seal_at_the_end(database: Database) -> None:
    """Seal what waits when a program closes. A database that does not answer keeps its rows for the next opening."""
    try:
        seal_all(database)
    except Unavailable as error:
        log.info("sealing.waiting", code=error.code)


def _links(head: Head, rows: Sequence[Row[Any]]) -> Iterator[dict[str, Any]]:
    previous = head.hash
    for seal_no, row in enumerate(rows, head.seal_no + 1):
        audit_id, row_hash = row[_ID_PLACE], hash_of_row(row)
        made = hash_of_link(previous, seal_no, audit_id, row_hash)
        yield {"seal_no": seal_no, "audit_id": audit_id, "row_hash": row_hash, "prev_hash": previous, "hash": made}
        previous = made


def _writing(connection: Connection) -> frozenset[str]:
    """The transactions that have written to the trail and not ended; each of them may hold an id below the newest one that is seen."""
    if connection.dialect.name != "postgresql":
        return frozenset()
    return frozenset(connection.execute(_WRITING).scalars())


def _have_ended(database: Database, writing: frozenset[str]) -> bool:
    """Wait a moment for these transactions; whether all of them have ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while writing:
        with database.read() as connection:
            writing &= _writing(connection)
        if writing and time.monotonic() > deadline:
            return False
        if writing:
            time.sleep(0.01)
    return True


# ---------------------------------------------------------------------------------------------------------------- verifying


def verify(connection: Connection, *, start: int = 1, known: str = "", progress: Progress | None = None) -> Verification:
    """Compute the chain again from link `start` and compare; stops at the first broken place. Needs the memory of one batch.

    start: the link before it is taken as it is. known: the hash of a head from outside the database, which this chain must hold.
    """
    head = head_of(connection)
    before = _link(connection, start - 1) if start > 1 else Head()
    if before is None or start - 1 > head.seal_no:
        return Verification(0, head, 0, Break(Breach.SEAL, 0, start - 1))
    checked = _Chain(connection, before, head, progress)
    broken = checked.first_break()
    if broken is None and known and not _holds(connection, known):
        broken = Break(Breach.HEAD, 0, 0)
    waiting = connection.execute(select(func.count()).where(audit_log.c.id > head.audit_id)).scalar_one()
    return Verification(checked.sound, head, waiting, broken)


def _holds(connection: Connection, known: str) -> bool:
    """Whether a head from outside is a link of this chain."""
    found = select(audit_seal.c.seal_no).where(audit_seal.c.hash == known)
    return known == ORIGIN or connection.execute(found).first() is not None


def _link(connection: Connection, seal_no: int) -> Head | None:
    row = connection.execute(_LINK, {"seal_no": seal_no}).one_or_none()
    return None if row is None else Head(row.seal_no, row.audit_id, row.hash)


class _Chain:
    """Walks links and rows side by side, batch by batch."""

    def __init__(self, connection: Connection, before: Head, head: Head, progress: Progress | None) -> None:
        self._connection = connection
        self._last = before if before.seal_no else Head(audit_id=_LEAST_ID)
        self._head = head
        self._progress = progress
        self._total = head.seal_no - before.seal_no
        self.sound = 0

    def first_break(self) -> Break | None:
        """The first broken place, None when all is sound."""
        while self._last.seal_no < self._head.seal_no:
            if self._progress is not None:
                self._progress(self.sound, self._total)
            links = self._connection.execute(_LINKS, {"after": self._last.seal_no, "upto": self._head.seal_no}).all()
            broken = self._batch(links) if links else self._gone(self._last.seal_no + 1)
            if broken is not None:
                return broken
        if self._progress is not None:
            self._progress(self.sound, self._total)
        return None

    def _batch(self, links: Sequence[Row[Any]]) -> Break | None:
        rows = _Rows(self._connection, self._last.audit_id, max(link.audit_id for link in links))
        for link in links:
            broken = self._link(link, rows)
            if broken is not None:
                return broken
            self._last = Head(link.seal_no, link.audit_id, link.hash)
            self.sound += 1
        return None

    def _link(self, link: Row[Any], rows: "_Rows") -> Break | None:
        """What is wrong with a link or the row it seals: the link's own numbers first, then rows that nobody sealed, then the row."""
        if link.seal_no != self._last.seal_no + 1:
            return self._gone(self._last.seal_no + 1)
        right = hash_of_link(self._last.hash, link.seal_no, link.audit_id, link.row_hash)
        if link.prev_hash != self._last.hash or link.audit_id <= self._last.audit_id or link.hash != right:
            return Break(Breach.SEAL, link.audit_id, link.seal_no)
        slipped_in = rows.first_before(link.audit_id)
        if slipped_in is not None:
            return Break(Breach.INSERTED, slipped_in, link.seal_no)
        found = rows.hash_of(link.audit_id)
        if found is None:
            return Break(Breach.DELETED, link.audit_id, link.seal_no)
        return None if found == link.row_hash else Break(Breach.ALTERED, link.audit_id, link.seal_no)

    def _gone(self, seal_no: int) -> Break:
        """A link is missing. The row it sealed is the next one behind the last sound link."""
        between = {"after": self._last.audit_id, "upto": self._head.audit_id}
        return Break(Breach.SEAL, self._connection.execute(_IDS_BETWEEN, between).scalar() or 0, seal_no)


class _Rows:
    """The rows of the trail between two ids in order, read batch by batch, each hashed when it is reached."""

    def __init__(self, connection: Connection, after: int, upto: int) -> None:
        self._connection = connection
        self._rows = self._read(after, upto)
        self._next = next(self._rows, None)

    def first_before(self, audit_id: int) -> int | None:
        """The id of the next row when it stands before `audit_id`."""
        return self._next[0] if self._next is not None and self._next[0] < audit_id else None

    def hash_of(self, audit_id: int) -> str | None:
        """The hash of the row with this id, which is then behind us; None when there is none. Unlike any hash if it is unreadable."""
        if self._next is None or self._next[0] != audit_id:
            return None
        found = self._next[1]
        self._next = next(self._rows, None)
        return found

    def _read(self, after: int, upto: int) -> Iterator[tuple[int, str]]:
        while rows := self._batch(after, upto):
            yield from rows
            after = rows[-1][0]

    def _batch(self, after: int, upto: int) -> list[tuple[int, str]]:
        between = {"after": after, "upto": upto}
        try:
            return [(row[_ID_PLACE], _hash(row)) for row in self._connection.execute(_ROWS_BETWEEN, between)]
        except StatementError as error:
            _only_unreadable(error)
            return [(audit_id, self._alone(audit_id)) for audit_id in self._connection.execute(_IDS_BETWEEN, between).scalars()]

    def _alone(self, audit_id: int) -> str:
        try:
            return _hash(self._connection.execute(_ROW_OF, {"id": audit_id}).one())
        except StatementError as error:
            _only_unreadable(error)
            return UNREADABLE


def _hash(row: Row[Any]) -> str:
    try:
        return hash_of_row(row)
    except TypeError:
        return UNREADABLE


def _only_unreadable(error: StatementError) -> None:
    """Raise anything but a text that is no text: that is a change of the row, not a fault of the database."""
    if "decode" not in str(error.orig):
        raise error
