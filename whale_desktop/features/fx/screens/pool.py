"""換匯池額度配置 (parameters) and 匯兌池額度 (live figures and journal) (`docs/rules/fx.md` 6.4, 7.2)."""

from whale_desktop.features.fx.messages import (
    AddPool,
    AdjustPool,
    DeletePool,
    GetPool,
    ListPoolCards,
    ListPoolChanges,
    ListPools,
    PoolChangeType,
    TotalPoolChanges,
    TotalPools,
    UpdatePool,
)
from whale_desktop.features.fx.screens.words import OPEN_CURRENCIES, kept_columns
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    Action,
    CardStrip,
    Column,
    CustomDialog,
    Empty,
    Field,
    Filter,
    FormSpec,
    Link,
    ListScreen,
    usual,
)

_ALARM = C_("fx.pool", "Exchange Alarm Level")
_REMAINING = C_("fx.pool", "Remaining Quota")
_TYPE = C_("fx.pool", "Business Type")
_ORDER = C_("fx.pool", "Order ID")
_ALARM_FIELD = Field("alarm_amount", _ALARM, "amount", hint=C_("fx.pool", "Deals may not bring the quota below it"))
_REMARK_FIELD = Field("remark", usual.REMARK, "lines", required=False, maximum_length=255)
_OF_ROW = {"currency": "currency", "expected_version": "version"}

POOLS = ListScreen(
    key="fx.pools",
    menu="parameters.exchange.pool_quota_configuration",
    title=C_("fx.screen", "Exchange Pool Quota Configuration"),
    query=ListPools,
    totals=TotalPools,
    row_key="pool_id",
    columns=(
        Column("pool_id", usual.ID, "code", priority=3, ideal=64),
        Column("currency", usual.CURRENCY, sortable=True, pinned=True, priority=1, ideal=72),
        Column("alarm_amount", _ALARM, "money", currency="currency", priority=1, ideal=usual.MONEY_WIDTH),
        Column("remaining_amount", _REMAINING, "money", currency="currency", sortable=True, priority=1, minimum=146, ideal=160),
        Column("remark", usual.REMARK, priority=4, ideal=180),
        *kept_columns(),
    ),
    filters=(
        Filter("pool_id", usual.ID, first=True),
        Filter("currency", usual.CURRENCY, "currency", first=True),
        Filter("created_from", usual.CREATED_AT, "date_range", upto="created_to", first=True),
    ),
    actions=(
        usual.adding(
            AddPool,
            form=FormSpec(
                title=C_("fx.pool", "New pool quota"),
                command=AddPool,
                fields=(
                    Field("currency", usual.CURRENCY, "options", options=OPEN_CURRENCIES),
                    _ALARM_FIELD,
                    Field("remaining_amount", _REMAINING, "amount"),
                    _REMARK_FIELD,
                ),
                submits=usual.SAVE_BUTTON,
            ),
            done=C_("fx.pool", "The pool quota was saved"),
        ),
        usual.editing(
            UpdatePool,
            _OF_ROW,
            form=FormSpec(
                title=C_("fx.pool", "Edit pool quota"),
                command=UpdatePool,
                load=lambda row: GetPool(currency=row.currency),
                fill=usual.with_version("currency", "alarm_amount", "remark"),
                fields=(Field("currency", usual.CURRENCY, "fixed"), _ALARM_FIELD, _REMARK_FIELD),
                submits=usual.SAVE_BUTTON,
            ),
            done=C_("fx.pool", "The pool quota was saved"),
        ),
        Action(
            "adjust",
            C_("fx.action", "Remaining quota adjustment"),
            ("row",),
            short=C_("fx.action", "Adjust"),
            command=AdjustPool,
            fields={"currency": "currency", "seen_amount": "remaining_amount"},
            dialog=CustomDialog("whale_desktop.features.fx.widgets:PoolAdjustDialog", AdjustPool),
            done=C_("fx.pool", "The remaining quota was adjusted"),
        ),
        usual.deleting(
            DeletePool,
            _OF_ROW,
            question=C_("fx.pool", "Delete the pool quota of {currency}?"),
            detail=C_("fx.pool", "The remaining quota of {remaining_amount} is closed."),
            done=C_("fx.pool", "The pool quota was deleted"),
        ),
    ),
    empty=Empty(
        line=C_("fx.pool", "No pool quota yet"),
        hint=C_("fx.pool", "Pool exchange needs a quota for both currencies of a pair."),
    ),
)

POOL_CHANGES = ListScreen(
    key="fx.pool_changes",
    menu="cash.conversion.pool_quota",
    title=C_("fx.screen", "Exchange Pool Quota"),
    query=ListPoolChanges,
    totals=TotalPoolChanges,
    row_key="change_id",
    columns=(
        Column("change_id", usual.ID, "code", pinned=True, priority=3, ideal=72),
        Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=1, ideal=usual.MOMENT_WIDTH),
        Column("change_type", _TYPE, "choice", priority=1, ideal=140),
        Column("currency", usual.CURRENCY, priority=1, ideal=72),
        Column("order_no", _ORDER, "code", priority=2, ideal=110, link=Link("fx.orders", {"forex_id": "order_no"})),
        Column(
            "before_occurred",
            C_("fx.pool", "Initial Remaining Daily Quota"),
            "money",
            currency="currency",
            priority=3,
            minimum=146,
            ideal=160,
        ),
        Column(
            "occurred_amount",
            C_("fx.pool", "Amount Incurred"),
            "signed",
            currency="currency",
            sortable=True,
            total=True,
            priority=1,
            ideal=usual.MONEY_WIDTH,
        ),
        Column(
            "after_occurred",
            C_("fx.pool", "Remaining Daily Quota"),
            "money",
            currency="currency",
            priority=1,
            minimum=146,
            ideal=160,
        ),
        Column("occurred_from", C_("fx.pool", "Automatically By The System?"), "yes_no", priority=4, ideal=90),
        Column("remark", usual.REMARK, priority=5, ideal=160),
        Column("operator", usual.OPERATOR, priority=5, minimum=90, ideal=100),
    ),
    filters=(
        Filter("change_id", usual.ID, first=True),
        Filter("change_type", _TYPE, "choice", choice=PoolChangeType, first=True),
        Filter("currency", usual.CURRENCY, "currency", first=True),
        Filter("created_from", usual.CREATED_AT, "date_range", upto="created_to", first=True),
        Filter("order_no", _ORDER, placeholder=C_("fx.order", "10 digits")),
    ),
    cards=CardStrip(
        query=ListPoolCards,
        title="currency",
        columns=(
            Column("remaining_amount", _REMAINING, "money", currency="currency"),
            Column("alarm_amount", _ALARM, "money", currency="currency"),
            Column("alert_at", C_("fx.pool", "Last alert"), "moment"),
            Column("updated_at", usual.UPDATED_AT, "moment"),
        ),
        warning="is_at_alarm",
    ),
    actions=(Action("setup", C_("fx.action", "Quota setup"), ("page",), go="fx.pools", icon="ph.sliders-horizontal"),),
    empty=Empty(
        line=C_("fx.pool", "No pool movement yet"),
        hint=C_("fx.pool", "Every change of a quota appears here: by exchanges, by hand, by the set-up."),
    ),
)
