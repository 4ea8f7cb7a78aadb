"""What may go wrong between a client, its server and the database: each time the client knows how things stand, and money moves once."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.features.fx.conftest import template_f
from tests.features.fx.desk import Desk
from tests.helpers.cable import Cable
from tests.helpers.desk import order
from tests.helpers.office import PASSWORD, template_of
from tests.helpers.postgres import Postgres
from tests.helpers.served import QUICK, ServedOffice, another_server
from tests.helpers.waiting import until
from tests.server.conftest import Web, refusal
from whale_desktop.features.access.messages import GetMe, GetPreferences, PutPreference
from whale_desktop.features.fx import messages as fx
from whale_desktop.gateway import wire
from whale_desktop.gateway.http import Line
from whale_desktop.gateway.port import Context, Link, LinkState
from whale_desktop.gateway.remote import RemoteGateway
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Done
from whale_desktop.messages.topics import Change

HERE = Context(workstation="counter", locale="en")
PATIENT = (0.1,) * 300


def heard(office: ServedOffice, changes: list[Change]) -> bool:
    """Whether the stream of changes stands: somebody else has just made one."""
    office.submit(PutPreference(key="probe", value=0), user="auditor")
    return bool(changes)


class Dying:
    """A server in a process of its own that can be told to die at a moment of its next command."""

    def __init__(self, desk: Desk, moment: str, mark: Path) -> None:
        assert isinstance(desk.office, ServedOffice)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.mark = mark
        url = desk.office.url.render_as_string(hide_password=False)
        self.process = subprocess.Popen([sys.executable, "-m", "tests.server.dying", url, str(self.port), moment, str(mark)])
        until(self._answers)

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the server did not start"
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{self.port}/health", trust_env=False).status_code == 200
        return False

    def end(self) -> None:
        """Take it away."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Desk]:
    """Fixture F on a server; the books are proved when the test ends."""
    made = Desk(ServedOffice.at(template_f(tmp_path_factory), tmp_path))
    yield made
    made.prove()
    made.office.close()


@pytest.mark.parametrize(("moment", "replayed"), [("before", False), ("after", True)])
def test_a_server_that_is_killed_at_the_commit_leaves_one_exchange(
    desk: Desk, tmp_path: Path, moment: str, replayed: bool
) -> None:
    """The client tries the same id again until another server answers; only the reply tells which of them did it."""
    dying = Dying(desk, moment, tmp_path / "mark")
    cable = Cable(dying.port)
    gateway, links = RemoteGateway(Line(cable.address), pauses=PATIENT), list[Link]()
    gateway.watch_link(links.append)
    before, session = desk.free("USD"), desk.office.session("app")
    assert gateway.ask(fx.ListPoolAlerts(), session=desk.office.session(), context=HERE) is not None
    dying.mark.touch()
    done: list[Done[fx.OrderReceipt]] = []

    def submit() -> None:
        reply = gateway.submit(order("1000.00"), session=session, context=HERE, command_id="once")
        assert isinstance(reply, Done)
        done.append(reply)

    client = threading.Thread(target=submit)
    client.start()
    dying.process.wait(timeout=60)
    until(lambda: any(link.state is LinkState.CONNECTING and link.code == "remote.offline" for link in links))
    assert not done
    assert isinstance(desk.office, ServedOffice)
    cable.mend(desk.office.server.port)
    client.join(60)
    gateway.close()
    cable.close()
    dying.end()
    assert [one.replayed for one in done] == [replayed]
    assert desk.rows_of("fx_client_order") == 1
    assert before - desk.free("USD") == Decimal("1000.00")
    assert links[-1].state is LinkState.ONLINE


@pytest.mark.parametrize("cut", ["head", "body", "answer"])
def test_a_line_that_breaks_in_the_middle_moves_money_once(desk: Desk, cut: str) -> None:
    """Half a request is none; half an answer is none, and the next try gets the whole of it."""
    assert isinstance(desk.office, ServedOffice)
    cable = Cable(desk.office.server.port)
    gateway = RemoteGateway(Line(cable.address), pauses=QUICK)
    before, session = desk.free("USD"), desk.office.session("app")
    if cut == "answer":
        cable.halve_answer_to(b"fx.order.submit_client")
    else:
        cable.halve({"head": b"fx.order.submit_client", "body": b'"USD"'}[cut])
    reply = gateway.submit(order("1000.00"), session=session, context=HERE, command_id="once")
    assert isinstance(reply, Done)
    assert (cable.lost, reply.replayed) == (1, cut == "answer")
    assert desk.rows_of("fx_client_order") == 1
    assert before - desk.free("USD") == Decimal("1000.00")
    gateway.close()
    cable.close()


# ------------------------------------------------------------------------------------------------------------- the database


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[ServedOffice]:
    """An office with a database server of its own, which nobody else misses when it is away."""
    postgres = Postgres(tmp_path)
    made = ServedOffice(postgres.copy_of(template_of(tmp_path_factory)), postgres=postgres)
    yield made
    made.close()
    postgres.close()


