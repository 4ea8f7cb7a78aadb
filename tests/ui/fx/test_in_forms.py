"""The hand-written editors inside the forms that name them, and the dialogs as the actions open them."""

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.fx.conftest import MORNING, Desk
from tests.ui.recording import RecordingGateway
from whale_desktop.features.fx.messages import (
    AddReferenceMarkUps,
    AddStrategy,
    AdjustPool,
    ChangeType,
    DayBasis,
    EnableFlag,
    GetPool,
    GetStrategy,
    ListPairChoices,
    ListRivalPeriods,
    MarkUpPreview,
    NewReferenceMarkUp,
    PairChoice,
    PoolRow,
    PreviewMarkUp,
    ServicePeriod,
    ServiceStrategy,
    SpreadMode,
    StrategyKind,
    StrategyRow,
    UpdateStrategy,
)
from whale_desktop.features.fx.screens.mark_ups import MARK_UPS
from whale_desktop.features.fx.screens.orders import ORDERS
from whale_desktop.features.fx.screens.pool import POOLS
from whale_desktop.features.fx.screens.strategies import STRATEGIES
from whale_desktop.features.fx.widgets import MarkUpPreviewEditor, PeriodEditor, PoolAdjustDialog
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.errors import FieldError, UserError
from whale_desktop.screens import Action, CustomDialog, CustomEditor, FormSpec, ListScreen, all_lists
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.forms.command_dialog import CommandDialog
from whale_desktop.ui.forms.form_dialog import FormDialog
from whale_desktop.ui.forms.moment_field import MomentField
from whale_desktop.ui.pages.actions import ActionRunner
from whale_desktop.ui.pages.resolve import resolve

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PAIRS = (("USD", "CNH"), ("USD", "HKD"), ("HKD", "USD"))


def period(start: str, end: str) -> ServicePeriod:
    return ServicePeriod(day_basis=DayBasis.HK_TRADE_DAY, start=f"{start}:00", end=f"{end}:00")


def action(screen: ListScreen, name: str) -> Action:
    return next(one for one in screen.actions if one.name == name)


def opened(desk: Desk, gateway: RecordingGateway, what: Action, row: Any = None) -> FormDialog:
    choices = [
        PairChoice(pair=f"{a}/{b}", from_currency=a, to_currency=b, default_currency=False, is_open=True) for a, b in PAIRS
    ]
    gateway.answer(ListPairChoices, tuple(choices))
    gateway.answer(ListRivalPeriods, ())
    gateway.answer(PreviewMarkUp, MarkUpPreview(reference_rate=None, marked_rate=None))
    services: Any = desk
    dialog = FormDialog(what, row, services, menu="m")

    async def show() -> None:
        await dialog.load()
        dialog.show_over(desk.window)

    desk.runtime.start(show(), desk.window)
    desk.until(dialog.isVisible)
    return dialog


def inner(dialog: FormDialog, name: str) -> Any:
    return next(one.inner for one in dialog.form.fields if one.spec.name == name)


def sentences(dialog: FormDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]


STRATEGY = StrategyRow(
    strategy_id="T3-02",
    service_strategy=ServiceStrategy.SINGLE,
    strategy_kind=StrategyKind.SPECIFIC,
    change_type=ChangeType.SMALL_BEYOND_POOL,
    service_time=(period("09:00", "12:00"), period("13:00", "16:00")),
    service_times=(),
    day_bases=(DayBasis.HK_TRADE_DAY,),
    channel_name=RateChannel.HSB,
    support_currency=("USD/CNH",),
    enable_flag=EnableFlag.ENABLED,
    created_at=MORNING,
    updated_at=MORNING,
    operator="x",
    version=4,
)


POOL = PoolRow(
    pool_id=1,
    currency="CNH",
    alarm_amount=Decimal("1.00"),
    remaining_amount=Decimal("5.00"),
    remark="",
    created_at=MORNING,
    updated_at=MORNING,
    operator="x",
    version=1,
)


