"""The screens of reference data: currencies, reference rates with entry, edit, import and history (`docs/rules/fx.md` 6.1, 6.8, 7)."""

from typing import Any

from whale_desktop.features.reference.messages import (
    CreateReferenceRates,
    GetCurrency,
    GetRateDefaults,
    GetReferenceRate,
    ImportReferenceRates,
    ListCurrencies,
    ListExchangeChannels,
    ListRateVersions,
    ListReferenceRates,
    MakeFailedRateRows,
    MakeRateTemplate,
    MakeSampleRates,
    PreviewRateImport,
    RateChannel,
    RateSource,
    RateType,
    RoundMode,
    TotalCurrencies,
    TotalReferenceRates,
    UpdateCurrency,
    UpdateReferenceRate,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.messages.files import BlobId
from whale_desktop.screens import (
    Action,
    Column,
    CustomEditor,
    DetailSpec,
    Empty,
    Field,
    Filter,
    FormSpec,
    ImportSpec,
    ListScreen,
    Options,
    Related,
    Section,
    usual,
)

VERSION = C_("reference", "Version")

# ------------------------------------------------------------------------------------------------------------- currencies

CURRENCY = C_("reference.currency", "Displayed currency")
ISO = C_("reference.currency", "Currency code")
NAME = C_("reference.currency", "Full name")
SWITCH = C_("reference.currency", "Exchange feature")
MINIMUM = C_("reference.currency", "Minimum exchange amount")
RATE_PRECISION = C_("reference.currency", "Rate precision")
AMOUNT_PRECISION = C_("reference.currency", "Amount precision")
ROUND_MODE = C_("reference.currency", "Rounding mode")
BASE = C_("reference.currency", "Base currency")

EDIT_CURRENCY = FormSpec(
    title=C_("reference.currency", "Edit currency"),
    command=UpdateCurrency,
    load=lambda row: GetCurrency(currency=row.currency),
    fill=lambda record: {
        "currency": record.currency,
        "exchange_enabled": record.exchange_enabled,
        "minimum_exchange_amount": record.minimum_exchange_amount,
        "rate_precision": record.rate_precision,
        "amount_precision": record.amount_precision,
        "round_mode": record.round_mode,
        "expected_version": record.version,
    },
    context=(Column("currency_iso", ISO, "code"), Column("name", NAME), Column("is_base", BASE, "yes_no")),
    fields=(
        Field("currency", CURRENCY, "fixed"),
        Field(
            "exchange_enabled", SWITCH, "switch",
            hint=C_("reference.currency", "Off: new exchanges of this currency are refused; those under way go on"),
        ),
        Field("minimum_exchange_amount", MINIMUM, "amount", hint=C_("reference.currency", "Least amount to give, in this currency")),
        Field(
            "rate_precision", RATE_PRECISION, "integer",
            hint=C_("reference.currency", "1 to 10 decimals of a rate whose debit currency this is"),
        ),
        Field("amount_precision", AMOUNT_PRECISION, "integer", hint=C_("reference.currency", "0, 1 or 2 decimals of an amount")),
        Field("round_mode", ROUND_MODE, "radio", choice=RoundMode),
    ),
    submits=usual.OK_BUTTON,
)  # fmt: skip

CURRENCIES = ListScreen(
    key="reference.currency",
    menu="parameters.fund.currency",
    title=C_("reference.currency", "Currency Setup"),
    query=ListCurrencies,
    totals=TotalCurrencies,
    row_key="currency",
    columns=(
        Column("currency", CURRENCY, "code", sortable=True, priority=1, ideal=120),
        Column("currency_iso", ISO, "code", ideal=110),
        Column("name", NAME, priority=2, minimum=112, ideal=150),
        Column("is_base", BASE, "yes_no", ideal=100),
        Column("exchange_enabled", SWITCH, "yes_no", sortable=True, priority=1, ideal=110),
        Column("minimum_exchange_amount", MINIMUM, "money", currency="currency", priority=1, ideal=160),
        Column("rate_precision", RATE_PRECISION, "number", sortable=True, priority=2, ideal=100),
        Column("amount_precision", AMOUNT_PRECISION, "number", sortable=True, priority=2, ideal=100),
        Column("round_mode", ROUND_MODE, "choice", priority=2, ideal=120),
        Column("operator", usual.OPERATOR, ideal=110),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, pending="work_order_no", priority=2, ideal=160),
    ),
    filters=(
        Filter("currency", CURRENCY, first=True),
        Filter("exchange_enabled", SWITCH, "yes_no", first=True),
    ),
    actions=(
        usual.editing(UpdateCurrency, {"currency": "currency"}, form=EDIT_CURRENCY, done=C_("reference.currency", "Currency saved")),
    ),
    detail=DetailSpec(
        query=lambda row: GetCurrency(currency=row.currency),
        title="currency",
        sections=(
            Section(
                usual.CURRENCY,
                (
                    Column("currency", CURRENCY, "code"),
                    Column("currency_iso", ISO, "code"),
                    Column("name", NAME),
                    Column("short_name", C_("reference.currency", "Short name")),
                    Column("is_base", BASE, "yes_no"),
                    Column("shown_in_assets", C_("reference.currency", "Show in assets"), "yes_no"),
                    Column("remark", usual.REMARK),
                ),
            ),
            Section(
                C_("reference.currency", "Exchange"),
                (
                    Column("exchange_enabled", SWITCH, "yes_no"),
                    Column("minimum_exchange_amount", MINIMUM, "money", currency="currency"),
                    Column("rate_precision", RATE_PRECISION, "number"),
                    Column("amount_precision", AMOUNT_PRECISION, "number"),
                    Column("round_mode", ROUND_MODE, "choice"),
                ),
            ),
            Section(
                C_("reference.currency", "Deposits and withdrawals"),
                (
                    Column("deposit_enabled", C_("reference.currency", "Deposit function"), "yes_no"),
                    Column("withdrawal_enabled", C_("reference.currency", "Withdrawal function"), "yes_no"),
                    Column(
                        "minimum_deposit_amount", C_("reference.currency", "Transfer-verification amount"), "money", currency="currency"
                    ),
                    Column("minimum_withdrawal_amount", C_("reference.currency", "Minimum withdrawal"), "money", currency="currency"),
                ),
            ),
        ),
    ),
    exports=False,
)  # fmt: skip

