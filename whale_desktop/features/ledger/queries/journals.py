"""Reading journals back, each as a balanced `Journal`, and the proof that the books hold (`docs/rules/ledger.md` 6)."""

from collections import Counter
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, bindparam, case, func, literal, select, text, type_coerce

from whale_desktop.features.ledger import tables
from whale_desktop.features.ledger.messages import AccountRef, AccountType, Direction, Entry, FreezeState, Journal, JournalNo
from whale_desktop.kernel.numbers import EXACT, MONEY_SCALE, ZERO
from whale_desktop.messages import Struct
from whale_desktop.storage import money
from whale_desktop.storage.paging import halves

_JOURNAL = tables.journal.c
_ENTRY = tables.entry.c
_ONE_JOURNAL = select(tables.journal).where(_JOURNAL.journal_no == bindparam("of_journal"))
_ITS_ENTRIES = select(tables.entry).where(_ENTRY.journal_no == bindparam("of_journal")).order_by(_ENTRY.serial_no)

_OF_SOURCE = (
    select(_JOURNAL.journal_no)
    .where(_JOURNAL.ref_no == bindparam("of_ref"), _JOURNAL.source_type == bindparam("of_source"))
    .order_by(_JOURNAL.journal_no)
)

_HALF = 2**32


class Difference(Struct):
    """Something in the books that does not hold: what, where, and the two figures that should agree."""

    what: str
    where: str
    currency: str
    expected: Decimal
    found: Decimal


def rows_of_journal(connection: Connection, number: int) -> tuple[Row[Any], list[Row[Any]]] | None:
    """The stored row of a journal and those of its entries, None when there is none."""
    row = connection.execute(_ONE_JOURNAL, {"of_journal": number}).one_or_none()
    if row is None:
        return None
    return row, list(connection.execute(_ITS_ENTRIES, {"of_journal": number}))


def journal(connection: Connection, number: int) -> Journal | None:
    """A stored journal, None when there is none. Raises `ValueError` for one that does not balance: damage, never our doing."""
    found = rows_of_journal(connection, number)
    return None if found is None else journal_of(*found)


def journals_of_source(connection: Connection, source_type: str, ref_no: str) -> tuple[JournalNo, ...]:
    """The numbers of the journals that one kind of record has caused under an order number, in the order in which they were posted."""
    numbers = connection.execute(_OF_SOURCE, {"of_source": source_type, "of_ref": ref_no}).scalars()
    return tuple(JournalNo(number) for number in numbers)


def journal_of(row: Row[Any], entries: list[Row[Any]]) -> Journal:
    """Stored rows as a `Journal`, which proves its balance again."""
    return Journal(
        biz_code=row.biz_code,
        source_type=row.source_type,
        source_id=row.source_id,
        ref_no=row.ref_no,
        value_date=row.value_date,
        entries=tuple(
            Entry(
                account=one.account_no
                if one.account_type is AccountType.HOUSE
                else AccountRef(account_no=one.account_no, account_type=one.account_type),
                currency=one.currency,
                direction=one.direction,
                amount=abs(one.change),
            )
            for one in entries
        ),
        client_visible=row.client_visible,
        remark=row.remark,
        op_remark=row.op_remark,
        reversal_of=None if row.reversal_of is None else JournalNo(row.reversal_of),
    )


def _halves(column: Any) -> tuple[Any, Any]:
    """Sums of the upper and lower 32 bits of a stored amount, so that no sum can overflow."""
    stored = func.coalesce(column, 0)
    return halves(stored)


def _whole(high: Any, low: Any) -> Decimal:
    return Decimal(int(high or 0) * _HALF + int(low or 0)).scaleb(-MONEY_SCALE, context=EXACT)


def _raw(column: Any) -> Any:
    return type_coerce(column, BigInteger)


def prove(connection: Connection) -> list[Difference]:
    """Everything that does not hold; empty when the books are sound (`docs/rules/ledger.md` 6.6).

    `what` is one of: journal, journal_without_entries, side, balance, after_balance, frozen, sum, freeze_only_code, trigger.
    """
    return [
        *_unbalanced_journals(connection),
        *_wrong_sides(connection),
        *_wrong_balances(connection),
        *_wrong_after_balances(connection),
        *_wrong_frozen(connection),
        *_wrong_sums(connection),
        *_freeze_only_journals(connection),
        *_missing_triggers(connection),
    ]


def _unbalanced_journals(connection: Connection) -> list[Difference]:
    high, low = _halves(_raw(_ENTRY.change))
    statement = (
        select(_ENTRY.journal_no, _ENTRY.currency, high, low)
        .group_by(_ENTRY.journal_no, _ENTRY.currency)
        .having((high * _HALF + low) != 0)
        .order_by(_ENTRY.journal_no, _ENTRY.currency)
    )
    found = [
        Difference(what="journal", where=str(row[0]), currency=row[1], expected=ZERO, found=_whole(row[2], row[3]))
        for row in connection.execute(statement)
    ]
    empty = select(_JOURNAL.journal_no).where(~select(_ENTRY.serial_no).where(_ENTRY.journal_no == _JOURNAL.journal_no).exists())
    found += [
        Difference(what="journal_without_entries", where=str(number), currency="", expected=ZERO, found=ZERO)
        for number in connection.execute(empty).scalars()
    ]
    return found


