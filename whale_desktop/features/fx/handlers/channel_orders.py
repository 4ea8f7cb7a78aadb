"""Bank orders: list, the banks' answers, exceptions handled by one person and reviewed by another (`docs/rules/fx.md` 4.2, 6.9)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update

from whale_desktop.bus import Read, Work, answers, handles, lists, pending_filter, pending_orders
from whale_desktop.features.access.queries import persons
from whale_desktop.features.fx import queries, tables
from whale_desktop.features.fx.handlers import execution, placing
from whale_desktop.features.fx.handlers.checks import check_version, gone, rate_in
from whale_desktop.features.fx.handlers.desk import Desk
from whale_desktop.features.fx.handlers.numbers import next_channel_number
from whale_desktop.features.fx.handlers.orders import channel_state, priced, state_of, update_order
from whale_desktop.features.fx.messages import (
    AbnormalStatus,
    ApplyType,
    ChannelOrderFilter,
    ChannelOrderPhase,
    ChannelOrderRow,
    ChannelStatus,
    ForexStatus,
    ForexType,
    GetChannelOrder,
    HandleException,
    ListChannelOrders,
    ReportChannelAcceptance,
    ReportChannelFill,
    ReportChannelRefusal,
    ReportChannelTrouble,
    ReviewException,
    ReviewType,
    TotalChannelOrders,
)
from whale_desktop.features.fx.rules.amounts import check_rate
from whale_desktop.features.fx.rules.pricing import DealPrice
from whale_desktop.features.fx.rules.states import (
    ORDER_EVENT_OF,
    ChannelAction,
    ChannelEvent,
    ChannelState,
    OrderEvent,
    channel_actions,
    channel_event_of,
    check_exception_review,
    check_handle,
    check_second_person,
    next_channel_state,
    next_order_status,
)
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import FreezeNo, Unfreeze
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, Sums, looked_up, made, tab_of, totals_of
from whale_desktop.storage.conditions import all_of, equal, within_days

_CHANNEL = tables.fx_channel_order
_OPEN = _CHANNEL.c.abnormal_status.in_((AbnormalStatus.WAIT_HANDLE, AbnormalStatus.WAIT_REVIEW))
_TABS: dict[str, ColumnElement[bool]] = {
    str(ChannelOrderPhase.OPEN): _OPEN,
    str(ChannelOrderPhase.QUIET): _CHANNEL.c.abnormal_status.in_((AbnormalStatus.NONE, AbnormalStatus.DONE)),
}
_SORTS: dict[str, ColumnElement[Any]] = {
    "created_at": _CHANNEL.c.created_at,
    "channel_order_no": _CHANNEL.c.channel_order_no,
    "success_time": _CHANNEL.c.success_time,
    "from_amount": _CHANNEL.c.from_amount,
}
_WIRE: dict[ChannelAction, str] = {
    ChannelAction.HANDLE: "fx.channel_order.handle",
    ChannelAction.REVIEW: "fx.channel_order.review",
}

_CLIENTS = select(
    tables.fx_client_order.c.forex_id, tables.fx_client_order.c.member_id, tables.fx_client_order.c.account_no
).where(tables.fx_client_order.c.forex_id.in_(bindparam("numbers", expanding=True)))

Report = ReportChannelAcceptance | ReportChannelFill | ReportChannelRefusal | ReportChannelTrouble


@lists(ListChannelOrders)
def list_channel_orders(read: Read, query: ListChannelOrders) -> Listing[ChannelOrderRow]:
    """Bank orders under a filter and a tab."""
    statement = select(_CHANNEL).where(_condition(query.where))
    if query.tab:
        statement = statement.where(tab_of(_TABS, query.tab))
    return Listing(statement, key=_CHANNEL.c.channel_order_no, sorts=_SORTS, default="created_at", rows=_rows(read))


@answers(TotalChannelOrders)
def total_channel_orders(read: Read, query: TotalChannelOrders) -> Totals:
    """Count, debit amounts per currency and counts of the tabs."""
    totals = totals_of(
        read.connection,
        _CHANNEL,
        where=_condition(query.where),
        sums=(Sums("from_amount", _CHANNEL.c.from_amount, _CHANNEL.c.from_currency),),
        tabs=_TABS,
        tab=query.tab,
    )
    return reference.shown_totals(read.connection, totals)


@answers(GetChannelOrder)
def get_channel_order(read: Read, query: GetChannelOrder) -> ChannelOrderRow:
    """One bank order."""
    row = queries.channel_order_of(read.connection, query.channel_order_no)
    if row is None:
        raise gone()
    return _rows(read).of((row,))[0]


@handles(HandleException)
def handle_exception(work: Work, command: HandleException) -> None:
    """Keep what a person says became of the bank order; it takes effect when a second person agrees."""
    row = _locked(work, command.channel_order_no)
    check_handle(channel_state(row))
    check_version(row.version, command.expected_version)
    _check_handling(work, row, command)
    assert command.apply_type is not None
    after = next_channel_state(channel_state(row), ChannelEvent.HANDLE, apply_type=command.apply_type)
    _update(
        work,
        row,
        after,
        apply_channel_rate=command.channel_rate if command.apply_type is ApplyType.SUCCESS_APPLY else None,
        apply_channel_name=command.channel_name if command.apply_type is ApplyType.RETRY_APPLY else None,
        apply_remark=command.remark,
        abnormal_remark=command.remark,
        applicant_id=work.maker.member_id,
        applicant=work.maker.name,
        review_type=None,
        reviewer="",
    )
    _ask_for_approval(work, command.channel_order_no)


@handles(ReviewException)
def review_exception(work: Work, command: ReviewException) -> None:
    """The second person's decision; approved, the handling takes effect on the client's order."""
    row = _locked(work, command.channel_order_no)
    check_exception_review(channel_state(row))
    check_second_person(str(row.applicant_id), str(work.actor.member_id))
    check_version(row.version, command.expected_version)
    if _ask_for_approval(work, command.channel_order_no):
        return
    faults = Faults()
    faults.too_long(remark=command.remark)
    faults.refuse()
    event = channel_event_of(command.review_type)
    after = next_channel_state(channel_state(row), event)
    values = {"review_type": command.review_type, "reviewer": work.actor.name}
    if event is ChannelEvent.REJECT:
        _update(work, row, after, **values)
        return
    order = _order_of(work, row)
    order_event = ORDER_EVENT_OF[row.apply_type]
    if order_event is OrderEvent.FILL:
        _fill(work, row, order, after, channel_rate=row.apply_channel_rate, **values)
    elif order_event is OrderEvent.RETRY:
        _update(work, row, after, **values)
        _retry(work, row, order)
    else:
        _update(work, row, after, **values)
        _fail(work, order)


def _ask_for_approval(work: Work, channel_order_no: str) -> bool:
    """The handling is decided by a work order; undecided in the end, it is to be handled anew (`docs/rules/fx.md` 6.9)."""
    rejected = ReviewException(channel_order_no=channel_order_no, review_type=ReviewType.REVIEW_REJECTED)
    return work.request(
        ReviewException(channel_order_no=channel_order_no, review_type=ReviewType.REVIEW_APPROVED),
        on_refusal=rejected,
        on_close=rejected,
        comment="remark",
    )


@handles(ReportChannelAcceptance)
def report_channel_acceptance(work: Work, command: ReportChannelAcceptance) -> None:
    """The bank works on it."""
    row = _locked(work, command.channel_order_no)
    _update(work, row, next_channel_state(channel_state(row), ChannelEvent.ACCEPT), **_told(command))


@handles(ReportChannelFill)
def report_channel_fill(work: Work, command: ReportChannelFill) -> None:
    """The bank has exchanged: the client's order is done, unless his money falls short of the final debit."""
    row = _locked(work, command.channel_order_no)
    after = next_channel_state(channel_state(row), ChannelEvent.FILL)
    order = _order_of(work, row)
    precision = reference.currencies(work.connection)[row.from_currency].rate_precision
    check_rate(command.channel_rate, precision, field="channel_rate")
    try:
        _fill(work, row, order, after, channel_rate=command.channel_rate, **_told(command))
    except UserError as error:
        if error.code != "FX-E10":
            raise
        waiting = next_channel_state(channel_state(row), ChannelEvent.TROUBLE)
        _update(work, row, waiting, channel_rate=command.channel_rate, **_told(command))