def test_a_database_that_restarts_is_waited_for_and_every_change_is_heard_of(own: ServedOffice) -> None:
    assert own._postgres is not None
    gateway, links, changes = own.remote(pauses=PATIENT), list[Link](), list[Change]()
    gateway.watch_link(links.append)
    gateway.subscribe(changes.append)
    session = gateway.sign_in("funds_clerk@office.test", PASSWORD, HERE).session
    until(lambda: heard(own, changes))
    own._postgres.stop()
    done: list[Any] = []

    def submit() -> None:
        done.append(gateway.submit(PutPreference(key="n", value=1), session=session, context=HERE, command_id="once"))

    client = threading.Thread(target=submit)
    client.start()
    until(lambda: any(link.state is LinkState.CONNECTING and link.code == "storage.unreachable" for link in links))
    assert not done
    own._postgres.start()
    client.join(60)
    assert [one.replayed for one in done] == [False]
    assert gateway.ask(GetPreferences(), session=session, context=HERE).values == {"n": 1}
    changes.clear()
    own.submit(PutPreference(key="n", value=2), user="auditor")
    until(lambda: any("preference" in change.topics for change in changes))
    gateway.close()


def test_a_database_that_stays_away_is_said_and_nothing_is_lost_or_done_twice(own: ServedOffice) -> None:
    assert own._postgres is not None
    gateway = own.remote(pauses=(0.01, 0.01))
    session = gateway.sign_in("funds_clerk@office.test", PASSWORD, HERE).session
    own._postgres.stop()
    with pytest.raises(Unavailable) as caught:
        gateway.submit(PutPreference(key="n", value=1), session=session, context=HERE, command_id="once")
    assert caught.value.code == "storage.unreachable"
    assert (gateway.link().state, gateway.link().code) == (LinkState.OFFLINE, "storage.unreachable")
    assert refusal(httpx.get(f"{own.server.address}/ready", trust_env=False))[:2] == (503, "unavailable")
    assert httpx.get(f"{own.server.address}/health", trust_env=False).status_code == 200
    own._postgres.start()
    reply = gateway.submit(PutPreference(key="n", value=1), session=session, context=HERE, command_id="once")
    assert isinstance(reply, Done)
    assert not reply.replayed
    assert gateway.link().state is LinkState.ONLINE
    again = gateway.submit(PutPreference(key="n", value=1), session=session, context=HERE, command_id="once")
    assert isinstance(again, Done)
    assert again.replayed
    gateway.close()


# ------------------------------------------------------------------------------------------------------------------- clocks


@pytest.mark.parametrize("skew", [timedelta(days=-400), timedelta(minutes=-10), timedelta(minutes=10), timedelta(days=400)])
def test_the_clock_of_a_client_decides_nothing(web: Web, monkeypatch: pytest.MonkeyPatch, skew: timedelta) -> None:
    """Its ids begin with its own time, and that is all: sessions, stamps and order are the server's."""
    genuine = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: genuine() + round(skew.total_seconds() * 1e9))
    gateway, changes = web.office.remote(), list[Change]()
    gateway.subscribe(changes.append)
    session = gateway.sign_in("funds_clerk@office.test", PASSWORD, HERE).session
    for value in (1, 2):
        done = gateway.submit(PutPreference(key="n", value=value), session=session, context=HERE, command_id=new_id())
        assert isinstance(done, Done)
        assert not done.replayed
    assert gateway.ask(GetPreferences(), session=session, context=HERE).values == {"n": 2}
    rows = [row for row in web.office.audit_rows("login") if row.member_name == "funds_clerk"]
    assert [row.at for row in rows] == [web.office.clock.now()]
    until(lambda: heard(web.office, changes))
    gateway.close()


@pytest.mark.parametrize("skew", [timedelta(minutes=-5), timedelta(minutes=5)])
def test_two_servers_whose_clocks_differ_agree_on_a_session(web: Web, skew: timedelta) -> None:
    other = type(web.office.clock)(web.office.clock.now() + skew)
    services, server = another_server(web.office.url, other)
    gateways = [web.office.remote(), RemoteGateway(Line(server.address), pauses=QUICK)]
    for first, second in (gateways, gateways[::-1]):
        session = first.sign_in("funds_clerk@office.test", PASSWORD, HERE).session
        for gateway in (second, first, second):
            assert gateway.ask(GetMe(), session=session, context=HERE).email == "funds_clerk@office.test"
            reply = gateway.submit(PutPreference(key="n", value=1), session=session, context=HERE, command_id=f"{session}")
            assert isinstance(reply, Done)
    for gateway in gateways:
        gateway.close()
    server.close()
    services.database.close()


def test_half_a_request_is_no_request(web: Web) -> None:
    """Nothing of it is carried out, nothing of it is a mistake of the server."""
    headers = {**web.sign_in(), wire.COMMAND_ID: "half", "Content-Type": "application/json", "Content-Length": "30"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", web.office.server.port)) as line:
        line.sendall(f"POST /v1/preference.put HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode() + b'{"key":"k","value":1}')
    assert web.post("/v1/preference.get").json() == {"values": {}}
