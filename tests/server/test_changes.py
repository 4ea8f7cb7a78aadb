"""The stream of changes with what nobody would send: typed refusals, no mistake of the server, and nothing left behind by whoever goes.

It never ends by itself, so the fuzzing of the described paths leaves it out; here every stream that opens is read a little and dropped.
`make fuzz` sends more of it (WHALE_FUZZ).
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.office import template_of
from tests.helpers.served import ServedOffice
from tests.helpers.waiting import until
from tests.server.conftest import Web, refusal
from tests.server.test_fuzz import EXAMPLES
from whale_desktop.gateway import wire
from whale_desktop.server.changes import Changes

SENT = max(40, EXAMPLES * 20)
TYPED = {
    (400, "server.header"),
    (401, "auth.session_ended"),
    (405, "server.method"),
    (413, "server.too_large"),
    (426, "server.client_too_old"),
    (426, "server.client_too_new"),
}
ANY = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40).map(str.strip)
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["0", "00", "1e3", "١", "0x10", "9" * 18, "9" * 19, "9" * 5000, "-0", "+1"]),
)


class Place(Web):
    """A server whose own office listens too, once."""

    own_streams = 1


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    office = ServedOffice.at(template_of(tmp_path_factory), tmp_path_factory.mktemp("changes"))
    office.server.start_every_thread()
    office.session()
    made = Place(office)
    yield made
    made.http.close()
    office.close()


@pytest.fixture
def web(place: Place) -> Iterator[Web]:
    """Whatever a test does, nothing of it is left at the server, and others still hear of changes."""
    own = place.own_streams
    until(lambda: len(listening(place)) == own)
    before = threading.active_count()
    yield place
    until(lambda: len(listening(place)) == own)
    until(lambda: threading.active_count() <= before)
    with place.http.stream("GET", wire.CHANGES, headers=place.sign_in()) as response:
        assert next(response.iter_lines()).startswith("id: ")
    until(lambda: len(listening(place)) == own)


def listening(web: Web) -> list[Any]:
    """Who listens at the server, by its own books."""
    return web.office.server.application.feed._listeners


def encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1", errors="replace")) for name, value in headers.items()]


def look(web: Web, headers: dict[str, str], *, method: str = "GET", query: str = "", body: bytes = b"") -> int:
    """Open it, read a line, go away; the status. A refusal must be a typed one that the route is known for."""
    request = web.http.build_request(method, wire.CHANGES + query, content=body or None)
    for name, value in encoded(headers):
        request.headers[name.decode()] = value.decode("latin-1")
    response = web.http.send(request, stream=True)
    try:
        if response.status_code == 200:
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert next(response.iter_lines()) != ""
        elif method != "HEAD":
            response.read()
            status, _, code = refusal(response)
            assert (status, code) in TYPED, response.text
    finally:
        response.close()
    return response.status_code


@settings(max_examples=SENT, derandomize=True, database=None, deadline=None, suppress_health_check=tuple(HealthCheck))
@given(
    token=st.one_of(st.none(), ANY, st.just("real")),
    scheme=st.sampled_from(["Bearer", "bearer", "Basic", "", "Bearer Bearer"]),
    place_said=st.one_of(st.none(), NUMBERS, ANY),
    protocol=st.one_of(st.none(), st.sampled_from(["1", "0", "2", "99999"]), ANY),
    query=st.sampled_from(["", "?topics=fx.order", "?topics=" + "x" * 3000, "?%00", "?a=b&a=c"]),
    method=st.sampled_from(["GET"] * 6 + ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"]),
    body=st.one_of(st.just(b""), st.binary(max_size=40)),
)
def test_whatever_is_sent_is_answered_as_it_should_be(
    web: Web, token: str | None, scheme: str, place_said: str | None, protocol: str | None, query: str, method: str, body: bytes
) -> None:
    headers = {"Accept": "text/event-stream"}
    if token is not None:
        headers["Authorization"] = f"{scheme} {web.office.session() if token == 'real' else token}".strip()
    if place_said:
        headers["Last-Event-ID"] = place_said
    if protocol:
        headers[wire.CLIENT_PROTOCOL] = protocol
    look(web, headers, method=method, query=query, body=body)


@pytest.mark.parametrize("place_said", ["0", "1", "999999999999999999", "123456789"])
def test_any_number_is_a_place_that_is_known_or_no_longer_kept(web: Web, place_said: str) -> None:
    assert look(web, {**web.sign_in(), "Last-Event-ID": place_said}) == 200


@pytest.mark.parametrize("place_said", ["-1", "1.0", "1e3", "x", "9" * 19, "1 2", "\xb2"])
def test_what_is_no_place_is_refused(web: Web, place_said: str) -> None:
    assert look(web, {**web.sign_in(), "Last-Event-ID": place_said}) == 400


def test_huge_heads_are_refused_and_the_server_lives_on(web: Web, log_keeper: Any) -> None:
    log_keeper.expect("Invalid HTTP request received")
    token = web.office.session()
    for head in (f"X: {'x' * 100_000}", "\r\n".join(f"X-{n}: y" for n in range(20_000)), f"Authorization: Bearer {token * 2000}"):
        with socket.create_connection(("127.0.0.1", web.office.server.port), timeout=10) as line:
            with suppress(ConnectionError):
                line.sendall(f"GET {wire.CHANGES} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
            with suppress(ConnectionError):
                assert line.recv(65536).startswith(b"HTTP/1.1 4")


def test_whoever_goes_at_any_moment_leaves_nothing_behind(web: Web) -> None:
    """Before the head is whole, right after it, after the first bytes; by a plain end and by a reset."""
    token = web.office.session()
    head = f"GET {wire.CHANGES} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    for number in range(30):
        line = socket.create_connection(("127.0.0.1", web.office.server.port), timeout=10)
        line.sendall(head[: len(head) - number % 3 * 20])
        if number % 3 == 0 and number % 2:
            line.recv(100)
        if number % 5 == 0:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        line.close()


def test_many_streams_at_once_end_together_and_are_gone(web: Web) -> None:
    with ExitStack() as stack, httpx.Client(base_url=web.office.server.address, timeout=20, trust_env=False) as many:
        tokens = [web.sign_in(user) for user in ("auditor", "funds_clerk", "funds_supervisor")]
        for headers in tokens * 5:
            response = stack.enter_context(many.stream("GET", wire.CHANGES, headers=headers))
            assert response.status_code == 200
        until(lambda: len(listening(web)) == 15 + Place.own_streams)
    routes = [route.endpoint for route in web.office.server.application.app._app.routes]  # type: ignore[attr-defined]  # the guard's own
    changes = next(one._endpoint.__self__ for one in routes if isinstance(getattr(one._endpoint, "__self__", None), Changes))
    until(lambda: len(changes._streams) == Place.own_streams)
