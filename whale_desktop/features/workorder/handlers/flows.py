"""Configuration of flows, and the bench that tries one (`docs/rules/workorders.md` 6.5)."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles, lists
from whale_desktop.features.access import queries as access
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import (
    Approver,
    ApproverKind,
    BizCategory,
    Candidate,
    FlowFilter,
    FlowMode,
    FlowRow,
    GetFlow,
    Level,
    ListFlows,
    ListManualFlows,
    ListPeople,
    Person,
    Route,
    SaveFlow,
    TotalFlows,
    TriedFlow,
    TriedLevel,
    TryFlow,
)
from whale_desktop.features.workorder.queries import flows, people
from whale_desktop.features.workorder.rules.catalogue import flows_by_amount, shipped_flows
from whale_desktop.features.workorder.rules.routing import base_amount_of, choose_route, flow_faults, needed_signatures
from whale_desktop.kernel.errors import Conflict, FieldError, UserError
from whale_desktop.messages import Totals, codec
from whale_desktop.storage import Listing, Rows, constant, looked_up, made

_FLOW = tables.approval_flow
MAXIMUM_PEOPLE = 200


@lists(ListFlows)
def list_flows(read: Read, query: ListFlows) -> Listing[FlowRow]:
    """Every flow that the program knows, as shipped or as somebody has configured it."""
    statement = flows.statement().where(*_conditions(query.where))
    shipped = flows.SHIPPED
    return Listing(
        statement,
        key=shipped.c.flow_key,
        sorts={"position": shipped.c.position, "flow_key": shipped.c.flow_key, "updated_at": _FLOW.c.updated_at},
        default="position",
        rows=_flow_rows(read),
        rising=True,
    )


@answers(TotalFlows)
def total_flows(read: Read, query: TotalFlows) -> Totals:
    """Number of flows."""
    found = flows.statement().where(*_conditions(query.where)).subquery()
    return Totals(count=read.connection.execute(select(func.count()).select_from(found)).scalar_one())


@answers(GetFlow)
def get_flow(read: Read, query: GetFlow) -> FlowRow:
    """One flow."""
    _known(read, query.flow_key)
    found = read.connection.execute(flows.statement().where(flows.SHIPPED.c.flow_key == query.flow_key)).all()
    return _flow_rows(read).of(found)[0]


@answers(ListManualFlows)
def list_manual_flows(read: Read, query: ListManualFlows) -> tuple[str, ...]:
    """Keys of the flows under which people decide now."""
    found = flows.statement().where(*_conditions(FlowFilter(mode=FlowMode.MANUAL)))
    return tuple(row.flow_key for row in read.connection.execute(found))


@handles(SaveFlow)
def save_flow(work: Work, command: SaveFlow) -> None:
    """Keep a configuration; it counts for what is submitted from now on."""
    flow = _known(work, command.flow_key)
    if command.expected_version != flow.version:
        raise Conflict("message.stale")
    faults = list(
        flow_faults(
            command.mode,
            command.routes,
            other_modes=flow.shipped.other_modes,
            by_amount=command.flow_key in flows_by_amount(),
            expire_hours=command.expire_hours,
        )
    )
    faults += _unknown_people(work, command.routes)
    if faults:
        raise UserError("ticket.flow_invalid", fields=tuple(faults))
    _warn_of_empty_roles(work, command.routes)
    _warn_of_too_few_people(work, command.routes)
    values = {
        "mode": command.mode,
        "routes": codec.encode(_without_names(command.routes)).decode(),
        "expire_hours": command.expire_hours,
        "expire_at_day_cut": command.expire_at_day_cut,
        "require_comment": command.require_comment,
        "version": flow.version + 1,
        "updated_at": work.now,
        "updated_by": work.actor.name,
    }
    if flow.version:
        work.connection.execute(update(_FLOW).where(_FLOW.c.flow_key == command.flow_key).values(**values))
    else:
        work.connection.execute(insert(_FLOW).values(flow_key=command.flow_key, **values))


@answers(TryFlow)
def try_flow(read: Read, query: TryFlow) -> TriedFlow:
    """Who would have to approve now."""
    flow = _known(read, query.flow_key)
    base = reference.base_currency(read.connection)
    rate = reference.mid_rate(read.connection, query.currency or base) if query.amount is not None else None
    amount = None if query.amount is None or rate is None else base_amount_of(abs(query.amount), rate)
    if query.routes is not None:
        source, routes = ("own", query.routes) if query.routes else flows.routes_for(read.connection, _unconfigured(flow))
    else:
        source, routes = flows.routes_for(read.connection, flow)
    index = choose_route(routes, amount)
    levels = tuple(
        _tried_level(read, number, level, query.maker_id)
        for number, level in enumerate(() if index is None else routes[index].levels, start=1)
    )
    without = () if query.maker_id is None else (query.maker_id,)
    enough = index is None or people.can_sign(read.connection, routes[index].levels, read.now, without=without)
    return TriedFlow(
        mode=query.mode or flow.mode,
        source=source,
        route_no=0 if index is None else index + 1,
        base_amount=amount,
        base_currency=base,
        rate=rate,
        levels=levels,
        problem="ticket.flow_invalid" if index is None else "" if enough else "ticket.no_approver",
    )


@answers(ListPeople)
def list_people(read: Read, query: ListPeople) -> tuple[Person, ...]:
    """Active members and roles that can be named, those whose name or e-mail contains the text."""
    found: list[Person] = []
    text = query.text.strip().casefold()
    if query.kind is not ApproverKind.ROLE:
        for row in access.active_members(read.connection):
            name = people.name_in(row, read.locale)
            if text in f"{name} {row.name} {row.name_zh_hans} {row.name_en} {row.email}".casefold():
                found.append(Person(kind=ApproverKind.USER, ref=str(row.member_id), name=name))
    if query.kind is not ApproverKind.USER:
        for role in access.person_roles(read.connection):
            if text in f"{role.role} {' '.join(role.names.values())}".casefold():
                holders = len(access.active_holders(read.connection, role.role, read.now))
                name = role.names.get(read.locale, role.role)
                found.append(Person(kind=ApproverKind.ROLE, ref=role.role, name=name, members=holders))
    return tuple(found[: max(1, min(query.limit, MAXIMUM_PEOPLE))])


def _known(read: Read, flow_key: str) -> flows.Flow:
    if flow_key not in shipped_flows():
        raise UserError.at("flow_key", "ticket.flow_unknown")
    return flows.flow_of(read.connection, flow_key)


def _unconfigured(flow: flows.Flow) -> flows.Flow:
    return flows.Flow(shipped=flow.shipped, mode=flow.mode)


def _conditions(where: FlowFilter) -> list[ColumnElement[bool]]:
    """A flow's name is searched in every language, its key by any part."""
    shipped, saved = flows.SHIPPED.c, _FLOW.c
    conditions: list[ColumnElement[bool]] = []
    if where.category is not None:
        conditions.append(shipped.category == where.category.value)
    if where.mode is not None:
        conditions.append(func.coalesce(saved.mode, shipped.mode) == where.mode)
    if where.configured is not None:
        has_routes = func.coalesce(saved.routes, "[]") != "[]"
        conditions.append(has_routes if where.configured else ~has_routes)
    name, key = where.name.strip().casefold(), where.flow_key.strip().casefold()
    if name:
        conditions.append(shipped.search.contains(name, autoescape=True))
    if key:
        conditions.append(shipped.flow_key.contains(key, autoescape=True))
    return conditions


