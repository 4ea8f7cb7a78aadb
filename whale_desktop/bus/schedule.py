"""Commands that run by the clock: rows of name, command, rule in Hong Kong time and last run, carried out by the service user `scheduler`.

A run has the id of its due moment, so however many programs look at the same rows, the command takes effect once. What was missed while
no program ran is caught up with one run, not with one for each time.
"""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from whale_desktop.bus import tables
from whale_desktop.bus.pipeline import Bus, Call
from whale_desktop.kernel.errors import CodedError, Unavailable
from whale_desktop.kernel.logs import Log
from whale_desktop.kernel.recurrence import parse_recurrence
from whale_desktop.kernel.texts import DEFAULT_LOCALE
from whale_desktop.messages import Command, codec, info_of
from whale_desktop.messages.registry import by_name

log = Log("whale_desktop.bus")

SCHEDULER = "scheduler"
LOOK_EVERY_SECONDS = 30.0
"""How often a program looks whether something is due; nothing is due to the second."""


@dataclass(frozen=True)
class Scheduled:
    """A command that a feature wants to be run by the clock. The row in the database decides when; this is what the row begins with."""

    name: str
    command: Command[Any]
    rule: str


_ENTRIES: dict[str, Scheduled] = {}


def scheduled(name: str, command: Command[Any], *, rule: str) -> None:
    """Declare, beside the handlers of a feature, that `command` is run by `rule` (`kernel.recurrence`). It needs a wire name."""
    assert name not in _ENTRIES, f"scheduled twice: {name}"
    assert info_of(command).name, f"{type(command).__name__} has no wire name"
    parse_recurrence(rule)
    _ENTRIES[name] = Scheduled(name, command, rule)


def all_scheduled() -> tuple[Scheduled, ...]:
    """Everything that was declared, by name."""
    return tuple(_ENTRIES[name] for name in sorted(_ENTRIES))


def plant(connection: Connection, now: datetime) -> None:
    """A row for everything declared that has none yet; it is due for the first time after `now`."""
    known = set(connection.execute(select(tables.schedule.c.name)).scalars())
    missing = [one for one in all_scheduled() if one.name not in known]
    if missing:
        connection.execute(insert(tables.schedule), [_row(one, now) for one in missing])


def _row(entry: Scheduled, now: datetime) -> dict[str, Any]:
    return {
        "name": entry.name,
        "message": info_of(entry.command).name,
        "payload": codec.encode(entry.command).decode(),
        "rule": entry.rule,
        "enabled": True,
        "last_run": now,
        "last_error": "",
    }


def run_due(bus: Bus) -> int:
    """Run everything that is due now; how many commands took effect or were refused. What cannot be done yet stays due."""
    bus.load()
    now = bus.clock.now()
    with bus.database.read() as connection:
        rows = connection.execute(select(tables.schedule).where(tables.schedule.c.enabled).order_by(tables.schedule.c.name)).all()
    count = 0
    for row in rows:
        due = parse_recurrence(row.rule).latest(now)
        if row.last_run is None or row.last_run < due:
            count += _run(bus, row, due)
    return count


def _run(bus: Bus, row: Any, due: datetime) -> int:
    error = ""
    info = by_name(row.message)
    try:
        if info is None:
            error = "message.unknown"
        else:
            call = Call(session="", service=SCHEDULER, command_id=f"{row.name} {due:%Y-%m-%dT%H:%M}", locale=DEFAULT_LOCALE)
            bus.submit(info.name, row.payload.encode(), call)
    except Unavailable as unavailable:
        log.info("schedule.later", name=row.name, code=unavailable.code)
        return 0
    except CodedError as refused:
        error = refused.code
    except Exception as fault:
        error = bus.fault(row.message, fault).code
    if error:
        log.info("schedule.refused", name=row.name, code=error)
    table = tables.schedule
    with bus.database.write() as connection:
        connection.execute(update(table).where(table.c.name == row.name).values(last_run=bus.clock.now(), last_error=error))
    return 1


class ScheduleRunner:
    """A thread that looks at the schedule from its start, where it catches up, until it is closed."""

    def __init__(self, bus: Bus, *, every_seconds: float = LOOK_EVERY_SECONDS) -> None:
        self._bus = bus
        self._every = every_seconds
        self._closing = threading.Event()
        self._starting = threading.Lock()
        self._thread = threading.Thread(target=self._loop, name="whale-schedule", daemon=True)

    def start(self) -> None:
        """Begin; a second time is no harm."""
        with self._starting:
            if not self._closing.is_set() and self._thread.ident is None:
                self._thread.start()

    def close(self) -> None:
        """Stop after the command that is under way, and wait for it."""
        with self._starting:
            self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _loop(self) -> None:
        planted = False
        while not self._closing.is_set():
            try:
                if not planted:
                    self._bus.load()
                    self._bus.database.repeat(self._plant)
                    planted = True
                run_due(self._bus)
            except Unavailable as error:
                log.info("schedule.waiting", code=error.code)
            except Exception as error:
                log.error("schedule.failed", exc_info=error)
            self._closing.wait(self._every)

    def _plant(self) -> None:
        with self._bus.database.write() as connection:
            plant(connection, self._bus.clock.now())
