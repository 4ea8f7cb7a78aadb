"""Requests for rights: asking, what their work orders come to, taking back (`docs/rules/platform.md` 3.3, 6.4)."""

import json
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.bus.holding import pending_orders
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.grants import add_grants
from whale_desktop.features.access.handlers.policies import module_name
from whale_desktop.features.access.handlers.rights import change_of_rights, check_codes, check_policies, today
from whale_desktop.features.access.messages import (
    MAXIMUM_REASON,
    ApplicationFilter,
    ApplicationRecord,
    ApplicationRow,
    ApplicationStatus,
    ApplicationWithdrawn,
    ApplyPermission,
    DecideApplication,
    GetApplication,
    GetApplicationRecord,
    GrantSource,
    ListApplications,
    MemberState,
    Period,
    TotalApplications,
    WithdrawApplication,
)
from whale_desktop.features.access.rules.rights import last_day
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Page, Totals
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.storage import page_of, totals_of
from whale_desktop.storage.conditions import all_of, within_days

_TABLE = tables.permission_application
_TICKET = "ticket-"


@answers(ListApplications)
def list_applications(read: Read, query: ListApplications) -> Page[ApplicationRow]:
    """A page of one's own requests."""
    policies = _policies(read)
    return page_of(
        read.connection,
        select(_TABLE).where(_condition(read, query.where)),
        query,
        key=_TABLE.c.application_no,
        sorts={"application_no": _TABLE.c.application_no, "created_at": _TABLE.c.created_at},
        default="application_no",
        row=lambda row: _row(read, row, policies),
    )


@answers(TotalApplications)
def total_applications(read: Read, query: TotalApplications) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _TABLE, where=_condition(read, query.where))


@answers(GetApplication)
def get_application(read: Read, query: GetApplication) -> ApplicationRow:
    """One of one's own requests."""
    return _row(read, _own(read, query.application_no), _policies(read))


@answers(GetApplicationRecord)
def get_application_record(read: Read, query: GetApplicationRecord) -> ApplicationRecord:
    """Any request."""
    row = _application(read, query.application_no)
    member = queries.member_row(read.connection, row.member_id)
    assert member is not None, "a request without a member"
    known = _policies(read)
    return ApplicationRecord(
        application_no=row.application_no,
        member=queries.names_of(member).get(read.locale, member.name),
        email=member.email,
        policies=tuple(known[number].name if number in known else str(number) for number in json.loads(row.policies)),
        codes=tuple(json.loads(row.codes)),
        period=row.period,
        until=row.until,
        valid_to=row.valid_to,
        reason=row.reason,
        status=row.status,
    )


@handles(ApplyPermission)
def apply_permission(work: Work, command: ApplyPermission) -> int:
    """Keep the request and ask people to decide."""
    _check(work, command)
    made = work.connection.execute(
        insert(_TABLE).values(
            member_id=work.actor.member_id,
            policies=json.dumps(list(dict.fromkeys(command.policies))),
            codes=json.dumps(list(dict.fromkeys(command.codes))),
            period=command.period,
            until=command.until if command.period is Period.DATE else None,
            reason=command.reason.strip(),
            remark="",
            status=ApplicationStatus.PENDING,
            work_order_no="",
            created_at=work.now,
        )
    )
    assert made.inserted_primary_key is not None
    number = int(made.inserted_primary_key[0])

    def outcome(status: ApplicationStatus) -> DecideApplication:
        return DecideApplication(application_no=number, outcome=status)

    granted = outcome(ApplicationStatus.GRANTED)
    asked = work.request(
        granted,
        on_refusal=outcome(ApplicationStatus.REFUSED),
        on_close=outcome(ApplicationStatus.CLOSED),
        on_failure=outcome(ApplicationStatus.FAILED),
        comment="remark",
    )
    if not asked:  # nobody needs to agree
        work.send(granted)
        return number
    (ticket,) = pending_orders(work, GetApplicationRecord, [number])
    if ticket:
        work.connection.execute(update(_TABLE).where(_TABLE.c.application_no == number).values(work_order_no=ticket))
    return number


