"""The seal is made behind the commands by a chore, and never between them."""

import threading
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import func, select

from tests.features.bus.parcels import PutParcel
from tests.helpers.office import Office
from whale_desktop.bus import chores, sealing, tables
from whale_desktop.bus.chores import ChoreRunner
from whale_desktop.bus.sealing import Sealing, head_of, verify
from whale_desktop.kernel.errors import Unavailable


def unsealed(office: Office) -> int:
    with office.database.read() as connection:
        return verify(connection).unsealed


def wait_until_sealed(office: Office) -> None:
    ended = monotonic() + 5
    while unsealed(office):
        assert monotonic() < ended, "nobody sealed"
        threading.Event().wait(0.01)


def test_commands_are_sealed_by_themselves_a_moment_later(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "QUIET_SECONDS", 0.05)
    parcels.do(PutParcel(parcel_no="A", weight=1))
    wait_until_sealed(parcels)
    parcels.do(PutParcel(parcel_no="A", weight=2))
    wait_until_sealed(parcels)
    with parcels.database.read() as connection:
        rows = connection.execute(select(func.count()).select_from(tables.audit_log)).scalar_one()
        assert head_of(connection).seal_no == rows


def test_a_busy_moment_is_not_interrupted(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many commands there are: the chores run once for all that came within the quiet time."""
    monkeypatch.setattr(chores, "QUIET_SECONDS", 0.4)
    parcels.do(PutParcel(parcel_no="A", weight=1))  # the first change begins the chores
    wait_until_sealed(parcels)
    calls: list[float] = []
    genuine = Sealing.run

    def run(self: Sealing, closing: threading.Event) -> object:
        calls.append(monotonic())
        return genuine(self, closing)

    monkeypatch.setattr(Sealing, "run", run)
    for weight in range(2, 12):
        parcels.do(PutParcel(parcel_no="A", weight=weight))
    wait_until_sealed(parcels)
    assert len(calls) <= 2


def test_closing_seals_what_is_left_and_opening_goes_on(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChoreRunner, "_begin", lambda self, reason: None)
    parcels.do(PutParcel(parcel_no="A", weight=1))
    assert unsealed(parcels) > 0
    parcels.close()
    later = Office(parcels.path, parcels.clock)
    assert unsealed(later) == 0
    later.close()


@pytest.mark.parametrize("code", ["storage.locked", "storage.full"])
def test_a_database_that_does_not_answer_at_the_end_keeps_its_rows(
    parcels: Office, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def refuse(database: object, *, most: int = 0) -> int:
        raise Unavailable(code)

    parcels.do(PutParcel(parcel_no="A", weight=1))
    monkeypatch.setattr(sealing, "seal_next", refuse)
    parcels.close()


def test_a_long_trail_is_sealed_in_portions(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChoreRunner, "_begin", lambda self, reason: None)
    monkeypatch.setattr(sealing, "QUIET_BATCH", 2)
    monkeypatch.setattr(sealing, "BATCHES_AT_ONCE", 3)
    for weight in range(10):
        parcels.do(PutParcel(parcel_no="A", weight=weight))
    rows = unsealed(parcels)
    chore, closing = Sealing(parcels.bus), threading.Event()
    assert chore.run(closing) == parcels.clock.now() + timedelta(seconds=1)
    assert unsealed(parcels) == rows - 6
    closing.set()
    assert chore.run(closing) is None
    assert unsealed(parcels) == rows - 6
    closing.clear()
    while chore.run(closing) is not None:
        pass
    assert unsealed(parcels) == 0
