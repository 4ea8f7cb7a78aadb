"""The remote gateway on lines that break: nothing is done twice, nothing is missed, and the window is told how things stand."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.helpers.cable import Cable
from tests.helpers.office import PASSWORD
from tests.helpers.served import QUICK, ServedOffice, another_server
from tests.helpers.waiting import until
from tests.server.conftest import Web
from whale_desktop.bus.changes import forget_old
from whale_desktop.features.access.messages import GetMe, GetPreferences, PutPreference, RevokeSessions
from whale_desktop.gateway import wire
from whale_desktop.gateway.http import Line, checked_address
from whale_desktop.gateway.port import Context, Link, LinkState, Place
from whale_desktop.gateway.remote import RemoteGateway
from whale_desktop.gateway.tokens import MemoryTokens
from whale_desktop.kernel.errors import Conflict, Unavailable, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Done, codec
from whale_desktop.messages.topics import Change

EMAIL = "funds_clerk@office.test"
HERE = Context(workstation="counter", locale="en")


class Client:
    """One program at a counter, with a cable of its own."""

    def __init__(self, office: ServedOffice, **more: Any) -> None:
        self.cable = Cable(office.server.port)
        self.gateway = RemoteGateway(Line(self.cable.address), **{"pauses": QUICK, **more})
        self.links: list[Link] = []
        self.changes: list[Change] = []
        self.gateway.watch_link(self.links.append)
        self.gateway.subscribe(self.changes.append)
        self.session = ""

    def sign_in(self) -> None:
        """As the clerk."""
        self.session = self.gateway.sign_in(EMAIL, PASSWORD, HERE).session

    def put(self, value: Any, *, command_id: str = "") -> Done[None]:
        """A command that anybody may send."""
        command = PutPreference(key="k", value=value)
        done = self.gateway.submit(command, session=self.session, context=HERE, command_id=command_id or new_id())
        assert isinstance(done, Done)
        return done

    def kept(self) -> Any:
        """What the command left behind."""
        return self.gateway.ask(GetPreferences(), session=self.session, context=HERE).values.get("k")

    def states(self) -> list[str]:
        """The states that the link went through, each once in a row."""
        found = [one.state.value for one in self.links]
        return [state for index, state in enumerate(found) if not index or found[index - 1] != state]

    def topics(self) -> list[str]:
        """Everything that was heard of."""
        return [topic for change in self.changes for topic in change.topics]

    def close(self) -> None:
        """Go home."""
        self.gateway.close()
        self.cable.close()


@pytest.fixture
def client(web: Web) -> Iterator[Client]:
    """A client that has signed in and whose stream stands."""
    made = Client(web.office)
    made.sign_in()
    yield made
    made.close()


def listening(client: Client, office: ServedOffice) -> None:
    """Wait until the client hears of changes."""
    probe = 0
    while "preference" not in client.topics():
        office.submit(PutPreference(key="probe", value=probe))
        probe += 1
        time.sleep(0.05)
    client.changes.clear()


# ------------------------------------------------------------------------------------------------------------- broken lines


def test_an_answer_that_is_lost_comes_at_the_next_try_and_nothing_is_done_twice(client: Client) -> None:
    client.cable.lose_answer_to(b"preference.put")
    done = client.put("one")
    assert client.cable.lost == 1
    assert done.replayed
    assert client.kept() == "one"


def test_a_request_that_never_arrived_is_sent_again(client: Client) -> None:
    client.cable.swallow(b"preference.put")
    done = client.put("one")
    assert client.cable.lost == 1
    assert not done.replayed
    assert client.kept() == "one"


def test_a_person_who_tries_again_after_an_outage_does_it_once(client: Client) -> None:
    command_id = new_id()
    client.cable.lose_answer_to(b"preference.put")
    threading.Timer(0.05, client.cable.cut).start()
    client.cable.cut()
    with pytest.raises(Unavailable, match=r"remote\.offline"):
        client.put("one", command_id=command_id)
    client.cable.mend()
    client.put("one", command_id=command_id)
    assert client.put("one", command_id=command_id).replayed
    with pytest.raises(Conflict, match="id_reused"):
        client.put("two", command_id=command_id)
    assert client.kept() == "one"


def test_signing_in_is_not_tried_twice_once_it_may_have_arrived(web: Web) -> None:
    client = Client(web.office)
    client.cable.lose_answer_to(b"password")
    with pytest.raises(Unavailable, match=r"remote\.offline"):
        client.sign_in()
    assert len(web.office.audit_rows("login")) == 1
    client.close()


def test_a_server_that_restarts_is_waited_for(web: Web) -> None:
    client = Client(web.office, pauses=(0.1,) * 50)
    client.sign_in()
    client.cable.cut()
    threading.Timer(0.4, client.cable.mend).start()
    assert client.put("after").changes == ("preference",)
    client.close()


@contextmanager
def answering(status: int, body: bytes) -> Iterator[RemoteGateway]:
    """A gateway to something that answers everything alike."""

    class Alike(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Alike)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    gateway = RemoteGateway(Line(f"http://127.0.0.1:{server.server_port}"), pauses=())
    yield gateway
    gateway.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_stands_in_between_and_answers_nonsense_is_no_answer() -> None:
    with answering(502, b"<html>Bad Gateway</html>") as gateway, pytest.raises(Unavailable) as caught:
        gateway.place()
    assert (caught.value.code, caught.value.params["status"]) == ("remote.between", 502)


# ---------------------------------------------------------------------------------------------------------------- its state


def test_the_window_is_told_of_the_outage_and_of_its_end(client: Client, web: Web) -> None:
    listening(client, web.office)
    client.links.clear()
    client.cable.cut()
    with pytest.raises(Unavailable):
        client.put("one")
    assert client.gateway.link().state is LinkState.OFFLINE
    assert client.gateway.link().code == "remote.offline"
    client.cable.mend()
    until(lambda: client.gateway.link().state is LinkState.ONLINE)
    assert client.gateway.link().again
    assert "connecting" in client.states()
    assert client.states()[-2:] == ["offline", "online"] or client.states()[-2:] == ["connecting", "online"]


def test_a_first_connection_is_no_reconnection(web: Web) -> None:
    gateway = web.office.remote()
    assert gateway.link().state is LinkState.CONNECTING
    assert gateway.place().kind == "remote"
    link = gateway.link()
    assert (link.state, link.again, link.secure) == (LinkState.ONLINE, False, False)
    gateway.close()


@pytest.mark.parametrize(
    ("theirs", "oldest", "state"),
    [(5, 4, LinkState.CLIENT_TOO_OLD), (0, 0, LinkState.CLIENT_TOO_NEW)],
)
def test_other_versions_are_told_apart(theirs: int, oldest: int, state: LinkState) -> None:
    place = Place(kind="local", name="office", business_date=date(2024, 3, 18))
    said = wire.Welcome(place=place, version="9.9", protocol=theirs, oldest_protocol=oldest)
    with answering(200, codec.encode(said)) as gateway:
        with pytest.raises(UserError, match=r"server\.client_too"):
            gateway.place()
        assert gateway.link().state is state
        assert gateway.link().params == {"version": "9.9"}


def test_a_server_that_refuses_this_version_is_a_state_too(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = web.office.remote()
    monkeypatch.setattr(wire, "OLDEST_PROTOCOL", 2)
    with pytest.raises(UserError, match=r"server\.client_too_old"):
        gateway.sign_in(EMAIL, PASSWORD, HERE)
    assert gateway.link().state is LinkState.CLIENT_TOO_OLD
    gateway.close()


# ------------------------------------------------------------------------------------------------------------------ session


def test_a_session_outlives_the_program_where_the_keyring_keeps_it(web: Web) -> None:
    tokens = MemoryTokens()
    first = web.office.remote(tokens=tokens)
    opened = first.sign_in(EMAIL, PASSWORD, HERE)
    first.close()
    second = web.office.remote(tokens=tokens)
    resumed = second.resume(HERE)
    assert resumed is not None
    assert (resumed.session, resumed.email) == (opened.session, EMAIL)
    second.sign_out(resumed.session)
    assert second.resume(HERE) is None
    second.close()
    assert web.office.remote(tokens=tokens).resume(HERE) is None


def test_a_session_that_has_ended_meanwhile_is_forgotten(web: Web) -> None:
    tokens = MemoryTokens()
    first = web.office.remote(tokens=tokens)
    opened = first.sign_in(EMAIL, PASSWORD, HERE)
    first.close()
    web.office.services.signing.sign_out(opened.session)
    second = web.office.remote(tokens=tokens)
    assert second.resume(HERE) is None
    assert tokens.get(web.office.server.address) == ""
    second.close()


def test_the_window_is_told_when_no_keyring_keeps_the_session(web: Web) -> None:
    gateway = web.office.remote()
    assert gateway.link().token_kept
    gateway.sign_in(EMAIL, PASSWORD, HERE)
    assert not gateway.link().token_kept
    gateway.close()


def test_a_session_that_is_revoked_ends_at_once(client: Client, web: Web) -> None:
    listening(client, web.office)
    me = client.gateway.ask(GetMe(), session=client.session, context=HERE)
    web.office.do(RevokeSessions(member_id=me.member_id))
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        client.kept()
    until(lambda: any(link.code == "auth.session_ended" for link in client.links))


# ------------------------------------------------------------------------------------------------------------------ changes


def test_what_one_client_changes_another_hears_of(client: Client, web: Web) -> None:
    listening(client, web.office)
    web.office.submit(PutPreference(key="x", value=1))
    until(lambda: client.topics() == ["preference"])


def test_what_is_changed_through_another_server_is_heard_of_too(client: Client, web: Web) -> None:
    listening(client, web.office)
    services, server = another_server(web.office.url, web.office.clock)
    other = RemoteGateway(Line(server.address), pauses=QUICK)
    session = other.sign_in("auditor@office.test", PASSWORD, HERE).session
    client.changes.clear()
    other.submit(PutPreference(key="x", value=1), session=session, context=HERE, command_id=new_id())
    until(lambda: "preference" in client.topics())
    other.close()
    server.close()
    services.database.close()


def test_nothing_is_missed_while_the_line_is_down(client: Client, web: Web) -> None:
    listening(client, web.office)
    client.cable.cut()
    sequences = []
    seen: list[Change] = []
    subscription = web.office.bus.notices.subscribe(seen.append)
    for number in range(20):
        web.office.submit(PutPreference(key="x", value=number))
    subscription.close()
    sequences = [change.sequence for change in seen]
    assert len(sequences) == 20
    client.cable.mend()
    until(lambda: set(sequences) <= {change.sequence for change in client.changes})


def test_a_lost_line_is_taken_up_at_another_server_process_without_missing_a_change(client: Client, web: Web) -> None:
    listening(client, web.office)
    services, server = another_server(web.office.url, web.office.clock)
    elsewhere = RemoteGateway(Line(server.address), pauses=QUICK)
    session = elsewhere.sign_in("auditor@office.test", PASSWORD, HERE).session
    seen: list[Change] = []
    subscriptions = [bus.notices.subscribe(seen.append) for bus in (web.office.bus, services.bus)]
    for number in range(40):
        if number == 10:
            client.cable.cut()
        if number == 30:
            client.cable.mend(server.port)
        command = PutPreference(key="x", value=number)
        if number % 2:
            elsewhere.submit(command, session=session, context=HERE, command_id=new_id())
        else:
            web.office.submit(command)
    for one in subscriptions:
        one.close()
    sequences = {change.sequence for change in seen}
    assert len(sequences) == 40, "each of them was committed by one process or the other"
    until(lambda: sequences <= {change.sequence for change in client.changes})
    client.gateway.close()  # before the server at the other end of its cable goes
    elsewhere.close()
    server.close()
    services.database.close()


def test_whoever_comes_back_is_not_kept_out_by_lines_of_his_own_that_died(client: Client, web: Web) -> None:
    listening(client, web.office)
    streams = [web.http.stream("GET", wire.CHANGES, headers={"Authorization": f"Bearer {client.session}"}) for _ in range(12)]
    opened = [one.__enter__() for one in streams]
    assert [one.status_code for one in opened] == [200] * 12
    client.changes.clear()
    web.office.submit(PutPreference(key="x", value="heard"))
    until(lambda: "preference" in client.topics())
    for one in streams:
        one.__exit__(None, None, None)


def test_after_too_long_an_absence_everything_may_have_changed(client: Client, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    listening(client, web.office)
    client.cable.cut()
    for number in range(3):
        web.office.submit(PutPreference(key="x", value=number))
    with web.office.database.write() as connection:
        forget_old(connection, kept=1)
    client.cable.mend()
    until(lambda: {"fx.order", "ledger.balance", "access.member"} <= set(client.topics()))


def test_the_line_for_changes_comes_back_by_itself(client: Client, web: Web) -> None:
    listening(client, web.office)
    for _ in range(3):
        client.cable.cut()
        client.cable.mend()
        client.changes.clear()
        web.office.submit(PutPreference(key="x", value=1))
        until(lambda: "preference" in client.topics())


# ------------------------------------------------------------------------------------------------------------------ address


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("whale.example.com", "https://whale.example.com"),
        (" whale.example.com:8443/ ", "https://whale.example.com:8443"),
        ("https://10.0.0.5:8443", "https://10.0.0.5:8443"),
        ("http://localhost:8443", "http://localhost:8443"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_an_address_is_made_complete(typed: str, made: str) -> None:
    assert checked_address(typed)[0] == made


@pytest.mark.parametrize("typed", ["", "ftp://x", "https://", "https://u:p@x", "https://x/path", "https://x:port", "https://x?y"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match=r"remote\.address"):
        checked_address(typed)


def test_passwords_are_not_sent_in_plain_text_over_a_network() -> None:
    with pytest.raises(UserError, match=r"remote\.plain"):
        checked_address("http://whale.example.com")
    assert checked_address("http://whale.example.com", without_tls=True)[1] == "whale.example.com"


def test_a_refusal_at_the_door_after_a_lost_answer_names_its_cause(web: Web) -> None:
    """The first try may have arrived, so whoever keeps the command must go on keeping it."""
    client = Client(web.office, pauses=(0.5,))
    client.sign_in()
    client.cable.lose_answer_to(b"preference.put")

    def revoke() -> None:
        until(lambda: client.cable.lost == 1)
        web.office.do(RevokeSessions(member_id=client_id))

    client_id = client.gateway.ask(GetMe(), session=client.session, context=HERE).member_id
    other = threading.Thread(target=revoke)
    other.start()
    with pytest.raises(UserError) as caught:
        client.put(1)
    other.join()
    assert caught.value.code == "auth.session_ended"
    assert isinstance(caught.value.__cause__, Unavailable)
    client.sign_in()
    assert client.kept() == 1, "it had arrived"
    with pytest.raises(UserError) as plain:
        client.gateway.submit(RevokeSessions(member_id=1), session=client.session, context=HERE, command_id="first")
    assert plain.value.__cause__ is None
    client.close()
