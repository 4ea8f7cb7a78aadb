"""The look that a member chose: theme, contrast, text size, price colours, motion. Put into force at once and kept for him."""

from typing import Any, cast

from PySide6.QtWidgets import QApplication

from whale_desktop.ui import theme
from whale_desktop.ui.services import Services

THEME, SCALE, COLORS = "shell:theme", "shell:scale", "shell:market_colors"
CONTRAST, LESS_MOTION = "shell:contrast", "shell:less_motion"


class Look:
    """Changes of the look, each kept while somebody is signed in."""

    def __init__(self, application: QApplication, services: Services) -> None:
        self._application = application
        self._services = services

    def apply_preferences(self, *, mode: bool, scale: bool) -> None:
        """What the member chose earlier. mode, scale: whether his own count, not those the program was started with."""
        kept = self._services.preferences.get
        with self._services.runtime.exempt("theme"):
            theme.apply(
                self._application,
                mode=kept(THEME) if mode and kept(THEME) in ("light", "dark", "system") else None,
                scale=kept(SCALE) if scale and kept(SCALE) in theme.SCALES else None,
                market_colors=kept(COLORS) if kept(COLORS) in theme.MARKET_COLORS else self._usual_colors(),
                high_contrast=kept(CONTRAST) is True,
            )
        theme.current().reduced_motion = kept(LESS_MOTION) is True

    def set_mode(self, mode: str) -> None:
        """Light, dark, or as the system."""
        self._apply("theme", mode=cast(Any, mode))
        self._keep(THEME, mode)

    def turn_theme(self) -> None:
        """From light to dark or back."""
        self.set_mode("light" if theme.current().is_dark else "dark")

    def set_market_colors(self, colors: str) -> None:
        """What colour a rise has."""
        self._apply("theme", market_colors=cast(Any, colors))
        self._keep(COLORS, colors)

    def set_high_contrast(self, on: bool) -> None:
        """Stronger borders instead of soft fills, or not."""
        self._apply("theme", high_contrast=on)
        self._keep(CONTRAST, on)

    def set_less_motion(self, on: bool) -> None:
        """Spinners stand still and bars do not run, or they do."""
        theme.current().reduced_motion = on
        self._keep(LESS_MOTION, on)

    def set_scale(self, scale: int) -> None:
        """The text size in percent."""
        self._apply("zoom", scale=scale)
        self._keep(SCALE, scale)

    def zoom(self, by: int) -> None:
        """One size larger or smaller."""
        place = theme.SCALES.index(theme.current().scale) + by
        if 0 <= place < len(theme.SCALES):
            self.set_scale(theme.SCALES[place])

    def _usual_colors(self) -> theme.MarketColors:
        """Green is up in Hong Kong, red on the mainland, until the member chooses."""
        return "red_up" if self._services.texts.locale == "zh_Hans" else "green_up"

    def _apply(self, exemption: str, **changes: Any) -> None:
        with self._services.runtime.exempt(exemption):
            theme.apply(self._application, **changes)

    def _keep(self, key: str, value: Any) -> None:
        if self._services.runtime.session is not None:
            self._services.preferences.set(key, value)
