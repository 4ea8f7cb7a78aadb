"""Groups of business codes, cancelled accounts, reversals without a trace, business times (`docs/rules/ledger.md` 3.4, 4.3, 5.6, 6.4)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from tests.features.ledger.books import ONE, TWO, differences, figures, movement, post, working
from tests.helpers.office import Office
from whale_desktop.features.ledger import queries, tables
from whale_desktop.features.ledger.messages import (
    AccountState,
    CodeGroup,
    Direction,
    Freeze,
    GetJournal,
    JournalNo,
    PostJournals,
    ReverseJournals,
)
from whale_desktop.kernel.errors import UserError


def _cancel(office: Office, account_no: str) -> None:
    table = tables.account
    with office.database.write() as connection:
        connection.execute(update(table).where(table.c.account_no == account_no).values(state=AccountState.CANCELLED))


def _reverse(office: Office, number: int, **more: Any) -> JournalNo:
    values = {"source_type": "test", "source_id": "1", "biz_code": "ADJREV", "overdraft": True, **more}
    with working(office) as work:
        return work.send(ReverseJournals(journal_nos=(JournalNo(number),), **values))[0]


def test_groups_say_which_codes_are_offered_and_on_which_side(office: Office) -> None:
    with office.database.read() as connection:
        adjustment = queries.codes_of(connection, CodeGroup.ADJUSTMENT)
        cancelled = queries.codes_of(connection, CodeGroup.CANCELLED)
    found = {one.biz_code: (one.direction, one.offered) for one in adjustment}
    assert found == {
        "LCADJCR": (Direction.CREDIT, True),
        "LCADJDR": (Direction.DEBIT, True),
        "ADJREV": (None, False),
        "CAPAY": (Direction.DEBIT, True),
    }
    assert [one.biz_code for one in cancelled] == ["CAPAY"]
    assert cancelled[0].names == {
        "zh_Hant": "註銷賬戶付款",
        "zh_Hans": "注销账户付款",
        "en": "Pay-out from a cancelled account",
    }


def test_a_cancelled_account_takes_the_codes_of_its_group_only(office: Office) -> None:
    post(office, movement(ONE, "HKD", "1125"))
    _cancel(office, ONE)
    with pytest.raises(UserError, match=r"ledger\.account_cancelled") as refused:
        post(office, movement(ONE, "HKD", "-1125", code="LCADJDR"))
    assert refused.value.params == {"account_no": ONE, "biz_code": "LCADJDR"}
    with pytest.raises(UserError, match=r"ledger\.account_cancelled"):
        post(office, movement(TWO, "HKD", "5"), movement(ONE, "HKD", "5"))
    post(office, movement(ONE, "HKD", "-1125", code="CAPAY", house="ADJ.CAPAY"))
    assert figures(office, ONE, "HKD")["total"] == "0.00"
    post(office, movement(TWO, "HKD", "5"))
    assert differences(office) == []


def test_what_was_frozen_before_the_account_was_cancelled_is_carried_through(office: Office) -> None:
    post(office, movement(ONE, "HKD", "100"))
    with working(office) as work:
        number = work.send(Freeze(account_no=ONE, currency="HKD", amount=Decimal(1), reason_code="LCWH", ref_no="F"))
    _cancel(office, ONE)
    with working(office) as work:
        work.send(PostJournals(journals=(movement(ONE, "HKD", "-1"),), releases=(number,)))
    assert figures(office, ONE, "HKD")["total"] == "99.00"


def test_a_pay_out_from_a_cancelled_account_can_be_taken_back(office: Office) -> None:
    (other,) = post(office, movement(ONE, "HKD", "1125"))
    _cancel(office, ONE)
    (paid,) = post(office, movement(ONE, "HKD", "-1125", code="CAPAY", house="ADJ.CAPAY"))
    assert _reverse(office, paid) > paid
    with pytest.raises(UserError, match=r"ledger\.account_cancelled"):
        _reverse(office, other)


def test_a_reversal_is_seen_by_the_client_unless_it_leaves_no_trace(office: Office) -> None:
    plain, hidden = post(office, movement(ONE, "HKD", "10"), movement(ONE, "HKD", "20"))
    regular = _reverse(office, plain, op_remark="typed twice")
    traceless = _reverse(office, hidden, traceless=True)
    seen = {number: office.ask(GetJournal(journal_no=JournalNo(number))) for number in (plain, hidden, regular, traceless)}
    assert {number: one.client_visible for number, one in seen.items()} == {
        plain: True,
        regular: True,
        hidden: False,
        traceless: False,
    }
    assert (seen[regular].op_remark, seen[regular].remark, seen[hidden].reversed_by) == ("typed twice", "", traceless)


def test_a_journal_may_carry_a_business_time_of_its_own(office: Office) -> None:
    earlier = office.clock.now() - timedelta(hours=3)
    (number,) = post(office, msgspec.structs.replace(movement(ONE, "HKD", "10"), done_at=earlier))
    assert office.ask(GetJournal(journal_no=JournalNo(number))).done_at == earlier
