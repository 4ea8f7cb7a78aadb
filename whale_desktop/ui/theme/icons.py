"""Icons: Phosphor glyphs in the colours of the theme. An icon carries its colour, so it must be taken again when the theme changes."""

from typing import Any, cast

import qtawesome
from PySide6.QtGui import QIcon


def build_icon(name: str, color: str, disabled_color: str) -> QIcon:
    """The glyph `name` (`ph.plus`) in two colours. Raises `ValueError` for a glyph that does not exist."""
    draw = cast(Any, qtawesome.icon)
    try:
        return cast(QIcon, draw(name, color=color, color_active=color, color_disabled=disabled_color))
    except Exception as error:  # QtAwesome raises a bare Exception for an unknown prefix or name
        raise ValueError(f"no such icon: {name}") from error


def forget_icons() -> None:
    """Drop QtAwesome's own cache, which keeps icons in the colours they were first drawn in."""
    cast(Any, qtawesome).reset_cache()
