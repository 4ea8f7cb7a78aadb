"""Desks of any member over a real office, for the dialogs of members and rights."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.office import PASSWORD, Office, office
from tests.ui.fx.conftest import Desk, _look
from whale_desktop.gateway.port import Context
from whale_desktop.ui.pages.resolve import resolve

__all__ = ["_look", "office"]

MakeDesk = Callable[[str], Desk]


@pytest.fixture
def floor(qtbot: QtBot, office: Office) -> Iterator[MakeDesk]:
    """A desk of the user that one names."""
    made: list[Desk] = []

    def of(user: str) -> Desk:
        session = office.gateway.sign_in(f"{user}@office.test", PASSWORD, Context(workstation="test", locale="en"))
        made.append(Desk(office.gateway, qtbot, session=session))
        return made[-1]

    yield of
    for desk in made:
        desk.window.hide()
        desk.runtime.close()


def opened(desk: Desk, name: str, row: Any = None) -> Any:
    """A dialog of this feature, shown."""
    services: Any = desk
    dialog = resolve(f"whale_desktop.features.access.widgets:{name}")(None, row, services)
    desk.runtime.start(dialog.open(), desk.window)
    desk.until(dialog.isVisible)
    return dialog
