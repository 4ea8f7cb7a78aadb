"""What the operator does from beside the database when nobody can sign in any more. Each deed is a command, audited as the system's."""

from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from whale_desktop.app.calls import Reply, reply_of_error
from whale_desktop.app.services import Services, open_services
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.bus.work import Read
from whale_desktop.features.access.messages import NETWORKS, GetParameter, ResetParameter, ResetSecondFactor
from whale_desktop.features.access.queries import member_by_email
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.messages import Command


def allow_every_network(where: Path | URL, clock: Clock) -> Reply:
    """Empty the list of networks from which members may work, in force at once; what it was is in the reply."""

    def deed(services: Services) -> tuple[Command[Any], Any]:
        with services.database.read() as connection:
            kept = Read(connection, SYSTEM, clock.now()).ask(GetParameter(key=NETWORKS.key))
        return ResetParameter(key=NETWORKS.key, expected_version=kept.version), {"before": kept.value}

    return _done(where, clock, deed)


def take_second_factor(where: Path | URL, email: str, clock: Clock) -> Reply:
    """Take the second factor of a member away who has lost it, when nobody is there who may; his sessions end."""

    def deed(services: Services) -> tuple[Command[Any], Any]:
        with services.database.read() as connection:
            found = member_by_email(connection, email)
        if found is None:
            raise UserError("admin.member_unknown")
        return ResetSecondFactor(member_id=found.member_id), {"member": found.email}

    return _done(where, clock, deed)


def _done(where: Path | URL, clock: Clock, deed: Any) -> Reply:
    try:
        services = open_services(where, clock)
    except CodedError as error:
        return reply_of_error(error)
    try:
        command, told = deed(services)
        services.bus.run_as(SYSTEM, command)
    except CodedError as error:
        return reply_of_error(error)
    finally:
        services.gateway.close()
    return {"status": "done", "result": told, "changes": []}
