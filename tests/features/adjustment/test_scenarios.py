"""The acceptance scenarios of the sheets that name manual adjustments: clearing 27, 28, 29 and 31, work orders 18 and their kin."""

from typing import Any

import pytest
from msgspec import structs

from tests.features.adjustment.conftest import CHECKER, CLERK, OUT, Books, dec
from tests.features.adjustment.test_import import ROW, submit
from tests.features.ledger.books import ONE, TWO, movement, post
from whale_desktop.features.adjustment import messages as adj
from whale_desktop.features.ledger.messages import AccountState, Direction, EntryFilter, ListEntries
from whale_desktop.features.workorder.messages import (
    ApproveWorkOrder,
    GetWorkOrder,
    RefuseWorkOrder,
    RetryWorkOrder,
    WithdrawWorkOrder,
)
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import error_text, label_of

S = adj.AdjustmentStatus


def test_clearing_27_an_approved_adjustment_is_booked_and_never_shown_as_approved(books: Books) -> None:
    number = books.enter("1234.56")
    waiting = books.row(number)
    assert (waiting.status, waiting.pending, waiting.result) == (S.WAIT_APPROVE, True, None)
    assert (books.balance(), books.rows_of("journal")) == (dec("1000.00"), 2)
    done = books.approve(number, comment="seen the statement")
    assert done.status is S.SUCCESS
    assert (done.result is not None and done.result.code) == "adjustment.finished"
    assert [catalogue(one)(error_text("adjustment.finished")) for one in ("zh_Hant", "zh_Hans", "en")] == [
        "調賬完成",
        "调账完成",
        "Adjustment finished",
    ]
    assert books.balance() == dec("2234.56")
    assert books.balance("ADJ.LCADJCR", house=True) == dec("-1234.56")
    journal = books.journal(done.journal_no)
    assert [(line.account, line.direction, line.change) for line in journal.postings] == [
        ("ADJ.LCADJCR", Direction.DEBIT, dec("-1234.56")),
        (ONE, Direction.CREDIT, dec("1234.56")),
    ]
    assert (journal.biz_code, journal.source_type, journal.ref_no) == ("LCADJCR", "adjustment", str(number))
    assert (done.approver, done.approve_remark, done.creator) == (CHECKER, "seen the statement", CLERK)
    assert (done.ledger_date, done.done_at) == (journal.ledger_date, journal.done_at)
    words = {catalogue(locale)(label_of(status)) for locale in ("zh_Hant", "zh_Hans") for status in S}
    assert words.isdisjoint({"通過", "通过", "審批通過", "审批通过"})


def test_clearing_27_a_batch_shows_that_it_is_being_processed(books: Books) -> None:
    """調賬處理中 stands between the approval of a batch and the booking of its rows."""
    answer = submit(books, [ROW])
    (row,) = books.office.ask(adj.ListAdjustments()).rows
    books.office.approve(int(answer.work_order_no), user=CHECKER)
    assert books.row(row.adjustment_no).status is S.PROCESS
    assert books.balance() == dec("1000.00")
    books.run_jobs()
    assert books.row(row.adjustment_no).status is S.SUCCESS


def test_clearing_28_a_ledger_date_that_was_cut_fails_with_no_journal(books: Books) -> None:
    number = books.enter("10", ledger_date=books.row(books.enter("1")).created_at.date())
    books.cut()
    failed = books.approve(number)
    assert failed.status is S.FAILED
    assert (failed.result is not None and failed.result.code) == "E15"
    assert (failed.journal_no, books.rows_of("journal")) == (None, 2)
    assert books.balance() == dec("1000.00")


