"""Commands without an answer: on the disk before the try, off it at the answer; what a dead program leaves is found, and nobody else's."""

import json
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.helpers.office import MONDAY
from whale_desktop.features.access.messages import ChangePassword, PutPreference
from whale_desktop.features.documents.messages import ExportList, FileFormat
from whale_desktop.features.fx.messages import AddLimit, UpdateLimit
from whale_desktop.gateway.port import Context, Link, SignedIn
from whale_desktop.gateway.unanswered import KEPT_FOR, LARGEST_BODY, Unanswered, UnansweredCommands, unanswered
from whale_desktop.kernel.errors import CodedError, Conflict, Fault, NeedsConfirmation, Unavailable, UserError
from whale_desktop.messages import Command, codec

SERVER = "https://whale.example:8443"
CLERK = SignedIn(session="s", member_id=7, name="", email="", roles=(), codes=frozenset(), locale="en")
LIMIT = AddLimit(currency="USD", amount=Decimal("250000"))


def entry(command: Command[None] = LIMIT, command_id: str = "one", *, by: SignedIn = CLERK, days: int = 0) -> Unanswered:
    made = unanswered(
        command,
        command_id,
        by=by,
        link=Link(identity=SERVER),
        context=Context(menu="parameters", remark="why"),
        at=MONDAY - timedelta(days=days),
    )
    assert made is not None
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.json"))


def lose(kept: UnansweredCommands, one: Unanswered, error: BaseException) -> None:
    """One try that ends with an error."""
    with pytest.raises(type(error)), kept.keeping(one):
        raise error


def left(folder: Path, *, member_id: int = 7, services: str = SERVER) -> list[str]:
    """What a program that is started now finds."""
    fresh = UnansweredCommands(folder)
    return [one.command_id for one in fresh.left(services, member_id, MONDAY)]


def test_it_is_on_the_disk_before_the_try_and_off_it_at_the_answer(folder: Path) -> None:
    kept = UnansweredCommands(folder)
    with kept.keeping(entry()):
        (path,) = files(folder)
        found = codec.decode(path.read_bytes(), Unanswered)
        assert found == entry()
        assert (found.message, found.menu, found.remark) == ("fx.limit.add", "parameters", "why")
        assert json.loads(found.body or "") == {"currency": "USD", "amount": "250000"}
        assert [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent, folder)] == [0o600, 0o700, 0o700]
    assert files(folder) == []
    kept.close()
    assert list(folder.iterdir()) == []


