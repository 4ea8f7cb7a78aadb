"""The process that `bench.start_up` times: the program itself on a demonstration database, opened as the command line opens it.

It says `painted` when the sign-in page is, lets a person's second pass, signs in (`signing`) and says `listed` when the order list
shows rows.
"""

import sys
import time
from pathlib import Path
from typing import Any

HEAVY = ("alembic", "openpyxl", "httpx", "pypinyin", "exchange_calendars", "polars")
HAND_SECONDS = 1.0
"""So long does a person need, at the least, from seeing the members to clicking one."""


def say(word: str) -> None:
    """One line with the moment and the processor time so far, for the parent."""
    print(word, time.monotonic(), time.process_time(), flush=True)


def main(path: Path) -> int:
    """Open the window, watch it, leave."""
    from whale_desktop.app import cli  # noqa: F401 - the order in which the program itself loads its parts
    from whale_desktop.kernel.logs import configure_logs

    configure_logs(path.parent / "logs")
    from whale_desktop.kernel import collecting

    collecting.pause()  # as `cli.main` does
    from whale_desktop.app import (
        calls,  # noqa: F401 - as above
        desktop,
    )
    from whale_desktop.kernel.clock import SystemClock
    from whale_desktop.ui.workstation import Workstation

    really = desktop.make_application

    def watched(*given: Any, **named: Any) -> Any:
        application = really(*given, **named)
        _watch(application)
        return application

    desktop.make_application = watched
    desktop.own_workstation = lambda: Workstation(path.with_suffix(".json"))
    return desktop.run(path, clock=SystemClock())


def _watch(application: Any) -> None:
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Painted(QObject):
        """Says a word after the first paint event, with something to show, of what it is installed on."""

        def __init__(self, word: str, then: Any, ready: Any = lambda: True) -> None:
            super().__init__(application)
            self._word, self._then, self._ready, self._said = word, then, ready, False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            """The children are painted before the loop is back."""
            if not self._said and event.type() is QEvent.Type.Paint and self._ready():
                self._said = True
                QTimer.singleShot(0, self._say)
            return False

        def _say(self) -> None:
            say(self._word)
            self._then()

    def shown() -> None:
        say("heavy " + ",".join(name for name in HEAVY if name in sys.modules))
        QTimer.singleShot(round(HAND_SECONDS * 1000), sign_in)

    def sign_in() -> None:
        (card,) = (card for card in application.sign_in.members if card.member.email == "clerk@whale.demo")
        say("signing")
        application.sign_in.choose(card.member)
        finder.start(2)

    def find_list() -> None:
        desk = application.window.desk
        if desk is None or application.sign_in.is_up:
            return
        page = desk.workspace.current().page
        if page is None or desk.workspace.current().key != "fx.orders":
            desk.workspace.open("fx.orders")
            page = desk.workspace.current().page
        finder.stop()
        pages.append(page)
        page.area.table.viewport().installEventFilter(listed)

    def leave() -> None:
        application.close()

    pages: list[Any] = []
    first = Painted("painted", shown)
    listed = Painted("listed", leave, lambda: pages[0].area.model.rowCount() > 0)
    application.window.installEventFilter(first)
    finder = QTimer(application)
    finder.timeout.connect(find_list)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
