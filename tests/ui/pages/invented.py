"""A small feature that exists only here: deals over a counter, with every kind of column, filter, field and action.

The rows are computed from their number, so a list of a million needs no database. Wire names begin with `invented.`.
"""

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
from whale_desktop.messages.files import BlobId, JobNo
from whale_desktop.screens import (
    Action,
    CardItem,
    CardScreen,
    CardStrip,
    Column,
    Confirm,
    DetailSpec,
    Empty,
    Field,
    Filter,
    FormSpec,
    ImportSpec,
    Link,
    ListScreen,
    Options,
    Related,
    Section,
    Submit,
    Tab,
    TabsScreen,
)

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
    pending: str = ""
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


@command("invented.deal.enter", permission=EDIT, changes=("invented.deal",))
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
    target=Bound(GetDeal, {"deal_no": "deal_no"}),
)
class EditDeal(Command[None]):
    """Another remark."""

    deal_no: str
    remark: str
    expected_version: int


@command("invented.deal.review", permission=EDIT, changes=("invented.deal",))
class ReviewDeal(Command[None]):
    """Approve or reject."""

    deal_no: str
    approve: bool
    remark: str = ""


@command("invented.deal.cancel", permission=EDIT, changes=("invented.deal",))
class CancelDeal(Command[None]):
    """Cancel a deal."""

    deal_no: str


@command("invented.deal.archive", permission=EDIT, changes=("invented.deal",))
class ArchiveDeals(Command[int]):
    """Put several deals away at once."""

    deal_nos: tuple[str, ...]


@command("invented.export", permission=VIEW, changes=("job",))
class ExportDeals(Command[JobNo]):
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


@command("invented.import.write", permission=EDIT, changes=("invented.deal",))
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
        "pending": "128050" if number == 5 else "",
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


# --------------------------------------------------------------------------------------------------------------- screens

DEAL_FORM = FormSpec(
    title=C_("invented", "New manual exchange"),
    command=EnterDeal,
    fields=(
        Field("client", C_("invented", "Client"), "client"),
        Field("sell_currency", C_("invented", "Debit currency"), "currency"),
        Field("sell", C_("invented", "Debit amount"), "amount", hint=C_("invented", "At least 100.00")),
        Field("rate", C_("invented", "Client rate"), "rate", required=False),
        Field(
            "way",
            C_("invented", "Service strategy"),
            "cards",
            choice=Way,
            initial=Way.POOL,
            hints={
                Way.POOL: C_("invented", "At once, may make a profit or a loss"),
                Way.BANK: C_("invented", "Slower, no profit or loss"),
            },
        ),
        Field("bank", C_("invented", "Channel"), "text", when=lambda values: values.get("way") is Way.BANK),
        Field("value_date", C_("invented", "Value date"), "date", required=False),
        Field("urgent", C_("invented", "Urgent"), "switch", required=False),
        Field(
            "tiers",
            C_("invented", "Tiers"),
            "rows",
            required=False,
            rows=(
                Field("above", C_("invented", "Above"), "amount"),
                Field("bp", C_("invented", "Points"), "rate"),
            ),
        ),
        Field("remark", C_("invented", "Remark"), "lines", required=False, placeholder=C_("invented", "Optional")),
    ),
    submits=(Submit(C_("invented", "Submit")),),
    consequence=C_("invented", "Large amounts wait for a review"),
)
EDIT_FORM = FormSpec(
    title=C_("invented", "Edit exchange"),
    command=EditDeal,
    fields=(Field("deal_no", C_("invented", "Order no."), "fixed"), Field("remark", C_("invented", "Remark"), "text")),
    submits=(Submit(C_("invented", "Save")),),
    width=480,
    load=lambda row: GetDeal(deal_no=row.deal_no),
    fill=lambda record: {"deal_no": record.deal_no, "remark": record.remark, "expected_version": record.version},
    context=(
        Column("client", C_("invented", "Client")),
        Column("sell", C_("invented", "Debit amount"), "money", currency="sell_currency"),
    ),
)
REVIEW_FORM = FormSpec(
    title=C_("invented", "Review"),
    command=ReviewDeal,
    fields=(
        Field("deal_no", C_("invented", "Order no."), "fixed"),
        Field("remark", C_("invented", "Remark"), "lines", required=False),
    ),
    submits=(
        Submit(C_("invented", "Reject"), {"approve": False}, "danger-outline", requires=("remark",), key="Alt+R"),
        Submit(C_("invented", "Approve"), {"approve": True}, "primary"),
    ),
    width=480,
)
IMPORT = ImportSpec(
    title=C_("invented", "Batch import"),
    submit=lambda blob: ImportDeals(blob=blob),
    command=ImportDeals,
    template=lambda locale: MakeTemplate(locale=locale),
    preview=lambda blob: PreviewDeals(blob=blob),
    columns=(
        Column("row", C_("invented", "Row"), "number"),
        Column("deal_no", C_("invented", "Order no."), "code"),
        Column("amount", C_("invented", "Amount")),
        Column("errors", C_("invented", "Errors"), "texts"),
    ),
    failed=lambda blob, locale: MakeFailed(blob=blob, locale=locale),
    sample=lambda locale: MakeSample(locale=locale),
)

