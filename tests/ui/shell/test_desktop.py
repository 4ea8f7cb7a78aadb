"""The composition root: the real services behind the real window."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.office import PASSWORD, Office, office
from tests.helpers.registries import borrowed_registries
from tests.ui.shell.hands import press, write
from whale_desktop.app import desktop, offers
from whale_desktop.app.services import load_features, new_database
from whale_desktop.kernel.clock import FixedClock, SystemClock, parse_moment
from whale_desktop.kernel.errors import CodedError, Unavailable
from whale_desktop.messages import info_of
from whale_desktop.screens import list_of, menu_entries, where_type
from whale_desktop.ui import theme
from whale_desktop.ui.components.states import ErrorState
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.shell.workspace import screen_for
from whale_desktop.ui.workstation import Workstation

__all__ = ["office"]


@pytest.fixture
def own_messages() -> object:
    """The made-up messages of the other tests of the window are not needed here."""
    return borrowed_registries


def opened(qapp: QApplication, qtbot: QtBot, office: Office, user: str) -> Application:
    """The window on an office, signed in by keys."""
    application = desktop.make_application(
        qapp, office.gateway, clock=office.clock, workstation=Workstation(), settings=Settings(locale="en", size=(1440, 900))
    )
    qtbot.addWidget(application.window, before_close_func=lambda window: setattr(window, "may_close", True))
    application.show()
    with qtbot.waitActive(application.window):
        application.window.activateWindow()
    form = application.sign_in
    write(form.email.editor(), f"{user}@office.test")
    from PySide6.QtCore import Qt

    press(form.email.editor(), Qt.Key.Key_Return)
    write(form.password.editor(), PASSWORD)
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.is_up, timeout=20_000)
    return application


def closed(application: Application, qapp: QApplication) -> None:
    application.window.hide()
    application.dispose()
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant", market_colors="green_up")


def test_a_clerk_signs_in_opens_a_list_and_finds_it_open_the_next_day(qapp: QApplication, qtbot: QtBot, office: Office) -> None:
    application = opened(qapp, qtbot, office, "funds_clerk")
    desk = application.window.desk
    assert desk is not None
    assert application.toasts.stack.toasts() == ()
    desk.open_menu("cash.conversion.exchange_order")
    assert desk.workspace.current().key == "fx.orders"
    application.services.set_favourite("cash.conversion.reference_rates", True)
    with qtbot.waitSignal(application.closed, timeout=20_000):
        application.window.close()
    closed(application, qapp)
    again = opened(qapp, qtbot, office, "funds_clerk")
    second = again.window.desk
    assert second is not None
    assert second.workspace.current().key == "fx.orders"
    assert again.services.favourites() == ["cash.conversion.reference_rates"]
    closed(again, qapp)


def test_a_switch_of_language_reaches_the_roles(qapp: QApplication, qtbot: QtBot, office: Office) -> None:
    application = opened(qapp, qtbot, office, "funds_supervisor")
    session = application.runtime.session
    assert session is not None
    english = session.roles
    application.set_locale("zh_Hans")
    switched = application.runtime.session
    assert switched is not None
    assert switched.roles != english
    assert switched.session == session.session
    closed(application, qapp)


def test_everything_offered_leads_to_a_screen_and_asks_a_registered_question() -> None:
    load_features()
    offered = offers.offers(SystemClock())
    client = offered.client
    assert client is not None
    targets = (
        {one.screen for one in offered.searches if one.client is None}
        | {link.screen for link in client.links}
        | {one.screen for one in offered.waiting}
        | {one.screen for one in offered.set_up}
    )
    assert {key for key in targets if screen_for(key).menu not in menu_entries()} == set()
    for search in offered.searches:
        assert isinstance(search.query("80012868"), search.query_type)
        assert (search.client is None) is bool(search.screen)
    for link in client.links:
        info_of(link.query_type)
        assert set(link.where("HK00010001")) <= where_names(link.screen)
    for waiting in offered.waiting:
        assert isinstance(waiting.query(), waiting.query_type)
    for step in offered.set_up:
        assert isinstance(step.query(), step.query_type)


def where_names(key: str) -> set[str]:
    """The filter fields of a list."""
    found = list_of(key)
    assert found is not None
    where = where_type(found.query)
    return set(where.__struct_fields__) if where is not None else set()


def test_every_question_of_home_and_palette_is_answered(office: Office) -> None:
    offered = offers.offers(office.clock)
    for waiting in offered.waiting:
        assert waiting.count(office.ask(waiting.query(), user="super_admin")) >= 0
    done = [step.done(office.ask(step.query(), user="super_admin")) for step in offered.set_up]
    assert done[-1] is False, "a new office has no rates"
    for search in offered.searches:
        office.ask(search.query("80012868"), user="super_admin")
    assert offered.names is not None
    name, roles = offered.names.read(office.ask(offered.names.query(), user="funds_clerk"), "en")
    assert name
    assert roles


A_SHORT_RUN = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from whale_desktop.app import desktop
from whale_desktop.ui.workstation import Workstation
desktop.own_workstation = Workstation
def close_soon():
    window = next(one for one in QApplication.topLevelWidgets() if one.isVisible() and one.windowTitle())
    print(window.windowTitle())
    window.close()
desktop.qt_application()
QTimer.singleShot(500, close_soon)
raise SystemExit(desktop.run(Path(sys.argv[1]), locale="en"))
"""