def test_editing_a_strategy_asks_for_its_rivals_and_sends_what_is_drawn(desk: Desk, gateway: RecordingGateway) -> None:
    gateway.answer(GetStrategy, STRATEGY)
    gateway.answer(UpdateStrategy, None)
    dialog = opened(desk, gateway, action(STRATEGIES, "edit"), STRATEGY)
    editor: PeriodEditor = inner(dialog, "service_time")
    desk.until(lambda: gateway.queries(ListRivalPeriods))
    assert gateway.queries(ListRivalPeriods) == [
        ListRivalPeriods(
            strategy_kind=StrategyKind.SPECIFIC,
            change_type=ChangeType.SMALL_BEYOND_POOL,
            support_currency=("USD/CNH",),
            strategy_id="T3-02",
        )
    ]
    editor.start.line.setFocus()
    QTest.keyClicks(editor.start.line, "16")
    QTest.keyClicks(editor.end.line, "18")
    QTest.keyClick(editor.end.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: not dialog.is_open())
    (command,) = gateway.commands(UpdateStrategy)
    assert command.service_time == (*STRATEGY.service_time, period("16:00", "18:00"))
    assert command.expected_version == 4


def test_the_overlap_is_said_once_and_exactly(desk: Desk, gateway: RecordingGateway) -> None:
    gateway.answer(GetStrategy, STRATEGY)
    fault = FieldError("service_time", "FX-E05")
    gateway.fail(UpdateStrategy, UserError("FX-E05", {}, fields=(fault,)))
    dialog = opened(desk, gateway, action(STRATEGIES, "edit"), STRATEGY)
    editor: PeriodEditor = inner(dialog, "service_time")
    QTest.keyClicks(editor.start.line, "1530")
    QTest.keyClicks(editor.end.line, "1800")
    dialog.action_button.click()
    desk.until(lambda: gateway.submitted and dialog.action_button.isEnabled())
    said = [text for text in sentences(dialog) if "overlap" in text]
    assert said == [
        "Service periods overlap: 30 min shared with 13:00 – 16:00. Periods that touch (starting at 16:00) do not overlap."
    ]
    assert editor.start.line.hasFocus()
    assert "Service Time" in dialog._errors.text()
    assert editor.value()[-1] == period("15:30", "18:00"), "nothing is lost"


def test_half_a_period_is_not_sent(desk: Desk, gateway: RecordingGateway) -> None:
    gateway.answer(GetStrategy, STRATEGY)
    dialog = opened(desk, gateway, action(STRATEGIES, "edit"), STRATEGY)
    editor: PeriodEditor = inner(dialog, "service_time")
    QTest.keyClicks(editor.start.line, "16")
    dialog.action_button.click()
    desk.qtbot.wait(30)
    assert gateway.submitted == []
    assert [text for text in sentences(dialog) if "start and an end" in text] == ["A period needs a start and an end."]


def test_no_period_at_all_is_said_at_the_editor(desk: Desk, gateway: RecordingGateway) -> None:
    gateway.fail(AddStrategy, UserError("FX-E01", {}))
    dialog = opened(desk, gateway, action(STRATEGIES, "new"))
    dialog.action_button.click()
    editor: PeriodEditor = inner(dialog, "service_time")
    assert editor._error.text() == "Required field missing"
    assert gateway.submitted == []


def test_tab_goes_through_the_form_in_reading_order(desk: Desk, gateway: RecordingGateway) -> None:
    gateway.answer(GetStrategy, STRATEGY)
    dialog = opened(desk, gateway, action(STRATEGIES, "edit"), STRATEGY)
    editor: PeriodEditor = inner(dialog, "service_time")
    channel = inner(dialog, "channel_name")
    entry = [editor.basis.editor(), editor.start.line, editor.end.line, editor.add]
    expected = [editor.timeline, *editor.chips.chips, *entry, channel.editor()]
    first = expected[0]
    inner(dialog, "change_type").editor().setFocus()
    visited: list[Any] = []
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused)
        if focused is expected[-1]:
            break
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert first in visited
    assert visited[visited.index(first) :] == expected