COLUMNS = (
    Column("deal_no", C_("invented", "Order no."), "code", sortable=True, pinned=True, priority=1, minimum=108, ideal=112),
    Column("created_at", C_("invented", "Created at"), "moment", sortable=True, priority=1, minimum=108, ideal=112),
    Column("client", C_("invented", "Client"), priority=1, minimum=136, ideal=144),
    Column(
        "sell",
        C_("invented", "Debit amount"),
        "money",
        currency="sell_currency",
        strong="sell_fixed",
        total=True,
        priority=1,
        minimum=124,
        ideal=136,
    ),
    Column(
        "buy",
        C_("invented", "Credit amount"),
        "money",
        currency="buy_currency",
        estimate="estimated",
        priority=1,
        minimum=128,
        ideal=144,
    ),
    Column("reference", C_("invented", "Reference rate"), "rate", priority=4, minimum=72, ideal=80),
    Column("rate", C_("invented", "Client rate"), "rate", priority=2, minimum=72, ideal=80),
    Column("way", C_("invented", "Strategy"), "choice", priority=3, minimum=56, ideal=64),
    Column("status", C_("invented", "Exchange status"), "state", priority=1, minimum=80, ideal=84),
    Column("audit", C_("invented", "Review status"), "state", priority=1, minimum=80, ideal=84),
    Column("profit", C_("invented", "Profit and loss"), "signed", priority=5, minimum=72, ideal=84),
    Column("remark", C_("invented", "Remark"), shown=False, priority=5),
)
DEALS = ListScreen(
    key="invented.deals",
    menu="cash.conversion.exchange_order",
    title=C_("invented", "Client exchange"),
    query=ListDeals,
    totals=TotalDeals,
    row_key="deal_no",
    columns=COLUMNS,
    filters=(
        Filter("deal_no", C_("invented", "Order no."), placeholder=C_("invented", "10 digits"), first=True),
        Filter("client", C_("invented", "Client"), "client", first=True),
        Filter("created_from", C_("invented", "Created at"), "date_range", upto="created_to", first=True),
        Filter("status", C_("invented", "Exchange status"), "choice", choice=Status, several=True, first=True),
        Filter("sell_currency", C_("invented", "Debit currency"), "currency"),
        Filter("buy_currency", C_("invented", "Credit currency"), "options", options=Options(ListCurrencies, "code", "name")),
        Filter("audit", C_("invented", "Review status"), "choice", choice=Audit),
        Filter("way", C_("invented", "Strategy"), "choice", choice=Way),
    ),
    tabs=(
        Tab("review", C_("invented", "To review")),
        Tab("running", C_("invented", "In progress")),
        Tab("finished", C_("invented", "Finished")),
        Tab("", C_("invented", "All")),
    ),
    actions=(
        Action(
            "review",
            C_("invented", "Review"),
            ("row",),
            ReviewDeal,
            {"deal_no": "deal_no"},
            form=REVIEW_FORM,
            urgent=True,
            key="F8",
        ),
        Action(
            "cancel",
            C_("invented", "Cancel order"),
            ("row",),
            CancelDeal,
            {"deal_no": "deal_no"},
            confirm=Confirm(
                C_("invented", "Cancel order {deal_no}?"), C_("invented", "{sell} {sell_currency} will be released."), danger=True
            ),
            done=C_("invented", "Order cancelled"),
        ),
        Action(
            "edit",
            C_("invented", "Edit"),
            ("row",),
            EditDeal,
            {"deal_no": "deal_no", "expected_version": "version"},
            form=EDIT_FORM,
        ),
        Action(
            "review-all",
            C_("invented", "Batch review"),
            ("batch",),
            ReviewDeal,
            {"deal_no": "deal_no"},
            fixed={"approve": True},
            each=True,
            confirm=Confirm(C_("invented", "Approve {count} orders?")),
            done=C_("invented", "{count} orders reviewed"),
        ),
        Action("archive", C_("invented", "Archive"), ("batch",), ArchiveDeals, keys_field="deal_nos"),
        Action("import", C_("invented", "Batch import"), ("page",), ImportDeals, importing=IMPORT),
        Action("new", C_("invented", "New manual exchange"), ("page",), EnterDeal, form=DEAL_FORM, main=True),
    ),
    detail=DetailSpec(
        query=lambda row: GetDeal(deal_no=row.deal_no),
        title="deal_no",
        state="status",
        sections=(
            Section(
                C_("invented", "Exchange"),
                (
                    Column("client", C_("invented", "Client"), link=Link("invented.deals", {"client": "client"})),
                    Column("sell", C_("invented", "Debit amount"), "money", currency="sell_currency"),
                    Column("rate", C_("invented", "Client rate"), "rate"),
                    Column("created_at", C_("invented", "Created at"), "moment"),
                    Column("remark", C_("invented", "Remark")),
                ),
            ),
            Section(C_("invented", "Inside"), (Column("secret", C_("invented", "Secret")),), needs=("invented.secret",)),
        ),
        related=(
            Related(
                C_("invented", "History"),
                lambda record: ListSteps(deal_no=record.deal_no),
                (
                    Column("at", C_("invented", "At"), "moment", ideal=120),
                    Column("who", C_("invented", "By")),
                    Column("what", C_("invented", "Exchange status"), "state"),
                ),
            ),
        ),
    ),
    empty=Empty(C_("invented", "No orders yet"), C_("invented", "Enter the first one or import a file")),
    prints=True,
)
PLAIN = ListScreen(
    key="invented.plain",
    menu="cash.conversion.gains_and_losses",
    title=C_("invented", "Plain deals"),
    query=ListDeals,
    totals=TotalDeals,
    row_key="deal_no",
    columns=COLUMNS,
    filters=(Filter("deal_no", C_("invented", "Order no."), first=True),),
    exports=False,
)


