"""The screens of the ledger: account balances, account details down to the journal (`docs/rules/ledger.md` 7)."""

from whale_desktop.features.ledger.messages import (
    ClientAccountType,
    GetClientAssets,
    GetJournal,
    ListBalances,
    ListBusinessCodes,
    ListEntries,
    ListPostings,
    ListSummaries,
    TotalBalances,
    TotalEntries,
    TotalSummaries,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    ClientTab,
    Column,
    DetailSpec,
    Empty,
    Filter,
    Link,
    ListScreen,
    Options,
    Related,
    Report,
    Section,
    usual,
)

CLIENT_NAME = C_("ledger", "Client name")
ACCOUNT_TYPE = C_("ledger", "Account type")
FROZEN = C_("ledger", "Frozen balance")
TOTAL = C_("ledger", "Total balance")
DONE_AT = C_("ledger", "Business time")
BUSINESS = C_("ledger", "Business type")
DIRECTION = C_("ledger", "Direction")
AFTER = C_("ledger", "After balance")
ORDER_NO = C_("ledger", "Order ID")
JOURNAL_NO = C_("ledger", "Journal no.")
VALUE_DATE = C_("ledger", "Value date")

BALANCES = ListScreen(
    key="ledger.balance",
    menu="asset_account.account.balance",
    title=C_("ledger", "Account Balance"),
    query=ListBalances,
    totals=TotalBalances,
    row_key="balance_no",
    columns=(
        Column("balance_no", usual.ID, "code", shown=False),
        Column("member_id", usual.MEMBER_ID, "code", priority=2, ideal=110),
        Column("name", CLIENT_NAME, priority=2, ideal=150),
        Column(
            "account_no", usual.ACCOUNT_NO, "code", sortable=True, priority=1, ideal=120,
            link=Link("ledger.entry", {"account_no": "account_no", "currency": "currency"}),
        ),
        Column("account_type", ACCOUNT_TYPE, "choice", sortable=True, ideal=130),
        Column("currency", usual.CURRENCY, sortable=True, priority=1, ideal=80),
        Column("frozen", FROZEN, "money", currency="currency", sortable=True, total=True, priority=1, ideal=150),
        Column("total", TOTAL, "money", currency="currency", sortable=True, total=True, priority=1, ideal=160),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, ideal=160),
    ),
    filters=(
        Filter("client", usual.CLIENT, "client", first=True),
        Filter("account_no", usual.ACCOUNT_NO, first=True),
        Filter("currency", usual.CURRENCY, "currency", first=True),
        Filter("account_type", ACCOUNT_TYPE, "choice", choice=ClientAccountType, several=True),
        Filter("updated_from", usual.UPDATED_AT, "date_range", upto="updated_upto"),
        Filter("is_zero", C_("ledger", "Zero balances"), "yes_no"),
    ),
    empty=Empty(
        C_("ledger", "No balances here"), C_("ledger", "A balance appears with the first movement of an account")
    ),
)  # fmt: skip

JOURNAL = DetailSpec(
    query=lambda row: GetJournal(journal_no=row.journal_no),
    title="journal_no",
    sections=(
        Section(
            C_("ledger", "Journal"),
            (
                Column("journal_no", JOURNAL_NO, "code"),
                Column("biz_code", C_("ledger", "Business code"), "code"),
                Column("biz_name", BUSINESS),
                Column("done_at", DONE_AT, "moment"),
                Column("ledger_date", usual.LEDGER_DATE, "date"),
                Column("value_date", VALUE_DATE, "date"),
                Column("ref_no", ORDER_NO, "code"),
                Column("source_id", C_("ledger", "Source record"), "code"),
                Column("reversal_of", C_("ledger", "Reverses journal"), "code"),
                Column("reversed_by", C_("ledger", "Reversed by journal"), "code"),
                Column("client_visible", C_("ledger", "Shown to the client"), "yes_no"),
                Column("operator", usual.OPERATOR),
                Column("remark", usual.REMARK),
                Column("op_remark", C_("ledger", "Internal remark")),
            ),
        ),
    ),
    related=(
        Related(
            C_("ledger", "Postings"),
            lambda record: ListPostings(journal_no=record.journal_no),
            (
                Column("account", C_("ledger", "Account"), "code", ideal=130),
                Column("name", CLIENT_NAME, ideal=120),
                Column("account_type", ACCOUNT_TYPE, "choice", ideal=110),
                Column("direction", DIRECTION, "choice", ideal=70),
                Column("change", usual.AMOUNT, "signed", currency="currency", ideal=150),
                Column("after_balance", AFTER, "money", currency="currency", ideal=150),
            ),
        ),
    ),
)

