"""業務參數設置 > 匯兌 > 大額設置 (`docs/rules/fx.md` 3.7)."""

from whale_desktop.features.fx.messages import AddLimit, DeleteLimit, GetLimit, ListLimits, TotalLimits, UpdateLimit
from whale_desktop.features.fx.screens.words import OPEN_CURRENCIES, kept_columns
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Column, Empty, Field, Filter, FormSpec, ListScreen, usual

_AMOUNT = C_("fx.limit", "Large Amount Starting point")
_AMOUNT_FIELD = Field("amount", _AMOUNT, "amount", hint=C_("fx.limit", "A debit amount above it is large"))
_OF_ROW = {"currency": "currency", "expected_version": "version"}

LIMITS = ListScreen(
    key="fx.limits",
    menu="parameters.exchange.large_amount",
    title=C_("fx.screen", "Large-Amount Settings"),
    query=ListLimits,
    totals=TotalLimits,
    row_key="currency",
    columns=(
        Column("currency", usual.CURRENCY, sortable=True, pinned=True, priority=1, ideal=72),
        Column("amount", _AMOUNT, "money", currency="currency", sortable=True, priority=1, ideal=usual.MONEY_WIDTH),
        *kept_columns(),
    ),
    filters=(Filter("currency", usual.CURRENCY, "currency", first=True),),
    actions=(
        usual.adding(
            AddLimit,
            form=FormSpec(
                title=C_("fx.limit", "New large-amount limit"),
                command=AddLimit,
                fields=(Field("currency", usual.CURRENCY, "options", options=OPEN_CURRENCIES), _AMOUNT_FIELD),
                submits=usual.SAVE_BUTTON,
                width=480,
            ),
            done=C_("fx.limit", "The limit was saved"),
        ),
        usual.editing(
            UpdateLimit,
            _OF_ROW,
            form=FormSpec(
                title=C_("fx.limit", "Edit large-amount limit"),
                command=UpdateLimit,
                load=lambda row: GetLimit(currency=row.currency),
                fill=usual.with_version("currency", "amount"),
                fields=(Field("currency", usual.CURRENCY, "fixed"), _AMOUNT_FIELD),
                submits=usual.SAVE_BUTTON,
                width=480,
            ),
            done=C_("fx.limit", "The limit was saved"),
        ),
        usual.deleting(
            DeleteLimit,
            _OF_ROW,
            question=C_("fx.limit", "Delete the limit of {currency}?"),
            detail=C_("fx.limit", "Without it no {currency} amount is large."),
            done=C_("fx.limit", "The limit was deleted"),
            many=True,
        ),
    ),
    empty=Empty(
        line=C_("fx.limit", "No large-amount limit yet"),
        hint=C_("fx.limit", "Without a limit no order is large and none of that type is served."),
    ),
)
