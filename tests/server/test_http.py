"""The server as a script meets it: messages, refusals, limits, headers, files, health. Nothing that comes out is untyped."""

import socket
import threading
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from tests.conftest import LogKeeper
from tests.helpers.office import PASSWORD
from tests.helpers.served import SETTINGS, ServedOffice, ServerThread
from tests.helpers.waiting import until
from tests.server.conftest import Web, refusal
from whale_desktop.bus import tables
from whale_desktop.features.access.handlers import own
from whale_desktop.features.access.tables import session as session_table
from whale_desktop.gateway import wire
from whale_desktop.server.limits import Tries

ME = "/v1/access.me"
PUT = "/v1/preference.put"


# ----------------------------------------------------------------------------------------------------------------- messages


def test_a_query_is_asked_and_a_command_carried_out(web: Web) -> None:
    assert web.post(ME, user="funds_clerk").json()["email"] == "funds_clerk@office.test"
    done = web.post(PUT, {"key": "width", "value": 3})
    assert (done.status_code, done.json()) == (
        200,
        {"result": None, "changes": ["preference"], "work_orders": [], "replayed": False},
    )
    assert web.post("/v1/preference.get").json() == {"values": {"width": 3}}


def test_the_same_id_takes_effect_once_and_says_so(web: Web) -> None:
    first = web.post(PUT, {"key": "a", "value": 1}, Idempotency_Key="one")
    again = web.post(PUT, {"key": "a", "value": 1}, Idempotency_Key="one")
    assert wire.REPLAYED not in first.headers
    assert (again.status_code, again.headers[wire.REPLAYED], again.json()["replayed"]) == (200, "true", True)
    assert refusal(web.post(PUT, {"key": "a", "value": 2}, Idempotency_Key="one")) == (409, "conflict", "message.id_reused")


def test_where_a_call_comes_from_is_kept(still: Web) -> None:
    still.post(
        "/v1/access.password.change",
        {"current": "wrong", "new": "Another-Pass-2"},
        Whale_Workstation=wire.to_header("櫃檯 3"),
        Whale_Menu="access.own",
        Accept_Language="en",
    )
    row = still.office.audit_rows("access.password.change")[-1]
    assert (row.workstation, row.menu, row.address, row.result) == ("櫃檯 3", "access.own", "127.0.0.1", "refused")


