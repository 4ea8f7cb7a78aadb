"""Every list whose records may be held says which of them are, and finds them (`docs/rules/workorders.md` 7)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from tests.helpers.desk import open_desk
from tests.helpers.office import Office, office, roles
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.reference import messages as reference
from whale_desktop.features.workorder.messages import RefuseWorkOrder
from whale_desktop.messages import Command
from whale_desktop.messages.registry import info_of
from whale_desktop.screens import all_lists

__all__ = ["office"]


@dataclass(frozen=True)
class Case:
    """A list, its totals and filter, and a command that changes its first row."""

    rows: type[Any]
    totals: type[Any] | None
    where: type[Any]
    change: Callable[[Office, Any], Command[Any]]


def _currency(office: Office, row: Any) -> Command[Any]:
    names = ("currency", "exchange_enabled", "minimum_exchange_amount", "rate_precision", "amount_precision", "round_mode")
    return reference.UpdateCurrency(**{name: getattr(row, name) for name in names}, expected_version=row.version)


def _rate(office: Office, row: Any) -> Command[Any]:
    prices = {name: getattr(row, name) for name in ("bid_rate", "offer_rate", "average_rate")}
    return reference.UpdateReferenceRate(rate_no=row.rate_no, **prices, expected_version=row.version)


CASES = {
    "limits": Case(
        fx.ListLimits,
        fx.TotalLimits,
        fx.LimitFilter,
        lambda _, row: fx.UpdateLimit(currency=row.currency, amount=Decimal(90000), expected_version=row.version),
    ),
    "pools": Case(
        fx.ListPools,
        fx.TotalPools,
        fx.PoolFilter,
        lambda _, row: fx.UpdatePool(currency=row.currency, alarm_amount=Decimal(1), expected_version=row.version),
    ),
    "strategies": Case(
        fx.ListStrategies,
        fx.TotalStrategies,
        fx.StrategyFilter,
        lambda _, row: fx.DisableStrategy(strategy_id=row.strategy_id, expected_version=row.version),
    ),
    "reference mark-ups": Case(
        fx.ListReferenceMarkUps,
        fx.TotalReferenceMarkUps,
        fx.ReferenceMarkUpFilter,
        lambda _, row: fx.DeleteReferenceMarkUp(mark_up_id=row.mark_up_id, expected_version=row.version),
    ),
    "execution mark-ups": Case(
        fx.ListExecutionMarkUps,
        fx.TotalExecutionMarkUps,
        fx.ExecutionMarkUpFilter,
        lambda _, row: fx.DeleteExecutionMarkUp(mark_up_id=row.mark_up_id, expected_version=row.version),
    ),
    "currencies": Case(reference.ListCurrencies, reference.TotalCurrencies, reference.CurrencyFilter, _currency),
    "reference rates": Case(reference.ListReferenceRates, reference.TotalReferenceRates, reference.RateFilter, _rate),
    "currency pairs": Case(
        fx.ListPairCards,
        None,
        fx.PairFilter,
        lambda _, row: fx.SetPairTargets(
            from_currency=row.from_currency,
            to_currencies=tuple(one.to_currency for one in row.targets),
            expected_version=row.version,
        ),
    ),
}


def _listed(office: Office, case: Case, pending: bool | None = None) -> tuple[Any, ...]:
    query = case.rows(where=case.where(pending=pending))
    answer = office.ask(query)
    return answer.cards if case.totals is None else answer.rows  # type: ignore[no-any-return]  # cards or a page


@pytest.mark.parametrize("name", CASES)
def test_a_held_row_names_its_work_order_until_it_is_decided(office: Office, name: str) -> None:
    case = CASES[name]
    open_desk(office)
    tiers = (fx.MarkUpTier(start_value=Decimal(0), end_value=None, bp=Decimal("0.05")),)
    office.do(
        fx.AddExecutionMarkUp(
            service_strategy=fx.ServiceStrategy.SINGLE,
            channel_name=reference.RateChannel.HSB,
            pair="USD/HKD",
            spread_mode=fx.SpreadMode.RATE,
            tiers=tiers,
        )
    )
    every = _listed(office, case)
    assert every, "the desk has some"
    assert {row.work_order_no for row in every} == {""}
    command = case.change(office, every[-1])
    office.route(info_of(command).approval, roles("funds_supervisor"))
    number = str(office.waits(command))
    assert [row.work_order_no for row in _listed(office, case)] == ["" for _ in every[:-1]] + [number]
    assert [row.work_order_no for row in _listed(office, case, pending=True)] == [number]
    assert len(_listed(office, case, pending=False)) == len(every) - 1
    if case.totals is not None:
        counts = [office.ask(case.totals(where=case.where(pending=wanted))).count for wanted in (None, True, False)]
        assert counts[1:] == [1, counts[0] - 1]
    refused = office.submit(RefuseWorkOrder(work_order_no=int(number), comment="no"), user="funds_supervisor")
    assert set(refused.changes) & set(info_of(case.rows).topics), "an open list takes the tag away by itself"
    assert _listed(office, case, pending=True) == ()


def test_no_list_is_left_out() -> None:
    """A list that shows the records which the bus locks says so, and so has the filter and the way to the work order."""
    from whale_desktop.messages.registry import all_messages

    held = {
        info_of(info.target.query).result
        for info in all_messages()
        if info.is_command and info.approval and not info.internal and info.target is not None
    }
    lists = [screen for screen in all_lists() if _row(screen) in held]
    assert len(lists) >= 8
    assert [screen.key for screen in lists if not screen.pending] == []


def _row(screen: Any) -> Any:
    from whale_desktop.screens import row_type

    return row_type(screen.query)
