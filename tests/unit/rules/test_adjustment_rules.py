"""What may be entered as an adjustment, what each status allows, how a workbook is read (`docs/rules/adjustment.md` 3, 4, 6)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from whale_desktop.features.adjustment.messages import AdjustmentStatus
from whale_desktop.features.adjustment.rules import (
    COLUMNS,
    AdjustmentAction,
    Entered,
    Known,
    Offered,
    actions_of,
    check_action,
    check_entry,
    is_refused_there,
    parse_adjustments,
)
from whale_desktop.features.ledger.messages import AccountState, Direction
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import UserError

NOW = datetime(2024, 3, 18, 10, tzinfo=HONG_KONG)
KNOWN = Known(
    places={"HKD": 2, "JPY": 0},
    codes={
        "LCADJCR": Offered(Direction.CREDIT),
        "LCADJDR": Offered(Direction.DEBIT),
        "CAPAY": Offered(Direction.DEBIT, on_cancelled=True),
        "BOTH": Offered(None),
    },
    accounts={"A": AccountState.ACTIVE, "C": AccountState.CANCELLED, "D": AccountState.DORMANT},
    business_date=date(2024, 3, 18),
    now=NOW,
)
GOOD = Entered(account_no="A", direction=Direction.CREDIT, biz_code="LCADJCR", currency="HKD", amount=Decimal("1234.56"))


def faults(**changed: Any) -> list[tuple[str, str]]:
    return [(field, code) for field, code, _ in check_entry(GOOD._replace(**changed), KNOWN)]


def test_a_sound_entry_has_no_fault() -> None:
    assert faults() == []
    assert faults(ledger_date=date(2024, 3, 18), done_at=NOW, remark="x" * 200, member_card="4" * 40) == []
    assert faults(account_no="D") == []


def test_everything_that_is_missing_is_said_at_once() -> None:
    assert [(field, code) for field, code, _ in check_entry(Entered(), KNOWN)] == [
        ("account_no", "FX-E01"),
        ("direction", "FX-E01"),
        ("biz_code", "FX-E01"),
        ("currency", "FX-E01"),
        ("amount", "FX-E01"),
    ]


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"account_no": "Z"}, "account_no", "ledger.account_unknown"),
        ({"biz_code": "ADJREV"}, "biz_code", "FX-E36"),
        ({"direction": Direction.DEBIT}, "biz_code", "E21"),
        ({"biz_code": "CAPAY", "direction": Direction.DEBIT}, "biz_code", "E20"),
        ({"currency": "XXX"}, "currency", "FX-E36"),
        ({"amount": Decimal(0)}, "amount", "FX-E26"),
        ({"amount": Decimal(-1)}, "amount", "FX-E26"),
        ({"amount": Decimal("0.001")}, "amount", "FX-E21"),
        ({"amount": Decimal("0.5"), "currency": "JPY"}, "amount", "FX-E21"),
        ({"amount": Decimal("1e14")}, "amount", "reference.number_too_large"),
        ({"ledger_date": date(2024, 3, 17)}, "ledger_date", "E15"),
        ({"ledger_date": date(2024, 3, 19)}, "ledger_date", "E22"),
        ({"done_at": NOW + timedelta(microseconds=1)}, "done_at", "FX-E37"),
        ({"remark": "x" * 201}, "remark", "FX-E35"),
        ({"inner_remark": "x" * 201}, "inner_remark", "FX-E35"),
        ({"company_card": "x" * 41}, "company_card", "FX-E35"),
        ({"member_card": "x" * 41}, "member_card", "FX-E35"),
    ],
)
def test_one_thing_is_wrong(changed: dict[str, Any], field: str, code: str) -> None:
    assert faults(**changed) == [(field, code)]


def test_a_code_without_a_side_of_its_own_goes_with_both() -> None:
    assert faults(biz_code="BOTH") == faults(biz_code="BOTH", direction=Direction.DEBIT) == []


def test_only_the_pay_out_code_is_booked_on_a_cancelled_account() -> None:
    out: dict[str, Any] = {"account_no": "C", "direction": Direction.DEBIT}
    pay, other = GOOD._replace(biz_code="CAPAY", **out), GOOD._replace(biz_code="LCADJDR", **out)
    assert check_entry(pay, KNOWN) == check_entry(other, KNOWN) == []
    assert (is_refused_there(pay, KNOWN), is_refused_there(other, KNOWN), is_refused_there(GOOD, KNOWN)) == (False, True, False)


def test_drafts_are_changed_and_booked_ones_revoked_and_nothing_else() -> None:
    draft = {AdjustmentAction.EDIT, AdjustmentAction.SUBMIT, AdjustmentAction.DELETE}
    allowed = {
        AdjustmentStatus.WAIT: draft,
        AdjustmentStatus.WAIT_APPROVE: draft - {AdjustmentAction.EDIT},
        AdjustmentStatus.SUCCESS: {AdjustmentAction.REVOKE},
    }
    assert actions_of(AdjustmentStatus.WAIT_APPROVE, in_batch=True) == set(), "a batch stays together"
    for status in AdjustmentStatus:
        assert actions_of(status) == allowed.get(status, set())
        for action in AdjustmentAction:
            if action in actions_of(status):
                check_action(status, action)
            else:
                with pytest.raises(UserError, match="FX-E14"):
                    check_action(status, action)


# ---------------------------------------------------------------------------------------------------------------- workbooks

ROW = ["A", "In", "LCADJCR", "HKD", 1234.56, "", "", "for the client", "for us", ""]
PLACES = {name: index for index, name in enumerate(COLUMNS)}


def read(*rows: list[Any]) -> Any:
    return parse_adjustments([[], *rows], PLACES, KNOWN)


def with_cells(**cells: Any) -> list[Any]:
    row = list(ROW)
    for name, value in cells.items():
        row[PLACES[name]] = value
    return row


def test_a_row_is_read_as_it_was_meant() -> None:
    sheet = read(ROW, ["", " ", "", "", "", "", "", "", "", ""], with_cells(amount="1,000", direction="入賬", notify="是"))
    assert sheet.faults == []
    assert [one.row for one in sheet.rows] == [2, 4]
    assert sheet.rows[0].entered == GOOD._replace(remark="for the client", inner_remark="for us")
    assert (sheet.rows[1].entered.amount, sheet.rows[1].notify, sheet.rows[0].notify) == (Decimal(1000), True, False)


@pytest.mark.parametrize("word", ["出賬", "出账", "Out", "debit", "DEBIT"])
def test_directions_are_understood_in_any_language_and_as_codes(word: str) -> None:
    sheet = read(with_cells(direction=word, biz_code="lcadjdr"))
    assert (sheet.faults, sheet.rows[0].entered.direction, sheet.rows[0].entered.biz_code) == ([], Direction.DEBIT, "LCADJDR")


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-03-18 09:30", datetime(2024, 3, 18, 9, 30, tzinfo=HONG_KONG)),
        ("20240317 23:59:59", datetime(2024, 3, 17, 23, 59, 59, tzinfo=HONG_KONG)),
        (datetime(2024, 3, 18, 9, 30), datetime(2024, 3, 18, 9, 30, tzinfo=HONG_KONG)),
        (20240317, datetime(2024, 3, 17, tzinfo=HONG_KONG)),
        ("", None),
    ],
)
def test_business_times_are_hong_kong_times(cell: Any, moment: datetime | None) -> None:
    sheet = read(with_cells(done_at=cell))
    assert sheet.faults == []
    assert sheet.rows[0].entered.done_at == moment


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"direction": "sideways"}, "direction", "FX-E36"),
        ({"direction": ""}, "direction", "FX-E01"),
        ({"amount": "much"}, "amount", "reference.not_a_number"),
        ({"amount": ""}, "amount", "FX-E01"),
        ({"ledger_date": "soon"}, "ledger_date", "reference.not_a_date"),
        ({"done_at": "2024-03-18 25:00"}, "done_at", "reference.not_a_date"),
        ({"done_at": "2024-03-19"}, "done_at", "FX-E37"),
        ({"notify": "perhaps"}, "notify", "FX-E36"),
        ({"biz_code": "CAPAY", "direction": "Out"}, "biz_code", "E20"),
        ({"account_no": "C", "biz_code": "LCADJDR", "direction": "Out"}, "biz_code", "ledger.account_cancelled"),
    ],
)
def test_what_is_wrong_with_a_row(cells: dict[str, Any], field: str, code: str) -> None:
    sheet = read(ROW, with_cells(**cells))
    assert [(fault.row, fault.field, fault.code) for fault in sheet.faults] == [(3, field, code)]
    assert [one.row for one in sheet.good()] == [2]


def test_all_errors_of_all_rows_are_kept() -> None:
    sheet = read(with_cells(account_no="", amount=-1), with_cells(currency="??", remark="x" * 201))
    assert [(fault.row, fault.field) for fault in sheet.faults] == [
        (2, "account_no"),
        (2, "amount"),
        (3, "currency"),
        (3, "remark"),
    ]
    assert sheet.good() == []
