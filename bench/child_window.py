"""The process that `bench.start_up` times: the real window on a demonstration database. It says `painted` and `listed` when it has."""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView

HEAVY = ("alembic", "openpyxl", "httpx", "pypinyin", "exchange_calendars", "polars")


class _Painted(QObject):
    """Says once that a widget of a kind was painted with something in it."""

    def __init__(self, kind: type, word: str, ready: object) -> None:
        super().__init__()
        self._kind, self._word, self._ready, self.said = kind, word, ready, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch paint events."""
        if not self.said and event.type() == QEvent.Type.Paint and isinstance(watched, self._kind) and self._ready(watched):
            self.said = True
            QTimer.singleShot(0, lambda: say(self._word))
        return False


def say(word: str) -> None:
    """One line with the moment, for the parent."""
    print(word, time.time(), flush=True)


def main(path: Path) -> None:
    """Open, wait for the sign-in page, sign in, wait for the first list, leave."""
    from whale_desktop.app import desktop, services
    from whale_desktop.kernel.clock import SystemClock
    from whale_desktop.ui.shell.sign_in import SignInForm
    from whale_desktop.ui.shell.window import MainWindow
    from whale_desktop.ui.workstation import Workstation

    clock = SystemClock()
    qt = desktop.qt_application()
    gateway = services.open_local(path, clock)
    application = desktop.make_application(qt, gateway, clock=clock, workstation=Workstation(path.with_suffix(".json")))
    shown = _Painted(MainWindow, "painted", lambda _: True)
    listed = _Painted(QTableView, "listed", lambda table: table.model() is not None and table.model().rowCount() > 0)
    watching = _Viewport(listed)
    qt.installEventFilter(shown)
    qt.installEventFilter(watching)
    application.show()

    def after_paint() -> None:
        if not shown.said:
            return
        timer.stop()
        say("heavy " + ",".join(name for name in HEAVY if name in sys.modules))
        member = next(one for one in gateway.place().demo_members if one.email == "clerk@whale.demo")
        form = application.window.findChild(SignInForm)
        say("signing")
        form.choose(member)
        opener.start(5)

    def open_list() -> None:
        desk = application.window.findChild(QObject, "desk") or application.window
        if application.runtime.session is None:
            return
        from whale_desktop.ui.shell.workspace import Workspace

        workspace = application.window.findChild(Workspace)
        if workspace is None or not desk.isWidgetType():
            return
        opener.stop()
        workspace.open("fx.orders")
        closer.start(5)

    def leave() -> None:
        if listed.said:
            closer.stop()
            QApplication.quit()

    timer, opener, closer = QTimer(), QTimer(), QTimer()
    timer.timeout.connect(after_paint)
    opener.timeout.connect(open_list)
    closer.timeout.connect(leave)
    timer.start(5)
    qt.exec()
    sys.stdout.flush()
    application.dispose()
    gateway.close()


class _Viewport(QObject):
    """A table paints on its viewport; pass the table itself on."""

    def __init__(self, inner: _Painted) -> None:
        super().__init__()
        self._inner = inner

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch paint events of viewports."""
        if event.type() == QEvent.Type.Paint and isinstance(watched.parent(), QTableView):
            self._inner.eventFilter(watched.parent(), event)
        return False


if __name__ == "__main__":
    main(Path(sys.argv[1]))
