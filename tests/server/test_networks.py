"""The networks from which members may work, as a server sees where a call comes from (`docs/rules/platform.md` 6.1)."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.helpers.office import PASSWORD
from tests.helpers.served import SETTINGS, ServedOffice, another_server
from tests.server.conftest import Web, refusal
from whale_desktop.features.access.messages import SetParameter
from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import UserError
from whale_desktop.server.settings import ServerSettings

KEY = "sign_in.networks"
ME = "/v1/access.me"
CLERK = {"email": "funds_clerk@office.test", "password": PASSWORD}
INSIDE, OUTSIDE = {"X-Forwarded-For": "198.51.100.9"}, {"X-Forwarded-For": "203.0.113.7"}


@pytest.fixture
def proxied(web: Web) -> Iterator[httpx.Client]:
    """A second server of the same office that believes this machine as its proxy."""
    assert isinstance(web.office, ServedOffice)
    services, server = another_server(web.office.url, web.office.clock, proxies=("127.0.0.1",))
    with httpx.Client(base_url=server.address, timeout=20, trust_env=False) as client:
        yield client
    server.close()
    services.database.close()


def enter(client: httpx.Client, headers: dict[str, str], body: dict[str, str] = CLERK) -> httpx.Response:
    return client.post("/v1/session", json=body, headers=headers)


def test_who_comes_from_outside_learns_nothing_and_who_comes_from_inside_works(web: Web, proxied: httpx.Client) -> None:
    web.office.do(SetParameter(key=KEY, value="198.51.100.0/24, 127.0.0.1"))
    for body in (CLERK, {**CLERK, "password": "wrong"}, {**CLERK, "email": "nowhere@office.test"}):
        assert refusal(enter(proxied, OUTSIDE, body)) == (403, "user", "auth.ip_denied")
    token = {"Authorization": f"Bearer {enter(proxied, INSIDE).json()['session']}"}
    assert proxied.post(ME, json={}, headers={**token, **INSIDE}).status_code == 200


def test_a_header_that_no_named_proxy_sent_opens_nothing(web: Web) -> None:
    web.office.do(SetParameter(key=KEY, value="198.51.100.0/24"), acknowledged=("auth.network_without_own",))
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP"):
        answer = web.http.post("/v1/session", json=CLERK, headers={header: "198.51.100.9"})
        assert refusal(answer) == (403, "user", "auth.ip_denied"), header


@pytest.mark.parametrize("said", ["198.51.100.9, 203.0.113.7", "not an address", "198.51.100.9 203.0.113.7"])
def test_behind_a_proxy_only_what_the_proxy_added_counts(web: Web, proxied: httpx.Client, said: str) -> None:
    web.office.do(SetParameter(key=KEY, value="198.51.100.0/24, 127.0.0.1"))
    assert refusal(enter(proxied, {"X-Forwarded-For": said}))[2] == "auth.ip_denied"


def test_a_session_that_is_used_from_outside_ends_at_every_door(web: Web, proxied: httpx.Client) -> None:
    web.office.do(SetParameter(key=KEY, value="198.51.100.0/24, 127.0.0.1"))

    def door(method: str, path: str, headers: dict[str, str], **body: Any) -> tuple[str, int]:
        token = {"Authorization": f"Bearer {enter(proxied, INSIDE).json()['session']}"}
        answer = proxied.request(method, path, headers={**token, **OUTSIDE, **headers}, **body)
        again = proxied.post(ME, json={}, headers={**token, **INSIDE})
        return refusal(answer)[2], again.status_code

    name = {wire.BLOB_NAME: "a.txt", "Content-Type": "application/octet-stream"}
    found = [
        door("POST", ME, {}, json={}),
        door("POST", "/v1/access.password.change", {}, json={"current": "a", "new": "b"}),
        door("GET", wire.SESSION, {}),
        door("POST", wire.LOCK, {}),
        door("POST", wire.UNLOCK, {}, json={"password": PASSWORD}),
        door("GET", wire.CHANGES, {}),
        door("POST", wire.BLOBS, name, content=b"a"),
        door("GET", f"{wire.BLOBS}/{'0' * 32}", {}),
    ]
    assert found == [("auth.ip_denied", 401)] * 8
    denied = [row for row in web.office.audit_rows() if row.error_code == "auth.ip_denied"]
    assert {(row.member_name, row.address, row.result) for row in denied} == {("funds_clerk", "203.0.113.7", "refused")}
    assert len(denied) == 8


def test_an_open_stream_ends_when_the_list_shuts_it_out(web: Web, proxied: httpx.Client) -> None:
    token = {"Authorization": f"Bearer {enter(proxied, OUTSIDE).json()['session']}"}
    with proxied.stream("GET", wire.CHANGES, headers={**token, **OUTSIDE}) as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith("id: ")
        web.office.do(SetParameter(key=KEY, value="127.0.0.1"), acknowledged=("auth.network_shuts_out",))
        assert "event: ended" in list(lines)
    assert proxied.post(ME, json={}, headers={**token, "X-Forwarded-For": "127.0.0.1"}).status_code == 401


@pytest.mark.parametrize("proxy", ["*", "0.0.0.0/0", "::/0", "proxy.example", "10.0.0.1/8"])
def test_nobody_is_believed_by_a_careless_word(proxy: str) -> None:
    with pytest.raises(UserError, match=r"server\.proxy"):
        ServerSettings(proxies=("10.0.0.1", proxy)).check()
    ServerSettings(proxies=("10.0.0.1", "10.1.0.0/16", "2001:db8::1")).check()
    assert SETTINGS.proxies == ()