ENTRIES = ListScreen(
    key="ledger.entry",
    menu="asset_account.account.details",
    title=C_("ledger", "Account Details"),
    query=ListEntries,
    totals=TotalEntries,
    row_key="serial_no",
    columns=(
        Column("serial_no", C_("ledger", "Serial no."), "code", sortable=True, shown=False),
        Column("done_at", DONE_AT, "moment", sortable=True, priority=1, ideal=160),
        Column("member_id", usual.MEMBER_ID, "code", priority=4, ideal=90),
        Column("name", CLIENT_NAME, priority=2, minimum=110, ideal=140),
        Column("account_no", usual.ACCOUNT_NO, "code", sortable=True, priority=1, ideal=110),
        Column("account_type", ACCOUNT_TYPE, "choice", priority=4, ideal=110),
        Column("biz_name", BUSINESS, priority=2, minimum=152, ideal=160),
        Column("biz_code", C_("ledger", "Business code"), "code", shown=False),
        Column("direction", DIRECTION, "choice", ideal=70),
        Column("currency", usual.CURRENCY, sortable=True, ideal=70),
        Column("change", usual.AMOUNT, "signed", currency="currency", sortable=True, total=True, priority=1, ideal=150),
        Column("after_balance", AFTER, "money", currency="currency", priority=1, ideal=150),
        Column("ref_no", ORDER_NO, "code", priority=2, ideal=130),
        Column("journal_no", JOURNAL_NO, "code", ideal=100),
        Column("ledger_date", usual.LEDGER_DATE, "date", shown=False),
        Column("value_date", VALUE_DATE, "date", shown=False),
        Column("remark", usual.REMARK, shown=False),
    ),
    filters=(
        Filter("client", usual.CLIENT, "client", first=True),
        Filter("currency", usual.CURRENCY, "currency", first=True),
        Filter("done_from", DONE_AT, "date_range", upto="done_upto", first=True),
        Filter("ref_no", ORDER_NO, first=True),
        Filter("account_no", usual.ACCOUNT_NO),
        Filter("account_type", ACCOUNT_TYPE, "choice", choice=ClientAccountType, several=True),
        Filter("biz_code", BUSINESS, "options", options=Options(ListBusinessCodes, "biz_code", "name"), several=True),
        Filter("ledger_from", usual.LEDGER_DATE, "date_range", upto="ledger_upto"),
        Filter("journal_no", JOURNAL_NO),
    ),
    detail=JOURNAL,
    prints=True,
    empty=Empty(C_("ledger", "No movements here"), C_("ledger", "A movement appears when money goes in or out of an account")),
)

SUMMARIES = ListScreen(
    key="ledger.summary",
    menu="",
    title=C_("ledger", "Client cash summary"),
    query=ListSummaries,
    totals=TotalSummaries,
    row_key="balance_no",
    columns=(
        Column("member_id", usual.MEMBER_ID, "code", ideal=90),
        Column("name", CLIENT_NAME, ideal=140),
        Column("account_no", usual.ACCOUNT_NO, "code", sortable=True, ideal=110),
        Column("account_type", ACCOUNT_TYPE, "choice", ideal=120),
        Column("currency", usual.CURRENCY, sortable=True, ideal=70),
        Column("opening", C_("ledger", "Opening balance"), "money", currency="currency", total=True, ideal=150),
        Column("money_in", C_("ledger", "Money in"), "money", currency="currency", total=True, ideal=150),
        Column("money_out", C_("ledger", "Money out"), "money", currency="currency", total=True, ideal=150),
        Column("closing", C_("ledger", "Closing balance"), "money", currency="currency", total=True, ideal=150),
    ),
    filters=(Filter("ledger_from", usual.LEDGER_DATE, "date_range", upto="ledger_upto", first=True),),
)
"""Only printed: no menu path is documented for it."""

REPORTS = (
    Report(
        key="ledger.cash_summary",
        number="R01",
        title=SUMMARIES.title,
        about=C_("report", "Opening balance, money in and out, closing balance of every account and currency"),
        rows=SUMMARIES,
        period=("ledger_from", "ledger_upto"),
        account="account_no",
        sort="account_no",
    ),
    Report(
        key="ledger.cash_movements",
        number="R02",
        title=C_("report", "Client cash movements"),
        about=C_("report", "Every movement on the clients’ accounts, by account, with the balance after it"),
        rows=ENTRIES,
        period=("ledger_from", "ledger_upto"),
        account="account_no",
        columns=(
            "account_no", "member_id", "name", "ledger_date", "done_at", "account_type", "biz_name", "currency", "change",
            "after_balance", "ref_no", "journal_no", "remark",
        ),
        sort="account_no",
    ),
)  # fmt: skip

SCREENS = (BALANCES, ENTRIES)
CLIENT_TABS = (
    ClientTab("ledger.assets", C_("client", "Assets"), GetClientAssets, "whale_desktop.features.ledger.widgets:AssetsTab"),
)
