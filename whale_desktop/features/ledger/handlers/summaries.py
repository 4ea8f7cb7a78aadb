"""Cash summaries: balances at the ends of a period, worked back from today's, and what moved in between (`docs/rules/ledger.md` 7)."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Subquery, and_, case, cast, func, or_, select, true, type_coerce

from whale_desktop.bus import Read, answers, lists
from whale_desktop.features.ledger import queries, tables
from whale_desktop.features.ledger.messages import AccountType, ListSummaries, SummaryFilter, SummaryRow, TotalSummaries
from whale_desktop.features.reference import queries as reference
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, Sums, made, money, totals_of

_BALANCE, _ENTRY, _JOURNAL = tables.balance, tables.entry, tables.journal
_KEY = ("account_no", "account_type", "currency")
_AMOUNTS = ("opening", "money_in", "money_out", "closing")


def _stored(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return type_coerce(column, BigInteger)


def _sum(value: Any, within: ColumnElement[bool]) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(case((within, value), else_=0)), 0), BigInteger)


def _moved(first: date | None, last: date | None) -> Subquery:
    """What moved in the period and what after it, for every part that has moved since its first day."""
    change, day = _stored(_ENTRY.c.change), _JOURNAL.c.ledger_date
    after = day > last if last is not None else ~true()
    inside = ~after if last is not None else true()
    statement = (
        select(
            *(_ENTRY.c[name] for name in _KEY),
            _sum(change, and_(inside, change > 0)).label("money_in"),
            _sum(-change, and_(inside, change < 0)).label("money_out"),
            _sum(change, after).label("later"),
        )
        .join(_JOURNAL, _JOURNAL.c.journal_no == _ENTRY.c.journal_no)
        .where(_ENTRY.c.account_type != AccountType.HOUSE)
        .group_by(*(_ENTRY.c[name] for name in _KEY))
    )
    return (statement if first is None else statement.where(day >= first)).subquery("moved")


def _summary(where: SummaryFilter) -> Subquery:
    """The parts of the clients' accounts with their four amounts."""
    moved = _moved(where.ledger_from, where.ledger_upto)
    came, went, later = (func.coalesce(moved.c[name], 0) for name in ("money_in", "money_out", "later"))
    closing = _stored(_BALANCE.c.total) - later
    amounts = {"opening": closing - came + went, "money_in": came, "money_out": went, "closing": closing}
    account, client = tables.account, tables.client
    return (
        select(
            _BALANCE.c.balance_no,
            *(_BALANCE.c[name] for name in _KEY),
            client.c.member_id,
            client.c.name_zh,
            client.c.name_en,
            *(type_coerce(amount, money()).label(name) for name, amount in amounts.items()),
        )
        .select_from(
            _BALANCE.join(account, account.c.account_no == _BALANCE.c.account_no)
            .join(client, client.c.member_id == account.c.member_id)
            .outerjoin(moved, and_(*(moved.c[name] == _BALANCE.c[name] for name in _KEY)))
        )
        .where(_BALANCE.c.account_type != AccountType.HOUSE)
        .subquery("summary")
    )


def _has_any(summary: Subquery) -> ColumnElement[bool]:
    return or_(*(summary.c[name] != Decimal(0) for name in _AMOUNTS))


@lists(ListSummaries)
def list_summaries(read: Read, query: ListSummaries) -> Listing[SummaryRow]:
    """The parts with their amounts; one without a balance or a movement in the period says nothing and is left out."""
    summary = _summary(query.where)
    known = reference.currencies(read.connection)
    rows = Rows(
        SummaryRow,
        name=made(lambda chinese, english: queries.name_of(chinese, english, read.locale), "name_zh", "name_en"),
        **{name: reference.amount_in(known, name, "currency") for name in _AMOUNTS},
    )
    return Listing(
        select(summary).where(_has_any(summary)),
        key=summary.c.balance_no,
        sorts={name: summary.c[name] for name in ("account_no", "currency", "balance_no")},
        default="account_no",
        rows=rows,
        rising=True,
    )


@answers(TotalSummaries)
def total_summaries(read: Read, query: TotalSummaries) -> Totals:
    """Count of the parts and the sums of their amounts."""
    summary = _summary(query.where)
    sums = tuple(Sums(name, summary.c[name], summary.c.currency) for name in _AMOUNTS)
    return reference.shown_totals(read.connection, totals_of(read.connection, summary, where=_has_any(summary), sums=sums))
