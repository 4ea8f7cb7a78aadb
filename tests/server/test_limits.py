"""The limits of `ServerSettings` as a script meets them, whom a server believes, and what one server says the others keep to."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import LogKeeper
from tests.helpers.office import template_of
from tests.helpers.served import SETTINGS, ServedOffice, another_server
from tests.server.conftest import Web, refusal
from whale_desktop.bus import handlers
from whale_desktop.features.access.messages import FreezeMember, GetMe, RevokeSessions, UnfreezeMember
from whale_desktop.server.changes import MOST_STREAMS

ME = "/v1/access.me"
PUT = "/v1/preference.put"

Opened = Callable[..., Web]


@pytest.fixture
def opened(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Opened]:
    """Opens an office behind a server with limits of its own."""
    with ExitStack() as stack:

        def open_one(**limits: Any) -> Web:
            class Limited(ServedOffice):
                settings = replace(SETTINGS, **limits)

            office = Limited.at(template_of(tmp_path_factory), tmp_path)
            stack.callback(office.close)
            web = Web(office)
            stack.callback(web.http.close)
            return web

        yield open_one


def test_a_call_has_its_time_and_the_server_lives_on(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    web = opened(call_seconds=0.3)
    web.sign_in()
    genuine, enough = handlers._HANDLERS[GetMe], threading.Event()

    def slow(*arguments: Any) -> Any:
        enough.wait(20)
        return genuine(*arguments)

    with monkeypatch.context() as patch:
        patch.setitem(handlers._HANDLERS, GetMe, slow)  # type: ignore[misc]  # a dict of types is beyond its stub
        assert refusal(web.post(ME)) == (503, "unavailable", "server.busy")
        enough.set()
    assert web.post(ME).status_code == 200


def test_a_session_may_call_so_often_and_no_other_suffers(opened: Opened) -> None:
    web = opened(calls_a_minute=3)
    first, second = (
        {"Authorization": f"Bearer {web.enter(f'{user}@office.test').json()['session']}"} for user in ("funds_clerk", "auditor")
    )
    answers = [web.http.post(ME, json={}, headers=first) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert refusal(answers[-1])[2] == "server.too_many"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert web.http.post(ME, json={}, headers=second).status_code == 200


@pytest.mark.parametrize(("proxies", "believed"), [((), "127.0.0.1"), (("127.0.0.1",), "203.0.113.7")])
def test_only_a_named_proxy_is_believed_where_a_call_comes_from(opened: Opened, proxies: tuple[str, ...], believed: str) -> None:
    web = opened(proxies=proxies, sign_ins_a_minute=3)
    said = {"X-Forwarded-For": "203.0.113.7"}
    wrong = {"email": "funds_clerk@office.test", "password": "wrong"}
    assert refusal(web.http.post("/v1/session", json=wrong, headers=said))[2] == "auth.bad_credentials"
    assert web.office.audit_rows("login_failed")[-1].address == believed


def test_nobody_gets_more_tries_by_naming_other_addresses(opened: Opened) -> None:
    web = opened(sign_ins_a_minute=3)
    codes = [
        refusal(
            web.http.post(
                "/v1/session",
                json={"email": f"nobody-{number}@office.test", "password": "wrong"},
                headers={"X-Forwarded-For": f"203.0.113.{number}"},
            )
        )[2]
        for number in range(4)
    ]
    assert codes == ["auth.bad_credentials"] * 3 + ["server.too_many"]


def test_unlocking_has_a_rate_too(opened: Opened) -> None:
    web = opened(sign_ins_a_minute=4)
    headers = web.sign_in("funds_clerk")  # the first of four
    codes = [refusal(web.http.post("/v1/session/unlock", json={"password": "no"}, headers=headers))[2] for _ in range(4)]
    assert codes == ["auth.bad_credentials"] * 3 + ["server.too_many"]


def test_a_session_may_hold_so_many_streams_and_one_more_ends_its_oldest(still: Web) -> None:
    headers, other_headers = (
        {"Authorization": f"Bearer {still.enter(f'{user}@office.test').json()['session']}"}
        for user in ("auditor", "risk_officer")
    )
    with ExitStack() as stack:

        def stream(of: dict[str, str]) -> httpx.Response:
            return stack.enter_context(still.http.stream("GET", "/v1/changes", headers=of))

        other = stream(other_headers)
        held = [stream(headers) for _ in range(MOST_STREAMS + 2)]
        assert {one.status_code for one in (other, *held)} == {200}
        for ended in held[:2]:
            assert [line for line in ended.iter_lines() if "ended" in line] == [], "it may be taken up again: the session goes on"
        for one in (other, *held[2:]):
            lines = one.iter_lines()
            assert ": beat" in (next(lines) for _ in range(12)), "it still stands"


def test_a_head_without_end_is_refused(still: Web, log_keeper: LogKeeper) -> None:
    log_keeper.expect("Invalid HTTP request received")
    with socket.create_connection(("127.0.0.1", still.office.server.port), timeout=10) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 200_000)
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 4")
    assert b"Traceback" not in answer
    assert still.http.get("/health").status_code == 200


def test_a_revocation_counts_at_once_at_every_server(web: Web) -> None:
    services, server = another_server(web.office.url, web.office.clock)
    with httpx.Client(base_url=server.address, trust_env=False, timeout=20) as elsewhere:
        for command in (RevokeSessions, FreezeMember):
            token = {"Authorization": f"Bearer {web.enter().json()['session']}"}
            me = elsewhere.post(ME, json={}, headers=token)
            assert me.status_code == 200
            web.office.do(command(member_id=me.json()["member_id"]))
            assert refusal(elsewhere.post(ME, json={}, headers=token)) == (401, "user", "auth.session_ended")
        web.office.do(UnfreezeMember(member_id=me.json()["member_id"]))
        assert refusal(elsewhere.post(ME, json={}, headers=token))[0] == 401
    server.close()
    services.database.close()