@pytest.mark.parametrize(
    ("path", "body", "headers", "wanted"),
    [
        (ME, {"surplus": 1}, {}, (400, "user", "message.invalid")),
        (ME, [], {}, (400, "user", "message.invalid")),
        ("/v1/fx.order.list", {"limit": 201}, {}, (422, "user", "message.mistyped")),
        ("/v1/no.such", {}, {}, (404, "user", "message.unknown")),
        ("/v1/PostJournal", {}, {}, (404, "user", "message.unknown")),
        ("/v1/fx.order.get", {"forex_id": "1"}, {}, (422, "user", "FX-E33")),
        ("/v1/fx.order.get", {"forex_id": "1\0"}, {}, (400, "user", "message.invalid")),
        ("/v1/access.member.get", {"member_id": 2**40}, {}, (422, "user", "admin.member_unknown")),
        ("/v1/access.member.rights", {"member_id": 2**62}, {}, (422, "user", "admin.member_unknown")),
        (ME, {}, {wire.COMMAND_ID: "x" * 65}, (400, "user", "server.header")),
        (ME, {}, {wire.CLIENT_PROTOCOL: "soon"}, (400, "user", "server.header")),
        (ME, {}, {wire.CLIENT_PROTOCOL: "0"}, (426, "user", "server.client_too_old")),
        (ME, {}, {wire.CLIENT_PROTOCOL: "999"}, (426, "user", "server.client_too_new")),
        (ME, {}, {wire.WORKSTATION: "%00"}, (400, "user", "server.header")),
        (ME, {}, {"Content-Type": "text/plain"}, (415, "user", "server.body_type")),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_code(
    still: Web, path: str, body: Any, headers: dict[str, str], wanted: tuple[int, str, str]
) -> None:
    response = still.http.post(path, json=body, headers={**still.sign_in(), **headers})
    assert refusal(response) == wanted


def test_every_family_has_its_status(web: Web) -> None:
    assert refusal(web.http.post(ME, json={})) == (401, "user", "auth.session_ended")
    assert refusal(web.http.post(ME, json={}, headers={"Authorization": "Bearer made-up"})) == (401, "user", "auth.session_ended")
    assert refusal(web.post("/v1/fx.order.list", user="nobody")) == (403, "user", "auth.no_permission")
    web.http.post("/v1/session/lock", headers=web.sign_in("auditor"))
    assert refusal(web.post(ME, user="auditor")) == (423, "user", "auth.session_locked")


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/", "/v2/access.me", "/v1/a/b", "/v1/session/other", "/%2e%2e/etc/passwd"])
def test_where_nothing_is_nothing_is_found(still: Web, path: str) -> None:
    assert refusal(still.http.get(path))[0] in (404, 405)


@pytest.mark.parametrize("path", [ME, "/v1/session", "/v1/place", "/v1/changes", "/v1/blobs", "/health", "/openapi.json"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused_with_those_that_are_possible(still: Web, path: str, method: str) -> None:
    response = still.http.request(method, path)
    assert refusal(response) == (405, "user", "server.method")
    assert response.headers["allow"]


def test_a_mistake_of_ours_shows_an_id_and_nothing_else(web: Web, monkeypatch: pytest.MonkeyPatch, log_keeper: LogKeeper) -> None:
    log_keeper.expect("the secret of the house")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(web.office.services.identity, "actor_of", fail)
    response = web.http.post(ME, json={}, headers={"Authorization": "Bearer x"})
    assert refusal(response) == (500, "fault", "system.fault")
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_a_mistake_outside_the_bus_shows_an_id_too(web: Web, monkeypatch: pytest.MonkeyPatch, log_keeper: LogKeeper) -> None:
    log_keeper.expect("server.fault")

    def fail() -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(web.office.services.bus, "load", fail)
    response = web.post(ME)
    assert refusal(response)[0] == 500
    assert response.json()["params"]["fault_id"] == response.headers["whale-request"]


# ------------------------------------------------------------------------------------------------------------------- limits


def test_a_body_has_a_size(still: Web) -> None:
    large = b'{"key":"a","value":"' + b"x" * SETTINGS.request_bytes + b'"}'
    announced = still.http.post(PUT, content=large, headers={**still.sign_in(), "Content-Type": "application/json"})
    assert refusal(announced) == (413, "user", "server.too_large")

    def pieces() -> Any:
        for start in range(0, len(large), 65536):
            yield large[start : start + 65536]

    unannounced = still.http.post(PUT, content=pieces(), headers={**still.sign_in(), "Content-Type": "application/json"})
    assert refusal(unannounced) == (413, "user", "server.too_large")


def test_who_tries_too_often_is_told_to_wait() -> None:
    now = [0.0]
    tries = Tries(3, tell_time=lambda: now[0])
    for _ in range(3):
        tries.take("one")
    with pytest.raises(Exception, match=r"server\.too_many.*20"):
        tries.take("one")
    tries.take("other")
    now[0] = 20.0
    tries.take("one")
    with pytest.raises(Exception, match=r"server\.too_many"):
        tries.take("one")


class Strict(ServedOffice):
    settings = SETTINGS.__class__(port=0, sign_ins_a_minute=3, body_seconds=0.3, beat_seconds=0.2)


@pytest.fixture
def strict(tmp_path_factory: pytest.TempPathFactory, tmp_path: Any) -> Any:
    from tests.helpers.office import template_of

    office = Strict.at(template_of(tmp_path_factory), tmp_path)
    made = Web(office)
    yield made
    made.http.close()
    office.close()


def test_signing_in_has_a_rate(strict: Web) -> None:
    codes = [refusal(strict.enter(password="wrong"))[2] for _ in range(3)]
    assert codes == ["auth.bad_credentials"] * 3
    response = strict.enter()
    assert refusal(response) == (429, "user", "server.too_many")
    assert int(response.headers["retry-after"]) >= 1


def test_a_request_that_does_not_arrive_is_given_up(strict: Web) -> None:
    with socket.create_connection(("127.0.0.1", strict.office.server.port), timeout=10) as line:
        line.sendall(b"POST /v1/access.me HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{")
        answer = b""
        while b"}" not in answer:
            answer += line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"server.slow_request" in answer


def test_five_wrong_passwords_lock_out_whatever_process_is_asked(web: Web) -> None:
    other = ServerThread(web.office.services)
    try:
        with httpx.Client(base_url=other.address, trust_env=False) as second:
            for client in (web.http, second, web.http, second, web.http):
                wrong = client.post("/v1/session", json={"email": "funds_clerk@office.test", "password": "wrong"})
                assert refusal(wrong) == (401, "user", "auth.bad_credentials")
            right = second.post("/v1/session", json={"email": "funds_clerk@office.test", "password": PASSWORD})
            assert refusal(right) == (429, "user", "auth.locked")
    finally:
        other.close()


# ----------------------------------------------------------------------------------------------------------------- sessions


def test_a_session_is_opened_looked_at_locked_unlocked_and_ended(web: Web) -> None:
    entered = web.enter().json()
    headers = {"Authorization": f"Bearer {entered['session']}"}
    assert web.http.get("/v1/session", headers=headers).json()["email"] == "funds_clerk@office.test"
    assert web.http.post("/v1/session/lock", headers=headers).status_code == 204
    assert refusal(web.http.get("/v1/session", headers=headers)) == (423, "user", "auth.session_locked")
    assert refusal(web.http.post("/v1/session/unlock", json={"password": "no"}, headers=headers))[2] == "auth.bad_credentials"
    assert (
        web.http.post("/v1/session/unlock", json={"password": PASSWORD}, headers=headers).json()["session"] == entered["session"]
    )
    assert web.http.delete("/v1/session", headers=headers).status_code == 204
    assert web.http.delete("/v1/session", headers=headers).status_code == 204
    assert refusal(web.http.get("/v1/session", headers=headers)) == (401, "user", "auth.session_ended")


def test_the_database_has_no_token_only_its_hash(web: Web) -> None:
    token = web.enter().json()["session"]
    with web.office.database.read() as connection:
        kept = connection.execute(select(session_table.c.token_hash)).scalars().all()
    assert token not in kept
    assert all(len(one) == 64 for one in kept)


def test_a_session_ends_after_its_hours_and_locks_when_idle(web: Web) -> None:
    web.office.clock.advance(timedelta(0))
    token = {"Authorization": f"Bearer {web.enter().json()['session']}"}
    web.office.clock.advance(timedelta(minutes=31))
    assert refusal(web.http.get("/v1/session", headers=token))[2] == "auth.session_locked"
    assert web.http.post("/v1/session/unlock", json={"password": PASSWORD}, headers=token).status_code == 200
    web.office.clock.advance(timedelta(hours=12))
    assert refusal(web.http.get("/v1/session", headers=token))[2] == "auth.session_ended"


def test_reading_keeps_a_session_awake_for_every_process(web: Web) -> None:
    """The other process has not seen what was asked here; the database tells it."""
    token = {"Authorization": f"Bearer {web.enter().json()['session']}"}
    for _ in range(4):
        web.office.clock.advance(timedelta(minutes=20))
        assert web.http.post(ME, json={}, headers=token).status_code == 200
    web.office.services.identity._last_used.clear()  # what another process knows: nothing
    web.office.clock.advance(timedelta(minutes=20))
    assert web.http.post(ME, json={}, headers=token).status_code == 200


def test_a_wrong_body_at_signing_in_is_refused(still: Web) -> None:
    wrong: tuple[Any, ...] = (
        {},
        {"email": "x"},
        {"email": "a\0", "password": "b"},
        {"email": "a", "password": "b", "more": 1},
        [],
        "x",
    )
    for body in wrong:
        assert refusal(still.http.post("/v1/session", json=body)) == (400, "user", "message.invalid")


def test_a_service_user_cannot_sign_in(still: Web) -> None:
    assert refusal(still.enter("scheduler", "x")) == (403, "user", "auth.service_user")


# -------------------------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024 - 1, 1024 * 1024, 3 * 1024 * 1024 + 17])
def test_a_file_goes_in_and_comes_out_for_its_own_person_only(still: Web, size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    headers = {"Content-Type": "application/octet-stream", wire.BLOB_NAME: wire.to_header("匯率.xlsx")}
    kept = still.http.post("/v1/blobs", content=data[:size], headers={**still.sign_in("funds_clerk"), **headers})
    assert kept.status_code == 200, kept.text
    path = f"/v1/blobs/{kept.json()}"
    out = still.http.get(path, headers=still.sign_in("funds_clerk"))
    assert out.content == data[:size]
    assert wire.from_header(out.headers[wire.BLOB_NAME]) == "匯率.xlsx"
    assert refusal(still.http.get(path, headers=still.sign_in())) == (404, "user", "blob.unknown")
    assert refusal(still.http.get(path)) == (401, "user", "auth.session_ended")


def test_a_file_has_a_size_a_name_and_a_session(still: Web) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    named = {**kind, wire.BLOB_NAME: "a.xlsx"}
    with socket.create_connection(("127.0.0.1", still.office.server.port), timeout=10) as line:
        line.sendall(f"POST /v1/blobs HTTP/1.1\r\nHost: x\r\nContent-Length: {SETTINGS.blob_bytes + 1}\r\n\r\n".encode())
        assert line.recv(65536).startswith(b"HTTP/1.1 413 ")
    assert refusal(still.http.post("/v1/blobs", content=b"x", headers={**still.sign_in(), **kind})) == (
        400,
        "user",
        "server.header",
    )
    assert refusal(still.http.post("/v1/blobs", content=b"x", headers=named)) == (401, "user", "auth.session_ended")
    assert refusal(still.http.post("/v1/blobs", json={}, headers=still.sign_in())) == (415, "user", "server.body_type")
    assert refusal(still.http.get("/v1/blobs/none", headers=still.sign_in())) == (404, "user", "blob.unknown")


# ------------------------------------------------------------------------------------------------------------------- health


def test_health_and_readiness(still: Web) -> None:
    assert still.http.get("/health").json()["status"] == "ok"
    assert still.http.get("/ready").json()["status"] == "ok"
    assert still.http.head("/health").status_code == 200


def test_without_its_database_a_server_lives_and_is_not_ready(web: Web) -> None:
    postgres = web.office._postgres
    assert postgres is not None
    postgres.drop(web.office.url)
    assert web.http.get("/health").status_code == 200
    status, kind, code = refusal(web.http.get("/ready"))
    assert (status, kind) == (503, "unavailable")
    assert code in ("storage.missing", "storage.unreachable")


def test_every_answer_has_the_headers_of_safety(still: Web) -> None:
    for path in ("/health", "/nowhere", "/reference", "/openapi.json"):
        headers = still.http.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"
        assert headers[wire.CLIENT_PROTOCOL] == str(wire.PROTOCOL)
        assert "server" not in headers
        assert "strict-transport-security" not in headers  # plain HTTP here


# --------------------------------------------------------------------------------------------------------------------- logs


def test_the_log_says_what_was_called_and_nothing_of_whom(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="whale_desktop")
    token = web.enter().json()["session"]
    web.http.post(ME, json={}, headers={"Authorization": f"Bearer {token}", wire.WORKSTATION: "counter-three"})
    web.http.get("/v1/blobs/secret-name")
    web.http.get("/chan-ka-yi/87654321")
    until(lambda: "GET other" in caplog.text)  # the line is written when the answer is on its way already
    said = caplog.text
    assert "POST access.me" in said
    assert "GET blob" in said
    assert "GET other" in said
    for secret in (token, PASSWORD, "funds_clerk", "counter-three", "127.0.0.1", "secret-name", "chan-ka-yi", "87654321"):
        assert secret not in said, secret


# ------------------------------------------------------------------------------------------------------------- many at once


def test_one_id_from_many_threads_takes_effect_once(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that lost patience sends again while the first try is still under way."""
    genuine, done = own.put_preference, []

    def counted(work: Any, command: Any) -> None:
        done.append(command.key)
        genuine(work, command)

    from whale_desktop.bus import handlers
    from whale_desktop.features.access.messages import PutPreference

    monkeypatch.setitem(handlers._HANDLERS, PutPreference, counted)  # type: ignore[misc]  # a dict of types is beyond its stub
    headers = {**web.sign_in(), wire.COMMAND_ID: "together"}
    answers: list[httpx.Response] = []

    def send() -> None:
        answers.append(web.http.post(PUT, json={"key": "k", "value": 1}, headers=headers))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.status_code for one in answers] == [200] * 8
    assert sorted(one.json()["replayed"] for one in answers) == [False] + [True] * 7
    assert done == ["k"]
    with web.office.database.read() as connection:
        assert len(connection.execute(select(tables.command_log).where(tables.command_log.c.command_id == "together")).all()) == 1
