"""A person at the real window of an office's server: choosing it, coming back to it, losing the line with a form half filled in."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.helpers.cable import Cable
from tests.helpers.certificates import make_certificates
from tests.helpers.desk import set_currency
from tests.helpers.office import MONDAY, PASSWORD, template_of
from tests.helpers.served import QUICK, SETTINGS, ServedOffice, ServerThread
from tests.journeys.conftest import Desktop, Person
from tests.server.test_remote import answering
from whale_desktop.app import desktop
from whale_desktop.app.services import new_database
from whale_desktop.app.tour.keyboard import CTRL, Key
from whale_desktop.app.worlds import OwnWorlds
from whale_desktop.features.access.messages import GetMe, RevokeSessions
from whale_desktop.features.fx.messages import ListLimits
from whale_desktop.gateway import stream, wire
from whale_desktop.gateway.http import Line
from whale_desktop.gateway.port import Gateway, LinkState, Place
from whale_desktop.gateway.remote import RemoteGateway
from whale_desktop.gateway.tokens import MemoryTokens, TokenStore
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.messages import codec
from whale_desktop.ui import theme
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.shell.world_choice import remembered
from whale_desktop.ui.shell.worlds import REMOTE, World
from whale_desktop.ui.workstation import Workstation

CLERK = "parameter_administrator@office.test"
LIMITS = "parameters.exchange.large_amount"


class Keyring(MemoryTokens):
    """Keeps tokens beyond one run of the program."""

    @property
    def lasting(self) -> bool:
        return True


class Impatient(OwnWorlds):
    """Gives up a call after about a second."""

    def connect(self, line: Line, tokens: TokenStore) -> Gateway:
        return RemoteGateway(line, tokens=tokens, pauses=QUICK)


class Counter:
    """One computer: what it remembers, its keyring, its local database; the program may be started on it again and again."""

    def __init__(self, folder: Path, tokens: TokenStore, qapp: QApplication) -> None:
        self.folder = folder
        self.tokens = tokens
        self.workstation = Workstation(folder / "workstation.json")
        self._qapp = qapp
        self._clock = FixedClock(MONDAY)
        self._running: list[tuple[Any, Impatient]] = []

    def start(self, *, locale: str = "en", mode: str = "light") -> Person:
        """Start the program where it was left."""
        path = self.folder / "own.db"
        if not path.exists():
            new_database(path, kind="local", clock=self._clock)
        worlds = Impatient(None, clock=self._clock, own_demo=lambda: path, tokens=self.tokens)
        world = remembered(self.workstation)
        remote = world.kind == REMOTE
        files, toasts = Desktop(self.folder), list[tuple[str, str]]()
        application = desktop.make_application(
            desktop.qt_application(),
            worlds.open(world),
            clock=self._clock,
            workstation=self.workstation,
            settings=Settings(
                locale=locale,
                mode=mode,
                scale=100,
                size=(1440, 900),
                files=files,
                worlds=worlds,
                place=worlds.not_yet(world.address) if remote else None,
            ),
        )
        self._running.append((application, worlds))
        application.toasts.stack.added.connect(lambda tone, text: toasts.append((tone, text)))
        application.show()
        application.window.activateWindow()
        return Person(application, None, files, toasts)  # type: ignore[arg-type]  # the services are on the other side

    def end(self) -> None:
        """Close the program as its window does; the session goes on where a keyring keeps it."""
        while self._running:
            application, worlds = self._running.pop()
            application.window.may_close = True
            application.window.close()
            application.dispose()
            worlds.close()
            application.window.deleteLater()
        self._qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        theme.apply(self._qapp, mode="light", scale=100, locale="zh_Hant", market_colors="green_up")


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[ServedOffice]:
    made = ServedOffice.at(template_of(tmp_path_factory), tmp_path)
    set_currency(made, "USD", exchange_enabled=True)
    yield made
    made.close()


@pytest.fixture
def cable(office: ServedOffice) -> Iterator[Cable]:
    made = Cable(office.server.port)
    yield made
    made.close()


MakeCounter = Callable[..., Counter]


@pytest.fixture
def counter(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeCounter]:
    monkeypatch.setattr(stream, "PAUSES_SECONDS", (0.05,))
    made: list[Counter] = []

    def make(tokens: TokenStore | None = None) -> Counter:
        made.append(Counter(tmp_path, tokens or Keyring(), qapp))
        return made[-1]

    yield make
    for one in made:
        one.end()


def choice(person: Person) -> Any:
    return person.application.sign_in.choice


def choose_server(person: Person, address: str) -> None:
    """By mouse and keys, as a person does it the first time."""
    chosen = choice(person)
    person.keyboard.click(chosen.remote)
    person.keyboard.reach(chosen.server)
    person.keyboard.overwrite(address)
    person.keyboard.press(Key.Key_Return)
    person.keyboard.settle()


def enter(person: Person) -> None:
    person.type_credentials(CLERK, PASSWORD)
    person.await_desk()


def place_cell(person: Person) -> Any:
    return person.desk.status.bar.cell("place").cell


def is_online(person: Person) -> bool:
    return person.application.runtime.link.state is LinkState.ONLINE


# ------------------------------------------------------------------------------------------------------------------ choosing


def test_a_server_is_chosen_once_and_remembered_with_its_session(counter: MakeCounter, office: ServedOffice) -> None:
    desk = counter()
    person = desk.start()
    assert not choice(person).is_remote
    choose_server(person, office.server.address)
    assert choice(person).state.text().startswith("Connected · this computer only, not encrypted")
    enter(person)
    assert place_cell(person).text == "Remote · office"
    assert place_cell(person).tone == "ok"
    assert office.server.address in [one.text() for one in person.desk.status.menu_of("place", person.desk).actions()][2]
    assert person.toasts == []
    assert person.ask(GetMe()).email == CLERK
    desk.end()
    again = desk.start()
    again.await_desk()  # nobody typed anything
    assert again.ask(GetMe()).email == CLERK
    assert place_cell(again).text == "Remote · office"
    again.application.sign_out()
    again.keyboard.until(lambda: again.application.sign_in.is_up, "the form is there")
    again.keyboard.settle()
    desk.end()
    third = desk.start()
    third.keyboard.settle()
    assert third.application.sign_in.is_up, "whoever signed out signs in again"
    assert choice(third).server.value() == office.server.address


def test_without_a_keyring_the_person_is_told_and_signs_in_again(counter: MakeCounter, office: ServedOffice) -> None:
    desk = counter(MemoryTokens())
    person = desk.start()
    choose_server(person, office.server.address)
    enter(person)
    assert person.toasts == [("info", person.application.runtime.texts(words.NO_KEYRING))]


def test_the_way_back_to_this_computer(counter: MakeCounter, office: ServedOffice) -> None:
    person = counter().start()
    choose_server(person, office.server.address)
    assert person.application.services.place.kind == "remote"
    person.keyboard.click(choice(person).local)
    person.keyboard.settle()
    assert person.application.services.place.name == "own.db"
    assert person.application.runtime.link.address == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("https://x/path", "This is no server address: https://x/path. It is written like whale.example.com:8443"),
        ("http://10.0.0.1", "http://10.0.0.1 would send passwords readable for others; the address must begin with https"),
    ],
)
def test_what_cannot_be_an_address_is_said_at_its_field(counter: MakeCounter, typed: str, said: str) -> None:
    person = counter().start()
    choose_server(person, typed)
    assert choice(person).server_row.error() == said
    person.type_credentials(CLERK, PASSWORD)
    person.keyboard.settle()
    assert choice(person).server_row.error() == said
    assert person.application.sign_in.password.value() == PASSWORD


def test_a_server_that_does_not_answer_keeps_what_was_typed(counter: MakeCounter, office: ServedOffice, cable: Cable) -> None:
    cable.cut()
    person = counter().start()
    choose_server(person, cable.address)
    form = person.application.sign_in
    said = f"The server {cable.address} cannot be reached; try again"
    person.keyboard.until(lambda: choice(person).state.text() == said, "the form says that nobody answers")
    person.type_credentials(CLERK, PASSWORD)
    person.keyboard.until(lambda: not form.enter.is_busy() and form.error.isVisible(), "it was tried in vain")
    assert (form.error.text(), form.email.value(), form.password.value()) == (said, CLERK, PASSWORD)
    cable.mend()
    person.keyboard.reach(form.password)
    person.keyboard.press(Key.Key_Return)
    person.await_desk()


def test_an_own_authority_is_believed_where_it_was_picked(
    counter: MakeCounter, office: ServedOffice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = make_certificates(tmp_path_factory.mktemp("tls"))
    from dataclasses import replace

    secure = ServerThread(office.services, replace(SETTINGS, certificate=made["certificate"], key=made["key"]))
    desk = counter()
    person = desk.start()
    choose_server(person, f"localhost:{secure.port}")
    said = choice(person).state.text
    person.keyboard.until(lambda: "cannot be trusted" in said(), "the certificate is doubted")
    person.files.picks.append(made["authority"])
    person.keyboard.click(choice(person).authority)
    person.keyboard.until(lambda: said().startswith("Connected · certificate valid"), "the authority is believed")
    assert choice(person).authority.text() == "Forget authority.pem"
    enter(person)
    desk.end()
    again = desk.start()
    again.await_desk()
    assert again.application.runtime.link.secure
    desk.end()
    secure.close()


@pytest.mark.parametrize(("theirs", "said"), [(99, "too old for the server (9.9)"), (0, "(9.9) is older than this program")])
def test_another_version_is_told_before_anybody_signs_in(counter: MakeCounter, theirs: int, said: str) -> None:
    place = Place(kind="local", name="office", business_date=MONDAY.date())
    welcome = wire.Welcome(place=place, version="9.9", protocol=theirs, oldest_protocol=theirs)
    person = counter().start()
    with answering(200, codec.encode(welcome)) as other:
        choose_server(person, other.link().address)
        person.keyboard.until(lambda: said in choice(person).state.text(), "the version is told of")
        assert said in choice(person).server_row.error()


# ------------------------------------------------------------------------------------------------------------ broken lines


@pytest.fixture
def person(counter: MakeCounter, office: ServedOffice, cable: Cable) -> Person:
    """Signed in over a cable, at the list of limits."""
    made = counter().start()
    choose_server(made, cable.address)
    enter(made)
    made.open(LIMITS)
    made.await_rows()
    made.keyboard.until(lambda: is_online(made), "the line stands")
    return made


def half_a_form(person: Person) -> None:
    person.press("new")
    person.await_dialog("the form of a limit")
    person.fill("currency", "USD")
    person.fill("amount", "250000")


def limits(office: ServedOffice) -> list[tuple[str, Decimal]]:
    return [(row.currency, row.amount) for row in office.ask(ListLimits()).rows]


def test_what_was_typed_survives_an_outage_and_is_saved_once(person: Person, office: ServedOffice, cable: Cable) -> None:
    half_a_form(person)
    cable.cut()
    person.keyboard.until(person.desk.banner.isVisible, "the outage is told")
    assert (place_cell(person).tone, place_cell(person).text) in [("err", "Offline · office"), ("warn", "Connecting… · office")]
    person.submit_in_vain()
    assert "cannot be reached" in person.complaint(person.dialog)
    assert (person.value("currency"), person.value("amount")) == ("USD", Decimal(250000))
    assert limits(office) == []
    cable.mend()
    person.keyboard.until(lambda: not person.desk.banner.isVisible(), "the line is there again")
    assert (place_cell(person).tone, place_cell(person).text) == ("ok", "Remote · office")
    assert ("success", person.application.runtime.texts(words.CONNECTED_AGAIN)) in person.toasts
    person.submit()
    assert limits(office) == [("USD", Decimal(250000))]
    assert [tone for tone, _ in person.toasts if tone == "error"] == []


def test_a_command_whose_answer_was_lost_is_not_done_again_by_the_next_press(
    person: Person, office: ServedOffice, cable: Cable
) -> None:
    half_a_form(person)
    cable.lose_answer_to(b"fx.limit.add")
    dialog = person.dialog
    person.keyboard.press(Key.Key_Return, CTRL)
    person.keyboard.until(lambda: cable.lost, "the answer is lost")
    person.keyboard.until(lambda: not dialog.is_open(), "the next try heard what the first one did")
    assert limits(office) == [("USD", Decimal(250000))]
    assert len(office.audit_rows("fx.limit.add")) == 1


def test_a_list_that_could_not_be_asked_for_comes_by_itself_when_the_line_is_there_again(
    person: Person, office: ServedOffice, cable: Cable
) -> None:
    cable.cut()
    person.keyboard.until(person.desk.banner.isVisible, "the outage is told")
    person.open("parameters.exchange.pool_quota_configuration")
    person.keyboard.until(lambda: person.page.states.state == "failed", "the list could not be loaded")
    cable.mend()
    person.keyboard.until(lambda: person.page.states.state in ("rows", "empty"), "the list came by itself")


def test_trying_now_does_not_wait_for_the_next_try(person: Person, cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PAUSES_SECONDS", (60.0,))
    cable.cut()
    person.keyboard.until(person.desk.banner.isVisible, "the outage is told")
    person.keyboard.settle()
    cable.mend()
    person.keyboard.click(person.desk.banner.note._action)
    person.keyboard.until(lambda: not person.desk.banner.isVisible(), "it was tried at once")


def test_another_version_is_told_and_nothing_is_lost(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    half_a_form(person)
    with monkeypatch.context() as patch:
        patch.setattr(wire, "OLDEST_PROTOCOL", 99)
        person.submit_in_vain()
        person.keyboard.until(person.desk.banner.isVisible, "the version is told of")
    assert "too old for the server" in person.desk.banner.note.text()
    assert (place_cell(person).tone, place_cell(person).text) == ("err", "Other version · office")
    assert person.value("amount") == Decimal(250000)


def test_a_session_that_the_office_ends_asks_for_the_password_over_what_was_typed(person: Person, office: ServedOffice) -> None:
    half_a_form(person)
    office.do(RevokeSessions(member_id=person.ask(GetMe()).member_id))
    form = person.application.sign_in
    person.keyboard.until(lambda: form.is_up, "the window is locked")
    assert form.hint.text() == person.application.runtime.texts(words.SESSION_OVER)
    person.keyboard.reach(form.password)
    person.keyboard.overwrite(PASSWORD)
    person.keyboard.press(Key.Key_Return)
    person.await_desk()
    assert person.value("amount") == Decimal(250000)
    person.submit()
    assert limits(office) == [("USD", Decimal(250000))]


def test_the_program_can_be_closed_while_the_server_is_away(person: Person, cable: Cable) -> None:
    cable.cut()
    person.keyboard.until(person.desk.banner.isVisible, "the outage is told")
    closed: list[bool] = []
    person.application.closed.connect(lambda: closed.append(True))
    person.application.close()
    person.keyboard.until(lambda: closed, "the window is closed")


def test_the_first_choice_is_this_computer(counter: MakeCounter) -> None:
    person = counter().start()
    assert choice(person).world() == World()
    person.keyboard.until(person.application.sign_in.email.editor().hasFocus, "the e-mail is typed first")
