"""What the command line does on a database, without a window: one call, a new database, the proof of the ledger, the schema."""

import importlib
import os
import secrets
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import platformdirs
from sqlalchemy.engine import URL

from whale_desktop.app.senders import Sender, sender_to
from whale_desktop.app.services import DEMO, LOCAL, first_administrator, load_features, new_database
from whale_desktop.bus import Bus, Call
from whale_desktop.gateway.port import Context
from whale_desktop.kernel import collecting
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.errors import CodedError, NeedsConfirmation, Unavailable, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import MessageInfo, codec
from whale_desktop.messages.files import BlobId, GetJob, Job, JobBegun, JobNo, JobState
from whale_desktop.messages.registry import all_messages, by_name
from whale_desktop.storage import Database

FIRST_ADMINISTRATOR = "admin@whale.local"
WORKSTATION = "command line"
Reply = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One `whale-desktop call` as it was typed."""

    message: str
    body: str
    user: str
    locale: str = "en"
    yes: bool = False
    command_id: str = ""
    session_file: Path | None = None
    upload: tuple[str, ...] = ()
    save: Path | None = None


def write_json(value: Any) -> None:
    """One line of JSON on standard output, in UTF-8 whatever the terminal thinks."""
    sys.stdout.buffer.write(codec.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def reply_of_error(error: CodedError) -> Reply:
    """An error as the command line prints it."""
    plain = codec.encode_error(error)
    return {
        "status": "error",
        "kind": plain.kind,
        "code": plain.code,
        "params": plain.params,
        "fields": [{"field": field, "code": code, "params": params} for field, code, params in plain.fields],
    }


def carry_out(db: Path | None, asked: Asked, clock: Clock, *, server: str = "", authority: Path | None = None) -> Reply:
    """Send one message to the database at `db` or to a server; whatever goes wrong is in the reply."""
    try:
        sender = sender_to(db, server, _read_certificates(authority) if authority is not None else "", clock)
    except CodedError as error:
        return reply_of_error(error)
    try:
        return _Caller(sender, asked).reply()
    except CodedError as error:
        return reply_of_error(error)
    except Exception as error:
        return reply_of_error(sender.fault(error))
    finally:
        sender.close()


class _Caller:
    """Signs in, uploads, sends, waits for the job, saves."""

    def __init__(self, sender: Sender, asked: Asked) -> None:
        self._sender = sender
        self._asked = asked
        self._context = Context(workstation=WORKSTATION, locale=asked.locale)

    def reply(self) -> Reply:
        """What came of it."""
        asked = self._asked
        info = by_name(asked.message)
        if info is None:
            raise UserError("message.unknown", {"name": asked.message})
        session = self._session()
        body = self._body(session)
        call = Call(session=session, workstation=WORKSTATION, locale=asked.locale, command_id=asked.command_id or new_id())
        if not info.is_command:
            answer = msgspec.json.decode(self._sender.ask(info.name, body, call))
            reply: Reply = {"status": "done", "result": answer, "changes": []}
        else:
            reply = self._submit(info, body, call)
        if reply["status"] == "done":
            self._finish(info, reply, session)
        return reply

    def _submit(self, info: MessageInfo, body: bytes, call: Call) -> Reply:
        acknowledged: tuple[str, ...] = ()
        while True:
            try:
                raw = msgspec.json.decode(self._sender.submit(info.name, body, replace(call, acknowledged=acknowledged)))
            except NeedsConfirmation as question:
                if not self._asked.yes or question.code in acknowledged:
                    raise
                acknowledged = (*acknowledged, question.code)
                continue
            return {"status": "submitted" if "work_order_no" in raw else "done", **raw}

    def _session(self) -> str:
        """A session for the user: kept in a file, without a password on a demonstration, else by password."""
        asked = self._asked
        if asked.session_file is not None and asked.session_file.exists():
            return asked.session_file.read_text(encoding="utf-8").strip()
        session = self._sender.sign_in(asked.user, self._context)
        if asked.session_file is not None:
            handle = os.open(asked.session_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(session + "\n")
        return session

    def _body(self, session: str) -> bytes:
        text = sys.stdin.read() if self._asked.body == "-" else self._asked.body
        body = text.encode()
        if not self._asked.upload:
            return body
        try:
            values = msgspec.json.decode(body)
        except msgspec.DecodeError:
            raise UserError("message.invalid") from None
        for one in self._asked.upload:
            field, found, name = one.partition("=")
            path = Path(name)
            if not found or not path.is_file():
                raise UserError.at(field, "blob.unknown", {"blob": name})
            values[field] = self._sender.gateway.put_blob(path.read_bytes(), name=path.name, session=session)
        return codec.encode(values)

    def _finish(self, info: MessageInfo, reply: Reply, session: str) -> None:
        """Wait for the job that the command started, save the file that it made."""
        blob: str = ""
        job_no = _job_of(info, reply["result"])
        if job_no:
            job = self._wait(job_no, session)
            reply["job"] = msgspec.to_builtins(job)
            if job.state is not JobState.DONE:
                raise UserError(job.error.code if job.error else "job.unknown", reply["job"])
            blob = job.blob
        elif info.result is BlobId:
            blob = reply["result"]
        elif isinstance(reply["result"], dict):
            blob = reply["result"].get("blob", "")
        if self._asked.save is not None and blob:
            self._asked.save.write_bytes(self._sender.gateway.get_blob(BlobId(blob), session=session))

    def _wait(self, number: JobNo, session: str) -> Job:
        """The job when it has ended; it runs in this process or in a window that has the file open."""
        changed = threading.Event()
        subscription = self._sender.gateway.subscribe(lambda change: changed.set())
        try:
            while True:
                changed.clear()
                job = self._sender.gateway.ask(GetJob(job_no=number), session=session, context=self._context)
                if job.finished_at is not None:
                    return job
                changed.wait(1.0)
        finally:
            subscription.close()


def _job_of(info: MessageInfo, result: Any) -> JobNo:
    """The job that a command has put in the queue, empty when it has not, or waits for approval."""
    if info.result is JobBegun:
        return JobNo(result["job_no"])
    return JobNo(result) if info.result is JobNo else JobNo("")


def make_database(path: Path, *, seed: str, clock: Clock, name: str = "", admin: str = "", opening: Path | None = None) -> Reply:
    """Make a database file; returns what the command line prints. Raises `CodedError`."""
    if seed == "demo":
        new_database(path, kind=DEMO, clock=clock, name=name)
        return {"status": "done", "result": {"file": str(path), "kind": DEMO}, "changes": []}
    given = sys.stdin.readline().rstrip("\r\n") if admin else ""
    password = given or secrets.token_urlsafe(12)
    email = admin or FIRST_ADMINISTRATOR
    result: dict[str, Any] = {"file": str(path), "kind": LOCAL, "administrator": email}
    if not given:
        result["password"] = password
    try:
        workbook = None if opening is None else opening.read_bytes()
    except OSError as error:
        raise Unavailable("storage.missing", {"path": str(opening)}) from error

    def fill(bus: Bus, clock: Clock) -> None:
        first_administrator(email, password, must_change=not given)(bus, clock)
        if workbook is not None:
            from whale_desktop.features.ledger.handlers import import_opening

            loaded = import_opening(bus, clock, workbook)
            result.update(accounts=loaded.accounts, balances=loaded.balances)

    new_database(path, kind=LOCAL, clock=clock, name=name, fill=fill)
    return {"status": "done", "result": result, "changes": []}


def write_opening_template(path: Path, locale: str) -> Reply:
    """The workbook that an opening is written into."""
    load_features()
    from whale_desktop.features.ledger.handlers import opening_template

    path.write_bytes(opening_template(locale))
    return {"status": "done", "result": {"file": str(path)}, "changes": []}


def opening_sentences(error: CodedError, locale: str) -> list[str]:
    """What is wrong with an opening, cell by cell, in a language; nothing for other errors."""
    from whale_desktop.features.ledger.handlers import opening_sentences as sentences

    return sentences(locale, error.fields) if error.code == "ledger.opening" else []


def show_window(
    path: Path | None, *, clock: Clock, locale: str = "", theme: str = "", server: str = "", authority: Path | None = None
) -> int:
    """Open the window, which is loaded by name because nothing else here needs Qt; returns its exit status.

    server: the address of a server to sign in at; authority: a file with the certificates of its own authority. Raises `UserError`.
    """
    certificates = ""
    if server:
        from whale_desktop.gateway.http import checked_address

        checked_address(server)
        certificates = _read_certificates(authority) if authority is not None else ""
    collecting.pause()  # to the end of the process: start-up makes nothing but what stays, later the window has its own collector
    run = importlib.import_module("whale_desktop.app.desktop").run
    return int(
        run(
            path,
            clock=clock,
            locale=locale,
            theme=theme,
            server=server,
            certificates=certificates,
            own_demo=lambda: own_demo(clock),
        )
    )


def _read_certificates(path: Path) -> str:
    """The certificates of an own authority. Raises `UserError("remote.authorities")`."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UserError("remote.authorities", {"path": str(path), "reason": error.strerror or str(error)}) from error


