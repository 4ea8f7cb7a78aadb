"""A member of a demonstration on the sign-in form, and texts that are kept in several languages."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from whale_desktop.gateway.port import DemoMember
from whale_desktop.ui import theme
from whale_desktop.ui.components import painting


class MemberCard(QAbstractButton):
    """A demo member: name and role, one click signs in."""

    def __init__(self, member: DemoMember) -> None:
        super().__init__()
        self.member = member
        self._name = ""
        self._role = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def say(self, locale: str, spoken: str) -> None:
        """Show name and role in a locale."""
        self._name, self._role = spoken_in(self.member.name, locale), spoken_in(self.member.role, locale)
        self.setAccessibleName(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(theme.px(120), theme.px(48))

    def minimumSizeHint(self) -> QSize:
        """Two lines, half the form wide."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A framed card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = "bg-press" if self.isDown() else "bg-hover" if self.underMouse() and self.isEnabled() else "bg-surface"
        painter.setBrush(theme.color(fill))
        ring = self.hasFocus()
        painter.setPen(QPen(theme.color("accent" if ring else "line-input"), 2 if ring else 1))
        inset = 1.0 if ring else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.px(6), theme.px(6))
        left, width = theme.px(12), self.width() - theme.px(24)
        middle = self.height() // 2
        current = theme.current()
        for text, role, weight, token, top, height in (
            (self._name, "body", 600, "tx1", theme.px(5), middle - theme.px(5)),
            (self._role, "small", 400, "tx2", middle, middle - theme.px(5)),
        ):
            shown = current.metrics(role, weight).elidedText(text, Qt.TextElideMode.ElideRight, width)
            color = current.color(token if self.isEnabled() else "tx-dis")
            box = self.rect().adjusted(left, top, -left, top + height - self.height())
            painting.draw_line(painter, box, shown, font=current.font(role, weight), color=color)


def spoken_in(by_locale: dict[str, str], locale: str) -> str:
    """A text kept in several languages, for a reader: his own, then Traditional, Simplified, English."""
    return next((by_locale[one] for one in (locale, "zh_Hant", "zh_Hans", "en") if by_locale.get(one)), "")
