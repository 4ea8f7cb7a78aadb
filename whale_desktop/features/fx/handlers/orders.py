"""Client orders: list, details, entry, review, cancellation (`docs/rules/fx.md` 4.1, 6.6, 6.7)."""

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
from whale_desktop.features.fx.handlers.checks import check_version, gone, rate_in, shown_mark_up, shown_rate
from whale_desktop.features.fx.handlers.desk import Desk
from whale_desktop.features.fx.handlers.examination import Examination, Request
from whale_desktop.features.fx.handlers.numbers import next_channel_number
from whale_desktop.features.fx.messages import (
    AuditStatus,
    CancelClientOrder,
    CancelOrder,
    ChangeType,
    ForexStatus,
    ForexType,
    GetOrder,
    ListOrders,
    OrderChanged,
    OrderFilter,
    OrderPhase,
    OrderReceipt,
    OrderRow,
    Origin,
    PlaceOrder,
    ReviewOrder,
    ServiceStrategy,
    SourceRowType,
    SubmitClientOrder,
    SubmitManualOrder,
    TotalOrders,
)
from whale_desktop.features.fx.rules.pricing import DealPrice
from whale_desktop.features.fx.rules.states import (
    FINAL,
    ChannelEvent,
    ChannelState,
    OrderAction,
    OrderEvent,
    OrderState,
    check_review,
    check_second_person,
    next_channel_state,
    next_order_status,
    order_actions,
)
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import FreezeNo, Unfreeze
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, Sums, looked_up, made, tab_of, totals_of, written
from whale_desktop.storage.conditions import all_of, equal, within_days
from whale_desktop.storage.listing import Made
from whale_desktop.storage.types import Day

_ORDER = tables.fx_client_order
_CHANNEL = tables.fx_channel_order
_SOURCE = tables.fx_source_row

_SORTS: dict[str, ColumnElement[Any]] = {
    "created_at": _ORDER.c.created_at,
    "forex_id": _ORDER.c.forex_id,
    "success_time": _ORDER.c.success_time,
    "from_amount": _ORDER.c.from_amount,
    "to_amount": _ORDER.c.to_amount,
}
_TABS: dict[str, ColumnElement[bool]] = {str(phase): _ORDER.c.phase == phase for phase in OrderPhase}
_WIRE: dict[OrderAction, str] = {
    OrderAction.REVIEW: "fx.order.review",
    OrderAction.CANCEL: "fx.order.cancel",
    OrderAction.REVERSE: "fx.order.reverse",
}
_STATES_OF = select(
    _CHANNEL.c.channel_order_no, _CHANNEL.c.channel_status, _CHANNEL.c.abnormal_status, _CHANNEL.c.apply_type
).where(_CHANNEL.c.channel_order_no.in_(bindparam("numbers", expanding=True)))
_OPEN = (
    select(_SOURCE.c.user_order_no)
    .distinct()
    .where(
        _SOURCE.c.user_order_no.in_(bindparam("numbers", expanding=True)),
        _SOURCE.c.row_type == SourceRowType.CHANNEL_EXCHANGE,
        _SOURCE.c.account_at >= bindparam("today", type_=Day()),
    )
)
_WHOLE_LIST = select(_ORDER)


@lists(ListOrders)
def list_orders(read: Read, query: ListOrders) -> Listing[OrderRow]:
    """Client orders under a filter and a tab."""
    statement = _WHOLE_LIST.where(_condition(query.where))
    if query.tab:
        statement = statement.where(tab_of(_TABS, query.tab))
    return Listing(statement, key=_ORDER.c.forex_id, sorts=_SORTS, default="created_at", rows=_rows(read))


@answers(TotalOrders)
def total_orders(read: Read, query: TotalOrders) -> Totals:
    """Count, debit amounts per currency and counts of the tabs."""
    totals = totals_of(
        read.connection,
        _ORDER,
        where=_condition(query.where),
        sums=(Sums("from_amount", _ORDER.c.from_amount, _ORDER.c.from_currency),),
        tabs=_TABS,
        tab=query.tab,
    )
    return reference.shown_totals(read.connection, totals)


@answers(GetOrder)
def get_order(read: Read, query: GetOrder) -> OrderRow:
    """One order."""
    order = queries.order_of(read.connection, query.forex_id)
    if order is None:
        raise gone()
    return _rows(read).of((order,))[0]


@handles(SubmitManualOrder)
def submit_manual_order(work: Work, command: SubmitManualOrder) -> OrderReceipt:
    """Check in the order of `docs/rules/fx.md` 6.6, ask again if the rate has moved, then freeze and write."""
    faults = _missing(command)
    faults.too_long(audit_remark=command.audit_remark, order_remark=command.order_remark)
    faults.refuse()
    return _submit(work, command, Origin.MANUAL, custom_rate=command.custom_rate)


