"""From an accepted request to a written order: freeze, order row, and at once the deal itself where nobody has to review it."""

from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from whale_desktop.bus import Work
from whale_desktop.features.fx import queries, tables
from whale_desktop.features.fx.handlers.checks import shown_rate
from whale_desktop.features.fx.handlers.examination import Examination
from whale_desktop.features.fx.handlers.execution import Deal, work_out_pool, write_pool_deal
from whale_desktop.features.fx.handlers.numbers import next_channel_number, next_order_number
from whale_desktop.features.fx.handlers.telling import tell_of_order
from whale_desktop.features.fx.messages import (
    AbnormalStatus,
    AuditStatus,
    ChannelStatus,
    ForexStatus,
    OrderPhase,
    OrderReceipt,
)
from whale_desktop.features.fx.rules.pricing import DealPrice, MarkUp
from whale_desktop.features.fx.rules.states import FINAL, OrderEvent, OrderState, next_order_status
from whale_desktop.features.ledger.messages import Freeze
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.clock import hong_kong_date

FREEZE_CODE = "CFXFRZ"

_ADD_ORDER = insert(tables.fx_client_order)
_ADD_CHANNEL_ORDER = insert(tables.fx_channel_order)


def phase_of(status: ForexStatus, audit: AuditStatus) -> OrderPhase:
    """The tab that an order stands in."""
    if status in FINAL:
        return OrderPhase.FINISHED
    return OrderPhase.REVIEW if audit is AuditStatus.PENDING else OrderPhase.PROGRESS


def client_text(member_id: str, name: str) -> str:
    """A client as lists show him: number and name."""
    return f"{member_id} {name}".strip()


def place(work: Work, examined: Examination) -> OrderReceipt:
    """Write an examined request as an order. Without a review a pool deal is completed and a bank deal handed to its bank."""
    assert examined.price is not None and examined.strategy is not None
    audit = examined.audit_status
    status = ForexStatus.SUBMITTED
    service = examined.strategy.service
    if audit is AuditStatus.NONE:
        status, audit = next_order_status(OrderState(service=service), OrderEvent.EXECUTE)
    deal = _deal_of(work, examined)
    outcome = work_out_pool(examined.desk, deal) if status is ForexStatus.SUCCESS else None
    price = examined.price if outcome is None else outcome.price
    if status is ForexStatus.PROCESSING:
        deal = replace(deal, client_ordid=next_channel_number(work.connection, hong_kong_date(work.now)))
    freeze = Freeze(
        account_no=deal.account_no,
        currency=deal.from_currency,
        amount=examined.price.from_amount,
        reason_code=FREEZE_CODE,
        ref_no=deal.forex_id,
    )
    deal = replace(deal, freeze_no=int(work.send(freeze)))
    _write_order(work, examined, deal, price=price, status=status, audit=audit)
    if outcome is not None:
        write_pool_deal(work, deal, outcome)
    elif status is ForexStatus.PROCESSING:
        assert examined.strategy_channel is not None
        write_channel_order(work, deal, price, channel=examined.strategy_channel, client=_client_of(examined))
    tell_of_order(work, queries.order_of(work.connection, deal.forex_id))
    return OrderReceipt(
        forex_id=deal.forex_id,
        forex_status=status,
        audit_status=audit,
        rate=shown_rate(price.client_rate, examined.desk.currencies, deal.from_currency),
        from_currency=deal.from_currency,
        from_amount=shown_amount(price.from_amount, examined.desk.currencies, deal.from_currency),
        to_currency=deal.to_currency,
        to_amount=shown_amount(price.to_amount, examined.desk.currencies, deal.to_currency),
    )


