"""The rows of the trail, read-only (`docs/rules/platform.md` 6.10)."""

from functools import partial
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, or_, select

from whale_desktop.bus import Read, answers, lists
from whale_desktop.bus.tables import audit_log, audit_seal
from whale_desktop.features.access.queries import SpokenRecords, called_by_number, everybody
from whale_desktop.features.audit.messages import (
    AuditAction,
    AuditChange,
    AuditDetail,
    AuditFilter,
    AuditMember,
    AuditMenu,
    AuditResult,
    AuditRow,
    GetAuditRow,
    ListAuditMembers,
    ListAuditMenus,
    ListAuditRows,
    TotalAuditRows,
)
from whale_desktop.features.audit.rules import masked
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import Totals
from whale_desktop.screens import all_screens, menu_entries
from whale_desktop.screens.wording import menu_path_words
from whale_desktop.storage import Listing, Made, Rows, looked_up, made, totals_of
from whale_desktop.storage.conditions import all_of, equal, number_of, within_days

_LOG = audit_log.c
_KNOWN = tuple(str(action) for action in AuditAction if action is not AuditAction.OTHER)
_SORTS: dict[str, ColumnElement[Any]] = {
    "at": _LOG.at,
    "audit_id": _LOG.id,
    "member_name": _LOG.member_name,
    "action": _LOG.action,
    "menu": _LOG.menu,
    "target": _LOG.target,
    "result": _LOG.result,
}


def _action(word: str) -> AuditAction:
    return AuditAction(word) if word in _KNOWN else AuditAction.OTHER


def _json(text: str | None) -> Any:
    return None if text is None else masked(msgspec.json.decode(text))


def _fields(read: Read) -> dict[str, Made]:
    """Members are called as they are now in the reader's language, in the states of records too."""
    spoken = SpokenRecords(read)

    def change(message: str, before: str | None, after: str | None, payload: str) -> AuditChange:
        states = [spoken(one) if isinstance(one, dict) else one for one in (_json(before), _json(after))]
        return AuditChange(message=message, before=states[0], after=states[1], request=_json(payload))

    return {
        "audit_id": made(lambda number: number, "id"),
        "action": made(_action, "action"),
        "result": made(AuditResult, "result"),
        "member_name": looked_up(partial(called_by_number, read), "member_id", "member_name"),
        "change": made(change, "message", "before", "after", "payload"),
    }


@lists(ListAuditRows)
def list_audit_rows(read: Read, query: ListAuditRows) -> Listing[AuditRow]:
    """The trail under a filter."""
    return Listing(
        select(audit_log).where(_condition(query.where)),
        key=_LOG.id,
        sorts=_SORTS,
        default="at",
        rows=Rows(AuditRow, **_fields(read)),
    )


@answers(TotalAuditRows)
def total_audit_rows(read: Read, query: TotalAuditRows) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, audit_log, where=_condition(query.where))


@answers(GetAuditRow)
def get_audit_row(read: Read, query: GetAuditRow) -> AuditDetail:
    """One row with its link in the chain."""
    sealed = audit_log.outerjoin(audit_seal, audit_seal.c.audit_id == _LOG.id)
    statement = select(audit_log, audit_seal.c.seal_no, audit_seal.c.hash).select_from(sealed)
    row = read.connection.execute(statement.where(_LOG.id == query.audit_id)).one_or_none()
    if row is None:
        raise UserError("audit.unknown", {"audit_id": query.audit_id})
    return Rows(AuditDetail, **_fields(read), hash=made(lambda link: link or "", "hash")).of((row,))[0]


@answers(ListAuditMembers)
def list_audit_members(read: Read, query: ListAuditMembers) -> tuple[AuditMember, ...]:
    """Everybody who may stand in the trail."""
    return tuple(AuditMember(member=str(number), names=names) for number, names in everybody(read.connection).items())


@answers(ListAuditMenus)
def list_audit_menus(read: Read, query: ListAuditMenus) -> tuple[AuditMenu, ...]:
    """Every menu entry with a screen."""
    shown = {screen.menu for screen in all_screens()}
    return tuple(
        AuditMenu(menu=key, path={locale: menu_path_words(key, catalogue(locale)) for locale in LOCALES})
        for key in menu_entries()
        if key in shown
    )


def _condition(where: AuditFilter) -> ColumnElement[bool]:
    tests = [
        *within_days(_LOG.at, where.at_from, where.at_upto),
        *equal(
            result=(_LOG.result, str(where.result or "")),
            error_code=(_LOG.error_code, where.error_code.strip()),
            work_order_no=(_LOG.work_order_no, where.work_order_no.strip()),
        ),
    ]
    if (member := number_of(where.member)) is not None:
        tests.append(_LOG.member_id == member)
    if where.target.strip():
        tests.append(_LOG.target.istartswith(where.target.strip(), autoescape=True))
    if where.action:
        tests.append(_actions(where.action))
    if where.menu.strip():
        tests.append(or_(_LOG.menu == where.menu.strip(), _LOG.menu.startswith(f"{where.menu.strip()}.", autoescape=True)))
    return all_of(tests)


def _actions(wanted: tuple[AuditAction, ...]) -> ColumnElement[bool]:
    """Rows of these actions; `OTHER` are all that have a word of their own or none (rows of the first version)."""
    known = _LOG.action.in_([str(action) for action in wanted if action is not AuditAction.OTHER])
    return or_(known, _LOG.action.not_in(_KNOWN)) if AuditAction.OTHER in wanted else known
