"""Exchanges of alerts: the dialog's figures, its orders, and the lists of what became of them (`docs/rules/fx.md` 3.12, 6.10)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select

from whale_desktop.bus import Read, Work, answers, handles, lists
from whale_desktop.features.access.queries import called_in, persons
from whale_desktop.features.fx.messages import ForexType, ListPairChoices, OrderQuote, Origin, QuoteOrder
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import Currency
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.features.reminder import queries, tables
from whale_desktop.features.reminder.handlers import ending, placing
from whale_desktop.features.reminder.handlers.placing import Wanted
from whale_desktop.features.reminder.messages import (
    AbnormalFilter,
    AbnormalKind,
    AbnormalRow,
    Advice,
    AlertEnd,
    ExchangeAlert,
    ExchangeCash,
    ExchangeLine,
    ExchangeQuote,
    ExchangeResult,
    ExchangeRow,
    ExchangeState,
    GetAbnormal,
    LineQuote,
    ListAbnormals,
    ListAlertExchanges,
    QuoteExchange,
    TotalAbnormals,
)
from whale_desktop.features.reminder.queries import client_column, client_of, reason_of, shown
from whale_desktop.features.reminder.rules.states import ABNORMAL
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.numbers import ZERO, add_up, decimal_places, subtract
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, made, totals_of
from whale_desktop.storage.conditions import all_of, equal, within_days

_EXCHANGE = tables.reminder_exchange
_SORTS: dict[str, ColumnElement[Any]] = {name: _EXCHANGE.c[name] for name in ("created_at", "updated_at", "exchange_id")}


@answers(QuoteExchange)
def quote_exchange(read: Read, query: QuoteExchange) -> ExchangeQuote:
    """The client's cash, the pairs, and what each line would come to; lines that together ask for too much say so."""
    alert = _open(read, query.alert_id)
    known = reference.currencies(read.connection)
    quotes = [read.ask(_question(alert.account_no, line)) for line in query.lines]
    taken: dict[str, Decimal] = {}
    lines = []
    for line, quote in zip(query.lines, quotes, strict=True):
        before = taken.get(line.from_currency, ZERO)
        after = taken[line.from_currency] = add_up((before, quote.from_amount or ZERO))
        lines.append(_line(line, quote, _shortage(quote, line.from_currency, before, after)))
    cash = ledger.balances(read.connection, alert.account_no)
    return ExchangeQuote(
        client=client_of(read, alert),
        debt_currency=alert.debt_currency,
        debt_amount=shown_amount(alert.debt_amount, known, alert.debt_currency),
        cash=tuple(
            ExchangeCash(
                currency=one.currency,
                debt=one.debt,
                withdrawable=one.withdrawable,
                left=subtract(one.withdrawable, taken.get(one.currency, ZERO)),
            )
            for one in cash
            if one.debt or one.withdrawable
        ),
        pairs=read.ask(ListPairChoices()),
        lines=tuple(lines),
        under_way=queries.orders_under_way(read.connection, alert.account_no),
    )


@handles(ExchangeAlert)
def exchange_alert(work: Work, command: ExchangeAlert) -> ExchangeResult:
    """An order for each line; afterwards the alert follows them."""
    alert = _open(work, command.alert_id)
    if not queries.has_auto_convert(work.connection, alert.account_no):
        raise UserError("FX-E41")
    _check(command.lines, reference.currencies(work.connection))
    running = queries.orders_under_way(work.connection, alert.account_no)
    if running:
        work.confirm("FX-W05", {"numbers": ", ".join(running)})
    placing.replace_failures(work, alert.alert_id)
    results = tuple(placing.place(work, alert, _wanted(line), Origin.REMINDER) for line in command.lines)
    ending.update_status(work, alert.alert_id)
    if any(one.state is ExchangeState.EXCHANGED for one in results):
        ending.reconsider(work, alert.account_no, AlertEnd.MANUAL)
    return ExchangeResult(lines=results, ended=queries.alert(work.connection, alert.alert_id) is None)


@answers(ListAlertExchanges)
def list_alert_exchanges(read: Read, query: ListAlertExchanges) -> tuple[ExchangeRow, ...]:
    """The exchanges of an alert."""
    known = reference.currencies(read.connection)
    rows = read.connection.execute(
        select(_EXCHANGE).where(_EXCHANGE.c.alert_id == query.alert_id).order_by(_EXCHANGE.c.exchange_id.desc())
    )
    return tuple(
        ExchangeRow(
            exchange_id=row.exchange_id,
            origin=row.origin,
            state=row.state,
            forex_id=row.forex_id,
            from_currency=row.from_currency,
            from_amount=shown(row.from_amount, known, row.from_currency),
            to_currency=row.to_currency,
            to_amount=shown(row.to_amount, known, row.to_currency),
            reason=reason_of(row.reason),
            created_at=row.created_at,
            operator=called_in(read, row.operator),
        )
        for row in rows
    )


