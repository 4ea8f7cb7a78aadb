"""What the composition root decides about one window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from whale_desktop.gateway.port import Place
from whale_desktop.ui.pages.ports import ExportCommand, ExportTerms, Files, Lookup, PrintCommand
from whale_desktop.ui.services import RightsDialog
from whale_desktop.ui.shell.account import MakePasswordDialog, MakeSecondFactorDialog
from whale_desktop.ui.shell.worlds import World, Worlds
from whale_desktop.ui.tray import DesktopNotices


@dataclass(frozen=True)
class Settings:
    """What the composition root decides.

    idle_minutes: after so long without a key or a move the screen is locked; 0 never, None as the services say.
    load: loads what the desk needs and the sign-in form does not; called in the background before a desk is built.
    desktop: shows notices outside the window; without one there are none.
    worlds: the places that may be chosen before signing in; without them only the gateway's own. world: what is chosen at first.
    place: what to say of a gateway that has not been reached yet. tips: whether people are told once of what is new.
    """

    locale: str = ""
    mode: str = ""
    scale: int = 0
    idle_minutes: float | None = None
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    export_command: ExportCommand | None = None
    export_terms: Callable[[], ExportTerms] | None = None
    print_command: PrintCommand | None = None
    password_dialog: MakePasswordDialog | None = None
    second_factor_dialog: MakeSecondFactorDialog | None = None
    rights_dialog: RightsDialog | None = None
    files: Files | None = None
    size: tuple[int, int] | None = None
    load: Callable[[], object] | None = None
    desktop: DesktopNotices | None = None
    worlds: Worlds | None = None
    world: World | None = None
    place: Place | None = None
    tips: bool = False
