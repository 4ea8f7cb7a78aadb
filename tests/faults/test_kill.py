"""kill -9 at every statement and every commit: afterwards everything is there or nothing, and a second try completes it once."""

import sqlite3
import time
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.faults.conftest import Crash
from tests.faults.crashing import Plan, Round
from tests.faults.inspection import everything, is_sound
from tests.helpers.desk import CLIENT, order, set_quotes
from tests.helpers.office import MONDAY, Office
from whale_desktop.app.services import LOCAL, Services, new_database, open_services
from whale_desktop.bus import Call
from whale_desktop.bus.jobs import JobRunner
from whale_desktop.bus.sealing import head_of, seal_all, verify
from whale_desktop.features.documents.messages import ExportList, FileFormat
from whale_desktop.features.fx.messages import (
    ApplyType,
    ForexStatus,
    HandleException,
    ListChannelOrders,
    ReviewOrder,
    SubmitManualOrder,
)
from whale_desktop.features.reference.messages import ImportReferenceRates, ListReferenceRates, MakeSampleRates, RateChannel
from whale_desktop.features.workorder.messages import ApproveWorkOrder
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.messages import Command, codec, info_of
from whale_desktop.messages.files import GetJob, Job, JobNo, JobState
from whale_desktop.screens import all_lists
from whale_desktop.storage import Database

PATIENCE_SECONDS = 20.0


def submit_again(path: Path, plan: Plan) -> None:
    """The person presses the button again: the same command under the same id."""
    services = open_services(path, FixedClock(MONDAY))
    try:
        services.bus.submit(plan.message, plan.body.encode(), Call(session=plan.session, command_id=plan.command_id))
    finally:
        services.gateway.close()
        services.database.close()


def plan_of(office: Office, command: Command[Any], tmp_path: Path, *, user: str) -> Plan:
    """How to send a command of a user to copies of the office's database."""
    session = office.session(user)
    office.close()
    office.database.close()
    folder = tmp_path / "rounds"
    folder.mkdir()
    return Plan(
        work="submit",
        database=str(office.path),
        folder=str(folder),
        now=MONDAY.isoformat(),
        session=session,
        message=info_of(command).name,
        body=codec.encode(command).decode(),
        command_id="the only try",
    )


def check_rounds(rounds: Iterable[Round], plan: Plan) -> dict[str, int]:
    """All or nothing after each round, all after a second try. Says how often the work was whole when its process died."""
    rounds = list(rounds)
    (before, *_), (after, *_) = [Path(plan.database)], [Path(one.database) for one in rounds if not one.killed]
    nothing, whole = everything(before), everything(after)
    assert nothing != whole
    assert any(one.killed for one in rounds)
    survived = {"": 0, "whole": 0}
    for one in rounds:
        path = Path(one.database)
        assert is_sound(path), one
        found = everything(path)
        assert found in (nothing, whole), one
        survived["whole" if found == whole else ""] += 1
        submit_again(path, plan)
        assert everything(path) == whole, one
    return survived


def test_an_order_is_whole_or_absent(desk: Office, crash: Crash, tmp_path: Path) -> None:
    """Order, freeze, release, two journals, pool, profit, source rows, audit and reply stand or fall together."""
    plan = plan_of(desk, order("10000"), tmp_path, user="app")
    rounds = crash(plan)
    assert len([one for one in rounds if one.kind == "statement"]) > 20
    survived = check_rounds(rounds, plan)
    assert survived["whole"] == len([one for one in rounds if not one.killed or one.kind == "committed"])


def test_the_approval_of_an_order_is_whole_or_absent(desk: Office, crash: Crash, tmp_path: Path) -> None:
    """The freeze was made days ago perhaps; its release and everything else belong to the approval."""
    entry = SubmitManualOrder(account_no=CLIENT.account_no, from_currency="USD", to_currency="HKD", amount=Decimal(500))
    waiting = desk.do(entry, user="funds_clerk")
    command = ReviewOrder(forex_id=waiting.forex_id, approve=True, expected_version=1)
    plan = msgspec.structs.replace(plan_of(desk, command, tmp_path, user="second_supervisor"), step=2)
    check_rounds(crash(plan), plan)