def write_channel_order(work: Work, deal: Deal, price: DealPrice, *, channel: RateChannel, client: str) -> None:
    """A new bank order with the number `deal.client_ordid`. A channel without a live connection leaves it to a person at once."""
    connected = any(one.channel is channel and one.connected for one in reference.exchange_channels(work.connection))
    work.connection.execute(
        _ADD_CHANNEL_ORDER,
        {
            "channel_order_no": deal.client_ordid,
            "forex_id": deal.forex_id,
            "channel_name": channel,
            "serial_no": "",
            "client": client,
            "forex_type": deal.forex_type,
            "from_currency": deal.from_currency,
            "from_amount": price.from_amount,
            "to_currency": deal.to_currency,
            "to_amount": price.to_amount,
            "channel_rate": None,
            "success_time": None,
            "channel_status": ChannelStatus.SUBMITTED,
            "origin_status": "",
            "origin_text": "",
            "abnormal_status": AbnormalStatus.NONE if connected else AbnormalStatus.WAIT_HANDLE,
            "abnormal_remark": "",
            "apply_type": None,
            "apply_channel_rate": None,
            "apply_channel_name": None,
            "apply_remark": "",
            "applicant_id": 0,
            "applicant": "",
            "review_type": None,
            "reviewer": "",
            "created_at": work.now,
            "updated_at": work.now,
            "operator": work.actor.name,
            "version": 1,
        },
    )


def mark_up_values(prefix: str, mark_up: MarkUp | None) -> dict[str, Any]:
    """The two columns of a mark-up."""
    return {
        f"{prefix}_mark_up_mode": None if mark_up is None else mark_up.mode,
        f"{prefix}_mark_up": None if mark_up is None else mark_up.bp,
    }


def _deal_of(work: Work, examined: Examination) -> Deal:
    assert examined.quoted is not None and examined.price is not None
    request = examined.request
    return Deal(
        forex_id=next_order_number(work.connection, hong_kong_date(work.now)),
        client_ordid="",
        account_no=request.account_no,
        forex_type=request.forex_type,
        from_currency=request.from_currency,
        to_currency=request.to_currency,
        fixed_amount=request.amount,
        reference_rate=examined.quoted.reference_rate,
        quoted_rate=examined.quoted.quoted_rate,
        is_custom=examined.is_custom,
        freeze_no=0,
        frozen_amount=examined.price.from_amount,
    )


def _client_of(examined: Examination) -> str:
    assert examined.account is not None
    return client_text(examined.account.member_id, examined.account.name_zh or examined.account.name_en)


def _write_order(
    work: Work, examined: Examination, deal: Deal, *, price: DealPrice, status: ForexStatus, audit: AuditStatus
) -> None:
    account, quoted, strategy, request = examined.account, examined.quoted, examined.strategy, examined.request
    assert account is not None and quoted is not None and strategy is not None
    fx_currency, fx_amount, fx_rate = examined.base_amount()
    work.connection.execute(
        _ADD_ORDER,
        {
            "forex_id": deal.forex_id,
            "client_ordid": deal.client_ordid,
            "member_id": account.member_id,
            "account_no": account.account_no,
            "client_name": account.name_zh or account.name_en,
            "forex_type": deal.forex_type,
            "change_type": examined.change_type,
            "service_strategy": strategy.service,
            "strategy_id": strategy.strategy_id,
            "channel_name": examined.strategy_channel,
            "from_currency": deal.from_currency,
            "from_amount": price.from_amount,
            "to_currency": deal.to_currency,
            "to_amount": price.to_amount,
            "reference_rate": quoted.reference_rate,
            "reference_channel": quoted.channel,
            **mark_up_values("reference", quoted.mark_up),
            **mark_up_values("execution", price.execution_mark_up),
            "quoted_rate": quoted.quoted_rate,
            "rate": price.client_rate,
            "custom_rate_flag": deal.is_custom,
            "fx_currency": fx_currency,
            "fx_amount": fx_amount,
            "fx_rate": fx_rate,
            "finish_time": examined.finish_time,
            "success_time": work.now if status is ForexStatus.SUCCESS else None,
            "forex_status": status,
            "audit_status": audit,
            "phase": phase_of(status, audit),
            "origin": request.origin,
            "audit_remark": request.audit_remark,
            "order_remark": request.order_remark,
            "review_remark": "",
            "freeze_no": deal.freeze_no,
            "frozen_amount": deal.frozen_amount,
            "created_at": work.now,
            "updated_at": work.now,
            "maker_id": work.maker.member_id,
            "operator": work.maker.name,
            "reviewer": "",
            "version": 1,
        },
    )
