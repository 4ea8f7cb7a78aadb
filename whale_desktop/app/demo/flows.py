"""Who decides in the demonstration: the supervisor at the desk, the risk officer above a million, the administrator for the rest."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from whale_desktop.features.workorder.messages import (
    DEFAULT_FLOW,
    Approver,
    ApproverKind,
    FlowMode,
    Level,
    Route,
    SaveFlow,
)

MILLION = Decimal(1_000_000)


def set_up_flows(send: Callable[[Any], Any]) -> None:
    """Configure the flows that the demonstration's work goes through."""
    desk, risk, office = _level("funds_supervisor"), _level("risk_officer"), _level("administrator")
    small, large = Route(maximum=MILLION, levels=(desk,)), Route(levels=(desk, risk))
    for flow_key, routes in (
        (DEFAULT_FLOW, (Route(levels=(office,)),)),
        ("forex.exchange_order_audit", (small, large)),
        ("forex.abnormal_audit", (Route(levels=(desk,)),)),
        ("forex.exchange_reverse", (large,)),
        ("portfolio.manual_adjust_submit", (Route(levels=(desk,)),)),
        ("portfolio.manual_adjust_revoke", (Route(levels=(desk,)),)),
        ("risk.credit.edit_auto_convert_rule", (Route(levels=(desk,)),)),
    ):
        send(SaveFlow(flow_key=flow_key, mode=FlowMode.MANUAL, routes=routes))


def _level(role: str) -> Level:
    """Without a name of its own: the demonstration is read in three languages, and a level's name is in one."""
    return Level(name="", approvers=(Approver(kind=ApproverKind.ROLE, ref=role),))
