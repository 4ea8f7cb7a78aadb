"""Runs in a process of its own: does one piece of work again and again and is killed (SIGKILL) at another point each time.

`python -m tests.faults.crashing PLAN RESULTS`. Points are the SQL statements of the work, and each commit, before it reaches the file and
after. Every round works on a fresh copy of the database; its path and the point go into RESULTS. The round that no point ends is the last.
Forking once everything is loaded makes a round cost milliseconds.
"""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, event

from whale_desktop.app.services import LOCAL, Doors, Services, load_features, new_database, open_services
from whale_desktop.bus import Call
from whale_desktop.bus.chores import ChoreRunner, run_chores
from whale_desktop.bus.jobs import JobRunner, recover_jobs, run_next_job
from whale_desktop.bus.sealing import seal_next
from whale_desktop.features.notices.handlers.ports import Mail, MailServer
from whale_desktop.kernel.clock import FixedClock, parse_moment

KINDS = ("statement", "commit", "committed")
"""Killed just before the n-th statement, just before the n-th commit, just after it."""

MOST_POINTS = 2000


class Plan(msgspec.Struct):
    """What to do. work: `submit` (message, body, command_id by session), `job` (the waiting one), `seal` (the audit trail,
    three rows at a time), `mail` (what waits; each that left is a line in a file beside the database), `new` (make a database).

    step: take every n-th statement only.
    """

    work: str
    database: str
    folder: str
    now: str
    session: str = ""
    message: str = ""
    body: str = ""
    command_id: str = ""
    step: int = 1


class Round(msgspec.Struct):
    """One round: where it was to die, the copy it worked on, whether it was killed."""

    kind: str
    point: int
    database: str
    killed: bool


def mails_of(database: Path) -> Path:
    """Where the mails stand that left while a database was worked on."""
    return database.with_suffix(".mails")


@dataclass(frozen=True)
class MailFile:
    """Appends the number of each mail that leaves to a file: what has left stays gone, whatever becomes of the process."""

    path: Path

    def send(self, mail: Mail, server: MailServer) -> None:
        """One line."""
        with self.path.open("a") as file:
            file.write(f"{mail.number}\n")

    def left(self) -> list[int]:
        """The numbers of the mails that have left."""
        return [int(line) for line in self.path.read_text().split()] if self.path.exists() else []


@dataclass
class Reaper:
    """Counts and kills this process at the chosen point."""

    kind: str
    point: int
    seen: int = 0

    def pass_by(self, kind: str) -> None:
        """One more point of a kind."""
        if kind == self.kind:
            self.seen += 1
            if self.seen == self.point:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, engine: Engine) -> None:
        """Count the statements and commits of an engine."""
        event.listen(engine, "before_cursor_execute", lambda *_: self.pass_by("statement"))
        commit: Callable[[Any], None] = engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            self.pass_by("commit")
            commit(connection)
            self.pass_by("committed")

        engine.dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]  # no event comes after a commit


def carry_out(plan: Plan, database: Path, reaper: Reaper) -> None:
    """The work, once."""
    clock = FixedClock(parse_moment(plan.now))
    if plan.work == "new":
        event.listen(Engine, "before_cursor_execute", lambda *_: reaper.pass_by("statement"))
        event.listen(Engine, "commit", lambda _: reaper.pass_by("commit"))
        new_database(database, kind=LOCAL, clock=clock)
        return
    JobRunner._begin = lambda self: None  # type: ignore[method-assign]  # jobs are done here, not in a thread
    ChoreRunner.wake = lambda self: None  # type: ignore[method-assign]  # and so are chores
    services = open_services(database, clock, doors=Doors(mailer=MailFile(mails_of(database))))
    reaper.watch(services.database.engine)
    {"submit": _submit, "job": _do_job, "seal": _seal, "mail": _send_mails}[plan.work](plan, services)
    reaper.kind = ""  # closing is no part of the work
    services.gateway.close()


def _submit(plan: Plan, services: Services) -> None:
    services.bus.submit(plan.message, plan.body.encode(), Call(session=plan.session, command_id=plan.command_id))


def _do_job(plan: Plan, services: Services) -> None:
    recover_jobs(services.bus)
    assert run_next_job(services.bus)


def _seal(plan: Plan, services: Services) -> None:
    while seal_next(services.database, most=3):
        pass


def _send_mails(plan: Plan, services: Services) -> None:
    run_chores(services.chores(), threading.Event())


def one_round(plan: Plan, kind: str, point: int) -> Round:
    """Fork, work on a copy, die or finish."""
    database = Path(plan.folder) / f"{kind}-{point}.db"
    if plan.database:
        shutil.copyfile(plan.database, database)
    child = os.fork()
    if not child:
        try:
            carry_out(plan, database, Reaper(kind, point))
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(70)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or status == 0, f"{kind} {point}: the work failed by itself"
    return Round(kind=kind, point=point, database=str(database), killed=killed)


def main(plan: Plan, results: Path) -> None:
    """Every point of every kind."""
    load_features()
    rounds: list[Round] = []
    for kind in KINDS if plan.work != "new" else KINDS[:2]:
        for point in range(1, MOST_POINTS, plan.step if kind == "statement" else 1):
            rounds.append(one_round(plan, kind, point))
            if not rounds[-1].killed:
                break
    results.write_bytes(msgspec.json.encode(rounds))


if __name__ == "__main__":
    main(msgspec.convert(json.loads(Path(sys.argv[1]).read_text()), Plan), Path(sys.argv[2]))
