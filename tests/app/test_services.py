"""Composition: a new database is whole or not there, its base rows are the program's, and screens say what a command needs besides."""

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.helpers.office import MONDAY, PASSWORD, Office
from whale_desktop.app import demo, services
from whale_desktop.app.services import (
    DEMO,
    FEATURES,
    LOCAL,
    command_views,
    first_administrator,
    new_database,
    open_local,
    open_services,
)
from whale_desktop.app.views import views_of_commands
from whale_desktop.bus import Bus
from whale_desktop.bus.state import get_state
from whale_desktop.features.access import tables
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD, role_seeds
from whale_desktop.features.access.messages import ChangePassword, GetMe
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.clock import Clock, FixedClock
from whale_desktop.kernel.errors import Unavailable, UserError
from whale_desktop.messages import info_of
from whale_desktop.screens import ListScreen, all_lists, all_screens, menu_entries

CLOCK = FixedClock(MONDAY)


def names_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_database_that_could_not_be_filled_is_not_there(tmp_path: Path) -> None:
    def fail(bus: Bus, clock: Clock) -> None:
        raise UserError("ledger.opening")

    with pytest.raises(UserError):
        new_database(tmp_path / "books.db", kind=LOCAL, clock=CLOCK, fill=fail)
    assert names_in(tmp_path) == []


def test_what_an_interrupted_attempt_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".books.db.new").write_bytes(b"half a database")
    (tmp_path / ".books.db.new-wal").write_bytes(b"x")
    new_database(tmp_path / "books.db", kind=LOCAL, clock=CLOCK)
    assert names_in(tmp_path) == ["books.db"]


def test_an_existing_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "books.db").write_bytes(b"mine")
    with pytest.raises(Unavailable, match=r"storage\.exists"):
        new_database(tmp_path / "books.db", kind=LOCAL, clock=CLOCK)
    assert (tmp_path / "books.db").read_bytes() == b"mine"


def test_the_base_rows_are_the_days_and_the_programs(office: Office) -> None:
    with office.database.read() as connection:
        assert get_state(connection, "business_date") == "2024-03-18"
        roles = set(connection.execute(select(tables.role.c.role)).scalars())
        pairs = connection.execute(select(func.count()).select_from(tables.role_permission)).scalar_one()
    assert roles == {one.role for one in role_seeds()}
    assert pairs == sum(len(one.codes) for one in role_seeds())


def test_every_member_of_the_demonstration_signs_in_with_one_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "plant", lambda bus, clock: None)
    new_database(tmp_path / "demo.db", kind=DEMO, clock=CLOCK, name="示範")
    gateway = open_local(tmp_path / "demo.db", CLOCK)
    place = gateway.place()
    assert (place.kind, place.name, place.business_date.isoformat()) == ("demo", "示範", "2024-03-18")
    roles = [gateway.sign_in(one.email, one.password, Office.context).roles for one in place.demo_members]
    gateway.close()
    assert roles == [
        ("Funds clerk",),
        ("Funds supervisor",),
        ("Parameter administrator",),
        ("Risk officer",),
        ("Auditor",),
        ("Administrator",),
        ("Super administrator",),
    ]
    assert {one.password for one in place.demo_members} == {DEMO_PASSWORD}
    for one in place.demo_members:
        assert set(one.name) == set(one.role) == {"zh_Hant", "zh_Hans", "en"}


def test_the_first_administrator_chooses_a_password_and_other_sessions_end(tmp_path: Path) -> None:
    new_database(
        tmp_path / "books.db", kind=LOCAL, clock=CLOCK, fill=first_administrator("a@b.hk", "First-Word-1", must_change=True)
    )
    opened = open_services(tmp_path / "books.db", CLOCK)
    gateway, context = opened.gateway, Office.context
    first, second = (gateway.sign_in("a@b.hk", "First-Word-1", context) for _ in range(2))
    assert first.must_change_password

    def change(current: str, new: str) -> Any:
        return gateway.submit(ChangePassword(current=current, new=new), session=first.session, context=context, command_id="")

    refusals = []
    for current, new in (
        ("wrong", "Second-Word-2"),
        ("First-Word-1", "First-Word-1"),
        ("First-Word-1", "short-1A"),
        ("First-Word-1", "alllowercase"),
    ):
        with pytest.raises(UserError) as caught:
            change(current, new)
        refusals.append((caught.value.fields[0].field, caught.value.code))
    codes = ["auth.password_used", "auth.password_rule", "auth.password_rule"]
    assert refusals == [("current", "auth.bad_credentials"), *(("new", code) for code in codes)]
    change("First-Word-1", "Second-Word-2")
    assert gateway.ask(GetMe(), session=first.session, context=context).email == "a@b.hk"
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        gateway.ask(GetMe(), session=second.session, context=context)
    assert not gateway.sign_in("a@b.hk", "Second-Word-2", context).must_change_password
    with pytest.raises(UserError, match=r"auth\.bad_credentials"):
        gateway.sign_in("a@b.hk", "First-Word-1", context)
    gateway.close()
    assert b"Second-Word-2" not in (tmp_path / "books.db").read_bytes()


def test_every_feature_of_the_list_is_there_and_every_screen_has_its_place_in_the_menu(office: Office) -> None:
    for feature in FEATURES:
        assert services._module(feature, "handlers") is not None
    for screen in all_screens():
        assert not screen.menu or screen.menu in menu_entries()


def test_a_command_needs_the_view_of_the_lists_that_offer_it(office: Office) -> None:
    views = command_views()
    offered = [
        (action.command, info_of(screen.query).permission)
        for screen in all_lists()
        for action in screen.actions
        if action.command is not None
    ]
    assert offered
    for command, view in offered:
        assert view in views[command]
    only = next(screen for screen in all_lists() if any(action.command for action in screen.actions))
    assert isinstance(only, ListScreen)
    assert set(views_of_commands([only])) <= set(views)


def test_the_office_password_is_one_that_the_rule_would_take() -> None:
    from whale_desktop.features.access.rules.passwords import PasswordLimits, unmet

    limits = PasswordLimits()
    assert not unmet(PASSWORD, "x@office.test", limits)
    assert not unmet(DEMO_PASSWORD, "clerk@whale.demo", limits)
    assert unmet("Clerk-Word-1", "clerk@whale.demo", limits)


def test_the_window_runs_what_the_clock_asks_for_once_somebody_has_signed_in(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    new_database(path, kind=DEMO, clock=CLOCK)
    gateway = open_local(path, CLOCK)
    assert not any(thread.name == "whale-schedule" for thread in threading.enumerate())
    gateway.sign_in("clerk@whale.demo", DEMO_PASSWORD, Context())
    deadline = time.monotonic() + 30
    while not scheduled_names(path):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert {"work_order.expiry", "reference.rate_refresh"} <= scheduled_names(path)
    gateway.close()
    assert not any(thread.name == "whale-schedule" for thread in threading.enumerate())


def scheduled_names(path: Path) -> set[str]:
    """The rows of the schedule in a file."""
    connection = sqlite3.connect(path)
    names = {row[0] for row in connection.execute("SELECT name FROM schedule")}
    connection.close()
    return names
