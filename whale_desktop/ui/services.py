"""The one object that every page is given: the way to the services, the language, who is signed in, and what the window can do for it.

It satisfies `whale_desktop.ui.pages.ports.Services`. Must not know any feature.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from whale_desktop.gateway.port import Place, SignedIn
from whale_desktop.kernel.clock import Clock
from whale_desktop.messages import Message, Query, export_of, info_of
from whale_desktop.messages.files import JobNo
from whale_desktop.messages.permissions import is_met
from whale_desktop.screens import Action, CardScreen, CustomScreen, ListScreen, Screen, TabsScreen
from whale_desktop.ui.files import DesktopFiles
from whale_desktop.ui.language import Texts
from whale_desktop.ui.pages.ports import Approval, ExportCommand, ExportTerms, Files, Lookup, PrintCommand, Toasts
from whale_desktop.ui.preferences import Preferences
from whale_desktop.ui.runtime import Runtime
from whale_desktop.ui.tray import DesktopNotices
from whale_desktop.ui.workstation import Workstation

FAVOURITES = "shell:favourites"

RightsDialog = Callable[["Services", tuple[str, ...]], Any]
"""Makes the dialog in which a member asks for codes; `await dialog.open()`."""


class Services(QObject):
    """Made once by the application; the session in it changes with whoever signs in."""

    favourites_changed = Signal()

    def __init__(
        self,
        runtime: Runtime,
        *,
        place: Place,
        preferences: Preferences,
        workstation: Workstation,
        toasts: Toasts,
        open_screen: Callable[[str, Mapping[str, Any] | None], object],
        export_command: ExportCommand | None = None,
        export_terms: Callable[[], ExportTerms] | None = None,
        print_command: PrintCommand | None = None,
        lookups: Mapping[str, Lookup] | None = None,
        files: Files | None = None,
        rights_dialog: RightsDialog | None = None,
        desktop: DesktopNotices | None = None,
    ) -> None:
        super().__init__()
        self._runtime = runtime
        self._place = place
        self._preferences = preferences
        self._workstation = workstation
        self._toasts = toasts
        self._open_screen = open_screen
        self._export_command = export_command
        self._export_terms = export_terms
        self._print_command = print_command
        self._lookups = dict(lookups or {})
        self.rights_dialog = rights_dialog
        """How the member asks for codes that he does not hold; None where the composition root offers no requests."""
        self.desktop = desktop
        """Notices outside the window; None where there are none."""
        self._files: Files = files or DesktopFiles(runtime, workstation)
        self.decided_flows: frozenset[str] = frozenset()
        """Keys of the approval flows under which people decide; the desk keeps them as they are."""
        self.job_watcher: Callable[[JobNo], object] = lambda _: None
        """Who tells the person when a job that he left to itself has ended; the desk."""

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._runtime

    @property
    def texts(self) -> Texts:
        """The texts of the language of the moment."""
        return self._runtime.texts

    @property
    def session(self) -> SignedIn:
        """Who is signed in. There are pages only while somebody is."""
        session = self._runtime.session
        assert session is not None, "nobody is signed in"
        return session

    @property
    def place(self) -> Place:
        """Which world this is, and its business date."""
        return self._place

    @property
    def clock(self) -> Clock:
        """What time it is."""
        return self._runtime.clock

    @property
    def preferences(self) -> Preferences:
        """What this member likes."""
        return self._preferences

    @property
    def workstation(self) -> Workstation:
        """What this machine remembers."""
        return self._workstation

    @property
    def toasts(self) -> Toasts:
        """Short messages."""
        return self._toasts

    @property
    def files(self) -> Files:
        """Files of the person's computer."""
        return self._files

    @property
    def export_command(self) -> ExportCommand | None:
        """How a list is exported; None where the composition root offers no export."""
        return self._export_command

    def export_terms(self) -> ExportTerms | None:
        """How an export that needs approval is recognised; None where the composition root has none."""
        return None if self._export_terms is None else self._export_terms()

    @property
    def print_command(self) -> PrintCommand | None:
        """How one record is printed; None where the composition root offers no printing."""
        return self._print_command

    def lookup(self, kind: Literal["currency", "client"]) -> Lookup | None:
        """Where currencies and clients are looked up."""
        return self._lookups.get(kind)

    def set_place(self, place: Place) -> None:
        """The services told another business date."""
        self._place = place

    def open_screen(self, key: str, where: Mapping[str, Any] | None = None) -> None:
        """Open or come back to a screen, filtered by `where`."""
        self._open_screen(key, where)

    def watch_job(self, job_no: JobNo) -> None:
        """The person does not wait for this job: tell him when it has ended."""
        self.job_watcher(job_no)

    def may(self, message: type[Message]) -> bool:
        """Whether the member holds the code that a message needs."""
        session = self._runtime.session
        return session is not None and is_met(info_of(message).permission, session.codes)

    def approval_of(self, command: type[Message]) -> Approval:
        """Whether people decide about what a command would do, by the approval flows as they are configured now."""
        info = info_of(command)
        if not (info.requested or info.internal) and info.approval in self.decided_flows:
            return "always"
        if info.asks in self.decided_flows:
            return "sometimes" if info.asks_sometimes else "always"
        return ""

    def may_export(self, query: type[Query[Any]]) -> bool:
        """Whether the member holds the export code of the list that `query` shows."""
        codes = export_of(info_of(query))
        return any(code in self.session.codes for code in codes)

    def may_open(self, screen: Screen) -> bool:
        """Whether the member may see a screen: he may send its query, for tabs one of them."""
        return any(self.may(query) for query in queries_of(screen))

    def is_favourite(self, menu: str) -> bool:
        """Whether a menu entry is among the member's favourites."""
        return menu in self.favourites()

    def favourites(self) -> list[str]:
        """The member's favourite menu entries in the order in which they were added."""
        kept = self._preferences.get(FAVOURITES, [])
        return [str(one) for one in kept] if isinstance(kept, list) else []

    def set_favourite(self, menu: str, on: bool) -> None:
        """Add a menu entry to the favourites or take it off."""
        others = [one for one in self.favourites() if one != menu]
        self._preferences.set(FAVOURITES, [*others, menu] if on else others)
        self.favourites_changed.emit()


def queries_of(screen: Screen) -> tuple[type[Message], ...]:
    """The queries of which one must be allowed for a screen to be open."""
    match screen:
        case ListScreen():
            return (screen.query,)
        case TabsScreen():
            return tuple(tab.query for tab in screen.tabs)
        case CardScreen() | CustomScreen():
            return (screen.query_type,)


def messages_of(screen: Screen) -> tuple[type[Message], ...]:
    """Every message that a screen may send: its queries, and the commands of its actions."""
    lists = screen.tabs if isinstance(screen, TabsScreen) else (screen,)
    actions = [action for one in lists if isinstance(one, ListScreen | CardScreen) for action in actions_of(one)]
    return (*queries_of(screen), *(action.command for action in actions if action.command is not None))


def actions_of(screen: ListScreen | CardScreen) -> tuple[Action, ...]:
    """Every action of a list or of cards."""
    if isinstance(screen, ListScreen):
        return screen.actions
    return (*screen.actions, *(one for one in (screen.item_action, screen.missing_action) if one is not None))
