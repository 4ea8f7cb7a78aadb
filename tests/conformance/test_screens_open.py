"""Every screen opens over the real services: on a desk after some work, on an empty one, without a right, and with each error.

Every record opens in the drawer, every form and dialog of an action opens. Needs Qt (offscreen).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.conformance.walking import ACTIONS, LISTS, PAGES, SCREENS, named
from tests.helpers.desk import busy_desk, export_limits
from tests.helpers.office import PASSWORD, Office, template_of
from whale_desktop.app import offers
from whale_desktop.features.ledger.messages import SearchClients
from whale_desktop.features.reference.messages import ListCurrencies
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import CodedError, Fault, Unavailable, UserError
from whale_desktop.messages import info_of
from whale_desktop.screens import Action, CardScreen, ListScreen, Screen, TabsScreen
from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.dialog import Dialog, top_dialog
from whale_desktop.ui.pages import make_page
from whale_desktop.ui.pages.ports import Lookup
from whale_desktop.ui.preferences import MemoryPreferences, Preferences
from whale_desktop.ui.runtime import Runtime
from whale_desktop.ui.services import Services
from whale_desktop.ui.workstation import Workstation

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

PATIENCE_MILLISECONDS = 8000

each_screen = pytest.mark.parametrize("screen", SCREENS, ids=lambda one: str(one.key))


class Quiet:
    """Takes every short message and every file."""

    def success(self, text: str, *, link: Any = None) -> None:
        """Nothing is shown."""

    def warning(self, text: str, *, link: Any = None) -> None:
        """Nothing is shown."""

    def error(self, text: str, *, retry: Any = None, link: Any = None) -> None:
        """Nothing is shown."""

    async def save_as(self, over: QWidget, name: str, data: bytes) -> str | None:
        """Nobody chooses a place."""

    async def open_file(self, over: QWidget, patterns: tuple[str, ...]) -> tuple[str, bytes] | None:
        """Nobody chooses a file."""


class Moody:
    """The gateway of an office that can be told to refuse every question."""

    def __init__(self, gateway: Any) -> None:
        self._gateway = gateway
        self.error: CodedError | None = None

    def ask(self, query: Any, **more: Any) -> Any:
        """Refuse or answer."""
        if self.error is not None:
            raise self.error
        return self._gateway.ask(query, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)


class Window:
    """A window of a member of an office, with one page in it."""

    def __init__(self, qtbot: QtBot, office: Office, user: str, locale: str) -> None:
        self.qtbot = qtbot
        self.gateway = Moody(office.gateway)
        self.runtime = Runtime(self.gateway, locale=locale, clock=office.clock)
        self.runtime.session = office.gateway.sign_in(f"{user}@office.test", PASSWORD, Context(workstation="test", locale=locale))
        words.set_speaker(self.runtime.texts.catalogue)
        self.window = QMainWindow()
        self.window.resize(1366, 768)
        self.services = Services(
            self.runtime,
            place=office.gateway.place(),
            preferences=Preferences(self.runtime, MemoryPreferences()),
            workstation=Workstation(None),
            toasts=Quiet(),
            open_screen=lambda key, where: None,
            export_command=offers.export_command,
            print_command=offers.print_command,
            lookups={
                "currency": Lookup(query=lambda _: ListCurrencies(limit=200), value="currency", label="name"),
                "client": Lookup(query=lambda typed: SearchClients(text=typed), value="account_no", label="name"),
            },
            files=Quiet(),
        )

    def open(self, screen: Screen | ListScreen) -> Any:
        """The page of a screen, shown."""
        page = make_page(screen, self.services)
        self.window.setCentralWidget(page)
        self.window.show()
        self.qtbot.waitExposed(self.window)
        return page

    def until(self, condition: Any) -> None:
        """Until something is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MILLISECONDS)

    def close(self) -> None:
        """Put everything away, in the order in which a window goes."""
        self.close_dialogs()
        page = self.window.takeCentralWidget()
        if page is not None:
            page.hide()
            page.deleteLater()
        self.window.close()
        self.window.deleteLater()
        self.qtbot.wait(1)
        self.runtime.close()

    def close_dialogs(self) -> None:
        """Close what is open."""
        for _ in range(5):
            dialog = top_dialog(self.window)
            if dialog is None:
                return
            dialog.done(None)
            self.qtbot.wait(5)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:
    """A desk after some work, and an office where nothing was ever entered. The tests of this module change nothing in them."""
    made = {name: Office.at(template_of(tmp_path_factory), tmp_path_factory.mktemp(name)) for name in ("busy", "empty")}
    busy_desk(made["busy"])
    export_limits(made["busy"])
    for office in made.values():
        office.gateway.subscribe(lambda change: None)  # the watcher over other programs starts with the first subscription
    yield made
    for office in made.values():
        office.close()
        office.database.close()


@pytest.fixture
def windows(qtbot: QtBot, qapp: QApplication, offices: dict[str, Office]) -> Iterator[Any]:
    """Makes windows over the offices."""
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant")
    made: list[Window] = []

    def make(office: str = "busy", *, user: str = "super_admin", locale: str = "zh_Hant") -> Window:
        made.append(Window(qtbot, offices[office], user, locale))
        return made[-1]

    yield make
    for window in made:
        window.close()


def parts_of(page: Any) -> list[Any]:
    """The lists or cards of a page: the page itself, or each list behind its tabs, brought to the front."""
    if not hasattr(page, "lists"):
        return [page]
    return list(page.lists)


def settle(window: Window, page: Any, part: Any) -> str:
    """Bring a part to the front and wait until its first answer is drawn; its state."""
    if part is not page:
        page.stack.setCurrentWidget(part)
    window.until(lambda: part.states.state != "loading")
    return str(part.states.state)


