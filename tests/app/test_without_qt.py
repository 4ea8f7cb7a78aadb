"""The headless subcommands run on a machine without Qt: in a process of their own, with every Qt package blocked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BLOCKED = ("PySide6", "shiboken6", "qasync", "qtawesome")
PROGRAM = f"""
import sys
for name in {BLOCKED!r}:
    sys.modules[name] = None
from whale_desktop.app.cli import main
try:
    main(sys.argv[1:])
finally:
    assert not [name for name in sys.modules if name.startswith("whale_desktop.ui")], "the window was loaded"
"""


def run(*arguments: str | Path, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_headless_subcommand_runs_without_qt(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    made = run("new-db", path, "--seed", "empty", "--now", "2024-03-18")
    assert (made.returncode, made.stderr) == (0, "")
    administrator = json.loads(made.stdout)["result"]
    calls = {
        "schema": run("schema"),
        "prove": run("prove", "--db", path),
        "call": run("call", "access.me", "--db", path, "--user", administrator["administrator"], stdin=administrator["password"]),
        "version": run("--version"),
        "help": run("--help"),
    }
    assert {name: (one.returncode, one.stderr) for name, one in calls.items()} == dict.fromkeys(calls, (0, ""))
    assert json.loads(calls["call"].stdout)["result"]["name"] == "admin"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("open", "--db", "x"), 7), (("open", "--db", "x", "--lang", "en"), 17), (("demo",), 17), (("tour", "--out", "x"), 17)],
)
def test_only_the_window_and_its_tour_need_qt_and_the_plain_way_no_parser(
    tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    source = f"""
import sys, types
from whale_desktop.app import calls, cli
calls.make_database = lambda *a, **k: None
for name in ("desktop", "tour"):
    module = types.ModuleType(name)
    module.run = lambda *a, **k: 7 + 10 * ("cyclopts" in sys.modules)
    sys.modules["whale_desktop.app." + name] = module
cli.main({list(arguments)!r})
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120)
    assert (done.returncode, done.stderr) == (status, "")
