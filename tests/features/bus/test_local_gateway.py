"""What only the gateway does: files in and out, two windows on one file, closing, and nothing but coded errors."""

import threading

import pytest

from tests.conftest import LogKeeper
from tests.features.bus.parcels import GetParcel, PutParcel
from tests.helpers.office import Office
from whale_desktop.bus import work
from whale_desktop.gateway import local
from whale_desktop.kernel.errors import Fault, Unavailable, UserError
from whale_desktop.messages.files import BlobId
from whale_desktop.messages.topics import Change


def test_a_file_goes_in_and_comes_out_for_its_own_person_only(parcels: Office) -> None:
    blob = parcels.gateway.put_blob(b"\x00rates\xff", name="rates.xlsx", session=parcels.session("funds_clerk"))
    assert parcels.gateway.get_blob(blob, session=parcels.session("funds_clerk")) == b"\x00rates\xff"
    for stranger, number in (("super_admin", blob), ("funds_clerk", BlobId("none"))):
        with pytest.raises(UserError, match=r"blob\.unknown"):
            parcels.gateway.get_blob(number, session=parcels.session(stranger))


@pytest.mark.parametrize("size", [1024 * 1024, 1024 * 1024 + 1])
def test_a_file_has_a_size(parcels: Office, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(work, "MAXIMUM_BLOB_BYTES", 1024 * 1024)
    if size <= 1024 * 1024:
        parcels.gateway.put_blob(bytes(size), name="x", session=parcels.session())
    else:
        with pytest.raises(UserError, match=r"blob\.too_large"):
            parcels.gateway.put_blob(bytes(size), name="x", session=parcels.session())


def test_files_need_a_session(parcels: Office) -> None:
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        parcels.gateway.put_blob(b"x", name="x", session="made up")
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        parcels.gateway.get_blob(BlobId("x"), session="made up")


def test_two_windows_on_one_file_see_each_others_changes(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "POLL_SECONDS", 0.01)
    other = Office(parcels.path, parcels.clock)
    heard = threading.Event()
    mine: list[Change] = []
    theirs: list[Change] = []

    def hear(change: Change) -> None:
        theirs.append(change)
        heard.set()

    subscriptions = [parcels.gateway.subscribe(mine.append), other.gateway.subscribe(hear)]
    parcels.do(PutParcel(parcel_no="A", weight=9))
    assert heard.wait(10)
    assert other.ask(GetParcel(parcel_no="A")).weight == 9
    for subscription in subscriptions:
        subscription.close()
    other.close()
    assert [change.topics for change in mine] == [("test.note", "test.parcel")]
    assert theirs == mine


def test_after_closing_every_call_says_so(parcels: Office) -> None:
    session = parcels.session()
    parcels.close()
    calls = (
        lambda: parcels.gateway.ask(GetParcel(parcel_no="A"), session=session, context=parcels.context),
        parcels.gateway.place,
        lambda: parcels.gateway.sign_out(session),
        lambda: parcels.gateway.put_blob(b"", name="x", session=session),
    )
    for call in calls:
        with pytest.raises(Unavailable, match=r"system\.closing"):
            call()
    parcels.close()


def test_a_mistake_of_ours_at_signing_in_is_a_fault_too(
    parcels: Office, monkeypatch: pytest.MonkeyPatch, log_keeper: LogKeeper
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("no hands")

    monkeypatch.setattr(parcels.services.signing, "sign_in", fail)
    with pytest.raises(Fault) as caught:
        parcels.gateway.sign_in("x", "y", parcels.context)
    log_keeper.expect(caught.value.params["fault_id"])


def test_a_place_knows_its_world(parcels: Office) -> None:
    place = parcels.gateway.place()
    assert (place.kind, place.name, place.business_date.isoformat(), place.demo_members) == ("local", "office", "2024-03-18", ())
