"""業務參數設置 > 匯兌 > 幣種對: one card per debit currency (`docs/rules/fx.md` 6.2)."""

from typing import Any

from whale_desktop.features.fx.messages import (
    AddPairs,
    DeletePairs,
    GetPairCard,
    ListPairCards,
    PairCard,
    PairFilter,
    SetDefaultPair,
    SetPairTargets,
)
from whale_desktop.features.fx.screens.words import CREDIT_CURRENCY, DEBIT_CURRENCY, OPEN_CURRENCIES, RATE_WIDTH
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Action, CardItem, CardScreen, Column, Empty, Field, Filter, FormSpec, Values, usual

_TARGETS = Field("to_currencies", CREDIT_CURRENCY, "several", options=OPEN_CURRENCIES)


def _cards(**fields: Any) -> ListPairCards:
    return ListPairCards(where=PairFilter(**fields))


def _targets_of(card: PairCard) -> Values:
    return {
        "from_currency": card.from_currency,
        "to_currencies": tuple(target.to_currency for target in card.targets),
        "expected_version": card.version,
    }


_NEW_FORM = FormSpec(
    title=C_("fx.pair", "New currency pair"),
    command=AddPairs,
    fields=(Field("from_currency", DEBIT_CURRENCY, "options", options=OPEN_CURRENCIES), _TARGETS),
    submits=usual.SAVE_BUTTON,
)
_EDIT_FORM = FormSpec(
    title=C_("fx.pair", "Edit currency pairs"),
    command=SetPairTargets,
    load=lambda card: GetPairCard(from_currency=card.from_currency),
    fill=_targets_of,
    fields=(Field("from_currency", DEBIT_CURRENCY, "fixed"), _TARGETS),
    submits=usual.SAVE_BUTTON,
)
_OF_CARD = {"from_currency": "from_currency", "expected_version": "version"}

PAIRS_SCREEN = CardScreen(
    key="fx.pairs",
    menu="parameters.exchange.currency_pairs",
    title=C_("fx.screen", "Currency Pairs"),
    query=_cards,
    query_type=ListPairCards,
    row_key="from_currency",
    card_title="from_currency",
    card_subtitle="name",
    items="targets",
    item=CardItem(
        title="to_currency",
        subtitle="name",
        value=Column("rate", C_("fx.pair", "Reference rate"), "rate", ideal=RATE_WIDTH),
        flag="default_currency",
        note="note",
    ),
    usage="usage",
    usage_text=C_("fx.pair", "Used by {usage} enabled strategies"),
    unused_text=C_("fx.pair", "Not used by a strategy"),
    head=(
        Column("target_count", C_("fx.pair", "Credit currencies"), "number"),
        Column("operator", usual.OPERATOR),
        Column("updated_at", usual.UPDATED_AT, "moment", pending="work_order_no", ideal=usual.MOMENT_WIDTH),
    ),
    summary=C_("fx.pair", "{cards} debit currencies · {items} pairs"),
    filters=(
        Filter("from_currency", DEBIT_CURRENCY, "currency", first=True),
        Filter("to_currency", CREDIT_CURRENCY, "currency", first=True),
        Filter("created_from", usual.CREATED_AT, "date_range", upto="created_to", first=True),
    ),
    actions=(
        usual.adding(
            AddPairs, label=C_("fx.action", "New currency pair"), form=_NEW_FORM, done=C_("fx.pair", "The pairs were saved")
        ),
        usual.editing(SetPairTargets, _OF_CARD, form=_EDIT_FORM, done=C_("fx.pair", "The pairs were saved")),
        usual.deleting(
            DeletePairs,
            _OF_CARD,
            question=C_("fx.pair", "Delete the pairs of {from_currency}?"),
            detail=C_("fx.pair", "{target_count} pairs from {from_currency} can then no longer be submitted."),
            done=C_("fx.pair", "The pairs were deleted"),
        ),
    ),
    item_action=Action(
        "set_default",
        C_("fx.action", "Set default pair"),
        ("row",),
        command=SetDefaultPair,
        fields={"from_currency": "card.from_currency", "to_currency": "to_currency", "expected_version": "card.version"},
        icon="ph.star",
        key="D",
        done=C_("fx.pair", "The default pair was set"),
    ),
    missing_action=Action(
        "configure",
        C_("fx.action", "Configure"),
        ("row",),
        command=AddPairs,
        fields={"from_currency": "from_currency"},
        form=_NEW_FORM,
        icon="ph.plus",
        done=C_("fx.pair", "The pairs were saved"),
    ),
    missing_title=C_("fx.pair", "Not configured yet"),
    missing_hint=C_("fx.pair", "Exchange is on, but there is no credit currency"),
    empty=Empty(
        line=C_("fx.pair", "No currency pair yet"),
        hint=C_("fx.pair", "A client can exchange only what a pair allows. Set up in this order:"),
        steps=(
            (C_("fx.setup", "Switch on the currencies"), C_("fx.setup", "precision and rounding too"), "reference.currency"),
            (C_("fx.setup", "Configure currency pairs"), C_("fx.setup", "which currency into which"), "fx.pairs"),
            (C_("fx.setup", "Add strategies"), C_("fx.setup", "pool or bank, and when"), "fx.strategies"),
            (C_("fx.setup", "Set the pool quota"), C_("fx.setup", "for pool exchange"), "fx.pools"),
        ),
    ),
)
