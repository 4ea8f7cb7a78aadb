"""The read-only lists of balances and entries, and one journal with its postings (`docs/rules/ledger.md` 7)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from whale_desktop.bus import Read, answers, lists
from whale_desktop.features.access.queries import called_in
from whale_desktop.features.ledger import queries, tables
from whale_desktop.features.ledger.messages import (
    AccountType,
    BalanceFilter,
    BalanceRow,
    BusinessCode,
    EntryFilter,
    EntryRow,
    GetJournal,
    JournalDetail,
    JournalNo,
    ListBalances,
    ListBusinessCodes,
    ListEntries,
    ListPostings,
    Posting,
    TotalBalances,
    TotalEntries,
)
from whale_desktop.features.reference import queries as reference
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import MONEY_SCALE, with_places
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Made, Rows, Sums, made, totals_of, written
from whale_desktop.storage.conditions import within_days

_BALANCE, _ENTRY, _JOURNAL = tables.balance, tables.entry, tables.journal
_ACCOUNT, _CLIENT, _CODE = tables.account, tables.client, tables.business_code

_WITH_CLIENT = (_CLIENT.c.member_id, _CLIENT.c.name_zh, _CLIENT.c.name_en)
_BALANCE_SORTS: dict[str, ColumnElement[Any]] = {
    name: _BALANCE.c[name] for name in ("balance_no", "updated_at", "account_no", "currency", "account_type", "total", "frozen")
}
_ENTRY_SORTS: dict[str, ColumnElement[Any]] = {
    "serial_no": _ENTRY.c.serial_no,
    "done_at": _JOURNAL.c.done_at,
    "account_no": _ENTRY.c.account_no,
    "currency": _ENTRY.c.currency,
    "change": _ENTRY.c.change,
}


def _precisions(read: Read) -> dict[str, int]:
    return {code: one.amount_precision for code, one in reference.currencies(read.connection).items()}


def _amount(value: Decimal, currency: str, precisions: Mapping[str, int]) -> Decimal:
    return with_places(value, precisions.get(currency, MONEY_SCALE))


def _shared_tests(table: Any, where: BalanceFilter | EntryFilter) -> list[ColumnElement[bool]]:
    """Tests that balances and entries share; house accounts are never listed."""
    tests: list[ColumnElement[bool]] = [table.c.account_type != AccountType.HOUSE]
    if where.client.strip():
        tests.append(table.c.account_no.in_(queries.accounts_matching(where.client)))
    if where.account_no.strip():
        tests.append(table.c.account_no == where.account_no.strip())
    if where.currency.strip():
        tests.append(table.c.currency == where.currency.strip().upper())
    if where.account_type:
        tests.append(table.c.account_type.in_([AccountType(str(one)) for one in where.account_type]))
    return tests


def _balance_condition(where: BalanceFilter) -> ColumnElement[bool]:
    tests = _shared_tests(_BALANCE, where) + within_days(_BALANCE.c.updated_at, where.updated_from, where.updated_upto)
    if where.is_zero is not None:
        zero = and_(_BALANCE.c.total == Decimal(0), _BALANCE.c.frozen == Decimal(0))
        tests.append(zero if where.is_zero else ~zero)
    return and_(*tests)


def _amount_in(read: Read, column: str) -> Made:
    precisions = _precisions(read)
    return written(lambda value, currency: _amount(value, currency, precisions), column, "currency")


def _name(read: Read) -> Made:
    return made(lambda chinese, english: queries.name_of(chinese, english, read.locale), "name_zh", "name_en")


@lists(ListBalances)
def list_balances(read: Read, query: ListBalances) -> Listing[BalanceRow]:
    """Client balances under a filter."""
    statement = (
        select(_BALANCE, *_WITH_CLIENT)
        .join(_ACCOUNT, _ACCOUNT.c.account_no == _BALANCE.c.account_no)
        .join(_CLIENT, _CLIENT.c.member_id == _ACCOUNT.c.member_id)
        .where(_balance_condition(query.where))
    )
    rows = Rows(BalanceRow, name=_name(read), total=_amount_in(read, "total"), frozen=_amount_in(read, "frozen"))
    return Listing(statement, key=_BALANCE.c.balance_no, sorts=_BALANCE_SORTS, default="updated_at", rows=rows)


@answers(TotalBalances)
def total_balances(read: Read, query: TotalBalances) -> Totals:
    """Count and sums of client balances."""
    currency = _BALANCE.c.currency
    sums = (Sums("total", _BALANCE.c.total, currency), Sums("frozen", _BALANCE.c.frozen, currency))
    return reference.shown_totals(
        read.connection, totals_of(read.connection, _BALANCE, where=_balance_condition(query.where), sums=sums)
    )


def _entry_condition(where: EntryFilter) -> ColumnElement[bool]:
    tests = _shared_tests(_ENTRY, where) + within_days(_JOURNAL.c.done_at, where.done_from, where.done_upto)
    if where.ledger_from is not None:
        tests.append(_JOURNAL.c.ledger_date >= where.ledger_from)
    if where.ledger_upto is not None:
        tests.append(_JOURNAL.c.ledger_date <= where.ledger_upto)
    if where.biz_code:
        tests.append(_JOURNAL.c.biz_code.in_(where.biz_code))
    if where.ref_no.strip():
        tests.append(_JOURNAL.c.ref_no == where.ref_no.strip())
    if where.journal_no.strip():
        number = where.journal_no.strip()
        tests.append(_ENTRY.c.journal_no == (int(number) if number.isdecimal() and len(number) < 18 else -1))
    return and_(*tests)


def _code_names(read: Read) -> dict[str, str]:
    return {one.biz_code: one.name for one in read.ask(ListBusinessCodes())}


@lists(ListEntries)
def list_entries(read: Read, query: ListEntries) -> Listing[EntryRow]:
    """Movements on client accounts under a filter."""
    names = _code_names(read)
    of_journal = ("biz_code", "ledger_date", "value_date", "done_at", "ref_no", "remark")
    statement = (
        select(_ENTRY, *(_JOURNAL.c[name] for name in of_journal), *_WITH_CLIENT)
        .join(_JOURNAL, _JOURNAL.c.journal_no == _ENTRY.c.journal_no)
        .join(_ACCOUNT, _ACCOUNT.c.account_no == _ENTRY.c.account_no)
        .join(_CLIENT, _CLIENT.c.member_id == _ACCOUNT.c.member_id)
        .where(_entry_condition(query.where))
    )
    rows = Rows(
        EntryRow,
        name=_name(read),
        biz_name=made(lambda code: names.get(code, code), "biz_code"),
        change=_amount_in(read, "change"),
        after_balance=_amount_in(read, "after_balance"),
    )
    return Listing(statement, key=_ENTRY.c.serial_no, sorts=_ENTRY_SORTS, default="serial_no", rows=rows)


@answers(TotalEntries)
def total_entries(read: Read, query: TotalEntries) -> Totals:
    """Count of movements and what they come to."""
    source = _ENTRY.join(_JOURNAL, _JOURNAL.c.journal_no == _ENTRY.c.journal_no)
    sums = (Sums("change", _ENTRY.c.change, _ENTRY.c.currency),)
    return reference.shown_totals(
        read.connection, totals_of(read.connection, source, where=_entry_condition(query.where), sums=sums)
    )


@answers(GetJournal)
def get_journal(read: Read, query: GetJournal) -> JournalDetail:
    """One journal with its postings; reading it back proves its balance again."""
    found = queries.rows_of_journal(read.connection, query.journal_no)
    if found is None:
        raise UserError.at("journal_no", "ledger.journal_unknown", {"journal_no": query.journal_no})
    row, entries = found
    undone = select(_JOURNAL.c.journal_no, _JOURNAL.c.client_visible).where(_JOURNAL.c.reversal_of == query.journal_no)
    reversal = read.connection.execute(undone).one_or_none()
    return JournalDetail(
        journal_no=query.journal_no,
        biz_code=row.biz_code,
        biz_name=_code_names(read).get(row.biz_code, row.biz_code),
        ledger_date=row.ledger_date,
        value_date=row.value_date,
        done_at=row.done_at,
        source_type=row.source_type,
        source_id=row.source_id,
        ref_no=row.ref_no,
        reversal_of=None if row.reversal_of is None else JournalNo(row.reversal_of),
        reversed_by=None if reversal is None else JournalNo(reversal.journal_no),
        client_visible=row.client_visible and (reversal is None or reversal.client_visible),
        remark=row.remark,
        op_remark=row.op_remark,
        operator=called_in(read, row.operator),
        journal=queries.journal_of(row, entries),
        postings=_postings(read, entries),
    )


def _postings(read: Read, entries: list[Any]) -> tuple[Posting, ...]:
    precisions = _precisions(read)
    accounts = {one.account_no for one in entries if one.account_type is not AccountType.HOUSE}
    statement = select(_ACCOUNT.c.account_no, _CLIENT.c.name_zh, _CLIENT.c.name_en).join_from(_ACCOUNT, _CLIENT)
    rows = read.connection.execute(statement.where(_ACCOUNT.c.account_no.in_(accounts))) if accounts else ()
    names = {row[0]: queries.name_of(row[1], row[2], read.locale) for row in rows}
    return tuple(
        Posting(
            serial_no=one.serial_no,
            account=one.account_no,
            account_type=one.account_type,
            name=names.get(one.account_no, ""),
            direction=one.direction,
            currency=one.currency,
            change=_amount(one.change, one.currency, precisions),
            after_balance=_amount(one.after_balance, one.currency, precisions),
        )
        for one in entries
    )


@answers(ListPostings)
def list_postings(read: Read, query: ListPostings) -> tuple[Posting, ...]:
    """The postings of one journal."""
    return read.ask(GetJournal(journal_no=query.journal_no)).postings


@answers(ListBusinessCodes)
def list_business_codes(read: Read, query: ListBusinessCodes) -> tuple[BusinessCode, ...]:
    """Every business code, named in the reader's language."""
    return tuple(
        BusinessCode(
            biz_code=row.biz_code,
            name=queries.code_name(row, read.locale),
            client_visible=row.client_visible,
            freeze_only=row.freeze_only,
        )
        for row in read.connection.execute(select(_CODE).order_by(_CODE.c.position))
    )
