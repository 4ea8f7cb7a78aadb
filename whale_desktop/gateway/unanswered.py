"""Commands of this computer whose answer has not come yet: each is written down and flushed before its first try, taken off at its answer.

When the program dies in between, what is left says what was tried, and under which id; whoever signs in again asks the services what
became of it (`messages.replies`). One small file a command, readable by the person only, in a folder that belongs to one run of the
program. What was typed is kept unless the command holds a secret. Must not know the window, any feature, or how the services are reached.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from whale_desktop.gateway.port import Context, Link, SignedIn
from whale_desktop.kernel.errors import CodedError, Fault, Unavailable
from whale_desktop.kernel.exclusive import ExclusiveFile
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.logs import Log
from whale_desktop.messages import Command, Struct, codec, info_of

log = Log("whale_desktop.gateway")

KEPT_FOR = timedelta(days=30)
"""After so long nobody asks any more what became of a command: what was typed must not lie about for ever."""
LARGEST_BODY = 256 * 1024
FILES_MADE = ("export", "print")
"""What such commands do is in the list of tasks, and nothing in the books depends on it."""

_BEFORE_THE_REPLY = ("auth.", "server.")
"""Codes of refusals that come before a stored reply is looked for: they say nothing of an earlier try."""


class Unanswered(Struct):
    """A command that was tried. services, member_id: where and by whom; `Link.identity` says which services they are.

    key: the number of the record that it is about, where its message says one. body: what was typed, as JSON; None where the command holds
    a secret or is too large to keep. menu, remark: as they were sent. at: by the clock of this computer.
    """

    command_id: str
    services: str
    member_id: int
    message: str
    at: datetime
    menu: str = ""
    key: str = ""
    body: str | None = None
    remark: str = ""


def unanswered(
    command: Command[Any], command_id: str, *, by: SignedIn | None, link: Link, context: Context, at: datetime
) -> Unanswered | None:
    """What is kept of a command, None for one that nobody would ask after: it leaves no trace in the trail, or only makes a file."""
    info = info_of(command)
    if by is None or info.internal or not info.audited or info.action in FILES_MADE:
        return None
    body = None if info.secret else codec.encode(command)
    return Unanswered(
        command_id=command_id,
        services=link.identity,
        member_id=by.member_id,
        message=info.name,
        at=at,
        menu=context.menu,
        key="" if info.target is None else info.target.key_of(command),
        body=None if body is None or len(body) > LARGEST_BODY else body.decode(),
        remark=context.remark,
    )


class UnansweredCommands:
    """The commands of one run of the program, and what earlier runs left. Without a folder nothing is kept. Safe to use from any thread.

    A folder that cannot be written costs nothing but this safety: it is logged, and commands are sent all the same.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._own: Path | None = None
        self._held: ExclusiveFile | None = None
        self._under_way: set[str] = set()
        self._lock = Lock()

    @contextmanager
    def keeping(self, entry: Unanswered | None) -> Iterator[None]:
        """Around every try of a command: it is on disk before the block begins, and off it when the block has got its answer."""
        if entry is None or self._folder is None:
            yield
            return
        with self._lock:
            self._under_way.add(entry.command_id)
        try:
            earlier = self._put(entry)
            try:
                yield
            except CodedError as error:
                if _is_answer(error, unsure=earlier):
                    self.forget(entry.command_id)
                raise
            self.forget(entry.command_id)
        finally:
            with self._lock:
                self._under_way.discard(entry.command_id)

    def left(self, services: str, member_id: int, now: datetime) -> tuple[Unanswered, ...]:
        """What a member tried at these services and never got an answer to, oldest first; not what is under way.

        What is older than `KEPT_FOR` is thrown away.
        """
        if self._folder is None or not self._folder.is_dir():
            return ()
        found: list[Unanswered] = []
        try:
            for run in sorted(one for one in self._folder.iterdir() if one.is_dir()):
                if run == self._own or _is_over(run):
                    found += self._read(run, now)
        except OSError as error:
            log.info("unanswered.unreadable", reason=error.strerror or "")
        with self._lock:
            under_way = set(self._under_way)
        mine = [
            one for one in found if (one.services, one.member_id) == (services, member_id) and one.command_id not in under_way
        ]
        return tuple(sorted(mine, key=lambda one: (one.at, one.command_id)))

    def forget(self, *command_ids: str) -> None:
        """It is known what became of them."""
        if self._folder is None:
            return
        try:
            for command_id in command_ids:
                for path in self._folder.glob(f"*/{_name(command_id)}"):
                    path.unlink(missing_ok=True)
        except OSError as error:
            log.info("unanswered.unwritable", reason=error.strerror or "")

    def close(self) -> None:
        """The run is over; its folder goes unless something is left in it."""
        with self._lock:
            held, self._held, own, self._own = self._held, None, self._own, None
        if held is not None:
            held.release()
        if own is not None and not any(own.glob("*.json")):
            _remove(own)

    # ------------------------------------------------------------------------------------------------------------- the files

    def _put(self, entry: Unanswered) -> bool:
        """Write and flush; whether an earlier try of the same id was still there."""
        try:
            folder = self._run_folder()
            earlier = any(folder.parent.glob(f"*/{_name(entry.command_id)}"))
            _write(folder / _name(entry.command_id), msgspec.json.encode(entry))
            return earlier
        except OSError as error:
            log.info("unanswered.unwritable", reason=error.strerror or "")
            return False

    def _run_folder(self) -> Path:
        """This run's folder, made by the first command; a lock beside it, taken first, tells other runs that it is not over."""
        with self._lock:
            if self._own is None:
                assert self._folder is not None
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                own = self._folder / new_id()
                held = ExclusiveFile(_mark_of(own))
                held.acquire()
                own.mkdir(mode=0o700)
                self._own, self._held = own, held
                _flush_folder(self._folder)
            return self._own

    def _read(self, run: Path, now: datetime) -> list[Unanswered]:
        """What a run left. A file that a crash left half written is of a command that was not sent yet."""
        found: list[Unanswered] = []
        for path in run.glob("*.json"):
            try:
                entry = msgspec.json.decode(path.read_bytes(), type=Unanswered)
            except FileNotFoundError:
                continue  # answered meanwhile
            except msgspec.DecodeError:
                log.info("unanswered.damaged")
                path.unlink(missing_ok=True)
                continue
            if now - entry.at > KEPT_FOR:
                log.info("unanswered.too_old", message=entry.message)
                path.unlink(missing_ok=True)
            else:
                found.append(entry)
        if run != self._own and not any(run.glob("*.json")):
            _remove(run)
        return found


def _is_answer(error: CodedError, *, unsure: bool) -> bool:
    """Whether a refusal says what became of the command. unsure: an earlier try of it may have arrived."""
    if isinstance(error, Unavailable | Fault):
        return False
    unsure = unsure or isinstance(error.__cause__, Unavailable)
    return not (unsure and error.code.startswith(_BEFORE_THE_REPLY))


def _is_over(run: Path) -> bool:
    """Whether nobody runs any more who writes there."""
    mark = ExclusiveFile(_mark_of(run))
    over = mark.acquire()
    mark.release()
    return over


def _mark_of(run: Path) -> Path:
    return run.with_suffix(".lock")


def _remove(run: Path) -> None:
    shutil.rmtree(run, ignore_errors=True)
    _mark_of(run).unlink(missing_ok=True)


def _name(command_id: str) -> str:
    return f"{sha256(command_id.encode()).hexdigest()[:32]}.json"


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk when this returns; nobody else may read it."""
    partial = path.with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """The name of a new file is on the disk too."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