class Quota(Struct):
    currency: str
    left: Decimal
    alarm: Decimal
    low: bool


@query("invented.quota.list", permission=VIEW, topics=("invented.quota",))
class ListQuotas(Query[tuple[Quota, ...]]):
    """Live quotas."""


QUOTAS = (
    Quota(currency="USD", left=Decimal("1250000.00"), alarm=Decimal("200000.00"), low=False),
    Quota(currency="HKD", left=Decimal("90000.00"), alarm=Decimal("500000.00"), low=True),
)
STRIP = ListScreen(
    key="invented.quotas",
    menu="cash.conversion.pool_quota",
    title=C_("invented", "Pool quota"),
    query=ListDeals,
    totals=TotalDeals,
    row_key="deal_no",
    columns=COLUMNS,
    cards=CardStrip(
        ListQuotas,
        "currency",
        (
            Column("left", C_("invented", "Left"), "money", currency="currency"),
            Column("alarm", C_("invented", "Warning line"), "money", currency="currency"),
        ),
        warning="low",
    ),
)
TABS = TabsScreen(key="invented.tabs", menu="parameters.exchange.markup", title=C_("invented", "Two lists"), tabs=(PLAIN, STRIP))


# ----------------------------------------------------------------------------------------------------------------- cards


class Target(Struct):
    currency: str
    name: str
    rate: Decimal | None
    default: bool
    note: str = ""


class PairCard(Struct):
    currency: str
    name: str
    targets: tuple[Target, ...]
    used: int
    updated_by: str
    updated_at: datetime
    version: int
    may: tuple[str, ...] = ("invented.pair.edit", "invented.pair.delete", "invented.pair.default")


class MissingCard(Struct):
    currency: str
    name: str


class Pairs(Struct):
    cards: tuple[PairCard, ...]
    missing: tuple[MissingCard, ...]


@query("invented.pair.cards", permission=VIEW, topics=("invented.pair",))
class ListPairs(Query[Pairs]):
    """Currency pairs as cards."""

    sell: str = ""
    buy: str = ""


@command("invented.pair.create", permission=EDIT, changes=("invented.pair",))
class CreatePair(Command[None]):
    """New pairs of a currency."""

    currency: str
    targets: tuple[str, ...]


@command("invented.pair.edit", permission=EDIT, changes=("invented.pair",))
class EditPair(Command[None]):
    """Other targets."""

    currency: str
    targets: tuple[str, ...]


