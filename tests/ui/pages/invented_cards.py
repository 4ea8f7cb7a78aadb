"""The card page of the invented feature."""

from datetime import datetime
from decimal import Decimal

from tests.ui.pages.invented_deals import (
    EDIT,
    NOON,
    VIEW,
    ListCurrencies,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    Bound,
    Command,
    Query,
    Struct,
    command,
    query,
)
from whale_desktop.screens import (
    Action,
    CardItem,
    CardScreen,
    Column,
    Confirm,
    Empty,
    Field,
    Filter,
    FormSpec,
    Options,
    Submit,
)

# ----------------------------------------------------------------------------------------------------------------- cards


class Target(Struct):
    currency: str
    name: str
    rate: Decimal | None
    default: bool
    note: str = ""


class PairCard(Struct):
    currency: str
    name: str
    targets: tuple[Target, ...]
    used: int
    updated_by: str
    updated_at: datetime
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ("invented.pair.edit", "invented.pair.delete", "invented.pair.default")


class MissingCard(Struct):
    currency: str
    name: str


class Pairs(Struct):
    cards: tuple[PairCard, ...]
    missing: tuple[MissingCard, ...]


@query("invented.pair.cards", permission=VIEW, topics=("invented.pair",))
class ListPairs(Query[Pairs]):
    """Currency pairs as cards."""

    sell: str = ""
    buy: str = ""
    pending: bool | None = None


_PAIR = Bound(ListPairs, {"sell": "currency"})


@command("invented.pair.create", permission=EDIT, changes=("invented.pair",))
class CreatePair(Command[None]):
    """New pairs of a currency."""

    currency: str
    targets: tuple[str, ...]


@command("invented.pair.edit", permission=EDIT, changes=("invented.pair",), target=_PAIR)
class EditPair(Command[None]):
    """Other targets."""

    currency: str
    targets: tuple[str, ...]


@command("invented.pair.default", permission=EDIT, changes=("invented.pair",), target=_PAIR)
class SetDefault(Command[None]):
    """One target becomes the default."""

    currency: str
    target: str


@command("invented.pair.delete", permission=EDIT, changes=("invented.pair",), target=_PAIR)
class DeletePair(Command[None]):
    """The whole card."""

    currency: str


def _target(currency: str, name: str, rate: str | None, *, default: bool = False, note: str = "") -> Target:
    return Target(currency=currency, name=name, rate=Decimal(rate) if rate else None, default=default, note=note)


PAIRS = Pairs(
    cards=(
        PairCard(
            currency="USD",
            name="美元",
            used=3,
            updated_by="何文傑",
            updated_at=NOON,
            version=1,
            targets=(
                _target("HKD", "港元", "7.8147", default=True),
                _target("CNH", "離岸人民幣", "7.1367"),
                _target("SGD", "新加坡元", "1.3371"),
            ),
        ),
        PairCard(
            currency="HKD",
            name="港元",
            used=2,
            updated_by="何文傑",
            updated_at=NOON,
            version=1,
            may=("invented.pair.edit", "invented.pair.default"),
            targets=(_target("USD", "美元", "0.127988", default=True), _target("JPY", "日圓", None, note="Exchange is off")),
        ),
        PairCard(
            currency="GBP",
            name="英鎊",
            used=0,
            updated_by="何文傑",
            updated_at=NOON,
            version=1,
            targets=(_target("HKD", "港元", "9.9462"),),
        ),
    ),
    missing=(MissingCard(currency="AUD", name="澳元"), MissingCard(currency="CAD", name="加拿大元")),
)
PAIR_FORM = FormSpec(
    title=C_("invented", "New currency pair"),
    command=CreatePair,
    fields=(
        Field("currency", C_("invented", "Debit currency"), "currency"),
        Field("targets", C_("invented", "Credit currencies"), "several", options=Options(ListCurrencies, "code", "code")),
    ),
    submits=(Submit(C_("invented", "Save")),),
)
CARDS = CardScreen(
    key="invented.pairs",
    menu="parameters.exchange.currency_pairs",
    title=C_("invented", "Currency pairs"),
    query=ListPairs,
    query_type=ListPairs,
    row_key="currency",
    card_title="currency",
    card_subtitle="name",
    items="targets",
    item=CardItem("currency", "name", Column("rate", C_("invented", "Reference rate"), "rate"), "default", "note"),
    usage="used",
    usage_text=C_("invented", "Used by {usage} enabled strategies"),
    unused_text=C_("invented", "Used by no strategy"),
    head=(
        Column("updated_by", C_("invented", "By")),
        Column("updated_at", C_("invented", "Updated at"), "moment", pending="work_order_no"),
    ),
    summary=C_("invented", "{cards} debit currencies and {items} pairs configured"),
    filters=(
        Filter("sell", C_("invented", "Debit currency"), "currency", first=True),
        Filter("buy", C_("invented", "Credit currency"), "currency", first=True),
    ),
    actions=(
        Action(
            "edit", C_("invented", "Edit"), ("row",), EditPair, {"currency": "currency"}, form=PAIR_FORM, icon="ph.pencil-simple"
        ),
        Action(
            "delete",
            C_("invented", "Delete"),
            ("row",),
            DeletePair,
            {"currency": "currency"},
            icon="ph.trash",
            confirm=Confirm(C_("invented", "Delete the pairs of {currency}?"), danger=True),
        ),
        Action("new", C_("invented", "New currency pair"), ("page",), CreatePair, form=PAIR_FORM, main=True),
    ),
    item_action=Action(
        "default",
        C_("invented", "Set as default"),
        ("row",),
        SetDefault,
        {"currency": "card.currency", "target": "currency"},
        key="D",
    ),
    missing_action=Action(
        "configure", C_("invented", "Configure credit currencies"), ("row",), CreatePair, {"currency": "currency"}, form=PAIR_FORM
    ),
    missing_title=C_("invented", "Not configured"),
    missing_hint=C_("invented", "Exchange is on, but there is no credit currency"),
    empty=Empty(
        C_("invented", "No currency pairs yet"),
        C_("invented", "USD to HKD does not mean HKD to USD"),
        steps=(
            (C_("invented", "Switch exchange on"), C_("invented", "Fund parameters / Currencies"), "invented.deals"),
            (C_("invented", "New currency pair"), C_("invented", "One debit currency, several credit currencies"), ""),
            (C_("invented", "Make a strategy"), C_("invented", "Pool exchange needs a quota too"), "invented.plain"),
        ),
    ),
)
