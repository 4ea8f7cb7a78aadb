"""One window under the eyes of a tour: pictures are taken here, a failed step is noted and cleared away, and the tour goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QApplication

from whale_desktop.app import desktop
from whale_desktop.app.services import Services, open_services
from whale_desktop.app.tour.driver import Driver
from whale_desktop.app.tour.faults import FaultKeeper
from whale_desktop.app.tour.keyboard import StuckError
from whale_desktop.app.tour.pictures import Album
from whale_desktop.app.tour.plug import Plug
from whale_desktop.gateway.port import Gateway
from whale_desktop.kernel.clock import Clock
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.workstation import Workstation

DRAWN_AFTER = 20
"""Milliseconds until what has arrived is laid out and painted."""
LAYOUT_ROUNDS = 5
"""A layout that changes asks the one around it in the next round of events; on a busy machine the milliseconds are over before that."""


class Scene:
    """A window on a database of its own, with the hands and the camera of the tour."""

    def __init__(self, application: Application, services: Services, plug: Plug, *, album: Album, faults: FaultKeeper) -> None:
        self.application = application
        self.services = services
        self.plug = plug
        self.driver = Driver(application)
        self.keyboard = self.driver.keyboard
        self._album = album
        self._faults = faults

    def picture(self, name: str, *, title: str = "", toasts: bool = False) -> None:
        """Take a picture. Toasts of earlier steps are taken away first unless they belong to it."""
        if not toasts:
            self.application.toasts.stack.clear()
        self.keyboard.settle()
        self.keyboard.pause(DRAWN_AFTER)
        for _ in range(LAYOUT_ROUNDS):
            QApplication.processEvents()
        if not toasts:
            self.application.toasts.stack.clear()  # what came while the window settled
        with self.application.runtime.exempt("picture"):
            self._album.take(self.driver.window, name, screen=self._screen(), title=title or self._title())
            self._faults.look(self.application)
        self.keyboard.pause(DRAWN_AFTER)

    @contextmanager
    def step(self, name: str, *, errors: bool = False) -> Iterator[None]:
        """A part of the tour. When it fails, that is noted with a picture, and everything that is open is closed.

        errors: the step shows errors, so their toasts are no faults.
        """
        self._faults.step = name
        self._faults.expects_errors = errors
        try:
            yield
        except Exception as error:
            kind = "" if isinstance(error, StuckError) else f"{type(error).__name__}: "
            self._faults.note(f"{kind}{error}")
            self.plug.is_pulled = False
            with self.application.runtime.exempt("picture"):
                self._album.take(self.driver.window, f"failed-{len(self._album.entries)}", screen=self._screen(), title=name)
            self._clear_away()

    def _clear_away(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        while (dialog := top_dialog(self.driver.window)) is not None:
            dialog.done(None)
        self.keyboard.pause(DRAWN_AFTER)

    def _screen(self) -> str:
        desk = self.application.window.desk
        if desk is None or self.application.sign_in.is_up:
            return ""
        return desk.workspace.current().key

    def _title(self) -> str:
        desk = self.application.window.desk
        if desk is None or self.application.sign_in.is_up:
            return self.application.sign_in.title.text()
        dialog = top_dialog(self.driver.window)
        page = desk.workspace.title()
        return f"{page}: {dialog.accessibleName()}" if dialog is not None else page


@contextmanager
def scene_on(
    path: Path, *, clock: Clock, album: Album, faults: FaultKeeper, settings: Settings, qt: QApplication | None = None
) -> Iterator[Scene]:
    """Open the real application on a database; it is closed at the end, whatever happens."""
    services = open_services(path, clock)
    plug = Plug(cast(Gateway, services.gateway))
    application = desktop.make_application(
        qt or desktop.qt_application(), cast(Any, plug), clock=clock, workstation=Workstation(), settings=settings
    )
    faults.watch(application)
    application.show()
    application.window.activateWindow()
    application.runtime.watchdog.start()
    try:
        scene = Scene(application, services, plug, album=album, faults=faults)
        scene.keyboard.settle()
        yield scene
    finally:
        application.runtime.watchdog.stop()
        application.window.may_close = True
        application.window.close()
        application.dispose()
        services.gateway.close()
