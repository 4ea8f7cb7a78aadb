"""The list of system parameters and changing one (`docs/rules/platform.md` 3.9)."""

from typing import Any

from sqlalchemy import delete, insert, select

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.bus.state import set_state
from whale_desktop.bus.tables import system_parameter
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.messages import (
    NETWORKS,
    GetParameter,
    ListParameters,
    MemberState,
    ParameterChanged,
    ParameterChoice,
    ParameterFilter,
    ParameterRow,
    ResetParameter,
    SetParameter,
    TotalParameters,
)
from whale_desktop.features.access.queries import called_in
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.networks import is_within, parse_networks
from whale_desktop.kernel.texts import LOCALES, Text, catalogue
from whale_desktop.messages import Page, Parameter, ParameterGroup, Totals
from whale_desktop.messages.parameters import NO, OFF, ON, YES, ParameterKind, all_parameters, keys_in
from whale_desktop.screens.naming import exported_lists, list_path_words
from whale_desktop.screens.wording import Say
from whale_desktop.storage.lists import page_of_rows

_TABLE = system_parameter
_MAY = ("system.parameter.set",)
_MAY_CHANGED = (*_MAY, "system.parameter.reset")


@answers(ListParameters)
def list_parameters(read: Read, query: ListParameters) -> Page[ParameterRow]:
    """A page of parameters: as many as the program knows, so they are filtered and sorted here."""
    rows = [row for row in _matching(read, query.where) if not query.tab or row.group is _group(query.tab)]
    sorts = {"key": lambda row: row.key, "name": lambda row: row.name, "changed_at": lambda row: row.changed_at}
    return page_of_rows(rows, query, key=lambda row: row.key, sorts=sorts)


@answers(TotalParameters)
def total_parameters(read: Read, query: TotalParameters) -> Totals:
    """Count of the list and its tabs."""
    rows = _matching(read, query.where)
    tabs = {group.value: sum(1 for row in rows if row.group is group) for group in ParameterGroup}
    return Totals(count=tabs[_group(query.tab).value] if query.tab else len(rows), tabs={"": len(rows), **tabs})


@answers(GetParameter)
def get_parameter(read: Read, query: GetParameter) -> ParameterRow:
    """One parameter."""
    return _row(_declared(query.key), _kept(read).get(query.key), read)


@handles(SetParameter)
def set_parameter(work: Work, command: SetParameter) -> None:
    """Another value; the default takes the row away again."""
    declared = _declared(command.key)
    text = command.secret if declared.kind is ParameterKind.SECRET else command.value
    kept = _checked_version(work, command.key, command.expected_version)
    value = declared.written(declared.value_of(text))
    if declared.key == NETWORKS.key:
        _ask_about_networks(work, value)
    work.connection.execute(delete(_TABLE).where(_TABLE.c.key == command.key))
    row = {"key": command.key, "value": value, "changed_at": work.now, "changed_by": work.actor.name}
    work.connection.execute(insert(_TABLE).values(**row, version=kept + 1))
    set_state(work.connection, queries.RIGHTS_VERSION, new_id())
    if declared.kind is not ParameterKind.SECRET:
        work.tell(ParameterChanged(key=command.key, value=value))


@handles(ResetParameter)
def reset_parameter(work: Work, command: ResetParameter) -> None:
    """The default again."""
    _declared(command.key)
    _checked_version(work, command.key, command.expected_version)
    work.connection.execute(delete(_TABLE).where(_TABLE.c.key == command.key))
    set_state(work.connection, queries.RIGHTS_VERSION, new_id())


