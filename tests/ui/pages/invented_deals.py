"""The messages of the invented feature and the rows that its queries answer with."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    Bound,
    Command,
    ListQuery,
    Page,
    Permission,
    Query,
    Struct,
    Totals,
    TotalsQuery,
    command,
    declare_errors,
    labels,
    query,
)
from whale_desktop.messages.files import BlobId, JobBegun

VIEW = Permission("invented.deal_view")
EDIT = Permission("invented.deal_edit")
CODES = ("invented.deal_view", "invented.deal_view_export", "invented.deal_edit")
MILLION = 1_000_000


class Status(StrEnum):
    SUBMITTED = "SUBMITTED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class Audit(StrEnum):
    PENDING = "PENDING"
    PASSED = "PASSED"
    NONE = "NONE"


class Way(StrEnum):
    POOL = "POOL"
    BANK = "BANK"


labels(
    Status,
    {
        Status.SUBMITTED: C_("invented", "Submitted"),
        Status.RUNNING: C_("invented", "Processing"),
        Status.DONE: C_("invented", "Exchanged"),
        Status.FAILED: C_("invented", "Failed"),
        Status.REJECTED: C_("invented", "Rejected"),
        Status.CANCELLED: C_("invented", "Cancelled"),
    },
    tones={
        Status.SUBMITTED: "run",
        Status.RUNNING: "run",
        Status.DONE: "done",
        Status.FAILED: "fail",
        Status.REJECTED: "idle",
        Status.CANCELLED: "void",
    },
)
labels(
    Audit,
    {
        Audit.PENDING: C_("invented", "To review"),
        Audit.PASSED: C_("invented", "Approved"),
        Audit.NONE: C_("invented", "Not needed"),
    },
    tones={Audit.PENDING: "wait", Audit.PASSED: "idle", Audit.NONE: "idle"},
)
labels(Way, {Way.POOL: C_("invented", "Pool"), Way.BANK: C_("invented", "Bank")})
declare_errors(
    {
        "INV-E01": C_("error", "The amount must be above {least}"),
        "INV-E02": C_("error", "Rows {first} and {second} overlap"),
        "INV-W01": C_("confirm", "The amount {amount} is large. Send it all the same?"),
    }
)


class Deal(Struct):
    deal_no: str
    created_at: datetime
    client: str
    sell_currency: str
    sell: Decimal
    sell_fixed: bool
    buy_currency: str
    buy: Decimal
    estimated: bool
    reference: Decimal | None
    rate: Decimal
    way: Way
    status: Status
    audit: Audit
    profit: Decimal
    remark: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class DealFilter(Struct):
    deal_no: str = ""
    client: str = ""
    created_from: date | None = None
    created_to: date | None = None
    status: tuple[Status, ...] = ()
    sell_currency: str = ""
    buy_currency: str = ""
    audit: Audit | None = None
    way: Way | None = None
    pending: bool | None = None


@query("invented.deal.list", permission=VIEW, topics=("invented.deal",))
class ListDeals(ListQuery[Deal]):
    """Deals."""

    where: DealFilter = DealFilter()


@query("invented.deal.totals", permission=VIEW, topics=("invented.deal",))
class TotalDeals(TotalsQuery):
    """Count, sums and tab counts."""

    where: DealFilter = DealFilter()


class DealDetail(Struct):
    deal_no: str
    client: str
    status: Status
    sell_currency: str
    sell: Decimal
    rate: Decimal
    created_at: datetime
    remark: str
    secret: str
    version: int


class Step(Struct):
    at: datetime
    who: str
    what: Status


@query("invented.deal.get", permission=VIEW, topics=("invented.deal",))
class GetDeal(Query[DealDetail]):
    """One deal."""

    deal_no: str


@query("invented.deal.steps", permission=VIEW, topics=("invented.deal",))
class ListSteps(Query[tuple[Step, ...]]):
    """What happened to a deal."""

    deal_no: str


class CurrencyRow(Struct):
    code: str
    name: str


@query("invented.currency.list", permission=VIEW, topics=("invented.currency",))
class ListCurrencies(Query[tuple[CurrencyRow, ...]]):
    """Currencies."""


class ClientRow(Struct):
    number: str
    name: str


@query("invented.client.search", permission=VIEW)
class SearchClients(Query[tuple[ClientRow, ...]]):
    """Clients by what was typed."""

    text: str = ""


class Tier(Struct):
    above: Decimal
    bp: Decimal


@command("invented.deal.enter", permission=EDIT, changes=("invented.deal",), asks="invented.large", asks_sometimes=True)
class EnterDeal(Command[str]):
    """A new deal."""

    client: str
    sell_currency: str
    sell: Decimal
    rate: Decimal | None = None
    way: Way = Way.POOL
    bank: str = ""
    value_date: date | None = None
    urgent: bool = False
    remark: str = ""
    tiers: tuple[Tier, ...] = ()


@command(
    "invented.deal.edit",
    permission=EDIT,
    changes=("invented.deal",),
    approval="invented.deal",
    target=Bound(GetDeal, {"deal_no": "deal_no"}),
)
class EditDeal(Command[None]):
    """Another remark."""

    deal_no: str
    remark: str
    expected_version: int


@command(
    "invented.deal.review",
    permission=EDIT,
    changes=("invented.deal",),
    approval="invented.deal",
    target=Bound(GetDeal, {"deal_no": "deal_no"}),
)
class ReviewDeal(Command[None]):
    """Approve or reject."""

    deal_no: str
    approve: bool = True
    remark: str = ""


@command("invented.deal.archive", permission=EDIT, changes=("invented.deal",), approval="invented.deal")
class ArchiveDeal(Command[None]):
    """Put a deal away."""

    deal_no: str


@command(
    "invented.deal.cancel",
    permission=EDIT,
    changes=("invented.deal",),
    approval="invented.deal",
    target=Bound(GetDeal, {"deal_no": "deal_no"}),
)
class CancelDeal(Command[None]):
    """Cancel a deal."""

    deal_no: str


@command("invented.export", permission=VIEW, changes=("job",))
class ExportDeals(Command[JobBegun]):
    """Stands in for the export of the product."""

    list_key: str
    where: dict[str, Any]
    tab: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    locale: str
    file_name: str
    format: str
    sort: str = ""
    descending: bool = True
    remark: str = ""


@command("invented.print", permission=VIEW, changes=())
class PrintDeal(Command[BlobId]):
    """Stands in for the printing of one record."""

    list_key: str
    key: str


class PreviewRow(Struct):
    row: int
    deal_no: str
    amount: str
    errors: tuple[str, ...] = ()


class Preview(Struct):
    rows: tuple[PreviewRow, ...]
    good: int
    bad: int


@query("invented.import.preview", permission=EDIT)
class PreviewDeals(Query[Preview]):
    """Read and check a file."""

    blob: str


@command("invented.import.write", permission=EDIT, changes=("invented.deal",), approval="invented.deal")
class ImportDeals(Command[int]):
    """Write a checked file."""

    blob: str


@command("invented.import.template", permission=EDIT, changes=())
class MakeTemplate(Command[str]):
    """An empty file."""

    locale: str


@command("invented.import.failed", permission=EDIT, changes=())
class MakeFailed(Command[str]):
    """The bad rows with their reasons."""

    blob: str
    locale: str


@command("invented.import.sample", permission=EDIT, changes=())
class MakeSample(Command[str]):
    """A ready file."""

    locale: str


# ------------------------------------------------------------------------------------------------------------------ rows

_NAMES = [
    "陳嘉儀", "黃志明", "李美華", "林子軒", "何婉婷", "張偉強", "周詠詩", "吳國樑",
    "鄭曉彤", "馮俊傑", "梁慧敏", "蔡文浩", "葉倩儀", "鄧家豪", "許靜雯", "蘇俊傑",
]  # fmt: skip
_CURRENCIES = ("USD", "HKD", "CNH", "USD")
_STATUSES = (
    Status.SUBMITTED,
    Status.SUBMITTED,
    Status.RUNNING,
    Status.DONE,
    Status.DONE,
    Status.FAILED,
    Status.REJECTED,
    Status.CANCELLED,
)
NOON = datetime(2024, 3, 18, 2, 31, 42, tzinfo=UTC)


def deal(number: int, **changes: Any) -> Deal:
    """The deal at a place of the list, 0 the newest."""
    status = _STATUSES[number % len(_STATUSES)]
    waits = status is Status.SUBMITTED
    sell = Decimal(3_500 + (number * 7_919) % 1_200_000).quantize(Decimal("0.01"))
    given: dict[str, Any] = {
        "deal_no": str(2_403_180_128 - number),
        "created_at": NOON - timedelta(seconds=97 * number),
        "client": f"{80012046 + 137 * number} {_NAMES[number % len(_NAMES)]}",
        "sell_currency": _CURRENCIES[number % 4],
        "sell": sell,
        "sell_fixed": number % 3 != 0,
        "buy_currency": _CURRENCIES[(number + 1) % 4],
        "buy": (sell * Decimal("7.1357")).quantize(Decimal("0.01")),
        "estimated": waits,
        "reference": None if number % 11 == 10 else Decimal("7.1367"),
        "rate": Decimal("7.1357"),
        "way": Way.BANK if number % 3 == 1 else Way.POOL,
        "status": status,
        "audit": Audit.PENDING if waits else Audit.NONE,
        "profit": Decimal(number % 5 - 2).quantize(Decimal("0.01")) * 29,
        "remark": "",
        "version": 1,
        "work_order_no": "128050" if number == 5 else "",
        "may": ("invented.deal.review", "invented.deal.cancel", "invented.deal.edit") if waits else ("invented.deal.edit",),
    }
    return Deal(**{**given, **changes})


def page_of(asked: ListDeals, count: int = MILLION) -> Page[Deal]:
    """A page by cursor or offset; the filter knows only the number and the client."""
    start = int(asked.after) if asked.after else asked.offset
    if asked.where.deal_no:
        rows = [deal(0, deal_no=asked.where.deal_no)] if asked.where.deal_no.isdigit() else []
        return Page(rows=tuple(rows))
    end = min(start + asked.limit, count)
    return Page(rows=tuple(deal(number) for number in range(start, end)), next_cursor=str(end) if end < count else "")


def totals_of(asked: TotalDeals, count: int = MILLION) -> Totals:
    """Totals that fit `page_of`."""
    if asked.where.deal_no:
        count = 1 if asked.where.deal_no.isdigit() else 0
    sums = {"USD": Decimal("4182350.67"), "HKD": Decimal("21904300.00"), "CNH": Decimal("9870120.50")}
    return Totals(count=count, sums={"sell": sums}, tabs={"review": 12, "running": 9, "finished": max(count - 21, 0), "": count})


def detail_of(asked: GetDeal) -> DealDetail:
    """The detail of a deal."""
    row = deal(2_403_180_128 - int(asked.deal_no))
    return DealDetail(
        deal_no=row.deal_no,
        client=row.client,
        status=row.status,
        sell_currency=row.sell_currency,
        sell=row.sell,
        rate=row.rate,
        created_at=row.created_at,
        remark=row.remark,
        secret="hidden",
        version=row.version,
    )


def steps_of(asked: ListSteps) -> tuple[Step, ...]:
    """What happened to any deal."""
    return (Step(at=NOON, who="陳詠珊", what=Status.SUBMITTED), Step(at=NOON, who="何文傑", what=Status.DONE))
