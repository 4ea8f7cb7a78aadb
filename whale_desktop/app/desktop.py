"""The window's composition root: opens a database, gives its gateway to the window, runs until the window is closed.

The only file outside `ui` that knows Qt. What is slow and not needed for the first picture is not imported here.
"""

import importlib
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import platformdirs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from whale_desktop import __version__
from whale_desktop.app.worlds import OwnWorlds, is_address
from whale_desktop.gateway.port import Gateway, Place
from whale_desktop.gateway.unanswered import UnansweredCommands
from whale_desktop.kernel.clock import Clock, SystemClock
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_, DEFAULT_LOCALE, LOCALES, catalogue
from whale_desktop.ui import theme
from whale_desktop.ui.components.sea import product_icon
from whale_desktop.ui.components.states import ErrorState
from whale_desktop.ui.pages import make_page
from whale_desktop.ui.pages.ports import ExportTerms, Lookup
from whale_desktop.ui.preferences import MessagePreferences
from whale_desktop.ui.runtime import run_until_quit
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.shell.world_choice import remembered
from whale_desktop.ui.shell.worlds import REMOTE, Authority, World
from whale_desktop.ui.tray import TrayNotices
from whale_desktop.ui.workstation import Workstation

CANNOT_OPEN = C_("shell", "The database cannot be opened")
CLOSE_PROGRAM = C_("shell", "Close")
TRY_AGAIN = C_("shell", "Try again")
PRODUCT = C_("shell", "Whale Desktop")
OF_THE_DESK = ("whale_desktop.app.offers", "whale_desktop.ui.shell.desk", "whale_desktop.ui.lists.list_page")
OWN_CERTIFICATES = "authority.pem"
"""What certificates are called that were named on the command line."""


