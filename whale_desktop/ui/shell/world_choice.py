"""Choosing the place on the sign-in form: this computer or a server, the server's address, and how it can be reached."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.gateway.port import Link, LinkState
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, FieldRow, IconMark, Label, LineField, painting
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.language import Texts
from whale_desktop.ui.sentences import sentence_of
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.worlds import LOCAL, REMOTE, Authority, World
from whale_desktop.ui.workstation import Workstation

WORLD, SERVER, AUTHORITY = "world", "server", "authority"
"""Names under which the workstation remembers the choice."""
LOCAL_WORDS = {
    "demo": (words.LOCAL_DEMO, words.LOCAL_CARD_HINT),
    "local": (words.LOCAL_FILE, words.LOCAL_CARD_HINT),
}


def remembered(workstation: Workstation) -> World:
    """The choice of last time; a damaged one counts as none."""
    kind, address, kept = workstation.get(WORLD), workstation.get(SERVER), workstation.get(AUTHORITY)
    authority = None
    if isinstance(kept, dict) and all(isinstance(kept.get(one), str) for one in ("name", "certificates")):
        authority = Authority(name=kept["name"], certificates=kept["certificates"])
    return World(
        kind=REMOTE if kind == REMOTE else LOCAL, address=address if isinstance(address, str) else "", authority=authority
    )


def remember(workstation: Workstation, world: World) -> None:
    """Keep the choice. A server's address and authority stay when somebody chose this computer once."""
    workstation.set(WORLD, world.kind)
    if world.kind == REMOTE:
        workstation.set(SERVER, world.address)
        one = world.authority
        workstation.set(AUTHORITY, None if one is None else {"name": one.name, "certificates": one.certificates})


