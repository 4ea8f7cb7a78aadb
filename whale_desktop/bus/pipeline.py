"""The pipeline that every message passes, each stage one function.

decode → session → permission → business gate → idempotency → approval → handler in one unit of work → audit row → commit → reply.
A refusal's audit row is written in its own transaction. What is not a coded error is our fault: logged with an id, shown as the id.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, insert, select

from whale_desktop.bus import audit, changes, state, tables
from whale_desktop.bus.approvals import Approvals, NoRules
from whale_desktop.bus.handlers import handler_of
from whale_desktop.bus.holding import parts_of
from whale_desktop.bus.identity import IP_DENIED, SYSTEM, Actor, Identity
from whale_desktop.bus.notices import Notices
from whale_desktop.bus.stage import ApprovalStage
from whale_desktop.bus.work import Read, Work, record_of
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.errors import CodedError, Conflict, Fault, NeedsConfirmation, Unavailable, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.logs import Log
from whale_desktop.messages import Command, Done, ListQuery, Message, MessageInfo, Submitted, codec, info_of
from whale_desktop.messages.permissions import Requirement, is_met
from whale_desktop.messages.registry import by_name
from whale_desktop.messages.topics import Change
from whale_desktop.storage import Database

R = TypeVar("R")

log = Log("whale_desktop.bus")

_KEEP_REPLY = insert(tables.command_log)
_KEPT_REPLY = select(tables.command_log.c.member_id, tables.command_log.c.input_hash, tables.command_log.c.reply).where(
    tables.command_log.c.command_id == bindparam("id")
)
_FIRST, _AGAIN = b'"replayed":false}', b'"replayed":true}'

MAXIMUM_ROWS = 200


class _Kept(Exception):
    """A refusal whose writes are committed already, its audit row among them."""

    def __init__(self, error: CodedError) -> None:
        super().__init__(error.code)
        self.error = error


@dataclass(frozen=True)
class Call:
    """Everything about a call but the message: session, where from, the client's id, what the person has confirmed.

    remark: what the person tells whoever will have to approve. service: name of the service user who acts where the program itself
    calls; nothing that comes from outside may set it.
    """

    session: str
    workstation: str = ""
    menu: str = ""
    locale: str = "zh_Hant"
    command_id: str = ""
    acknowledged: tuple[str, ...] = ()
    remark: str = ""
    address: str = ""
    service: str = ""


class Bus:
    """Carries messages to their handlers on one database. Safe to call from any thread."""

    def __init__(
        self,
        database: Database,
        identity: Identity,
        clock: Clock,
        *,
        approvals: Callable[[], Approvals] = NoRules,
        load: Callable[[], Mapping[type[Message], tuple[Requirement, ...]]] = dict,
    ) -> None:
        """Put the stages together.

        approvals: gives the rules of approval when they are first needed. load: called before each message, so that its handler is
        there; says for a command the requirements of the screens that offer it, one of which must be met besides its own.
        """
        self.database = database
        self.identity = identity
        self.clock = clock
        self.stage = ApprovalStage(approvals)
        self.load = load
        self.notices = Notices()
        self.origin = new_id()

    def ask(self, name: str, body: bytes, call: Call) -> bytes:
        """Answer the query `name`; the reply is JSON of its result type. Raises `CodedError`."""
        try:
            info = self._known(name, is_command=False)
            query = codec.decode_message(body, info)
            return self.database.repeat(lambda: self._answer(info, query, call))
        except CodedError as error:
            if error.code in ("auth.no_permission", IP_DENIED):
                self._record_refusal(self._known(name, is_command=False), name, call, "refused", error.code)
            raise
        except Exception as error:
            raise self.fault(name, error) from error

    def submit(self, name: str, body: bytes, call: Call) -> bytes:
        """Carry out the command `name`; the reply is JSON of `Done` or `Submitted`, tagged by its first key. Raises `CodedError`."""
        info: MessageInfo | None = None
        command: Message | str = name
        try:
            info = self._known(name, is_command=True)
            command = codec.decode_message(body, info)
            if not call.command_id:
                call = replace(call, command_id=new_id())
            return self.database.repeat(lambda: self._run(info, command, body, call))
        except (NeedsConfirmation, Unavailable):
            raise
        except _Kept as kept:
            raise kept.error from None
        except CodedError as error:
            self._record_refusal(info, command, call, "refused", error.code)
            raise
        except Exception as error:
            fault = self.fault(name, error)
            self._record_refusal(info, command, call, "error", fault.code)
            raise fault from error

    def run_as(self, actor: Actor, command: Command[R], *, locale: str = "zh_Hant") -> R:
        """Run a command from inside the program (seeds, the scheduler), with audit and notices but without session or permission.

        What the handler raises comes out as it is; nothing is written then.
        """
        number = new_id()
        return self.database.repeat(lambda: self._run_as(actor, command, locale, number))

    def _run_as(self, actor: Actor, command: Command[R], locale: str, number: str) -> R:
        info = info_of(command)
        with self.database.write() as connection:
            work = Work(connection, actor, self.clock.now(), locale=locale, command_id=number, stage=self.stage)
            work.keep_apart(parts_of(command))
            work.topics.update(info.topics)
            before = record_of(work, info, command)
            result: R = handler_of(info.type)(work, command)
            after = record_of(work, info, command)
            self._keep(
                work,
                info,
                command,
                Call(session=""),
                digest="",
                reply=b"",
                before=before,
                after=result if after is None else after,
            )
            change = self.announce(connection, work.topics)
        self._publish(work, change)
        if work.kept_refusal is not None:
            raise work.kept_refusal
        return result

    def _known(self, name: str, *, is_command: bool) -> MessageInfo:
        self.load()
        info = by_name(name)
        if info is None or info.is_command is not is_command:
            raise UserError("message.unknown", {"name": name})
        return info

    def _actor(self, connection: Connection, call: Call, now: datetime) -> Actor:
        if call.service:
            return self.identity.actor_of_service(connection, call.service, now)
        return self.identity.actor_of(connection, call.session, now, address=call.address)

    def _answer(self, info: MessageInfo, query: Message, call: Call) -> bytes:
        with self.database.read() as connection:
            now = self.clock.now()
            actor = self.identity.actor_of(connection, call.session, now, address=call.address)
            _permit(info, actor, ())
            _limit_page(query)
            return codec.encode(handler_of(info.type)(Read(connection, actor, now, locale=call.locale), query))

    def _run(self, info: MessageInfo, command: Message, body: bytes, call: Call) -> bytes:
        assert isinstance(command, Command)
        with self.database.write() as connection:
            now = self.clock.now()
            actor = self._actor(connection, call, now)
            parts = parts_of(command)
            for part in parts:
                _permit(part.info, actor, self.load().get(part.info.type, ()))
            work = Work(
                connection,
                actor,
                now,
                locale=call.locale,
                command_id=call.command_id,
                acknowledged=call.acknowledged,
                stage=self.stage,
                workstation=call.workstation,
                remark=call.remark,
                address=call.address,
            )
            work.keep_apart(parts)
            _pass_gate(connection)
            digest = sha256(info.name.encode() + b"\0" + body).hexdigest()
            stored = _stored_reply(connection, call.command_id, actor, digest)
            if stored is not None:
                return stored
            work.topics.update(info.topics)
            before = record_of(work, info, command)
            reply, after = self._take_effect(work, info, command, before)
            self._keep(work, info, command, call, digest=digest, reply=reply, before=before, after=after)
            change = self.announce(connection, work.topics)
        self._publish(work, change)
        if work.kept_refusal is not None:
            raise _Kept(work.kept_refusal)
        return reply

    def _take_effect(self, work: Work, info: MessageInfo, command: Command[Any], before: Any) -> tuple[bytes, Any]:
        """The approval stage, then the handler. Returns the encoded reply and the record afterwards."""
        number = self.stage.hold(work, command)
        if number is not None:
            return codec.encode(Submitted(work_order_no=number, changes=tuple(sorted(work.topics)))), None
        records = self.stage.records_before(work, command, before)
        result = handler_of(info.type)(work, command)
        self.stage.after(work, command, records)
        after = record_of(work, info, command)
        done = Done(result=result, changes=tuple(sorted(work.topics)), work_orders=tuple(work.work_orders))
        return codec.encode(done), after if after is not None else result

    def _keep(
        self, work: Work, info: MessageInfo, command: Message, call: Call, *, digest: str, reply: bytes, before: Any, after: Any
    ) -> None:
        refusal = work.kept_refusal
        if call.command_id and refusal is None:
            work.connection.execute(
                _KEEP_REPLY,
                {
                    "command_id": call.command_id,
                    "member_id": work.actor.member_id,
                    "message": info.name,
                    "input_hash": digest,
                    "reply": reply,
                    "at": work.now,
                },
            )
        if info.audited:
            audit.write_row(
                work.connection,
                at=work.now,
                actor=work.actor,
                workstation=call.workstation,
                address=call.address,
                menu=call.menu,
                info=info,
                message=command,
                command_id=work.command_id,
                result="ok" if refusal is None else "refused",
                error_code="" if refusal is None else refusal.code,
                before=before,
                after=after,
            )

    def announce(self, connection: Connection, topics: Iterable[str]) -> Change:
        """Write down for other processes what this transaction changes; publish the answer in this one after the commit."""
        return changes.announce(connection, topics, self.origin)

    def _publish(self, work: Work, change: Change) -> None:
        """What happens after the commit. The command took effect, so a failure here is logged and is not the command's."""
        for action in work.after_commit:
            try:
                action()
            except Exception as error:
                self.fault("after_commit", error)
        self.notices.publish(change)

    def _record_refusal(self, info: MessageInfo | None, command: Message | str, call: Call, result: str, code: str) -> None:
        """The audit row of a refusal, in a transaction of its own. A session that is unknown leaves the row to the system.

        A session that came from a network that is not allowed ends with it.
        """
        denied = code == IP_DENIED
        if info is not None and not info.audited and not denied:
            return
        with self.database.write() as connection:
            now = self.clock.now()
            try:
                actor = self.identity.shut_out(connection, call.session, now) if denied else self._actor(connection, call, now)
            except UserError:
                actor = SYSTEM
            audit.write_row(
                connection,
                at=now,
                actor=actor,
                workstation=call.workstation,
                address=call.address,
                menu=call.menu,
                info=info,
                message=command,
                command_id=call.command_id,
                result=result,
                error_code=code,
            )

    def fault(self, name: str, error: Exception) -> Fault:
        """A mistake of ours, logged under the id that the person will see."""
        fault = Fault(new_id()[-12:])
        log.error("bus.fault", message=name, fault_id=fault.params["fault_id"], exc_info=error)
        return fault


