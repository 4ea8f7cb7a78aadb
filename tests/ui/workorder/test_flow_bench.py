"""The bench of a flow's configuration says who would have to approve, and when too few different people are there."""

import pytest
from PySide6.QtWidgets import QLabel

from tests.helpers.office import Office, office, roles
from tests.ui.access.conftest import MakeDesk, floor
from whale_desktop.features.workorder.messages import FlowMode, GetFlow, Route
from whale_desktop.features.workorder.widgets.flow_dialog import FlowDialog

__all__ = ["floor", "office"]

FLOW = "forex.strategy_edit"
TOO_FEW = "Everybody signs only once: there are too few different people for all these signatures."


@pytest.mark.parametrize(("levels", "is_short"), [(1, False), (2, True)])
def test_the_bench_says_when_nobody_is_left_for_a_further_signature(
    floor: MakeDesk, office: Office, levels: int, is_short: bool
) -> None:
    """Of two super administrators one submits: the other can sign one level, not two."""
    desk = floor("super_admin")
    dialog = FlowDialog(None, office.ask(GetFlow(flow_key=FLOW)), desk)  # type: ignore[arg-type]  # the desk stands for the services
    desk.runtime.start(dialog.open(), desk.window)
    desk.until(lambda: dialog.bench_maker.box.options)  # the flow is there, and its people
    dialog._add_route(Route(levels=(roles("super_admin"),) * levels), rest=True)
    dialog.mode.set_value(FlowMode.MANUAL)
    dialog.bench_maker.set_value(office.member_id("super_admin"))
    dialog.try_it.click()

    def said_of() -> list[str]:
        return [label.text() for label in dialog.bench.findChildren(QLabel)]

    desk.until(lambda: any("second_super_admin" in text for text in said_of()))  # the answer is there, drawn in one go
    said = said_of()
    assert (TOO_FEW in said, any("No approver available" in text for text in said)) == (is_short, is_short)
    assert sum("second_super_admin" in text for text in said) == levels
    dialog.done(None)
