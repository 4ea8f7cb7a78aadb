"""The seal on the audit trail, against the commands whose rows it seals: processor time of one and of the other, in one process.

The commands are ordinary ones through the whole bus, each with a record before and after; the sealer is the one that runs behind them.
Processor time says the same on a machine that others share.
"""

import tempfile
import time
from decimal import Decimal
from pathlib import Path

from bench.measure import Line, shown
from whale_desktop.app.services import Services, new_database, open_services
from whale_desktop.bus.sealing import seal_all, verify
from whale_desktop.features.fx.messages import ListLimits, UpdateLimit
from whale_desktop.gateway.local import LocalGateway
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.kernel.ids import counting_ids

COMMANDS = 10_000
MOST = 0.05
NOW = "2026-11-20T11:30:00"
CONTEXT = Context(workstation="bench", menu="parameters.exchange.large_amount")


def run() -> list[Line]:
    """The sealer's share."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sealing.db"
        new_database(path, kind="demo", clock=FixedClock(parse_moment(NOW)))
        services = open_services(path, FixedClock(parse_moment(NOW)))
        gateway = LocalGateway(services.bus, services.signing, services.place)  # a door without chores: nothing seals meanwhile
        try:
            worked = _work(services, gateway)
            began = time.process_time()
            sealed = seal_all(services.database)
            sealing = time.process_time() - began
            assert sealed >= COMMANDS, sealed
            began = time.process_time()
            with services.database.read() as connection:
                assert verify(connection).broken is None
            verifying = time.process_time() - began
        finally:
            gateway.close()
    share = sealing / worked
    return [
        Line(
            f"seal {COMMANDS:,} audit rows / the commands that wrote them (processor time)",
            shown(sealing),
            shown(worked),
            f"{share * 100:.2f} %",
            f"≤ {MOST * 100:g} %",
            kept=share <= MOST,
        ),
        Line(f"  verify {sealed:,} rows", shown(verifying), f"{sealed / verifying:,.0f} rows/s", "", "–", kept=True),
    ]


def _work(services: Services, gateway: LocalGateway) -> float:
    """Send the commands; the processor time they take."""
    session = services.signing.open_demo_session("parameters@whale.demo", CONTEXT).session
    row = gateway.ask(ListLimits(), session=session, context=CONTEXT).rows[0]
    ids = counting_ids("bench")
    began = time.process_time()
    for number in range(COMMANDS):
        command = UpdateLimit(currency=row.currency, amount=Decimal(100_000 + number), expected_version=row.version + number)
        gateway.submit(command, session=session, context=CONTEXT, command_id=ids())
    return time.process_time() - began
