"""Currency pairs as cards (`docs/rules/fx.md` 3.2, 6.2)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, update

from whale_desktop.bus import Read, Work, answers, handles, pending_orders
from whale_desktop.features.access.queries import called_in
from whale_desktop.features.fx import queries, tables
from whale_desktop.features.fx.handlers.checks import check_version, exchangeable, gone, local_name, pair_text, shown_rate
from whale_desktop.features.fx.messages import (
    AddPairs,
    DeletePairs,
    GetPairCard,
    ListPairCards,
    ListPairChoices,
    MissingPair,
    PairCard,
    PairCards,
    PairChoice,
    PairFilter,
    PairNote,
    PairTarget,
    SetDefaultPair,
    SetPairTargets,
)
from whale_desktop.features.fx.rules.pricing import reference_rate
from whale_desktop.features.fx.rules.strategy import Strategy
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import Currency, ListReferenceRates, RateFilter, RateType
from whale_desktop.features.reference.queries import Quote
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.storage.conditions import end_of, start_of

_PAIR = tables.fx_currency_pair


@answers(ListPairCards)
def list_pair_cards(read: Read, query: ListPairCards) -> PairCards:
    """All cards under the filter, then the currencies that could have one."""
    builder = _Cards(read)
    rows = _by_debit(queries.pairs(read.connection))
    shown = {debit: own for debit, own in rows.items() if _matches(own, query.where)}
    made = (builder.card(debit, shown[debit]) for debit in _in_order(builder.known, shown))
    cards = tuple(card for card in made if query.where.pending in (None, bool(card.work_order_no)))
    missing = tuple(
        MissingPair(from_currency=code, name=local_name(currency, read))
        for code, currency in builder.known.items()
        if currency.exchange_enabled and code not in rows and query.where.from_currency in ("", code)
    )
    newest = read.ask(
        ListReferenceRates(where=RateFilter(channel=(builder.channel,), rate_type=(RateType.SPOT,)), sort="updated_at", limit=1)
    )
    return PairCards(
        cards=cards,
        missing=missing,
        pair_count=sum(card.target_count for card in cards),
        card_count=len(cards),
        rate_channel=str(builder.channel),
        rate_at=newest.rows[0].updated_at if newest.rows else None,
    )


@answers(GetPairCard)
def get_pair_card(read: Read, query: GetPairCard) -> PairCard:
    """One card."""
    rows = _by_debit(queries.pairs(read.connection)).get(query.from_currency)
    if rows is None:
        raise gone()
    return _Cards(read).card(query.from_currency, rows)


@answers(ListPairChoices)
def list_pair_choices(read: Read, query: ListPairChoices) -> tuple[PairChoice, ...]:
    """Every configured pair in the order of the currencies."""
    known = reference.currencies(read.connection)
    place = {code: number for number, code in enumerate(known)}
    rows = sorted(queries.pairs(read.connection), key=lambda row: (place[row.from_currency], place[row.to_currency]))
    return tuple(
        PairChoice(
            pair=pair_text(row.from_currency, row.to_currency),
            from_currency=row.from_currency,
            to_currency=row.to_currency,
            default_currency=row.default_currency,
            is_open=known[row.from_currency].exchange_enabled and known[row.to_currency].exchange_enabled,
        )
        for row in rows
    )


@handles(AddPairs)
def add_pairs(work: Work, command: AddPairs) -> None:
    """New pairs, all or none."""
    _check_currencies(work, command.from_currency, command.to_currencies)
    rows = _rows_of(work, command.from_currency)
    existing = {row.to_currency for row in rows}
    for target in command.to_currencies:
        if target in existing:
            raise UserError.at("to_currencies", "FX-E04", {"pair": pair_text(command.from_currency, target)})
    version = max((row.version for row in rows), default=0) + 1
    _insert(work, command.from_currency, command.to_currencies, version)
    _raise_version(work, command.from_currency, version)


@handles(SetPairTargets)
def set_pair_targets(work: Work, command: SetPairTargets) -> None:
    """Add and remove credit currencies of a card."""
    rows = _card_rows(work, command.from_currency)
    existing = {row.to_currency for row in rows}
    added = tuple(target for target in command.to_currencies if target not in existing)
    faults = Faults()
    faults.missing(to_currencies=command.to_currencies)
    faults.refuse()
    if added:
        _check_currencies(work, command.from_currency, added)
    check_version(rows[0].version, command.expected_version)
    removed = existing - set(command.to_currencies)
    _check_unused(work, {(command.from_currency, target) for target in removed}, field="to_currencies")
    if removed:
        work.connection.execute(
            delete(_PAIR).where(_PAIR.c.from_currency == command.from_currency, _PAIR.c.to_currency.in_(removed))
        )
    _insert(work, command.from_currency, added, rows[0].version + 1)
    _raise_version(work, command.from_currency, rows[0].version + 1)


@handles(SetDefaultPair)
def set_default_pair(work: Work, command: SetDefaultPair) -> None:
    """One target becomes the default, the others no longer are."""
    rows = _card_rows(work, command.from_currency)
    faults = Faults()
    faults.missing(to_currency=command.to_currency)
    if command.to_currency and command.to_currency not in {row.to_currency for row in rows}:
        faults.add("to_currency", "FX-E03")
    faults.refuse()
    check_version(rows[0].version, command.expected_version)
    work.connection.execute(
        update(_PAIR)
        .where(_PAIR.c.from_currency == command.from_currency)
        .values(default_currency=_PAIR.c.to_currency == command.to_currency)
    )
    _raise_version(work, command.from_currency, rows[0].version + 1)


@handles(DeletePairs)
def delete_pairs(work: Work, command: DeletePairs) -> None:
    """Delete a card that no enabled strategy names."""
    rows = _card_rows(work, command.from_currency)
    check_version(rows[0].version, command.expected_version)
    _check_unused(work, {(command.from_currency, row.to_currency) for row in rows})
    work.connection.execute(delete(_PAIR).where(_PAIR.c.from_currency == command.from_currency))


class _Cards:
    """Makes cards; reads currencies, quotes and strategies once for all of them."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.known = reference.currencies(read.connection)
        self.channel = reference.reference_channel(read.connection)
        self._strategies = queries.enabled_strategies(read.connection)
        self._quotes: dict[str, Quote | None] = {}

    def card(self, debit: str, rows: Sequence[Any]) -> PairCard:
        """The card of a debit currency from its pairs."""
        usage = len(_users(self._strategies, {(debit, row.to_currency) for row in rows}))
        own = {row.to_currency: row for row in rows}
        newest = max(rows, key=lambda row: row.updated_at)
        targets = tuple(self._target(debit, own[credit]) for credit in _in_order(self.known, own))
        edits = ("fx.pair.set_targets", "fx.pair.set_default")
        return PairCard(
            from_currency=debit,
            name=local_name(self.known[debit], self._read),
            targets=targets,
            target_count=len(targets),
            has_default=any(target.default_currency for target in targets),
            usage=usage,
            operator=called_in(self._read, newest.operator),
            created_at=min(row.created_at for row in rows),
            updated_at=newest.updated_at,
            version=newest.version,
            work_order_no=pending_orders(self._read, GetPairCard, [debit])[0],
            may=edits if usage else (*edits, "fx.pair.delete"),
        )

    def _target(self, debit: str, row: Any) -> PairTarget:
        credit = row.to_currency
        is_open = self.known[debit].exchange_enabled and self.known[credit].exchange_enabled
        bid, offer = self._quote(debit), self._quote(credit)
        rate = None
        if bid is not None and offer is not None:
            rate = shown_rate(reference_rate(bid.bid, offer.offer, self.known[debit].rate_precision), self.known, debit)
        note = None if is_open and rate is not None else PairNote.NO_RATE if is_open else PairNote.EXCHANGE_OFF
        return PairTarget(
            to_currency=credit,
            name=local_name(self.known[credit], self._read),
            rate=rate if is_open else None,
            default_currency=row.default_currency,
            note=note,
        )

    def _quote(self, currency: str) -> Quote | None:
        if currency not in self._quotes:
            self._quotes[currency] = reference.spot_quote(self._read.connection, self.channel, currency)
        return self._quotes[currency]