def _flow_rows(read: Read) -> Rows[FlowRow]:
    """How a flow becomes a row; people and roles are called by their names in the reader's language."""
    by_amount = flows_by_amount()

    def decoded(stored: str | None) -> tuple[Route, ...]:
        routes: tuple[Route, ...] = codec.decode((stored or "[]").encode(), tuple[Route, ...])
        return routes

    return Rows(
        FlowRow,
        name=made(lambda key: shipped_flows()[key].name(read.locale), "flow_key"),
        category=made(BizCategory, "category"),
        mode=made(FlowMode, "mode"),
        other_modes=made(lambda key: shipped_flows()[key].other_modes, "flow_key"),
        by_amount=made(lambda key: key in by_amount, "flow_key"),
        configured=made(lambda stored: any(route.levels for route in decoded(stored)), "routes"),
        levels=made(lambda stored: max((len(route.levels) for route in decoded(stored)), default=0), "routes"),
        routes=looked_up(lambda stored: _with_names(read, [decoded(one) for one in stored]), "routes"),
        expire_hours=made(lambda hours: hours or 0, "expire_hours"),
        expire_at_day_cut=made(bool, "expire_at_day_cut"),
        require_comment=made(bool, "require_comment"),
        version=made(lambda version: version or 0, "version"),
        updated_by=looked_up(lambda names: [access.called_in(read, name or "") for name in names], "updated_by"),
        may=constant(("work_order.flow.save",)),
    )