@handles(SubmitClientOrder)
def submit_client_order(work: Work, command: SubmitClientOrder) -> OrderReceipt:
    """The same checks for an order from the app."""
    _missing(command).refuse()
    return _submit(work, command, Origin.APP)


@handles(PlaceOrder)
def place_order(work: Work, command: PlaceOrder) -> OrderReceipt:
    """The same checks for an order of another feature."""
    return _submit(work, command, command.origin)


@handles(ReviewOrder)
def review_order(work: Work, command: ReviewOrder) -> OrderReceipt:
    """Approve or reject. An approved pool deal is rechecked and done at once, a bank deal goes to its bank."""
    order = _locked(work, command.forex_id)
    state = _state_of(work, order)
    check_review(state)
    check_second_person(str(order.maker_id), str(work.actor.member_id))
    check_version(order.version, command.expected_version)
    if order.change_type is ChangeType.LARGE and _ask_for_approval(work, order.forex_id):
        return _receipt(work, order.forex_id)
    faults = Faults()
    if not command.approve:
        faults.missing(remark=command.remark)
    faults.too_long(remark=command.remark)
    faults.refuse()
    status, audit = next_order_status(state, OrderEvent.APPROVE if command.approve else OrderEvent.REJECT)
    desk = Desk(work, order.from_currency, order.to_currency)
    deal = execution.deal_of(order)
    values: dict[str, Any] = {"audit_status": audit, "reviewer": work.actor.name, "review_remark": command.remark}
    if status is ForexStatus.SUCCESS:
        outcome = execution.work_out_pool(desk, deal)
        execution.write_pool_deal(work, deal, outcome)
        update_order(work, order, status=status, **values, **priced(outcome.price), success_time=work.now)
    elif status is ForexStatus.PROCESSING:
        number = next_channel_number(work.connection, hong_kong_date(work.now))
        estimate = DealPrice(order.rate, order.from_amount, order.to_amount, None)
        placing.write_channel_order(
            work,
            replace(deal, client_ordid=number),
            estimate,
            channel=order.channel_name,
            client=placing.client_text(order.member_id, order.client_name),
        )
        update_order(work, order, status=status, **values, client_ordid=number)
    else:
        work.send(Unfreeze(freeze_no=FreezeNo(order.freeze_no)))
        update_order(work, order, status=status, **values)
    return _receipt(work, order.forex_id)


@handles(CancelOrder)
def cancel_order(work: Work, command: CancelOrder) -> None:
    """A clerk cancels an order."""
    order = _locked(work, command.forex_id)
    state = _state_of(work, order)
    next_order_status(state, OrderEvent.CANCEL)
    check_version(order.version, command.expected_version)
    _cancel(work, order, state)


@handles(CancelClientOrder)
def cancel_client_order(work: Work, command: CancelClientOrder) -> None:
    """The client cancels his own order."""
    order = _locked(work, command.forex_id)
    if order.account_no != command.account_no:
        raise gone()
    _cancel(work, order, _state_of(work, order))


def update_order(work: Work, order: Any, *, status: ForexStatus, **values: Any) -> None:
    """Write a new state of an order with whatever else changed, and tell whoever follows it; its version rises.

    Call it last: who follows looks at the books as they are afterwards.
    """
    audit = values.get("audit_status", order.audit_status)
    work.connection.execute(
        update(_ORDER)
        .where(_ORDER.c.forex_id == order.forex_id)
        .values(
            forex_status=status,
            phase=placing.phase_of(status, audit),
            updated_at=work.now,
            version=order.version + 1,
            **values,
        )
    )
    work.tell(
        OrderChanged(
            forex_id=order.forex_id,
            account_no=order.account_no,
            origin=order.origin,
            forex_status=status,
            audit_status=audit,
        )
    )


def priced(price: DealPrice) -> dict[str, Any]:
    """The columns that a final price changes."""
    return {
        "rate": price.client_rate,
        "from_amount": price.from_amount,
        "to_amount": price.to_amount,
        **placing.mark_up_values("execution", price.execution_mark_up),
    }


def state_of(order: Any, channel: ChannelState | None) -> OrderState:
    """A stored order as the state machine sees it."""
    return OrderState(
        service=order.service_strategy,
        status=order.forex_status,
        audit=order.audit_status,
        channel=channel,
        is_reversed=bool(order.reversal_no),
    )


def channel_state(row: Any) -> ChannelState:
    """A stored bank order as the state machine sees it."""
    return ChannelState(row.channel_status, row.abnormal_status, row.apply_type)