def test_it_is_flushed_before_the_try(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine, flushed = os.fsync, list[str]()

    def fsync(handle: int) -> None:
        flushed.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        genuine(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with UnansweredCommands(folder).keeping(entry()):
        (path,) = files(folder)
        assert flushed == [folder.name, path.with_suffix(".partial").name, path.parent.name]


@pytest.mark.parametrize(
    "answer",
    [
        UserError("fx.E01"),
        UserError("auth.no_permission"),
        Conflict("FX-E17"),
        NeedsConfirmation("fx.C01"),
        UserError("server.too_many"),
    ],
)
def test_a_refusal_is_an_answer(folder: Path, answer: CodedError) -> None:
    lose(UnansweredCommands(folder), entry(), answer)
    assert files(folder) == []


@pytest.mark.parametrize("silence", [Unavailable("remote.offline"), Fault("1234"), KeyboardInterrupt()])
def test_silence_is_none(folder: Path, silence: BaseException) -> None:
    kept = UnansweredCommands(folder)
    lose(kept, entry(), silence)
    assert [one.command_id for one in kept.left(SERVER, 7, MONDAY)] == ["one"]
    kept.close()
    assert left(folder) == ["one"], "the next program finds it"


@pytest.mark.parametrize("code", ["auth.session_ended", "server.too_many", "server.client_too_old"])
def test_a_refusal_at_the_door_says_nothing_of_an_earlier_try(folder: Path, code: str) -> None:
    kept = UnansweredCommands(folder)
    lose(kept, entry(), Unavailable("remote.offline"))
    lose(kept, entry(), UserError(code))
    assert len(files(folder)) == 1
    within = UserError(code)
    within.__cause__ = Unavailable("remote.offline")
    lose(kept, entry(command_id="two"), within)
    assert len(files(folder)) == 2
    lose(kept, entry(), UserError("fx.E01"))
    assert len(files(folder)) == 1, "the handler was asked, so the earlier try had not arrived"


def test_what_is_under_way_is_not_without_an_answer(folder: Path) -> None:
    kept = UnansweredCommands(folder)
    with kept.keeping(entry()):
        assert kept.left(SERVER, 7, MONDAY) == ()
        assert left(folder) == [], "another program on this computer sees that this one lives"


def test_one_sees_only_what_one_tried_there_oneself(folder: Path) -> None:
    kept = UnansweredCommands(folder)
    lose(kept, entry(), Unavailable("remote.offline"))
    kept.close()
    assert left(folder, member_id=8) == []
    assert left(folder, services="https://other.example") == []
    assert left(folder) == ["one"]


def test_the_oldest_comes_first_and_what_is_too_old_is_thrown_away(folder: Path) -> None:
    kept = UnansweredCommands(folder)
    for number, days in (("new", 1), ("old", 5), ("too old", KEPT_FOR.days + 1)):
        lose(kept, entry(command_id=number, days=days), Unavailable("remote.offline"))
    kept.close()
    assert left(folder) == ["old", "new"]
    assert len(files(folder)) == 2


def test_forgetting_takes_every_copy_and_the_folder_of_a_run_that_is_over(folder: Path) -> None:
    first = UnansweredCommands(folder)
    lose(first, entry(), Unavailable("remote.offline"))
    first.close()
    second = UnansweredCommands(folder)
    lose(second, entry(), Unavailable("remote.offline"))
    assert len(files(folder)) == 2
    with second.keeping(entry()):
        pass
    assert files(folder) == []
    assert second.left(SERVER, 7, MONDAY) == ()
    second.close()
    assert list(folder.iterdir()) == []


def test_a_secret_is_never_written(folder: Path) -> None:
    with UnansweredCommands(folder).keeping(entry(ChangePassword(current="Old-Secret-1", new="New-Secret-2"))):
        (path,) = files(folder)
        assert b"Secret" not in path.read_bytes()
        assert codec.decode(path.read_bytes(), Unanswered).body is None


def test_the_number_of_the_record_is_kept_and_a_body_out_of_all_proportion_is_not() -> None:
    made = entry(UpdateLimit(currency="USD", amount=Decimal(1), expected_version=3))
    assert made.key == "USD"
    assert entry(AddLimit(currency="x" * LARGEST_BODY, amount=Decimal(1))).body is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: PutPreference(key="k", value=1),
        lambda: ExportList(list_key="fx.limits", columns=(), file_name="x", format=FileFormat.CSV),
    ],
)
def test_what_nobody_would_ask_after_is_not_kept(make: Callable[[], Command[None]]) -> None:
    assert unanswered(make(), "one", by=CLERK, link=Link(), context=Context(), at=MONDAY) is None
    assert unanswered(LIMIT, "one", by=None, link=Link(), context=Context(), at=MONDAY) is None


def test_a_file_that_a_crash_left_half_written_is_passed_over(folder: Path) -> None:
    kept = UnansweredCommands(folder)
    lose(kept, entry(), Unavailable("remote.offline"))
    lose(kept, entry(command_id="two"), Unavailable("remote.offline"))
    kept.close()
    files(folder)[0].write_bytes(b'{"command_id":')
    assert len(left(folder)) == 1
    assert len(files(folder)) == 1


def test_a_folder_that_cannot_be_written_keeps_nobody_from_working(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with UnansweredCommands(tmp_path / "file" / "kept").keeping(entry()):
        done = True
    assert done


def test_without_a_folder_nothing_is_kept() -> None:
    kept = UnansweredCommands()
    lose(kept, entry(), Unavailable("remote.offline"))
    assert kept.left(SERVER, 7, MONDAY) == ()
    kept.forget("one")
    kept.close()
