"""A server process on fixture F's clock that dies by its own hand at a named moment of the next command, once a mark is set.

Started by tests: `python -m tests.server.dying URL PORT MOMENT MARK`. MOMENT: `before` (all is written, nothing committed) or `after`
(committed, nothing answered).
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from tests.helpers.office import MONDAY
from tests.helpers.served import SETTINGS
from whale_desktop.app.server import application_of
from whale_desktop.app.services import open_services
from whale_desktop.bus import Bus
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.server.serving import serve

MOMENTS = {"before": "announce", "after": "_publish"}


def main(url: str, port: str, moment: str, mark: str) -> None:
    """Serve until the moment comes."""
    name = MOMENTS[moment]
    genuine = getattr(Bus, name)

    def dying(*arguments: Any) -> Any:
        if Path(mark).exists():
            Path(mark).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return genuine(*arguments)

    setattr(Bus, name, dying)
    services = open_services(make_url(url), FixedClock(MONDAY))
    settings = type(SETTINGS)(port=int(port), threads=4)
    serve(application_of(services, settings), settings)


if __name__ == "__main__":
    main(*sys.argv[1:])
