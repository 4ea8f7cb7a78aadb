"""The server of an office on an embedded PostgreSQL: a command beside a bare route, two hundred clerks, what others see, memory.

The clerks want two processors for themselves: on a machine that others share their line says how busy it was, and nothing else.
"""

import http.client
import json
import os
import pickle
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from bench.clerks import Clerk, Measured, work
from bench.measure import Line, at_most, side_by_side, within
from bench.statements import COMMAND_ID, heard
from whale_desktop.app import server
from whale_desktop.app.demo_server import embedded
from whale_desktop.app.places import VARIABLE
from whale_desktop.app.services import DEMO, Services, new_database, open_services
from whale_desktop.bus import Call
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.handlers.seed import add_member
from whale_desktop.features.fx.messages import ListLimits, SubmitManualOrder, UpdateLimit
from whale_desktop.features.ledger.messages import AccountRef, Direction, Entry, Journal, ListBalances, PostJournal
from whale_desktop.gateway.http import Line as Wire
from whale_desktop.gateway.port import Context
from whale_desktop.gateway.remote import RemoteGateway
from whale_desktop.kernel.clock import OffsetClock, parse_moment
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import codec, info_of
from whale_desktop.messages.topics import Change

NOW = "2026-11-20T11:30:00"
PARAMETERS, CLERK = "parameters@whale.demo", "clerk@whale.demo"
CLERKS = 200
WARM_SECONDS, CLERK_SECONDS = 8.0, 40.0
COMMANDS = 100
"""Commands of one run of the comparison."""
CHANGES = 100
PAID_IN = Decimal(10_000_000)
PASSWORD = "Bench-Clerk-1"
HERE = Context(workstation="bench", menu="parameters.exchange.large_amount")