@handles(ReportChannelRefusal)
def report_channel_refusal(work: Work, command: ReportChannelRefusal) -> None:
    """The bank will not: the client's order has failed."""
    row = _locked(work, command.channel_order_no)
    _update(work, row, next_channel_state(channel_state(row), ChannelEvent.REFUSE), **_told(command))
    _fail(work, _order_of(work, row))


@handles(ReportChannelTrouble)
def report_channel_trouble(work: Work, command: ReportChannelTrouble) -> None:
    """Nobody knows what the bank did: a person must find out."""
    row = _locked(work, command.channel_order_no)
    _update(work, row, next_channel_state(channel_state(row), ChannelEvent.TROUBLE), **_told(command))


def _check_handling(work: Work, row: Any, command: HandleException) -> None:
    """Type and remark always; the bank's rate for a success, a channel that takes orders for another try."""
    faults = Faults()
    faults.missing(apply_type=command.apply_type, remark=command.remark)
    faults.too_long(remark=command.remark)
    if command.apply_type is ApplyType.SUCCESS_APPLY:
        faults.missing(channel_rate=command.channel_rate)
        if command.channel_rate is not None:
            precision = reference.currencies(work.connection)[row.from_currency].rate_precision
            try:
                check_rate(command.channel_rate, precision, field="channel_rate")
            except UserError as error:
                faults.take(error)
    if command.apply_type is ApplyType.RETRY_APPLY:
        faults.missing(channel_name=command.channel_name)
        check_takes_orders(work, command.channel_name, faults)
    faults.refuse()


