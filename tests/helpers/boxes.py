"""A stand-in domain for the property of work orders: boxes with a value, and a book of every run that took effect.

A run is written by the same handler that changes the box, in the same transaction: what ran twice stands twice in the book.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Column, Integer, MetaData, String, Table, delete, event, insert, select, update

from tests.helpers.office import Office
from tests.helpers.registries import borrowed_registries
from whale_desktop.bus import Read, Work, answers, handles, schedule
from whale_desktop.bus.state import set_state
from whale_desktop.features.access import tables as access
from whale_desktop.features.access.messages import MemberState
from whale_desktop.features.access.queries import RIGHTS_VERSION
from whale_desktop.features.workorder.messages import Approver, ApproverKind, ExpireWorkOrders, FlowMode, Level, Route, SaveFlow
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Bound, Command, Permission, Query, Struct, codec, command, declare_errors, info_of, query
from whale_desktop.messages.batch import Batch, BatchPart

BOXES = (1, 2, 3)
ONE_LEVEL, TWO_LEVELS, BY_AMOUNT, AUTO = (
    "atm.bank_card_edit",
    "atm.bank_card_delete",
    "atm.withdraw_app_edit",
    "atm.deposit_param_edit",
)
OPERATE, VIEW, BANK = "atm.bank_card_operation", "atm.bank_card_inquiry", "service.channel_report"
OPERATORS = ("funds_clerk", "funds_supervisor", "super_admin")

A_SECOND, AN_HOUR, A_DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)

own = MetaData()
box = Table(
    "test_box",
    own,
    Column("box_no", Integer, primary_key=True),
    Column("value", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("note", String, nullable=False),
    Column("jammed", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
run = Table(
    "test_run",
    own,
    Column("run_no", Integer, primary_key=True),
    Column("box_no", Integer, nullable=False),
    Column("what", String, nullable=False),
    Column("value", Integer, nullable=False),
    Column("member_id", Integer, nullable=False),
    Column("maker_id", Integer, nullable=False),
    Column("command_id", String, nullable=False),
)


class Box(Struct):
    box_no: int
    value: int
    amount: Decimal
    currency: str
    state: str
    note: str
    version: int


class GetBox(Query[Box]):
    box_no: int


class PutValue(Command[None]):
    box_no: int
    value: int
    expected_version: int


class EmptyBox(Command[None]):
    box_no: int
    expected_version: int


class PutAmount(Command[None]):
    box_no: int
    amount: int
    expected_version: int


class PutAtOnce(Command[None]):
    box_no: int
    value: int
    expected_version: int


class ReportState(Command[None]):
    box_no: int
    state: str


class ReportNote(Command[None]):
    box_no: int
    note: str


class CancelBox(Command[None]):
    box_no: int


def _row(read: Read, box_no: int) -> Box:
    row = read.connection.execute(select(box).where(box.c.box_no == box_no)).one_or_none()
    if row is None:
        raise UserError("parcel.unknown")
    return Box(
        box_no=row.box_no,
        value=row.value,
        amount=Decimal(row.amount),
        currency="HKD",
        state=row.state,
        note=row.note,
        version=row.version,
    )


def _get_box(read: Read, query: GetBox) -> Box:
    return _row(read, query.box_no)


def _change(work: Work, box_no: int, expected_version: int, what: str, value: int) -> None:
    row = work.connection.execute(select(box).where(box.c.box_no == box_no)).one()
    if expected_version != row.version:
        raise Conflict("message.stale")
    if row.jammed:
        raise UserError("parcel.closed")
    values = {what: value, "version": row.version + 1}
    work.connection.execute(update(box).where(box.c.box_no == box_no).values(**values))
    work.connection.execute(
        insert(run).values(
            box_no=box_no,
            what=what,
            value=value,
            member_id=work.actor.member_id,
            maker_id=work.maker.member_id,
            command_id=work.command_id,
        )
    )


def _put_value(work: Work, command: PutValue) -> None:
    _change(work, command.box_no, command.expected_version, "value", command.value)


def _empty_box(work: Work, command: EmptyBox) -> None:
    _change(work, command.box_no, command.expected_version, "value", 0)


def _put_amount(work: Work, command: PutAmount) -> None:
    _change(work, command.box_no, command.expected_version, "amount", command.amount)


def _put_at_once(work: Work, command: PutAtOnce) -> None:
    _change(work, command.box_no, command.expected_version, "value", command.value)


def _report(work: Work, box_no: int, **values: str) -> None:
    changed = {**values, "version": box.c.version + 1}
    work.connection.execute(update(box).where(box.c.box_no == box_no).values(**changed))


def _report_state(work: Work, command: ReportState) -> None:
    _report(work, command.box_no, state=command.state)


def _report_note(work: Work, command: ReportNote) -> None:
    _report(work, command.box_no, note=command.note)


def _cancel_box(work: Work, command: CancelBox) -> None:
    _report(work, command.box_no, state="cancelled")


def _register() -> None:
    topics, operate, bank = ("test.box",), Permission(OPERATE), Permission(BANK)
    query("test.box.get", permission=Permission(VIEW), topics=topics)(GetBox)
    target = Bound(GetBox, {"box_no": "box_no"})
    command("test.box.put", permission=operate, changes=topics, target=target, approval=ONE_LEVEL, guard=("value", "state"))(
        PutValue
    )
    command(
        "test.box.empty",
        permission=operate,
        changes=topics,
        target=target,
        approval=TWO_LEVELS,
        guard=("state",),
        action="delete",
    )(EmptyBox)
    command(
        "test.box.amount",
        permission=operate,
        changes=topics,
        target=target,
        approval=BY_AMOUNT,
        guard=("amount", "state"),
        amount=("amount", "currency"),
    )(PutAmount)
    command("test.box.at_once", permission=operate, changes=topics, target=target, approval=AUTO)(PutAtOnce)
    command("test.box.state", permission=bank, changes=topics, target=target)(ReportState)
    command("test.box.note", permission=bank, changes=topics, target=target)(ReportNote)
    command("test.box.cancel", permission=bank, changes=topics, target=target, withdraws_target=True)(CancelBox)
    answers(GetBox)(_get_box)
    handles(PutValue)(_put_value)
    handles(EmptyBox)(_empty_box)
    handles(PutAmount)(_put_amount)
    handles(PutAtOnce)(_put_at_once)
    handles(ReportState)(_report_state)
    handles(ReportNote)(_report_note)
    handles(CancelBox)(_cancel_box)
    declare_errors({"parcel.unknown": C_("test", "There is no such box"), "parcel.closed": C_("test", "The box is jammed")})


def jam(office: Office, box_no: int, *, jammed: bool) -> None:
    """A jammed box refuses whatever is put into it, as a ledger may: no guard sees it coming."""
    with office.database.write() as connection:
        connection.execute(update(box).where(box.c.box_no == box_no).values(jammed=int(jammed)))


def version_of(office: Office, box_no: int) -> int:
    """The version of a box."""
    with office.database.read() as connection:
        return int(connection.execute(select(box.c.version).where(box.c.box_no == box_no)).scalar_one())


def batch_of(commands: Iterable[Command[Any]]) -> Batch:
    """Commands as one."""
    bodies = [(info_of(one).name, codec.decode(codec.encode(one), dict[str, Any])) for one in commands]
    return Batch(parts=tuple(BatchPart(message=name, body=body) for name, body in bodies))


def take_roles(office: Office, member_id: int) -> list[dict[str, Any]]:
    """A member loses his roles; what gives them back."""
    table = access.member_role
    with office.database.write() as connection:
        kept = [dict(one) for one in connection.execute(select(table).where(table.c.member_id == member_id)).mappings()]
        connection.execute(delete(table).where(table.c.member_id == member_id))
    rights_changed(office)
    return kept


def give_roles(office: Office, kept: list[dict[str, Any]]) -> None:
    """What was taken is given back."""
    with office.database.write() as connection:
        connection.execute(insert(access.member_role), kept)
    rights_changed(office)


def freeze(office: Office, member_id: int, *, frozen: bool) -> None:
    """A member may not work any more, or may again."""
    state = MemberState.FROZEN if frozen else MemberState.NORMAL
    with office.database.write() as connection:
        connection.execute(update(access.member).where(access.member.c.member_id == member_id).values(state=state))
    rights_changed(office)


def sweep(office: Office) -> None:
    """A run of the scheduler's command."""
    office.do(ExpireWorkOrders(), user="scheduler")


