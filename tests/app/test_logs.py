"""The log file: JSON lines with names and ids, old files removed, nothing that a person typed."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.helpers.office import MONDAY, Office
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.kernel.logs import Log, configure_logs

CLOCK = FixedClock(MONDAY)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "logs"
    own = logging.getLogger("whale_desktop")
    for handler in tuple(own.handlers):
        own.removeHandler(handler)
        handler.close()
    own.propagate = True
    own.setLevel(logging.NOTSET)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_events_are_lines_of_json_and_warnings_reach_the_terminal(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = configure_logs(folder, clock=CLOCK)
    log = Log("whale_desktop.test")
    log.info("started", feature="fx")
    log.warning("slow", milliseconds=120)
    assert path == folder / "whale-2024-03-18.jsonl"
    assert [(one["event"], one["level"], one["logger"]) for one in lines(path)] == [
        ("started", "info", "whale_desktop.test"),
        ("slow", "warning", "whale_desktop.test"),
    ]
    terminal = capfd.readouterr().err
    assert "slow" in terminal
    assert "started" not in terminal


def test_files_older_than_thirty_days_go(folder: Path) -> None:
    folder.mkdir()
    for name in ("whale-2024-02-16.jsonl", "whale-2024-02-17.jsonl", "notes.jsonl"):
        (folder / name).write_text("x")
    configure_logs(folder, clock=CLOCK)
    assert sorted(one.name for one in folder.iterdir()) == ["notes.jsonl", "whale-2024-02-17.jsonl"]
    Log("whale_desktop.test").info("started")
    assert (folder / "whale-2024-03-18.jsonl").exists()


def test_without_a_place_for_the_file_the_program_runs_and_says_so(
    tmp_path: Path, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file, no folder")
    configure_logs(folder, clock=CLOCK)
    Log("whale_desktop.test").warning("still here")
    assert "still here" in capfd.readouterr().err


def test_a_failed_statement_shows_no_value(office: Office) -> None:
    with pytest.raises(DBAPIError) as caught, office.database.read() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE secret = :secret"), {"secret": "Chan Tai Man"})
    assert "Chan Tai Man" not in str(caught.value)
