"""One card: a record's head, its items with the default's star, its actions and how often it is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from whale_desktop.messages import label_of
from whale_desktop.screens import Action, CardItem, CardScreen
from whale_desktop.screens.work_orders import PENDING
from whale_desktop.ui import theme
from whale_desktop.ui.cards.words import DEFAULT
from whale_desktop.ui.components import Button, Card, Chip, ElidedLabel, IconMark, Label, Tag
from whale_desktop.ui.components.painting import draw_line
from whale_desktop.ui.lists.row_actions import allowed, is_held
from whale_desktop.ui.lists.showing import show
from whale_desktop.ui.pages.ports import Services

_SIGNS = {
    "USD": "$",
    "HKD": "HK$",
    "CNH": "¥",
    "CNY": "¥",
    "JPY": "¥",
    "EUR": "€",
    "GBP": "£",
    "SGD": "S$",
    "AUD": "A$",
    "CAD": "C$",
}


@dataclass(frozen=True)
class ItemOfCard:
    """An item together with the card it stands on; `card.<field>` names a field of the card."""

    item: Any
    card: Any

    def __getattr__(self, name: str) -> Any:
        if name.startswith("card."):
            return getattr(self.card, name.removeprefix("card."))
        return getattr(self.item, name)

    @property
    def may(self) -> Any:
        """What the item allows, else what its card allows; None when neither says."""
        return getattr(self.item, "may", getattr(self.card, "may", None))


class Sign(QWidget):
    """The sign of a currency in a soft square: no flags, they fail in fonts and in politics."""

    def __init__(self, code: str, *, muted: bool = False) -> None:
        super().__init__()
        self._text = _SIGNS.get(code, code[:2])
        self._muted = muted
        side = theme.px(32)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the square and the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("mute-soft" if self._muted else "accent-soft"))
        painter.drawRoundedRect(self.rect(), theme.px(4), theme.px(4))
        role = "small" if len(self._text) > 1 else "body"
        color = theme.color("tx2" if self._muted else "accent")
        draw_line(painter, self.rect(), self._text, font=theme.font(role, 600), color=color, align="centre")


class ItemLine(QWidget):
    """One item: code, name, value, and the star. The star of another item is offered under the pointer and with the focus."""

    chosen = Signal()

    def __init__(self, spec: CardItem, item: Any, services: Services, *, action: Action | None) -> None:
        super().__init__()
        self._action = action
        self._default = bool(getattr(item, spec.flag))
        texts = services.texts
        title = str(getattr(item, spec.title))
        subtitle = str(getattr(item, spec.subtitle))
        said = getattr(item, spec.note) if spec.note else None
        note = texts(label_of(said)) if isinstance(said, StrEnum) else str(said or "")
        self._noted = bool(note)
        shown = show(spec.value, item, services)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if action else Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        code = Label(title, weight=600, tone="tx3" if note else "tx1")
        code.setMinimumWidth(theme.px(40))
        row.addWidget(code)
        row.addWidget(ElidedLabel(subtitle, role="small", tone="tx2"), 1)
        value = Label(shown.words, tone=shown.color)
        row.addWidget(value)
        self._end = QHBoxLayout()
        self._end.setSpacing(theme.px(4))
        row.addLayout(self._end)
        end_width = theme.px(96)
        self.offer = Button(texts(action.label) if action else "", kind="link", icon="ph.star")
        self.star = IconMark("ph.star", "tx3")
        self.offer.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offer.hide()
        self._fill_end(note, end_width, services)
        self.offer.clicked.connect(self.chosen)
        self.setAccessibleName(f"{title} {subtitle} {shown.spoken or shown.text} {note}".strip())

    def _fill_end(self, note: str, width: int, services: Services) -> None:
        holder = QWidget()
        holder.setMinimumWidth(width)
        box = QHBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.addStretch(1)
        if note:
            box.addWidget(Tag(note, "wait"))
            self.star.hide()
        elif self._default:
            box.addWidget(Chip(f"★ {services.texts(DEFAULT)}", tone="info"))
            self.star.hide()
        elif self._action is not None:
            box.addWidget(self.offer)
            box.addWidget(self.star)
        self._end.addWidget(holder)

    @property
    def can_choose(self) -> bool:
        """Whether the item could become the default."""
        return self._action is not None and not self._default

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer the star."""
        super().enterEvent(event)
        self._offer(on=True)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the offer back unless the focus is here."""
        super().leaveEvent(event)
        self._offer(on=self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer the star."""
        super().focusInEvent(event)
        self._offer(on=True)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the offer back."""
        super().focusOutEvent(event)
        self._offer(on=False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The action's key, Enter and Space choose; arrows go on."""
        key = event.key()
        own = self._action is not None and event.text().upper() == self._action.key.upper() != ""
        if own or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.can_choose:
                self.chosen.emit()
        elif key == Qt.Key.Key_Down:
            self.focusNextChild()
        elif key == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring of the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(theme.color("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _offer(self, *, on: bool) -> None:
        if self.can_choose and not self._noted:
            self.offer.setVisible(on)
            self.star.setVisible(not on)


class RecordCard(Card):
    """A record as a card. `acted` says an action of the foot, `item_chosen` an item that should become the default."""

    acted = Signal(object, object)
    item_chosen = Signal(object)

    def __init__(self, screen: CardScreen, record: Any, services: Services) -> None:
        super().__init__(str(getattr(record, screen.card_title)), str(getattr(record, screen.card_subtitle)))
        self.record = record
        self._screen = screen
        self._services = services
        self.lines: list[ItemLine] = []
        self.foot_buttons: dict[str, Button] = {}
        items: Sequence[Any] = getattr(record, screen.items)
        self.leading_layout.addWidget(Sign(str(getattr(record, screen.card_title))))
        self._fill_head()
        for item in items:
            self._add_item(item)
        self._fill_foot()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The item action's key opens the choice of items on the card itself."""
        action = self._screen.item_action
        if action is not None and action.key and event.text().upper() == action.key.upper():
            self.choose_item()
        elif event.key() == Qt.Key.Key_Down and self.lines:
            self.lines[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def choose_item(self) -> None:
        """Let the person pick the new default; the only candidate is taken at once."""
        open_lines = [line for line in self.lines if line.can_choose]
        if len(open_lines) == 1:
            open_lines[0].chosen.emit()
        elif open_lines:
            menu = self.item_menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def item_menu(self) -> QMenu:
        """The items that could become the default."""
        menu = QMenu(self)
        items = getattr(self.record, self._screen.items)
        for item, line in zip(items, self.lines, strict=True):
            if line.can_choose:
                menu.addAction(str(getattr(item, self._screen.item.title))).triggered.connect(line.chosen)
        return menu

    def _fill_head(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        texts = self._services.texts
        held = bool(self._screen.pending and getattr(self.record, self._screen.pending))
        counts, rest = [], []
        for one in self._screen.head:
            shown = show(one, self.record, self._services).text
            if one.kind == "number":
                counts.append(f"{texts(one.label)} {shown}")
            else:
                rest.append(shown)
        if held:  # matters more than how many items there are, which can be seen
            column.addWidget(Tag(texts(PENDING), "wait"), 0, Qt.AlignmentFlag.AlignRight)
        for parts in filter(None, (() if held else counts, rest)):
            column.addWidget(ElidedLabel(" · ".join(parts), role="small", tone="tx3"), 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(1)
        self.head_layout.addLayout(column)

    def _add_item(self, item: Any) -> None:
        both = ItemOfCard(item, self.record)
        action = self._screen.item_action
        held = action is not None and is_held(self._screen, action, self.record)
        open_now = action is not None and allowed(action, both, self._services) and not held
        line = ItemLine(self._screen.item, item, self._services, action=action if open_now else None)
        line.chosen.connect(lambda: self.item_chosen.emit(both))
        self.add_row(line)
        self.lines.append(line)

    def _fill_foot(self) -> None:
        services, screen = self._services, self._screen
        used = getattr(self.record, screen.usage)
        usage = services.texts(screen.usage_text, usage=used) if used else services.texts(screen.unused_text)
        of_card = {one.name for one in screen.actions}  # one that the card itself has needs no second button
        item_action = screen.item_action
        if item_action is not None and item_action.name not in of_card and any(line.can_choose for line in self.lines):
            button = Button(services.texts(item_action.label), kind="ghost", icon="ph.star")
            button.clicked.connect(self.choose_item)
            self.foot_layout.addWidget(button)
            button.setAccessibleName(services.texts(item_action.label))
            self.foot_buttons[item_action.name] = button
        for action in screen.actions:
            if "row" not in action.places or (action.command is not None and not services.may(action.command)):
                continue
            free = allowed(action, self.record, services)
            if is_held(screen, action, self.record) or (not free and (action.command is None or not used)):
                continue
            button = Button(services.texts(action.short or action.label), kind="ghost", icon=action.icon)
            if not free:
                button.set_blocked(usage)
            elif action.confirm is not None and action.confirm.danger:
                button.set_icon(action.icon, token="err")
            button.clicked.connect(lambda _=False, one=action: self.acted.emit(one, self.record))
            self.foot_layout.addWidget(button)
            button.setAccessibleName(services.texts(action.short or action.label))
            self.foot_buttons[action.name] = button
        self.foot_layout.addStretch(1)
        if used:
            self.foot_layout.addWidget(IconMark("ph.link-simple", "tx3", size=14))
        self._usage = ElidedLabel(usage, role="small", tone="tx3")
        self.foot_layout.addWidget(self._usage)
        self.show_foot(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow card the first buttons keep only their icons, so that the usage can be read."""
        super().resizeEvent(event)
        words = {name: button.accessibleName() for name, button in self.foot_buttons.items()}
        for name, button in self.foot_buttons.items():
            button.setText(words[name])
        for name, button in self.foot_buttons.items():
            needed = sum(one.sizeHint().width() + theme.px(4) for one in self.foot_buttons.values())
            if needed + self._usage.sizeHint().width() + theme.px(48) <= self.width():
                return
            button.setText("")
            if button.isEnabled():
                button.setToolTip(words[name])