Submission = SubmitManualOrder | SubmitClientOrder | PlaceOrder


def _missing(command: Submission) -> Faults:
    faults = Faults()
    faults.missing(
        account_no=command.account_no,
        from_currency=command.from_currency,
        to_currency=command.to_currency,
        amount=command.amount,
    )
    return faults


def _submit(work: Work, command: Submission, origin: Origin, *, custom_rate: Decimal | None = None) -> OrderReceipt:
    assert command.amount is not None, "checked as missing"
    request = Request(
        account_no=command.account_no,
        from_currency=command.from_currency,
        to_currency=command.to_currency,
        forex_type=command.forex_type,
        amount=command.amount,
        origin=origin,
        custom_rate=custom_rate,
        audit_remark=getattr(command, "audit_remark", ""),
        order_remark=getattr(command, "order_remark", ""),
    )
    examined = Examination(work, request)
    examined.run()
    assert examined.price is not None
    if command.seen_rate is not None and command.seen_rate != examined.price.client_rate:
        known = examined.desk.currencies
        work.confirm(
            "FX-W04",
            {
                "rate": shown_rate(examined.price.client_rate, known, command.from_currency),
                "from_amount": shown_amount(examined.price.from_amount, known, command.from_currency),
                "from_currency": command.from_currency,
                "to_amount": shown_amount(examined.price.to_amount, known, command.to_currency),
                "to_currency": command.to_currency,
            },
        )
    receipt = placing.place(work, examined)
    if examined.large:
        _ask_for_approval(work, receipt.forex_id)
    return receipt


def _ask_for_approval(work: Work, forex_id: str) -> bool:
    """A large order is decided by a work order (`docs/rules/fx.md` 6.7)."""
    return work.request(
        ReviewOrder(forex_id=forex_id, approve=True),
        on_refusal=ReviewOrder(forex_id=forex_id, approve=False),
        comment="remark",
    )


def _locked(work: Work, forex_id: str) -> Any:
    order = queries.order_of(work.connection, forex_id, locked=True)
    if order is None:
        raise gone()
    return order


def _state_of(work: Work, order: Any) -> OrderState:
    channel = queries.channel_order_of(work.connection, order.client_ordid, locked=True) if order.client_ordid else None
    return state_of(order, None if channel is None else channel_state(channel))


def _cancel(work: Work, order: Any, state: OrderState) -> None:
    status, audit = next_order_status(state, OrderEvent.CANCEL)
    if state.channel is not None:
        after = next_channel_state(state.channel, ChannelEvent.CLIENT_CANCELS)
        work.connection.execute(
            update(_CHANNEL)
            .where(_CHANNEL.c.channel_order_no == order.client_ordid)
            .values(
                channel_status=after.channel_status,
                abnormal_status=after.abnormal_status,
                updated_at=work.now,
                version=_CHANNEL.c.version + 1,
            )
        )
    work.send(Unfreeze(freeze_no=FreezeNo(order.freeze_no)))
    update_order(work, order, status=status, audit_status=audit)


def _receipt(work: Work, forex_id: str) -> OrderReceipt:
    row = work.ask(GetOrder(forex_id=forex_id))
    return OrderReceipt(
        forex_id=row.forex_id,
        forex_status=row.forex_status,
        audit_status=row.audit_status,
        rate=row.rate,
        from_currency=row.from_currency,
        from_amount=row.from_amount,
        to_currency=row.to_currency,
        to_amount=row.to_amount,
    )


def _condition(where: OrderFilter) -> ColumnElement[bool]:
    table = _ORDER.c
    conditions = equal(
        forex_id=(table.forex_id, where.forex_id.strip()),
        forex_type=(table.forex_type, where.forex_type),
        from_currency=(table.from_currency, where.from_currency),
        to_currency=(table.to_currency, where.to_currency),
        audit_status=(table.audit_status, where.audit_status),
        origin=(table.origin, where.origin),
    )
    conditions += within_days(table.created_at, where.created_from, where.created_to)
    conditions += within_days(table.success_time, where.success_from, where.success_to)
    conditions += pending_filter(GetOrder, table.forex_id, where.pending)
    if where.forex_status:
        conditions.append(table.forex_status.in_(where.forex_status))
    if where.is_reversed is not None:
        conditions.append(table.reversal_no != "" if where.is_reversed else table.reversal_no == "")
    if where.client_ordid.strip():
        of_bank = select(_CHANNEL.c.forex_id).where(_CHANNEL.c.channel_order_no == where.client_ordid.strip())
        conditions.append(table.forex_id.in_(of_bank))
    if where.client.strip():
        conditions.append(table.account_no.in_(ledger.accounts_matching(where.client.strip())))
    return all_of(conditions)