def count_of(part: Any) -> int:
    """How many rows or cards a part shows."""
    if hasattr(part, "area"):
        return len(part.area.model.rows)
    return len(part.answer.cards) if hasattr(part, "answer") else 1


def lists_of(screen: Screen) -> tuple[ListScreen, ...]:
    """The lists of a screen."""
    return screen.tabs if isinstance(screen, TabsScreen) else (screen,) if isinstance(screen, ListScreen) else ()


@each_screen
def test_a_screen_opens_with_its_rows(windows: Any, offices: dict[str, Office], screen: Screen) -> None:
    window = windows()
    page = window.open(screen)
    for part in parts_of(page):
        assert settle(window, page, part) == "rows"
    for part, spec in zip(parts_of(page), lists_of(screen), strict=False):
        assert count_of(part) == len(offices["busy"].ask(spec.query(tab=spec.first_tab, limit=part.source.paging.size)).rows)
        window.until(lambda part=part: part.source.totals is not None)


NEVER_EMPTY = {
    "notices.settings": "a line for every kind of notice that the program has",
    "documents.report_printing": "the reports that the program has",
    "documents.batch_printing": "the reports that the program has",
}
"""Hand-written screens that have something to show in an office where nothing was ever entered, each with the reason."""


@each_screen
def test_a_screen_opens_where_nothing_was_ever_entered(windows: Any, offices: dict[str, Office], screen: Screen) -> None:
    window = windows("empty", locale="en")
    page = window.open(screen)
    for part, spec in zip(parts_of(page), lists_of(screen) or (None,), strict=False):
        there = screen.key in NEVER_EMPTY or (spec is not None and offices["empty"].ask(spec.totals()).count > 0)
        assert settle(window, page, part) == ("rows" if there else "empty")


@pytest.mark.parametrize(
    "error",
    [Unavailable("storage.locked"), Fault("0123456789ab")],
    ids=lambda one: str(one.code),
)
@each_screen
def test_a_screen_that_gets_an_error_says_so_and_recovers(windows: Any, screen: Screen, error: CodedError) -> None:
    window = windows(locale="en")
    window.gateway.error = error
    page = window.open(screen)
    for part in parts_of(page):
        window.gateway.error = error
        assert settle(window, page, part) == "failed"
        said = part.states.error.line.text()
        assert said
        assert "{" not in said
        assert error.params.get("fault_id", "") in said
        window.gateway.error = None
        part.states.error.retry_clicked.emit()
        window.until(lambda part=part: part.states.state == "rows")


@each_screen
def test_who_may_not_see_a_screen_is_told(windows: Any, screen: Screen) -> None:
    window = windows(locale="en")
    window.gateway.error = UserError("auth.no_permission")
    page = window.open(screen)
    for part in parts_of(page):
        assert settle(window, page, part) == "refused"


@pytest.mark.parametrize("screen", [one for one in LISTS if one.detail is not None], ids=named)
def test_the_details_of_every_row_can_be_drawn(windows: Any, offices: dict[str, Office], screen: ListScreen) -> None:
    window = windows(locale="en")  # the language in which the office is asked below
    page = window.open(screen)
    assert settle(window, page, page) == "rows"
    detail = screen.detail
    assert detail is not None
    for row in offices["busy"].ask(screen.query(limit=5)).rows:
        page.drawer.show_row(row, (), page.container)
        window.until(lambda: page.drawer._record is not None)
        assert getattr(page.drawer._record, detail.title) == getattr(offices["busy"].ask(detail.query(row)), detail.title)


class NewWindows(QObject):
    """Hears of every widget that is shown as a window of its own."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.kinds: list[str] = []
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.append(type(watched).__name__)
        return False


@each_screen
def test_a_screen_opens_no_window_besides_its_own(windows: Any, qapp: QApplication, screen: Screen) -> None:
    """A part that is shown before it stands in the page is a window for a moment, and takes the keyboard away from the page."""
    window = windows()
    heard = NewWindows(qapp)
    page = window.open(screen)
    for part in parts_of(page):
        if hasattr(part, "states"):
            settle(window, page, part)
    qapp.removeEventFilter(heard)
    assert set(heard.kinds) <= {"QMainWindow"}


OPENING = [(screen, action) for screen, action in ACTIONS if action.form or action.dialog or action.importing]


@pytest.mark.parametrize(("screen", "action"), OPENING, ids=named)
def test_what_an_action_opens_opens(
    windows: Any, offices: dict[str, Office], screen: ListScreen | CardScreen, action: Action
) -> None:
    window = windows()
    page = window.open(screen)
    assert settle(window, page, page) == "rows"
    row = None
    if "page" not in action.places:
        row = first_row(offices["busy"], screen, action)
    page.runner.run(action, row=row)
    window.until(lambda: isinstance(top_dialog(window.window), Dialog))
    dialog = top_dialog(window.window)
    assert dialog is not None
    assert dialog.accessibleName()
    window.qtbot.wait(30)


def first_row(office: Office, screen: ListScreen | CardScreen, action: Action) -> Any:
    """A row that allows the action, else the first one."""
    if isinstance(screen, ListScreen):
        rows = office.ask(screen.query(limit=200)).rows
    else:
        answer = office.ask(screen.query())
        rows = answer.missing if action is screen.missing_action else answer.cards
    assert action.command is not None
    name = info_of(action.command).name
    return next((row for row in rows if name in getattr(row, "may", ())), rows[0])


def test_all_kinds_of_screens_are_here() -> None:
    assert {ListScreen, TabsScreen, CardScreen} <= {type(screen) for screen in SCREENS}
    assert len(PAGES) > len(LISTS)
    assert len(OPENING) > 15
