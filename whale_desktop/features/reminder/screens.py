"""風控管理 > 授信額度 > 借幣提醒 as data: clients whom the rule hits, abnormal orders, history, auto convert (`docs/rules/fx.md` 7).

Must not know how anything is stored, decided or drawn.
"""

from typing import Any

from whale_desktop.features.reminder.messages import (
    AbnormalKind,
    AlertEnd,
    ExchangeAlert,
    FetchClients,
    GetAbnormal,
    GetAlert,
    GetHistory,
    GetRule,
    ListAbnormals,
    ListAlertCash,
    ListAlertExchanges,
    ListAlertMessages,
    ListAlerts,
    ListAutoConverts,
    ListHistory,
    ListRuleCards,
    OnOff,
    OpenAlertStatus,
    TotalAbnormals,
    TotalAlerts,
    TotalAutoConverts,
    TotalHistory,
    UpdateExchangeRule,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    Action,
    CardStrip,
    Column,
    CustomDialog,
    DetailSpec,
    Empty,
    Field,
    Filter,
    FormSpec,
    Link,
    ListScreen,
    Related,
    Report,
    Screen,
    Section,
    Submit,
    TabsScreen,
    Values,
    usual,
)

_DEBT = C_("reminder.field", "Debit Balance Amt")
_OWN = C_("reminder.field", "Other Currency Available Amt")
_AUTO = C_("reminder.field", "Auto Convert")
_TRIGGERED = C_("reminder.field", "Triggered At")
_CREATED = C_("reminder.field", "Submitted at")
_ORDER = C_("reminder.field", "Conversion Order No")
_FROM_CURRENCY = C_("reminder.field", "Debit Currency")
_FROM = C_("reminder.field", "Debit Amount")
_TO_CURRENCY = C_("reminder.field", "Credit Currency")
_TO = C_("reminder.field", "Credit Amount")
_ORDER_SHORT = C_("reminder.field short", "Order No.")
_ADVICE = C_("reminder.field", "What to do")
_ORIGIN = C_("reminder.field", "Requestor")
_KIND = C_("reminder.field", "Exception")
_RULE_DEBT = C_("reminder.rule", "Debit balance")
_RULE_OWN = C_("reminder.rule", "Other currencies' withdrawable")


def _client_columns() -> tuple[Column, ...]:
    return (
        Column("client", usual.CLIENT, priority=1, minimum=132, ideal=160),
        Column("member_id", usual.MEMBER_ID, "code", shown=False, priority=5, ideal=90),
        Column("account_no", usual.ACCOUNT_NO, "code", priority=3, ideal=usual.CODE_WIDTH),
    )


def _deal_columns() -> tuple[Column, ...]:
    return (
        Column("from_currency", _FROM_CURRENCY, shown=False, priority=5, ideal=72),
        Column("from_amount", _FROM, "money", currency="from_currency", priority=2, ideal=usual.MONEY_WIDTH),
        Column("to_currency", _TO_CURRENCY, shown=False, priority=5, ideal=72),
        Column("to_amount", _TO, "money", currency="to_currency", priority=2, ideal=usual.MONEY_WIDTH),
    )


_TO_ORDER = Link("fx.orders", {"forex_id": "forex_id"})
_ALERT_FIGURES = (
    Column("debt_amount", _DEBT, "money", currency="debt_currency", total=True, priority=1, ideal=usual.MONEY_WIDTH),
    Column("own_amount", _OWN, "money", currency="debt_currency", total=True, priority=1, ideal=usual.MONEY_WIDTH),
)
_CLIENT_FILTER = Filter("client", usual.CLIENT, "client", first=True)

# --------------------------------------------------------------------------------------------------------------------- the rule


def _is_on(values: Values) -> bool:
    return bool(values.get("is_on"))


def _fill_rule(rule: Any) -> Values:
    return {
        "is_on": rule.is_on,
        "currency": rule.currency,
        "debt": rule.debt,
        "avail_with_draw": rule.avail_with_draw,
        "singles": rule.singles,
        "expected_version": rule.version,
    }


