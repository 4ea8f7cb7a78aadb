"""The theme that is in force: one object per application that answers for colours, lengths, fonts and icons by name.

Components ask it while painting and listen to `changed`. Must not know any component.
"""

from typing import Literal

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from whale_desktop.kernel.texts import DEFAULT_LOCALE
from whale_desktop.ui.theme import faces, icons
from whale_desktop.ui.theme.sheet import build_sheet, scaled, sheet_template
from whale_desktop.ui.theme.tokens import MARKET_COLORS, MarketColors, Mode, load_tokens

ChosenMode = Literal["light", "dark", "system"]

LOWER_BY = 4
"""How much lower the bars of a page are where the window has few rows to spare."""


class Theme(QObject):
    """Colours, lengths, fonts and icons by name, in the mode, scale, locale and price colours that are in force."""

    changed = Signal()
    """Colours, scale or contrast changed: take icons again, repaint."""
    locale_changed = Signal()
    """Only the locale changed: the order of the font families did, nothing else."""
    bars_changed = Signal()
    """The window became low or high: bars are 4 pixels lower or higher, nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen_mode: ChosenMode = "light"
        self.mode: Mode = "light"
        self.scale = 100
        self.locale = DEFAULT_LOCALE
        self.market_colors: MarketColors = "green_up"
        self.high_contrast = False
        self.reduced_motion = False
        self.is_low = False
        self._tokens = load_tokens()
        self._palette = self._tokens.palette(self.mode, self.market_colors)
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int | None, bool], QFont] = {}
        self._metrics: dict[tuple[str, int | None, bool], QFontMetrics] = {}
        self._icons: dict[tuple[str, str, str], QIcon] = {}
        self._pictures: dict[tuple[str, str, int, float], QPixmap] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._applied = False
        self._windows: list[QWidget] = []
        self._faces = faces.Exchange(self)

    @property
    def is_dark(self) -> bool:
        """Whether the dark theme is in force."""
        return self.mode == "dark"

    def color(self, token: str) -> QColor:
        """The colour of a token (`accent`), as the caller's own copy. Raises `KeyError` for a token that does not exist."""
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = QColor(self._palette[token])
        return QColor(found)

    def sea_color(self, token: str) -> QColor:
        """A colour of the sign-in picture, the same in both themes."""
        return QColor(self._tokens.sea[token])

    def px(self, length: int) -> int:
        """A design length at the user's scale; 1 and 2 stay as they are."""
        return scaled(length, self.scale)

    def size(self, name: str) -> int:
        """A named length (`row`, `dialog-inset`) at the user's scale."""
        return scaled(self._tokens.sizes[name], self.scale)

    def bar(self, name: str) -> int:
        """The least height of a bar of a page (`page-head`, `toolbar`, `table-head`): 4 less in a low window."""
        return scaled(self._tokens.sizes[name] - (LOWER_BY if self.is_low else 0), self.scale)

    def set_low(self, low: bool) -> None:
        """Tell that the window has few rows to spare, or enough of them."""
        if low != self.is_low:
            self.is_low = low
            self.bars_changed.emit()

    def dialog_width(self, name: str) -> int:
        """The width of a dialog kind (`confirm`, `small`, `form`, `sectioned`, `table`) at the user's scale."""
        return scaled(self._tokens.dialog_widths[name], self.scale)

    def font(self, role: str = "body", weight: int | None = None, *, monospace: bool = False) -> QFont:
        """The complete font of a type role, for painting. Widgets get theirs from the style sheet and the application font."""
        key = (role, weight, monospace)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = faces.build_font(
                self.locale, self._tokens.types[role], self.scale, weight=weight, monospace=monospace
            )
        return found

    def metrics(self, role: str = "body", weight: int | None = None) -> QFontMetrics:
        """The cached metrics of `font(role, weight)`."""
        key = (role, weight, False)
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetrics(self.font(role, weight))
        return found

    def line_height(self, role: str) -> int:
        """The line height of a type role, never less than the font needs."""
        return max(scaled(self._tokens.types[role].line, self.scale), self.metrics(role).height())

    def row_height(self, name: str = "row") -> int:
        """The height of a table row (`row-tight`, `row`, `row-roomy`, `row-editor`): the token or what the font needs."""
        return max(self.size(name), self.metrics("body").height() + 8)

    def icon(self, name: str, token: str = "tx2", disabled_token: str = "tx-dis") -> QIcon:
        """The icon `name` (`ph.plus`) in the colour of `token`. Raises `ValueError` when there is no such glyph."""
        key = (name, token, disabled_token)
        found = self._icons.get(key)
        if found is None:
            color, disabled = self.color(token).name(), self.color(disabled_token).name()
            found = self._icons[key] = icons.build_icon(name, color, disabled)
        return found

    def pixmap(self, name: str, token: str, size: int, ratio: float = 1.0) -> QPixmap:
        """The icon as a picture of `size` real pixels a side (take `px()` first) at a screen's pixel ratio."""
        key = (name, token, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            # The icon engine draws its glyph anew each time; painted components ask at every paint.
            found = self._pixmaps[key] = self.icon(name, token).pixmap(QSize(size, size), ratio)
        return found

    def apply(
        self,
        app: QApplication,
        *,
        mode: ChosenMode | None = None,
        scale: int | None = None,
        locale: str | None = None,
        market_colors: MarketColors | None = None,
        high_contrast: bool | None = None,
    ) -> None:
        """Put a choice into force; what is None stays. A change of locale alone never re-applies the style sheet."""
        before = (self.mode, self.scale, self.market_colors, self.high_contrast)
        self.chosen_mode = mode or self.chosen_mode
        self.mode = _resolve(self.chosen_mode)
        self.scale = scale or self.scale
        self.market_colors = market_colors or self.market_colors
        self.high_contrast = self.high_contrast if high_contrast is None else high_contrast
        assert self.market_colors in MARKET_COLORS, self.market_colors
        speaks_otherwise = locale is not None and locale != self.locale
        if locale is not None:
            assert locale in self._tokens.faces, locale
            self.locale = locale
        looks_otherwise = before != (self.mode, self.scale, self.market_colors, self.high_contrast) or not self._applied
        if looks_otherwise or speaks_otherwise:
            old_families = app.font().families()
            self._fonts.clear()
            self._metrics.clear()
            app.setFont(self.font("body"))
            if looks_otherwise:
                self._faces.forget()
                faces.release(app)
                self._dress(app)
            else:
                self._faces.begin(app, old_families)
        if looks_otherwise:
            self.changed.emit()
        if speaks_otherwise:
            self.locale_changed.emit()

    def _dress(self, app: QApplication) -> None:
        """Colours, icons, palette and style sheet of the whole application."""
        self._palette = self._tokens.palette(self.mode, self.market_colors, high_contrast=self.high_contrast)
        self._colors.clear()
        self._icons.clear()
        self._pixmaps.clear()
        self._pictures.clear()
        if not self._applied:
            fusion = QStyleFactory.create("Fusion")
            assert fusion is not None
            app.setStyle(fusion)
            QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self._follow_platform())
        app.setPalette(self._qt_palette())
        sheet = build_sheet(sheet_template(), self._palette, self.scale)
        for window in self._windows:
            window.setStyleSheet(sheet)
        if not self._windows:
            app.setStyleSheet(sheet)
        self._applied = True

    def begin(self, app: QApplication, *, locale: str, scale: int) -> None:
        """Set the application's font before the first window is made: one made earlier keeps the platform's until the next change."""
        self.locale, self.scale = locale, scale
        self._fonts.clear()
        self._metrics.clear()
        app.setFont(self.font("body"))

    def adopt(self, app: QApplication, window: QWidget) -> None:
        """Give the style sheet to this window and no longer to the application, until `release`.

        With thousands of widgets a sheet on the application takes ten times as long to apply. Whatever has the window among its
        parents (menus, popups, tooltips) inherits it; a second top-level window without parent must be adopted too.
        """
        self._windows.append(window)
        if self._applied:
            app.setStyleSheet("")
            window.setStyleSheet(build_sheet(sheet_template(), self._palette, self.scale))

    def release(self, window: QWidget) -> None:
        """Forget an adopted window; after the last one the next `apply` dresses the application again."""
        self._windows.remove(window)
        self._applied = self._applied and bool(self._windows)

    def _follow_platform(self) -> None:
        """The platform went light or dark; only the choice `system` follows."""
        app = QApplication.instance()
        if self.chosen_mode == "system" and isinstance(app, QApplication):
            self.apply(app, mode="system")

    def _qt_palette(self) -> QPalette:
        """The palette, for what the style sheet does not reach."""
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "bg-app",
            QPalette.ColorRole.Base: "bg-surface",
            QPalette.ColorRole.AlternateBase: "bg-subtle",
            QPalette.ColorRole.Button: "bg-surface",
            QPalette.ColorRole.WindowText: "tx1",
            QPalette.ColorRole.Text: "tx1",
            QPalette.ColorRole.ButtonText: "tx1",
            QPalette.ColorRole.PlaceholderText: "tx3",
            QPalette.ColorRole.Highlight: "accent-fill",
            QPalette.ColorRole.HighlightedText: "on-accent",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.LinkVisited: "accent",
            QPalette.ColorRole.ToolTipBase: "tip",
            QPalette.ColorRole.ToolTipText: "on-tip",
            QPalette.ColorRole.Mid: "line-strong",
            QPalette.ColorRole.Accent: "accent",
        }
        for role, token in roles.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("tx-dis"))
        return palette


def _resolve(chosen: ChosenMode) -> Mode:
    """The mode that a choice means; `system` follows the platform."""
    if chosen != "system":
        return chosen
    return "dark" if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"


def centred(outer: QRect, width: int, height: int) -> QRect:
    """A rectangle of `width` × `height` in the middle of `outer`, on whole pixels."""
    return QRect(outer.x() + (outer.width() - width) // 2, outer.y() + (outer.height() - height) // 2, width, height)