def test_the_program_runs_until_its_window_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "small.db"
    new_database(path, kind="local", clock=FixedClock(parse_moment("2024-03-18")))
    done = subprocess.run(
        [sys.executable, "-c", A_SHORT_RUN, str(path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout.splitlines()[:1]) == (0, ["Whale Desktop — small.db"]), done.stderr
    assert "Traceback" not in done.stderr


AT_FIRST_PAINT = """
import sys
from pathlib import Path
from whale_desktop.app import desktop
from whale_desktop.app.services import open_local
from whale_desktop.kernel.clock import SystemClock
from whale_desktop.ui.workstation import Workstation
qt = desktop.qt_application()
gateway = open_local(Path(sys.argv[1]))
application = desktop.make_application(qt, gateway, clock=SystemClock(), workstation=Workstation())
application.show()
qt.processEvents()
assert not application.window.grab().isNull()
late = ("alembic", "openpyxl", "httpx", "pypinyin", "exchange_calendars", "polars", "typst", "python_calamine")
print([name for name in late if name in sys.modules])
application.window.hide()
application.dispose()
gateway.close()
"""


def test_nothing_slow_is_loaded_at_first_paint(tmp_path: Path) -> None:
    path = tmp_path / "small.db"
    new_database(path, kind="local", clock=FixedClock(parse_moment("2024-03-18")))
    done = subprocess.run(
        [sys.executable, "-c", AT_FIRST_PAINT, str(path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_a_database_that_cannot_be_opened_is_said_in_a_window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "newer.db"
    tries: list[Path] = []

    def refuse(wanted: Path, clock: object) -> object:
        tries.append(wanted)
        raise Unavailable("storage.newer", {"found": "99"})

    monkeypatch.setattr("whale_desktop.app.services.open_local", refuse)
    monkeypatch.setattr(desktop, "own_workstation", Workstation)
    seen: list[str] = []

    def answer() -> int:
        state = next(
            one for window in QApplication.topLevelWidgets() for one in window.findChildren(ErrorState) if one.isVisible()
        )
        seen.append(state.hint.text())
        (state.button if len(seen) == 1 else state.detail_button).click()
        return 0

    monkeypatch.setattr(desktop, "run_until_quit", lambda _: answer())
    assert desktop.run(path, locale="en") == 1
    assert tries == [path, path]
    assert seen[0].startswith("This database was made by a newer version (99)")
    assert str(path) in seen[0]


@pytest.mark.expects_log("ui.fault")
def test_an_error_in_a_plain_slot_is_logged_and_shown(qapp: QApplication, qtbot: QtBot, office: Office) -> None:
    application = opened(qapp, qtbot, office, "auditor")
    shown: list[CodedError] = []
    application.runtime.show_error = lambda error, retry: shown.append(error)
    hook = desktop._hook(application.runtime.report)
    hook(ZeroDivisionError, ZeroDivisionError("ours"), None)
    assert [error.code for error in shown] == ["system.fault"]
    closed(application, qapp)
