"""Orders of alerts: placing them one by one, keeping what became of each, refused ones included (`docs/rules/fx.md` 6.10)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, update

from whale_desktop.bus import Work
from whale_desktop.features.fx.messages import ForexType, OrderReceipt, Origin, PlaceOrder
from whale_desktop.features.reminder import tables
from whale_desktop.features.reminder.messages import ExchangeState, LineResult
from whale_desktop.features.reminder.rules.states import FAILED, exchange_state
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Reason, codec

_EXCHANGE = tables.reminder_exchange
_ADD = insert(_EXCHANGE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An exchange that a person or the automatic run wants."""

    from_currency: str
    to_currency: str
    forex_type: ForexType
    amount: Decimal
    seen_rate: Decimal | None = None


def replace_failures(work: Work, alert_id: int) -> None:
    """A new try begins: what failed before no longer counts."""
    work.connection.execute(
        update(_EXCHANGE)
        .where(_EXCHANGE.c.alert_id == alert_id, _EXCHANGE.c.state.in_(FAILED), _EXCHANGE.c.is_current)
        .values(is_current=False, updated_at=work.now)
    )


def place(work: Work, alert: Any, wanted: Wanted, origin: Origin) -> LineResult:
    """One order for an alert's client. A refusal leaves nothing behind but its own record; a question goes out to the person."""
    command = PlaceOrder(
        account_no=alert.account_no,
        from_currency=wanted.from_currency,
        to_currency=wanted.to_currency,
        forex_type=wanted.forex_type,
        amount=wanted.amount,
        origin=origin,
        seen_rate=wanted.seen_rate,
    )
    try:
        with work.connection.begin_nested():
            receipt = work.send(command)
    except UserError as error:
        result = _refused(wanted, Reason(code=error.code, params={name: str(value) for name, value in error.params.items()}))
    else:
        result = _placed(receipt)
    _keep(work, alert, wanted, origin, result)
    return result


def refuse(work: Work, alert: Any, wanted: Wanted, origin: Origin, reason: Reason) -> LineResult:
    """Keep an exchange that need not be tried."""
    result = _refused(wanted, reason)
    _keep(work, alert, wanted, origin, result)
    return result


def _placed(receipt: OrderReceipt) -> LineResult:
    return LineResult(
        state=exchange_state(receipt.forex_status, receipt.audit_status),
        forex_id=receipt.forex_id,
        forex_status=receipt.forex_status,
        audit_status=receipt.audit_status,
        from_currency=receipt.from_currency,
        from_amount=receipt.from_amount,
        to_currency=receipt.to_currency,
        to_amount=receipt.to_amount,
        reason=None,
    )


def _refused(wanted: Wanted, reason: Reason) -> LineResult:
    is_from = wanted.forex_type is ForexType.FROM
    return LineResult(
        state=ExchangeState.SUBMIT_FAILED,
        forex_id="",
        forex_status=None,
        audit_status=None,
        from_currency=wanted.from_currency,
        from_amount=wanted.amount if is_from else None,
        to_currency=wanted.to_currency,
        to_amount=None if is_from else wanted.amount,
        reason=reason,
    )


def _keep(work: Work, alert: Any, wanted: Wanted, origin: Origin, result: LineResult) -> None:
    work.connection.execute(
        _ADD,
        {
            "alert_id": alert.alert_id,
            "account_no": alert.account_no,
            "member_id": alert.member_id,
            "client_name": alert.client_name,
            "origin": origin,
            "state": result.state,
            "is_current": True,
            "forex_id": result.forex_id,
            "forex_type": wanted.forex_type,
            "from_currency": result.from_currency,
            "from_amount": result.from_amount,
            "to_currency": result.to_currency,
            "to_amount": result.to_amount,
            "reason": "" if result.reason is None else codec.encode(result.reason).decode(),
            "created_at": work.now,
            "updated_at": work.now,
            "operator": work.actor.name,
        },
    )
