"""The only file with threads or an event loop: awaits the gateway from the window, and owns what goes wrong.

Gateway calls are synchronous and run in two pools: one worker for commands, so that they keep their order, and a few for queries. Slots are
coroutines under `@ui_task`. Nothing here blocks the thread of the window; the watchdog logs whatever does.
"""

import asyncio
import functools
import inspect
import platform
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakSet

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from shiboken6 import isValid

from whale_desktop.gateway.port import Context, Gateway, Link, Place, SignedIn, Subscription
from whale_desktop.kernel.clock import Clock, SystemClock
from whale_desktop.kernel.errors import CodedError, Fault, Unavailable, UserError
from whale_desktop.kernel.ids import IdSource, new_id
from whale_desktop.kernel.logs import Log
from whale_desktop.kernel.texts import DEFAULT_LOCALE
from whale_desktop.messages import Command, Done, Query, Submitted
from whale_desktop.messages.files import BlobId
from whale_desktop.messages.topics import Change
from whale_desktop.ui.collector import Collector
from whale_desktop.ui.language import Texts
from whale_desktop.ui.refusals import DUE, ENDS_SESSION, FRESH_LOGIN
from whale_desktop.ui.watchdog import Watchdog

R = TypeVar("R")
P = ParamSpec("P")
Task = asyncio.Task

COALESCE_MILLISECONDS = 40
"""Changes that come within this time are one notice."""
QUERY_WORKERS = 3

_log = Log("whale_desktop.ui")


O = TypeVar("O", bound=QObject)  # noqa: E741 - the owner of a slot


