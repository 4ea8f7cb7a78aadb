"""What a handler gets: `Read` for queries, `Work` for commands, both inside one transaction that the bus opened and will end."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, Protocol, Self, TypeVar

from sqlalchemy import Connection, NestedTransaction, insert, select

from whale_desktop.bus import locking, state, tables
from whale_desktop.bus.handlers import followers_of, handler_of
from whale_desktop.bus.identity import Actor
from whale_desktop.kernel.errors import CodedError, NeedsConfirmation, Params, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Command, Fact, Message, MessageInfo, Query, codec, info_of
from whale_desktop.messages.files import BlobId, JobNo, JobState
from whale_desktop.messages.registry import area_of
from whale_desktop.storage import queue

R = TypeVar("R")

Mode = Literal["off", "auto", "manual"]
"""How a command is approved. `off`: nothing is kept; `auto`: the system does, and a work order shows it; `manual`: people decide."""

MAXIMUM_BLOB_BYTES = 64 * 1024 * 1024
KEPT_LOCALE = "zh_Hant"
"""Names in what is kept of a record (audit trail, work orders, guards) are in one language, so that two states always compare."""


class Stage(Protocol):
    """What a unit of work needs of the approval stage."""

    def request(
        self,
        work: "Work",
        command: Command[Any],
        *,
        on_refusal: Command[Any] | None,
        on_close: Command[Any] | None,
        on_failure: Command[Any] | None,
        comment: str,
        reason: str,
    ) -> bool:
        """See `Work.request`."""
        ...

    def file_again(self, work: "Work", held: Any) -> str:
        """See `Work.file_again`."""
        ...

    def check_inside(self, work: "Work", command: Command[Any]) -> None:
        """Refuse a command inside another one that would go past an open work order or an approval."""
        ...


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

    @contextmanager
    def speaking(self, locale: str) -> Iterator[None]:
        """Inside, records bring their names in another language than that of whoever asks."""
        own, self.locale = self.locale, locale
        try:
            yield
        finally:
            self.locale = own

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
        stage: Stage | None = None,
        workstation: str = "",
        remark: str = "",
        address: str = "",
    ) -> None:
        super().__init__(connection, actor, now, locale=locale)
        self.workstation = workstation
        self.address = address
        self.remark = remark
        self.maker = maker or actor
        self.kept_refusal: CodedError | None = None
        self._stage = stage
        self._decided: frozenset[type[Message]] = frozenset()
        self.command_id = command_id
        self.acknowledged = frozenset(acknowledged)
        self.topics: set[str] = set()
        self.work_orders: list[str] = []
        """Numbers of the work orders that handlers have opened here (`request`)."""
        self.modes: dict[str, Mode] = {}
        """How commands are approved here, by approval key, as far as it was asked (`bus.stage`)."""
        self.after_commit: list[Callable[[], None]] = []
        self._features: dict[str, bool] = {}

    def keep_apart(self, parts: Iterable[locking.Part]) -> None:
        """Take what the outer command keeps to itself (`bus.locking`)."""
        self._features = locking.keep_apart(self.connection, parts, self.command_id)

    def join(self, area: str, *, shared: bool) -> None:
        """Take what runs inside this unit of work keeps to itself (`bus.locking`)."""
        locking.join(self.connection, area, self._features, shared=shared)

    @contextmanager
    def savepoint(self) -> Iterator[Callable[[], None]]:
        """What happens inside is undone by an exception, or at the end when the given function was called.

        The database lets go of what was kept apart inside it, and so does this unit of work.
        """
        savepoint = self.connection.begin_nested()
        held = dict(self._features)
        wanted: list[bool] = []
        try:
            yield lambda: wanted.append(True)
        except BaseException:
            self._undo(savepoint, held)
            raise
        if wanted:
            self._undo(savepoint, held)
        else:
            savepoint.commit()

    def _undo(self, savepoint: NestedTransaction, held: dict[str, bool]) -> None:
        savepoint.rollback()
        self._features.clear()
        self._features.update(held)

    def send(self, command: Command[R]) -> R:
        """Run another command's handler in this unit of work: no permission, approval or audit of its own; topics are united.

        A record with an open work order is not changed this way either: `UserError("ticket.target_locked")`.
        """
        info = info_of(command)
        self.join(info.area, shared=info.rows_locked)
        if self._stage is not None:
            self._stage.check_inside(self, command)
        self.topics.update(info.topics)
        result: R = handler_of(type(command))(self, command)
        return result

    def tell(self, fact: Fact) -> None:
        """Say what has just become true to whoever follows it (`bus.follows`), in this unit of work; often it is nobody."""
        for function in followers_of(type(fact)):
            self.join(area_of(function.__module__), shared=True)
            function(self, fact)

    def request(
        self,
        command: Command[Any],
        *,
        on_refusal: Command[Any] | None = None,
        on_close: Command[Any] | None = None,
        on_failure: Command[Any] | None = None,
        comment: str = "",
        reason: str = "",
    ) -> bool:
        """Ask other people to decide about a record that waits visibly, at the end of the handler that made it wait.

        True: the work-order engine has taken over (people will decide, or the system has just approved); the handler is done.
        False: this run is the decision itself, or nobody needs to agree: the handler goes on.

        command: what an approval carries out; on_refusal, on_close: what follows a refusal, or any other end without a decision;
        on_failure: what follows an approval that could not be carried out. comment: the field of `command` and `on_refusal` that takes
        the decider's comment; reason: the field of `on_failure` that takes the code of the failure.
        """
        if type(command) in self._decided or self._stage is None:
            return False
        return self._stage.request(
            self, command, on_refusal=on_refusal, on_close=on_close, on_failure=on_failure, comment=comment, reason=reason
        )

    def file_again(self, held: Any) -> str:
        """Try what was once held (`bus.holding.Held`) on today's record and open a new work order for it; answers its number."""
        assert self._stage is not None
        return self._stage.file_again(self, held)

    def deciding(
        self,
        commands: Iterable[type[Message]],
        *,
        actor: Actor | None = None,
        maker: Actor | None = None,
        command_id: str = "",
    ) -> Self:
        """A unit of work inside this one that carries out, or tries, what people decide about; it has topics of its own."""
        inner = type(self)(
            self.connection,
            actor or self.actor,
            self.now,
            locale=self.locale,
            command_id=command_id or self.command_id,
            acknowledged=self.acknowledged,
            maker=maker,
            stage=self._stage,
            workstation=self.workstation,
        )
        inner._decided = frozenset(commands)
        inner._features = self._features
        for info in map(info_of, inner._decided):
            self.join(info.area, shared=info.rows_locked)
        return inner

    @property
    def is_decision(self) -> bool:
        """Whether this run carries out, or tries, what people decide about."""
        return bool(self._decided)

    def refuse_but_keep(self, error: CodedError) -> None:
        """Refuse the command, and yet keep what its handler has written: the refusal itself changed something (a work order closed)."""
        self.kept_refusal = error

    def confirm(self, code: str, params: Params) -> None:
        """Ask the person, once: raises `NeedsConfirmation` unless `code` was acknowledged already."""
        if code not in self.acknowledged:
            raise NeedsConfirmation(code, params)

    def start_job(self, kind: str, payload: Any, *, file_name: str = "", member_id: int = 0, locale: str = "") -> JobNo:
        """Put long work in the queue; it begins after this unit of work is committed. `payload` is any struct.

        member_id, locale: whose work it is, with whose rights and in which language, where that is not who acts now.
        """
        number = JobNo(new_id())
        self.connection.execute(
            insert(tables.job).values(
                job_no=number,
                kind=kind,
                payload=codec.encode(payload).decode(),
                member_id=member_id or self.actor.member_id,
                locale=locale or self.locale,
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
        queue.defer(self.connection, number)
        self.topics.add("job")
        return number

    def keep_blob(self, data: bytes, *, name: str) -> BlobId:
        """Keep a file that this command made, for the person to fetch."""
        return keep_blob(self.connection, data, name=name, member_id=self.actor.member_id, now=self.now)


def record_of(read: Read, info: MessageInfo, command: Command[Any], *, locale: str = KEPT_LOCALE) -> Any:
    """The record that a command is about, with its names in `locale`; None where it has none or it does not exist."""
    if info.target is None:
        return None
    try:
        with read.speaking(locale):
            return read.ask(info.target.of(command))
    except UserError:
        return None


def keep_blob(connection: Connection, data: bytes, *, name: str, member_id: int, now: datetime) -> BlobId:
    """Store a file for a member. Raises `UserError("blob.too_large")`."""
    if len(data) > MAXIMUM_BLOB_BYTES:
        raise too_large(len(data))
    blob_id = BlobId(new_id())
    connection.execute(insert(tables.blob).values(id=blob_id, name=name, member_id=member_id, data=data, at=now))
    return blob_id


def too_large(size: int) -> UserError:
    """The refusal of a file of `size` bytes."""
    megabyte = 1024 * 1024
    return UserError("blob.too_large", {"size": size // megabyte, "limit": MAXIMUM_BLOB_BYTES // megabyte})