_RULE_FORM = FormSpec(
    title=C_("reminder.rule", "Exchange rule"),
    command=UpdateExchangeRule,
    width=864,
    load=lambda row: GetRule(),
    fill=_fill_rule,
    context=(
        Column("currency", C_("reminder.rule", "Main currency")),
        Column("version", C_("reminder.rule", "Version in force"), "number"),
        Column("updated_at", usual.UPDATED_AT, "moment"),
        Column("operator", usual.OPERATOR),
        Column("work_order_no", C_("reminder.rule", "Waiting work order"), "code"),
    ),
    fields=(
        Field("is_on", C_("reminder.rule", "Rule on"), "switch"),
        Field(
            "debt",
            C_("reminder.rule", "Main rule: debit balance"),
            "amount",
            enabled=_is_on,
            hint=C_("reminder.rule", "All debts together, in the base currency; equal counts"),
        ),
        Field(
            "avail_with_draw",
            C_("reminder.rule", "Main rule: other currencies' withdrawable"),
            "amount",
            enabled=_is_on,
            hint=C_("reminder.rule", "All currencies without debt together, in the base currency"),
        ),
        Field(
            "singles",
            C_("reminder.rule", "Rules for one currency"),
            "rows",
            required=False,
            enabled=_is_on,
            rows=(
                Field("currency", usual.CURRENCY, "currency"),
                Field("debt", _RULE_DEBT, "amount"),
                Field("avail_with_draw", _RULE_OWN, "amount"),
            ),
        ),
    ),
    submits=(Submit(C_("reminder.action", "Submit")),),
    consequence=C_("reminder.rule", "In force after its work order is approved; until then the present rule runs"),
)

# ------------------------------------------------------------------------------------------------------------------- details

_CASH = Related(
    C_("reminder.detail", "Cash of this moment"),
    lambda record: ListAlertCash(alert_id=record.alert_id),
    (
        Column("debt", C_("reminder.detail", "Debt"), "money", currency="currency"),
        Column("withdrawable", C_("reminder.detail", "Withdrawable"), "money", currency="currency"),
        Column("base_amount", C_("reminder.detail", "In base currency"), "money", currency="base_currency"),
    ),
)
_EXCHANGES = Related(
    C_("reminder.detail", "Exchanges"),
    lambda record: ListAlertExchanges(alert_id=record.alert_id),
    (
        Column("state", usual.STATUS, "state", ideal=96),
        Column("forex_id", _ORDER, "code", ideal=96, link=_TO_ORDER),
        Column("from_amount", _FROM, "money", currency="from_currency"),
        Column("to_amount", _TO, "money", currency="to_currency"),
        Column("reason", usual.REASON, "reason"),
    ),
)
_MESSAGES = Related(
    C_("reminder.detail", "Messages to the client"),
    lambda record: ListAlertMessages(alert_id=record.alert_id),
    (
        Column("sent_at", C_("reminder.detail", "Sent at"), "moment"),
        Column("debt_amount", _DEBT, "money", currency="currency"),
        Column("own_amount", _OWN, "money", currency="currency"),
    ),
)

_ALERT_DETAIL = DetailSpec(
    query=lambda row: GetAlert(alert_id=row.alert_id),
    title="client",
    state="status",
    sections=(
        Section(
            C_("reminder.detail", "Alert"),
            (
                Column("alert_id", usual.ID, "code"),
                Column("account_no", usual.ACCOUNT_NO, "code", link=Link("ledger.balance", {"account_no": "account_no"})),
                *_ALERT_FIGURES,
                Column("is_auto", _AUTO, "state"),
                Column("alert_time", _TRIGGERED, "moment"),
                Column("updated_at", usual.UPDATED_AT, "moment"),
                Column("ended_at", C_("reminder.field", "Completed At"), "moment"),
            ),
        ),
        Section(
            C_("reminder.detail", "At this moment"),
            (
                Column("live_debt", _DEBT, "money", currency="debt_currency"),
                Column("live_own", _OWN, "money", currency="debt_currency"),
                Column("is_hit", C_("reminder.detail", "Hit by the rule"), "yes_no"),
            ),
        ),
    ),
    related=(_CASH, _EXCHANGES, _MESSAGES),
)