def own_demo(clock: Clock) -> Path:
    """The demonstration in the person's data folder, made when it is missing."""
    path = Path(platformdirs.user_data_dir("whale-desktop", appauthor=False)) / "whale-demo.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new_database(path, kind=DEMO, clock=clock)
    return path


def prove(where: Path | URL) -> Reply:
    """Every balance that differs from the sum of its journals, in a file or on a server."""
    load_features()
    from whale_desktop.features.ledger import queries

    try:
        database = Database.open(where)
    except CodedError as error:
        return reply_of_error(error)
    try:
        with database.read() as connection:
            differences = [msgspec.to_builtins(one) for one in queries.prove(connection)]
    finally:
        database.close()
    return {"status": "done", "differences": differences}


def schema() -> Reply:
    """Every message that may come from outside, with the types that they use."""
    load_features()
    known = [info for info in all_messages() if not info.internal]
    types = [info.type for info in known] + [info.result for info in known]
    described, components = msgspec.json.schema_components(types, ref_template="#/types/{name}")
    messages = []
    for index, info in enumerate(known):
        shape = _shape(described[index], components)
        required = set(shape.get("required", ()))
        messages.append(
            {
                "name": info.name,
                "kind": "command" if info.is_command else "query",
                "description": (info.type.__doc__ or "").strip().partition("\n")[0],
                "permission": list(info.permission.codes),
                "approval": info.approval,
                "topics": list(info.topics),
                "fresh_login": info.fresh_login,
                "fields": [
                    {"name": name, "required": name in required, "type": kind}
                    for name, kind in shape.get("properties", {}).items()
                ],
                "result": described[len(known) + index],
            }
        )
    return {"messages": messages, "types": components}


def _shape(described: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """The object behind a reference."""
    reference = described.get("$ref", "")
    found: dict[str, Any] = components[reference.rpartition("/")[2]] if reference else described
    return found
