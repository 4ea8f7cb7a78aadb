"""What an exchange would come to now: the checks of a submission, taken as far as the entered fields allow."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from whale_desktop.bus import Read, answers
from whale_desktop.features.fx.handlers.checks import is_positive, shown_mark_up, shown_rate
from whale_desktop.features.fx.handlers.examination import Examination, Request
from whale_desktop.features.fx.messages import AuditStatus, CurrencyAmount, OrderQuote, Origin, QuoteOrder
from whale_desktop.features.fx.rules.pricing import MarkUp
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import ZERO


@answers(QuoteOrder)
def quote_order(read: Read, query: QuoteOrder) -> OrderQuote:
    """Rates, amounts and the first refusal that a submission would meet."""
    request = Request(
        account_no=query.account_no,
        from_currency=query.from_currency,
        to_currency=query.to_currency,
        forex_type=query.forex_type,
        amount=query.amount or ZERO,
        origin=query.origin or (Origin.APP if read.actor.service else Origin.MANUAL),
        custom_rate=query.custom_rate,
    )
    examined = Examination(read, request)
    problem = _first_refusal(examined, query)
    values = _figures(examined)
    if query.account_no:
        cash = ledger.balances(read.connection, query.account_no)
        values["withdrawable"] = tuple(CurrencyAmount(currency=one.currency, amount=one.withdrawable) for one in cash)
    if problem is not None:
        values["problem"] = problem.code
        values["problem_params"] = {name: str(value) for name, value in problem.params.items()}
        values["problem_field"] = problem.fields[0].field if problem.fields else ""
    return OrderQuote(**values)


def _first_refusal(examined: Examination, query: QuoteOrder) -> UserError | None:
    """Take the steps whose fields are filled; a step that refuses ends it, except that the rate is still read for the eye."""
    steps: list[Callable[[], None]] = []
    if query.account_no:
        steps.append(examined.check_account)
    if query.from_currency and query.to_currency:
        steps += [examined.check_pair, examined.read_rate]
        if query.amount is not None:
            steps.append(examined.check_entered)
        if query.account_no and is_positive(query.amount):
            steps += [examined.classify, examined.choose]
    for step in steps:
        try:
            step()
        except UserError as error:
            return error
    return None


def _figures(examined: Examination) -> dict[str, Any]:
    """What is known so far, with the decimals it is shown with."""
    desk, request = examined.desk, examined.request
    values: dict[str, Any] = {}
    debit, credit = desk.currencies.get(request.from_currency), desk.currencies.get(request.to_currency)
    if debit is not None:
        values.update(
            from_places=debit.amount_precision,
            rate_places=debit.rate_precision,
            minimum_amount=shown_amount(debit.minimum_exchange_amount, desk.currencies, debit.currency),
        )
    if credit is not None:
        values["to_places"] = credit.amount_precision
    if debit is None or credit is None:
        return values
    _read_quoted(examined)
    if examined.quoted is not None:
        values.update(
            reference_channel=examined.quoted.channel,
            reference_rate=_rate(examined, examined.quoted.reference_rate),
            quoted_rate=_rate(examined, examined.quoted.quoted_rate),
            rate=_rate(examined, examined.quoted.quoted_rate),
            **_mark_up("reference", examined.quoted.mark_up),
        )
    if examined.price is not None:
        values.update(
            rate=_rate(examined, examined.price.client_rate),
            from_amount=shown_amount(examined.price.from_amount, desk.currencies, debit.currency),
            to_amount=shown_amount(examined.price.to_amount, desk.currencies, credit.currency),
            needs_review=examined.audit_status is AuditStatus.PENDING,
            **_mark_up("execution", examined.price.execution_mark_up),
        )
    if examined.strategy is not None:
        values.update(
            service_strategy=examined.strategy.service,
            strategy_id=examined.strategy.strategy_id,
            channel_name=examined.strategy_channel,
        )
    values["change_type"] = examined.change_type
    return values


def _read_quoted(examined: Examination) -> None:
    """Rate and amounts for the eye, also when an earlier step refused; where there is no rate, there are none."""
    if examined.desk.unmarked_rate(examined.desk.reference_channel) is None:
        return
    examined.estimate()
    if examined.quoted is None:
        try:
            examined.quoted = examined.desk.quoted(examined.desk.reference_channel, examined.request.custom_rate)
        except UserError as error:
            if error.code != "FX-E13":
                raise


def _rate(examined: Examination, rate: Decimal) -> Decimal:
    return shown_rate(rate, examined.desk.currencies, examined.request.from_currency)


def _mark_up(prefix: str, mark_up: MarkUp | None) -> dict[str, Any]:
    return {
        f"{prefix}_mark_up_mode": None if mark_up is None else mark_up.mode,
        f"{prefix}_mark_up": None if mark_up is None else shown_mark_up(mark_up.bp),
    }
