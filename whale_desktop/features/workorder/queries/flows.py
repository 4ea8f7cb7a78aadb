"""Flows as they stand: what somebody has configured over what the program ships."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, literal, select, union_all

from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import DEFAULT_FLOW, Approver, ApproverKind, FlowMode, Level, Route
from whale_desktop.features.workorder.rules.catalogue import ShippedFlow, shipped_flows
from whale_desktop.messages import codec

SUPER = "super_admin"
"""The role that catches everything nobody is configured for."""

SUPER_LEVEL = Level(approvers=(Approver(kind=ApproverKind.ROLE, ref=SUPER),))

_FLOW = tables.approval_flow


def _shipped() -> Any:
    """The shipped flows as rows of a statement; `search` has the names in every language."""
    rows = (
        (index, flow.flow_key, flow.category.value, flow.mode.value, " ".join(flow.names.values()).casefold())
        for index, flow in enumerate(shipped_flows().values())
    )
    names = ("position", "flow_key", "category", "mode", "search")
    selects = [select(*(literal(value).label(name) for name, value in zip(names, row, strict=True))) for row in rows]
    return union_all(*selects).subquery("shipped_flow")


SHIPPED: Any = _shipped()


def statement() -> Select[Any]:
    """Every flow: what is shipped, and beside it what somebody has configured, NULL where nobody has."""
    shipped = SHIPPED.c
    return select(
        shipped.position,
        shipped.flow_key,
        shipped.category,
        func.coalesce(_FLOW.c.mode, shipped.mode).label("mode"),
        _FLOW.c.routes,
        _FLOW.c.expire_hours,
        _FLOW.c.expire_at_day_cut,
        _FLOW.c.require_comment,
        _FLOW.c.version,
        _FLOW.c.updated_at,
        _FLOW.c.updated_by,
    ).select_from(SHIPPED.outerjoin(_FLOW, _FLOW.c.flow_key == shipped.flow_key))


_ONE = select(_FLOW).where(_FLOW.c.flow_key == bindparam("key"))
_MODE = select(_FLOW.c.mode).where(_FLOW.c.flow_key == bindparam("key"))


@dataclass(frozen=True)
class Flow:
    """A flow as it stands now."""

    shipped: ShippedFlow
    mode: FlowMode
    routes: tuple[Route, ...] = ()
    expire_hours: int = 0
    expire_at_day_cut: bool = False
    require_comment: bool = False
    version: int = 0
    updated_at: datetime | None = None
    updated_by: str = ""


def mode_of(connection: Connection, key: str) -> FlowMode:
    """How a flow approves; raises `KeyError` for a key that the program does not ship."""
    found = connection.execute(_MODE, {"key": key}).scalar()
    return shipped_flows()[key].mode if found is None else FlowMode(found)


def flow_of(connection: Connection, key: str) -> Flow:
    """One flow; raises `KeyError` for a key that the program does not ship."""
    return _flow(shipped_flows()[key], connection.execute(_ONE, {"key": key}).one_or_none())


def routes_for(connection: Connection, flow: Flow) -> tuple[str, tuple[Route, ...]]:
    """Where a flow's routes come from, and they: its own, the default flow's, or one level of super administrators."""
    if flow.routes:
        return "own", flow.routes
    default = flow_of(connection, DEFAULT_FLOW)
    if default.routes:
        return "default", default.routes
    return "super", (Route(levels=(SUPER_LEVEL,)),)


def roles_used(connection: Connection) -> frozenset[str]:
    """The roles that a configured level names, so that nobody deletes them."""
    return frozenset(
        one.ref
        for row in connection.execute(select(_FLOW))
        for route in _routes(row)
        for level in route.levels
        for one in (*level.approvers, *level.copied)
        if one.kind is ApproverKind.ROLE
    )


def _flow(shipped: ShippedFlow, row: Row[tuple[object, ...]] | None) -> Flow:
    if row is None:
        return Flow(shipped=shipped, mode=shipped.mode)
    return Flow(
        shipped=shipped,
        mode=row.mode,
        routes=_routes(row),
        expire_hours=row.expire_hours,
        expire_at_day_cut=row.expire_at_day_cut,
        require_comment=row.require_comment,
        version=row.version,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def _routes(row: Row[tuple[object, ...]]) -> tuple[Route, ...]:
    routes: tuple[Route, ...] = codec.decode(row.routes.encode(), tuple[Route, ...])
    return routes
