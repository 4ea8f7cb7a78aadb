"""The look of Whale Desktop: tokens, one style sheet, fonts by locale, icons in the theme's colours.

Use: `theme.apply(app, mode="light", scale=100, locale="zh_Hant")` once, then `theme.color("accent")`, `theme.px(16)`,
`theme.font("small")`, `theme.icon("ph.plus")`, and `theme.current().changed` to take icons again.

The style sheet knows these dynamic properties: `surface` (app, side, surface, subtle) on any widget; `role`, `tone` and `weight` on
labels; `line` (top, bottom, both, box) on frames; `kind="workspace"` on a tab bar; `kind="menu"` on a tree.
"""

from PySide6.QtGui import QColor, QFont, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from whale_desktop.ui.theme.theme import ChosenMode, Theme, centred
from whale_desktop.ui.theme.tokens import MARKET_COLORS, SCALES, MarketColors, Mode, load_tokens

__all__ = [
    "MARKET_COLORS",
    "SCALES",
    "ChosenMode",
    "MarketColors",
    "Mode",
    "Theme",
    "apply",
    "centred",
    "color",
    "current",
    "font",
    "icon",
    "load_tokens",
    "px",
    "restyle",
]

_holder: dict[str, Theme] = {}


def current() -> Theme:
    """The theme in force; light, 100 %, Hong Kong until `apply` says otherwise."""
    theme = _holder.get("theme")
    if theme is None:
        theme = _holder["theme"] = Theme()
    return theme


def apply(
    app: QApplication,
    *,
    mode: ChosenMode | None = None,
    scale: int | None = None,
    locale: str | None = None,
    market_colors: MarketColors | None = None,
    high_contrast: bool | None = None,
) -> None:
    """Put a choice into force for the whole application; what is None stays as it was."""
    current().apply(app, mode=mode, scale=scale, locale=locale, market_colors=market_colors, high_contrast=high_contrast)


def color(token: str) -> QColor:
    """The colour of a token in the theme in force."""
    return current().color(token)


def px(length: int) -> int:
    """A design length at the user's scale."""
    return current().px(length)


def font(role: str = "body", weight: int | None = None) -> QFont:
    """The complete font of a type role, for painting."""
    return current().font(role, weight)


def icon(name: str, token: str = "tx2") -> QIcon:
    """An icon in the colour of a token. Take it again when `current().changed` fires."""
    return current().icon(name, token)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at the widget's dynamic properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.updateGeometry()
    widget.update()
