"""A worker in a process of its own whose exports stop where a test wants: `python -m tests.server.working URL MARK STEPS SECONDS`.

It writes its name into MARK at each step of a job of the kind "test.slow", so that a test sees who worked, and can kill it in the middle.
"""

import os
import sys
import time
from pathlib import Path

from sqlalchemy.engine import make_url

from whale_desktop.app.server import worker_of
from whale_desktop.app.services import open_services
from whale_desktop.bus import JobContext
from whale_desktop.bus.jobs import job
from whale_desktop.kernel.logs import configure_server_logs
from whale_desktop.messages import Struct
from whale_desktop.server.worker import WorkerSettings

QUICK = WorkerSettings(
    at_once=1, beat_seconds=0.3, dead_after_seconds=1.5, sweep_seconds=0.3, poll_seconds=0.3, schedule_seconds=0.3
)


class Slow(Struct):
    """What a slow job is given."""

    steps: int
    seconds: float
    mark: str


def slow(context: JobContext, payload: Slow) -> None:
    """Step by step, each noted; the result is the number of steps."""
    for step in range(payload.steps):
        context.progress(step, payload.steps)
        with Path(payload.mark).open("a", encoding="utf-8") as stream:
            stream.write(f"{os.getpid()} {step}\n")
        time.sleep(payload.seconds)
    context.finish(str(payload.steps).encode(), name="slow.txt", rows=payload.steps)


def register() -> None:
    """Make the job's kind known."""
    job("test.slow", Slow)(slow)


def main() -> None:
    """Work until told to end."""
    configure_server_logs()
    register()
    url = make_url(sys.argv[1])
    services = open_services(url)
    try:
        worker_of(services, url, QUICK).run()
    finally:
        services.database.close()


if __name__ == "__main__":
    main()
