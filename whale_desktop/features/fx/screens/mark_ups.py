"""業務參數設置 > 匯兌 > 加點設定, two tabs (`docs/rules/fx.md` 3.6, 6.5)."""

from typing import Any

from whale_desktop.features.fx.messages import (
    AddExecutionMarkUp,
    AddReferenceMarkUps,
    DeleteExecutionMarkUp,
    DeleteReferenceMarkUp,
    ExecutionMarkUpRow,
    GetExecutionMarkUp,
    GetReferenceMarkUp,
    ListExecutionMarkUps,
    ListReferenceMarkUps,
    ServiceStrategy,
    SpreadMode,
    TotalExecutionMarkUps,
    TotalReferenceMarkUps,
    UpdateExecutionMarkUp,
    UpdateReferenceMarkUp,
)
from whale_desktop.features.fx.screens.words import (
    CREDIT_CURRENCY,
    CURRENCY_PAIR,
    DEBIT_CURRENCY,
    EXCHANGE_CHANNEL,
    PAIRS,
    RATE_WIDTH,
    kept_columns,
)
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    Column,
    CustomEditor,
    Empty,
    Field,
    Filter,
    FormSpec,
    ListScreen,
    TabsScreen,
    Values,
    usual,
)

_SOURCE = C_("fx.mark_up", "Reference rate source channel")
_MODE = C_("fx.mark_up", "Spread Setup")
_BP = C_("fx.mark_up", "BP")
_STRATEGY = C_("fx.mark_up", "Exchange Strategy")
_TIERS = C_("fx.mark_up", "Transaction Spread")
_ALWAYS = C_("fx.mark_up", "Long-term effectiveness")
_START = C_("fx.mark_up", "Effective from")
_END = C_("fx.mark_up", "Effective until")
_BP_FIELD = Field("bp", _BP, "rate", hint=C_("fx.mark_up", "0 to 100, at most 4 decimals"))
_MODE_FIELD = Field(
    "spread_mode",
    _MODE,
    "cards",
    choice=SpreadMode,
    hints={
        SpreadMode.VALUE: C_("fx.mark_up", "Subtracted from the rate"),
        SpreadMode.RATE: C_("fx.mark_up", "Percentage off the rate"),
    },
)
_OF_ROW = {"mark_up_id": "mark_up_id", "expected_version": "version"}
_PAIR_COLUMNS = (
    Column("from_currency", DEBIT_CURRENCY, priority=1, ideal=72),
    Column("to_currency", CREDIT_CURRENCY, priority=1, ideal=72),
)


def _is_limited(values: Values) -> bool:
    return values.get("default_effective") is False


def _terms_of(record: ExecutionMarkUpRow) -> Values:
    tiers: tuple[dict[str, Any], ...] = tuple(
        {"start_value": tier.start_value, "end_value": tier.end_value, "bp": tier.bp} for tier in record.tiers
    )
    names = ("spread_mode", "default_effective", "start_time", "end_time")
    return {**{name: getattr(record, name) for name in names}, "tiers": tiers, "expected_version": record.version}


_TERMS = (
    _MODE_FIELD,
    Field(
        "tiers",
        _TIERS,
        "rows",
        hint=C_("fx.mark_up", "Debit amounts from 0 on without a gap; the last tier has no end"),
        rows=(
            Field("start_value", C_("fx.mark_up", "From (included)"), "amount"),
            Field("end_value", C_("fx.mark_up", "To (not included)"), "amount", required=False),
            Field("bp", _BP, "rate"),
        ),
    ),
    Field("default_effective", _ALWAYS, "switch", initial=True),
    Field("start_time", _START, "moment", when=_is_limited),
    Field("end_time", _END, "moment", when=_is_limited),
)

_REFERENCE = ListScreen(
    key="fx.reference_mark_ups",
    menu="",
    title=C_("fx.screen", "Reference rate"),
    query=ListReferenceMarkUps,
    totals=TotalReferenceMarkUps,
    row_key="mark_up_id",
    columns=(
        Column("mark_up_id", usual.ID, "code", pinned=True, priority=2, ideal=64),
        Column("channel_name", _SOURCE, "choice", priority=1, ideal=120),
        *_PAIR_COLUMNS,
        Column("spread_mode", _MODE, "choice", priority=1, ideal=80),
        Column("bp", _BP, "number", priority=1, ideal=80),
        Column("reference_rate", C_("fx.mark_up", "Current rate"), "rate", priority=2, ideal=RATE_WIDTH),
        Column("marked_rate", C_("fx.mark_up", "Rate after mark-up"), "rate", priority=2, ideal=RATE_WIDTH),
        *kept_columns(),
    ),
    filters=(
        Filter("channel_name", _SOURCE, "choice", choice=RateChannel, first=True),
        Filter("spread_mode", _MODE, "choice", choice=SpreadMode, first=True),
        Filter("mark_up_id", usual.ID, first=True),
    ),
    actions=(
        usual.adding(
            AddReferenceMarkUps,
            form=FormSpec(
                title=C_("fx.mark_up", "New mark-up on the reference rate"),
                command=AddReferenceMarkUps,
                fields=(
                    Field("channel_name", _SOURCE, "choice", choice=RateChannel),
                    Field(
                        "rows",
                        CURRENCY_PAIR,
                        "custom",
                        editor=CustomEditor("whale_desktop.features.fx.widgets:MarkUpPreviewEditor"),
                    ),
                ),
                submits=usual.SAVE_BUTTON,
                width=1040,
                consequence=C_("fx.mark_up", "Counts for orders submitted from now on"),
            ),
            done=C_("fx.mark_up", "The mark-ups were saved"),
        ),
        usual.editing(
            UpdateReferenceMarkUp,
            _OF_ROW,
            form=FormSpec(
                title=C_("fx.mark_up", "Edit the mark-up on the reference rate"),
                command=UpdateReferenceMarkUp,
                load=lambda row: GetReferenceMarkUp(mark_up_id=row.mark_up_id),
                fill=usual.with_version("spread_mode", "bp"),
                context=(
                    Column("channel_name", _SOURCE, "choice"),
                    *_PAIR_COLUMNS,
                    Column("reference_rate", C_("fx.mark_up", "Current rate"), "rate"),
                ),
                fields=(_MODE_FIELD, _BP_FIELD),
                submits=usual.SAVE_BUTTON,
            ),
            done=C_("fx.mark_up", "The mark-up was saved"),
        ),
        usual.deleting(
            DeleteReferenceMarkUp,
            _OF_ROW,
            question=C_("fx.mark_up", "Delete the mark-up on {from_currency}/{to_currency}?"),
            done=C_("fx.mark_up", "The mark-up was deleted"),
            many=True,
        ),
    ),
    empty=Empty(
        line=C_("fx.mark_up", "No mark-up yet"),
        hint=C_("fx.mark_up", "Without one clients get the reference rate itself."),
    ),
)