def _wrong_sides(connection: Connection) -> list[Difference]:
    wrong = case((_ENTRY.direction == Direction.CREDIT, _raw(_ENTRY.change) <= 0), else_=_raw(_ENTRY.change) >= 0)
    rows = connection.execute(select(_ENTRY.serial_no, _ENTRY.currency, _ENTRY.change).where(wrong))
    return [
        Difference(what="side", where=str(row[0]), currency=row[1], expected=EXACT.minus(row[2]), found=row[2]) for row in rows
    ]


def _by_key(connection: Connection, statement: Any) -> dict[tuple[str, str, str], Decimal]:
    return {(row[0], str(row[1]), row[2]): _whole(row[3], row[4]) for row in connection.execute(statement)}


def _compare(
    what: str, expected: dict[tuple[str, str, str], Decimal], found: dict[tuple[str, str, str], Decimal]
) -> list[Difference]:
    return [
        Difference(
            what=what,
            where=f"{key[0]} {key[1]}",
            currency=key[2],
            expected=expected.get(key, ZERO),
            found=found.get(key, ZERO),
        )
        for key in sorted(expected.keys() | found.keys())
        if expected.get(key, ZERO) != found.get(key, ZERO)
    ]


def _stored(connection: Connection, column: Any) -> dict[tuple[str, str, str], Decimal]:
    table = tables.balance.c
    rows = connection.execute(select(table.account_no, table.account_type, table.currency, column))
    return {(row[0], str(row[1]), row[2]): row[3] for row in rows}


def _wrong_balances(connection: Connection) -> list[Difference]:
    key = (_ENTRY.account_no, _ENTRY.account_type, _ENTRY.currency)
    summed = _by_key(connection, select(*key, *_halves(_raw(_ENTRY.change))).group_by(*key))
    return _compare("balance", summed, _stored(connection, tables.balance.c.total))


def _wrong_after_balances(connection: Connection) -> list[Difference]:
    """Entries whose balance afterwards does not continue the one before on the same account, part and currency."""
    key = (_ENTRY.account_no, _ENTRY.account_type, _ENTRY.currency)
    after = _raw(_ENTRY.after_balance)
    before = func.coalesce(func.lag(after).over(partition_by=key, order_by=_ENTRY.serial_no), 0)
    expected = type_coerce(before + _raw(_ENTRY.change), money())
    inner = select(_ENTRY.serial_no, _ENTRY.currency, expected.label("expected"), _ENTRY.after_balance).subquery()
    rows = connection.execute(
        select(inner).where(_raw(inner.c.expected) != _raw(inner.c.after_balance)).order_by(inner.c.serial_no)
    )
    return [Difference(what="after_balance", where=str(row[0]), currency=row[1], expected=row[2], found=row[3]) for row in rows]


def _wrong_frozen(connection: Connection) -> list[Difference]:
    table = tables.freeze.c
    statement = (
        select(table.account_no, literal(str(AccountType.SETTLEMENT)), table.currency, *_halves(_raw(table.amount)))
        .where(table.state == FreezeState.FREEZED)
        .group_by(table.account_no, table.currency)
    )
    return _compare("frozen", _by_key(connection, statement), _stored(connection, tables.balance.c.frozen))


def _freeze_only_journals(connection: Connection) -> list[Difference]:
    statement = (
        select(_JOURNAL.journal_no)
        .join(tables.business_code, tables.business_code.c.biz_code == _JOURNAL.biz_code)
        .where(tables.business_code.c.freeze_only)
    )
    return [
        Difference(what="freeze_only_code", where=str(number), currency="", expected=ZERO, found=ZERO)
        for number in connection.execute(statement).scalars()
    ]


def _wrong_sums(connection: Connection) -> list[Difference]:
    """Currencies whose balances, clients' and house's, do not add up to zero."""
    table = tables.balance.c
    statement = select(table.currency, *_halves(_raw(table.total))).group_by(table.currency).order_by(table.currency)
    sums = ((row[0], _whole(row[1], row[2])) for row in connection.execute(statement))
    return [Difference(what="sum", where="", currency=code, expected=ZERO, found=total) for code, total in sums if total]


def _missing_triggers(connection: Connection) -> list[Difference]:
    """Tables of the ledger that have lost the triggers that refuse changes."""
    dialect = connection.dialect.name
    if dialect == "sqlite":
        found = connection.execute(
            text("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_no\\_%' ESCAPE '\\'")
        )
        wanted = 2
    else:
        found = connection.execute(
            text("SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE '%_no_change'")
        )
        wanted = 2
    counts = Counter(found.scalars())
    return [
        Difference(what="trigger", where=table.name, currency="", expected=Decimal(wanted), found=Decimal(counts[table.name]))
        for table in (tables.journal, tables.entry)
        if counts[table.name] < wanted
    ]
