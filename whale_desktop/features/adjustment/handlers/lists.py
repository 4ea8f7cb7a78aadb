"""The list of adjustments, one adjustment, and what the dialog shows of an account (`docs/rules/adjustment.md` 7)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from whale_desktop.bus import Read, answers, lists, pending_orders
from whale_desktop.bus.holding import is_pending
from whale_desktop.features.access.queries import persons
from whale_desktop.features.adjustment.handlers.store import ADJUSTMENT, found
from whale_desktop.features.adjustment.messages import (
    AdjustmentAccount,
    AdjustmentCode,
    AdjustmentFilter,
    AdjustmentRow,
    AdjustmentStatus,
    GetAdjustment,
    GetAdjustmentAccount,
    GetAdjustmentBatch,
    ListAdjustmentCodes,
    ListAdjustments,
    TotalAdjustments,
)
from whale_desktop.features.adjustment.rules import AdjustmentAction, actions_of
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import AccountState, CodeGroup, GetAccount, JournalNo
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.numbers import EXACT
from whale_desktop.messages import Reason, Totals, codec
from whale_desktop.storage import Listing, Rows, Sums, looked_up, made, totals_of
from whale_desktop.storage.conditions import all_of, equal, number_of, within_days

_SORTS: dict[str, ColumnElement[Any]] = {
    name: ADJUSTMENT.c[name] for name in ("adjustment_no", "created_at", "finish_at", "account_no", "change", "status")
}
_WIRE = {
    AdjustmentAction.EDIT: "adjustment.edit",
    AdjustmentAction.SUBMIT: "adjustment.submit",
    AdjustmentAction.DELETE: "adjustment.delete",
    AdjustmentAction.REVOKE: "adjustment.revoke",
}
_NOTHING_ELSE = ("adjustment.enter",)


@lists(ListAdjustments)
def list_adjustments(read: Read, query: ListAdjustments) -> Listing[AdjustmentRow]:
    """Adjustments under a filter."""
    return Listing(
        select(ADJUSTMENT).where(_condition(query.where)),
        key=ADJUSTMENT.c.adjustment_no,
        sorts=_SORTS,
        default="created_at",
        rows=_rows(read),
    )


@answers(TotalAdjustments)
def total_adjustments(read: Read, query: TotalAdjustments) -> Totals:
    """Count, and money in less money out by currency."""
    totals = totals_of(
        read.connection,
        ADJUSTMENT,
        where=_condition(query.where),
        sums=(Sums("change", ADJUSTMENT.c.change, ADJUSTMENT.c.currency),),
    )
    return reference.shown_totals(read.connection, totals)


@answers(GetAdjustment)
def get_adjustment(read: Read, query: GetAdjustment) -> AdjustmentRow:
    """One adjustment."""
    return _rows(read).of((found(read, query.adjustment_no),))[0]


@answers(GetAdjustmentAccount)
def get_adjustment_account(read: Read, query: GetAdjustmentAccount) -> AdjustmentAccount:
    """An account with its cash and the codes that are offered for it: pay-out codes only when it is cancelled, and then no other."""
    account = read.ask(GetAccount(account_no=query.account_no))
    on_cancelled = {one.biz_code for one in ledger.codes_of(read.connection, CodeGroup.CANCELLED)}
    cancelled = account.state is AccountState.CANCELLED
    return AdjustmentAccount(
        member_id=account.member_id,
        account_no=account.account_no,
        name=ledger.name_of(account.name_zh, account.name_en, read.locale),
        state=account.state,
        cash=ledger.balances(read.connection, query.account_no),
        codes=tuple(one for one in read.ask(ListAdjustmentCodes()) if (one.biz_code in on_cancelled) is cancelled),
    )


@answers(ListAdjustmentCodes)
def list_adjustment_codes(read: Read, query: ListAdjustmentCodes) -> tuple[AdjustmentCode, ...]:
    """The codes that people may choose."""
    return tuple(
        AdjustmentCode(biz_code=one.biz_code, name=one.names.get(read.locale, one.names["en"]), direction=one.direction)
        for one in ledger.codes_of(read.connection, CodeGroup.ADJUSTMENT)
        if one.offered
    )


def _condition(where: AdjustmentFilter) -> ColumnElement[bool]:
    table = ADJUSTMENT.c
    conditions = equal(
        adjustment_no=(table.adjustment_no, number_of(where.adjustment_no)),
        direction=(table.direction, where.direction),
        request_id=(table.request_id, where.request_id.strip()),
        currency=(table.currency, where.currency.strip().upper()),
    )
    conditions += within_days(table.created_at, where.created_from, where.created_to)
    conditions += within_days(table.finish_at, where.finished_from, where.finished_to)
    if where.status:
        conditions.append(table.status.in_(where.status))
    if where.biz_code:
        conditions.append(table.biz_code.in_(where.biz_code))
    if where.client.strip():
        conditions.append(table.account_no.in_(ledger.accounts_matching(where.client)))
    if where.pending is not None:
        waits = or_(is_pending(GetAdjustment, table.adjustment_no), is_pending(GetAdjustmentBatch, table.request_id))
        conditions.append(waits if where.pending else ~waits)
    return all_of(conditions)


def _rows(read: Read) -> Rows[AdjustmentRow]:
    """How a stored adjustment becomes a row, with what its account, its code and its open work order are now."""
    connection = read.connection
    codes = {one.biz_code: one for one in ledger.codes_of(connection, CodeGroup.ADJUSTMENT)}
    known = reference.currencies(connection)

    def clients(accounts: Sequence[str]) -> list[tuple[str, str]]:
        names = ledger.names(connection, set(accounts), read.locale)
        return [names[one] for one in accounts]

    def states(accounts: Sequence[str]) -> list[AccountState]:
        by_number = ledger.states(connection, accounts)
        return [by_number[one] for one in accounts]

    def pending(numbers: Sequence[int], batches: Sequence[str]) -> list[bool]:
        alone = pending_orders(read, GetAdjustment, numbers)
        together = pending_orders(read, GetAdjustmentBatch, batches)
        return [bool(own or of_batch) for own, of_batch in zip(alone, together, strict=True)]

    def may(numbers: Sequence[int], batches: Sequence[str], statuses: Sequence[AdjustmentStatus]) -> list[tuple[str, ...]]:
        rows = zip(pending(numbers, batches), batches, statuses, strict=True)
        return [_NOTHING_ELSE if waits else _may(status, in_batch=bool(batch)) for waits, batch, status in rows]

    def name_of_code(code: str) -> str:
        return codes[code].names.get(read.locale, codes[code].names["en"]) if code in codes else code

    return Rows(
        AdjustmentRow,
        **persons(read, "creator", "approver"),
        member_id=looked_up(lambda accounts: [member_id for member_id, _ in clients(accounts)], "account_no"),
        name=looked_up(lambda accounts: [name for _, name in clients(accounts)], "account_no"),
        account_state=looked_up(states, "account_no"),
        biz_name=made(name_of_code, "biz_code"),
        change=reference.amount_in(known, "change", "currency"),
        amount=made(lambda change, currency: shown_amount(EXACT.abs(change), known, currency), "change", "currency"),
        result=made(_result, "result_code", "result_params"),
        journal_no=made(_journal, "journal_no"),
        reversal_no=made(_journal, "reversal_no"),
        pending=looked_up(pending, "adjustment_no", "request_id"),
        may=looked_up(may, "adjustment_no", "request_id", "status"),
    )


def _may(status: AdjustmentStatus, *, in_batch: bool) -> tuple[str, ...]:
    """What the status allows; any adjustment may be copied into a new one."""
    allowed = actions_of(status, in_batch=in_batch)
    return (*(_WIRE[one] for one in AdjustmentAction if one in allowed), *_NOTHING_ELSE)


def _journal(number: int | None) -> JournalNo | None:
    return None if number is None else JournalNo(number)


def _result(code: str, params: str) -> Reason | None:
    return Reason(code=code, params=codec.decode(params.encode(), dict[str, str])) if code else None