_EXECUTION = ListScreen(
    key="fx.execution_mark_ups",
    menu="",
    title=C_("fx.screen", "Execution rate"),
    query=ListExecutionMarkUps,
    totals=TotalExecutionMarkUps,
    row_key="mark_up_id",
    columns=(
        Column("mark_up_id", usual.ID, "code", pinned=True, priority=2, ideal=64),
        Column("service_strategy", _STRATEGY, "choice", priority=1, ideal=120),
        Column("channel_name", EXCHANGE_CHANNEL, "choice", priority=2, ideal=90),
        *_PAIR_COLUMNS,
        Column("spread_mode", _MODE, "choice", priority=1, ideal=80),
        Column("tier_texts", _TIERS, "texts", priority=1, minimum=150, ideal=220),
        Column("default_effective", _ALWAYS, "yes_no", priority=3, ideal=90),
        Column("start_time", _START, "moment", priority=3, ideal=usual.MOMENT_WIDTH),
        Column("end_time", _END, "moment", priority=3, ideal=usual.MOMENT_WIDTH),
        *kept_columns(),
    ),
    filters=(
        Filter("channel_name", EXCHANGE_CHANNEL, "choice", choice=RateChannel, first=True),
        Filter("spread_mode", _MODE, "choice", choice=SpreadMode, first=True),
        Filter("mark_up_id", usual.ID, first=True),
    ),
    actions=(
        usual.adding(
            AddExecutionMarkUp,
            form=FormSpec(
                title=C_("fx.mark_up", "New mark-up on the execution rate"),
                command=AddExecutionMarkUp,
                fields=(
                    Field("service_strategy", _STRATEGY, "radio", choice=ServiceStrategy),
                    Field(
                        "channel_name",
                        EXCHANGE_CHANNEL,
                        "choice",
                        choice=RateChannel,
                        when=lambda values: values.get("service_strategy") == ServiceStrategy.SINGLE,
                    ),
                    Field("pair", CURRENCY_PAIR, "options", options=PAIRS),
                    *_TERMS,
                ),
                submits=usual.SAVE_BUTTON,
                width=864,
                consequence=C_("fx.mark_up", "Counts for executions from now on"),
            ),
            done=C_("fx.mark_up", "The mark-up was saved"),
        ),
        usual.editing(
            UpdateExecutionMarkUp,
            _OF_ROW,
            form=FormSpec(
                title=C_("fx.mark_up", "Edit the mark-up on the execution rate"),
                command=UpdateExecutionMarkUp,
                load=lambda row: GetExecutionMarkUp(mark_up_id=row.mark_up_id),
                fill=_terms_of,
                context=(
                    Column("service_strategy", _STRATEGY, "choice"),
                    Column("channel_name", EXCHANGE_CHANNEL, "choice"),
                    *_PAIR_COLUMNS,
                ),
                fields=_TERMS,
                submits=usual.SAVE_BUTTON,
                width=864,
            ),
            done=C_("fx.mark_up", "The mark-up was saved"),
        ),
        usual.deleting(
            DeleteExecutionMarkUp,
            _OF_ROW,
            question=C_("fx.mark_up", "Delete the mark-up on {from_currency}/{to_currency}?"),
            done=C_("fx.mark_up", "The mark-up was deleted"),
            many=True,
        ),
    ),
    empty=Empty(
        line=C_("fx.mark_up", "No mark-up yet"),
        hint=C_("fx.mark_up", "Without one the execution rate is the client's rate."),
    ),
)

MARK_UPS = TabsScreen(
    key="fx.mark_ups",
    menu="parameters.exchange.markup",
    title=C_("fx.screen", "Rate Markup Settings"),
    tabs=(_REFERENCE, _EXECUTION),
)
