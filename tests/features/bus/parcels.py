"""A tiny business of the tests' own: parcels. Its messages are registered by the fixture `parcels` and forgotten after it."""

from decimal import Decimal

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, update

from whale_desktop.bus import JobContext, Read, Work, answers, handles, job
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Bound, Command, ListQuery, Page, Permission, Query, Struct, command, query
from whale_desktop.messages.files import JobNo
from whale_desktop.storage import page_of

own = MetaData()
parcel = Table(
    "test_parcel",
    own,
    Column("parcel_no", String, primary_key=True),
    Column("weight", Integer, nullable=False),
    Column("notes", Integer, nullable=False),
)

HEAVY = 100
BROKEN = 13


class Parcel(Struct):
    parcel_no: str
    weight: int
    notes: int


class GetParcel(Query[Parcel]):
    parcel_no: str


class ParcelFilter(Struct):
    weight: int | None = None


class ListParcels(ListQuery[Parcel]):
    where: ParcelFilter = ParcelFilter()


class PutParcel(Command[int]):
    parcel_no: str
    weight: int
    pin: str = ""
    value: Decimal = Decimal(0)


class NoteParcel(Command[None]):
    parcel_no: str


class OpenParcel(Command[None]):
    parcel_no: str


class WeighParcels(Command[JobNo]):
    steps: int
    fail: str = ""


def get_parcel(read: Read, query: GetParcel) -> Parcel:
    row = read.connection.execute(select(parcel).where(parcel.c.parcel_no == query.parcel_no)).one_or_none()
    if row is None:
        raise UserError("parcel.unknown")
    return Parcel(parcel_no=row.parcel_no, weight=row.weight, notes=row.notes)


def list_parcels(read: Read, query: ListParcels) -> Page[Parcel]:
    return page_of(
        read.connection,
        select(parcel),
        query,
        key=parcel.c.parcel_no,
        sorts={"parcel_no": parcel.c.parcel_no},
        default="parcel_no",
        row=lambda row: Parcel(parcel_no=row.parcel_no, weight=row.weight, notes=row.notes),
    )


def put_parcel(work: Work, command: PutParcel) -> int:
    if command.weight < 0:
        raise UserError.at("weight", "parcel.too_light", {"weight": command.weight})
    same = parcel.c.parcel_no == command.parcel_no
    if work.connection.execute(select(parcel).where(same)).one_or_none() is None:
        work.connection.execute(insert(parcel).values(parcel_no=command.parcel_no, weight=command.weight, notes=0))
    else:
        work.connection.execute(update(parcel).where(same).values(weight=command.weight))
    work.send(NoteParcel(parcel_no=command.parcel_no))
    if command.weight > HEAVY:
        work.confirm("parcel.heavy", {"weight": command.weight, "limit": HEAVY})
    if command.weight == BROKEN:
        raise RuntimeError("the scale fell over")
    return command.weight


def note_parcel(work: Work, command: NoteParcel) -> None:
    work.connection.execute(update(parcel).where(parcel.c.parcel_no == command.parcel_no).values(notes=parcel.c.notes + 1))


def open_parcel(work: Work, command: OpenParcel) -> None:
    work.ask(GetParcel(parcel_no=command.parcel_no))


def weigh_parcels(work: Work, command: WeighParcels) -> JobNo:
    return work.start_job("weigh", command, file_name="weights.txt")


def weigh(context: JobContext, command: WeighParcels) -> None:
    """Each step sets the same parcel to the same value: running it again changes nothing."""
    for step in range(command.steps):
        context.progress(step, command.steps)
        if command.fail == "coded":
            raise UserError("parcel.unknown")
        if command.fail == "ours":
            raise RuntimeError("the scale fell over")
    with context.read() as read:
        found = read.ask(GetParcel(parcel_no="A"))
    context.finish(f"{found.weight}".encode(), name="weights.txt", rows=1)
    context.progress(command.steps, command.steps)


def register() -> None:
    """Put the messages into the registries."""
    query("test.parcel.get", permission=Permission("test.parcel_query"), topics=("test.parcel",))(GetParcel)
    query("test.parcel.list", permission=Permission("test.parcel_query"), topics=("test.parcel",))(ListParcels)
    answers(ListParcels)(list_parcels)
    command(
        "test.parcel.put",
        permission=Permission("test.parcel_put"),
        changes=("test.parcel",),
        approval="test.parcel",
        target=Bound(GetParcel, {"parcel_no": "parcel_no"}),
        guard=("weight",),
        secret=("pin",),
    )(PutParcel)
    command(permission=Permission("test.parcel_put"), changes=("test.note",), internal=True)(NoteParcel)
    command("test.parcel.open", permission=Permission("test.parcel_put"), changes=("test.parcel",), fresh_login=True)(OpenParcel)
    command("test.parcel.weigh", permission=Permission("test.parcel_put"), changes=())(WeighParcels)
    answers(GetParcel)(get_parcel)
    handles(PutParcel)(put_parcel)
    handles(NoteParcel)(note_parcel)
    handles(OpenParcel)(open_parcel)
    handles(WeighParcels)(weigh_parcels)
    job("weigh", WeighParcels)(weigh)