def test_new_mark_ups_follow_the_channel_and_get_their_errors(desk: Desk, gateway: RecordingGateway) -> None:
    reference = MARK_UPS.tabs[0]
    faults = (FieldError("rows[0].bp", "FX-E24"), FieldError("rows[0].pair", "FX-E04"))
    gateway.fail(AddReferenceMarkUps, UserError("FX-E24", {}, fields=faults))
    gateway.answer(AddReferenceMarkUps, (1,))
    dialog = opened(desk, gateway, action(reference, "new"))
    editor: MarkUpPreviewEditor = inner(dialog, "rows")
    desk.until(editor.lines[0].pair.options)
    channel = inner(dialog, "channel_name")
    channel.editor().setFocus()
    QTest.keyClick(channel.editor(), Qt.Key.Key_Down)
    chosen = channel.value()
    assert chosen is not None
    editor.lines[0].pair.box.setFocus()
    QTest.keyClick(editor.lines[0].pair.box, Qt.Key.Key_Down)
    QTest.keyClicks(editor.lines[0].value.line, "101")
    desk.until(lambda: gateway.queries(PreviewMarkUp))
    assert gateway.queries(PreviewMarkUp)[-1].channel_name == chosen
    dialog.action_button.click()
    desk.until(editor.lines[0].error.isVisible)
    assert editor.lines[0].error.text() == "The mark-up must be from 0 to 100; Record already exists"
    dialog.action_button.click()
    desk.until(lambda: not dialog.is_open())
    command = gateway.commands(AddReferenceMarkUps)[-1]
    assert command.channel_name == chosen
    assert [one.pair for one in command.rows] == ["USD/CNH"]
    assert isinstance(command.rows[0], NewReferenceMarkUp)
    assert command.rows[0].spread_mode is SpreadMode.VALUE


def test_an_execution_mark_up_with_times_has_moments(desk: Desk, gateway: RecordingGateway) -> None:
    dialog = opened(desk, gateway, action(MARK_UPS.tabs[1], "new"))
    start: MomentField = inner(dialog, "start_time")
    assert not start.isVisible()
    switch = inner(dialog, "default_effective")
    switch.editor().setFocus()
    QTest.keyClick(switch.editor(), Qt.Key.Key_Space)
    assert start.isVisible()


@pytest.mark.parametrize(("screen", "name"), [(ORDERS, "new"), (POOLS, "adjust")])
def test_the_actions_open_the_dialogs_and_say_which_page_they_stand_on(
    desk: Desk, gateway: RecordingGateway, screen: ListScreen, name: str
) -> None:
    gateway.answer(ListPairChoices, ())
    gateway.answer(GetPool, POOL)
    services: Any = desk
    row = POOL if name == "adjust" else None
    ActionRunner(desk.window, services, menu=screen.menu).run(action(screen, name), row=row)
    desk.until(lambda: top_dialog(desk.window) is not None)
    dialog = top_dialog(desk.window)
    assert isinstance(dialog, CommandDialog)
    assert dialog.menu == screen.menu
    if isinstance(dialog, PoolAdjustDialog):
        gateway.answer(AdjustPool, None)
        QTest.keyClicks(dialog.increase.line, "1")
        dialog.submit()
        desk.until(lambda: not dialog.is_open())
        assert gateway.submitted[0].context.menu == screen.menu
    else:
        dialog.reject()
        assert not dialog.is_open()


def test_every_name_in_the_screens_resolves() -> None:
    from whale_desktop.features.fx import screens
    from whale_desktop.screens import register_screens

    register_screens(screens.SCREENS)
    names: set[str] = set()
    for one in all_lists():
        for what in one.actions:
            names |= {what.dialog.name} if isinstance(what.dialog, CustomDialog) else set()
            names |= _editors_of(what.form)
    assert {name.partition(":")[2] for name in names} >= {
        "PeriodEditor",
        "MarkUpPreviewEditor",
        "ManualExchangeDialog",
        "PoolAdjustDialog",
    }
    for name in names:
        assert resolve(name).__doc__


def _editors_of(form: FormSpec | None) -> set[str]:
    fields = form.fields if form is not None else ()
    return {field.editor.name for field in fields if isinstance(field.editor, CustomEditor)}