class Runtime(QObject):
    """The window's way to the services. Errors that come out of its calls are those of `kernel.errors`."""

    signed_in = Signal(object)
    """A `SignedIn`: somebody signed in or unlocked."""
    signed_out = Signal()
    locked = Signal()
    """The session is locked, here or by the services: the password is needed."""
    session_ended = Signal(str)
    """The services no longer know the session, and the code that says why; what is open stays open behind the sign-in form."""
    link_changed = Signal(object)
    """A `Link`: how the services can be reached has changed."""
    _noticed = Signal(object)
    _linked = Signal(object, object)

    def __init__(
        self, gateway: Gateway, *, locale: str = DEFAULT_LOCALE, clock: Clock | None = None, ids: IdSource = new_id
    ) -> None:
        super().__init__()
        application = QApplication.instance()
        assert isinstance(application, QApplication), "the runtime needs the application first"
        self.gateway = gateway
        self.clock: Clock = clock or SystemClock()
        self.texts = Texts(locale)
        self.watchdog = Watchdog()
        self.collector = Collector()
        self.session: SignedIn | None = None
        self.show_error: Callable[[CodedError, Callable[[], object] | None], None] = _nobody_shows
        self.enter_password: Callable[[], Coroutine[Any, Any, bool]] | None = None
        """Asks the person for his password and unlocks the session with it; whether he did."""
        self._prompt: Task[bool] | None = None
        self._ids = ids
        self._workstation = platform.node()
        # The application's own loop carries this one: it is never "run", so closing it does not make the application quit.
        self._loop = QEventLoop(application)
        asyncio.events._set_running_loop(self._loop)
        self._commands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="whale-command")
        self._queries = ThreadPoolExecutor(max_workers=QUERY_WORKERS, thread_name_prefix="whale-query")
        self._tasks: dict[int, set[Task[Any]]] = {}
        self._latest: dict[tuple[int, str], Task[Any]] = {}
        self._readers: list[tuple[frozenset[str], Callable[[], object], int]] = []
        self._pending_topics: set[str] = set()
        self._coalescing = QTimer(self, singleShot=True, interval=COALESCE_MILLISECONDS)
        self._coalescing.timeout.connect(self._tell_readers)
        self._noticed.connect(self._note_change)
        self._linked.connect(self._note_link)
        self._subscriptions: tuple[Subscription, ...] = ()
        self._listen()
        self._closed = False
        self._under_way = 0
        self._ended: Task[Any] | None = None
        self._timers: WeakSet[QTimer] = WeakSet()

    # -------------------------------------------------------------------------------------------------------------- gateway

    def use(self, gateway: Gateway) -> None:
        """Talk to other services from now on. Only while nobody is signed in; whoever opened the old gateway closes it."""
        assert self.session is None, "somebody is signed in"
        self._listen_no_more()
        self.gateway = gateway
        self._listen()
        self.link_changed.emit(self.link)

    @property
    def link(self) -> Link:
        """How the services can be reached."""
        return self.gateway.link()

    def _listen(self) -> None:
        gateway = self.gateway
        linked = gateway.watch_link(lambda link: self._linked.emit(gateway, link))
        self._subscriptions = (gateway.subscribe(self._hear), linked)

    def _listen_no_more(self) -> None:
        for one in self._subscriptions:
            one.close()
        self._subscriptions = ()

    def _note_link(self, gateway: Gateway, link: Link) -> None:
        """In the window's thread. What an earlier gateway said last is no news; a session that the services ended is over here too."""
        if self._closed or gateway is not self.gateway:
            return
        self.link_changed.emit(link)
        if link.code in ENDS_SESSION and self.session is not None:
            self.session_ended.emit(link.code)

    # ------------------------------------------------------------------------------------------------------------- messages

    async def ask(self, query: Query[R], *, menu: str = "") -> R:
        """Answer a query. A cancelled caller lets the answer fall away."""
        session, context = self._session_id(), self._context(menu)
        return await self._call(self._queries, lambda: self.gateway.ask(query, session=session, context=context))

    async def submit(
        self,
        command: Command[R],
        *,
        command_id: str | None = None,
        acknowledged: Iterable[str] = (),
        menu: str = "",
        remark: str = "",
    ) -> Done[R] | Submitted:
        """Carry out a command, or put it before its checkers. It is carried out even if the caller is cancelled meanwhile.

        command_id: made by whoever may try again (`new_command_id`); left out, every call is its own try. When the services want the
        password anew, the person is asked for it and the same command goes again; calling that off raises `auth.fresh_login`.
        remark: what the person tells whoever will have to approve.
        """
        name, answered, context = command_id or self._ids(), tuple(acknowledged), self._context(menu, remark)
        try:
            return await self._submit(command, name, answered, context)
        except UserError as error:
            if error.code != FRESH_LOGIN or not await self._enter_password():
                raise
        return await self._submit(command, name, answered, context)

    async def _submit(self, command: Command[R], name: str, answered: tuple[str, ...], context: Context) -> Done[R] | Submitted:
        session = self._session_id()
        return await asyncio.shield(
            self._start_in(
                self._commands,
                lambda: self.gateway.submit(command, session=session, context=context, command_id=name, acknowledged=answered),
            )
        )

    async def _enter_password(self) -> bool:
        """One prompt for all who wait for it; whether the password was entered."""
        if self.enter_password is None:
            return False
        if self._prompt is None or self._prompt.done():
            self._prompt = self._loop.create_task(self.enter_password())
        return await asyncio.shield(self._prompt)

    def new_command_id(self) -> str:
        """An id for a command before its first try, kept for every further try of the same input."""
        return self._ids()

    async def put_blob(self, data: bytes, *, name: str) -> BlobId:
        """Keep a file for a following message."""
        session = self._session_id()
        return await self._call(self._queries, lambda: self.gateway.put_blob(data, name=name, session=session))

    async def get_blob(self, blob: BlobId) -> bytes:
        """The bytes of a file that a message made."""
        session = self._session_id()
        return await self._call(self._queries, lambda: self.gateway.get_blob(blob, session=session))

    async def place(self) -> Place:
        """Which world this is, and its business date of the moment."""
        return await self._call(self._queries, self.gateway.place)

    async def in_background(self, work: Callable[[], R]) -> R:
        """Run something slow that is no message (reading or writing a file of the person's) away from the window."""
        return await self._call(self._queries, work)

    @property
    def is_asking(self) -> bool:
        """Whether a call to the services has not come back yet; a tour waits with its pictures until none is left."""
        return self._under_way > 0

    # -------------------------------------------------------------------------------------------------------------- session

    async def sign_in(self, email: str, password: str, *, code: str = "") -> SignedIn:
        """Open a session. Raises `UserError` with an `auth.…` code."""
        context = self._context("")
        return self._begin(await self._call(self._commands, lambda: self.gateway.sign_in(email, password, context, code=code)))

    async def resume(self) -> SignedIn | None:
        """Go on with the session that this machine still has from an earlier run; None where there is none."""
        context = self._context("")
        found = await self._call(self._commands, lambda: self.gateway.resume(context))
        return None if found is None else self._begin(found)

    async def unlock(self, password: str, *, code: str = "") -> SignedIn:
        """Unlock the session by password; also the fresh login that some commands need."""
        session = self._session_id()
        return self._begin(await self._call(self._commands, lambda: self.gateway.unlock(session, password, code=code)))

    def go_on(self, **changed: Any) -> SignedIn:
        """The session goes on with something of it changed: what was due has been done, or has become due."""
        assert self.session is not None, "nobody is signed in"
        return self._begin(replace(self.session, **changed))

    async def lock(self) -> None:
        """Lock the session until `unlock`."""
        session = self._session_id()
        await self._call(self._commands, lambda: self.gateway.lock(session))
        self.locked.emit()

    async def sign_out(self) -> None:
        """End the session."""
        session, self.session = self._session_id(), None
        self.signed_out.emit()
        if session:
            await asyncio.shield(self._start_in(self._commands, lambda: self.gateway.sign_out(session)))

    def _begin(self, session: SignedIn) -> SignedIn:
        self.session = session
        self.signed_in.emit(session)
        return session

    def _session_id(self) -> str:
        return self.session.session if self.session is not None else ""

    def _context(self, menu: str, remark: str = "") -> Context:
        return Context(workstation=self._workstation, menu=menu, locale=self.texts.locale, remark=remark)

    # ---------------------------------------------------------------------------------------------------------------- tasks

    def start(self, work: Coroutine[Any, Any, Any], owner: QObject, *, retry: Callable[[], object] | None = None) -> Task[Any]:
        """Run a coroutine from a slot. It is cancelled when `owner` is destroyed; an error that leaves it is owned here.

        A coded error is shown; anything else is our mistake: it is logged under a fault id, and the id is shown.
        retry: offered with an error that may pass by itself.
        """
        if self._ended is not None:  # a timer of a dying widget: there is nothing left to ask
            work.close()
            return self._ended
        task: Task[Any] = self._loop.create_task(self._guarded(work, owner, retry))
        key = id(owner)
        if key not in self._tasks:
            self._tasks[key] = set()
            owner.destroyed.connect(functools.partial(self._cancel_of, key))
        tasks = self._tasks[key]
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(lambda _: work.close())  # cancelled before its first step, it would complain
        return task

    def start_latest(
        self, work: Coroutine[Any, Any, Any], owner: QObject, name: str, *, retry: Callable[[], object] | None = None
    ) -> Task[Any]:
        """As `start`, and the earlier work of the same owner and name is cancelled first."""
        key = (id(owner), name)
        earlier = self._latest.get(key)
        if earlier is not None:
            earlier.cancel()
        task = self.start(work, owner, retry=retry)
        self._latest[key] = task
        task.add_done_callback(lambda done: self._latest.pop(key, None) if self._latest.get(key) is done else None)
        return task

    async def _guarded(self, work: Coroutine[Any, Any, Any], owner: QObject, retry: Callable[[], object] | None) -> Any:
        try:
            return await work
        except Exception as error:
            self.report(error, owner=owner, retry=retry)
            return None

    def report(self, error: BaseException, *, owner: object = None, retry: Callable[[], object] | None = None) -> None:
        """Show an error where its owner wants it (`owner.show_error(error)`), else as a toast; log what nobody expected."""
        if self._closed and isinstance(error, CodedError):
            _log.info("ui.error_while_closing", code=error.code)
            return
        if not isinstance(error, CodedError):
            fault_id = new_id()[-8:].upper()
            _log.error("ui.fault", fault_id=fault_id, exc_info=error)
            error = Fault(fault_id)
        if self._notice_session(error):
            return
        own = getattr(owner, "show_error", None)
        if own is not None and owner is not self:
            own(error)
        else:
            self.show_error(error, retry if error.kind == "unavailable" else None)

    def _notice_session(self, error: CodedError) -> bool:
        """Whether the error only says that the session is locked or over; the sign-in form then answers for it."""
        if error.code == "auth.session_locked":
            self.locked.emit()
            return True
        due = DUE.get(error.code)
        if due is not None and self.session is not None:
            if not getattr(self.session, due):
                self.go_on(**{due: True})
            return True
        if error.code in ENDS_SESSION and self.session is not None:
            self.session_ended.emit(error.code)
            return True
        return False

    def _cancel_of(self, key: int, *_: object) -> None:
        for task in list(self._tasks.pop(key, ())):
            task.cancel()
        self._readers = [reader for reader in self._readers if reader[2] != key]

    def _start_in(self, pool: ThreadPoolExecutor, work: Callable[[], R]) -> "asyncio.Future[R]":
        if self._closed:
            raise Unavailable("system.closing")
        call = asyncio.wrap_future(pool.submit(work), loop=self._loop)
        self._under_way += 1
        call.add_done_callback(self._came_back)
        return call

    def _came_back(self, call: "asyncio.Future[Any]") -> None:
        """Whoever waited for it may be gone by now: then its error is nobody's, and asyncio need not complain of it."""
        self._under_way -= 1
        if not call.cancelled():
            call.exception()

    async def _call(self, pool: ThreadPoolExecutor, work: Callable[[], R]) -> R:
        return await self._start_in(pool, work)

    # ------------------------------------------------------------------------------------------------------ changes, timers

    def on_change(self, topics: Iterable[str], callback: Callable[[], object], owner: QObject) -> None:
        """Call `callback` in the window's thread after a committed command with one of `topics`, while `owner` lives."""
        key = id(owner)
        if key not in self._tasks:
            self._tasks[key] = set()
            owner.destroyed.connect(functools.partial(self._cancel_of, key))
        self._readers.append((frozenset(topics), callback, key))

    def _hear(self, change: Change) -> None:
        """Called by the gateway from any thread."""
        self._noticed.emit(change)

    def _note_change(self, change: Change) -> None:
        self._pending_topics.update(change.topics)
        if not self._coalescing.isActive():
            self._coalescing.start()

    def ask_anew(self) -> None:
        """Whatever is shown is asked for again: after an outage questions have failed that no change will repeat."""
        self._pending_topics.update(topic for wanted, _, _ in self._readers for topic in wanted)
        self._tell_readers()

    def _tell_readers(self) -> None:
        topics, self._pending_topics = frozenset(self._pending_topics), set()
        for wanted, callback, _ in list(self._readers):
            if wanted & topics:
                try:
                    callback()
                except Exception as error:  # one reader's mistake must not keep the news from the others
                    self.report(error)

    def timer(self, milliseconds: int, callback: Callable[[], object], owner: QObject, *, once: bool = False) -> QTimer:
        """Call `callback` every so many milliseconds, or once, while `owner` lives. The timer runs; `stop` ends it."""
        timer = QTimer(owner, interval=milliseconds, singleShot=once)
        timer.timeout.connect(callback)
        timer.start()
        self._timers.add(timer)
        return timer

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking the window; for polling a job."""
        await asyncio.sleep(seconds)

    # ------------------------------------------------------------------------------------------------------------- language

    def set_locale(self, locale: str) -> None:
        """Speak another language from now on."""
        self.texts.set_locale(locale)

    def exempt(self, name: str) -> Any:
        """A context whose work may take up to 600 ms: start-up, theme, zoom."""
        return self.watchdog.exempt(name)

    # ------------------------------------------------------------------------------------------------------------------ end

    def run(self) -> None:
        """Process events until the application quits."""
        self._loop.run_forever()
        asyncio.events._set_running_loop(self._loop)

    def close(self) -> None:
        """Cancel what waits, let running commands end, let go of the threads and the loop. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self.watchdog.stop()
        self._coalescing.stop()
        self._listen_no_more()
        for timer in list(self._timers):
            if isValid(timer):
                timer.stop()
        pending: list[Task[Any]] = [task for tasks in self._tasks.values() for task in tasks if not task.done()]
        if self._prompt is not None:
            pending.append(self._prompt)
        for task in pending:
            task.cancel()
        self._ended = self._loop.create_task(asyncio.sleep(0))
        pending.append(self._ended)
        self._queries.shutdown(wait=True, cancel_futures=True)
        self._commands.shutdown(wait=True)
        for _ in range(100):
            QApplication.processEvents()
            if all(task.done() for task in pending):
                break
        self.collector.stop()
        self.texts.close()
        self._loop.close()
        asyncio.events._set_running_loop(None)