def test_the_end_of_a_bank_order_is_whole_or_absent(desk: Office, crash: Crash, tmp_path: Path) -> None:
    """A second person confirms what the bank did: work order, order, bank order, freeze, journals and source rows in one go."""
    set_quotes(desk, (RateChannel.HSB,))
    assert desk.do(order("90000"), user="app").forex_status is ForexStatus.PROCESSING
    waiting = desk.ask(ListChannelOrders()).rows[0]
    handling = HandleException(
        channel_order_no=waiting.channel_order_no,
        apply_type=ApplyType.SUCCESS_APPLY,
        channel_rate=Decimal("7.14"),
        remark="by telephone",
        expected_version=waiting.version,
    )
    desk.do(handling, user="funds_clerk")
    command = ApproveWorkOrder(work_order_no=desk.work_order_of(waiting.channel_order_no))
    plan = msgspec.structs.replace(plan_of(desk, command, tmp_path, user="second_supervisor"), step=2)
    check_rounds(crash(plan), plan)


def test_an_import_of_rates_is_whole_or_absent(desk: Office, crash: Crash, tmp_path: Path) -> None:
    with desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE system_state SET value = 'demo' WHERE key = 'kind'")
    made = desk.do(MakeSampleRates(locale="en"))
    plan = plan_of(desk, ImportReferenceRates(blob=made.blob), tmp_path, user="super_admin")
    rounds = crash(plan)
    assert len([one for one in rounds if one.kind == "statement"]) > 5
    check_rounds(rounds, plan)


def finished(services: Services, number: JobNo, session: str) -> Job:
    """The job once the opening of its database has brought it to its end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        job = services.gateway.ask(GetJob(job_no=number), session=session, context=Office.context)
        if job.state is JobState.DONE:
            return job
        time.sleep(0.01)
    raise AssertionError(f"the job did not finish: {job}")


def test_a_lost_job_starts_again_and_finishes(
    desk: Office, crash: Crash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = next(one for one in all_lists() if one.query is ListReferenceRates)
    columns = tuple(column.name for column in screen.columns)
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    number = desk.do(ExportList(list_key=screen.key, columns=columns, file_name="x", format=FileFormat.CSV)).job_no
    session = desk.session()
    desk.close()
    desk.database.close()
    folder = tmp_path / "rounds"
    folder.mkdir()
    rounds = crash(Plan(work="job", database=str(desk.path), folder=str(folder), now=MONDAY.isoformat()))
    monkeypatch.undo()
    assert len(rounds) > 15
    contents = set()
    for one in rounds:
        services = open_services(Path(one.database), FixedClock(MONDAY))
        try:
            done = finished(services, number, session)
            contents.add(services.gateway.get_blob(done.blob, session=session))
        finally:
            services.gateway.close()
            services.database.close()
    assert len(contents) == 1
    assert len(contents.pop().splitlines()) == done.rows + 1


def test_a_database_in_the_making_leaves_no_half_file(crash: Crash, tmp_path: Path) -> None:
    folder = tmp_path / "rounds"
    folder.mkdir()
    rounds = crash(Plan(work="new", database="", folder=str(folder), now=MONDAY.isoformat(), step=7))
    assert len(rounds) > 5
    for one in rounds:
        path = Path(one.database)
        assert path.exists() is not one.killed, one
        if one.killed:
            continue
        assert is_sound(path)
    killed = next(Path(one.database) for one in rounds if one.killed and one.point > 10)
    assert list(killed.parent.glob(f".{killed.name}*")), "nothing was begun"
    new_database(killed, kind=LOCAL, clock=FixedClock(MONDAY))
    assert is_sound(killed)
    assert not list(killed.parent.glob(f".{killed.name}*"))


def test_a_seal_is_whole_or_absent_and_goes_on_where_it_stopped(desk: Office, crash: Crash, tmp_path: Path) -> None:
    """Whatever was sealed when the program died holds; the next one seals the rest, and it is the same chain as without the death."""
    plan = msgspec.structs.replace(plan_of(desk, order("10000"), tmp_path, user="app"), work="seal", message="", body="")
    connection = sqlite3.connect(plan.database)
    names = ", ".join(row[1] for row in connection.execute("PRAGMA table_info(audit_log)") if row[1] != "id")
    connection.execute(f"INSERT INTO audit_log ({names}) SELECT {names} FROM audit_log LIMIT 10")
    connection.commit()
    connection.close()
    heads, kept = set(), set()
    for one in crash(plan):
        path = Path(one.database)
        assert is_sound(path), one
        database = Database.open(path)
        with database.read() as reading:
            kept.add(head_of(reading).seal_no)
        seal_all(database)
        with database.read() as reading:
            heads.add(head_of(reading))
            assert verify(reading).unsealed == 0
        database.close()
    assert len(heads) == 1, "the seal does not depend on where it was interrupted"
    assert len(kept) >= 4, "it was interrupted between batches too"
