"""Facts: a feature tells what became true, another one follows, and neither is half done."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.features.bus.parcels import GetParcel, NoteParcel, PutParcel, parcel
from tests.helpers.office import Office
from whale_desktop.bus import Work, follows
from whale_desktop.bus.handlers import _HANDLERS
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Fact
from whale_desktop.messages.topics import Change


class ParcelPut(Fact):
    """A parcel was put."""

    parcel_no: str


@pytest.fixture
def telling(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Parcels whose handler tells of each one it has put."""
    put = _HANDLERS[PutParcel]

    def put_and_tell(work: Work, command: PutParcel) -> Any:
        weight = put(work, command)
        work.tell(ParcelPut(parcel_no=command.parcel_no))
        return weight

    known: dict[Any, Any] = _HANDLERS
    monkeypatch.setitem(known, PutParcel, put_and_tell)
    return parcels


def numbers(office: Office) -> list[str]:
    with office.database.read() as connection:
        return list(connection.execute(select(parcel.c.parcel_no)).scalars())


def test_nobody_need_follow(telling: Office) -> None:
    assert telling.do(PutParcel(parcel_no="A", weight=3)) == 3


def test_everybody_who_follows_sees_what_was_written_and_may_write(telling: Office) -> None:
    seen: list[tuple[str, int]] = []

    def note(work: Work, fact: ParcelPut) -> None:
        seen.append((fact.parcel_no, work.ask(GetParcel(parcel_no=fact.parcel_no)).weight))
        work.send(NoteParcel(parcel_no=fact.parcel_no))

    follows(ParcelPut)(note)
    follows(ParcelPut)(note)
    changes: list[Change] = []
    subscription = telling.bus.notices.subscribe(changes.append)
    telling.do(PutParcel(parcel_no="A", weight=3))
    subscription.close()
    assert seen == [("A", 3), ("A", 3)]
    assert telling.ask(GetParcel(parcel_no="A")).notes == 3
    assert {"test.parcel", "test.note"} <= set(changes[0].topics)


def test_a_refusal_of_a_follower_refuses_the_whole_command(telling: Office) -> None:
    def refuse(work: Work, fact: ParcelPut) -> None:
        raise UserError("parcel.unknown")

    follows(ParcelPut)(refuse)
    assert telling.refused(PutParcel(parcel_no="A", weight=3)).code == "parcel.unknown"
    assert numbers(telling) == []