def check_takes_orders(read: Read, channel: RateChannel | None, faults: Faults, *, field: str = "channel_name") -> None:
    """A chosen channel that no bank exchange may go to is a fault (FX-E36)."""
    if channel is None:
        return
    if not any(one.channel is channel and one.takes_orders for one in reference.exchange_channels(read.connection)):
        faults.add(field, "FX-E36")


def _fill(work: Work, row: Any, order: Any, after: ChannelState, *, channel_rate: Decimal, **values: Any) -> None:
    """Book the client's order at the bank's rate. Nothing is written before everything is checked."""
    deal = execution.deal_of(order)
    desk = Desk(work, order.from_currency, order.to_currency)
    outcome = execution.work_out_bank(desk, deal, channel=row.channel_name, channel_rate=channel_rate)
    status, _ = next_order_status(state_of(order, channel_state(row)), OrderEvent.FILL)
    _update(
        work,
        row,
        after,
        channel_rate=channel_rate,
        from_amount=outcome.bank_from,
        to_amount=outcome.bank_to,
        success_time=work.now,
        **values,
    )
    execution.write_bank_deal(work, deal, outcome, channel=row.channel_name, channel_order_no=row.channel_order_no)
    update_order(work, order, status=status, **priced(outcome.price), success_time=work.now)


def _fail(work: Work, order: Any) -> None:
    status, _ = next_order_status(state_of(order, None), OrderEvent.REFUSE)
    work.send(Unfreeze(freeze_no=FreezeNo(order.freeze_no)))
    update_order(work, order, status=status)


def _retry(work: Work, row: Any, order: Any) -> None:
    """The same client order at another bank: a new bank order, the same freeze."""
    status, _ = next_order_status(state_of(order, None), OrderEvent.RETRY)
    number = next_channel_number(work.connection, hong_kong_date(work.now))
    estimate = DealPrice(order.rate, order.from_amount, order.to_amount, None)
    deal = replace(execution.deal_of(order), client_ordid=number)
    placing.write_channel_order(work, deal, estimate, channel=row.apply_channel_name, client=row.client)
    update_order(work, order, status=status, client_ordid=number)


def _locked(work: Work, channel_order_no: str) -> Any:
    """The bank order, kept from others; the client's order first, as everybody takes them."""
    found = queries.channel_order_of(work.connection, channel_order_no)
    if found is None:
        raise gone()
    queries.order_of(work.connection, found.forex_id, locked=True)
    return queries.channel_order_of(work.connection, channel_order_no, locked=True)


