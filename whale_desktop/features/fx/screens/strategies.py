"""業務參數設置 > 匯兌 > 換匯策略, with the dialog 審批起點 (`docs/rules/fx.md` 3.3, 6.3)."""

from whale_desktop.features.fx.messages import (
    AddStrategy,
    ApprovalStarts,
    ChangeType,
    DisableStrategy,
    EnableFlag,
    EnableStrategy,
    GetApprovalStarts,
    GetStrategy,
    ListStrategies,
    ServiceStrategy,
    SetApprovalStarts,
    StrategyKind,
    TotalStrategies,
    UpdateStrategy,
)
from whale_desktop.features.fx.screens.words import (
    CURRENCY_PAIR,
    EXCHANGE_CHANNEL,
    EXCHANGE_TYPE,
    OPEN_CURRENCIES,
    PAIRS,
    kept_columns,
)
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Action, Column, Confirm, CustomEditor, Empty, Field, Filter, FormSpec, ListScreen, Values, usual

_STRATEGY = C_("fx.strategy", "Exchange Strategy")
_KIND = C_("fx.strategy", "Default?")
_TIME = C_("fx.strategy", "Service Time")
_EDITED = ("service_strategy", "strategy_kind", "change_type", "service_time", "channel_name", "support_currency")


def _starts(record: ApprovalStarts) -> Values:
    rows = tuple({"currency": one.currency, "start_amount": one.start_amount} for one in record.rows)
    return {"rows": rows, "expected_version": record.version}


_FIELDS = (
    Field(
        "service_strategy",
        _STRATEGY,
        "cards",
        choice=ServiceStrategy,
        hints={
            ServiceStrategy.BATCH: C_("fx.strategy", "Done at once; may bring an exchange gain or loss"),
            ServiceStrategy.SINGLE: C_("fx.strategy", "Takes longer; brings no exchange gain or loss"),
        },
    ),
    Field("strategy_kind", _KIND, "radio", choice=StrategyKind),
    Field("change_type", EXCHANGE_TYPE, "radio", choice=ChangeType),
    Field(
        "service_time",
        _TIME,
        "custom",
        editor=CustomEditor("whale_desktop.features.fx.widgets:PeriodEditor"),
    ),
    Field(
        "channel_name",
        EXCHANGE_CHANNEL,
        "choice",
        choice=RateChannel,
        hint=C_("fx.strategy", "Only a bank exchange needs a channel"),
        when=lambda values: values.get("service_strategy") == ServiceStrategy.SINGLE,
    ),
    Field("support_currency", CURRENCY_PAIR, "several", options=PAIRS),
)
_NEW_FORM = FormSpec(
    title=C_("fx.strategy", "New exchange strategy"),
    command=AddStrategy,
    fields=_FIELDS,
    submits=usual.SAVE_BUTTON,
    width=1040,
)
_EDIT_FORM = FormSpec(
    title=C_("fx.strategy", "Edit exchange strategy"),
    command=UpdateStrategy,
    load=lambda row: GetStrategy(strategy_id=row.strategy_id),
    fill=usual.with_version(*_EDITED, "strategy_id"),
    fields=_FIELDS,
    submits=usual.SAVE_BUTTON,
    width=1040,
)
_STARTS_FORM = FormSpec(
    title=C_("fx.strategy", "Approval start"),
    command=SetApprovalStarts,
    load=lambda row: GetApprovalStarts(),
    fill=_starts,
    fields=(
        Field(
            "rows",
            C_("fx.strategy", "Approval start"),
            "rows",
            required=False,
            hint=C_("fx.strategy", "From this debit amount on every order is reviewed"),
            rows=(
                Field("currency", usual.CURRENCY, "options", options=OPEN_CURRENCIES),
                Field("start_amount", C_("fx.strategy", "Start amount"), "amount"),
            ),
        ),
    ),
    submits=usual.SAVE_BUTTON,
)
_OF_ROW = {"strategy_id": "strategy_id", "expected_version": "version"}

STRATEGIES = ListScreen(
    key="fx.strategies",
    menu="parameters.exchange.strategy",
    title=C_("fx.screen", "Exchange Strategy"),
    query=ListStrategies,
    totals=TotalStrategies,
    row_key="strategy_id",
    columns=(
        Column("strategy_id", usual.ID, "code", sortable=True, pinned=True, priority=1, ideal=80),
        Column("service_strategy", _STRATEGY, "choice", priority=1, ideal=120),
        Column("strategy_kind", _KIND, "choice", priority=3, ideal=80),
        Column("change_type", EXCHANGE_TYPE, "choice", priority=1, ideal=150),
        Column("service_times", _TIME, "texts", priority=2, minimum=130, ideal=200),
        Column("channel_name", EXCHANGE_CHANNEL, "choice", priority=2, ideal=90),
        Column("support_currency", CURRENCY_PAIR, "texts", priority=2, minimum=130, ideal=220),
        Column("enable_flag", usual.STATUS, "state", priority=1, ideal=80),
        *kept_columns(),
    ),
    filters=(
        Filter("channel_name", EXCHANGE_CHANNEL, "choice", choice=RateChannel, first=True),
        Filter("pair", CURRENCY_PAIR, "options", options=PAIRS, first=True),
        Filter("change_type", EXCHANGE_TYPE, "choice", choice=ChangeType, first=True),
        Filter("service_strategy", _STRATEGY, "choice", choice=ServiceStrategy, first=True),
        Filter("enable_flag", usual.STATUS, "choice", choice=EnableFlag),
    ),
    actions=(
        usual.adding(
            AddStrategy, label=C_("fx.action", "New strategy"), form=_NEW_FORM, done=C_("fx.strategy", "The strategy was saved")
        ),
        Action(
            "approval_start",
            C_("fx.strategy", "Approval start"),
            ("page",),
            command=SetApprovalStarts,
            form=_STARTS_FORM,
            icon="ph.circle-wavy-check",
            done=C_("fx.strategy", "The approval starts were saved"),
        ),
        usual.editing(UpdateStrategy, _OF_ROW, form=_EDIT_FORM, done=C_("fx.strategy", "The strategy was saved")),
        Action(
            "enable",
            usual.ENABLE,
            ("row", "batch"),
            command=EnableStrategy,
            fields=_OF_ROW,
            done=C_("fx.strategy", "The strategy is enabled"),
        ),
        Action(
            "disable",
            usual.DISABLE,
            ("row", "batch"),
            command=DisableStrategy,
            fields=_OF_ROW,
            confirm=Confirm(
                question=C_("fx.strategy", "Disable the strategy {strategy_id}?"),
                detail=C_("fx.strategy", "It serves no new orders; running ones are not touched."),
            ),
            done=C_("fx.strategy", "The strategy is disabled"),
        ),
    ),
    empty=Empty(
        line=C_("fx.strategy", "No exchange strategy yet"),
        hint=C_("fx.strategy", "Without a strategy no order is accepted. Before it come currencies and pairs:"),
        steps=(
            (C_("fx.setup", "Switch on the currencies"), C_("fx.setup", "precision and rounding too"), "reference.currency"),
            (C_("fx.setup", "Configure currency pairs"), C_("fx.setup", "which currency into which"), "fx.pairs"),
            (C_("fx.setup", "Add strategies"), C_("fx.setup", "pool or bank, and when"), "fx.strategies"),
        ),
    ),
)