def plant_schedule(office: Office) -> None:
    """The schedule of an office that has just been opened."""
    with office.database.write() as connection:
        schedule.plant(connection, office.clock.now())


def route_by_amount(office: Office, *levels: Level) -> None:
    """Small amounts need the first of these levels, large ones all."""
    routes = (Route(maximum=Decimal(1000), levels=levels[:1]), Route(levels=levels))
    office.do(SaveFlow(flow_key=BY_AMOUNT, mode=FlowMode.MANUAL, routes=routes))


def copying(level: Level, role: str) -> Level:
    """The level with copies for a role."""
    return msgspec.structs.replace(level, copied=(Approver(kind=ApproverKind.ROLE, ref=role),))


def never_sync(office: Office) -> None:
    """A machine that dies is another test's matter: thousands of small transactions need not wait for the disk."""

    def quick(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    if office.database.engine.dialect.name == "sqlite":
        event.listen(office.database.engine, "checkout", quick)


def rights_changed(office: Office) -> None:
    """Tell the program that somebody's rights were changed behind its back."""
    with office.database.write() as connection:
        set_state(connection, RIGHTS_VERSION, new_id())


@contextmanager
def box_office(office: Office) -> Iterator[Office]:
    """The office with three boxes; clerks, supervisors and super administrators may work on them."""
    with borrowed_registries():
        _register()
        with office.database.write() as connection:
            own.create_all(connection)
            empty = {"value": 0, "amount": 0, "state": "open", "note": "", "jammed": 0, "version": 1}
            connection.execute(insert(box), [{"box_no": number, **empty} for number in BOXES])
            held = {
                tuple(row) for row in connection.execute(select(access.role_permission.c.role, access.role_permission.c.code))
            }
            wanted = {(role, code) for role in OPERATORS for code in (OPERATE, VIEW)} - held
            connection.execute(insert(access.role_permission), [{"role": role, "code": code} for role, code in sorted(wanted)])
        try:
            yield office
        finally:
            office.close()
