"""The audit trail as a list: who, when, from where, what, old and new values, result; refusals too (`docs/rules/platform.md` 6.10)."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert

from tests.features.bus.test_sealing import row as made_up
from tests.helpers.desk import set_currency
from tests.helpers.office import PASSWORD, Office
from whale_desktop.bus import tables
from whale_desktop.bus.jobs import run_next_job
from whale_desktop.features.access.tables import role_permission
from whale_desktop.features.audit.messages import (
    AuditAction,
    AuditFilter,
    AuditResult,
    AuditRow,
    GetAuditRow,
    ListAuditMembers,
    ListAuditMenus,
    ListAuditRows,
    TotalAuditRows,
)
from whale_desktop.features.audit.screens import asked_for, change_words, changed
from whale_desktop.features.documents.messages import ExportList, FileFormat, PrintRecord
from whale_desktop.features.fx.messages import AddLimit, DeleteLimit, ListLimits, ListOrders, UpdateLimit
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import catalogue
from whale_desktop.messages.files import FetchResult, GetJob
from whale_desktop.screens import menu_entries
from whale_desktop.screens.difference import lines

AT_LIMITS = Context(workstation="FIN-PC-07", menu="parameters.exchange.large_amount", locale="en")
CHIEF = "parameter_administrator"


def trail(office: Office, **where: Any) -> tuple[AuditRow, ...]:
    """The rows under a filter, as the auditor sees them, oldest first."""
    page = office.ask(ListAuditRows(where=AuditFilter(**where), sort="audit_id", descending=False, limit=200), user="auditor")
    return page.rows


def changes_of(row: AuditRow) -> list[tuple[str, str, str]]:
    return [(one.label, one.before, one.after) for one in lines(changed(row.change), catalogue("en")) if one.changed]


@pytest.fixture
def limits(office: Office) -> Office:
    """Somebody who adds, edits and deletes a limit, and is refused once."""
    set_currency(office, "USD", exchange_enabled=True)
    for command in (
        AddLimit(currency="USD", amount=Decimal(100_000)),
        UpdateLimit(currency="USD", amount=Decimal(120_000), expected_version=1),
    ):
        office.submit(command, user=CHIEF, context=AT_LIMITS)
    with pytest.raises(UserError):
        office.submit(UpdateLimit(currency="USD", amount=Decimal(-1), expected_version=2), user=CHIEF, context=AT_LIMITS)
    office.submit(DeleteLimit(currency="USD", expected_version=2), user=CHIEF, context=AT_LIMITS)
    return office


# ---------------------------------------------------------------------------------------------------------------- what is told


def test_every_write_says_who_from_where_what_and_how_it_ended(limits: Office) -> None:
    found = [row for row in trail(limits) if row.message.startswith("fx.limit.")]
    assert [(row.action, row.result, row.error_code) for row in found] == [
        (AuditAction.ADD, AuditResult.OK, ""),
        (AuditAction.EDIT, AuditResult.OK, ""),
        (AuditAction.EDIT, AuditResult.REFUSED, "FX-E26"),
        (AuditAction.DELETE, AuditResult.OK, ""),
    ]
    assert {(row.member_name, row.workstation, row.menu) for row in found} == {(CHIEF, "FIN-PC-07", AT_LIMITS.menu)}
    assert [row.target for row in found] == ["", "USD", "USD", "USD"]


def test_old_and_new_values_are_told_in_the_words_of_the_list(limits: Office) -> None:
    added, edited, refused, deleted = (row for row in trail(limits) if row.message.startswith("fx.limit."))
    amount = "Large Amount Starting point"
    assert changes_of(added) == [("Currency", "—", "USD"), (amount, "—", "USD 100,000")]
    assert changes_of(edited) == [(amount, "USD 100,000.00", "USD 120,000.00")]
    assert changes_of(refused) == [("Currency", "—", "USD"), (amount, "—", "USD −1")]
    assert (amount, "USD 120,000.00", "—") in changes_of(deleted)
    assert change_words(edited.change, catalogue("zh_Hant")).endswith("USD 100,000.00 → USD 120,000.00")


def test_what_was_asked_for_is_told_beside_the_change(limits: Office) -> None:
    added, edited, *_ = (row for row in trail(limits) if row.message.startswith("fx.limit."))
    assert [one.after for one in lines(asked_for(edited.change), catalogue("en"))] == ["USD", "USD 120,000"]
    assert asked_for(added.change).fields == (), "there it is the change itself"


def test_the_details_have_permission_request_and_seal(limits: Office) -> None:
    row = trail(limits)[0]
    detail = limits.ask(GetAuditRow(audit_id=row.audit_id), user="auditor")
    assert (detail.audit_id, detail.change, detail.at) == (row.audit_id, row.change, row.at)
    limits.close()
    again = Office(limits.path, limits.clock)
    detail = again.ask(GetAuditRow(audit_id=row.audit_id), user="auditor")
    assert (detail.seal_no, len(detail.hash)) == (row.audit_id, 64), "closing seals what is left"
    assert again.refused(GetAuditRow(audit_id=9_999)).code == "audit.unknown"
    again.close()


# ------------------------------------------------------------------------------------- sign-ins, refusals, exports, prints


def test_signing_in_and_out_leaves_rows(office: Office) -> None:
    with pytest.raises(UserError):
        office.gateway.sign_in("auditor@office.test", "wrong", AT_LIMITS)
    with pytest.raises(UserError):
        office.gateway.sign_in("stranger@office.test", "wrong", AT_LIMITS)
    session = office.gateway.sign_in("auditor@office.test", PASSWORD, AT_LIMITS).session
    office.gateway.lock(session)
    with pytest.raises(UserError):
        office.gateway.unlock(session, "wrong")
    office.gateway.unlock(session, PASSWORD)
    office.gateway.sign_out(session)
    found = [(row.member_name, row.action, row.result, row.error_code) for row in trail(office)]
    assert found[:7] == [
        ("auditor", AuditAction.LOGIN_FAILED, AuditResult.REFUSED, "auth.bad_credentials"),
        ("stranger@office.test", AuditAction.LOGIN_FAILED, AuditResult.REFUSED, "auth.bad_credentials"),
        ("auditor", AuditAction.LOGIN, AuditResult.OK, ""),
        ("auditor", AuditAction.LOCK, AuditResult.OK, ""),
        ("auditor", AuditAction.UNLOCK_FAILED, AuditResult.REFUSED, "auth.bad_credentials"),
        ("auditor", AuditAction.UNLOCK, AuditResult.OK, ""),
        ("auditor", AuditAction.LOGOUT, AuditResult.OK, ""),
    ]


def test_refusals_leave_rows_of_what_was_tried(office: Office) -> None:
    office.refused(AddLimit(currency="USD", amount=Decimal(1)), user="funds_clerk")
    office.refused(ListAuditRows(), user="funds_clerk")
    office.refused(ExportList(list_key="fx.limits", columns=("currency",), file_name="x", format=FileFormat.CSV), user="nobody")
    with pytest.raises(UserError):
        office.bus.submit("fx.limit.add", b'{"currency": 7}', call(office, "funds_clerk"))
    with pytest.raises(UserError):
        office.bus.submit("no.such.message", b"{}", call(office, "funds_clerk"))
    found = [row for row in trail(office, result=AuditResult.REFUSED) if row.member_name in ("funds_clerk", "nobody")]
    assert [(row.message, row.action, row.error_code) for row in found] == [
        ("fx.limit.add", AuditAction.ADD, "auth.no_permission"),
        ("audit.list", AuditAction.VIEW, "auth.no_permission"),
        ("document.export_list", AuditAction.EXPORT, "auth.no_permission"),
        ("fx.limit.add", AuditAction.ADD, "message.invalid"),
        ("no.such.message", AuditAction.OTHER, "message.unknown"),
    ]


def call(office: Office, user: str) -> Any:
    from whale_desktop.bus import Call

    return Call(session=office.session(user), workstation="test", command_id="")


def test_exports_prints_and_their_files_leave_rows(quiet: Office) -> None:
    quiet.do(AddLimit(currency=opened(quiet), amount=Decimal(5)))
    number = quiet.do(ExportList(list_key="fx.limits", columns=("currency",), file_name="limits", format=FileFormat.CSV)).job_no
    run_next_job(quiet.bus)
    quiet.do(FetchResult(job_no=number))
    quiet.do(ExportList(list_key="fx.limits", columns=("currency",), file_name="limits", format=FileFormat.PDF))
    quiet.refused(PrintRecord(list_key="fx.orders", key="none"))
    found = [row for row in trail(quiet) if row.message.startswith(("document.", "job."))]
    assert [(row.message, row.action, row.result) for row in found] == [
        ("document.export_list", AuditAction.EXPORT, AuditResult.OK),
        ("job.fetch", AuditAction.EXPORT, AuditResult.OK),
        ("document.export_list", AuditAction.EXPORT, AuditResult.OK),
        ("document.print_record", AuditAction.PRINT, AuditResult.REFUSED),
    ]
    assert found[0].change.request["columns"] == ["currency"]


def opened(office: Office) -> str:
    """A currency that may have a limit."""
    set_currency(office, "USD", exchange_enabled=True)
    return "USD"


# --------------------------------------------------------------------------------------------------------------------- filters


def test_the_filters_narrow(limits: Office) -> None:
    def found(**where: Any) -> set[str]:
        return {row.message for row in trail(limits, **where)}

    assert found(menu="parameters.exchange.large_amount") == {"fx.limit.add", "fx.limit.update", "fx.limit.delete"}
    assert found(menu="parameters") == found(menu="parameters.exchange.large_amount"), "a branch has what is below it"
    assert found(action=(AuditAction.DELETE,)) == {"fx.limit.delete"}
    assert found(action=(AuditAction.LOGIN, AuditAction.DELETE)) == {"login", "fx.limit.delete"}
    chief = next(one.member for one in limits.ask(ListAuditMembers(), user="auditor") if one.names["en"] == CHIEF)
    assert found(member=chief) == {"login", "fx.limit.add", "fx.limit.update", "fx.limit.delete"}
    assert found(member="0") == found(member="nobody") == set()
    assert found(target="us") >= {"fx.limit.update", "fx.limit.delete"}
    assert found(result=AuditResult.REFUSED) == {"fx.limit.update"}
    assert found(work_order_no="WO1") == set()
    today = date(2024, 3, 18)
    assert found(at_from=today, at_upto=today) == found()
    assert found(at_from=today + timedelta(days=1)) == found(at_upto=today - timedelta(days=1)) == set()


def test_rows_of_actions_that_the_program_does_not_know_are_other(office: Office) -> None:
    with office.database.write() as connection:
        connection.execute(insert(tables.audit_log).values(**made_up(1, action="conjure")))
        connection.execute(insert(tables.audit_log).values(**made_up(2)))
    assert [row.message for row in trail(office, action=(AuditAction.OTHER,))] == ["fx.order.review"] * 2
    assert trail(office, action=(AuditAction.OTHER, AuditAction.LOGIN)) == trail(office)


def test_the_menus_to_choose_from_are_those_with_screens(office: Office) -> None:
    offered = {one.menu: one.path for one in office.ask(ListAuditMenus(), user="auditor")}
    assert offered["settings.audit_log"]["en"] == "Global Settings / Audit Log"
    assert offered["settings.audit_log"]["zh_Hant"] == "全局設置 / 操作日誌"
    assert set(offered) < set(menu_entries())


# ------------------------------------------------------------------------------------------------------------ rights, masking


def test_only_who_may_sees_the_trail_and_exports_it_by_its_own_code(quiet: Office) -> None:
    assert quiet.refused(ListAuditRows(), user="funds_clerk").code == "auth.no_permission"
    command = ExportList(list_key="audit.log", columns=("at", "member_name", "change"), file_name="log", format=FileFormat.CSV)
    with quiet.database.write() as connection:
        table = role_permission.c
        connection.execute(delete(role_permission).where(table.role == "administrator", table.code == "admin.audit_log_export"))
    assert quiet.refused(command, user="administrator").code == "auth.no_permission"
    assert quiet.ask(ListAuditRows(), user="administrator").rows, "who sees it may not carry it away"
    number = quiet.do(command, user="auditor").job_no
    run_next_job(quiet.bus)
    job = quiet.ask(GetJob(job_no=number), user="auditor")
    data = quiet.gateway.get_blob(job.blob, session=quiet.session("auditor"))
    heads, *found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert heads == ["Time", "Member", "What changed"]
    assert len(found) == job.rows == quiet.ask(TotalAuditRows(), user="auditor").count


def test_personal_fields_are_masked_however_deep_they_stand(office: Office) -> None:
    before = '{"email":"chan@example.com","phone":"91234567","cards":[{"bank_account":"012345678901"}],"name":"Chan"}'
    with office.database.write() as connection:
        connection.execute(insert(tables.audit_log).values(**made_up(1, before=before, after='{"identity_no":"A1234567"}')))
    (row,) = (one for one in trail(office) if one.message == "fx.order.review")
    assert row.change.before == {
        "email": "c***@example.com",
        "phone": "****4567",
        "cards": [{"bank_account": "******8901"}],
        "name": "Chan",
    }
    assert row.change.after == {"identity_no": "A1****67"}


# ------------------------------------------------------------------------------------------------------------ the whole desk


def test_every_row_of_a_busy_desk_can_be_told_in_every_language(busy: Office) -> None:
    rows = busy.ask(ListAuditRows(limit=200), user="auditor").rows
    assert len({row.message for row in rows}) > 15
    for locale in ("zh_Hant", "zh_Hans", "en"):
        told = [change_words(row.change, catalogue(locale)) for row in rows]
        assert all("{" not in one for one in told if "=1+1" not in one)
    reviewed = next(row for row in rows if row.message == "fx.order.review" and row.result is AuditResult.OK)
    labels = [label for label, _, _ in changes_of(reviewed)]
    assert any("status" in label.lower() for label in labels), labels


def test_the_lists_that_people_see_leave_no_row(busy: Office) -> None:
    before = busy.ask(TotalAuditRows()).count
    busy.ask(ListOrders())
    busy.ask(ListLimits())
    assert busy.ask(TotalAuditRows()).count == before
