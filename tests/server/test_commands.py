"""serve, migrate and transfer as they are typed: in processes of their own, on a machine without Qt."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from tests.app.test_without_qt import PROGRAM
from tests.helpers.office import PASSWORD, template_of
from tests.helpers.postgres import Postgres, postgres_of
from whale_desktop.app.places import database_url
from whale_desktop.kernel.errors import UserError
from whale_desktop.server.settings import ServerSettings, is_loopback
from whale_desktop.storage import Database, schema


@pytest.fixture
def postgres(tmp_path: Path) -> Postgres:
    return postgres_of(tmp_path)


@pytest.fixture
def url(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """A server's database with the office in it."""
    made = postgres.copy_of(template_of(tmp_path_factory))
    yield made
    postgres.drop(made)


def environment(url: URL | None = None) -> dict[str, str]:
    named = {} if url is None else {"WHALE_DATABASE_URL": url.render_as_string(hide_password=False)}
    return {**{name: value for name, value in os.environ.items() if name != "WHALE_DATABASE_URL"}, **named}


def run(*arguments: str | Path, url: URL | None = None) -> tuple[int, Any, str]:
    """Status, the line of JSON and what was said, of one command."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment(url),
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


class Serving:
    """`whale-desktop serve` in a process of its own."""

    def __init__(self, url: URL, *arguments: str, scheme: str = "http", verify: Any = True) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "serve", "--port", str(self.port), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(url),
        )
        self.http = httpx.Client(base_url=f"{scheme}://localhost:{self.port}", verify=verify, trust_env=False, timeout=20)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.http.get("/health")
                return
            except httpx.TransportError:
                assert self.process.poll() is None, self.process.communicate()
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def end(self) -> tuple[int, str]:
        """Stop it as an operating system does; its status and its log."""
        self.http.close()
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def test_a_server_starts_without_qt_serves_and_ends(url: URL) -> None:
    serving = Serving(url)
    try:
        entered = serving.http.post("/v1/session", json={"email": "funds_clerk@office.test", "password": PASSWORD})
        assert entered.status_code == 200
        headers = {"Authorization": f"Bearer {entered.json()['session']}"}
        with serving.http.stream("GET", "/v1/changes", headers=headers) as stream:
            assert next(stream.iter_lines()).startswith("id: ")
            status, said = serving.end()
    finally:
        serving.process.kill()
    assert status == 0, said
    lines = [json.loads(line) for line in said.splitlines()[1:]]
    assert [line["event"] for line in lines if line["event"] != "server.request"] == ["server.started", "server.ended"]
    assert {"POST /v1/session", "GET /v1/changes"} <= {line.get("call") for line in lines}
    assert PASSWORD not in said


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """An own authority and a certificate of it for localhost."""
    from tests.helpers.certificates import make_certificates

    return make_certificates(tmp_path_factory.mktemp("tls"))


def test_a_server_speaks_tls_and_an_own_authority_is_believed_where_it_is_named(
    url: URL, certificate: Mapping[str, Path]
) -> None:
    import ssl

    from whale_desktop.gateway.http import Line
    from whale_desktop.gateway.remote import RemoteGateway
    from whale_desktop.kernel.errors import Unavailable

    context = ssl.create_default_context(cafile=certificate["authority"])
    arguments = ("--tls-cert", str(certificate["certificate"]), "--tls-key", str(certificate["key"]))
    serving = Serving(url, *arguments, scheme="https", verify=context)
    try:
        assert serving.http.get("/health").headers["strict-transport-security"] == "max-age=31536000"
        address = f"https://localhost:{serving.port}"
        believing = RemoteGateway(Line(address, authorities=certificate["authority"]), pauses=())
        assert believing.place().name == "office"
        assert believing.link().secure
        believing.close()
        doubting = RemoteGateway(Line(address), pauses=())
        with pytest.raises(Unavailable, match=r"remote\.certificate"):
            doubting.place()
        assert doubting.link().code == "remote.certificate"
        doubting.close()
    finally:
        serving.end()


# ----------------------------------------------------------------------------------------------------------- what is refused


def test_a_password_on_the_command_line_is_refused_with_the_reason() -> None:
    status, reply, said = run("serve", "--database", "postgresql://clerk:hush@db/whale")
    assert (status, reply["code"]) == (1, "database.password")
    assert "ps" in said
    assert "hush" not in said + json.dumps(reply)


def test_other_machines_are_served_with_tls_only_unless_it_is_said_in_so_many_words(url: URL) -> None:
    status, reply, said = run("serve", "--host", "0.0.0.0", url=url)
    assert (status, reply["code"]) == (1, "server.tls_needed")
    assert "--plain-http-behind-a-proxy" in said
    with pytest.raises(UserError, match="tls_needed"):
        ServerSettings(host="0.0.0.0").check()
    ServerSettings(host="0.0.0.0", without_tls=True).check()
    with pytest.raises(UserError, match="tls_half"):
        ServerSettings(certificate=Path("a")).check()
    ServerSettings(host="::1").check()
    assert [is_loopback(host) for host in ("localhost", "127.0.0.9", "10.0.0.1", "no.such.host.invalid")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "database.missing"),
        (("--database", "mysql://x/y"), "database.address"),
        (("--database", "postgresql://host"), "database.address"),
        (("--database", "nonsense"), "database.address"),
        (("--database", "postgresql://h/d?password=x"), "database.password"),
        (("--database-file", "nowhere"), "database.unreadable"),
    ],
)
def test_a_server_that_knows_no_database_says_what_to_do(arguments: tuple[str, ...], code: str) -> None:
    status, reply, said = run("serve", *arguments)
    assert (status, reply["code"]) == (1, code)
    assert said.strip()


def test_the_address_comes_from_a_file_that_is_its_owners_alone(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path / "database"
    file.write_text("postgresql://clerk:hush@db:5433/whale\n")
    file.chmod(0o644)
    with pytest.raises(UserError, match="open_file"):
        database_url(file=file)
    file.chmod(0o600)
    assert database_url(file=file).password == "hush"
    assert database_url(typed="postgres://clerk@db/whale").database == "whale"
    assert database_url(environment={"WHALE_DATABASE_URL": "postgresql://a:b@c/d"}).password == "b"
    with pytest.raises(UserError, match=r"database\.local"):
        database_url(file=template_of(tmp_path_factory))


def test_an_older_database_is_not_served_before_it_was_migrated(url: URL) -> None:
    database = Database.open(url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    database.close()
    status, reply, said = run("serve", url=url)
    assert (status, reply["code"], reply["params"]["found"]) == (1, "storage.older", "0000")
    assert "whale-desktop migrate" in said


def test_migrate_brings_an_old_schema_up_to_date_once(postgres: Postgres) -> None:
    url = postgres.empty()
    database = Database.bare(url)
    schema.upgrade(database.engine, None, "base", to="0003")
    database.close()
    assert run("migrate", url=url)[:2] == (0, {"status": "done", "result": {"before": "0003", "after": schema.HEAD}})
    assert run("migrate", url=url)[1]["result"] == {"before": schema.HEAD, "after": schema.HEAD}
    postgres.drop(url)


def test_transfer_moves_a_local_database_whole_or_not_at_all(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url, file = postgres.empty(), template_of(tmp_path_factory)
    status, reply, said = run("transfer", "--from", file, url=url)
    assert (status, reply["status"], reply["result"]["equal"]) == (0, "done", True)
    assert "member: " in said
    assert run("transfer", "--from", file, url=url)[1]["code"] == "storage.exists"
    assert run("transfer", "--from", "nowhere.db", url=url)[1]["code"] == "storage.missing"
    postgres.drop(url)


@pytest.mark.parametrize("password", ["plain", "a long random password", "p@ss/w:rd?%&='\\"])
def test_a_password_may_have_any_character(password: str) -> None:
    from psycopg.conninfo import conninfo_to_dict

    from whale_desktop.storage.postgresql import conninfo

    url = URL.create("postgresql", "whale", password, "db.example.com", 5433, "whale", query={"sslmode": "require"})
    assert conninfo_to_dict(
        conninfo(database_url(environment={"WHALE_DATABASE_URL": url.render_as_string(hide_password=False)}))
    ) == {
        "user": "whale",
        "password": password,
        "host": "db.example.com",
        "port": "5433",
        "dbname": "whale",
        "sslmode": "require",
    }


def test_a_server_on_a_socket_is_found() -> None:
    from psycopg.conninfo import conninfo_to_dict

    from whale_desktop.storage.postgresql import conninfo

    found = conninfo_to_dict(conninfo(database_url(typed="postgresql://whale@/whale?host=/run/postgresql")))
    assert found == {"user": "whale", "dbname": "whale", "host": "/run/postgresql"}


def test_the_listening_socket_says_that_it_is_tcp() -> None:
    """Else asyncio would leave Nagle's waiting switched on, and a client would wait 40 ms for each answer of two pieces."""
    from whale_desktop.server.serving import bound

    listening = bound(ServerSettings(port=0))
    assert listening.proto == socket.IPPROTO_TCP
    listening.close()


def test_a_call_goes_over_a_server_with_the_password_from_standard_input(url: URL) -> None:
    serving = Serving(url)
    try:
        words = ("call", "access.me", "--server", f"http://localhost:{serving.port}", "--user", "auditor@office.test")
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words],
            input=PASSWORD + "\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert json.loads(done.stdout)["result"]["email"] == "auditor@office.test", done.stderr
        refused = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words], input="wrong\n", capture_output=True, text=True, check=False, timeout=60
        )
        assert (refused.returncode, json.loads(refused.stdout)["code"]) == (1, "auth.bad_credentials")
    finally:
        serving.end()


def test_a_call_that_goes_nowhere_says_so() -> None:
    assert run("call", "access.me", "--user", "x@y")[1]["code"] == "call.nowhere"
