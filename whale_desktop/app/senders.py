"""The two ways of one call on the command line: to a database file in this process, or to a server. Both carry the bytes of messages."""

import sys
from pathlib import Path
from typing import Protocol

from whale_desktop.app.services import DEMO, Services, load_features, open_services
from whale_desktop.bus import Call
from whale_desktop.features.access.handlers.seed import demo_members, role_seeds
from whale_desktop.gateway.port import Context, Gateway
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.errors import CodedError, Fault, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.logs import Log

log = Log("whale_desktop.call")


class Sender(Protocol):
    """Where a call goes. `gateway` carries files and jobs."""

    gateway: Gateway

    def sign_in(self, user: str, context: Context) -> str:
        """A session of a user; asks standard input for the password where one is needed, and for a code. Raises `UserError`."""
        ...

    def ask(self, name: str, body: bytes, call: Call) -> bytes:
        """A query's answer as JSON."""
        ...

    def submit(self, name: str, body: bytes, call: Call) -> bytes:
        """A command's reply as JSON."""
        ...

    def fault(self, error: Exception) -> CodedError:
        """A mistake of ours, logged under its id."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class LocalSender:
    """A database file. On a demonstration nobody needs a password, and the service users may be named."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open it. Raises `Unavailable`."""
        self._services: Services = open_services(path, clock)
        self.gateway: Gateway = self._services.gateway

    def sign_in(self, user: str, context: Context) -> str:
        """See `Sender`."""
        services = self._services
        if services.kind != DEMO:
            return _signed_in(self.gateway, user, _line(), context)
        if user in (one.role for one in role_seeds() if one.service):
            return services.signing.open_service_session(user, context)
        known = {role: one.email for one, role in demo_members()}
        return services.signing.open_demo_session(known.get(user, user), context).session

    def ask(self, name: str, body: bytes, call: Call) -> bytes:
        """See `Sender`."""
        return self._services.bus.ask(name, body, call)

    def submit(self, name: str, body: bytes, call: Call) -> bytes:
        """See `Sender`."""
        return self._services.bus.submit(name, body, call)

    def fault(self, error: Exception) -> CodedError:
        """See `Sender`."""
        return self._services.bus.fault("call", error)

    def close(self) -> None:
        """See `Sender`."""
        self.gateway.close()


class RemoteSender:
    """A server, by its address. What the message looks like is not checked here: the server says what is wrong with it."""

    def __init__(self, address: str, certificates: str) -> None:
        """Make the line. Raises `UserError` for what is no address."""
        from whale_desktop.gateway.http import Line
        from whale_desktop.gateway.remote import RemoteGateway

        load_features()
        self._remote = RemoteGateway(Line(address, certificates=certificates))
        self.gateway: Gateway = self._remote

    def sign_in(self, user: str, context: Context) -> str:
        """See `Sender`. A demonstration says the passwords of its members."""
        offered = {one.email: one.password for one in self._remote.place().demo_members}
        return _signed_in(self._remote, user, offered.get(user) or _line(), context)

    def ask(self, name: str, body: bytes, call: Call) -> bytes:
        """See `Sender`."""
        return self._remote.send(name, body, session=call.session, context=_context(call))

    def submit(self, name: str, body: bytes, call: Call) -> bytes:
        """See `Sender`."""
        return self._remote.send(
            name,
            body,
            session=call.session,
            context=_context(call),
            command_id=call.command_id,
            acknowledged=call.acknowledged,
        )

    def fault(self, error: Exception) -> CodedError:
        """See `Sender`."""
        fault = Fault(new_id()[-12:])
        log.error("call.fault", fault_id=fault.params["fault_id"], exc_info=error)
        return fault

    def close(self) -> None:
        """See `Sender`."""
        self._remote.close()


def sender_to(db: Path | None, server: str, certificates: str, clock: Clock) -> Sender:
    """Where a call goes that names a file or a server. Raises `CodedError`."""
    if server:
        return RemoteSender(server, certificates)
    if db is None:
        raise UserError("call.nowhere")
    return LocalSender(db, clock)


def _signed_in(gateway: Gateway, user: str, password: str, context: Context) -> str:
    """A session. The code of an authenticator app is the next line of standard input, which is read only if one is wanted."""
    try:
        return gateway.sign_in(user, password, context).session
    except UserError as error:
        code = _line() if error.code == "auth.code_needed" else ""
        if not code:
            raise
    return gateway.sign_in(user, password, context, code=code).session


def _line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _context(call: Call) -> Context:
    return Context(workstation=call.workstation, menu=call.menu, locale=call.locale)
