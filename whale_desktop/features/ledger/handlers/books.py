"""Freezing, releasing and posting: the only code that writes journals, entries, freezes and balances (`docs/rules/ledger.md` 3, 5)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from whale_desktop.bus import Work, handles
from whale_desktop.features.ledger import queries, tables
from whale_desktop.features.ledger.handlers.balances import Balances, Key
from whale_desktop.features.ledger.messages import (
    AccountState,
    AccountType,
    CodeGroup,
    Entry,
    Freeze,
    FreezeNo,
    FreezeState,
    Journal,
    JournalNo,
    PostJournal,
    PostJournals,
    ReverseJournals,
    Unfreeze,
    imbalance,
)
from whale_desktop.features.reference import queries as reference
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import EXACT, ZERO, with_places

_FREEZE = tables.freeze.c
_ADD_FREEZE = insert(tables.freeze)
_RELEASE = (
    update(tables.freeze)
    .where(_FREEZE.freeze_no == bindparam("of_freeze"), _FREEZE.state == FreezeState.FREEZED)
    .values(
        state=FreezeState.UNFREEZED,
        posted=bindparam("by_journal", type_=_FREEZE.posted.type),
        released_at=bindparam("new_time", type_=_FREEZE.released_at.type),
    )
    .returning(_FREEZE.account_no, _FREEZE.currency, _FREEZE.amount)
)
_ADD_JOURNAL = insert(tables.journal)
_ADD_ENTRIES = insert(tables.entry)
_CANCELLED = select(tables.account.c.account_no).where(
    tables.account.c.account_no.in_(bindparam("accounts", expanding=True)), tables.account.c.state == AccountState.CANCELLED
)
_BIZ_CODE = select(tables.journal.c.biz_code).where(tables.journal.c.journal_no == bindparam("of_journal"))
_REVERSED = select(tables.journal.c.reversal_of).where(tables.journal.c.reversal_of.in_(bindparam("journals", expanding=True)))


def _refuse(work: Work, balances: Balances, account_no: str, currency: str, wanted: Decimal) -> None:
    """Raise `ledger.insufficient` with what was available before `wanted` was taken."""
    known = reference.currency(work.connection, currency)
    places = 2 if known is None else known.amount_precision
    available = max(ZERO, EXACT.add(balances.cash(account_no, currency).available, wanted))
    raise UserError("ledger.insufficient", {"available": str(with_places(available, places)), "currency": currency})


@handles(Freeze)
def freeze(work: Work, command: Freeze) -> FreezeNo:
    """Reserve SETTLEMENT money of a client."""
    assert command.amount > ZERO, "a freeze holds an amount above zero"
    balances = Balances(work.connection, (command.account_no,), (command.currency,))
    balances.hold(command.account_no, command.currency, command.amount)
    if balances.cash(command.account_no, command.currency).available < ZERO:
        _refuse(work, balances, command.account_no, command.currency, command.amount)
    balances.write(work.now)
    made = work.connection.execute(
        _ADD_FREEZE,
        {
            "account_no": command.account_no,
            "currency": command.currency,
            "amount": command.amount,
            "reason_code": command.reason_code,
            "ref_no": command.ref_no,
            "state": FreezeState.FREEZED,
            "posted": False,
            "frozen_at": work.now,
            "released_at": None,
        },
    )
    assert made.inserted_primary_key is not None
    return FreezeNo(int(made.inserted_primary_key[0]))


def _release(work: Work, numbers: Sequence[FreezeNo], *, posted: bool) -> list[tuple[str, str, Decimal]]:
    """Close freezes; account, currency and amount of each. Raises `ledger.freeze_unknown` for one that holds nothing."""
    released = []
    for number in numbers:
        row = work.connection.execute(_RELEASE, {"of_freeze": number, "by_journal": posted, "new_time": work.now}).one_or_none()
        if row is None:
            raise UserError("ledger.freeze_unknown", {"freeze_no": number})
        released.append((row[0], row[1], row[2]))
    return released


@handles(Unfreeze)
def unfreeze(work: Work, command: Unfreeze) -> None:
    """Void a freeze."""
    (account_no, currency, amount), *_ = _release(work, (command.freeze_no,), posted=False)
    balances = Balances(work.connection, (account_no,), (currency,))
    balances.hold(account_no, currency, EXACT.minus(amount))
    balances.write(work.now)


@handles(PostJournal)
def post_journal(work: Work, command: PostJournal) -> JournalNo:
    """Post one journal."""
    return post(work, (command.journal,), releases=command.releases, overdraft=command.overdraft)[0]


@handles(PostJournals)
def post_journals(work: Work, command: PostJournals) -> tuple[JournalNo, ...]:
    """Post several journals in order."""
    return post(work, command.journals, releases=command.releases, overdraft=command.overdraft)


def _key(entry: Entry) -> Key:
    if isinstance(entry.account, str):
        return entry.account, AccountType.HOUSE, entry.currency
    return entry.account.account_no, entry.account.account_type, entry.currency


def post(
    work: Work, journals: Sequence[Journal], *, releases: Sequence[FreezeNo] = (), overdraft: bool = False
) -> tuple[JournalNo, ...]:
    """Release freezes, write journals and entries, bring the balances along: one load and one write for all of it."""
    for journal in journals:
        assert not imbalance(journal.entries), "a journal that does not balance was built"
    _refuse_second_reversals(work, journals)
    released = _release(work, releases, posted=True)
    keys = [[_key(entry) for entry in journal.entries] for journal in journals]
    if not released:
        _refuse_cancelled(work, journals, keys)
    balances = Balances(
        work.connection,
        {account for account, _, _ in released} | {key[0] for of_journal in keys for key in of_journal},
        {currency for _, currency, _ in released} | {key[2] for of_journal in keys for key in of_journal},
    )
    for account_no, currency, amount in released:
        balances.hold(account_no, currency, EXACT.minus(amount))
    numbers: list[JournalNo] = []
    rows: list[dict[str, Any]] = []
    net: dict[tuple[str, str], Decimal] = {}
    for journal, of_journal in zip(journals, keys, strict=True):
        number = _add_journal(work, journal)
        numbers.append(number)
        for entry, key in zip(journal.entries, of_journal, strict=True):
            change = entry.signed
            if key[1] is not AccountType.HOUSE:
                net[key[0], key[2]] = EXACT.add(net.get((key[0], key[2]), ZERO), change)
            rows.append(_entry_row(number, entry, key, after=balances.move(key, change)))
    if not overdraft:
        for (account_no, currency), change in net.items():
            if change < ZERO and balances.cash(account_no, currency).available < ZERO:
                _refuse(work, balances, account_no, currency, EXACT.minus(change))
    work.connection.execute(_ADD_ENTRIES, rows)
    balances.write(work.now)
    return tuple(numbers)


def _entry_row(number: JournalNo, entry: Entry, key: Key, *, after: Decimal) -> dict[str, Any]:
    return {
        "journal_no": number,
        "account_no": key[0],
        "account_type": key[1],
        "currency": key[2],
        "direction": entry.direction,
        "change": entry.signed,
        "after_balance": after,
    }


def _add_journal(work: Work, journal: Journal) -> JournalNo:
    made = work.connection.execute(
        _ADD_JOURNAL,
        {
            "biz_code": journal.biz_code,
            "ledger_date": work.business_date,
            "value_date": journal.value_date or work.business_date,
            "done_at": journal.done_at or work.now,
            "source_type": journal.source_type,
            "source_id": journal.source_id,
            "ref_no": journal.ref_no,
            "reversal_of": journal.reversal_of,
            "client_visible": journal.client_visible,
            "remark": journal.remark,
            "op_remark": journal.op_remark,
            "operator": work.actor.name,
        },
    )
    assert made.inserted_primary_key is not None
    return JournalNo(int(made.inserted_primary_key[0]))


def _refuse_cancelled(work: Work, journals: Sequence[Journal], keys: Sequence[Sequence[Key]]) -> None:
    """Refuse journals on cancelled accounts, save those of the codes that are accepted there (`docs/rules/ledger.md` 4.3).

    What was frozen while the account was open is carried through, so the caller does not ask for journals that use a freeze up.
    """
    clients = {key[0] for of_journal in keys for key in of_journal if key[1] is not AccountType.HOUSE}
    cancelled = set(work.connection.execute(_CANCELLED, {"accounts": list(clients)}).scalars())
    if not cancelled:
        return
    accepted = {one.biz_code for one in queries.codes_of(work.connection, CodeGroup.CANCELLED)}
    for journal, of_journal in zip(journals, keys, strict=True):
        reason = journal.biz_code if journal.reversal_of is None else _code_of(work, journal.reversal_of)
        touched = next((key[0] for key in of_journal if key[0] in cancelled), None)
        if touched is not None and reason not in accepted:
            raise UserError("ledger.account_cancelled", {"account_no": touched, "biz_code": journal.biz_code})


def _code_of(work: Work, number: JournalNo) -> str:
    """The business code of a journal that exists: a reversal is accepted where what it undoes was."""
    return str(work.connection.execute(_BIZ_CODE, {"of_journal": number}).scalar_one())


def _refuse_second_reversals(work: Work, journals: Sequence[Journal]) -> None:
    undone = [journal.reversal_of for journal in journals if journal.reversal_of is not None]
    if not undone:
        return
    twice = next((number for number in undone if undone.count(number) > 1), None)
    if twice is None:
        twice = work.connection.execute(_REVERSED, {"journals": undone}).scalars().first()
    if twice is not None:
        raise UserError("ledger.journal_reversed", {"journal_no": twice})


@handles(ReverseJournals)
def reverse_journals(work: Work, command: ReverseJournals) -> tuple[JournalNo, ...]:
    """Post the lines of the originals with the sides exchanged."""
    opposites = []
    for number in command.journal_nos:
        original = queries.journal(work.connection, number)
        if original is None:
            raise UserError("ledger.journal_unknown", {"journal_no": number})
        opposites.append(
            Journal(
                biz_code=command.biz_code or original.biz_code,
                source_type=command.source_type,
                source_id=command.source_id,
                ref_no=command.ref_no or original.ref_no,
                entries=tuple(
                    Entry(account=one.account, currency=one.currency, direction=one.direction.opposite, amount=one.amount)
                    for one in original.entries
                ),
                client_visible=original.client_visible and not command.traceless,
                remark=command.remark,
                op_remark=command.op_remark,
                reversal_of=number,
            )
        )
    return post(work, opposites, overdraft=command.overdraft)