# --------------------------------------------------------------------------------------------------------------------- lists

ALERTS = ListScreen(
    key="reminder.alerts",
    menu="",
    title=C_("reminder.screen", "Client Notification"),
    query=ListAlerts,
    totals=TotalAlerts,
    row_key="alert_id",
    columns=(
        Column("alert_id", usual.ID, "code", sortable=True, pinned=True, priority=2, ideal=72),
        *_client_columns(),
        Column("debt_currency", usual.CURRENCY, priority=2, ideal=72),
        *_ALERT_FIGURES,
        Column("is_auto", _AUTO, "state", priority=2, minimum=72, ideal=90),
        Column("status", usual.STATUS, "state", priority=1, minimum=100, ideal=156),
        Column("alert_time", _TRIGGERED, "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, priority=4, ideal=usual.MOMENT_WIDTH),
    ),
    filters=(
        _CLIENT_FILTER,
        Filter("alert_from", _TRIGGERED, "date_range", upto="alert_upto", first=True),
        Filter("is_auto", _AUTO, "choice", choice=OnOff, first=True),
        Filter("status", usual.STATUS, "choice", choice=OpenAlertStatus, several=True, first=True),
        Filter("updated_from", usual.UPDATED_AT, "date_range", upto="updated_upto"),
    ),
    cards=CardStrip(
        query=ListRuleCards,
        title="currency",
        columns=(
            Column("debt", _RULE_DEBT, "money", currency="currency"),
            Column("avail_with_draw", _RULE_OWN, "money", currency="currency"),
        ),
    ),
    actions=(
        Action(
            "rule",
            C_("reminder.action", "Exchange rule"),
            ("page",),
            command=UpdateExchangeRule,
            form=_RULE_FORM,
            icon="ph.sliders-horizontal",
            done=C_("reminder.rule", "The exchange rule is in force"),
        ),
        Action(
            "fetch",
            C_("reminder.action", "Fetch clients"),
            ("page",),
            command=FetchClients,
            icon="ph.users",
            main=True,
            done=C_("reminder.alert", "{debtors} clients owe: {added} added, {kept} kept, {ended} moved to the history"),
        ),
        Action(
            "exchange",
            C_("reminder.action", "Exchange"),
            ("row",),
            command=ExchangeAlert,
            fields={"alert_id": "alert_id"},
            dialog=CustomDialog("whale_desktop.features.reminder.widgets:ExchangeDialog", ExchangeAlert),
            urgent=True,
        ),
    ),
    detail=_ALERT_DETAIL,
    empty=Empty(
        line=C_("reminder.alert", "No client is hit by the exchange rule"),
        hint=C_(
            "reminder.alert",
            "Whoever owes one currency and holds enough of others appears here once the rule has run. While it is off, nobody does.",
        ),
        waiting=True,
    ),
)

_ABNORMAL_DETAIL = DetailSpec(
    query=lambda row: GetAbnormal(exchange_id=row.exchange_id),
    title="client",
    state="kind",
    sections=(
        Section(
            C_("reminder.detail", "Abnormal order"),
            (
                Column("forex_id", _ORDER, "code", link=_TO_ORDER),
                Column("account_no", usual.ACCOUNT_NO, "code"),
                Column("from_amount", _FROM, "money", currency="from_currency"),
                Column("to_amount", _TO, "money", currency="to_currency"),
                Column("reason", usual.REASON, "reason"),
                Column("advice", _ADVICE, "choice"),
                Column("origin", _ORIGIN, "choice"),
                Column("operator", usual.OPERATOR),
                Column("created_at", _CREATED, "moment"),
                Column("updated_at", usual.UPDATED_AT, "moment"),
            ),
        ),
    ),
    related=(_CASH, _EXCHANGES, _MESSAGES),
)


def _abnormal_orders(key: str, menu: str) -> ListScreen:
    """The list of abnormal orders: a tab, and a menu entry of its own."""
    return ListScreen(
        key=key,
        menu=menu,
        title=C_("reminder.screen", "Abnormal Orders"),
        query=ListAbnormals,
        totals=TotalAbnormals,
        row_key="exchange_id",
        columns=(
            Column("exchange_id", usual.ID, "code", sortable=True, pinned=True, priority=3, ideal=72),
            Column("forex_id", _ORDER, "code", priority=1, ideal=usual.CODE_WIDTH, link=_TO_ORDER, short=_ORDER_SHORT),
            *_client_columns(),
            Column("kind", _KIND, "state", priority=1, ideal=120),
            *_deal_columns(),
            Column("reason", usual.REASON, "reason", priority=2, minimum=120, ideal=200),
            Column("advice", _ADVICE, "choice", priority=2, minimum=90, ideal=120),
            Column("alert_id", C_("reminder.field", "Alert"), "code", shown=False, priority=5, ideal=72),
            Column("origin", _ORIGIN, "choice", priority=4, ideal=110),
            Column("operator", usual.OPERATOR, shown=False, priority=5, ideal=90),
            Column("created_at", _CREATED, "moment", sortable=True, priority=3, ideal=usual.MOMENT_WIDTH),
            Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, shown=False, priority=5, ideal=usual.MOMENT_WIDTH),
        ),
        filters=(
            _CLIENT_FILTER,
            Filter("kind", _KIND, "choice", choice=AbnormalKind, first=True),
            Filter("forex_id", _ORDER, first=True, placeholder=C_("fx.order", "10 digits"), short=_ORDER_SHORT),
            Filter("created_from", _CREATED, "date_range", upto="created_upto", first=True),
        ),
        detail=_ABNORMAL_DETAIL,
        empty=Empty(
            line=C_("reminder.abnormal", "No abnormal order"),
            hint=C_("reminder.abnormal", "Exchanges that wait for review, have failed or were refused appear here."),
            waiting=True,
        ),
    )