def _by_debit(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.from_currency, []).append(row)
    return found


def _in_order(known: dict[str, Currency], codes: Iterable[str]) -> list[str]:
    wanted = set(codes)
    return [code for code in known if code in wanted]


def _matches(rows: Sequence[Any], where: PairFilter) -> bool:
    """Whether a card has a pair under the filter; a card is shown whole."""
    return any(
        where.from_currency in ("", row.from_currency)
        and where.to_currency in ("", row.to_currency)
        and (where.created_from is None or row.created_at >= start_of(where.created_from))
        and (where.created_to is None or row.created_at < end_of(where.created_to))
        for row in rows
    )


def _users(strategies: Iterable[Strategy], pairs: set[tuple[str, str]]) -> list[str]:
    return [strategy.strategy_id for strategy in strategies if strategy.pairs & pairs]


def _check_unused(work: Work, pairs: set[tuple[str, str]], *, field: str = "") -> None:
    users = _users(queries.enabled_strategies(work.connection), pairs) if pairs else []
    if users:
        params = {"strategies": users, "count": len(users)}
        raise UserError.at(field, "FX-E19", params) if field else UserError("FX-E19", params)


def _check_currencies(work: Work, debit: str, credits: Sequence[str]) -> None:
    """Filled, known, switched on, different from each other."""
    known = reference.currencies(work.connection)
    faults = Faults()
    faults.missing(from_currency=debit, to_currencies=credits)
    exchangeable(known, debit, "from_currency", faults)
    for place, credit in enumerate(credits):
        field = f"to_currencies[{place}]"
        exchangeable(known, credit, field, faults)
        if credit == debit:
            faults.add(field, "FX-E23")
        if credit in credits[:place]:
            faults.add(field, "FX-E04", {"pair": pair_text(debit, credit)})
    faults.refuse()


def _rows_of(work: Work, debit: str) -> list[Any]:
    return [row for row in queries.pairs(work.connection) if row.from_currency == debit]


def _card_rows(work: Work, debit: str) -> list[Any]:
    rows = _rows_of(work, debit)
    if not rows:
        raise gone()
    return rows


def _insert(work: Work, debit: str, credits: Iterable[str], version: int) -> None:
    rows = [
        {
            "from_currency": debit,
            "to_currency": credit,
            "default_currency": False,
            "created_at": work.now,
            "updated_at": work.now,
            "operator": work.actor.name,
            "version": version,
        }
        for credit in credits
    ]
    if rows:
        work.connection.execute(insert(_PAIR), rows)


def _raise_version(work: Work, debit: str, version: int) -> None:
    """All rows of a card carry its version."""
    work.connection.execute(
        update(_PAIR).where(_PAIR.c.from_currency == debit).values(version=version, updated_at=work.now, operator=work.actor.name)
    )
