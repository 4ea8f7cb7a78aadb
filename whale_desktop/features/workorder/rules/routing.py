"""Which route an amount takes, whose signatures a level needs, and what makes a configuration whole (`docs/rules/workorders.md` 3.2, 5)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from whale_desktop.features.workorder.messages import FlowMode, Level, Route, SignMode
from whale_desktop.kernel.clock import HONG_KONG, hong_kong_date
from whale_desktop.kernel.errors import FieldError
from whale_desktop.kernel.numbers import multiply, round_half_up


def base_amount_of(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in base currency at a rate, half-up to 2 decimals (`docs/rules/workorders.md` 5.1)."""
    return round_half_up(multiply(amount, rate), 2)


def choose_route(routes: Sequence[Route], base_amount: Decimal | None) -> int | None:
    """The index of the first route that fits the amount, the rest where none fits or there is no amount, None without routes."""
    for index, route in enumerate(routes):
        if _is_rest(route):
            return index
        above = route.minimum is None or (base_amount is not None and base_amount >= route.minimum)
        below = route.maximum is None or (base_amount is not None and base_amount < route.maximum)
        if base_amount is not None and above and below:
            return index
    return None


def needed_signatures(level: Level) -> int:
    """One where any approver is enough, else one for each person and each role that is named (`docs/rules/workorders.md` 5.2)."""
    if level.sign_mode is SignMode.ANY:
        return 1
    return len({(one.kind, one.ref) for one in level.approvers})


def expires_at(submitted_at: datetime, hours: int, *, at_day_cut: bool = False) -> datetime | None:
    """When an order is too old to be decided; a decision at this very second is too late. None: never (`docs/rules/workorders.md` 5.4).

    at_day_cut: it does not outlive the Hong Kong day on which it was submitted either.
    """
    ends = [submitted_at + timedelta(hours=hours)] if hours > 0 else []
    if at_day_cut:
        ends.append(datetime.combine(hong_kong_date(submitted_at) + timedelta(days=1), time(), HONG_KONG))
    return min(ends, default=None)


def flow_faults(
    mode: FlowMode, routes: Sequence[Route], *, other_modes: Collection[FlowMode], by_amount: bool, expire_hours: int
) -> Iterator[FieldError]:
    """What is wrong with a configuration, field by field (`docs/rules/workorders.md` 6.5)."""
    if mode is not FlowMode.MANUAL and mode not in other_modes:
        yield FieldError("mode", "ticket.flow_invalid")
    if expire_hours < 0:
        yield FieldError("expire_hours", "ticket.flow_invalid")
    for index, route in enumerate(routes):
        where = f"routes[{index}]"
        if _is_rest(route) is not (index == len(routes) - 1):
            yield FieldError(f"{where}.minimum", "ticket.flow_invalid")
        if not _is_rest(route) and (not by_amount or not _is_range(route)):
            yield FieldError(f"{where}.maximum", "ticket.flow_invalid")
        if any(_overlap(route, other) for other in routes[:index]):
            yield FieldError(f"{where}.minimum", "ticket.flow_invalid")
        if not route.levels:
            yield FieldError(f"{where}.levels", "ticket.flow_invalid")
        for number, level in enumerate(route.levels):
            if not level.approvers:
                yield FieldError(f"{where}.levels[{number}].approvers", "ticket.flow_invalid")


def _is_rest(route: Route) -> bool:
    return route.minimum is None and route.maximum is None


def _is_range(route: Route) -> bool:
    lowest = route.minimum if route.minimum is not None else Decimal(0)
    return lowest >= 0 and (route.maximum is None or route.maximum > lowest)


def _overlap(one: Route, other: Route) -> bool:
    if _is_rest(one) or _is_rest(other):
        return False
    starts_before_end = other.maximum is None or (one.minimum or Decimal(0)) < other.maximum
    ends_after_start = one.maximum is None or (other.minimum or Decimal(0)) < one.maximum
    return starts_before_end and ends_after_start
