"""All screens of the program, filled by the composition root from each feature's `screens.SCREENS`."""

from collections.abc import Iterable, Iterator

from whale_desktop.screens.screen import ListScreen, Screen, TabsScreen

_SCREENS: dict[str, Screen] = {}
_registrations: list[str] = []


def register_screens(screens: Iterable[Screen]) -> None:
    """Add screens; a key stands for one screen (the same one may be added again)."""
    for screen in screens:
        _registrations.append(screen.key)
        assert _SCREENS.setdefault(screen.key, screen) is screen, f"screen {screen.key} registered twice"


def all_screens() -> tuple[Screen, ...]:
    """Every screen in the order of registration."""
    return tuple(_SCREENS.values())


def registrations() -> int:
    """How often a screen was registered: whoever remembers something about all screens asks whether it still holds."""
    return len(_registrations)


def screen_of(key: str) -> Screen:
    """The screen of a key; raises `KeyError`."""
    return _SCREENS[key]


def all_lists() -> Iterator[ListScreen]:
    """Every list, those inside tabs included."""
    for screen in _SCREENS.values():
        if isinstance(screen, ListScreen):
            yield screen
        elif isinstance(screen, TabsScreen):
            yield from screen.tabs


def list_of(key: str) -> ListScreen | None:
    """The list of a key, also one inside tabs; None when there is none."""
    return next((one for one in all_lists() if one.key == key), None)