def _ask_about_networks(work: Work, value: str) -> None:
    """Nobody locks himself or others out unasked: the own address, and how many open sessions would end, are put before him."""
    networks = parse_networks(value)
    if not networks:
        return
    session, member = tables.session, tables.member
    elsewhere = (
        select(session.c.address)
        .join(member, member.c.member_id == session.c.member_id)
        .where(
            session.c.ended_at.is_(None),
            session.c.ends_at > work.now,
            session.c.address != "",
            session.c.token_hash != work.actor.session,
            member.c.state == MemberState.NORMAL,
            member.c.service.is_(False),
        )
    )
    count = sum(1 for address in work.connection.execute(elsewhere).scalars() if not is_within(address, networks))
    if work.address and not is_within(work.address, networks):
        work.confirm("auth.network_without_own", {"address": work.address, "count": count})
    elif count:
        work.confirm("auth.network_shuts_out", {"count": count})


def _group(tab: str) -> ParameterGroup:
    """The group of a tab. Raises `UserError("message.invalid")` for one that the list does not have."""
    found = [group for group in ParameterGroup if group == tab]
    if not found:
        raise UserError.at("tab", "message.invalid")
    return found[0]


def _declared(key: str) -> Parameter[Any]:
    found = all_parameters().get(key)
    if found is None:
        raise UserError.at("key", "parameter.unknown", {"key": key})
    return found


def _kept(read: Read) -> dict[str, Any]:
    return {row.key: row for row in read.connection.execute(select(_TABLE))}


def _checked_version(work: Work, key: str, expected: int) -> int:
    row = _kept(work).get(key)
    version = 0 if row is None else int(row.version)
    if version != expected:
        raise Conflict("message.stale")
    return version


def _matching(read: Read, where: ParameterFilter) -> list[ParameterRow]:
    kept = _kept(read)
    wanted = where.name.strip().casefold()
    found = []
    for declared in all_parameters().values():
        names = [catalogue(locale)(declared.label) for locale in LOCALES] if wanted else []
        if wanted and not any(wanted in text.casefold() for text in (declared.key, *names)):
            continue
        row = _row(declared, kept.get(declared.key), read)
        if where.changed is None or where.changed is row.changed:
            found.append(row)
    return found


def _row(declared: Parameter[Any], kept: Any, read: Read) -> ParameterRow:
    texts = catalogue(read.locale)

    default = declared.written(declared.default)
    value = default if kept is None else _usable(declared, kept.value)
    secret = declared.kind is ParameterKind.SECRET
    return ParameterRow(
        key=declared.key,
        group=declared.group,
        name=texts(declared.label),
        hint=texts(declared.hint) if declared.hint is not None else "",
        kind=declared.kind,
        value="" if secret else value,
        shown=_shown(declared, value, texts),
        default="" if secret else default,
        default_shown=_shown(declared, default, texts),
        unit=texts(declared.unit) if declared.unit is not None else "",
        minimum=declared.minimum,
        maximum=declared.maximum,
        choices=tuple(ParameterChoice(value=one, name=name) for one, name in _choices(declared, texts)),
        changed=kept is not None and value != default,
        changed_at=None if kept is None else kept.changed_at,
        changed_by="" if kept is None else called_in(read, kept.changed_by),
        version=0 if kept is None else kept.version,
        may=_MAY if kept is None else _MAY_CHANGED,
    )


def _usable(declared: Parameter[Any], text: str) -> str:
    """The kept text, or the default where the program no longer allows it."""
    try:
        return declared.written(declared.value_of(text))
    except UserError:
        return declared.written(declared.default)


def _shown(declared: Parameter[Any], value: str, texts: Say) -> str:
    """What a person reads for a value."""
    if declared.kind is ParameterKind.LISTS:
        return "; ".join(list_path_words(key, texts) for key in keys_in(value))
    return _said(declared.shown(value), texts)


def _choices(declared: Parameter[Any], texts: Say) -> tuple[tuple[str, str], ...]:
    if declared.kind is ParameterKind.LISTS:
        return tuple((key, list_path_words(key, texts)) for key in exported_lists())
    if declared.kind is ParameterKind.SWITCH:
        return (YES, _said(ON, texts)), (NO, _said(OFF, texts))
    return tuple((one.value, _said(declared.shown(one.value), texts)) for one in declared.choices)


def _said(text: str | Text, texts: Say) -> str:
    return texts(text) if isinstance(text, Text) else text
