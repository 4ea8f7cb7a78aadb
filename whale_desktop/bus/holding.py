"""Commands that wait for other people: how one is tried, described, guarded, locked and in the end carried out.

Who must agree is not known here: that is the work-order feature's, behind `bus.approvals`.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, String, bindparam, cast, delete, exists, insert, select

from whale_desktop.bus import audit, tables
from whale_desktop.bus.handlers import handler_of
from whale_desktop.bus.identity import Actor
from whale_desktop.bus.work import Read, Work, record_of
from whale_desktop.kernel.errors import CodedError, Conflict, FieldError, NeedsConfirmation, UserError
from whale_desktop.messages import Command, MessageInfo, Query, Struct, codec, info_of
from whale_desktop.messages.batch import MAXIMUM_PARTS, Batch
from whale_desktop.messages.registry import by_key, by_name
from whale_desktop.storage.listing import Made, looked_up

CHECKER = Actor(member_id=-1, name="…", codes=frozenset())
"""Stands for whoever will decide, while a request is tried: nobody of this number exists, so he is never the record's maker.

His name stands in the preview where the decider's will stand; whoever shows it says so.
"""


_PENDING = tables.pending_order.c
_OPEN_ORDER = select(_PENDING.work_order_no, _PENDING.expires_at).where(
    _PENDING.target_type == bindparam("query"), _PENDING.target_key == bindparam("key")
)
_OPEN_ORDERS = select(_PENDING.target_key, _PENDING.work_order_no).where(
    _PENDING.target_type == bindparam("query"), _PENDING.target_key.in_(bindparam("keys", expanding=True))
)
_RELEASE = delete(tables.pending_order).where(_PENDING.work_order_no == bindparam("number"))


@dataclass(frozen=True)
class Part:
    """One command inside what is held: usually the only one."""

    info: MessageInfo
    command: Command[Any]


class Target(Struct):
    """A record that waits for a decision: wire name of the query that shows it, and its number as text."""

    query: str
    key: str


class Kept(Struct):
    """A command as it is kept: its key in the registry and its JSON text."""

    message: str
    body: str


class Held(Struct):
    """A command that waits, with all that is needed to carry it out later.

    requested: a handler asked for it (`work.request`), else the bus held the command that a person sent. acknowledged: what the maker
    answered with yes. guard: hash over the guard fields of its targets. on_refusal, on_close, on_failure: what follows on a refusal, on
    any other end without a decision, and on a failed execution. comment_field, reason_field: the field of the command, or of
    `on_failure`, that takes the decider's comment, or the code of the failure.
    """

    command: Kept
    requested: bool
    acknowledged: tuple[str, ...]
    targets: tuple[Target, ...]
    guard: str
    on_refusal: Kept | None = None
    on_close: Kept | None = None
    on_failure: Kept | None = None
    comment_field: str = ""
    reason_field: str = ""


@dataclass(frozen=True)
class Trial:
    """What a held command would change: the records before and after, one of each a part."""

    held: Held
    parts: tuple[Part, ...]
    before: tuple[Any, ...]
    after: tuple[Any, ...]


@dataclass(frozen=True)
class Execution:
    """How carrying out went: `error` is None when it took effect. failed: of many records the one that was refused."""

    error: CodedError | None
    before: tuple[Any, ...] = ()
    after: tuple[Any, ...] = ()
    failed: str = ""


def kept(command: Command[Any]) -> Kept:
    """A command as it is kept."""
    return Kept(message=info_of(command).key, body=codec.encode(command).decode())


def restored(command: Kept) -> Command[Any]:
    """The kept command. Raises `UserError("message.unknown")` or `message.invalid` when this program no longer knows it so."""
    info = by_key(command.message)
    if info is None:
        raise UserError("message.unknown", {"name": command.message})
    message = codec.decode_message(command.body.encode(), info)
    assert isinstance(message, Command)
    return message


def parts_of(command: Command[Any]) -> tuple[Part, ...]:
    """The commands inside: those of a batch, else the command itself. Raises `UserError` with every bad field of every part."""
    if not isinstance(command, Batch):
        return (Part(info_of(command), command),)
    if not 1 <= len(command.parts) <= MAXIMUM_PARTS:
        raise UserError.at("parts", "batch.size", {"limit": MAXIMUM_PARTS})
    parts: list[Part] = []
    faults: list[FieldError] = []
    for index, one in enumerate(command.parts):
        info = by_name(one.message)
        if info is None or not info.is_command or issubclass(info.type, Batch):
            faults.append(FieldError(f"parts[{index}].message", "message.unknown", {"name": one.message}))
            continue
        try:
            message = codec.decode_message(codec.encode(one.body), info)
        except UserError as error:
            faults += [FieldError(f"parts[{index}].{fault.field}", fault.code, fault.params) for fault in error.fields]
            continue
        assert isinstance(message, Command)
        parts.append(Part(info, message))
    if faults:
        raise UserError("message.invalid", fields=tuple(faults))
    if len({(part.info.approval, part.info.requested) for part in parts}) > 1:
        raise UserError.at("parts", "batch.mixed")
    return tuple(parts)


def approval_key(parts: Iterable[Part]) -> str:
    """The approval key under which the bus itself puts these commands; empty where there is none or their handler asks."""
    first = next(iter(parts))
    return "" if first.info.requested or first.info.internal else first.info.approval


def targets_of(parts: Iterable[Part]) -> tuple[Target, ...]:
    """The records that commands are about, each once."""
    found = dict.fromkeys(
        (info_of(part.info.target.query).name, part.info.target.key_of(part.command)) for part in parts if part.info.target
    )
    return tuple(Target(query=query, key=key) for query, key in found)


def records_of(read: Read, parts: Iterable[Part]) -> tuple[Any, ...]:
    """The records of commands as they are now, one of each; None where there is none."""
    return tuple(record_of(read, part.info, part.command) for part in parts)


def guard_of(parts: Iterable[Part], records: Iterable[Any]) -> str:
    """Hash over the guard fields of the records of these commands; nothing else of a record counts."""
    fields = [
        [getattr(record, name, None) for name in part.info.guard]
        for part, record in zip(parts, records, strict=True)
        if part.info.target is not None
    ]
    return sha256(codec.encode(fields)).hexdigest()


def try_out(work: Work, command: Command[Any], *, actor: Actor, again: bool = False) -> Trial:
    """Run a command as its decision will, undo it, and say what it would have changed. Raises what the handler raises.

    Of a batch every part is tried: `UserError("batch.refused")` names each refusal with the part's place.

    again: it was submitted before and is now about the version that its record has today.
    """
    parts = parts_of(command)
    before = records_of(work, parts)
    after: list[Any] = []
    refusals: list[FieldError] = []
    with work.savepoint() as undo:
        trial = work.deciding((part.info.type for part in parts), actor=actor)
        known = before if again or actor is CHECKER else None
        _run(trial, parts, known, after, refusals if isinstance(command, Batch) else None)
        undo()
    if refusals:
        raise batch_refused(refusals)
    held = Held(
        command=kept(command),
        requested=False,
        acknowledged=tuple(sorted(work.acknowledged)),
        targets=targets_of(parts),
        guard=guard_of(parts, before),
    )
    return Trial(held, parts, before, tuple(after))


def batch_refused(refusals: Sequence[FieldError]) -> UserError:
    """The refusal of a batch of which some parts cannot be carried out."""
    return UserError("batch.refused", {"count": len(set(map(_place_of, refusals)))}, fields=tuple(refusals))


def carry_out(
    work: Work, held: Held, *, work_order_no: str, maker: Actor, before: tuple[Any, ...], comment: str = ""
) -> Execution:
    """Carry out what was held, by the last decider's hand and in his transaction; a refusal of the handler is undone and told.

    before: its records as they are (`records_of`).
    The executed command leaves an audit row of its own that names the work order.
    """
    work.acknowledged |= frozenset(held.acknowledged)
    parts: tuple[Part, ...] = ()
    after: list[Any] = []
    try:
        command = _with_field(restored(held.command), held.comment_field, comment)
        parts = parts_of(command)
        with work.savepoint():
            replay = work.deciding((part.info.type for part in parts), maker=maker, command_id=f"ticket-{work_order_no}")
            _run(replay, parts, before, after)
    except CodedError as error:
        return Execution(error, failed=_target_of(parts[len(after)])[1] if len(parts) > 1 else "")
    work.topics |= replay.topics
    work.after_commit += replay.after_commit
    for index, part in enumerate(parts):
        audit.write_row(
            work.connection,
            at=work.now,
            actor=work.actor,
            workstation="",
            menu="",
            info=part.info,
            message=part.command,
            command_id=f"ticket-{work_order_no}",
            result="ok",
            before=before[index],
            after=after[index],
            work_order_no=work_order_no,
        )
    return Execution(None, before, tuple(after))


def react(
    work: Work, reaction: Kept | None, *, maker: Actor, actor: Actor | None = None, field: str = "", text: str = ""
) -> None:
    """Run what follows on a refusal, another end, or a failure; `text` goes into `field` of the command.

    actor: whoever acts now, unless nobody decides anything and the system acts.
    """
    if reaction is None:
        return
    command = _with_field(restored(reaction), field, text)
    parts = parts_of(command)
    replay = work.deciding((part.info.type for part in parts), actor=actor, maker=maker)
    _run(replay, parts, records_of(work, parts), [])
    work.topics |= replay.topics
    work.after_commit += replay.after_commit


def _run(
    work: Work,
    parts: tuple[Part, ...],
    before: tuple[Any, ...] | None,
    after: list[Any],
    refusals: list[FieldError] | None = None,
) -> None:
    """The handlers one after another; into `after` comes what each record is then, or the handler's own answer where there is none.

    before: the records as they are; each command is taken to be about the version that its record has when its turn comes. None: each
    is about the version that it names. refusals: instead of ending at the first refusal, undo that part and go on.
    """
    known = {} if before is None else dict(zip(map(_target_of, parts), before, strict=True))

    def run(part: Part) -> None:
        work.topics.update(part.info.topics)
        command = part.command if before is None else _aligned(part, known[_target_of(part)])
        result = handler_of(part.info.type)(work, command)
        record = known[_target_of(part)] = record_of(work, part.info, command)
        after.append(result if record is None else record)

    for place, part in enumerate(parts):
        if refusals is None:
            run(part)
            continue
        try:
            with work.savepoint():
                run(part)
        except (UserError, Conflict) as refused:
            refusals += _placed(refused, place)


def _placed(refused: CodedError, place: int) -> list[FieldError]:
    """A refusal of one part of a batch, at its place."""
    fields = refused.fields if isinstance(refused, UserError) else ()
    return [FieldError(f"parts[{place}].{one.field}", one.code, one.params) for one in fields] or [
        FieldError(f"parts[{place}]", refused.code, refused.params)
    ]


def _target_of(part: Part) -> tuple[type[Query[Any]] | None, str]:
    """What a command is about, as a key."""
    target = part.info.target
    return (None, "") if target is None else (target.query, target.key_of(part.command))


def _aligned(part: Part, record: Any) -> Command[Any]:
    """The command with the version that its record has now: for a held one the guard decides whether the record changed."""
    if "expected_version" not in part.info.type.__struct_fields__:
        return part.command
    version = getattr(record, "version", None)
    return part.command if version is None else msgspec.structs.replace(part.command, expected_version=version)


def _with_field(command: Command[Any], field: str, text: str) -> Command[Any]:
    return msgspec.structs.replace(command, **{field: text}) if field and text else command


# ------------------------------------------------------------------------------------------------------- records that wait


def open_order(connection: Connection, targets: Iterable[Target]) -> Any:
    """The first open work order on any of these records (`work_order_no`, `expires_at`), None when there is none."""
    for target in targets:
        found = connection.execute(_OPEN_ORDER, {"query": target.query, "key": target.key}).one_or_none()
        if found is not None:
            return found
    return None


def lock(work: Work, targets: Iterable[Target], *, work_order_no: str, expires_at: datetime | None) -> None:
    """Remember that records wait for a work order. Raises `UserError("ticket.target_locked")` when one already does."""
    connection, targets = work.connection, tuple(targets)
    locked = open_order(connection, targets)
    if locked is not None:
        raise target_locked(locked.work_order_no)
    if targets:
        connection.execute(
            insert(tables.pending_order),
            [
                {"target_type": one.query, "target_key": one.key, "work_order_no": work_order_no, "expires_at": expires_at}
                for one in targets
            ],
        )
    _tell_lists(work, (one.query for one in targets))


def release(work: Work, work_order_no: str) -> None:
    """The records of a work order no longer wait."""
    of_order = _PENDING.work_order_no == work_order_no
    _tell_lists(work, work.connection.execute(select(_PENDING.target_type).where(of_order)).scalars())
    work.connection.execute(_RELEASE, {"number": work_order_no})


def _tell_lists(work: Work, queries: Iterable[str]) -> None:
    """Whoever shows records that begin or cease to wait looks again, whatever else a decision changes."""
    for name in set(queries):
        info = by_name(name)
        work.topics.update(info.topics if info is not None else ())


def target_locked(work_order_no: str) -> UserError:
    """The refusal of whatever would change a record that waits for a decision."""
    return UserError("ticket.target_locked", {"work_order_no": work_order_no})


def _place_of(fault: FieldError) -> int:
    """The part of a batch that a refusal is about."""
    return int(fault.field.partition("]")[0].removeprefix("parts["))


def refuse_locked(work: Work, command: Command[Any], locked: Mapping[Target, str]) -> None:
    """Always raises: the command's own refusal where it has one, else that its record has a work order under approval.

    locked: the work orders, by record. Of a batch each part that cannot be carried out is named, for its own reason if it has one.
    """
    refusals: dict[int, list[FieldError]] = {}
    if isinstance(command, Batch):
        for place, part in enumerate(parts_of(command)):
            for target in targets_of((part,)):
                if target in locked:
                    refusals[place] = _placed(target_locked(locked[target]), place)
    try:
        with suppress(NeedsConfirmation, Conflict):  # neither matters for a command that is going to be refused
            try_out(work, command, actor=work.actor)
    except UserError as refused:
        if refused.code != "batch.refused":
            raise
        refusals |= {place: list(own) for place, own in groupby(refused.fields, _place_of)}
    if refusals:
        raise batch_refused([one for place in sorted(refusals) for one in refusals[place]])
    raise target_locked(next(iter(locked.values())))


def is_pending(query: type[Query[Any]], key: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a row's record has an open work order, for the filter 待審批."""
    table = tables.pending_order
    return exists().where(table.c.target_type == info_of(query).name, table.c.target_key == cast(key, String))


def pending_filter(query: type[Query[Any]], key: ColumnElement[Any], wanted: bool | None) -> list[ColumnElement[bool]]:
    """The filter 待審批 as conditions: none where it is not set."""
    if wanted is None:
        return []
    return [is_pending(query, key) if wanted else ~is_pending(query, key)]


def held_by(read: Read, query: type[Query[Any]], *key: str) -> Made:
    """The field `work_order_no` of a list's rows; `key`: the column with the key of the record that `query` answers."""
    return looked_up(partial(pending_orders, read, query), *key)


def pending_orders(read: Read, query: type[Query[Any]], keys: Sequence[object]) -> list[str]:
    """The open work order on each of these records, empty where there is none: the field `work_order_no` of a list's rows."""
    if len(keys) == 1:  # one record, asked by every command about it: no list for the database to take apart
        one = open_order(read.connection, (Target(query=info_of(query).name, key=str(keys[0])),))
        return ["" if one is None else one.work_order_no]
    found = read.connection.execute(_OPEN_ORDERS, {"query": info_of(query).name, "keys": list({str(key) for key in keys})})
    open_: dict[str, str] = {row[0]: row[1] for row in found}
    return [open_.get(str(key), "") for key in keys]