# ------------------------------------------------------------------------------------------------------------------ rates

CHANNEL = C_("reference.rate", "Exchange channel")
RATE_TYPE = C_("reference.rate", "Rate type")
SOURCE = C_("reference.rate", "Source")
BASE_CURRENCY = C_("reference.rate", "Base currency")
OTHER_CURRENCY = C_("reference.rate", "Conversion currency")
BID = C_("reference.rate", "Bid rate")
OFFER = C_("reference.rate", "Offer rate")
AVERAGE = C_("reference.rate", "Average rate")
RECORD_DATE = C_("reference.rate", "Record date")

AVERAGE_EDITOR = CustomEditor("whale_desktop.features.reference.widgets:AverageRateEditor")
_PRICE_HINT = C_("reference.rate", "Units of the base currency for 1 unit of the conversion currency")
_AVERAGE_HINT = C_("reference.rate", "Usually midway between bid and offer; it values assets")
_KEY_COLUMNS = (
    Column("channel", CHANNEL, "choice", priority=1, ideal=110),
    Column("rate_type", RATE_TYPE, "choice", priority=2, ideal=110),
    Column("base_currency", BASE_CURRENCY, "code", priority=2, ideal=90),
    Column("other_currency", OTHER_CURRENCY, "code", priority=1, ideal=90),
)
_PRICES = (
    Column("bid_rate", BID, "rate", priority=1, ideal=120),
    Column("offer_rate", OFFER, "rate", priority=1, ideal=120),
    Column("average_rate", AVERAGE, "rate", priority=2, ideal=130),
)


def _price_fields() -> tuple[Field, ...]:
    return (
        Field("bid_rate", BID, "rate", hint=_PRICE_HINT),
        Field("offer_rate", OFFER, "rate"),
        Field("average_rate", AVERAGE, "custom", hint=_AVERAGE_HINT, editor=AVERAGE_EDITOR),
    )


def _versioned(record: Any) -> dict[str, Any]:
    names = ("rate_no", "bid_rate", "offer_rate", "average_rate")
    return {**{name: getattr(record, name) for name in names}, "expected_version": record.version}


NEW_RATE = FormSpec(
    title=C_("reference.rate", "New reference rate"),
    command=CreateReferenceRates,
    load=lambda _: GetRateDefaults(),
    fields=(
        Field("rate_type", RATE_TYPE, "radio", choice=RateType),
        Field("channels", CHANNEL, "several", options=Options(ListExchangeChannels, "channel", "name")),
        Field("base_currency", BASE_CURRENCY, "currency"),
        Field("other_currency", OTHER_CURRENCY, "currency"),
        *_price_fields(),
        Field("record_date", RECORD_DATE, "date"),
    ),
    submits=usual.OK_BUTTON,
    consequence=C_("reference.rate", "A rate that exists gets these prices; the old ones stay in its history"),
)

EDIT_RATE = FormSpec(
    title=C_("reference.rate", "Edit reference rate"),
    command=UpdateReferenceRate,
    load=lambda row: GetReferenceRate(rate_no=row.rate_no),
    fill=_versioned,
    context=(*_KEY_COLUMNS, Column("record_date", RECORD_DATE, "date")),
    fields=_price_fields(),
    submits=usual.OK_BUTTON,
    consequence=C_("reference.rate", "The present prices stay in the history"),
)

