"""The head of an order: title, states and actions, whole at every width."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    BizCategory,
    ExecutionStatus,
    OrderAction,
    RecordChange,
    WorkOrder,
    WorkOrderRow,
)
from whale_desktop.features.workorder.widgets.change_pane import ChangePane
from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, Label

MAY = ("work_order.withdraw", "work_order.copy", "work_order.comment")


def order() -> WorkOrder:
    row = WorkOrderRow(
        work_order_no=74,
        title="",
        flow_key="forex.amount_config_edit",
        flow_name="Large-amount settings – edit",
        category=BizCategory.PARAM,
        action=OrderAction.DELETE,
        target_type="",
        target_no="USD",
        maker_id=1,
        maker="Lam",
        maker_remark="Closed by the board",
        submitted_at=datetime(2024, 3, 18, 2, 0, tzinfo=UTC),
        current_level=1,
        level_count=1,
        approval_status=ApprovalStatus.WAIT_APPROVE,
        execution_status=ExecutionStatus.NONE,
        close_reason=None,
        is_abnormal=False,
        amount=None,
        currency="",
        expires_at=None,
        finished_at=None,
        result_code="",
        my_task=None,
        may=MAY,
    )
    return WorkOrder(
        row=row,
        message="fx.limit.delete",
        body={},
        changes=(),
        guard=(),
        source_changed=False,
        levels=(),
        trail=(),
        copied_to=(),
        base_amount=None,
        base_currency="",
        rate=None,
        require_comment=False,
        result_params={},
        retries=0,
        attachments=(),
        version=1,
    )


@pytest.mark.parametrize(("width", "below"), [(560, True), (1100, False)])
def test_the_actions_stand_beside_the_title_or_below_it_and_are_never_cut(
    qtbot: QtBot, qapp: QApplication, width: int, below: bool
) -> None:
    theme.apply(qapp, mode="light", scale=100, locale="en")
    services: Any = SimpleNamespace(texts=catalogue("en"), may=lambda _: True)
    pane = ChangePane(services, lambda _: None)
    qtbot.addWidget(pane)
    pane.resize(width, 600)
    pane.show()
    qtbot.waitExposed(pane)
    pane.show_order(order())
    qtbot.waitUntil(lambda: bool(pane._head.findChildren(Button)))
    title, *buttons = pane._head.findChildren(Label)[:1] + pane._head.findChildren(Button)
    assert [button.text() for button in buttons] == ["Withdraw", "Copy", "Comment"]
    for now, expected in ((width, below), (1660 - width, not below)):
        pane.resize(now, 600)
        qtbot.waitUntil(partial(_stand, title, buttons, below=expected))
        qtbot.waitUntil(lambda: all(widget.width() >= widget.sizeHint().width() for widget in (title, *buttons)))


def test_many_records_are_shown_twenty_at_a_time_and_the_one_that_failed_is_named(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, mode="light", scale=100, locale="en")
    services: Any = SimpleNamespace(texts=catalogue("en"), may=lambda _: True)
    pane = ChangePane(services, lambda _: None)
    qtbot.addWidget(pane)
    one = RecordChange(
        message="fx.limit.delete", target_type="fx.limit.get", target_key="", before={"currency": "USD"}, after=None
    )
    changes = tuple(structs.replace(one, target_key=f"C{number}") for number in range(45))
    row = structs.replace(order().row, records=45, result_code="message.stale")
    for _ in range(2):
        pane.show_order(structs.replace(order(), row=row, changes=changes, result_params={"failed_row": "C7"}))
        qapp.processEvents()
    said = [label.text() for label in pane.findChildren(Label)]
    assert "USD +44" in said
    assert any(text.startswith("Result of C7: ") for text in said)
    shown = []
    while pane.more is not None:
        shown.append((len(pane.tables), pane.more.text()))
        pane.more.click()
    assert shown == [(20, "Show more (25 left)"), (40, "Show more (5 left)")]
    assert len(pane.tables) == 45
    pane.show_order(order())
    assert (pane.tables, pane.more) == ([], None)


def _stand(title: QWidget, buttons: Iterable[QWidget], *, below: bool) -> bool:
    foot = title.mapTo(title.window(), title.rect().bottomLeft()).y()
    return {button.mapTo(button.window(), button.rect().center()).y() > foot for button in buttons} == {below}