@handles(DecideApplication)
def decide_application(work: Work, command: DecideApplication) -> None:
    """Granted, refused or over; granted rights count at once, until so many days after today."""
    row = _application(work, command.application_no)
    if row.status != ApplicationStatus.PENDING:
        raise UserError("application.decided")
    values: dict[str, Any] = {"status": command.outcome, "remark": command.remark, "decided_at": work.now}
    if command.outcome is ApplicationStatus.GRANTED:
        values |= _grant(work, row)
    work.connection.execute(update(_TABLE).where(_TABLE.c.application_no == row.application_no).values(**values))


@handles(WithdrawApplication)
def withdraw_application(work: Work, command: WithdrawApplication) -> None:
    """Back, when nobody has decided; the work order decides whether anybody has."""
    row = _own(work, command.application_no)
    if row.status != ApplicationStatus.PENDING:
        raise UserError("application.decided")
    work.tell(ApplicationWithdrawn(work_order_no=row.work_order_no))


def _check(work: Work, command: ApplyPermission) -> None:
    faults = Faults()
    faults.missing(reason=command.reason)
    faults.too_long(MAXIMUM_REASON, reason=command.reason.strip())
    if not command.policies and not command.codes:
        faults.add("policies", "admin.nothing_chosen")
    if command.period is Period.DATE and (command.until is None or command.until < today(work)):
        faults.add("until", "admin.period")
    faults.refuse()
    check_policies(work, command.policies)
    check_codes(command.codes)


def _grant(work: Work, row: Any) -> dict[str, Any]:
    """Write the grants of a request; what the request then says of them. Raises `UserError` when its member or a policy is gone."""
    member = queries.member_row(work.connection, row.member_id)
    if member is None or member.state == MemberState.DEPARTED:
        raise UserError("admin.member_unknown")
    policies = tuple(json.loads(row.policies))
    check_policies(work, policies)
    valid_to = last_day(row.period, row.until, today(work))
    ticket = work.command_id.removeprefix(_TICKET) if work.command_id.startswith(_TICKET) else row.work_order_no
    with change_of_rights(work):
        add_grants(
            work,
            row.member_id,
            policies=policies,
            codes=tuple(json.loads(row.codes)),
            days=(None, valid_to),
            source=GrantSource.APPLICATION,
            work_order_no=ticket,
        )
    return {"valid_to": valid_to, "work_order_no": ticket}


def _application(read: Read, number: int) -> Any:
    row = read.connection.execute(select(_TABLE).where(_TABLE.c.application_no == number)).one_or_none()
    if row is None:
        raise UserError("application.unknown")
    return row


def _own(read: Read, number: int) -> Any:
    row = _application(read, number)
    if row.member_id != read.actor.member_id:
        raise UserError("application.unknown")
    return row


def _condition(read: Read, where: ApplicationFilter) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = [_TABLE.c.member_id == read.actor.member_id]
    if where.status:
        tests.append(_TABLE.c.status.in_(where.status))
    return all_of([*tests, *within_days(_TABLE.c.created_at, where.created_from, where.created_upto)])


def _policies(read: Read) -> dict[int, Any]:
    """Policy number → its row."""
    return {row.policy_no: row for row in read.connection.execute(select(tables.policy))}


def _row(read: Read, row: Any, policies: dict[int, Any]) -> ApplicationRow:
    chosen = [policies[number] for number in json.loads(row.policies) if number in policies]
    entries = [permission_entries()[code] for code in json.loads(row.codes) if code in permission_entries()]
    modules = dict.fromkeys([*(one.module for one in chosen), *(one.module for one in entries)])
    names = [queries.names_of(one).get(read.locale, one.name_en) for one in chosen]
    return ApplicationRow(
        application_no=row.application_no,
        modules=tuple(module_name(module, read.locale) for module in modules),
        wanted=(*names, *(entry.label(read.locale) for entry in entries)),
        period=row.period,
        until=row.until,
        valid_to=row.valid_to,
        reason=row.reason,
        remark=row.remark,
        status=row.status,
        ticket_no=row.work_order_no,
        created_at=row.created_at,
        decided_at=row.decided_at,
        may=("access.application.withdraw",) if row.status == ApplicationStatus.PENDING else (),
    )
