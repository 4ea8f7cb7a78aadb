"""What the generic pages need of the window around them, as protocols. The shell implements them, tests record them.

A page knows no thread, no event loop, no file dialog and no table of a feature: it awaits `Services.runtime`, keeps its layouts in
`Services.preferences`, saves files through `Services.files`. Must not know any feature.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from whale_desktop.gateway.port import Place, SignedIn
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Command, Done, Message, Query, Submitted
from whale_desktop.messages.files import BlobId, JobBegun, JobNo

R = TypeVar("R")
ExportFormat = Literal["xlsx", "csv", "pdf"]
Approval = Literal["", "sometimes", "always"]
"""Whether people decide about what a command would do: never, for some records, always."""
ToastLink = tuple[str, Callable[[], object]]
"""The words of a link in a toast, and what it does."""


class Running(Protocol):
    """Work that was started and may be called off."""

    def cancel(self) -> object:
        """Stop at the next await; work that is done stays done."""
        ...

    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        ...


class Runtime(Protocol):
    """The way to the services from the window's thread. Errors are those of `kernel.errors`."""

    async def ask(self, query: Query[R], *, menu: str = "") -> R:
        """Answer a query. Cancelling the awaiting task lets the answer fall away."""
        ...

    async def submit(
        self, command: Command[R], *, command_id: str, acknowledged: Iterable[str] = (), menu: str = "", remark: str = ""
    ) -> Done[R] | Submitted:
        """Carry out a command once for its `command_id`, or put it before its checkers, who read `remark`."""
        ...

    async def put_blob(self, data: bytes, *, name: str) -> BlobId:
        """Keep a file for a following message."""
        ...

    async def get_blob(self, blob: BlobId) -> bytes:
        """The bytes of a file that a message made."""
        ...

    def on_change(self, topics: Iterable[str], callback: Callable[[], object], owner: QObject) -> None:
        """Call `callback` in the window's thread after a committed command with one of `topics`, while `owner` lives."""
        ...

    def start(self, work: Coroutine[Any, Any, Any], owner: QObject, *, retry: Callable[[], object] | None = None) -> Running:
        """Run a coroutine from a slot. It is cancelled when `owner` is destroyed; an error that leaves it is logged and shown."""
        ...

    def start_latest(
        self, work: Coroutine[Any, Any, Any], owner: QObject, name: str, *, retry: Callable[[], object] | None = None
    ) -> Running:
        """As `start`, and earlier work of the same owner and name is cancelled first."""
        ...

    def report(self, error: BaseException, *, owner: object = None, retry: Callable[[], object] | None = None) -> None:
        """Show an error that nobody awaits; what nobody expected is logged under a fault id."""
        ...

    def new_command_id(self) -> str:
        """An id for a command before its first try, kept for every further try of the same input."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking the window."""
        ...


class Texts(Protocol):
    """The texts of the language of the moment."""

    def __call__(self, text: Text, **params: Any) -> str:
        """`text` in that language with `params` filled in."""
        ...

    @property
    def locale(self) -> str:
        """The locale id of the moment."""
        ...


class Preferences(Protocol):
    """What a member likes: column layouts, folds, saved filters. Values are JSON; read at sign-in, written in the background."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value kept under `key`, e.g. `list:fx.orders:layout`."""
        ...

    def set(self, key: str, value: Any) -> None:
        """Keep a value; None forgets it."""
        ...


class Toasts(Protocol):
    """Short messages at the window's corner. Sentences come translated."""

    def success(self, text: str, *, link: ToastLink | None = None) -> None:
        """Something was done."""
        ...

    def warning(self, text: str, *, link: ToastLink | None = None) -> None:
        """Something needs attention."""
        ...

    def error(self, text: str, *, retry: Callable[[], object] | None = None, link: ToastLink | None = None) -> None:
        """Something failed; it stays until it is closed. `retry` adds the action that tries again."""
        ...