def _permit(info: MessageInfo, actor: Actor, views: Iterable[Requirement]) -> None:
    """Permission stage: the message's own requirement, the view of a screen that offers it, and a fresh password where asked for."""
    views = tuple(views)
    seen = not views or actor.service or any(is_met(view, actor.codes) for view in views)
    if info.internal:
        raise UserError("message.not_external")
    if actor.password_due and not info.while_password_due:
        raise UserError("auth.password_due")
    if actor.second_factor_due and not (info.while_second_factor_due or info.while_password_due):
        raise UserError("auth.second_factor_due")
    if not is_met(info.permission, actor.codes) or not seen:
        raise UserError("auth.no_permission")
    if info.fresh_login and not actor.fresh:
        raise UserError("auth.fresh_login")


def _limit_page(query: Message) -> None:
    """A page from outside has 1 to 200 rows."""
    if not isinstance(query, ListQuery):
        return
    if not 1 <= query.limit <= MAXIMUM_ROWS:
        raise UserError.at("limit", "message.mistyped", {"expected": f"1…{MAXIMUM_ROWS}"})
    if query.offset < 0:
        raise UserError.at("offset", "message.mistyped", {"expected": "0…"})


def _pass_gate(connection: Connection) -> None:
    """Business gate: no write while the end of day has locked the books."""
    reason = state.get_state(connection, "lock")
    if reason:
        raise Unavailable("system.day_end_lock", {"reason": reason})


def _stored_reply(connection: Connection, command_id: str, actor: Actor, digest: str) -> bytes | None:
    """Idempotency stage: the reply of an earlier try. Raises `Conflict` when the same id came with other contents or from somebody else."""
    if not command_id:
        return None
    found = connection.execute(_KEPT_REPLY, {"id": command_id}).one_or_none()
    if found is None:
        return None
    if found.input_hash != digest or found.member_id != actor.member_id:
        raise Conflict("message.id_reused")
    reply = bytes(found.reply)
    return reply.removesuffix(_FIRST) + _AGAIN if reply.endswith(_FIRST) else reply
