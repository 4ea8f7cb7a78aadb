"""Runs in a process of its own: places orders on a database that another process uses too.

`python -m tests.faults.placing FILE SESSION COUNT NAME`; prints how many took effect.
"""

import sys
from pathlib import Path

from tests.helpers.desk import order
from tests.helpers.office import MONDAY, Office
from whale_desktop.app.services import open_services
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.messages import Done


def main(path: str, session: str, count: int, name: str) -> int:
    """Place the orders one after another; how many were done and not replayed."""
    services = open_services(Path(path), FixedClock(MONDAY))
    done = 0
    for number in range(count):
        reply = services.gateway.submit(order("10"), session=session, context=Office.context, command_id=f"{name} {number}")
        done += isinstance(reply, Done) and not reply.replayed
    services.gateway.close()
    services.database.close()
    return done


if __name__ == "__main__":
    sys.stdout.write(str(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])))
