"""A desk for pages: the real services object and runtime over a scripted gateway, with toasts and files that record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.pages import invented
from tests.ui.recording import RecordingGateway, signed_in
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.screens import Screen
from whale_desktop.ui import theme
from whale_desktop.ui.components import Dialog, words
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.pages import Page, make_page
from whale_desktop.ui.pages.ports import ExportRequest, Lookup, ToastLink
from whale_desktop.ui.preferences import MemoryPreferences, Preferences
from whale_desktop.ui.runtime import Runtime
from whale_desktop.ui.services import Services
from whale_desktop.ui.workstation import Workstation


@dataclass
class RecordingToasts:
    said: list[tuple[str, str]] = field(default_factory=list)
    retry: Callable[[], object] | None = None
    links: list[ToastLink] = field(default_factory=list)

    def success(self, text: str, *, link: ToastLink | None = None) -> None:
        self.said.append(("success", text))
        self.links += [link] if link is not None else []

    def warning(self, text: str, *, link: ToastLink | None = None) -> None:
        self.said.append(("warning", text))
        self.links += [link] if link is not None else []

    def error(self, text: str, *, retry: Callable[[], object] | None = None, link: ToastLink | None = None) -> None:
        self.said.append(("error", text))
        self.retry = retry
        self.links += [link] if link is not None else []


@dataclass
class RecordingFiles:
    saved: list[tuple[str, bytes]] = field(default_factory=list)
    offered: tuple[str, bytes] | None = None

    async def save_as(self, over: QWidget, name: str, data: bytes) -> str | None:
        self.saved.append((name, data))
        return f"/kept/{name}"

    async def open_file(self, over: QWidget, patterns: tuple[str, ...]) -> tuple[str, bytes] | None:
        return self.offered


@dataclass
class Desk:
    """Everything that a test of a page touches."""

    qtbot: QtBot
    gateway: RecordingGateway
    services: Services
    toasts: RecordingToasts
    files: RecordingFiles
    window: QMainWindow
    opened: list[tuple[str, Mapping[str, Any] | None]]

    def open(self, screen: Screen, *, start: bool = True) -> Any:
        """The page of a screen, shown in the window; `start` waits until its rows are there."""
        page = make_page(screen, self.services)
        self.window.setCentralWidget(page)
        self.window.show()
        self.qtbot.waitExposed(self.window)
        if start:
            self.wait(lambda: self.settled(page))
        return page

    def settled(self, page: Page) -> bool:
        """Whether the first answer is on screen."""
        source = getattr(page, "source", None)
        return source is None or source.loaded

    def wait(self, condition: Callable[[], Any]) -> None:
        """Until something is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=4000)

    def idle(self, milliseconds: int = 60) -> None:
        """Let answers and changes arrive."""
        self.qtbot.wait(milliseconds)

    def dialog(self) -> Any:
        """The topmost dialog, waited for."""
        self.wait(lambda: top_dialog(self.window) is not None)
        dialog = top_dialog(self.window)
        assert isinstance(dialog, Dialog)
        return dialog

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
        self.services.runtime.close()

    def close_dialogs(self) -> None:
        """Close what a test left open."""
        for _ in range(5):
            dialog = top_dialog(self.window)
            if dialog is None:
                return
            dialog.done(None)
            self.qtbot.wait(5)

    def no_dialog(self) -> None:
        """Wait until none is open."""
        self.wait(lambda: top_dialog(self.window) is None)

    def press(self, key: str, on: QWidget | None = None) -> None:
        """A real key combination on a widget, or on what has the focus."""
        from PySide6.QtGui import QKeySequence

        combination = QKeySequence(key)[0]  # type: ignore[index]  # the stubs forget that a key sequence is a sequence
        target = on or QApplication.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def click(self, widget: QWidget) -> None:
        """A real click into the middle of a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def _export(request: ExportRequest) -> Any:
    return invented.ExportDeals(
        list_key=request.list_key,
        where=dict(request.where),
        tab=request.tab,
        keys=request.keys,
        columns=request.columns,
        locale=request.locale,
        file_name=request.file_name,
        format=request.format,
        sort=request.sort,
        descending=request.descending,
        remark=request.remark,
    )


def script(gateway: RecordingGateway) -> None:
    """Answers that fit the invented feature."""
    gateway.answer(invented.ListDeals, invented.page_of)
    gateway.answer(invented.TotalDeals, invented.totals_of)
    gateway.answer(invented.GetDeal, invented.detail_of)
    gateway.answer(invented.ListSteps, invented.steps_of)
    currencies = tuple(invented.CurrencyRow(code=code, name=code) for code in ("HKD", "USD", "CNH", "SGD"))
    gateway.answer(invented.ListCurrencies, currencies)
    gateway.answer(
        invented.SearchClients,
        (invented.ClientRow(number="80012046", name="陳嘉儀"), invented.ClientRow(number="80012183", name="黃志明")),
    )
    gateway.answer(invented.ListQuotas, invented.QUOTAS)
    gateway.answer(invented.ListPairs, invented.PAIRS)
    for kind in (
        invented.EnterDeal,
        invented.EditDeal,
        invented.ArchiveDeal,
        invented.ReviewDeal,
        invented.CancelDeal,
        invented.SetDefault,
        invented.DeletePair,
        invented.CreatePair,
        invented.EditPair,
        invented.ImportDeals,
    ):
        gateway.answer(kind, None)


def make_desk(
    qtbot: QtBot, *, locale: str = "en", codes: tuple[str, ...] = invented.CODES, size: tuple[int, int] = (1366, 768)
) -> Desk:
    """A desk whose member holds `codes`."""
    gateway = RecordingGateway(codes=frozenset(codes))
    script(gateway)
    runtime = Runtime(gateway, locale=locale, clock=FixedClock(datetime(2024, 3, 18, 2, 32, 8, tzinfo=UTC)))
    runtime.session = signed_in(*codes)
    words.set_speaker(runtime.texts.catalogue)
    toasts, files = RecordingToasts(), RecordingFiles()
    opened: list[tuple[str, Mapping[str, Any] | None]] = []
    services = Services(
        runtime,
        place=gateway.place_answer,
        preferences=Preferences(runtime, MemoryPreferences()),
        workstation=Workstation(None),
        toasts=toasts,
        open_screen=lambda key, where: opened.append((key, where)),
        export_command=_export,
        print_command=lambda list_key, key: invented.PrintDeal(list_key=list_key, key=key),
        lookups={
            "currency": Lookup(lambda _text: invented.ListCurrencies(), "code", "code"),
            "client": Lookup(lambda text: invented.SearchClients(text=text), "number", "name"),
        },
        files=files,
    )
    window = QMainWindow()
    window.resize(*size)
    return Desk(qtbot, gateway, services, toasts, files, window, opened)


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant")
    desk = make_desk(qtbot)
    yield desk
    desk.gateway.release()
    desk.close()


__all__ = ["Desk", "desk", "make_desk"]