class WorldCard(QAbstractButton):
    """One place to choose: a dot, its name, where its data is."""

    def __init__(self) -> None:
        super().__init__()
        self._hint = ""
        self.setCheckable(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def say(self, name: str, hint: str) -> None:
        """Its words."""
        self.setText(name)
        self._hint = hint
        self.setAccessibleName(f"{name}, {hint}")
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(theme.px(120), theme.px(56))

    def minimumSizeHint(self) -> QSize:
        """Two lines, half the form wide."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A framed card with a radio dot; the chosen one is filled softly."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, ring = self.isChecked(), self.hasFocus()
        painter.setBrush(theme.color("accent-soft" if chosen else "bg-hover" if self.underMouse() else "bg-surface"))
        painter.setPen(QPen(theme.color("accent" if chosen or ring else "line-input"), 2 if chosen or ring else 1))
        inset = 1.0 if chosen or ring else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.px(6), theme.px(6))
        side = theme.px(16)
        dot = QRectF(theme.px(12), (self.height() - side) / 2, side, side)
        painter.setPen(QPen(theme.color("accent" if chosen else "line-input"), theme.px(5) if chosen else 1))
        painter.setBrush(theme.color("bg-surface"))
        edge = theme.px(5) / 2 if chosen else 0.5
        painter.drawEllipse(dot.adjusted(edge, edge, -edge, -edge))
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        current = theme.current()
        left, middle = theme.px(38), self.height() // 2
        width = self.width() - left - theme.px(8)
        for text, role, weight, token, top, bottom in (
            (self.text(), "body", 600, "tx1", theme.px(8), middle),
            (self._hint, "small", 400, "tx2", middle, self.height() - theme.px(8)),
        ):
            shown = current.metrics(role, weight).elidedText(text, Qt.TextElideMode.ElideRight, width)
            box = self.rect().adjusted(left, top, 0, bottom - self.height())
            painting.draw_line(painter, box, shown, font=current.font(role, weight), color=current.color(token))


class WorldChoice(QWidget):
    """Two cards and, for a server, its address, the state of the line, and an own authority.

    `changed` fires when another place is wanted: a card was chosen, an address entered, an authority taken away.
    """

    changed = Signal()
    authority_wanted = Signal()

    def __init__(self, world: World, local_kind: str) -> None:
        super().__init__()
        self._local_kind = local_kind
        self._authority = world.authority
        self.local, self.remote = WorldCard(), WorldCard()
        self.server = LineField(icon="ph.hard-drives", size="login", max_length=200)
        self.server.set_value(world.address)
        self.server_row = FieldRow("", self.server, label_position="top")
        self._mark = IconMark("ph.spinner", size=14)
        self.state = Label(role="small", tone="tx2", wrap=True)
        self.authority = Button(kind="link")
        self._group = QButtonGroup(self)
        for card in (self.local, self.remote):
            self._group.addButton(card)
        (self.remote if world.kind == REMOTE else self.local).setChecked(True)
        self._lay_out()
        self._group.buttonClicked.connect(self._chosen)
        self.server.committed.connect(self._entered)
        self.authority.clicked.connect(self._authority_clicked)
        self._entered_address = world.address
        self._chosen(tell=False)

    def _lay_out(self) -> None:
        cards = spaced(QHBoxLayout(), spacing=12)
        cards.addWidget(self.local, 1)
        cards.addWidget(self.remote, 1)
        line = spaced(QHBoxLayout(), spacing=6)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.state, 1)
        self.server_row.put_at_label_end(self.authority)
        self._server_box = QWidget()
        below = spaced(QVBoxLayout(self._server_box), margins=(0, 16, 0, 0), spacing=4)
        below.addWidget(self.server_row)
        below.addLayout(line)
        column = spaced(QVBoxLayout(self))
        column.addLayout(cards)
        column.addWidget(self._server_box)

    # -------------------------------------------------------------------------------------------------------------- choice

    def world(self) -> World:
        """What is chosen now."""
        if self.local.isChecked():
            return World()
        return World(kind=REMOTE, address=self.server.value(), authority=self._authority)

    def set_authority(self, authority: Authority | None) -> None:
        """Another authority of the office's own, or none."""
        self._authority = authority
        self.changed.emit()

    @property
    def is_remote(self) -> bool:
        """Whether a server is chosen."""
        return self.remote.isChecked()

    def _chosen(self, _card: object = None, *, tell: bool = True) -> None:
        self._server_box.setVisible(self.is_remote)
        if tell:
            self.changed.emit()

    def _entered(self) -> None:
        if self.server.value() != self._entered_address:
            self._entered_address = self.server.value()
            self.changed.emit()

    def _authority_clicked(self) -> None:
        if self._authority is None:
            self.authority_wanted.emit()
        else:
            self.set_authority(None)

    # --------------------------------------------------------------------------------------------------------------- words

    def retranslate(self, texts: Texts, link: Link) -> None:
        """Say everything in the language of the moment."""
        name, hint = LOCAL_WORDS[self._local_kind]
        self.local.say(texts(name), texts(hint))
        self.remote.say(texts(words.REMOTE_SERVER), texts(words.REMOTE_HINT))
        self.server_row.set_label(texts(words.SERVER))
        self.server.set_placeholder("whale.example.com:8443")
        one = self._authority
        self.authority.setText(texts(words.OWN_AUTHORITY) if one is None else texts(words.FORGET_AUTHORITY, name=one.name))
        self.authority.setToolTip(texts(words.OWN_AUTHORITY_HINT))
        self.show_link(link, texts)

    def show_link(self, link: Link, texts: Texts) -> None:
        """How the server can be reached."""
        icon, tone, said = self._state_of(link, texts)
        self._mark.set_icon(icon, tone)
        self._mark.setVisible(bool(said))
        self.state.set_tone(tone)
        self.state.setText(said)

    def _state_of(self, link: Link, texts: Texts) -> tuple[str, str, str]:
        if not link.address:
            return "ph.spinner", "tx2", ""
        if link.state is LinkState.CONNECTING:
            return "ph.spinner", "tx2", texts(words.CONNECTING)
        if link.state is LinkState.ONLINE:
            if link.secure:
                return "ph.lock-simple-fill", "ok", texts(words.CONNECTED_SAFELY, milliseconds=link.milliseconds)
            return "ph.lock-simple-open", "warn", texts(words.CONNECTED_PLAINLY, milliseconds=link.milliseconds)
        return "ph.warning-circle", "err", sentence_of(link.code, link.params, texts)
