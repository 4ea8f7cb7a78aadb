"""The items of the inbox: what stands in them, and that nothing empty does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    BizCategory,
    ExecutionStatus,
    OrderAction,
    TaskState,
    WorkOrderRow,
)
from whale_desktop.features.workorder.widgets.inbox_list import OrderDelegate, OrderModel, about
from whale_desktop.ui import theme


@dataclass
class Case:
    """What an order is about, and what its second line says."""

    target_no: str
    amount: Decimal | None
    currency: str
    line: str


CASES = (
    Case("2403180128", Decimal("120000.00"), "USD", "2403180128 · USD 120,000.00"),
    Case("2403180128", None, "", "2403180128"),
    Case("", Decimal("120000.00"), "USD", "USD 120,000.00"),
    Case("", None, "", ""),
)


def row_of(case: Case) -> WorkOrderRow:
    return WorkOrderRow(
        work_order_no=128050,
        title="Pool",
        flow_key="forex.pool_edit",
        flow_name="Exchange pool quota – edit",
        category=BizCategory.PARAM,
        action=OrderAction.ADD,
        target_type="",
        target_no=case.target_no,
        maker_id=1,
        maker="Chan",
        maker_remark="",
        submitted_at=datetime(2024, 3, 18, 2, 0, tzinfo=UTC),
        current_level=1,
        level_count=1,
        approval_status=ApprovalStatus.WAIT_APPROVE,
        execution_status=ExecutionStatus.NONE,
        close_reason=None,
        is_abnormal=False,
        amount=case.amount,
        currency=case.currency,
        expires_at=None,
        finished_at=None,
        result_code="",
        my_task=TaskState.OPEN,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.line or "nothing")
def test_what_an_order_is_about_is_said_without_what_it_lacks(case: Case) -> None:
    assert about(row_of(case)) == case.line


def test_an_item_without_a_second_line_is_lower_and_speaks_no_empty_words(qtbot: QtBot) -> None:
    model = OrderModel(lambda _: ("", "tx3"))
    model.show_rows([row_of(CASES[0]), row_of(CASES[3])])
    view = QListView()
    qtbot.addWidget(view)
    view.setModel(model)
    delegate = OrderDelegate(view)
    view.setItemDelegate(delegate)
    whole, short = (delegate.sizeHint(QStyleOptionViewItem(), model.index(place)).height() for place in (0, 1))
    assert whole - short == theme.current().line_height("small") + theme.px(1)
    view.show()
    assert [view.visualRect(model.index(place)).height() for place in (0, 1)] == [whole, short]
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "Exchange pool quota – edit, 128050, Chan"
