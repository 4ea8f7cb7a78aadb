"""Manual adjustments for tests of lists and screens: one booked, one that waits, a draft, a batch from a file."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from tests.helpers.office import Office
from whale_desktop.features.adjustment import messages as adj
from whale_desktop.features.ledger.messages import Direction

CLERK = "funds_clerk"
CHECKER = "second_super_admin"


def enter(office: Office, account_no: str, amount: str, **more: Any) -> adj.AdjustmentReceipt:
    """An adjustment of HKD, money in, submitted, unless `more` says otherwise."""
    values = {"direction": Direction.CREDIT, "biz_code": "LCADJCR", "currency": "HKD", "submit": True, **more}
    return office.do(adj.EnterAdjustment(account_no=account_no, amount=Decimal(amount), **values), user=CLERK)


def filled_template(office: Office, rows: Sequence[Sequence[Any]]) -> bytes:
    """The template with these rows instead of its example."""
    made = office.do(adj.MakeAdjustmentTemplate(locale="zh_Hant"), user=CLERK)
    book = load_workbook(io.BytesIO(office.gateway.get_blob(made.blob, session=office.session(CLERK))))
    sheet = book.worksheets[0]
    sheet.delete_rows(2)
    for row in rows:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def some_adjustments(office: Office, account_no: str) -> None:
    """What the desk of the tests has of them."""
    booked = enter(office, account_no, "1234.56", remark="interest", inner_remark="case 7")
    office.approve(int(booked.work_order_no), user=CHECKER)
    enter(office, account_no, "20", direction=Direction.DEBIT, biz_code="LCADJDR", remark="=1+1")
    enter(office, account_no, "0.01", currency="USD", submit=False)
    rows = [(account_no, "入賬", "LCADJCR", "HKD", amount) for amount in (10, 20.5)]
    data = filled_template(office, rows)
    blob = office.gateway.put_blob(data, name="adjustments.xlsx", session=office.session(CLERK))
    office.do(adj.ImportAdjustments(blob=blob), user=CLERK)
