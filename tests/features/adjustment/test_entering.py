"""Drafts, submission, revocation, lists and rights of manual adjustments (`docs/rules/adjustment.md` 3 to 7)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from tests.features.adjustment.conftest import CHECKER, CLERK, IN, OUT, SUPERVISOR, Books, dec
from tests.features.ledger.books import ONE, THREE, movement, post
from whale_desktop.features.adjustment import messages as adj
from whale_desktop.features.ledger.messages import AccountState, Direction
from whale_desktop.features.notices.messages import ListMessages
from whale_desktop.features.workorder.messages import RefuseWorkOrder
from whale_desktop.kernel.errors import Conflict

S = adj.AdjustmentStatus
R = adj.RevocationKind


def test_a_draft_is_changed_submitted_or_deleted(books: Books) -> None:
    number = books.enter("10", submit=False, remark="first")
    draft = books.row(number)
    assert (draft.status, draft.pending, draft.version) == (S.WAIT, False, 1)
    assert draft.may == ("adjustment.edit", "adjustment.submit", "adjustment.delete", "adjustment.enter")
    values: dict[str, Any] = {"account_no": ONE, "currency": "HKD", "amount": dec("20"), **OUT}
    edit = adj.EditAdjustment(adjustment_no=number, expected_version=1, remark="second", **values)
    assert books.office.do(edit, user=CLERK) == adj.AdjustmentReceipt(adjustment_no=number, status=S.WAIT)
    changed = books.row(number)
    assert (changed.change, changed.biz_code, changed.remark, changed.version) == (dec("-20.00"), "LCADJDR", "second", 2)
    answer = books.office.do(adj.SubmitAdjustment(adjustment_no=number, expected_version=2), user=CLERK)
    assert (answer.status, answer.work_order_no) == (S.WAIT_APPROVE, str(books.office.work_order_of(str(number))))
    assert books.approve(number).status is S.SUCCESS
    other = books.enter("5", submit=False)
    books.office.do(adj.DeleteAdjustment(adjustment_no=other, expected_version=1), user=CLERK)
    closed = books.row(other)
    assert (closed.status, closed.may) == (S.CLOSE, ("adjustment.enter",))
    assert closed.finish_at is not None


def test_a_draft_may_be_submitted_while_it_is_edited(books: Books) -> None:
    number = books.enter("10", submit=False)
    values: dict[str, Any] = {"account_no": ONE, "currency": "HKD", "amount": dec("20"), **IN}
    edit = adj.EditAdjustment(adjustment_no=number, expected_version=1, submit=True, **values)
    assert books.office.do(edit, user=CLERK).work_order_no
    assert books.approve(number).change == dec("20.00")


@pytest.mark.parametrize("command", [adj.EditAdjustment, adj.SubmitAdjustment, adj.DeleteAdjustment])
def test_only_drafts_are_changed_and_only_as_they_were_seen(books: Books, command: Any) -> None:
    number = books.enter("10", submit=False)
    values = {"account_no": ONE, "currency": "HKD", "amount": dec("20"), **IN} if command is adj.EditAdjustment else {}
    stale = books.office.refused(command(adjustment_no=number, expected_version=7, **values), user=CLERK)
    assert (type(stale), stale.code) == (Conflict, "message.stale")
    books.office.do(adj.DeleteAdjustment(adjustment_no=number, expected_version=1), user=CLERK)
    assert books.office.refused(command(adjustment_no=number, expected_version=2, **values), user=CLERK).code == "FX-E14"
    assert books.office.refused(command(adjustment_no=99, **values), user=CLERK).code == "FX-E33"


def test_an_adjustment_under_approval_is_locked(books: Books) -> None:
    number = books.enter("10")
    version = books.version(number)
    refusal = books.office.refused(adj.DeleteAdjustment(adjustment_no=number, expected_version=version), user=CLERK)
    assert refusal.code in ("FX-E14", "ticket.target_locked")
    assert books.row(number).may == ("adjustment.enter",)


def test_all_failing_fields_are_said_at_once(books: Books) -> None:
    refusal = books.office.refused(adj.EnterAdjustment(submit=True), user=CLERK)
    assert {one.field for one in refusal.fields} == {"account_no", "direction", "biz_code", "currency", "amount"}
    bad = books.entry("0.001", ledger_date=date(2024, 3, 17), remark="x" * 201)
    fields = [(one.field, one.code) for one in books.office.refused(bad, user=CLERK).fields]
    assert fields == [("amount", "FX-E21"), ("ledger_date", "E15"), ("remark", "FX-E35")]
    assert books.rows_of("adjustment") == 0


def test_what_the_maker_wished_for_stands_in_the_journal(books: Books) -> None:
    earlier = datetime(2024, 3, 17, 1, 30, tzinfo=UTC)
    row = books.booked(
        "10", done_at=earlier, remark="interest", inner_remark="case 7", client_visible=False, ledger_date=date(2024, 3, 18)
    )
    journal = books.journal(row.journal_no)
    assert (journal.done_at, journal.remark, journal.op_remark) == (earlier, "interest", "case 7")
    assert (journal.client_visible, journal.ledger_date) == (False, date(2024, 3, 18))
    assert (row.done_at, row.ledger_date) == (earlier, date(2024, 3, 18))
    plain = books.booked("10")
    assert books.journal(plain.journal_no).client_visible
    assert plain.done_at == plain.finish_at


def test_the_client_is_told_only_when_the_maker_wished_so(books: Books) -> None:
    books.booked("10")
    assert books.rows_of("client_message") == 0
    books.booked("10", notify=True, remark="interest")
    with books.office.database.read() as connection:
        row = connection.execute(text("SELECT kind, client, account_no, params FROM client_message")).one()
    assert (row.kind, row.client, row.account_no) == ("adjustment.booked", "10000001", ONE)
    assert '"amount":"10.00"' in row.params, "with the decimals of the currency, as the client reads it"


def test_the_maker_and_the_supervisors_hear_of_a_failure(books: Books) -> None:
    number = books.enter("10", ledger_date=date(2024, 3, 18))
    books.cut()
    books.approve(number)
    for user in (CLERK, SUPERVISOR):
        kinds = [(one.kind, one.key, one.params["code"]) for one in books.office.ask(ListMessages(), user=user).rows]
        assert ("adjustment.failed", str(number), "E15") in kinds


# --------------------------------------------------------------------------------------------------------------- revocation


def test_a_revocation_needs_a_second_person_and_turns_the_money_back(books: Books) -> None:
    number = books.booked("100", **OUT).adjustment_no
    assert books.row(number).may == ("adjustment.revoke", "adjustment.enter")
    answer = books.office.do(books.revoke(number), user="super_admin")
    assert (answer.status, bool(answer.work_order_no)) == (S.REVOKING, True)
    gone = books.approve(number)
    assert (gone.status, gone.revoke_reason, gone.revocation) == (S.REVOKED, "typed twice", R.REGULAR)
    assert books.balance() == dec("1000.00")
    back = books.journal(gone.reversal_no)
    assert (back.biz_code, back.reversal_of, back.op_remark) == ("ADJREV", gone.journal_no, "typed twice")
    assert books.journal(gone.journal_no).reversed_by == gone.reversal_no
    assert (gone.may, books.office.refused(books.revoke(number)).code) == (("adjustment.enter",), "FX-E14")


def test_a_refused_revocation_leaves_the_adjustment_as_it_was(books: Books) -> None:
    number = books.booked("100").adjustment_no
    books.office.do(books.revoke(number), user="super_admin")
    books.office.do(RefuseWorkOrder(work_order_no=books.office.work_order_of(str(number)), comment="no"), user=CHECKER)
    row = books.row(number)
    assert (row.status, row.revocation, row.revoke_reason, books.balance()) == (S.SUCCESS, None, "", dec("1100.00"))


def test_money_that_was_used_since_cannot_be_taken_back(books: Books) -> None:
    number = books.booked("100").adjustment_no
    post(books.office, movement(ONE, "HKD", "-1000.01"))
    check = books.office.refused(adj.GetRevocation(adjustment_no=number))
    assert (check.code, check.params) == ("E25", {"available": "99.99", "currency": "HKD"})
    assert books.office.refused(books.revoke(number)).code == "E25"
    out = books.booked("50", **OUT).adjustment_no
    assert books.office.ask(adj.GetRevocation(adjustment_no=out)).direction is Direction.CREDIT


def test_money_that_is_used_while_a_revocation_waits_lets_it_fail(books: Books) -> None:
    number = books.booked("100").adjustment_no
    books.office.do(books.revoke(number), user="super_admin")
    post(books.office, movement(ONE, "HKD", "-1050"))
    books.approve(number)
    row = books.row(number)
    assert (row.status, row.reversal_no, books.balance()) == (S.SUCCESS, None, dec("50.00"))


def test_a_revocation_needs_a_reason(books: Books) -> None:
    number = books.booked("100").adjustment_no
    command = adj.RevokeAdjustment(adjustment_no=number, reason=" ", expected_version=books.version(number))
    assert [(one.field, one.code) for one in books.office.refused(command).fields] == [("reason", "FX-E01")]


def test_a_pay_out_from_a_cancelled_account_can_be_revoked(books: Books) -> None:
    books.set_state(ONE, AccountState.CANCELLED)
    number = books.booked("1000", direction=Direction.DEBIT, biz_code="CAPAY").adjustment_no
    books.office.do(books.revoke(number), user="super_admin")
    assert (books.approve(number).status, books.balance()) == (S.REVOKED, dec("1000.00"))


# --------------------------------------------------------------------------------------------------------- lists and rights


def test_the_list_is_filtered_and_added_up_by_currency(books: Books) -> None:
    inside, outside = books.booked("100.00").adjustment_no, books.booked("30.00", **OUT).adjustment_no
    dollars = books.enter("5", account_no=THREE, currency="USD", submit=False)
    waiting = books.enter("7")

    def found(**where: Any) -> list[int]:
        rows = books.office.ask(adj.ListAdjustments(where=adj.AdjustmentFilter(**where))).rows
        assert books.office.ask(adj.TotalAdjustments(where=adj.AdjustmentFilter(**where))).count == len(rows)
        return sorted(row.adjustment_no for row in rows)

    assert found() == [inside, outside, dollars, waiting]
    assert found(client="Chan") == [inside, outside, waiting]
    assert found(direction=Direction.DEBIT) == found(biz_code=("LCADJDR",)) == [outside]
    assert found(status=(S.WAIT, S.WAIT_APPROVE)) == [dollars, waiting]
    assert (found(pending=True), found(pending=False)) == ([waiting], [inside, outside, dollars])
    assert found(currency="usd") == [dollars]
    assert found(adjustment_no=str(inside)) == [inside]
    assert found(finished_from=date(2024, 3, 18)) == [inside, outside]
    assert found(finished_to=date(2024, 3, 17)) == found(created_from=date(2024, 3, 19)) == []
    sums = books.office.ask(adj.TotalAdjustments()).sums
    assert sums == {"change": {"HKD": dec("77.00"), "USD": dec("5.00")}}


def test_each_step_has_a_right_of_its_own(books: Books) -> None:
    assert books.office.refused(books.entry(), user=SUPERVISOR).code == "auth.no_permission"
    assert books.office.refused(books.entry(), user="auditor").code == "auth.no_permission"
    number = books.booked("10").adjustment_no
    assert books.office.refused(books.revoke(number), user=CLERK).code == "auth.no_permission"
    assert books.office.refused(adj.ListAdjustments(), user="nobody").code == "auth.no_permission"
    assert books.row(number, user="auditor").adjustment_no == number
    books.office.do(books.revoke(number), user=SUPERVISOR)
    assert books.row(number).status is S.REVOKING


def test_the_audit_trail_tells_who_entered_who_agreed_and_by_which_work_order(books: Books) -> None:
    number = books.enter("10")
    order = books.office.work_order_of(str(number))
    books.approve(number)
    entered = books.office.audit_rows("adjustment.enter")[-1]
    booked = books.office.audit_rows("DecideAdjustment")[-1]
    assert (entered.member_name, entered.result) == (CLERK, "ok")
    assert (booked.member_name, booked.work_order_no) == (CHECKER, str(order))
    assert '"status":"WAIT_APPROVE"' in booked.before
    assert '"status":"SUCCESS"' in booked.after