def run_until_quit(application: QApplication) -> None:
    """Process events until the application quits: for a window that has no services behind it."""
    with QEventLoop(application) as loop:
        loop.run_forever()


def ui_task(method: Callable[Concatenate[O, P], Coroutine[Any, Any, Any]]) -> Callable[Concatenate[O, P], Task[Any]]:
    """Make a coroutine method a slot: started by a signal, owned by its widget, its errors shown. Surplus signal arguments are dropped.

    The widget has a `runtime`, or `services` with one.
    """
    return _slot(method, latest=False)


def latest_ui_task(method: Callable[Concatenate[O, P], Coroutine[Any, Any, Any]]) -> Callable[Concatenate[O, P], Task[Any]]:
    """As `ui_task`; starting again cancels the earlier run, so that an old answer never overwrites a new one."""
    return _slot(method, latest=True)


def _slot(
    method: Callable[Concatenate[O, P], Coroutine[Any, Any, Any]], *, latest: bool
) -> Callable[Concatenate[O, P], Task[Any]]:
    accepted = _accepted(method)

    def start(owner: O, /, *args: P.args, **kwargs: P.kwargs) -> Task[Any]:
        given: Any = args if accepted is None else args[:accepted]
        runtime, work = _runtime_of(owner), method(owner, *given, **kwargs)

        def again() -> object:
            return start(owner, *given, **kwargs)

        if latest:
            return runtime.start_latest(work, owner, method.__qualname__, retry=again)
        return runtime.start(work, owner, retry=again)

    functools.update_wrapper(start, method)
    return start


def _runtime_of(owner: Any) -> Runtime:
    runtime = getattr(owner, "runtime", None) or owner.services.runtime
    assert isinstance(runtime, Runtime), owner
    return runtime


def _accepted(method: Callable[..., Any]) -> int | None:
    """How many positional arguments a method takes besides self; None for any number."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    if any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters):
        return None
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(one.kind in kinds for one in parameters)


def _nobody_shows(error: CodedError, retry: Callable[[], object] | None) -> None:
    _log.error("ui.unshown", code=error.code, params=error.params)