_HISTORY_DETAIL = DetailSpec(
    query=lambda row: GetHistory(alert_id=row.alert_id),
    title="client",
    state="status",
    sections=(
        Section(
            C_("reminder.detail", "Alert"),
            (
                Column("alert_id", usual.ID, "code"),
                Column("account_no", usual.ACCOUNT_NO, "code", link=Link("ledger.balance", {"account_no": "account_no"})),
                Column("account_channel", C_("reminder.field", "Account Channel")),
                Column("debt_amount", _DEBT, "money", currency="debt_currency"),
                Column("own_amount", _OWN, "money", currency="debt_currency"),
                Column("new_debt_amount", C_("reminder.field", "Debit Balance Amt (After)"), "money", currency="debt_currency"),
                Column(
                    "new_own_amount",
                    C_("reminder.field", "Other Currency Available Amt (After)"),
                    "money",
                    currency="debt_currency",
                ),
                Column("is_auto", _AUTO, "state"),
                Column("alert_time", _TRIGGERED, "moment"),
                Column("end_time", C_("reminder.field", "Completed At"), "moment"),
            ),
        ),
    ),
    related=(_EXCHANGES, _MESSAGES),
)

HISTORY = ListScreen(
    key="reminder.history",
    menu="",
    title=C_("reminder.screen", "Notification History"),
    query=ListHistory,
    totals=TotalHistory,
    row_key="alert_id",
    columns=(
        Column("alert_id", usual.ID, "code", sortable=True, pinned=True, priority=2, ideal=72),
        *_client_columns(),
        Column("account_channel", C_("reminder.field", "Account Channel"), priority=5, ideal=110),
        Column("debt_currency", usual.CURRENCY, shown=False, priority=5, ideal=72),
        Column("debt_amount", _DEBT, "money", currency="debt_currency", priority=1, ideal=usual.MONEY_WIDTH),
        Column("own_amount", _OWN, "money", currency="debt_currency", priority=2, ideal=usual.MONEY_WIDTH),
        Column(
            "new_debt_amount",
            C_("reminder.field", "Debit Balance Amt (After)"),
            "money",
            currency="debt_currency",
            priority=1,
            ideal=usual.MONEY_WIDTH,
        ),
        Column(
            "new_own_amount",
            C_("reminder.field", "Other Currency Available Amt (After)"),
            "money",
            currency="debt_currency",
            priority=2,
            ideal=usual.MONEY_WIDTH,
        ),
        Column("is_auto", _AUTO, "state", priority=4, minimum=72, ideal=90),
        Column("status", usual.STATUS, "state", priority=1, minimum=100, ideal=170),
        Column("alert_time", _TRIGGERED, "moment", sortable=True, priority=3, ideal=usual.MOMENT_WIDTH),
        Column("alert_end_time", C_("reminder.field", "Due Date"), "moment", shown=False, priority=5, ideal=usual.MOMENT_WIDTH),
        Column("end_time", C_("reminder.field", "Completed At"), "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH),
    ),
    filters=(
        _CLIENT_FILTER,
        Filter("alert_from", _TRIGGERED, "date_range", upto="alert_upto", first=True),
        Filter("end_from", C_("reminder.field", "Completed At"), "date_range", upto="end_upto", first=True),
        Filter("status", usual.STATUS, "choice", choice=AlertEnd, several=True, first=True),
    ),
    detail=_HISTORY_DETAIL,
    empty=Empty(line=C_("reminder.history", "No alert has ended yet")),
)

AUTO_CONVERTS = ListScreen(
    key="reminder.auto_converts",
    menu="",
    title=C_("reminder.screen", "Auto Convert Query"),
    query=ListAutoConverts,
    totals=TotalAutoConverts,
    row_key="account_no",
    columns=(
        Column("account_no", usual.ACCOUNT_NO, "code", sortable=True, pinned=True, priority=1, ideal=usual.CODE_WIDTH),
        Column("client", usual.CLIENT, priority=1, minimum=132, ideal=180),
        Column("member_id", usual.MEMBER_ID, "code", shown=False, priority=5, ideal=90),
        Column("state", _AUTO, "state", priority=1, ideal=90),
        Column(
            "opened_at", C_("reminder.field", "Switched on at"), "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH
        ),
        Column(
            "closed_at", C_("reminder.field", "Switched off at"), "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH
        ),
    ),
    filters=(_CLIENT_FILTER, Filter("state", _AUTO, "choice", choice=OnOff, first=True)),
    exports=False,
    empty=Empty(
        line=C_("reminder.auto_convert", "No client ever had auto convert"),
        hint=C_("reminder.auto_convert", "Clients switch it on and off in the app."),
    ),
)

REPORTS = (
    Report(
        key="reminder.ended_alerts",
        number="R06",
        title=C_("report", "Ended borrowing alerts"),
        about=C_(
            "report", "Alerts that ended in the period: debt and other money at the last run and at the end, and how it ended"
        ),
        rows=HISTORY,
        period=("end_from", "end_upto"),
        account="account_no",
        sort="end_time",
    ),
)

SCREENS: tuple[Screen, ...] = (
    TabsScreen(
        key="reminder.debit_notification",
        menu="risk.credit_limit.debit_notification",
        title=C_("reminder.screen", "Debit Notification"),
        tabs=(ALERTS, _abnormal_orders("reminder.abnormals", ""), HISTORY, AUTO_CONVERTS),
    ),
    _abnormal_orders("reminder.abnormal_orders", "risk.credit_limit.debit_notification.abnormal_orders"),
)