IMPORT_RATES = ImportSpec(
    title=C_("reference.rate", "Import reference rates"),
    command=ImportReferenceRates,
    submit=lambda blob: ImportReferenceRates(blob=BlobId(blob)),
    template=lambda locale: MakeRateTemplate(locale=locale),
    preview=lambda blob: PreviewRateImport(blob=BlobId(blob)),
    columns=(*_KEY_COLUMNS, *_PRICES, Column("record_date", RECORD_DATE, "date", ideal=110)),
    failed=lambda blob, locale: MakeFailedRateRows(blob=BlobId(blob), locale=locale),
    sample=lambda locale: MakeSampleRates(locale=locale),
)

RATES = ListScreen(
    key="reference.rate",
    menu="cash.conversion.reference_rates",
    title=C_("reference.rate", "Reference Exchange Rates"),
    query=ListReferenceRates,
    totals=TotalReferenceRates,
    row_key="rate_no",
    columns=(
        Column("rate_no", usual.ID, "code", sortable=True, ideal=80),
        Column("source", SOURCE, "choice", ideal=80),
        Column("rate_type", RATE_TYPE, "choice", sortable=True, priority=2, ideal=110),
        Column("channel", CHANNEL, "choice", sortable=True, priority=1, ideal=110),
        Column("base_currency", BASE_CURRENCY, "code", sortable=True, priority=2, ideal=90),
        Column("other_currency", OTHER_CURRENCY, "code", sortable=True, priority=1, ideal=90),
        *_PRICES,
        Column("record_date", RECORD_DATE, "date", sortable=True, priority=1, ideal=110),
        Column("ledger_date", usual.LEDGER_DATE, "date", sortable=True, ideal=110),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, pending="work_order_no", priority=2, ideal=160),
        Column("created_at", usual.CREATED_AT, "moment", shown=False),
        Column("operator", usual.OPERATOR, ideal=110),
        Column("version", VERSION, "number", shown=False),
    ),
    filters=(
        Filter("other_currency", OTHER_CURRENCY, "currency", first=True),
        Filter("channel", CHANNEL, "choice", choice=RateChannel, several=True, first=True),
        Filter("rate_type", RATE_TYPE, "choice", choice=RateType, several=True, first=True),
        Filter("record_date_from", RECORD_DATE, "date_range", upto="record_date_upto", first=True),
        Filter("rate_no", usual.ID),
        Filter("base_currency", BASE_CURRENCY, "currency"),
        Filter("source", SOURCE, "choice", choice=RateSource, several=True),
        Filter("ledger_date_from", usual.LEDGER_DATE, "date_range", upto="ledger_date_upto"),
        Filter("updated_from", usual.UPDATED_AT, "date_range", upto="updated_upto"),
    ),
    actions=(
        usual.adding(CreateReferenceRates, form=NEW_RATE, done=C_("reference.rate", "Reference rate saved")),
        Action(
            "import", C_("action", "Batch import"), ("page",), command=ImportReferenceRates, importing=IMPORT_RATES,
            icon="ph.upload-simple", done=C_("reference.rate", "Reference rates imported: {rows}"),
        ),
        Action("mark_up", C_("reference.rate", "Rate markup settings"), ("page",), go="fx.mark_ups", icon="ph.plus-circle"),
        usual.editing(UpdateReferenceRate, {"rate_no": "rate_no"}, form=EDIT_RATE, done=C_("reference.rate", "Reference rate saved")),
    ),
    detail=DetailSpec(
        query=lambda row: GetReferenceRate(rate_no=row.rate_no),
        title="rate_no",
        sections=(
            Section(
                C_("reference.rate", "Reference rate"),
                (
                    *_KEY_COLUMNS,
                    Column("record_date", RECORD_DATE, "date"),
                    *_PRICES,
                    Column("source", SOURCE, "choice"),
                    Column("ledger_date", usual.LEDGER_DATE, "date"),
                    Column("updated_at", usual.UPDATED_AT, "moment"),
                    Column("operator", usual.OPERATOR),
                ),
            ),
        ),
        related=(
            Related(
                C_("reference.rate", "History"),
                lambda record: ListRateVersions(rate_no=record.rate_no),
                (
                    Column("version", VERSION, "number", ideal=60),
                    *_PRICES,
                    Column("source", SOURCE, "choice", ideal=70),
                    Column("operator", usual.OPERATOR, ideal=90),
                    Column("saved_at", C_("reference.rate", "Saved at"), "moment", ideal=150),
                ),
            ),
        ),
    ),
    empty=Empty(
        C_("reference.rate", "No reference rates"),
        C_("reference.rate", "Import today's rates from a file, or enter one"),
    ),
)  # fmt: skip

SCREENS = (CURRENCIES, RATES)
