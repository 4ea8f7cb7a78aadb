"""Where the program writes what went wrong: JSON lines in the person's log folder, warnings to the terminal as well.

Events carry names, ids and tracebacks, never what a person typed: no names, amounts, passwords or tokens. Statement parameters are
hidden by the database engine. structlog is loaded at the first event: with what it draws in, it would take as long as opening the window.
"""

import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import platformdirs

from whale_desktop.kernel.clock import Clock, SystemClock

KEPT_FOR = timedelta(days=30)

_before_first_event: list[Callable[[], None]] = []


class Log:
    """Writes events under the name of a part of the program."""

    def __init__(self, name: str) -> None:
        self._name = name

    def info(self, event: str, **fields: object) -> None:
        """Something worth knowing later; the file only."""
        self._events().info(event, **fields)

    def warning(self, event: str, **fields: object) -> None:
        """Something that is not as it should be."""
        self._events().warning(event, **fields)

    def error(self, event: str, **fields: object) -> None:
        """A mistake of ours, with `exc_info`."""
        self._events().error(event, **fields)

    def _events(self) -> Any:
        import structlog

        while _before_first_event:
            _before_first_event.pop()()
        return structlog.get_logger(self._name)


def log_folder() -> Path:
    """The folder of the log files, by the custom of the operating system."""
    return Path(platformdirs.user_log_dir("whale-desktop", appauthor=False))


def configure_logs(folder: Path | None = None, *, clock: Clock | None = None) -> Path:
    """Send the program's events to today's file and warnings to standard error; returns the file.

    Files older than 30 days are removed. Where no file can be written, warnings still reach the terminal.
    """
    folder = folder or log_folder()
    now = (clock or SystemClock()).now()
    path = folder / f"whale-{now:%Y-%m-%d}.jsonl"
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter("%(message)s"))
    handlers: list[logging.Handler] = [terminal]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_old_files(folder, clock=clock)
        handlers.append(logging.FileHandler(path, encoding="utf-8", delay=True))
    except OSError as error:
        terminal.handle(
            logging.makeLogRecord({"msg": f"no log file: {error}", "levelno": logging.WARNING, "levelname": "WARNING"})
        )
    own = logging.getLogger("whale_desktop")
    for old in tuple(own.handlers):
        own.removeHandler(old)
        old.close()
    for handler in handlers:
        own.addHandler(handler)
    own.setLevel(logging.INFO)
    own.propagate = False
    _before_first_event[:] = [_write_lines_of_json]
    return path


def configure_server_logs() -> None:
    """Send the program's events, and what its web server and job queue warn of, to standard error as JSON lines, for a server's journal."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name, level in (("whale_desktop", logging.INFO), ("uvicorn", logging.WARNING), ("procrastinate", logging.WARNING)):
        one = logging.getLogger(name)
        for old in tuple(one.handlers):
            one.removeHandler(old)
            old.close()
        one.addHandler(handler)
        one.setLevel(level)
        one.propagate = False
    _before_first_event[:] = [_write_lines_of_json]


def _write_lines_of_json() -> None:
    import structlog

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def remove_old_files(folder: Path, *, clock: Clock | None = None) -> None:
    """Remove log files of days more than 30 days ago; the day is in the name."""
    oldest = f"whale-{(clock or SystemClock()).now() - KEPT_FOR:%Y-%m-%d}.jsonl"
    for path in folder.glob("whale-????-??-??.jsonl"):
        if path.name < oldest:
            path.unlink(missing_ok=True)
