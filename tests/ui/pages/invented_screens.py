"""The lists, forms and tabs of the invented feature."""

from decimal import Decimal

from tests.ui.pages.invented_deals import (
    VIEW,
    ArchiveDeal,
    Audit,
    CancelDeal,
    EditDeal,
    EnterDeal,
    GetDeal,
    ImportDeals,
    ListCurrencies,
    ListDeals,
    ListSteps,
    MakeFailed,
    MakeSample,
    MakeTemplate,
    PreviewDeals,
    ReviewDeal,
    Status,
    TotalDeals,
    Way,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    Query,
    Struct,
    query,
)
from whale_desktop.screens import (
    Action,
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
    Column("status", C_("invented", "Exchange status"), "state", priority=1, minimum=80, ideal=84, pending="work_order_no"),
    Column("audit", C_("invented", "Review status"), "state", priority=1, minimum=80, ideal=84, pending="work_order_no"),
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
            confirm=Confirm(C_("invented", "Approve {count} orders?")),
            done=C_("invented", "{count} orders reviewed"),
        ),
        Action("archive", C_("invented", "Archive"), ("row",), ArchiveDeal, {"deal_no": "deal_no"}),
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