def qt_application() -> QApplication:
    """The process's one Qt application, made when there is none yet."""
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("whale-desktop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("whale-desktop")
    application.setWindowIcon(product_icon())
    return application


def make_application(
    qt: QApplication, gateway: Gateway, *, clock: Clock, workstation: Workstation, settings: Settings | None = None
) -> Application:
    """The window on a gateway, with everything that the business offers it. Also what the tour and the journeys use."""
    return Application(
        qt,
        gateway,
        make_page=make_page,
        offers=lambda: _offered().offers(clock),
        workstation=workstation,
        preferences=lambda runtime: MessagePreferences(
            runtime,
            get=lambda: _offered().all_preferences(),
            values=lambda answer: _offered().preference_values(answer),
            put=lambda key, value: _offered().keep_preference(key, value),
        ),
        settings=replace(
            settings or Settings(),
            load=load_desk,
            export_command=lambda request: _offered().export_command(request),
            export_terms=lambda: ExportTerms(_offered().ExportList, _offered().export_asks),
            rights_dialog=lambda services, codes: _offered().rights_dialog(services, codes),
            password_dialog=lambda services, due: _offered().password_dialog(services, due),
            second_factor_dialog=lambda services, due: _offered().second_factor_dialog(services, due),
            print_command=lambda list_key, key: _offered().print_command(list_key, key),
            lookups={
                "currency": Lookup(query=lambda _: _offered().currencies(), value="currency", label="name"),
                "client": Lookup(query=lambda typed: _offered().clients(typed), value="account_no", label="name"),
            },
        ),
        clock=clock,
    )


def _offered() -> Any:
    """What the business offers, loaded when somebody has signed in."""
    from whale_desktop.app import offers

    return offers


def load_desk() -> None:
    """Load what the sign-in form does not need and the desk does: the features with what they offer, itself, the page of most screens."""
    from whale_desktop.app.services import load_features

    load_features()
    for name in OF_THE_DESK:
        importlib.import_module(name)


def own_workstation() -> Workstation:
    """What this machine remembers, in the person's settings folder."""
    return Workstation(Path(platformdirs.user_config_dir("whale-desktop", appauthor=False)) / "workstation.json")


def own_unanswered() -> UnansweredCommands:
    """What this machine tried and never heard the answer of, where programs keep what only one computer needs to know."""
    return UnansweredCommands(Path(platformdirs.user_state_dir("whale-desktop", appauthor=False)) / "unanswered")


def run(
    path: Path | None,
    *,
    clock: Clock | None = None,
    locale: str = "",
    theme: str = "",
    scale: int = 0,
    server: str = "",
    certificates: str = "",
    own_demo: Callable[[], Path] | None = None,
    workstation: Workstation | None = None,
    unanswered: UnansweredCommands | None = None,
) -> int:
    """Open a window and stay until it is closed; the exit status.

    It begins at the server that is named, else at the database of `path`, else where this machine signed in last; `own_demo` says where
    the database here is when no path does. A database that cannot be opened is said in a window with the next step, not in a traceback.
    """
    clock = clock or SystemClock()
    qt = qt_application()
    workstation = workstation or own_workstation()
    kept = str(workstation.get("locale", ""))
    spoken = locale or (kept if kept in LOCALES else DEFAULT_LOCALE)
    worlds = OwnWorlds(path, clock=clock, own_demo=own_demo or _no_demo)
    world = _first_world(workstation, server, certificates, local=path is not None)
    begun = _begun(qt, worlds, world, path, spoken, dark=(theme or workstation.get("theme")) == "dark")
    if begun is None:
        return 1
    gateway, place = begun
    tray = TrayNotices(product_icon(), catalogue(spoken)(PRODUCT))
    settings = Settings(locale=locale, mode=theme, scale=scale, desktop=tray, worlds=worlds, world=world, place=place, tips=True)
    application = make_application(qt, gateway, clock=clock, workstation=workstation, settings=settings)
    application.runtime.unanswered = unanswered or own_unanswered()
    report = application.runtime.report
    sys.excepthook = _hook(report)
    application.closed.connect(qt.quit)
    application.show()
    application.runtime.watchdog.start()
    application.runtime.start(_prepare(application), application.window)
    try:
        application.runtime.run()
        return 0
    finally:
        sys.excepthook = sys.__excepthook__
        application.dispose()
        worlds.close()


def _no_demo() -> Path:
    raise AssertionError("neither a database nor a place for a demonstration was given")


def _first_world(workstation: Workstation, server: str, certificates: str, *, local: bool) -> World:
    """Where the sign-in form begins."""
    last = remembered(workstation)
    if not is_address(last.address):
        last = World()
    if server:
        own = Authority(name=OWN_CERTIFICATES, certificates=certificates) if certificates else None
        known = last.authority if server == last.address else None
        return World(kind=REMOTE, address=server, authority=own or known)
    return World(address=last.address, authority=last.authority) if local else last


async def _prepare(application: Application) -> None:
    """While the person types a password: load what the first page needs, which then stays."""
    await application.runtime.sleep(0.1)
    await application.runtime.in_background(load_desk)
    application.runtime.collector.settle()


def _hook(
    report: Callable[[BaseException], object],
) -> Callable[[type[BaseException], BaseException, TracebackType | None], object]:
    """An error that left a plain slot: logged and shown like any other mistake of ours; Ctrl+C in the terminal ends the program."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> object:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return None
        return report(error)

    return hook


def _begun(
    qt: QApplication, worlds: OwnWorlds, world: World, path: Path | None, locale: str, *, dark: bool
) -> tuple[Gateway, Place | None] | None:
    """The gateway to begin with, and what to say of a server that has not answered yet.

    None after the person was told why a database cannot be opened, and gave up.
    """
    if world.kind == REMOTE:
        return worlds.open(world), worlds.not_yet(world.address)
    while True:
        try:
            return worlds.open(World()), None
        except CodedError as error:
            theme.apply(qt, mode="dark" if dark else "light", locale=locale)
            if not _told(qt, error, path, locale):
                return None


def _told(qt: QApplication, error: CodedError, path: Path | None, locale: str) -> bool:
    """Say in a small window why the database cannot be opened; whether to try again."""
    speak = catalogue(locale)
    again: list[bool] = []
    window = QWidget()
    window.setWindowTitle(speak(PRODUCT))
    window.setProperty("surface", "surface")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    state = ErrorState("ph.database")
    state.set_texts(speak(CANNOT_OPEN), f"{sentence(error, speak)}\n{path or ''}".strip(), speak(TRY_AGAIN), speak(CLOSE_PROGRAM))
    state.detail_button.set_icon("ph.x")
    state.retry_clicked.connect(lambda: again.append(True))
    state.retry_clicked.connect(window.close)
    state.detail_clicked.connect(window.close)
    column = QVBoxLayout(window)
    column.addWidget(state)
    window.resize(theme.px(560), theme.px(280))
    window.show()
    run_until_quit(qt)
    return bool(again)
