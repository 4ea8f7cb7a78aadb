"""The window's composition root: opens a database, gives its gateway to the window, runs until the window is closed.

The only file outside `ui` that knows Qt. What is slow and not needed for the first picture is not imported here.
"""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import platformdirs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from whale_desktop import __version__
from whale_desktop.gateway.port import Gateway
from whale_desktop.kernel.clock import Clock, SystemClock
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_, DEFAULT_LOCALE, LOCALES, catalogue
from whale_desktop.ui import theme
from whale_desktop.ui.components.sea import product_icon
from whale_desktop.ui.components.states import ErrorState
from whale_desktop.ui.pages import make_page
from whale_desktop.ui.pages.ports import Lookup
from whale_desktop.ui.preferences import MessagePreferences
from whale_desktop.ui.runtime import run_until_quit
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.shell.application import Application, Settings
from whale_desktop.ui.tray import TrayNotices
from whale_desktop.ui.workstation import Workstation

CANNOT_OPEN = C_("shell", "The database cannot be opened")
CLOSE_PROGRAM = C_("shell", "Close")
TRY_AGAIN = C_("shell", "Try again")
PRODUCT = C_("shell", "Whale Desktop")


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
    wanted = settings or Settings()
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
        settings=Settings(
            locale=wanted.locale,
            mode=wanted.mode,
            scale=wanted.scale,
            idle_minutes=wanted.idle_minutes,
            size=wanted.size,
            load=load_desk,
            files=wanted.files,
            desktop=wanted.desktop,
            export_command=lambda request: _offered().export_command(request),
            rights_dialog=lambda services, codes: _offered().rights_dialog(services, codes),
            password_dialog=lambda services, due: _offered().password_dialog(services, due),
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
    """Load what the desk needs and the sign-in form does not: the features, and the page that most screens are."""
    from whale_desktop.app.services import load_features

    load_features()
    importlib.import_module("whale_desktop.ui.lists.list_page")


def own_workstation() -> Workstation:
    """What this machine remembers, in the person's settings folder."""
    return Workstation(Path(platformdirs.user_config_dir("whale-desktop", appauthor=False)) / "workstation.json")


def run(path: Path, *, clock: Clock | None = None, locale: str = "", theme: str = "", scale: int = 0) -> int:
    """Open the database of `path` in a window and stay until it is closed; the exit status.

    A database that cannot be opened is said in a window with the next step, not in a traceback.
    """
    clock = clock or SystemClock()
    qt = qt_application()
    workstation = own_workstation()
    kept = str(workstation.get("locale", ""))
    spoken = locale or (kept if kept in LOCALES else DEFAULT_LOCALE)
    gateway = _opened(qt, path, clock, spoken, dark=(theme or workstation.get("theme")) == "dark")
    if gateway is None:
        return 1
    tray = TrayNotices(product_icon(), catalogue(spoken)(PRODUCT))
    settings = Settings(locale=locale, mode=theme, scale=scale, desktop=tray)
    application = make_application(qt, gateway, clock=clock, workstation=workstation, settings=settings)
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
        gateway.close()


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


def _opened(qt: QApplication, path: Path, clock: Clock, locale: str, *, dark: bool) -> Gateway | None:
    """The gateway to a database file; when it cannot be opened, None after the person was told and gave up."""
    from whale_desktop.app.services import open_local

    while True:
        try:
            return cast(Gateway, open_local(path, clock))
        except CodedError as error:
            theme.apply(qt, mode="dark" if dark else "light", locale=locale)
            if not _told(qt, error, path, locale):
                return None


def _told(qt: QApplication, error: CodedError, path: Path, locale: str) -> bool:
    """Say in a small window why the database cannot be opened; whether to try again."""
    speak = catalogue(locale)
    again: list[bool] = []
    window = QWidget()
    window.setWindowTitle(speak(PRODUCT))
    window.setProperty("surface", "surface")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    state = ErrorState("ph.database")
    state.set_texts(speak(CANNOT_OPEN), f"{sentence(error, speak)}\n{path}", speak(TRY_AGAIN), speak(CLOSE_PROGRAM))
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
