"""Commands that run by the clock: once, whoever looks, caught up after a pause, refused without harm."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.conftest import LogKeeper
from tests.features.bus.parcels import BROKEN, GetParcel, PutParcel
from tests.helpers.office import Office
from whale_desktop.bus import schedule, tables
from whale_desktop.bus.schedule import ScheduleRunner, plant, run_due, scheduled
from whale_desktop.bus.state import set_state
from whale_desktop.kernel.clock import parse_moment
from whale_desktop.kernel.recurrence import parse_recurrence
from whale_desktop.messages.topics import Change


def planted(office: Office, *, rule: str = "daily 13:00", weight: int = 5) -> Office:
    """The parcel A is put by the clock, and nothing else is; it is Monday 10:00."""
    schedule._ENTRIES.clear()
    scheduled("test.parcel", PutParcel(parcel_no="A", weight=weight), rule=rule)
    with office.database.write() as connection:
        plant(connection, office.clock.now())
    return office


def row(office: Office) -> Any:
    with office.database.read() as connection:
        return connection.execute(select(tables.schedule).where(tables.schedule.c.name == "test.parcel")).one()


def times_put(office: Office) -> int:
    return len(office.audit_rows("test.parcel.put"))


def test_it_runs_when_it_is_due_and_not_before(parcels: Office) -> None:
    planted(parcels)
    parcels.clock.set(parse_moment("2024-03-18T12:59:59"))
    assert run_due(parcels.bus) == 0
    parcels.clock.set(parse_moment("2024-03-18T13:00:10"))
    assert run_due(parcels.bus) == 1
    assert run_due(parcels.bus) == 0
    assert parcels.ask(GetParcel(parcel_no="A")).weight == 5
    (audit,) = parcels.audit_rows("test.parcel.put")
    assert (audit.member_name, audit.result, audit.command_id) == ("定時服務", "ok", "test.parcel 2024-03-18T13:00")


def test_what_was_missed_is_caught_up_with_one_run(parcels: Office) -> None:
    planted(parcels, rule="every 15 minutes")
    parcels.clock.advance(timedelta(days=3))
    assert run_due(parcels.bus) == 1
    assert times_put(parcels) == 1
    parcels.clock.advance(timedelta(minutes=15))
    assert run_due(parcels.bus) == 1
    assert times_put(parcels) == 2


def test_two_programs_that_look_at_once_run_it_once(parcels: Office) -> None:
    """The second finds the reply of the first, although it had read the row before."""
    planted(parcels)
    parcels.clock.advance(timedelta(hours=4))
    before = row(parcels)
    assert run_due(parcels.bus) == 1
    assert schedule._run(parcels.bus, before, parse_recurrence(before.rule).latest(parcels.clock.now())) == 1
    assert times_put(parcels) == 1
    assert parcels.ask(GetParcel(parcel_no="A")).notes == 1


def test_a_refusal_is_kept_and_not_tried_again_until_the_next_time(parcels: Office) -> None:
    planted(parcels, weight=-1)
    parcels.clock.advance(timedelta(hours=4))
    assert run_due(parcels.bus) == 1
    assert row(parcels).last_error == "parcel.too_light"
    assert run_due(parcels.bus) == 0
    assert [audit.error_code for audit in parcels.audit_rows("test.parcel.put")] == ["parcel.too_light"]


def test_a_mistake_of_ours_is_kept_by_its_code(parcels: Office, log_keeper: LogKeeper) -> None:
    log_keeper.expect("the scale fell over")
    planted(parcels, weight=BROKEN)
    parcels.clock.advance(timedelta(hours=4))
    assert run_due(parcels.bus) == 1
    assert row(parcels).last_error == "system.fault"


def test_what_cannot_be_done_now_stays_due(parcels: Office) -> None:
    planted(parcels)
    parcels.clock.advance(timedelta(hours=4))
    with parcels.database.write() as connection:
        set_state(connection, "lock", "closing 2024-03-18")
    assert run_due(parcels.bus) == 0
    with parcels.database.write() as connection:
        set_state(connection, "lock", "")
    assert run_due(parcels.bus) == 1
    assert times_put(parcels) == 1


def test_the_scheduler_needs_the_right_like_anybody(parcels: Office) -> None:
    from whale_desktop.features.access.tables import role_permission

    planted(parcels)
    with parcels.database.write() as connection:
        connection.execute(role_permission.delete().where(role_permission.c.role == "scheduler"))
    parcels.clock.advance(timedelta(hours=4))
    assert run_due(parcels.bus) == 1
    assert row(parcels).last_error == "auth.no_permission"


def test_the_row_decides_not_the_code(parcels: Office) -> None:
    planted(parcels)
    table = tables.schedule
    with parcels.database.write() as connection:
        connection.execute(update(table).values(rule="weekdays 11:00"))
        plant(connection, parcels.clock.now())
    assert row(parcels).rule == "weekdays 11:00"
    parcels.clock.advance(timedelta(hours=2))
    assert run_due(parcels.bus) == 1
    with parcels.database.write() as connection:
        connection.execute(update(table).values(enabled=False))
    parcels.clock.advance(timedelta(days=2))
    assert run_due(parcels.bus) == 0


def test_a_row_whose_command_is_gone_says_so(parcels: Office) -> None:
    planted(parcels)
    with parcels.database.write() as connection:
        connection.execute(update(tables.schedule).values(message="test.gone"))
    parcels.clock.advance(timedelta(hours=4))
    assert run_due(parcels.bus) == 1
    assert row(parcels).last_error == "message.unknown"


def test_a_command_is_scheduled_once_and_by_a_rule(parcels: Office) -> None:
    planted(parcels)
    with pytest.raises(AssertionError, match="scheduled twice"):
        scheduled("test.parcel", PutParcel(parcel_no="A", weight=1), rule="daily 13:00")
    with pytest.raises(ValueError, match="no rule"):
        scheduled("test.other", PutParcel(parcel_no="A", weight=1), rule="now and then")


def test_the_runner_plants_catches_up_and_stops(parcels: Office) -> None:
    planted(parcels)
    parcels.clock.advance(timedelta(hours=4))
    put = threading.Event()

    def hear(change: Change) -> None:
        if "test.parcel" in change.topics:
            put.set()

    subscription = parcels.bus.notices.subscribe(hear)
    runner = ScheduleRunner(parcels.bus, every_seconds=0.01)
    runner.start()
    assert put.wait(10)
    runner.close()
    subscription.close()
    assert times_put(parcels) == 1