class Files(Protocol):
    """Choosing and writing files on the person's computer."""

    async def save_as(self, over: QWidget, name: str, data: bytes) -> str | None:
        """Ask where to keep `data` (offered name `name`) and write it; the path, None when the person calls it off.

        Raises `Unavailable("storage.full")` or `Unavailable("storage.read_only")` when it cannot be written.
        """
        ...

    async def open_file(self, over: QWidget, patterns: tuple[str, ...]) -> tuple[str, bytes] | None:
        """Ask for a file matching `patterns` (`*.xlsx`); its name and bytes, None when the person calls it off."""
        ...


@dataclass(frozen=True)
class ExportRequest:
    """Exactly what an export or a printed list covers.

    where: the filter as JSON values (`msgspec.to_builtins` of the query's `where`). keys: row keys of a selection, empty for all rows
    of the filter and the tab. columns: names in the order of the screen. sort, descending: as on the screen.
    """

    list_key: str
    where: Mapping[str, Any]
    tab: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    locale: str
    file_name: str
    format: ExportFormat
    sort: str = ""
    descending: bool = True
    remark: str = ""


class ExportCommand(Protocol):
    """Makes the command that exports a list: in the product `ExportList` (`document.export_list`), fields as in `ExportRequest`."""

    def __call__(self, request: ExportRequest) -> Command[JobBegun]:
        """The command; its result is the job that makes the file."""
        ...


@dataclass(frozen=True)
class ExportTerms:
    """How a page learns beforehand that the export of its list needs approval: the command that would ask, and the question by list key."""

    command: type[Command[Any]]
    query: Callable[[str], Query[bool]]


class PrintCommand(Protocol):
    """Makes the command that prints one record of a list: in the product `PrintRecord` (`document.print_record`)."""

    def __call__(self, list_key: str, key: Any) -> Command[BlobId]:
        """The command; its result is the file."""
        ...


@dataclass(frozen=True)
class Lookup:
    """Where a field kind that many features share finds its choices, without the pages knowing the feature that owns them.

    query: from what the person typed so far (empty at first) to the question; it answers a page or a tuple of rows. value, label: fields
    of a row. `currency` is asked once with an empty text, `client` at each pause of typing.
    """

    query: Callable[[str], Query[Any]]
    value: str
    label: str


class Services(Protocol):
    """Everything a page is given. One object for the whole window, made by the composition root."""

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        ...

    @property
    def texts(self) -> Texts:
        """The texts of the language that is on now."""
        ...

    @property
    def session(self) -> SignedIn:
        """Who is signed in."""
        ...

    @property
    def place(self) -> Place:
        """Which world this is, and its business date."""
        ...

    @property
    def clock(self) -> Clock:
        """What time it is."""
        ...

    @property
    def preferences(self) -> Preferences:
        """What this member likes."""
        ...

    @property
    def toasts(self) -> Toasts:
        """Short messages."""
        ...

    @property
    def files(self) -> Files:
        """Files of the person's computer."""
        ...

    @property
    def export_command(self) -> ExportCommand | None:
        """How a list is exported; None where the composition root offers no export."""
        ...

    def export_terms(self) -> ExportTerms | None:
        """How an export that needs approval is recognised; None where the composition root has none."""
        ...

    @property
    def print_command(self) -> PrintCommand | None:
        """How one record is printed; None where the composition root offers no printing."""
        ...

    def lookup(self, kind: Literal["currency", "client"]) -> Lookup | None:
        """Where currencies and clients are looked up; None makes such a field a plain text field."""
        ...

    def is_favourite(self, menu: str) -> bool:
        """Whether a menu entry is among the member's favourites."""
        ...

    def set_favourite(self, menu: str, on: bool) -> None:
        """Add a menu entry to the favourites or take it off."""
        ...

    def open_screen(self, key: str, where: Mapping[str, Any] | None = None) -> None:
        """Open or come back to a screen, filtered by `where`."""
        ...

    def watch_job(self, job_no: JobNo) -> None:
        """The person does not wait for this job: tell him when it has ended."""
        ...

    def may(self, message: type[Message]) -> bool:
        """Whether the member holds the code that a message needs."""
        ...

    def approval_of(self, command: type[Message]) -> Approval:
        """Whether people decide about what a command would do, by the approval flows as they are configured now."""
        ...

    def may_export(self, query: type[Query[Any]]) -> bool:
        """Whether the member holds the export code of the list that `query` shows."""
        ...
