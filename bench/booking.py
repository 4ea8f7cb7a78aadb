"""Booking a pool order through the whole bus, against the very same statements replayed by bare SQLAlchemy Core and by bare sqlite3.

The statements of the orders are recorded once from a real run, with their parameters; each contender then starts from the same copy of the
database. SQLite with WAL and synchronous=FULL, one transaction an order, reads included.
"""

import os
import shutil
import sqlite3
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.measure import Line, at_least_rate, shown, side_by_side
from whale_desktop.app.services import Services, new_database, open_services
from whale_desktop.features.fx.messages import ForexStatus, SubmitClientOrder
from whale_desktop.gateway.local import LocalGateway
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.kernel.ids import counting_ids
from whale_desktop.messages import Done

ORDERS = 150
NOW = "2026-11-20T11:30:00"


def run() -> list[Line]:
    """The rate of the bus against the rate of the bare statements."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        origin = folder / "origin.db"
        new_database(origin, kind="demo", clock=FixedClock(parse_moment(NOW)))
        core, cursor = _record(_copy(origin, folder / "record.db"))

        def bus() -> float:
            return _book(_copy(origin, folder / "bus.db"), None)

        def bare_core() -> float:
            return _replay_core(_copy(origin, folder / "core.db"), core)

        def bare_sqlite() -> float:
            return _replay_sqlite(_copy(origin, folder / "bare.db"), cursor)

        against_core = side_by_side(bus, bare_core)
        against_sqlite = side_by_side(bus, bare_sqlite, runs=5)
        sync = _fsync_seconds(folder)
    statements = sum(len(one) for one in core) / ORDERS
    return [
        at_least_rate(f"book {ORDERS} pool orders ({statements:.0f} statements each): bus / bare Core", against_core, 0.5),
        Line(
            "  the same against bare sqlite3",
            shown(against_sqlite[0]),
            shown(against_sqlite[1]),
            f"{1 / against_sqlite[2]:.2f} ×",
            "–",
            kept=True,
        ),
        Line("  one order through the bus; one fsync here", shown(against_core[0] / ORDERS), shown(sync), "", "–", kept=True),
    ]


def _copy(origin: Path, target: Path) -> Path:
    for suffix in ("", "-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(origin, target)
    return target


def _book(path: Path, services: Services | None) -> float:
    """Book the orders; seconds from the first to the last."""
    alone = services is not None  # what is recorded is the orders, without the chores of a process between them
    services = services or open_services(path, FixedClock(parse_moment(NOW)))
    gateway = LocalGateway(services.bus, services.signing, services.place) if alone else services.gateway
    session = services.signing.open_service_session("app")
    accounts = accounts_of(services)
    ids = counting_ids("bench")
    context = Context(workstation="bench")
    began = time.perf_counter()
    for number in range(ORDERS):
        done = gateway.submit(
            SubmitClientOrder(
                account_no=accounts[number % len(accounts)], from_currency="USD", to_currency="CNH", amount=Decimal("10.00")
            ),
            session=session,
            context=context,
            command_id=ids(),
        )
        assert isinstance(done, Done)
        assert done.result.forex_status is ForexStatus.SUCCESS, done
    took = time.perf_counter() - began
    gateway.close()
    return took


def accounts_of(services: Services) -> list[str]:
    """Accounts of the demonstration that have money to exchange."""
    from whale_desktop.app.demo.people import COUNT  # the demonstration's account numbers are made by rule

    return [f"HK{10_001 + index * 7:08d}" for index in range(min(COUNT, 40))]


def _record(path: Path) -> tuple[list[list[tuple[Any, Any]]], list[list[tuple[str, Any, bool]]]]:
    """The statements of each order: as Core constructs with parameters, and as the driver got them."""
    services = open_services(path, FixedClock(parse_moment(NOW)))
    core: list[list[tuple[Any, Any]]] = []
    cursor: list[list[tuple[str, Any, bool]]] = []
    engine = services.database.engine
    recording = False

    @event.listens_for(engine, "begin", insert=True)
    def _begin(connection: Any) -> None:
        if recording:
            core.append([])
            cursor.append([])

    @event.listens_for(engine, "before_execute")
    def _core(connection: Any, element: Any, multiple: Any, single: Any, options: Any) -> None:
        if recording:
            core[-1].append((element, list(multiple) if multiple else dict(single) if single else None))

    @event.listens_for(engine, "before_cursor_execute")
    def _cursor(connection: Any, used: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if recording and not statement.startswith(("BEGIN", "PRAGMA")):  # what opens a transaction is the replay's own
            cursor[-1].append((statement, parameters, many))

    recording = True
    _book(path, services)
    keep = [index for index, one in enumerate(core) if len(one) > 5][-ORDERS:]
    assert len(keep) == ORDERS, len(keep)
    return [core[index] for index in keep], [cursor[index] for index in keep]


def _replay_core(path: Path, orders: list[list[tuple[Any, Any]]]) -> float:
    services = open_services(path, FixedClock(parse_moment(NOW)))
    services.signing.open_service_session("app")
    database = services.database
    began = time.perf_counter()
    for statements in orders:
        with database.engine.connect() as connection, connection.begin():
            for element, parameters in statements:
                result = connection.execute(element, parameters)
                if result.returns_rows:
                    result.all()
    took = time.perf_counter() - began
    services.gateway.close()
    return took


def _replay_sqlite(path: Path, orders: list[list[tuple[str, Any, bool]]]) -> float:
    services = open_services(path, FixedClock(parse_moment(NOW)))
    services.signing.open_service_session("app")
    services.gateway.close()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    for statements in orders:
        connection.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in statements:
            (connection.executemany if many else connection.execute)(statement, parameters)
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def _fsync_seconds(folder: Path) -> float:
    with (folder / "sync").open("wb") as stream:
        began = time.perf_counter()
        for _ in range(50):
            stream.write(b"x" * 4096)
            stream.flush()
            os.fsync(stream.fileno())
        return (time.perf_counter() - began) / 50