def _rows(read: Read) -> Rows[OrderRow]:
    """How stored orders become rows, with the decimals of their currencies and what their states allow."""
    known = reference.currencies(read.connection)
    debit, credit = "from_currency", "to_currency"
    return Rows(
        OrderRow,
        **persons(read, "operator", "reviewer"),
        **_client(read),
        is_large=made(lambda change: change is ChangeType.LARGE, "change_type"),
        from_amount=reference.amount_in(known, "from_amount", debit),
        from_fixed=made(lambda kind: kind is ForexType.FROM, "forex_type"),
        from_estimate=made(lambda kind, status: kind is not ForexType.FROM and status not in FINAL, "forex_type", "forex_status"),
        to_amount=reference.amount_in(known, "to_amount", credit),
        to_fixed=made(lambda kind: kind is not ForexType.FROM, "forex_type"),
        to_estimate=made(lambda kind, status: kind is ForexType.FROM and status not in FINAL, "forex_type", "forex_status"),
        reference_rate=rate_in(known, "reference_rate", debit),
        reference_mark_up=written(shown_mark_up, "reference_mark_up"),
        execution_mark_up=written(shown_mark_up, "execution_mark_up"),
        quoted_rate=rate_in(known, "quoted_rate", debit),
        rate=rate_in(known, "rate", debit),
        rate_estimate=made(
            lambda service, status: service is ServiceStrategy.SINGLE and status not in FINAL, "service_strategy", "forex_status"
        ),
        fx_amount=reference.amount_in(known, "fx_amount", "fx_currency"),
        fx_rate=rate_in(known, "fx_rate", debit),
        freeze_no=made(str, "freeze_no"),
        is_reversed=made(bool, "reversal_no"),
        not_cleared=looked_up(partial(_not_cleared, read), "forex_id", "forex_status"),
        work_order_no=looked_up(partial(pending_orders, read, GetOrder), "forex_id"),
        may=looked_up(partial(_may, read), "client_ordid", "service_strategy", "forex_status", "audit_status", "reversal_no"),
    )


def _client(read: Read) -> dict[str, Made]:
    """Name of the client, alone and behind his number; for a reader of another language than that of the submission as it is now."""
    if read.locale != "en":
        return {"client": made(placing.client_text, "member_id", "client_name")}

    def names(numbers: Sequence[str], kept: Sequence[str]) -> list[str]:
        known = ledger.names(read.connection, set(numbers), read.locale)
        return [known[number][1] if number in known else name for number, name in zip(numbers, kept, strict=True)]

    def clients(members: Sequence[str], numbers: Sequence[str], kept: Sequence[str]) -> list[str]:
        return [placing.client_text(member, name) for member, name in zip(members, names(numbers, kept), strict=True)]

    return {
        "client_name": looked_up(names, "account_no", "client_name"),
        "client": looked_up(clients, "member_id", "account_no", "client_name"),
    }


def _not_cleared(read: Read, numbers: Sequence[str], statuses: Sequence[ForexStatus]) -> list[bool]:
    """Which are completed with a ledger date that no day-end has closed: the business date or later (`docs/rules/fx.md` 8)."""
    completed = [number for number, status in zip(numbers, statuses, strict=True) if status is ForexStatus.SUCCESS]
    if not completed:
        return [False] * len(numbers)
    found = read.connection.execute(_OPEN, {"numbers": completed, "today": read.business_date})
    marked = frozenset(found.scalars())
    return [number in marked for number in numbers]


def _may(
    read: Read,
    numbers: Sequence[str],
    services: Sequence[ServiceStrategy],
    statuses: Sequence[ForexStatus],
    audits: Sequence[AuditStatus],
    reversals: Sequence[str],
) -> list[tuple[str, ...]]:
    """What the states of orders allow; those in progress depend on their bank orders too."""
    asked = [number for number, status in zip(numbers, statuses, strict=True) if status is ForexStatus.PROCESSING]
    banks: dict[str, ChannelState] = {}
    if asked:
        found = read.connection.execute(_STATES_OF, {"numbers": asked})
        banks = {row[0]: ChannelState(row[1], row[2], row[3]) for row in found}
    result = []
    for number, service, status, audit, reversal in zip(numbers, services, statuses, audits, reversals, strict=True):
        state = OrderState(service, status, audit, channel=banks.get(number), is_reversed=bool(reversal))
        allowed = order_actions(state)
        result.append(tuple(_WIRE[action] for action in OrderAction if action in allowed and action in _WIRE))
    return result