def _with_names(read: Read, found: list[tuple[Route, ...]]) -> list[tuple[Route, ...]]:
    everybody = [
        one for routes in found for route in routes for level in route.levels for one in (*level.approvers, *level.copied)
    ]
    names = people.approver_names(read.connection, everybody, read.locale)
    return [_named(routes, names) for routes in found]


def _named(routes: Iterable[Route], names: dict[tuple[ApproverKind, str], str]) -> tuple[Route, ...]:
    return _mapped(routes, lambda one: msgspec.structs.replace(one, name=names.get((one.kind, one.ref), one.ref)))


def _without_names(routes: Iterable[Route]) -> tuple[Route, ...]:
    return _mapped(routes, lambda one: msgspec.structs.replace(one, name=""))


def _mapped(routes: Iterable[Route], change: Any) -> tuple[Route, ...]:
    return tuple(
        msgspec.structs.replace(
            route,
            levels=tuple(
                msgspec.structs.replace(
                    level, approvers=tuple(map(change, level.approvers)), copied=tuple(map(change, level.copied))
                )
                for level in route.levels
            ),
        )
        for route in routes
    )


def _unknown_people(read: Read, routes: Iterable[Route]) -> list[FieldError]:
    """Approvers and copied persons that do not exist, at their places."""
    roles = {one.role for one in access.person_roles(read.connection)}
    faults = []
    for index, route in enumerate(routes):
        for number, level in enumerate(route.levels):
            for field, named in (("approvers", level.approvers), ("copied", level.copied)):
                for place, one in enumerate(named):
                    known = (
                        one.ref in roles
                        if one.kind is ApproverKind.ROLE
                        else one.ref.isdigit() and people.active_member(read.connection, int(one.ref)) is not None
                    )
                    if not known:
                        where = f"routes[{index}].levels[{number}].{field}[{place}]"
                        faults.append(FieldError(where, "ticket.flow_invalid"))
    return faults


def _warn_of_empty_roles(work: Work, routes: Iterable[Route]) -> None:
    named = {one for route in routes for level in route.levels for one in level.approvers if one.kind is ApproverKind.ROLE}
    for one in sorted(named, key=lambda approver: approver.ref):
        if not access.active_holders(work.connection, one.ref, work.now):
            name = people.approver_names(work.connection, (one,), work.locale)[one.kind, one.ref]
            work.confirm("ticket.empty_role", {"role": name})


def _warn_of_too_few_people(work: Work, routes: Iterable[Route]) -> None:
    """Ask about the first route that could not be signed to its end even if the maker were none of its approvers."""
    for number, route in enumerate(routes, start=1):
        if not people.can_sign(work.connection, route.levels, work.now, without=()):
            work.confirm("ticket.too_few_people", {"route": number})


def _tried_level(read: Read, number: int, level: Level, maker_id: int | None) -> TriedLevel:
    approvers: tuple[Approver, ...] = level.approvers
    without = set() if maker_id is None else {maker_id}
    taken_over = not people.eligible(read.connection, approvers, read.now, without=without)
    if taken_over:
        approvers = flows.SUPER_LEVEL.approvers
    behind = people.members_behind(read.connection, approvers, read.now)
    candidates = tuple(
        Candidate(
            member_id=member_id,
            name=people.name_in(row, read.locale),
            excluded="ticket.self_approval" if member_id == maker_id else "",
        )
        for member_id, row in behind.items()
    )
    return TriedLevel(
        level_no=number,
        name=level.name,
        sign_mode=level.sign_mode,
        needed=1 if taken_over else needed_signatures(level),
        taken_over=taken_over,
        candidates=candidates,
    )
