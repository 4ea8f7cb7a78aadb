"""Where the files that belong to the program lie: beside the package in a checkout, inside it when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _CHECKOUT / name


def resource(*parts: str) -> Path:
    """The path of a file under `resources/`."""
    return _folder("resources").joinpath(*parts)


def catalogue_path(locale: str) -> Path:
    """The compiled catalogue of a locale. `make setup` builds it; raises `FileNotFoundError` on opening when it is missing."""
    return _folder("i18n") / locale / "LC_MESSAGES" / "whale.mo"
