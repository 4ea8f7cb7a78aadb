"""A person at the real window: the composition root's application over a real gateway on a fresh demonstration."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.helpers.office import MONDAY, demo_db
from whale_desktop.app import desktop
from whale_desktop.app.services import Services, open_services
from whale_desktop.app.tour.driver import Driver
from whale_desktop.app.tour.faults import OwnTime
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD, add_member
from whale_desktop.gateway.port import Gateway
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.ui import theme
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.watchdog import STALL_SECONDS
from whale_desktop.ui.workstation import Workstation

__all__ = ["demo_db"]

SECOND_HAT = "both@whale.demo"
"""A member who may enter orders and review them, but never his own."""


@dataclass
class Desktop:
    """The files of a person's computer: what he picks, and where he keeps what the program gives him."""

    folder: Path
    picks: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)

    async def save_as(self, over: QWidget, name: str, data: bytes) -> str | None:
        path = self.folder / name
        path.write_bytes(data)
        self.kept.append(path)
        return str(path)

    async def open_file(self, over: QWidget, patterns: tuple[str, ...]) -> tuple[str, bytes] | None:
        path = self.picks.pop(0)
        return path.name, path.read_bytes()


class Person(Driver):
    """Hands at the window, with the services behind it for looking up what really happened."""

    def __init__(self, application: Application, services: Services, files: Desktop, toasts: list[tuple[str, str]]) -> None:
        super().__init__(application)
        self.services = services
        self.files = files
        self.toasts = toasts


def stall_limit() -> float:
    """100 ms. Where more programs want a processor than there are, everything that runs at all runs slower, and it is 250 ms."""
    busy = hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1) / 2
    return 0.25 if busy else STALL_SECONDS


OpenWindow = Callable[..., Person]


def add_second_hat(services: Services, at: datetime) -> None:
    """The member `SECOND_HAT`, with the demonstration's password."""
    with services.database.write() as connection:
        kept = Passwords(cheap=True).hash(DEMO_PASSWORD)
        names = dict.fromkeys(("zh_Hant", "zh_Hans", "en"), "Both")
        roles = ("funds_clerk", "funds_supervisor", "parameter_administrator")
        add_member(connection, at, email=SECOND_HAT, names=names, roles=roles, password_hash=kept)


@pytest.fixture
def open_window(demo_db: Path, qapp: QApplication, tmp_path: Path) -> Iterator[OpenWindow]:
    """Opens the program on the demonstration of 2024-03-18, 10:00, the second time on what is there then.

    A stall of the window over 100 ms fails the test by its log line.
    """
    opened: list[tuple[Application, Services]] = []

    def open_it(*, locale: str = "zh_Hant", moment: datetime = MONDAY, size: tuple[int, int] = (1440, 900)) -> Person:
        clock = FixedClock(moment)
        services = open_services(demo_db, clock)
        if not opened:
            add_second_hat(services, clock.now())
        files, toasts = Desktop(tmp_path), cast("list[tuple[str, str]]", [])
        application = desktop.make_application(
            desktop.qt_application(),
            cast(Gateway, services.gateway),
            clock=clock,
            workstation=Workstation(),
            settings=Settings(locale=locale, mode="light", scale=100, size=size, files=cast(Any, files)),
        )
        opened.append((application, services))
        application.toasts.stack.added.connect(lambda tone, text: toasts.append((tone, text)))
        application.show()
        application.window.activateWindow()
        person = Person(application, services, files, toasts)
        person.keyboard.settle()
        application.runtime.watchdog.tell_time = OwnTime()
        application.runtime.watchdog.limit_seconds = stall_limit()
        application.runtime.watchdog.start()
        return person

    yield open_it
    for application, services in opened:
        application.runtime.watchdog.stop()
        application.window.may_close = True
        application.window.close()
        application.dispose()
        services.gateway.close()
        application.window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # else the whole window would be dressed anew below
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant", market_colors="green_up")