def run() -> list[Line]:
    """All of it, on one database."""
    folder = Path(tempfile.mkdtemp(prefix="whale-bench-"))
    try:
        folder.chmod(0o755)
        with embedded(folder / "data") as url:
            office = _Office(folder, url)
            try:
                return [*_commands(office, folder), *_clerks(office), *_changes(office)]
            finally:
                office.services.database.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Process:
    """A child that serves."""

    port: int
    pid: int

    def megabytes(self) -> float:
        """Its resident memory."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

    def processor_seconds(self) -> float:
        """The processor time that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Office:
    """The demonstration on a server's database, with as many clerks as are wanted."""

    def __init__(self, folder: Path, url: URL) -> None:
        self.url = url
        self._folder = folder
        self.clock = OffsetClock(parse_moment(NOW))
        local = folder / "demo.db"
        new_database(local, kind=DEMO, clock=self.clock)
        server.move(local, url)
        self.services: Services = open_services(url, self.clock)

    @contextmanager
    def serving(self, module: str, *arguments: str) -> Iterator[_Process]:
        """A server in a process of its own, on a free port."""
        with socket.create_server(("127.0.0.1", 0)) as trying:
            port = int(trying.getsockname()[1])
        named = {**os.environ, VARIABLE: self.url.render_as_string(hide_password=False)}
        log = (self._folder / f"{module}-{port}.log").open("wb")
        process = subprocess.Popen([sys.executable, "-m", module, str(port), *arguments], env=named, stderr=log)
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    assert process.poll() is None, "the server did not start"
                    assert time.monotonic() < deadline, "the server did not start"
                    time.sleep(0.05)
            yield _Process(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            log.close()

    def session(self, email: str) -> str:
        """A session, opened past the server, which lets nobody sign in two hundred times a minute."""
        return self.services.signing.open_demo_session(email, HERE).session

    def clerks(self, ports: tuple[int, ...]) -> list[Clerk]:
        """Members of their own, each with a client's account that has money."""
        accounts = self._accounts()
        kept = Passwords(cheap=True).hash(PASSWORD)
        emails = [f"clerk{number}@bench.test" for number in range(CLERKS)]
        with self.services.database.write() as connection:
            for email in emails:
                names = dict.fromkeys(("zh_Hant", "zh_Hans", "en"), email.partition("@")[0])
                add_member(connection, self.clock.now(), email=email, names=names, roles=("funds_clerk",), password_hash=kept)
        made = [self.services.signing.sign_in(email, PASSWORD, HERE).session for email in emails]
        return [Clerk(ports[place % 2], session, accounts[place % len(accounts)]) for place, session in enumerate(made)]

    def _accounts(self) -> list[str]:
        """Clients' accounts, each with money for all of it, from which an exchange can be entered: tried once."""
        clerk, found = self.session(CLERK), []
        auditor = Call(session=self.session("auditor@whale.demo"))
        rows: Any = json.loads(self.services.bus.ask(info_of(ListBalances).name, b'{"limit": 200}', auditor))["rows"]
        for account in sorted({row["account_no"] for row in rows if row.get("account_no")}):
            self._pay_in(clerk, account)
            command = SubmitManualOrder(account_no=account, from_currency="USD", to_currency="HKD", amount=Decimal(100))
            try:
                self.services.bus.submit(info_of(command).name, codec.encode(command), Call(session=clerk, command_id=new_id()))
            except CodedError:
                continue
            found.append(account)
        assert found, "no exchange can be entered for any account"
        return found

    def _pay_in(self, session: str, account_no: str) -> None:
        sides = (("ADJ.LCOPEN", Direction.DEBIT), (AccountRef(account_no=account_no), Direction.CREDIT))
        entries = tuple(Entry(account=one, currency="USD", direction=way, amount=PAID_IN) for one, way in sides)
        journal = Journal(biz_code="LCOPEN", source_type="opening", source_id=new_id()[-16:], entries=entries)
        with self.services.database.read() as connection:
            actor = self.services.identity.actor_of(connection, session, self.clock.now(), address="")
        self.services.bus.run_as(actor, PostJournal(journal=journal))


# ------------------------------------------------------------------------------------------------------------ one command


def _commands(office: _Office, folder: Path) -> list[Line]:
    """An audited command with a record before and after, beside the same statements by psycopg behind a bare route."""
    session = office.session(PARAMETERS)
    bus = office.services.bus
    body = {"currency": "USD", "amount": "100000", "expected_version": _limit(office, session)["version"]}

    def once() -> None:
        bus.submit(info_of(UpdateLimit).name, json.dumps(body).encode(), Call(session=session, command_id=COMMAND_ID))

    kept = folder / "statements"
    kept.write_bytes(pickle.dumps(heard(office.services.database, once)))
    with (
        office.serving("bench.child_server", NOW) as own,
        office.serving("bench.child_bare_server", str(kept)) as bare,
    ):
        lines = {one.port: http.client.HTTPConnection("127.0.0.1", one.port) for one in (own, bare)}

        def ours() -> float:
            headers = {"Authorization": f"Bearer {session}"}
            took = []
            body["expected_version"] = _limit(office, session)["version"]  # the bare route has set it back
            for _ in range(COMMANDS):
                given = {**headers, "Idempotency-Key": new_id()}
                took.append(_post(lines[own.port], "/v1/fx.limit.update", body, given))
                body["expected_version"] += 1
            return statistics.median(took)

        def theirs() -> float:
            return statistics.median(_post(lines[bare.port], "/command", body, {}) for _ in range(COMMANDS))

        measured = side_by_side(ours, theirs)
        for one in lines.values():
            one.close()
    return [at_most("a command over HTTP, beside a bare route with the same SQL", measured, 2.0)]


def _limit(office: _Office, session: str) -> Any:
    rows = json.loads(office.services.bus.ask(info_of(ListLimits).name, b"{}", Call(session=session)))["rows"]
    return next(one for one in rows if one["currency"] == "USD")


def _post(connection: http.client.HTTPConnection, path: str, body: Any, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    answer = response.read()
    took = time.perf_counter() - began
    assert response.status == 200, answer
    return took


# ------------------------------------------------------------------------------------------------------------ many clerks


def _clerks(office: _Office) -> list[Line]:
    """Two hundred on two server processes."""
    with (
        office.serving("bench.child_server", NOW) as first,
        office.serving("bench.child_server", NOW) as second,
    ):
        clerks = office.clerks((first.port, second.port))
        busy, began = os.getloadavg()[0], time.process_time()
        served = [one.processor_seconds() for one in (first, second)]
        measured = work(clerks, warm_seconds=WARM_SECONDS, seconds=CLERK_SECONDS)
        own = (time.process_time() - began) / (WARM_SECONDS + CLERK_SECONDS)
        spent = sum(one.processor_seconds() for one in (first, second)) - sum(served)
        memory = max(first.megabytes(), second.megabytes())
    every = measured.all()
    for one in measured.errors[:3]:
        print(one, file=sys.stderr)
    answers = f"{len(every)} answers, load before {busy:.1f}, the clerks' own processor {own:.0%}"
    return [
        within(f"{CLERKS} clerks on two processes, p99 of an answer", _at(every, 0.99) * 1000, 200, unit="ms", bare=answers),
        Line("  median; p99 of list, open, submit", f"{_at(every, 0.5) * 1000:.1f} ms", _by_kind(measured), "", "–", kept=True),
        Line(
            "  processor time of the servers an answer",
            f"{spent / max(1, measured.answers) * 1000:.1f} ms",
            "",
            "",
            "–",
            kept=True,
        ),
        Line("  errors", str(len(measured.errors)), "", "", "0", kept=not measured.errors),
        within("memory of a server process behind them", memory, 150, unit="MB"),
    ]


def _at(values: list[float], part: float) -> float:
    """The value below which that part of them lies; `values` are sorted."""
    return values[min(len(values) - 1, int(len(values) * part))]


def _by_kind(measured: Measured) -> str:
    return ", ".join(f"{_at(sorted(one), 0.99) * 1000:.0f}" for one in measured.seconds.values()) + " ms"


# --------------------------------------------------------------------------------------------------------- what others see


def _changes(office: _Office) -> list[Line]:
    """From the press of one client to the row that another client has asked for, each on a server process of his own."""
    with (
        office.serving("bench.child_server", NOW) as first,
        office.serving("bench.child_server", NOW) as second,
    ):
        actor, watcher = (RemoteGateway(Wire(f"http://127.0.0.1:{one.port}")) for one in (first, second))
        told = threading.Event()

        def hear(change: Change) -> None:
            if "fx.limit" in change.topics:
                told.set()

        watcher.subscribe(hear)
        acting = actor.sign_in(PARAMETERS, "Whale-Demo-1", HERE).session
        watching = watcher.sign_in(PARAMETERS, "Whale-Demo-1", HERE).session
        time.sleep(1.0)  # until the watcher's line stands
        seconds = sorted(_one_change(number, actor, acting, watcher, watching, told) for number in range(CHANGES))
        actor.close()
        watcher.close()
    median = f"median {_at(seconds, 0.5) * 1000:.1f} ms"
    return [within("a change on another client, another process, p99", _at(seconds, 0.99) * 1000, 300, unit="ms", bare=median)]


def _one_change(
    number: int, actor: RemoteGateway, acting: str, watcher: RemoteGateway, watching: str, told: threading.Event
) -> float:
    row = next(one for one in actor.ask(ListLimits(), session=acting, context=HERE).rows if one.currency == "USD")
    amount = Decimal(200_000 + number)
    told.clear()
    began = time.perf_counter()
    command = UpdateLimit(currency="USD", amount=amount, expected_version=row.version)
    actor.submit(command, session=acting, context=HERE, command_id=new_id())
    assert told.wait(10), "nobody was told"
    rows = watcher.ask(ListLimits(), session=watching, context=HERE).rows
    took = time.perf_counter() - began
    assert amount in [one.amount for one in rows]
    return took