def _order_of(work: Work, row: Any) -> Any:
    order = queries.order_of(work.connection, row.forex_id, locked=True)
    assert order is not None, "a bank order belongs to an order"
    assert order.forex_status is ForexStatus.PROCESSING, order.forex_status
    return order


def _told(command: Report) -> dict[str, Any]:
    """What the bank said, as columns; an empty serial number keeps the former one."""
    told: dict[str, Any] = {"origin_status": command.origin_status[:60], "origin_text": command.origin_text[:255]}
    serial = getattr(command, "serial_no", "")
    if serial:
        told["serial_no"] = serial[:60]
    return told


def _update(work: Work, row: Any, state: ChannelState, **values: Any) -> None:
    work.connection.execute(
        update(_CHANNEL)
        .where(_CHANNEL.c.channel_order_no == row.channel_order_no)
        .values(
            channel_status=state.channel_status,
            abnormal_status=state.abnormal_status,
            apply_type=state.apply_type,
            updated_at=work.now,
            operator=work.actor.name,
            version=row.version + 1,
            **values,
        )
    )


def _condition(where: ChannelOrderFilter) -> ColumnElement[bool]:
    table = _CHANNEL.c
    conditions = equal(
        channel_order_no=(table.channel_order_no, where.channel_order_no.strip()),
        forex_id=(table.forex_id, where.forex_id.strip()),
        channel_name=(table.channel_name, where.channel_name),
        from_currency=(table.from_currency, where.from_currency),
        to_currency=(table.to_currency, where.to_currency),
        forex_type=(table.forex_type, where.forex_type),
        channel_status=(table.channel_status, where.channel_status),
        abnormal_status=(table.abnormal_status, where.abnormal_status),
    )
    conditions += within_days(table.created_at, where.created_from, where.created_to)
    conditions += within_days(table.success_time, where.success_from, where.success_to)
    conditions += pending_filter(GetChannelOrder, table.channel_order_no, where.pending)
    return all_of(conditions)


def _rows(read: Read) -> Rows[ChannelOrderRow]:
    """How stored bank orders become rows."""
    known = reference.currencies(read.connection)
    debit, credit, filled = "from_currency", "to_currency", ChannelStatus.SUCCESS
    return Rows(
        ChannelOrderRow,
        **persons(read, "applicant", "reviewer", "operator"),
        **({"client": looked_up(partial(_clients, read), "forex_id", "client")} if read.locale == "en" else {}),
        from_amount=reference.amount_in(known, "from_amount", debit),
        from_fixed=made(lambda kind: kind is ForexType.FROM, "forex_type"),
        from_estimate=made(
            lambda kind, status: kind is not ForexType.FROM and status is not filled, "forex_type", "channel_status"
        ),
        to_amount=reference.amount_in(known, "to_amount", credit),
        to_fixed=made(lambda kind: kind is not ForexType.FROM, "forex_type"),
        to_estimate=made(lambda kind, status: kind is ForexType.FROM and status is not filled, "forex_type", "channel_status"),
        channel_rate=rate_in(known, "channel_rate", debit),
        apply_channel_rate=rate_in(known, "apply_channel_rate", debit),
        work_order_no=looked_up(partial(pending_orders, read, GetChannelOrder), "channel_order_no"),
        may=made(_may, "channel_status", "abnormal_status", "apply_type"),
    )


def _clients(read: Read, numbers: Sequence[str], kept: Sequence[str]) -> list[str]:
    """Number and name of the clients as they are now, for a reader of another language than that of the submission."""
    found = read.connection.execute(_CLIENTS, {"numbers": sorted(set(numbers))}).all()
    names = ledger.names(read.connection, {row.account_no for row in found}, read.locale)
    said = {
        row.forex_id: placing.client_text(row.member_id, names[row.account_no][1]) for row in found if row.account_no in names
    }
    return [said.get(number, text) for number, text in zip(numbers, kept, strict=True)]


def _may(*state: Any) -> tuple[str, ...]:
    allowed = channel_actions(ChannelState(*state))
    return tuple(_WIRE[action] for action in ChannelAction if action in allowed)