def test_clearing_29_untraceable_on_its_own_date_regular_afterwards(books: Books) -> None:
    number = books.booked("1234.56").adjustment_no
    check = books.office.ask(adj.GetRevocation(adjustment_no=number))
    assert check.kinds == (adj.RevocationKind.REGULAR, adj.RevocationKind.UNTRACEABLE)
    books.office.do(books.revoke(number, adj.RevocationKind.UNTRACEABLE), user="super_admin")
    assert books.row(number).status is S.REVOKING
    gone = books.approve(number)
    assert (gone.status, gone.revocation, books.balance()) == (S.REVOKED, adj.RevocationKind.UNTRACEABLE, dec("1000.00"))
    first, second = books.journal(gone.journal_no), books.journal(gone.reversal_no)
    assert (first.client_visible, second.client_visible) == (False, False)
    assert (second.ledger_date, second.biz_code, second.reversal_of) == (first.ledger_date, "ADJREV", first.journal_no)
    later = books.booked("5").adjustment_no
    books.cut()
    assert books.office.ask(adj.GetRevocation(adjustment_no=later)).kinds == (adj.RevocationKind.REGULAR,)
    refusal = books.office.refused(books.revoke(later, adj.RevocationKind.UNTRACEABLE))
    assert [(fault.field, fault.code) for fault in refusal.fields] == [("kind", "E23")]
    books.office.do(books.revoke(later), user="super_admin")
    seen = books.approve(later)
    assert [books.journal(one).client_visible for one in (seen.journal_no, seen.reversal_no)] == [True, True]
    assert books.journal(seen.reversal_no).ledger_date.isoformat() == "2024-03-19"
    rows = books.office.ask(ListEntries(where=EntryFilter(account_no=ONE), limit=50)).rows
    assert len([row for row in rows if row.ref_no in (str(number), str(later))]) == 4, "the back office sees all of them"


def test_clearing_31_a_cancelled_account_is_paid_out_by_its_own_code_only(books: Books) -> None:
    post(books.office, movement(TWO, "HKD", "1125"))
    books.set_state(TWO, AccountState.CANCELLED)
    offered = books.office.ask(adj.GetAdjustmentAccount(account_no=TWO), user=CLERK).codes
    assert [one.biz_code for one in offered] == ["CAPAY"]
    assert "CAPAY" not in [one.biz_code for one in books.office.ask(adj.GetAdjustmentAccount(account_no=ONE), user=CLERK).codes]
    wrong = books.entry("1125", account_no=TWO, **OUT)
    assert books.office.refused(wrong, user=CLERK).code == "W01"
    number = books.enter("1125", account_no=TWO, acknowledged=("W01",), **OUT)
    failed = books.approve(number)
    assert (failed.status, failed.result is not None and failed.result.code) == (S.FAILED, "ledger.account_cancelled")
    assert books.balance(TWO) == dec("1125.00")
    paid = books.booked("1125", account_no=TWO, direction=Direction.DEBIT, biz_code="CAPAY")
    assert (paid.status, books.balance(TWO)) == (S.SUCCESS, dec("0.00"))
    assert books.balance("ADJ.CAPAY", house=True) == dec("1125.00")
    active = books.entry("1", direction=Direction.DEBIT, biz_code="CAPAY")
    assert [(one.field, one.code) for one in books.office.refused(active, user=CLERK).fields] == [("biz_code", "E20")]


def test_wo_18_an_adjustment_that_is_approved_and_fails_shows_the_failure(books: Books) -> None:
    number = books.enter("10", ledger_date=books.row(books.enter("1")).created_at.date())
    order = books.office.work_order_of(str(number))
    books.cut()
    failed = books.approve(number, comment="seen")
    assert (failed.status, failed.ticket_no, failed.pending) == (S.FAILED, str(order), False)
    assert (failed.approver, failed.approve_remark) == (CHECKER, "seen")
    assert catalogue("zh_Hant")(label_of(failed.status)) == "調賬失敗"
    assert failed.result is not None
    assert catalogue("zh_Hant")(error_text(failed.result.code), **failed.result.params) == "賬務日已日切，調賬失敗"
    ticket = books.office.ask(GetWorkOrder(work_order_no=order), user=CHECKER).row
    assert (ticket.approval_status.value, ticket.execution_status.value) == ("APPROVED", "FAILED")
    assert ticket.result_code == "E15"
    assert books.office.refused(RetryWorkOrder(work_order_no=order)).code == "ticket.not_retried"
    assert books.row(number) == failed


def test_wo_01_the_maker_never_decides_his_own(books: Books) -> None:
    number = books.enter("10", user="super_admin")
    order = books.office.work_order_of(str(number))
    assert books.office.refused(ApproveWorkOrder(work_order_no=order), user="super_admin").code == "ticket.self_approval"
    assert books.row(number).status is S.WAIT_APPROVE


