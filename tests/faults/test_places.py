"""What the world outside does to a database file: full disk, locks of others, newer and damaged files, files that may not be written."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.faults.conftest import ROOT
from tests.faults.inspection import everything, is_sound
from tests.helpers.desk import order
from tests.helpers.office import MONDAY, Office
from whale_desktop.app.services import LOCAL, Services, new_database, open_services
from whale_desktop.features.fx.messages import ListOrders
from whale_desktop.features.ledger.queries import prove
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.kernel.errors import CodedError, Unavailable
from whale_desktop.messages import Done
from whale_desktop.storage import Database

# ------------------------------------------------------------------------------------------------------------------- full disk


@contextmanager
def full(office: Office) -> Iterator[Callable[[], None]]:
    """From here on the file may not grow by a page, until the function that comes back is called."""
    engine = office.database.engine

    def limit(pages: int) -> None:
        for connection in kept:
            connection.execute(f"PRAGMA max_page_count = {pages}")

    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    kept: list[Any] = []

    def free() -> None:
        event.remove(engine, "checkout", no_growth)
        limit(10_000_000)

    def no_growth(raw: Any, _record: Any, _proxy: Any = None) -> None:
        raw.execute(f"PRAGMA max_page_count = {pages}")
        kept.append(raw)

    event.listen(engine, "checkout", no_growth)
    yield free


def test_a_full_disk_is_said_and_nothing_is_half_written(desk: Office) -> None:
    sessions = {user: desk.session(user) for user in ("app", "super_admin")}
    assert sessions
    with full(desk) as free:
        done, error = 0, None
        while error is None:
            before = everything(desk.path)
            try:
                desk.do(order("10"), user="app")
                done += 1
            except CodedError as caught:
                error = caught
            assert done < 500, "the disk never got full"
        assert (type(error), error.code) == (Unavailable, "storage.full")
        assert everything(desk.path) == before
        assert len(desk.ask(ListOrders(limit=200)).rows) == done, "reading goes on"
        free()
    desk.do(order("10"), user="app")
    assert len(desk.ask(ListOrders(limit=200)).rows) == done + 1
    with desk.read() as read:
        assert prove(read.connection) == []


def test_a_file_that_the_system_lets_grow_no_further_is_like_a_full_disk(desk: Office) -> None:
    """The refusal comes from the operating system here, in the middle of a write."""
    session = desk.session("app")
    desk.close()
    desk.database.close()
    command = [sys.executable, "-m", "tests.faults.growing", str(desk.path), session]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert is_sound(desk.path)


# ------------------------------------------------------------------------------------------------------------- locked by others


@contextmanager
def held(path: Path) -> Iterator[Callable[[], None]]:
    """Another process holds the write lock, until the function that comes back is called or the block ends."""
    command = [sys.executable, "-m", "tests.faults.holder", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"

        def let_go() -> None:
            process.communicate("\n")

        yield let_go
        if process.poll() is None:
            let_go()


def impatient(path: Path, busy_timeout: int) -> Services:
    """Services that wait less long for a lock than people do."""
    return Services(Database.open(path, busy_timeout=busy_timeout), FixedClock(MONDAY))


def test_a_lock_of_another_program_is_said_within_the_waiting_time_and_reading_goes_on(desk: Office) -> None:
    session = desk.session("app")
    desk.session("super_admin")
    services = impatient(desk.path, 300)
    with held(desk.path):
        began = time.monotonic()
        with pytest.raises(Unavailable) as caught:
            services.gateway.submit(order("10"), session=session, context=Office.context, command_id="one")
        assert caught.value.code == "storage.locked"
        assert 0.25 < time.monotonic() - began < 2
        assert desk.ask(ListOrders()).rows == ()
    done = services.gateway.submit(order("10"), session=session, context=Office.context, command_id="one")
    assert isinstance(done, Done)
    assert not done.replayed
    services.gateway.close()
    services.database.close()


def test_a_short_lock_is_waited_for(desk: Office) -> None:
    session = desk.session("app")
    services = impatient(desk.path, 5000)
    with held(desk.path) as let_go:
        timer = threading.Timer(0.3, let_go)
        timer.start()
        assert isinstance(services.gateway.submit(order("10"), session=session, context=Office.context, command_id="one"), Done)
        timer.join()
    services.gateway.close()
    services.database.close()


def test_opening_a_locked_file_says_so(desk: Office) -> None:
    desk.close()
    desk.database.close()
    with held(desk.path), pytest.raises(Unavailable) as caught:
        Database.open(desk.path, busy_timeout=100)
    assert caught.value.code == "storage.locked"


# ------------------------------------------------------------------------------------------------------------- strange files


@pytest.fixture
def closed(desk: Office) -> Path:
    """The file of an office that was closed."""
    desk.close()
    desk.database.close()
    return desk.path


def refusal(path: Path) -> Unavailable:
    """Why a file cannot be opened; the file must be as it was."""
    before = path.read_bytes()
    with pytest.raises(Unavailable) as caught:
        open_services(path, FixedClock(MONDAY))
    assert path.read_bytes() == before, "a file that was refused was changed"
    return caught.value


def test_a_newer_database_is_refused(closed: Path) -> None:
    connection = sqlite3.connect(closed)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    error = refusal(closed)
    assert (error.code, error.params) == ("storage.newer", {"found": "9999"})


def cut(data: bytes) -> bytes:
    return data[: len(data) // 3]


def scribbled(data: bytes) -> bytes:
    return b"SQLite format 3\0" + b"\xa5" * (len(data) - 16)


def with_a_broken_table_of_tables(data: bytes) -> bytes:
    return data[:100] + b"\xa5" * 3996 + data[4096:]


@pytest.mark.parametrize(
    "harm", [cut, scribbled, with_a_broken_table_of_tables, lambda data: b"", lambda data: b"not a database\n" * 500],
    ids=["cut", "scribbled", "no tables", "empty", "text"],
)  # fmt: skip
def test_a_damaged_file_is_refused_with_the_place_of_its_backups(closed: Path, harm: Callable[[bytes], bytes]) -> None:
    closed.write_bytes(harm(closed.read_bytes()))
    error = refusal(closed)
    assert error.code == "storage.damaged"
    assert str(error.params["backups"]).startswith(str(closed.parent))


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.commit()
    connection.close()
    assert refusal(path).code == "storage.damaged"


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.db", tmp_path):
        with pytest.raises(Unavailable) as caught:
            open_services(path, FixedClock(MONDAY))
        assert caught.value.code == "storage.missing"


def test_a_new_database_never_overwrites_a_file(closed: Path) -> None:
    before = closed.read_bytes()
    with pytest.raises(Unavailable) as caught:
        new_database(closed, kind=LOCAL, clock=FixedClock(MONDAY))
    assert caught.value.code == "storage.exists"
    assert closed.read_bytes() == before


def test_pages_that_go_bad_while_the_program_runs_are_damage_and_no_fault_of_ours(desk: Office, tmp_path: Path) -> None:
    desk.do(order("10"), user="app")
    desk.close()
    desk.database.close()
    data = bytearray(desk.path.read_bytes())
    connection = sqlite3.connect(desk.path)
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'fx_client_order'").fetchone()[0]
    connection.close()
    data[(root - 1) * 4096 : root * 4096] = b"\xa5" * 4096
    desk.path.write_bytes(data)
    services = open_services(desk.path, FixedClock(MONDAY))
    session = services.signing.open_service_session("app")
    with pytest.raises(Unavailable) as caught:
        services.gateway.submit(order("10"), session=session, context=Office.context, command_id="one")
    assert caught.value.code == "storage.damaged"
    services.gateway.close()
    services.database.close()
