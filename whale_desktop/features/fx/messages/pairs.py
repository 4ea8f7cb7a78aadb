"""Currency pairs: which currency may be changed into which, as cards by debit currency (`docs/rules/fx.md` 3.2, 6.2)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from whale_desktop.features.fx.messages.rights import PAIR_CHOICES, PAIR_EDIT
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Bound, Command, Query, Struct, command, labels, query


class PairNote(StrEnum):
    """Why a pair cannot be used at present."""

    EXCHANGE_OFF = "EXCHANGE_OFF"
    NO_RATE = "NO_RATE"


labels(
    PairNote,
    {
        PairNote.EXCHANGE_OFF: C_("fx.pair_note", "Exchange is off"),
        PairNote.NO_RATE: C_("fx.pair_note", "No rate"),
    },
    tones={PairNote.EXCHANGE_OFF: "wait", PairNote.NO_RATE: "wait"},
)


class PairTarget(Struct):
    """One credit currency of a card. rate: today's reference rate, None without quotes. note: why it cannot be used."""

    to_currency: str
    name: str
    rate: Decimal | None
    default_currency: bool
    note: PairNote | None = None


class PairCard(Struct):
    """All pairs of one debit currency. usage: number of enabled strategies that name one of them (they block a deletion)."""

    from_currency: str
    name: str
    targets: tuple[PairTarget, ...]
    target_count: int
    has_default: bool
    usage: int
    operator: str
    created_at: datetime
    updated_at: datetime
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class MissingPair(Struct):
    """A currency with the exchange switch on that has no card yet."""

    from_currency: str
    name: str


class PairCards(Struct):
    """What the page shows. rate_channel: the reference channel that the rates come from; rate_at: its newest quote."""

    cards: tuple[PairCard, ...]
    missing: tuple[MissingPair, ...]
    pair_count: int
    card_count: int
    rate_channel: str
    rate_at: datetime | None = None


class PairFilter(Struct):
    """Filters of the page; dates are Hong Kong days, both included."""

    from_currency: str = ""
    to_currency: str = ""
    created_from: date | None = None
    created_to: date | None = None
    pending: bool | None = None


class PairChoice(Struct):
    """A configured pair for pickers; `pair` is its text `USD/CNH`. is_open: both currencies have the exchange switch on."""

    pair: str
    from_currency: str
    to_currency: str
    default_currency: bool
    is_open: bool


@query("fx.pair.cards", permission=PAIR_EDIT, topics=("fx.pair", "fx.strategy", "reference.currency", "reference.rate"))
class ListPairCards(Query[PairCards]):
    """All cards under a filter, and the currencies that could have one."""

    where: PairFilter = PairFilter()


@query("fx.pair.get", permission=PAIR_EDIT, topics=("fx.pair",))
class GetPairCard(Query[PairCard]):
    """One card. Unknown: `UserError("FX-E33")`."""

    from_currency: str


@query("fx.pair.choices", permission=PAIR_CHOICES, topics=("fx.pair", "reference.currency"))
class ListPairChoices(Query[tuple[PairChoice, ...]]):
    """Every configured pair, by debit and credit currency."""


@command("fx.pair.add", permission=PAIR_EDIT, changes=("fx.pair",), approval="forex.currency_pair_edit", action="add")
class AddPairs(Command[None]):
    """New pairs of one debit currency; any existing one refuses all (FX-E04)."""

    from_currency: str = ""
    to_currencies: tuple[str, ...] = ()


_CARD = Bound(GetPairCard, {"from_currency": "from_currency"})


@command(
    "fx.pair.set_targets",
    permission=PAIR_EDIT,
    changes=("fx.pair",),
    approval="forex.currency_pair_edit",
    target=_CARD,
    guard=("targets",),
)
class SetPairTargets(Command[None]):
    """The credit currencies of a card from now on; at least one. A removed one must not be named by an enabled strategy (FX-E19)."""

    from_currency: str
    to_currencies: tuple[str, ...] = ()
    expected_version: int = 0


@command(
    "fx.pair.set_default",
    permission=PAIR_EDIT,
    changes=("fx.pair",),
    approval="forex.currency_pair_edit",
    target=_CARD,
    guard=("targets",),
)
class SetDefaultPair(Command[None]):
    """Make one target the default of its debit currency; the former default no longer is."""

    from_currency: str
    to_currency: str = ""
    expected_version: int = 0


@command(
    "fx.pair.delete",
    permission=PAIR_EDIT,
    changes=("fx.pair",),
    approval="forex.currency_pair_edit",
    target=_CARD,
    guard=("targets",),
    action="delete",
)
class DeletePairs(Command[None]):
    """Delete a whole card; refused while an enabled strategy names one of its pairs (FX-E19)."""

    from_currency: str
    expected_version: int = 0