@command("invented.pair.default", permission=EDIT, changes=("invented.pair",))
class SetDefault(Command[None]):
    """One target becomes the default."""

    currency: str
    target: str


@command("invented.pair.delete", permission=EDIT, changes=("invented.pair",))
class DeletePair(Command[None]):
    """The whole card."""

    currency: str


def _target(currency: str, name: str, rate: str | None, *, default: bool = False, note: str = "") -> Target:
    return Target(currency=currency, name=name, rate=Decimal(rate) if rate else None, default=default, note=note)


PAIRS = Pairs(
    cards=(
        PairCard(
            currency="USD",
            name="美元",
            used=3,
            updated_by="何文傑",
            updated_at=NOON,
            version=1,
            targets=(
                _target("HKD", "港元", "7.8147", default=True),
                _target("CNH", "離岸人民幣", "7.1367"),
                _target("SGD", "新加坡元", "1.3371"),
            ),
        ),
        PairCard(
            currency="HKD",
            name="港元",
            used=2,
            updated_by="何文傑",
            updated_at=NOON,
            version=1,
            may=("invented.pair.edit", "invented.pair.default"),
            targets=(_target("USD", "美元", "0.127988", default=True), _target("JPY", "日圓", None, note="Exchange is off")),
        ),
        PairCard(
            currency="GBP",
            name="英鎊",
            used=0,
            updated_by="何文傑",
            updated_at=NOON,
            version=1,
            targets=(_target("HKD", "港元", "9.9462"),),
        ),
    ),
    missing=(MissingCard(currency="AUD", name="澳元"), MissingCard(currency="CAD", name="加拿大元")),
)
PAIR_FORM = FormSpec(
    title=C_("invented", "New currency pair"),
    command=CreatePair,
    fields=(
        Field("currency", C_("invented", "Debit currency"), "currency"),
        Field("targets", C_("invented", "Credit currencies"), "several", options=Options(ListCurrencies, "code", "code")),
    ),
    submits=(Submit(C_("invented", "Save")),),
)
CARDS = CardScreen(
    key="invented.pairs",
    menu="parameters.exchange.currency_pairs",
    title=C_("invented", "Currency pairs"),
    query=ListPairs,
    query_type=ListPairs,
    row_key="currency",
    card_title="currency",
    card_subtitle="name",
    items="targets",
    item=CardItem("currency", "name", Column("rate", C_("invented", "Reference rate"), "rate"), "default", "note"),
    usage="used",
    usage_text=C_("invented", "Used by {usage} enabled strategies"),
    unused_text=C_("invented", "Used by no strategy"),
    head=(Column("updated_by", C_("invented", "By")), Column("updated_at", C_("invented", "Updated at"), "moment")),
    summary=C_("invented", "{cards} debit currencies and {items} pairs configured"),
    filters=(
        Filter("sell", C_("invented", "Debit currency"), "currency", first=True),
        Filter("buy", C_("invented", "Credit currency"), "currency", first=True),
    ),
    actions=(
        Action(
            "edit", C_("invented", "Edit"), ("row",), EditPair, {"currency": "currency"}, form=PAIR_FORM, icon="ph.pencil-simple"
        ),
        Action(
            "delete",
            C_("invented", "Delete"),
            ("row",),
            DeletePair,
            {"currency": "currency"},
            icon="ph.trash",
            confirm=Confirm(C_("invented", "Delete the pairs of {currency}?"), danger=True),
        ),
        Action("new", C_("invented", "New currency pair"), ("page",), CreatePair, form=PAIR_FORM, main=True),
    ),
    item_action=Action(
        "default",
        C_("invented", "Set as default"),
        ("row",),
        SetDefault,
        {"currency": "card.currency", "target": "currency"},
        key="D",
    ),
    missing_action=Action(
        "configure", C_("invented", "Configure credit currencies"), ("row",), CreatePair, {"currency": "currency"}, form=PAIR_FORM
    ),
    missing_title=C_("invented", "Not configured"),
    missing_hint=C_("invented", "Exchange is on, but there is no credit currency"),
    empty=Empty(
        C_("invented", "No currency pairs yet"),
        C_("invented", "USD to HKD does not mean HKD to USD"),
        steps=(
            (C_("invented", "Switch exchange on"), C_("invented", "Fund parameters / Currencies"), "invented.deals"),
            (C_("invented", "New currency pair"), C_("invented", "One debit currency, several credit currencies"), ""),
            (C_("invented", "Make a strategy"), C_("invented", "Pool exchange needs a quota too"), "invented.plain"),
        ),
    ),
)
