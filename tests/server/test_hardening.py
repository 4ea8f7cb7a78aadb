"""What somebody with bad intentions may try at a server, beyond wrong passwords and wrong bodies: each costs him, and nobody else."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from tests.conftest import LogKeeper
from tests.helpers.certificates import make_certificates
from tests.helpers.office import template_of
from tests.helpers.served import SETTINGS, ServedOffice, ServerThread
from tests.helpers.waiting import until
from tests.server.conftest import Web, refusal
from tests.server.test_limits import ME, Opened, opened
from whale_desktop.bus import tables
from whale_desktop.features.access.messages import FreezeMember, PutPreference
from whale_desktop.gateway.http import checked_address
from whale_desktop.kernel.errors import UserError
from whale_desktop.server.feed import MOST_WAITING, Listener
from whale_desktop.server.follower import News
from whale_desktop.server.settings import ServerSettings

__all__ = ["opened"]


def closed_within(line: socket.socket, seconds: float) -> bool:
    """Whether the other end closes."""
    line.settimeout(seconds)
    try:
        while line.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def connect(web: Web) -> socket.socket:
    return socket.create_connection(("127.0.0.1", web.office.server.port), timeout=10)


# ------------------------------------------------------------------------------------------------------------ connections


@pytest.mark.parametrize("said", [b"", b"GET /health HT", b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_arrive_is_not_waited_for(opened: Opened, said: bytes) -> None:
    web = opened(head_seconds=0.3)
    with connect(web) as line:
        line.sendall(said)
        assert closed_within(line, 5)
    assert web.http.get("/health").status_code == 200


def test_a_head_that_trickles_is_not_waited_for_either(opened: Opened) -> None:
    web = opened(head_seconds=0.4)
    with connect(web) as line:
        line.sendall(b"GET /health HTTP/1.1\r\n")
        began = time.monotonic()
        with suppress(OSError):  # a broken pipe or a reset, as the system likes
            while time.monotonic() - began < 5:
                line.sendall(b"X: y\r\n")
                time.sleep(0.05)
        assert time.monotonic() - began < 3


def test_a_connection_that_is_in_use_is_not_cut(opened: Opened) -> None:
    """Between two requests it may rest longer than a head may take."""
    web = opened(head_seconds=0.2)
    with connect(web) as line:
        for _ in range(2):
            line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}"):
                answer += line.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(0.5)


def test_more_connections_than_a_server_has_room_for_are_not_taken(opened: Opened) -> None:
    web = opened(connections=3)
    lines = [connect(web) for _ in range(9)]
    assert sum(closed_within(line, 0.5) for line in lines) >= 6
    for line in lines:
        line.close()
    until(lambda: not web.office.server.connections())
    assert web.http.get("/health").status_code == 200


def test_whoever_does_not_read_his_answer_is_let_go(opened: Opened) -> None:
    web = opened(send_seconds=0.3)
    blob = web.office.gateway.put_blob(b"x" * 20_000_000, name="x", session=web.office.session())
    before = len(web.office.server.connections())
    with connect(web) as line:
        until(lambda: len(web.office.server.connections()) == before + 1)
        line.sendall(f"GET /v1/blobs/{blob} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {web.office.session()}\r\n\r\n".encode())
        until(lambda: len(web.office.server.connections()) == before)
    assert web.http.get("/health").status_code == 200


# ------------------------------------------------------------------------------------------------------------------ tokens


def test_made_up_tokens_give_nobody_more_tries(opened: Opened) -> None:
    """A new token for each call is no new caller; whoever has a real session does not suffer."""
    web = opened(strangers_a_minute=5)
    real = web.sign_in("funds_clerk")
    assert web.http.post(ME, json={}, headers=real).status_code == 200
    answers = [web.http.post(ME, json={}, headers={"Authorization": f"Bearer made-up-{n}"}) for n in range(8)]
    assert [one.status_code for one in answers].count(401) in (3, 4, 5)
    assert refusal(answers[-1]) == (429, "user", "server.too_many")
    assert web.http.post(ME, json={}, headers=real).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/changes"),
        ("GET", "/v1/session"),
        ("DELETE", "/v1/session"),
        ("POST", "/v1/session/lock"),
        ("GET", "/v1/blobs/x"),
    ],
)
def test_no_other_door_gives_more_tries(opened: Opened, method: str, path: str) -> None:
    web = opened(strangers_a_minute=3)
    answers = [web.http.request(method, path, headers={"Authorization": f"Bearer made-up-{n}"}) for n in range(6)]
    assert refusal(answers[-1]) == (429, "user", "server.too_many")


def test_files_count_as_calls(opened: Opened) -> None:
    web = opened(calls_a_minute=3)
    headers = {**web.sign_in("funds_clerk"), "Content-Type": "application/octet-stream", "Whale-File-Name": "x"}
    answers = [web.http.post("/v1/blobs", content=b"x", headers=headers) for _ in range(5)]
    assert refusal(answers[-1]) == (429, "user", "server.too_many")


# ----------------------------------------------------------------------------------------------------------------- streams


@contextmanager
def stream(web: Web, token: str) -> Iterator[Iterator[str]]:
    with web.http.stream("GET", "/v1/changes", headers={"Authorization": f"Bearer {token}"}) as response:
        assert response.status_code == 200
        lines = response.iter_lines()
        while next(lines) != "event: place":
            pass
        yield lines


@contextmanager
def busy(web: Web) -> Iterator[None]:
    """Somebody changes something all the time, faster than a beat."""
    enough = threading.Event()

    def work() -> None:
        number = 0
        while not enough.wait(0.05):
            number += 1
            web.office.submit(PutPreference(key="n", value=number), user="auditor")

    web.office.session("auditor")
    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        enough.set()
        worker.join()


def ends(lines: Iterator[str], *, seconds: float) -> bool:
    until_then = time.monotonic() + seconds
    for line in lines:
        if line == "event: ended":
            return True
        if time.monotonic() > until_then:
            return False
    return False


def test_a_stream_ends_with_its_session_however_much_there_is_to_say(opened: Opened) -> None:
    """Ended by its hours: no command says so, and in a busy office there is never a silence in which to look."""
    web = opened(beat_seconds=0.4)
    token = web.enter().json()["session"]
    with stream(web, token) as lines, busy(web):
        row = tables_of_sessions()
        with web.office.database.write() as connection:
            connection.execute(row.update().values(ends_at=row.c.started_at).where(row.c.token_hash == hashed(token)))
        assert ends(lines, seconds=5)


def tables_of_sessions() -> Any:
    from whale_desktop.features.access import tables as access

    return access.session


def hashed(token: str) -> str:
    from whale_desktop.features.access.handlers.identity import hash_of

    return hash_of(token)


def test_signing_out_ends_the_streams_of_the_session_at_once(opened: Opened) -> None:
    web = opened(beat_seconds=30)
    token = web.enter().json()["session"]
    with stream(web, token) as lines:
        assert web.http.delete("/v1/session", headers={"Authorization": f"Bearer {token}"}).status_code == 204
        assert ends(lines, seconds=5)


def test_a_member_frozen_by_wrong_passwords_hears_nothing_more(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    from whale_desktop.features.access.rules import signing

    web = opened(beat_seconds=30)
    token = web.enter().json()["session"]
    monkeypatch.setattr(
        signing, "after_wrong_password", lambda *_: signing.Failure(failed_count=5, locked_until=None, freezes=True)
    )
    with stream(web, token) as lines:
        web.enter(password="wrong")
        assert ends(lines, seconds=5)


def test_a_listener_that_does_not_take_its_news_keeps_no_more_than_so_many() -> None:
    import asyncio

    async def fill() -> int:
        listener = Listener(asyncio.get_running_loop())
        for _ in range(MOST_WAITING * 3):
            listener.put(News((), 1))
        await asyncio.sleep(0)
        assert listener.is_behind
        return listener._queue.qsize()

    assert asyncio.run(fill()) <= MOST_WAITING + 1


def test_a_download_ends_with_its_session(opened: Opened, log_keeper: LogKeeper) -> None:
    web = opened()
    signed_in = web.enter().json()
    headers = {"Authorization": f"Bearer {signed_in['session']}"}
    blob = web.office.gateway.put_blob(b"x" * 30_000_000, name="x", session=signed_in["session"])
    log_keeper.expect("ASGI callable returned without completing response.")
    with web.http.stream("GET", f"/v1/blobs/{blob}", headers=headers) as response:
        pieces = response.iter_bytes(65536)
        got = len(next(pieces))
        web.office.do(FreezeMember(member_id=signed_in["member_id"]))
        with pytest.raises(httpx.TransportError):
            got += sum(map(len, pieces))
    assert got < 30_000_000


# --------------------------------------------------------------------------------------------------------------------- TLS


@pytest.fixture
def secure(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[tuple[ServerThread, Path]]:
    made = make_certificates(tmp_path_factory.mktemp("tls"))
    office = ServedOffice.at(template_of(tmp_path_factory), tmp_path)
    settings = replace(SETTINGS, certificate=made["certificate"], key=made["key"])
    server = ServerThread(office.services, settings)
    yield server, made["authority"]
    server.close()
    office.close()


def context(authority: Path, ciphers: str = "") -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(authority))
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    if ciphers:
        made.set_ciphers(ciphers)
    return made


def test_older_tls_is_spoken_with_forward_secrecy_and_authenticated_ciphers_only(secure: tuple[ServerThread, Path]) -> None:
    server, authority = secure
    with (
        socket.create_connection(("127.0.0.1", server.port)) as plain,
        context(authority).wrap_socket(plain, server_hostname="localhost") as line,
    ):
        name, version, _ = line.cipher() or ("", "", 0)
        assert version == "TLSv1.2"
        assert name.startswith("ECDHE-")
        assert "GCM" in name or "CHACHA20" in name
    with socket.create_connection(("127.0.0.1", server.port)) as plain, pytest.raises(ssl.SSLError):
        context(authority, "ECDHE+AES+SHA1:AES128-SHA:@SECLEVEL=0").wrap_socket(plain, server_hostname="localhost")


@pytest.mark.parametrize(
    "typed", ["http://127.0.0.1.evil.example", "http://127.evil.example:8443", "http://localhost.evil.example"]
)
def test_a_name_that_looks_like_this_machine_is_another_one(typed: str) -> None:
    with pytest.raises(UserError) as caught:
        checked_address(typed)
    assert caught.value.code == "remote.plain"


@pytest.mark.parametrize("typed", ["http://127.0.0.1:1", "http://127.8.8.8:1", "http://localhost:1", "http://[::1]:1"])
def test_this_machine_is_reached_in_plain_http(typed: str) -> None:
    assert checked_address(typed)[0] == typed


# --------------------------------------------------------------------------------------------------------------------- logs


def test_the_log_has_no_path_that_somebody_made_up(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="whale_desktop.server"):
        web.post("/v1/alice@example.com")
        web.post(ME)
        until(lambda: "access.me" in caplog.text)
    said = caplog.text
    assert "alice" not in said


def test_a_failed_statement_of_the_server_says_no_value(web: Web) -> None:
    """PostgreSQL's DETAIL has the whole row in it, and a fault's traceback is logged."""
    twice = [{"key": "alice@example.com", "value": "secret"}] * 2
    with web.office.database.write() as connection, pytest.raises(IntegrityError) as caught:
        connection.execute(insert(tables.system_state), twice)
    error: BaseException | None = caught.value
    while error is not None:
        assert "alice" not in str(error)
        error = error.__cause__ or error.__context__
    assert "pk_system_state" in str(caught.value)


def test_the_limits_are_on_unless_somebody_turns_them_off() -> None:
    settings = ServerSettings()
    assert (settings.head_seconds, settings.send_seconds) == (10.0, 60.0)
    assert 100 <= settings.connections <= 5000
    assert settings.strangers_a_minute <= 1000


def test_the_description_is_made_once(web: Web) -> None:
    """It is large and everybody may ask for it."""
    application = web.office.server.application
    assert web.http.get("/openapi.json").content is not None
    assert application._described_json is application._described_json
    assert application._described_page is application._described_page
