"""The gateway to a database on this machine. It encodes and decodes like the remote one, so the two cannot differ."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from whale_desktop.bus import Bus, Call
from whale_desktop.bus.changes import ChangeReader
from whale_desktop.bus.chores import Chore, ChoreRunner
from whale_desktop.bus.jobs import JobRunner
from whale_desktop.bus.schedule import ScheduleRunner
from whale_desktop.bus.sealing import seal_at_the_end
from whale_desktop.bus.work import Read, keep_blob
from whale_desktop.gateway.listeners import Listeners
from whale_desktop.gateway.port import Context, Link, Place, SignedIn, Subscription
from whale_desktop.gateway.signing import Signing
from whale_desktop.kernel.errors import CodedError, Unavailable
from whale_desktop.kernel.logs import Log
from whale_desktop.messages import Command, Done, Query, Submitted, codec, info_of
from whale_desktop.messages.files import BlobId
from whale_desktop.messages.topics import Change
from whale_desktop.storage.database import commits_seen

R = TypeVar("R")

log = Log("whale_desktop.gateway")

POLL_SECONDS = 1.0


class LocalGateway:
    """Services in this process. `signing` opens and closes sessions; `place` says which world this is.

    chores: made when the first one may be due. by_the_clock: also run what the schedule asks for, from the first sign-in on.
    """

    def __init__(
        self,
        bus: Bus,
        signing: Signing,
        place: Callable[[], Place],
        *,
        chores: Callable[[], Sequence[Chore]] = tuple,
        by_the_clock: bool = False,
    ) -> None:
        self._bus = bus
        self._signing = signing
        self._place = place
        self._jobs = JobRunner(bus)
        self._jobs.start()
        self._chores = ChoreRunner(bus, chores)
        self._schedule = ScheduleRunner(bus) if by_the_clock else None
        self._watcher: _Watcher | None = None
        self._watching = threading.Lock()
        self._closed = False

    def place(self) -> Place:
        """Which world this gateway leads to."""
        with self._door("place"):
            return self._place()

    def sign_in(self, email: str, password: str, context: Context, *, code: str = "") -> SignedIn:
        """Open a session."""
        with self._door("sign_in"):
            signed_in = _carried(self._signing.sign_in(email, password, context, code=code))
            self._chores.wake()
            if self._schedule is not None:
                self._schedule.start()
            return signed_in

    def resume(self, context: Context) -> SignedIn | None:
        """A place on this machine keeps no session beyond the program."""
        return None

    def sign_out(self, session: str) -> None:
        """End a session."""
        with self._door("sign_out"):
            self._signing.sign_out(session)

    def lock(self, session: str) -> None:
        """Lock a session until its password is entered."""
        with self._door("lock"):
            self._signing.lock(session, address="")

    def unlock(self, session: str, password: str, *, code: str = "") -> SignedIn:
        """Unlock a session."""
        with self._door("unlock"):
            return _carried(self._signing.unlock(session, password, address="", code=code))

    def ask(self, query: Query[R], *, session: str, context: Context) -> R:
        """Answer a query."""
        info = info_of(query)
        with self._door(info.name):
            answer: R = codec.decode(self._bus.ask(info.name, codec.encode(query), _call(session, context)), info.result)
            return answer

    def submit(
        self, command: Command[R], *, session: str, context: Context, command_id: str, acknowledged: Iterable[str] = ()
    ) -> Done[R] | Submitted:
        """Carry out a command."""
        info = info_of(command)
        call = _call(session, context, command_id=command_id, acknowledged=tuple(acknowledged))
        with self._door(info.name):
            reply = self._bus.submit(info.name, codec.encode(command), call)
            if reply.startswith(b'{"work_order_no"'):
                submitted: Submitted = codec.decode(reply, Submitted)
                return submitted
            done: Done[R] = codec.decode(reply, Done[info.result])  # type: ignore[name-defined]  # the type is known at run time only
            return done

    def put_blob(self, data: bytes, *, name: str, session: str) -> BlobId:
        """Keep a file for a following message."""
        with self._door("put_blob"), self._bus.database.write() as connection:
            now = self._bus.clock.now()
            actor = self._bus.identity.actor_of(connection, session, now, address="")
            return keep_blob(connection, data, name=name, member_id=actor.member_id, now=now)

    def get_blob(self, blob: BlobId, *, session: str) -> bytes:
        """The bytes of a file made by a message."""
        with self._door("get_blob"), self._bus.database.read() as connection:
            now = self._bus.clock.now()
            actor = self._bus.identity.actor_of(connection, session, now, address="")
            return Read(connection, actor, now).blob(blob)[1]

    def subscribe(self, listener: Callable[[Change], None]) -> Subscription:
        """Call `listener` after every committed command, also one from another window on the same file."""
        with self._door("subscribe"), self._watching:
            if self._watcher is None:
                self._watcher = _Watcher(self._bus)
                self._watcher.start()
            return self._bus.notices.subscribe(listener)

    def link(self) -> Link:
        """It is here."""
        return Link()

    def watch_link(self, listener: Callable[[Link], None]) -> Subscription:
        """Nothing ever changes."""
        return Listeners[Link]().add(listener)

    @contextmanager
    def _door(self, name: str) -> Iterator[None]:
        """What comes out here is an answer or a coded error, as after a journey; our own mistakes are logged and become a `Fault`."""
        if self._closed:
            raise Unavailable("system.closing")
        try:
            yield
        except CodedError as error:
            raise _carried_error(error) from error
        except Exception as error:
            raise self._bus.fault(name, error) from error

    def close(self) -> None:
        """Stop watching and working, close the database."""
        ended, self._closed = self._closed, True
        if self._watcher is not None:
            self._watcher.close()
        self._jobs.close()
        self._chores.close()
        if self._schedule is not None:
            self._schedule.close()
        if not ended:
            seal_at_the_end(self._bus.database)
        self._bus.database.close()


class _Watcher(threading.Thread):
    """Looks once a second whether another process has committed to the file, and passes on what it changed."""

    def __init__(self, bus: Bus) -> None:
        super().__init__(name="whale-watcher", daemon=True)
        self._bus = bus
        self._closing = threading.Event()
        self._reader = ChangeReader(bus.database, origin=bus.origin)

    def run(self) -> None:
        """Poll until closed. A file tells cheaply whether anybody committed; a server is asked for the changes themselves."""
        try:
            if self._bus.database.path is None:
                while not self._closing.wait(POLL_SECONDS):
                    self._pass_on()
                return
            with self._bus.database.engine.connect().execution_options(whale_reading=True) as connection:
                seen = -1
                while not self._closing.wait(POLL_SECONDS):
                    with connection.begin():
                        now = commits_seen(connection)
                    if now != seen:
                        seen = now
                        self._pass_on()
        except Exception as error:
            log.error("gateway.watcher_stopped", exc_info=error)

    def _pass_on(self) -> None:
        for change in self._reader.news():
            self._bus.notices.publish(change)

    def close(self) -> None:
        """Stop and wait."""
        self._closing.set()
        self.join()


def _call(session: str, context: Context, *, command_id: str = "", acknowledged: tuple[str, ...] = ()) -> Call:
    return Call(
        session=session,
        workstation=context.workstation,
        menu=context.menu,
        locale=context.locale,
        command_id=command_id,
        acknowledged=acknowledged,
        remark=context.remark,
    )


def _carried(signed_in: SignedIn) -> SignedIn:
    """A reply as it comes out at the other end of the wire."""
    return msgspec.convert(msgspec.to_builtins(signed_in), SignedIn)


def _carried_error(error: CodedError) -> CodedError:
    """An error as it comes out at the other end of the wire."""
    return codec.decode_error(codec.decode(codec.encode(codec.encode_error(error)), codec.ErrorReply))
