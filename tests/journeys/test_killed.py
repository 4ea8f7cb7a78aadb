"""The window is killed between a command and its answer: the next one says what became of it, and the clerk goes on from there."""

import signal
import stat
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QLabel

from tests.helpers.cable import Cable
from tests.helpers.office import MONDAY
from tests.helpers.served import ServedOffice
from tests.journeys.conftest import Person
from tests.journeys.test_server import LIMITS, MakeCounter, cable, choose_server, counter, enter, limits, office
from whale_desktop.app.tour.keyboard import CTRL, Key
from whale_desktop.features.access.messages import ChangePassword, GetMe
from whale_desktop.features.fx.messages import AddLimit, ListLimits, UpdateLimit
from whale_desktop.gateway.port import Context, Link, SignedIn
from whale_desktop.gateway.tokens import MemoryTokens
from whale_desktop.gateway.unanswered import UnansweredCommands, unanswered
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.messages import Command
from whale_desktop.ui.components import Note
from whale_desktop.ui.forms.form_dialog import FormDialog
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.unanswered_dialog import UnansweredDialog

__all__ = ["cable", "counter", "office"]

ROOT = Path(__file__).resolve().parents[2]
COMMAND = b"fx.limit.add"


def kill_a_window(cable: Cable, folder: Path) -> None:
    """A clerk at a window of its own submits a form; the window dies before it hears the answer."""
    command = [sys.executable, "-m", "tests.journeys.dying_window", cable.address, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as window:
        if not cable.held.wait(60):
            window.kill()
            raise AssertionError(window.stderr.read() if window.stderr is not None else "")
        window.send_signal(signal.SIGKILL)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "unanswered").glob("*/*.json"))


def sign_in_again(counter: MakeCounter, cable: Cable) -> Person:
    person = counter(MemoryTokens()).start()
    choose_server(person, cable.address)
    enter(person)
    person.await_dialog("what became of it")
    return person


def card(person: Person) -> Any:
    dialog: Any = person.dialog
    (only,) = dialog.cards
    return only


def press(person: Person, name: str) -> None:
    """By keys, as everything in a dialog."""
    person.keyboard.reach(card(person).buttons[name])
    person.keyboard.press(Key.Key_Return)
    person.keyboard.settle()


def test_what_was_carried_out_is_said_and_opened(
    counter: MakeCounter, office: ServedOffice, cable: Cable, tmp_path: Path
) -> None:
    cable.hold_answer_to(COMMAND)
    kill_a_window(cable, tmp_path)
    assert limits(office) == [("USD", Decimal(250000))]
    (path,) = kept(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    person = sign_in_again(counter, cable)
    texts = person.application.runtime.texts
    assert (card(person).tag.text(), card(person).tag.tone()) == (texts(words.UNANSWERED_DONE), "done")
    press(person, "open")
    person.await_rows()
    assert person.desk.workspace.current().menu == "parameters.exchange.large_amount"
    person.keyboard.until(lambda: kept(tmp_path) == [], "it is forgotten")
    assert limits(office) == [("USD", Decimal(250000))]


def test_what_never_arrived_is_offered_again_in_its_form(
    counter: MakeCounter, office: ServedOffice, cable: Cable, tmp_path: Path
) -> None:
    cable.hold(COMMAND)
    kill_a_window(cable, tmp_path)
    assert limits(office) == []
    person = sign_in_again(counter, cable)
    assert card(person).tag.text() == person.application.runtime.texts(words.UNANSWERED_LEFT)
    assert limits(office) == [], "nothing is sent by itself"
    press(person, "form")
    person.await_dialog("the form of a limit")
    assert (person.value("currency"), person.value("amount")) == ("USD", Decimal(250000))
    person.fill("amount", "260000")
    person.submit()
    assert limits(office) == [("USD", Decimal(260000))]
    assert kept(tmp_path) == []


def leave(folder: Path, at: str, member_id: int, *commands: Command[Any]) -> None:
    """What a program that is gone has left behind."""
    kept = UnansweredCommands(folder / "unanswered")
    me = SignedIn(session="", member_id=member_id, name="", email="", roles=(), codes=frozenset(), locale="en")
    for number, command in enumerate(commands):
        moment = MONDAY + timedelta(seconds=number)
        entry = unanswered(command, f"left-{number}", by=me, link=Link(identity=at), context=Context(menu=LIMITS), at=moment)
        with suppress(Unavailable), kept.keeping(entry):
            raise Unavailable("remote.offline")
    kept.close()


def test_each_is_shown_as_it_was_typed_and_waits_for_the_clerk(
    counter: MakeCounter, office: ServedOffice, cable: Cable, tmp_path: Path
) -> None:
    """One of a record that has changed since, one that was refused since, one with a secret."""
    office.do(AddLimit(currency="USD", amount=Decimal(100000)), user="parameter_administrator")
    version = office.ask(ListLimits()).rows[0].version
    office.do(UpdateLimit(currency="USD", amount=Decimal(110000), expected_version=version))
    me = office.ask(GetMe(), user="parameter_administrator").member_id
    leave(
        tmp_path,
        cable.address,
        me,
        UpdateLimit(currency="USD", amount=Decimal(120000), expected_version=version),
        AddLimit(currency="USD", amount=Decimal(130000)),
        ChangePassword(current="Old-Secret-1", new="New-Secret-2"),
    )
    person = sign_in_again(counter, cable)
    texts, dialog = person.application.runtime.texts, cast(UnansweredDialog, person.dialog)
    assert [sorted(one.buttons) for one in dialog.cards] == [
        ["discard", "form", "send"],
        ["discard", "form", "send"],
        ["discard"],
    ]
    assert [any("Secret" in one.text() for one in card.findChildren(QLabel)) for card in dialog.cards] == [False] * 3
    assert "120,000" in " ".join(one.text() for one in dialog.cards[0].findChildren(QLabel))

    person.keyboard.reach(dialog.cards[1].buttons["send"])
    person.keyboard.press(Key.Key_Return)
    person.keyboard.settle()
    assert "already exists" in " ".join(note.text() for note in dialog.cards[1].findChildren(Note)), (
        "why it was refused stands on its card"
    )

    person.keyboard.reach(dialog.cards[0].buttons["form"])
    person.keyboard.press(Key.Key_Return)
    person.keyboard.until(lambda: isinstance(person.dialog, FormDialog), "the form is open")
    person.keyboard.settle()
    assert person.value("amount") == Decimal(120000)
    person.submit_in_vain()
    form = cast(FormDialog, person.dialog)
    person.keyboard.click(form.note._action)
    person.keyboard.settle()
    assert person.value("amount") == Decimal(120000), "what was typed stays"
    person.keyboard.press(Key.Key_Return, CTRL)
    person.keyboard.until(lambda: person.dialog is dialog, "the form is through")
    assert limits(office) == [("USD", Decimal(120000))]
    done = texts(words.UNANSWERED_DONE)
    person.keyboard.until(lambda: dialog.cards[0].tag.text() == done, "the window knows")

    for _ in range(2):
        person.keyboard.reach(dialog.cards[1].buttons["discard"])
        person.keyboard.press(Key.Key_Return)
        person.keyboard.settle()
    assert len(dialog.cards) == 1
    person.keyboard.press(Key.Key_Escape)
    person.keyboard.until(lambda: kept(tmp_path) == [], "all is settled")
    assert limits(office) == [("USD", Decimal(120000))]
