"""款項管理 > 換匯 > 匯兌損益 and 會計中台 > 記賬數據源 > 渠道匯兌單 (`docs/rules/fx.md` 3.11, 8)."""

from whale_desktop.features.fx.messages import (
    ForexType,
    ListProfits,
    ListSourceRows,
    SourceRowType,
    TotalProfits,
    TotalSourceRows,
)
from whale_desktop.features.fx.screens.words import EXCHANGE_CHANNEL, EXCHANGE_TYPE, RATE_WIDTH
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Column, Empty, Filter, Link, ListScreen, TabsScreen, usual

_FOREX_ID = C_("fx.profit", "Conversion Order No")
_CHANNEL_NO = C_("fx.profit", "Channel Exchange Order ID")
_TO_ORDER = Link("fx.orders", {"forex_id": "forex_id"})

PROFITS = ListScreen(
    key="fx.profits",
    menu="cash.conversion.gains_and_losses",
    title=C_("fx.screen", "Exchange Gains and Losses"),
    query=ListProfits,
    totals=TotalProfits,
    row_key="profit_id",
    columns=(
        Column("forex_id", _FOREX_ID, "code", pinned=True, priority=1, minimum=96, ideal=110, link=_TO_ORDER),
        Column("client_ordid", _CHANNEL_NO, "code", shown=False, priority=5, ideal=120),
        Column("reversal_no", C_("fx.profit", "Reversal No."), "code", priority=5, ideal=110),
        Column("channel_name", EXCHANGE_CHANNEL, "choice", priority=5, ideal=90),
        Column("forex_type", EXCHANGE_TYPE, "choice", priority=4, ideal=100),
        Column("currency", usual.CURRENCY, priority=2, ideal=64),
        Column("channel_rate", C_("fx.profit", "Channel Exchange Rate"), "rate", priority=2, ideal=RATE_WIDTH),
        Column(
            "channel_amount",
            C_("fx.profit", "Channel Amount"),
            "money",
            currency="currency",
            total=True,
            priority=2,
            ideal=usual.MONEY_WIDTH,
        ),
        Column("user_rate", C_("fx.profit", "Client Exchange Rate"), "rate", priority=2, ideal=RATE_WIDTH),
        Column(
            "user_amount",
            C_("fx.profit", "Client Amount"),
            "money",
            currency="currency",
            total=True,
            priority=2,
            ideal=usual.MONEY_WIDTH,
        ),
        Column("channel_ledger_date", C_("fx.profit", "Channel accounting date"), "date", priority=3, ideal=96),
        Column("sett_ledger_date", C_("fx.profit", "Clearing accounting date"), "date", priority=4, ideal=96),
        Column(
            "profit_loss",
            C_("fx.profit", "Exchange P/L"),
            "signed",
            currency="currency",
            sortable=True,
            total=True,
            priority=1,
            ideal=120,
            market=True,
        ),
        Column(
            "markup_income",
            C_("fx.profit", "Mark-up income"),
            "signed",
            currency="currency",
            total=True,
            priority=1,
            ideal=110,
            market=True,
        ),
        Column(
            "rate_pnl",
            C_("fx.profit", "Rate movement"),
            "signed",
            currency="currency",
            total=True,
            priority=1,
            ideal=110,
            market=True,
        ),
        Column("order_offset", C_("fx.profit", "Rounding"), "number", priority=4, minimum=108, ideal=116),
        Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=4, ideal=usual.MOMENT_WIDTH),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, shown=False, priority=5, ideal=usual.MOMENT_WIDTH),
        Column("operator", usual.OPERATOR, shown=False, priority=5, ideal=90),
    ),
    filters=(
        Filter("forex_id", _FOREX_ID, first=True, placeholder=C_("fx.order", "10 digits")),
        Filter("forex_type", EXCHANGE_TYPE, "choice", choice=ForexType, first=True),
        Filter("currency", usual.CURRENCY, "currency", first=True),
        Filter("updated_from", usual.UPDATED_AT, "date_range", upto="updated_to", first=True),
        Filter("client_ordid", _CHANNEL_NO, placeholder=C_("fx.order", "13 digits")),
    ),
    empty=Empty(
        line=C_("fx.profit", "No exchange gain or loss yet"),
        hint=C_("fx.profit", "Each completed pool exchange adds a row; bank exchanges have none."),
    ),
    prints=True,
)

_SOURCE_ROWS = ListScreen(
    key="fx.source_rows",
    menu="",
    title=C_("fx.screen", "Channel Exchange Order"),
    query=ListSourceRows,
    totals=TotalSourceRows,
    row_key="source_row_id",
    columns=(
        Column("source_row_id", usual.ID, "code", pinned=True, sortable=True, priority=3, ideal=72),
        Column("row_type", C_("fx.source_row", "Business Type"), "choice", priority=1, ideal=140),
        Column("currency", usual.CURRENCY, priority=1, ideal=64),
        Column(
            "amount",
            usual.AMOUNT,
            "signed",
            currency="currency",
            sortable=True,
            total=True,
            priority=1,
            ideal=usual.MONEY_WIDTH,
        ),
        Column("forex_type", EXCHANGE_TYPE, "choice", priority=4, ideal=100),
        Column("account_at", C_("fx.source_row", "Ledger Date"), "date", priority=2, ideal=96),
        Column("trade_at", C_("fx.source_row", "Trade time"), "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH),
        Column(
            "user_order_no",
            _FOREX_ID,
            "code",
            priority=1,
            ideal=110,
            link=Link("fx.orders", {"forex_id": "user_order_no"}),
        ),
        Column("channel_order_no", _CHANNEL_NO, "code", priority=3, ideal=120),
        Column("channel", EXCHANGE_CHANNEL, "choice", priority=3, ideal=90),
    ),
    filters=(
        Filter("user_order_no", _FOREX_ID, first=True, placeholder=C_("fx.order", "10 digits")),
        Filter("channel_order_no", _CHANNEL_NO, first=True, placeholder=C_("fx.order", "13 digits")),
        Filter("row_type", C_("fx.source_row", "Business Type"), "choice", choice=SourceRowType, first=True),
        Filter("currency", usual.CURRENCY, "currency", first=True),
        Filter("account_from", C_("fx.source_row", "Ledger Date"), "date_range", upto="account_to"),
    ),
    empty=Empty(
        line=C_("fx.source_row", "No row yet"), hint=C_("fx.source_row", "Every completed exchange writes its rows here.")
    ),
)

DATA_SOURCES = TabsScreen(
    key="fx.data_sources",
    menu="accounting.data_sources",
    title=C_("fx.screen", "Data Sources"),
    tabs=(_SOURCE_ROWS,),
)