def test_that_the_record_carries_the_number_of_its_work_order_is_no_change_of_today(books: Books) -> None:
    number = books.booked().adjustment_no
    books.office.do(books.revoke(number), user="super_admin")
    order = books.office.ask(GetWorkOrder(work_order_no=books.office.work_order_of(str(number))), user=CHECKER)
    assert [change.today for change in order.changes] == [None]


@pytest.mark.parametrize("locale", LOCALES)
def test_wo_26_names_in_the_states_are_the_reader_s_whatever_the_language_of_the_maker(books: Books, locale: str) -> None:
    number = books.booked().adjustment_no
    books.office.do(books.revoke(number), user="super_admin")
    books.office.context = structs.replace(books.office.context, locale=locale)
    row = books.row(number)
    (change,) = books.office.ask(GetWorkOrder(work_order_no=books.office.work_order_of(str(number))), user=CHECKER).changes
    assert change.before is not None
    assert change.after is not None
    assert {state[field] for state in (change.before, change.after) for field in ("name", "biz_name")} == {row.name, row.biz_name}
    assert change.today is None


def test_a_withdrawn_work_order_closes_the_adjustment(books: Books) -> None:
    number = books.enter("10")
    order = books.office.work_order_of(str(number))
    books.office.do(WithdrawWorkOrder(work_order_no=order), user=CLERK)
    row = books.row(number)
    assert (row.status, row.pending, row.may) == (S.CLOSE, False, ("adjustment.enter",))


def test_a_refused_adjustment_is_rejected_with_the_comment(books: Books) -> None:
    number = books.enter("10")
    books.office.do(RefuseWorkOrder(work_order_no=books.office.work_order_of(str(number)), comment="which client?"), user=CHECKER)
    row = books.row(number)
    assert (row.status, row.approve_remark, row.approver) == (S.REJECTED, "which client?", CHECKER)
    assert books.balance() == dec("1000.00")


@pytest.mark.parametrize("state", [AccountState.SUSPENDED, AccountState.CANCELLED])
def test_another_state_of_the_account_ends_the_work_order(books: Books, state: AccountState) -> None:
    number = books.enter("10")
    order = books.office.work_order_of(str(number))
    books.set_state(ONE, state)
    assert books.office.refused(ApproveWorkOrder(work_order_no=order), user=CHECKER).code == "ticket.source_changed"
    left = books.row(number)
    assert (left.status, left.pending) == (S.WAIT_APPROVE, False)
    assert left.may == ("adjustment.submit", "adjustment.delete", "adjustment.enter")
    assert books.balance() == dec("1000.00")
    again = adj.SubmitAdjustment(adjustment_no=number, expected_version=left.version)
    answer = books.office.do(again, user=CLERK, acknowledged=("W01",))
    assert answer.work_order_no == books.row(number).ticket_no != str(order)
    assert books.approve(number).status is (S.FAILED if state is AccountState.CANCELLED else S.SUCCESS)


def test_one_whose_work_order_is_gone_may_be_given_up(books: Books) -> None:
    number = books.enter("10")
    books.set_state(ONE, AccountState.SUSPENDED)
    books.office.refused(ApproveWorkOrder(work_order_no=books.office.work_order_of(str(number))), user=CHECKER)
    books.office.do(adj.DeleteAdjustment(adjustment_no=number, expected_version=books.version(number)), user=CLERK)
    assert books.row(number).status is S.CLOSE


def test_an_adjustment_may_take_the_account_below_zero(books: Books) -> None:
    books.booked("1500.00", **OUT)
    assert books.balance() == dec("-500.00")


@pytest.mark.parametrize(("locale", "later"), [("zh_Hant", "待定"), ("zh_Hans", "待定"), ("en", "To be decided")])
def test_the_preview_names_no_approver_before_there_is_one(books: Books, locale: str, later: str) -> None:
    order = int(books.row(books.enter("1234.56")).ticket_no)

    def after() -> dict[str, Any]:
        (change,) = books.office.ask(GetWorkOrder(work_order_no=order), context=Context(locale=locale)).changes
        assert change.after is not None
        return change.after

    assert (after()["approver"], after()["finish_at"], after()["status"]) == (later, None, S.SUCCESS)
    books.office.approve(order, user=CHECKER)
    assert after()["approver"] == CHECKER
