"""Right of the tabs: the search field that opens the palette, the screens of the top bar, and the member with his menu."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QActionGroup, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from whale_desktop.kernel.texts import LOCALE_NAMES, LOCALES, Text
from whale_desktop.messages import info_of
from whale_desktop.screens import TOP_BAR, is_top_bar
from whale_desktop.ui import theme
from whale_desktop.ui.components import IconButton, painting
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.offers import Waiting
from whale_desktop.ui.runtime import Runtime, latest_ui_task
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.menu_model import Leaf

IN_ACCOUNT_MENU = ("top_bar.permission_request", "top_bar.message_settings", "top_bar.sessions")
"""Screens of the top bar that open from the member's menu, because they are about himself and seldom wanted."""
SEARCH_WIDTH = 200
NARROW_WINDOW = 1280


class SearchButton(QAbstractButton):
    """Looks like a field, opens the palette. In a narrow window only its icon is left."""

    def __init__(self) -> None:
        super().__init__()
        self._narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_narrow(self, narrow: bool) -> None:
        """Only the icon, or the whole field."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """A field of 200, or a square."""
        height = theme.current().size("control")
        return QSize(height if self._narrow else theme.px(SEARCH_WIDTH), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A field with icon, words and key."""
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus()
        painter.setBrush(current.color("bg-hover" if self.underMouse() else "bg-surface"))
        painter.setPen(QPen(current.color("accent" if ring else "line-input"), 2 if ring else 1))
        inset = 1.0 if ring else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), current.px(4), current.px(4))
        side = current.px(14)
        icon_box = self.rect() if self._narrow else self.rect().adjusted(current.px(9), 0, current.px(9) + side - self.width(), 0)
        painting.draw_icon(painter, theme.centred(icon_box, side, side), "ph.magnifying-glass", "tx3")
        if self._narrow:
            return
        shown = painting.key_words("Ctrl+K")
        cap = painting.key_cap_size(shown)
        right = self.rect().adjusted(self.width() - cap.width() - current.px(8), 0, -current.px(8), 0)
        cap_box = theme.centred(right, cap.width(), cap.height())
        painting.draw_key_cap(painter, cap_box, shown, color=current.color("tx3"), line=current.color("line-input"))
        room = self.rect().adjusted(current.px(30), 0, cap_box.left() - current.px(6) - self.width(), 0)
        text = current.metrics("body").elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painting.draw_line(painter, room, text, font=current.font("body"), color=current.color("tx3"))


