"""Text on pages: a label by role and tone, and the hair lines between parts."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components.painting import draw_line


class Label(QLabel):
    """Text by role (display, figure, title, section, body, small, micro) and tone (tx1, tx2, tx3, accent, ok, warn, err, mk-up, mk-down).

    `weight` 400, 500 or 600 overrides the role's. `wrap` lets it break into lines.
    """

    def __init__(
        self,
        text: str = "",
        *,
        role: str = "body",
        tone: str = "tx1",
        weight: int | None = None,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        if weight is not None:
            self.setProperty("weight", str(weight))
        if wrap:
            self.setWordWrap(True)

    def set_tone(self, tone: str) -> None:
        """Change the colour to another text token."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            theme.restyle(self)

    def set_role(self, role: str) -> None:
        """Change the type role."""
        if self.property("role") != role:
            self.setProperty("role", role)
            theme.restyle(self)

    def set_weight(self, weight: int | None) -> None:
        """Change the weight; None is the role's own."""
        self.setProperty("weight", None if weight is None else str(weight))
        theme.restyle(self)


class ElidedLabel(QWidget):
    """One line that ends in … when it is too long, with the whole text as its tooltip. `middle` elides in the middle."""

    def __init__(
        self, text: str = "", *, role: str = "body", tone: str = "tx1", weight: int | None = None, middle: bool = False
    ) -> None:
        super().__init__()
        self._text = text
        self._role = role
        self._tone = tone
        self._weight = weight
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()
        self._say_whole()

    def set_tone(self, tone: str) -> None:
        """Change the colour to another text token."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        """The size of the whole text."""
        current = theme.current()
        metrics = current.metrics(self._role, self._weight)
        return QSize(metrics.horizontalAdvance(self._text) + 1, current.line_height(self._role))

    def minimumSizeHint(self) -> QSize:
        """Room for a few characters."""
        return QSize(theme.px(24), theme.current().line_height(self._role))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, shortened to the width."""
        current = theme.current()
        font = current.font(self._role, self._weight)
        text = current.metrics(self._role, self._weight).elidedText(self._text, self._mode, self.width())
        painter = QPainter(self)
        draw_line(painter, self.rect(), text, font=font, color=current.color(self._tone))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tooltip is needed only while the text is shortened."""
        super().resizeEvent(event)
        self._say_whole()

    def _say_whole(self) -> None:
        width = theme.current().metrics(self._role, self._weight).horizontalAdvance(self._text)
        self.setToolTip(self._text if width > self.width() else "")


class Divider(QFrame):
    """A hair line: horizontal in `line`, vertical in `line-strong`."""

    def __init__(self, *, vertical: bool = False, length: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("divider", "vertical" if vertical else "horizontal")
        if vertical:
            self.setFixedWidth(1)
            if length:
                self.setMaximumHeight(theme.px(length))
        else:
            self.setFixedHeight(1)