@lists(ListAbnormals)
def list_abnormals(read: Read, query: ListAbnormals) -> Listing[AbnormalRow]:
    """Abnormal orders under a filter."""
    return Listing(
        select(_EXCHANGE).where(_condition(query.where)),
        key=_EXCHANGE.c.exchange_id,
        sorts=_SORTS,
        default="created_at",
        rows=_rows(read),
    )


@answers(TotalAbnormals)
def total_abnormals(read: Read, query: TotalAbnormals) -> Totals:
    """How many abnormal orders the filter leaves."""
    return totals_of(read.connection, _EXCHANGE, where=_condition(query.where))


@answers(GetAbnormal)
def get_abnormal(read: Read, query: GetAbnormal) -> AbnormalRow:
    """One abnormal order."""
    condition = all_of([_condition(AbnormalFilter()), _EXCHANGE.c.exchange_id == query.exchange_id])
    row = read.connection.execute(select(_EXCHANGE).where(condition)).one_or_none()
    if row is None:
        raise UserError("FX-E33")
    return _rows(read).of((row,))[0]


def _open(read: Read, alert_id: int) -> Any:
    alert = queries.alert(read.connection, alert_id)
    if alert is None:
        raise UserError("FX-E33")
    return alert


def _question(account_no: str, line: ExchangeLine) -> QuoteOrder:
    return QuoteOrder(
        account_no=account_no,
        from_currency=line.from_currency,
        to_currency=line.to_currency,
        forex_type=line.forex_type,
        amount=line.amount,
        origin=Origin.REMINDER,
    )


def _shortage(quote: OrderQuote, currency: str, before: Decimal, after: Decimal) -> dict[str, str]:
    """Parameters of FX-E10 for a line that passes alone and not after the lines before it; empty when there is enough."""
    available = next((one.amount for one in quote.withdrawable if one.currency == currency), ZERO)
    short = ZERO < before < after and not quote.problem and after > available
    return {"available": str(subtract(available, before)), "currency": currency} if short else {}


def _line(line: ExchangeLine, quote: OrderQuote, shortage: dict[str, str]) -> LineQuote:
    return LineQuote(
        rate=quote.rate,
        from_amount=quote.from_amount if line.amount is not None else None,
        to_amount=quote.to_amount if line.amount is not None else None,
        from_places=quote.from_places,
        to_places=quote.to_places,
        needs_review=quote.needs_review,
        problem="FX-E10" if shortage else quote.problem,
        problem_params=shortage or quote.problem_params,
        problem_field="amount" if shortage else quote.problem_field,
    )


def _check(lines: Sequence[ExchangeLine], known: Mapping[str, Currency]) -> None:
    """What a person mistyped is said at its field before anything is tried."""
    faults = Faults()
    faults.missing(lines=tuple(lines))
    for number, line in enumerate(lines):
        place = f"lines[{number}]"
        entered = {"from_currency": line.from_currency, "to_currency": line.to_currency, "amount": line.amount}
        faults.missing(**{f"{place}.{name}": value for name, value in entered.items()})
        for name, code in (("from_currency", line.from_currency), ("to_currency", line.to_currency)):
            if code and code not in known:
                faults.add(f"{place}.{name}", "FX-E36")
        if line.from_currency and line.from_currency == line.to_currency:
            faults.add(f"{place}.to_currency", "FX-E23")
        side = known.get(line.from_currency if line.forex_type is ForexType.FROM else line.to_currency)
        if line.amount is not None and side is not None and decimal_places(line.amount) > side.amount_precision:
            faults.add(f"{place}.amount", "FX-E21", {"places": side.amount_precision})
        elif line.amount is not None and line.amount <= ZERO:
            faults.add(f"{place}.amount", "FX-E26")
    faults.refuse()


def _wanted(line: ExchangeLine) -> Wanted:
    assert line.amount is not None, "checked as missing"
    return Wanted(line.from_currency, line.to_currency, line.forex_type, line.amount, line.seen_rate)


def _condition(where: AbnormalFilter) -> ColumnElement[bool]:
    table = _EXCHANGE.c
    conditions: list[ColumnElement[bool]] = [table.is_current, table.state.in_(ABNORMAL)]
    conditions += equal(forex_id=(table.forex_id, where.forex_id.strip()))
    conditions += within_days(table.created_at, where.created_from, where.created_upto)
    if where.kind is not None:
        conditions.append(table.state == ExchangeState(where.kind.value))
    if where.client.strip():
        conditions.append(table.account_no.in_(ledger.accounts_matching(where.client.strip())))
    return all_of(conditions)


def _rows(read: Read) -> Rows[AbnormalRow]:
    """How stored exchanges become rows, with the decimals of their currencies and what to do about each."""
    known = reference.currencies(read.connection)
    return Rows(
        AbnormalRow,
        **persons(read, "operator"),
        client=client_column(read),
        kind=made(lambda state: AbnormalKind(state.value), "state"),
        from_amount=reference.amount_in(known, "from_amount", "from_currency"),
        to_amount=reference.amount_in(known, "to_amount", "to_currency"),
        reason=made(reason_of, "reason"),
        advice=made(lambda state: Advice.FOLLOW_ORDER if state is ExchangeState.REVIEWING else Advice.CONTACT_SUPPORT, "state"),
    )
