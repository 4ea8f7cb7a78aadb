"""Runs in a process of its own: places orders on a file that the operating system lets grow no further, then on one that may grow again.

`python -m tests.faults.growing FILE SESSION`. Fails unless the refusal is coded and the refused order is done at the second try.
"""

import resource
import signal
import sys
from pathlib import Path

from tests.helpers.desk import order
from tests.helpers.office import MONDAY, Office
from whale_desktop.app.services import open_services
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Done

MOST_ORDERS = 500


def limit_files(size: int) -> None:
    """Let no file of this process grow beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def main(path: Path, session: str) -> None:
    """Until the refusal, then once more."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    services = open_services(path, FixedClock(MONDAY))
    limit_files(path.stat().st_size + 64 * 1024)
    code, done = "", 0
    while not code and done < MOST_ORDERS:
        try:
            services.gateway.submit(order("10"), session=session, context=Office.context, command_id=f"one {done}")
            done += 1
        except CodedError as error:
            code = error.code
    assert code == "storage.full", code
    limit_files(resource.RLIM_INFINITY)
    again = services.gateway.submit(order("10"), session=session, context=Office.context, command_id=f"one {done}")
    assert isinstance(again, Done)
    assert not again.replayed
    services.gateway.close()
    services.database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