class Avatar(QAbstractButton):
    """The first character of the member's name in a circle."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A target of 28."""
        side = theme.current().size("control")
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Circle and character."""
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus()
        painter.setBrush(current.color("bg-sel" if self.underMouse() else "accent-soft"))
        painter.setPen(QPen(current.color("accent"), 2) if ring else Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painting.draw_line(
            painter, self.rect(), self.text()[:1], font=current.font("small", 600), color=current.color("accent"), align="centre"
        )


class TopBar(QWidget):
    """Search, the screens of the top bar with their counts, and account. What the menu chooses is answered by the application."""

    open_wanted = Signal(str)
    """Key of the menu entry whose screen is wanted."""
    counted = Signal(str, int)
    """Key of a screen and how many wait there, whenever that was asked."""
    search_wanted = Signal()
    locale_chosen = Signal(str)
    mode_chosen = Signal(str)
    market_colors_chosen = Signal(str)
    scale_chosen = Signal(int)
    contrast_chosen = Signal(bool)
    less_motion_chosen = Signal(bool)
    keys_wanted = Signal()
    lock_wanted = Signal()
    password_wanted = Signal()
    second_factor_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(self, services: Services, leaves: Mapping[str, Leaf], badges: Iterable[Waiting] = ()) -> None:
        super().__init__()
        self._services = services
        self._leaves: dict[str, Leaf] = {}
        self._badges = tuple(badges)
        self.search = SearchButton()
        self.places: dict[str, IconButton] = {}
        self.avatar = Avatar()
        self._row = spaced(QHBoxLayout(self), margins=(12, 0, 12, 0), spacing=12)
        self._row.addWidget(self.search)
        self._row.addWidget(self.avatar)
        self._place(leaves)
        topics = {topic for one in self._badges for topic in info_of(one.query_type).topics}
        if topics:
            services.runtime.on_change(topics, self.count, self)
        self.search.clicked.connect(self.search_wanted)
        self.avatar.clicked.connect(lambda: self.pop(self.avatar))
        services.texts.follow(self)
        self.retranslate()

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    def set_leaves(self, leaves: Mapping[str, Leaf]) -> None:
        """The member's rights changed: other screens may be opened from here."""
        self._place(leaves)
        self.retranslate()
        self.count()

    def _place(self, leaves: Mapping[str, Leaf]) -> None:
        for button in self.places.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._leaves = {key: leaf for key, leaf in leaves.items() if is_top_bar(key) and not leaf.locked}
        self.places = {
            key: IconButton(leaf.entry.icon)
            for key, leaf in self._leaves.items()
            if leaf.entry.parent == TOP_BAR and key not in IN_ACCOUNT_MENU
        }
        for key, button in self.places.items():
            button.clicked.connect(lambda _checked=False, wanted=key: self.open_wanted.emit(wanted))
            self._row.insertWidget(self._row.count() - 1, button)

    @latest_ui_task
    async def count(self) -> None:
        """Ask for the counts beside the icons."""
        buttons = {self._leaves[key].screen.key: button for key, button in self.places.items()}
        for one in self._badges:
            if one.screen in buttons and self._services.may(one.query_type):
                count = one.count(await self.runtime.ask(one.query()))
                buttons[one.screen].set_count(count)
                self.counted.emit(one.screen, count)

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        texts = self._services.texts
        session = self._services.runtime.session
        name = session.name if session is not None else ""
        for key, button in self.places.items():
            button.set_name(self._leaves[key].entry.label(texts.locale))
        self.search.setText(texts(words.GLOBAL_SEARCH))
        self.search.setAccessibleName(texts(words.GLOBAL_SEARCH))
        self.search.setToolTip(f"{texts(words.GLOBAL_SEARCH)}  Ctrl+K")
        self.avatar.setText(name)
        self.avatar.setAccessibleName(texts(words.ACCOUNT_MENU, name=name))
        self.avatar.setToolTip(texts(words.ACCOUNT_MENU, name=name))

    def fit(self, window_width: int) -> None:
        """Shrink the search field in a narrow window."""
        self.search.set_narrow(window_width < theme.px(NARROW_WINDOW))

    def pop(self, by: QWidget, *, above: bool = False) -> None:
        """Show the account menu below (or above) a button."""
        menu = self.account_menu(by)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        height = menu.sizeHint().height()
        menu.popup(by.mapToGlobal(QPoint(by.width() - menu.sizeHint().width(), -height if above else by.height() + theme.px(4))))

    def account_menu(self, parent: QWidget) -> QMenu:
        """Language, theme, price colours, text size, keys, lock, sign out."""
        texts = self._services.texts
        current = theme.current()
        menu = QMenu(parent)
        session = self._services.runtime.session
        if session is not None:
            head = menu.addAction(f"{session.name} · {session.email}")
            head.setEnabled(False)
            menu.addSeparator()
        self.add_languages(menu.addMenu(theme.icon("ph.translate"), texts(words.LANGUAGE)))
        modes = {"light": words.THEME_LIGHT, "dark": words.THEME_DARK, "system": words.THEME_SYSTEM}
        themes = menu.addMenu(theme.icon("ph.moon"), texts(words.THEME))
        self._add_choices(themes, modes, current.chosen_mode, self.mode_chosen.emit)
        themes.addSeparator()
        self._add_switch(themes, words.HIGH_CONTRAST, current.high_contrast, self.contrast_chosen)
        self._add_switch(themes, words.LESS_MOTION, current.reduced_motion, self.less_motion_chosen)
        colors = {"green_up": words.GREEN_UP, "red_up": words.RED_UP, "blue_up": words.BLUE_UP}
        markets = menu.addMenu(theme.icon("ph.trend-up"), texts(words.MARKET_COLORS))
        self._add_choices(markets, colors, current.market_colors, self.market_colors_chosen.emit)
        sizes = menu.addMenu(theme.icon("ph.text-aa"), texts(words.TEXT_SIZE))
        group = QActionGroup(sizes)
        for scale in theme.SCALES:
            action = sizes.addAction(texts(words.PERCENT, percent=scale))
            action.setCheckable(True)
            action.setChecked(scale == current.scale)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, wanted=scale: self.scale_chosen.emit(wanted))
        menu.addSeparator()
        for place in (key for key in IN_ACCOUNT_MENU if key in self._leaves):
            entry = self._leaves[place].entry
            action = menu.addAction(theme.icon(entry.icon), entry.label(texts.locale))
            action.triggered.connect(lambda _checked=False, wanted=place: self.open_wanted.emit(wanted))
        for icon, label, key, signal in (
            ("ph.keyboard", words.SHORTCUTS, "F1", self.keys_wanted),
            ("ph.lock-key", words.CHANGE_PASSWORD, "", self.password_wanted),
            ("ph.device-mobile", words.SECOND_FACTOR, "", self.second_factor_wanted),
            ("ph.lock-simple", words.LOCK, "Ctrl+L", self.lock_wanted),
            ("ph.sign-out", words.SIGN_OUT, "", self.sign_out_wanted),
        ):
            action = menu.addAction(theme.icon(icon), f"{texts(label)}\t{painting.key_words(key)}" if key else texts(label))
            action.triggered.connect(lambda _checked=False, wanted=signal: wanted.emit())
        return menu

    def add_languages(self, menu: QMenu) -> None:
        """The three languages, each in its own name."""
        names = {locale: LOCALE_NAMES[locale] for locale in LOCALES}
        group = QActionGroup(menu)
        for locale, name in names.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(locale == self._services.texts.locale)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, wanted=locale: self.locale_chosen.emit(wanted))

    def _add_switch(self, menu: QMenu, label: Text, on: bool, chosen: SignalInstance) -> None:
        action = menu.addAction(self._services.texts(label))
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(chosen)

    def _add_choices(self, menu: QMenu, choices: dict[str, Text], chosen: str, choose: Callable[[str], object]) -> None:
        group = QActionGroup(menu)
        for key, label in choices.items():
            action = menu.addAction(self._services.texts(label))
            action.setCheckable(True)
            action.setChecked(key == chosen)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, wanted=key: choose(wanted))
