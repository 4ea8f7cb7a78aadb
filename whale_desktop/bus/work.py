"""What a handler gets: `Read` for queries, `Work` for commands, both inside one transaction that the bus opened and will end."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select

from whale_desktop.bus import state, tables
from whale_desktop.bus.handlers import followers_of, handler_of
from whale_desktop.bus.identity import Actor
from whale_desktop.kernel.errors import NeedsConfirmation, Params, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Command, Fact, Query, codec, info_of
from whale_desktop.messages.files import BlobId, JobNo, JobState

R = TypeVar("R")

MAXIMUM_BLOB_BYTES = 64 * 1024 * 1024


class Read:
    """One state of the database, and who asks. `now` stands still for the whole call."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime, *, locale: str = "zh_Hant") -> None:
        self.connection = connection
        self.actor = actor
        self.now = now
        self.locale = locale

    @cached_property
    def business_date(self) -> date:
        """The business date, read once a call."""
        return state.business_date(self.connection)

    def ask(self, query: Query[R]) -> R:
        """Another feature's answer in the same transaction; no permission is asked for a second time."""
        result: R = handler_of(type(query))(self, query)
        return result

    def blob(self, blob_id: str) -> tuple[str, bytes]:
        """Name and bytes of a file that this person uploaded. Raises `UserError("blob.unknown")`."""
        found = self.connection.execute(
            select(tables.blob.c.name, tables.blob.c.data).where(
                tables.blob.c.id == blob_id, tables.blob.c.member_id == self.actor.member_id
            )
        ).one_or_none()
        if found is None:
            raise UserError("blob.unknown", {"blob": blob_id})
        return found[0], found[1]


class Work(Read):
    """One unit of work: everything in it is committed together or not at all."""

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        now: datetime,
        *,
        locale: str,
        command_id: str,
        acknowledged: Iterable[str] = (),
        maker: Actor | None = None,
    ) -> None:
        super().__init__(connection, actor, now, locale=locale)
        self.maker = maker or actor
        self.command_id = command_id
        self.acknowledged = frozenset(acknowledged)
        self.topics: set[str] = set()
        self.after_commit: list[Callable[[], None]] = []

    def send(self, command: Command[R]) -> R:
        """Run another command's handler in this unit of work: no permission, approval or audit of its own; topics are united."""
        self.topics.update(info_of(command).topics)
        result: R = handler_of(type(command))(self, command)
        return result

    def tell(self, fact: Fact) -> None:
        """Say what has just become true to whoever follows it (`bus.follows`), in this unit of work; often it is nobody."""
        for function in followers_of(type(fact)):
            function(self, fact)

    def confirm(self, code: str, params: Params) -> None:
        """Ask the person, once: raises `NeedsConfirmation` unless `code` was acknowledged already."""
        if code not in self.acknowledged:
            raise NeedsConfirmation(code, params)

    def start_job(self, kind: str, payload: Any, *, file_name: str = "") -> JobNo:
        """Put long work in the queue; it begins after this unit of work is committed. `payload` is any struct."""
        number = JobNo(new_id())
        self.connection.execute(
            insert(tables.job).values(
                job_no=number,
                kind=kind,
                payload=codec.encode(payload).decode(),
                member_id=self.actor.member_id,
                locale=self.locale,
                state=JobState.WAITING,
                done=0,
                total=0,
                rows=0,
                cancel=0,
                file_name=file_name,
                blob="",
                error_code="",
                started_at=self.now,
            )
        )
        self.topics.add("job")
        return number

    def keep_blob(self, data: bytes, *, name: str) -> BlobId:
        """Keep a file that this command made, for the person to fetch."""
        return keep_blob(self.connection, data, name=name, member_id=self.actor.member_id, now=self.now)


def keep_blob(connection: Connection, data: bytes, *, name: str, member_id: int, now: datetime) -> BlobId:
    """Store a file for a member. Raises `UserError("blob.too_large")`."""
    if len(data) > MAXIMUM_BLOB_BYTES:
        megabyte = 1024 * 1024
        raise UserError("blob.too_large", {"size": len(data) // megabyte, "limit": MAXIMUM_BLOB_BYTES // megabyte})
    blob_id = BlobId(new_id())
    connection.execute(insert(tables.blob).values(id=blob_id, name=name, member_id=member_id, data=data, at=now))
    return blob_id
