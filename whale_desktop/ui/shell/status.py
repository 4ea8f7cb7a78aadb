"""What the status bar says: which world, which ledger date, what waits and what runs, who, which language, the time in Hong Kong."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from whale_desktop.gateway.port import Link, LinkState, Place
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.texts import LOCALE_NAMES
from whale_desktop.ui.components import painting
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.status_bar import StatusBar, StatusCell
from whale_desktop.ui.formats import day_with_weekday
from whale_desktop.ui.runtime import Runtime, ui_task
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.job_watch import JobWatch
from whale_desktop.ui.shell.jobs_popup import JobsPopup
from whale_desktop.ui.shell.sign_in import PLACE_WORDS

SECOND = 1000
ASK_PLACE_EVERY_SECONDS = 60
WORK_ORDERS_KEY = "Ctrl+Shift+W"
TONES = {"demo": "warn", "local": "info", "remote": "ok"}
LINKS = {
    LinkState.CONNECTING: ("warn", words.STATUS_CONNECTING),
    LinkState.OFFLINE: ("err", words.STATUS_OFFLINE),
    LinkState.CLIENT_TOO_OLD: ("err", words.STATUS_OTHER_VERSION),
    LinkState.CLIENT_TOO_NEW: ("err", words.STATUS_OTHER_VERSION),
}
"""What the cell of the place says instead of it while the line is not in order."""


class Status(QWidget):
    """The status bar and its cells, each a button."""

    account_wanted = Signal(object)
    """The cell over which the account menu opens."""
    language_wanted = Signal(object)
    all_jobs_wanted = Signal()
    work_orders_wanted = Signal()

    def __init__(self, services: Services, jobs: JobWatch, *, work_orders: bool = False) -> None:
        """work_orders: whether the member has an inbox of them; without one there is no cell."""
        super().__init__()
        self._services = services
        self.jobs = jobs
        self._ticks = 0
        self.bar = StatusBar()
        spaced(QVBoxLayout(self)).addWidget(self.bar)
        self._link = services.runtime.link
        self.bar.add_cell("place", StatusCell(dot=True))
        self.bar.add_cell("date", StatusCell(icon="ph.calendar-blank"))
        self.bar.add_cell("work_orders", StatusCell(icon="ph.check-square-offset"))
        self.bar.show_cell("work_orders", work_orders)
        self.bar.add_cell("job", StatusCell(icon="ph.spinner"))
        self.bar.show_cell("job", False)
        self.bar.add_cell("member", StatusCell(icon="ph.user"), side="right")
        self.bar.add_cell("language", StatusCell(icon="ph.translate", caret=True), side="right")
        self.bar.add_cell("clock", StatusCell(), side="right")
        self.bar.cell_clicked.connect(self._clicked)
        jobs.changed.connect(self._show_job)
        services.texts.follow(self)
        self.retranslate()
        self.runtime.timer(SECOND, self._tick, self)

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    def retranslate(self) -> None:
        """Say every cell in the language of the moment."""
        texts, place = self._services.texts, self._services.place
        self._say_place()
        self.bar.set_cell("date", text=texts(words.BUSINESS_DATE), strong=day_with_weekday(place.business_date, texts))
        key = painting.key_words(WORK_ORDERS_KEY)
        self.bar.set_cell("work_orders", text=texts(words.WORK_ORDERS_TO_DO), tip=f"{texts(words.WORK_ORDERS)}  {key}")
        session = self.runtime.session
        if session is not None:
            said = (
                texts(words.MEMBER_AND_ROLE, name=session.name, role=", ".join(session.roles)) if session.roles else session.name
            )
            self.bar.set_cell("member", text=said, tip=session.email)
        self.bar.set_cell("language", text=LOCALE_NAMES.get(texts.locale, texts.locale), tip=texts(words.LANGUAGE))
        self._tell_time()
        self._show_job()

    def show_work_orders(self, count: int) -> None:
        """So many work orders wait for the member."""
        self.bar.set_cell("work_orders", badge=count)

    def show_link(self, link: Link) -> None:
        """How the services can be reached: the colour of the place's cell, and its words while they cannot."""
        self._link = link
        self._say_place()

    def _say_place(self) -> None:
        texts, place = self._services.texts, self._services.place
        short = {"demo": words.STATUS_DEMO, "local": words.STATUS_LOCAL, "remote": words.STATUS_REMOTE}
        tone, said = LINKS.get(self._link.state, (TONES[place.kind], short[place.kind]))
        name, hint = PLACE_WORDS[place.kind]
        spoken = f"{texts(said)} · {place.name}" if place.kind == "remote" else texts(said)
        self.bar.set_cell("place", text=spoken, tone=tone, tip=f"{texts(name)} · {place.name}: {texts(hint)}")

    def _show_job(self) -> None:
        """The job that is being done, and how many wait behind it; nothing while there is none."""
        running, texts = self.jobs.running(), self._services.texts
        self.bar.show_cell("job", bool(running))
        if running:
            first, more = running[0], len(running) - 1
            after = texts(words.MORE_JOBS, count=more) if more else ""
            name, percent = self.jobs.name(first), f"{first.percent}%"
            tip = texts(words.JOBS_RUNNING, count=len(running))
            self.bar.set_cell("job", text=name, strong=percent, after=after, tip=tip)

    def pop_jobs(self, anchor: QWidget) -> JobsPopup:
        """The list of tasks over a cell or below a button."""
        popup = JobsPopup(self.jobs, self._services, anchor)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.all_wanted.connect(self.all_jobs_wanted)
        popup.drop()
        return popup

    def _tick(self) -> None:
        self._tell_time()
        self._ticks += 1
        if self._ticks % ASK_PLACE_EVERY_SECONDS == 0:
            self._ask_place()

    @ui_task
    async def _ask_place(self) -> None:
        """The day may have been cut meanwhile."""
        try:
            place = await self.runtime.place()
        except Unavailable:
            return  # the line's own state says it, and the next look comes by itself
        self.show_place(place)

    def show_place(self, place: Place) -> None:
        """Show another ledger date."""
        self._services.set_place(place)
        self.retranslate()

    def _tell_time(self) -> None:
        time = hong_kong(self._services.clock.now()).strftime("%H:%M:%S")
        self.bar.set_cell("clock", text=self._services.texts(words.CLOCK, time=time))

    def _clicked(self, key: str) -> None:
        cell = self.bar.cell(key)
        if key == "member":
            self.account_wanted.emit(cell)
        elif key == "language":
            self.language_wanted.emit(cell)
        elif key == "work_orders":
            self.work_orders_wanted.emit()
        elif key == "job":
            self.pop_jobs(cell)
        else:
            self._pop(key, cell)

    def _pop(self, key: str, cell: QWidget) -> None:
        """What the cell means in full, and copying it."""
        menu = self.menu_of(key, cell)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(cell.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def menu_of(self, key: str, parent: QWidget) -> QMenu:
        """The menu of a cell: its words in full, and `copy`."""
        texts, place = self._services.texts, self._services.place
        menu = QMenu(parent)
        if key == "place":
            name, hint = PLACE_WORDS[place.kind]
            said, copied = f"{texts(name)} · {place.name}", place.name
            menu.addAction(said).setEnabled(False)
            menu.addAction(texts(hint)).setEnabled(False)
            link = self._services.runtime.link
            if link.address:
                line = texts(words.LINK_ADDRESS, address=link.address, milliseconds=link.milliseconds)
                menu.addAction(line).setEnabled(False)
        elif key == "date":
            said = copied = place.business_date.isoformat()
            menu.addAction(f"{texts(words.BUSINESS_DATE)} {said}").setEnabled(False)
        else:
            moment = hong_kong(self._services.clock.now())
            said = copied = moment.strftime("%Y-%m-%d %H:%M:%S")
            menu.addAction(texts(words.CLOCK, time=said)).setEnabled(False)
        menu.addSeparator()
        menu.addAction(texts(words.COPY)).triggered.connect(lambda: QGuiApplication.clipboard().setText(copied))
        return menu
