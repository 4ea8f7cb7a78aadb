"""On and off, and one out of few: switch, check box, radio button, and the radio card of the forms."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting


def draw_check_box(painter: QPainter, rect: QRect, state: Qt.CheckState, *, enabled: bool = True, hovered: bool = False) -> None:
    """The square of a check box in `rect`: empty, checked or half checked. Tables draw theirs with it too."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    radius = theme.px(3)
    if state is Qt.CheckState.Unchecked:
        painter.setPen(QPen(theme.color(("accent" if hovered else "line-hc") if enabled else "line-strong"), 1))
        painter.setBrush(theme.color("bg-surface" if enabled else "bg-subtle"))
        painter.drawRoundedRect(frame, radius, radius)
    else:
        fill = theme.color(("accent-fill-hover" if hovered else "accent-fill") if enabled else "line-strong")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(rect), radius, radius)
        sign = QPen(theme.color("on-accent"), max(1.6, rect.width() / 9))
        sign.setCapStyle(Qt.PenCapStyle.RoundCap)
        sign.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(sign)
        left, top, side = rect.x(), rect.y(), rect.width()
        if state is Qt.CheckState.Checked:
            painter.drawPolyline(
                [
                    QPoint(left + round(side * 0.28), top + round(side * 0.52)),
                    QPoint(left + round(side * 0.44), top + round(side * 0.67)),
                    QPoint(left + round(side * 0.72), top + round(side * 0.36)),
                ]
            )
        else:
            middle = top + side // 2
            painter.drawLine(left + round(side * 0.27), middle, left + round(side * 0.73), middle)
    painter.restore()


def draw_radio(painter: QPainter, rect: QRect, *, checked: bool, enabled: bool = True, hovered: bool = False) -> None:
    """The circle of a radio button in `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if checked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent-fill" if enabled else "line-strong"))
        painter.drawEllipse(QRectF(rect))
        inner = rect.width() * 0.19
        painter.setBrush(theme.color("on-accent"))
        painter.drawEllipse(QRectF(rect).center(), inner, inner)
    else:
        painter.setPen(QPen(theme.color(("accent" if hovered else "line-hc") if enabled else "line-strong"), 1))
        painter.setBrush(theme.color("bg-surface" if enabled else "bg-subtle"))
        painter.drawEllipse(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()


def draw_focus_ring(painter: QPainter, rect: QRect, radius: int) -> None:
    """The 2 px ring inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def _marked_size(button: QAbstractButton, mark: int) -> QSize:
    """The size of a mark of `mark` design pixels with the button's words beside it, and room for the ring."""
    metrics = button.fontMetrics()
    width = theme.px(mark) + theme.px(6)
    if button.text():
        width += theme.px(8) + metrics.horizontalAdvance(button.text())
    return QSize(width, max(theme.px(24), metrics.height() + 4))


def _paint_words(painter: QPainter, button: QAbstractButton, x: int) -> None:
    """The words beside the mark."""
    rect = QRect(x, 0, button.width() - x, button.height())
    color = theme.color("tx1" if button.isEnabled() else "tx-dis")
    painting.draw_line(painter, rect, button.text(), font=button.font(), color=color)


class CheckBox(QCheckBox):
    """A check box of 16 with its words; `setTristate` for a group that is half chosen."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Box, gap, words."""
        return _marked_size(self, 16)

    def minimumSizeHint(self) -> QSize:
        """A check box is never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Box and words are one target."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, the words and the ring."""
        painter = QPainter(self)
        side = theme.px(16)
        box = QRect(theme.px(3), (self.height() - side) // 2, side, side)
        draw_check_box(painter, box, self.checkState(), enabled=self.isEnabled(), hovered=self.underMouse())
        _paint_words(painter, self, box.right() + 1 + theme.px(8))
        if self.hasFocus():
            draw_focus_ring(painter, box.adjusted(-3, -3, 3, 3), theme.px(4))


class Radio(QRadioButton):
    """A radio button of 16 with its words."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Circle, gap, words."""
        return _marked_size(self, 16)

    def minimumSizeHint(self) -> QSize:
        """A radio button is never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Circle and words are one target."""
        return self.rect().contains(pos)

    def nextCheckState(self) -> None:
        """A press chooses; only choosing another one takes the choice away."""
        self.setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the circle, the words and the ring."""
        painter = QPainter(self)
        side = theme.px(16)
        circle = QRect(theme.px(3), (self.height() - side) // 2, side, side)
        draw_radio(painter, circle, checked=self.isChecked(), enabled=self.isEnabled(), hovered=self.underMouse())
        _paint_words(painter, self, circle.right() + 1 + theme.px(8))
        if self.hasFocus():
            draw_focus_ring(painter, circle.adjusted(-3, -3, 3, 3), circle.width() // 2 + 3)


class Switch(QAbstractButton):
    """On or off at once, with its words beside it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Track, gap, words."""
        return _marked_size(self, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track, knob, words and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = theme.px(32), theme.px(16)
        track = QRect(theme.px(3), (self.height() - height) // 2, width, height)
        token = "accent-fill" if self.isChecked() else "mute-dot"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(token if self.isEnabled() else "line-strong"))
        painter.drawRoundedRect(QRectF(track), height / 2, height / 2)
        knob = height - 4
        x = track.right() - knob - 1 if self.isChecked() else track.x() + 2
        painter.setBrush(QColor("white"))
        painter.drawEllipse(QRectF(x, track.y() + 2, knob, knob))
        _paint_words(painter, self, track.right() + 1 + theme.px(8))
        if self.hasFocus():
            draw_focus_ring(painter, track.adjusted(-3, -3, 3, 3), height // 2 + 3)


_BESIDE = 48
"""Design pixels of a card that are not text: circle and edges."""


class RadioCard(QAbstractButton):
    """A radio button as a card with a title and a line of explanation; put several into one `RadioGroup`."""

    def __init__(self, title: str = "", hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_texts(title, hint)

    def set_texts(self, title: str, hint: str) -> None:
        """Other words, after a switch of language."""
        self._hint = hint
        self.setText(title)
        self.setAccessibleDescription(hint)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Two lines of text beside the circle."""
        current = theme.current()
        title = current.metrics("body", 600).horizontalAdvance(self.text())
        hint = current.metrics("small").horizontalAdvance(self._hint)
        return QSize(max(title, hint) + current.px(_BESIDE), self._height(1))

    def minimumSizeHint(self) -> QSize:
        """Room for the title; the explanation goes on in further lines."""
        title = theme.current().metrics("body", 600).horizontalAdvance(self.text())
        return QSize(title + theme.px(_BESIDE), self._height(1))

    def heightForWidth(self, width: int) -> int:
        """As many lines as the explanation needs in this width."""
        return self._height(self._lines(width - theme.px(_BESIDE)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Never lower than the lines of the width that it got, whatever the layouts around it ask."""
        super().resizeEvent(event)
        wanted = self.heightForWidth(self.width())
        if self.minimumHeight() != wanted:
            self.setMinimumHeight(wanted)

    def _height(self, lines: int) -> int:
        current = theme.current()
        return (
            current.line_height("body") + lines * current.line_height("small") + current.px(16) if self._hint else current.px(36)
        )

    def _lines(self, width: int) -> int:
        """Counted in lines as high as the first one: a line of Chinese is higher than one of Latin letters."""
        metrics = theme.current().metrics("small")
        one = metrics.boundingRect(0, 0, 10_000, 10_000, Qt.TextFlag.TextSingleLine, self._hint)
        room = metrics.boundingRect(0, 0, max(width, 1), 10_000, Qt.TextFlag.TextWordWrap, self._hint)
        return max(1, round(room.height() / max(one.height(), 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the circle and the two lines."""
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.isChecked() or self.hasFocus()
        pen = 2 if strong else 1
        painter.setPen(QPen(current.color("accent" if strong else "line-input"), pen))
        fill = "bg-sel" if self.isChecked() else "bg-hover" if self.underMouse() else "bg-surface"
        painter.setBrush(current.color(fill if self.isEnabled() else "bg-subtle"))
        edge = pen / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), current.px(6), current.px(6))
        line = current.line_height("body")
        wrapped = current.line_height("small") * self._lines(self.width() - current.px(_BESIDE)) if self._hint else 0
        # Cards side by side begin at one height; one without an explanation has its title in the middle.
        top = current.px(8) if self._hint else (self.height() - line) // 2
        side = current.px(16)
        circle = QRect(current.px(12), top + (line - side) // 2, side, side)
        draw_radio(painter, circle, checked=self.isChecked(), enabled=self.isEnabled(), hovered=self.underMouse())
        x = circle.right() + 1 + current.px(10)
        width = self.width() - x - current.px(10)
        title = QRect(x, top, width, line)
        token = "tx1" if self.isEnabled() else "tx-dis"
        weight = 600 if self.isChecked() else 400
        text = current.metrics("body", weight).elidedText(self.text(), Qt.TextElideMode.ElideRight, width)
        painting.draw_line(painter, title, text, font=current.font("body", weight), color=current.color(token))
        if self._hint:
            place = QRect(x, top + line, width, wrapped)
            painter.setFont(current.font("small"))
            painter.setPen(current.color("tx3" if self.isEnabled() else "tx-dis"))
            painter.drawText(place, Qt.TextFlag.TextWordWrap, self._hint)

    def nextCheckState(self) -> None:
        """A press chooses; only choosing another card takes the choice away."""
        self.setChecked(True)


class RadioGroup(QObject):
    """Keeps one of several radio cards or buttons checked; `selected` says its position. Tab comes once, arrows move the choice."""

    selected = Signal(int)

    def __init__(self, buttons: Sequence[QAbstractButton], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._buttons = list(buttons)
        for position, button in enumerate(self._buttons):
            button.setAutoExclusive(False)
            button.toggled.connect(lambda checked, at=position: self._toggled(at, checked=checked))
            button.installEventFilter(self)
        self._offer()

    def position(self) -> int:
        """The position of the checked button, -1 for none."""
        return next((i for i, button in enumerate(self._buttons) if button.isChecked()), -1)

    def choose(self, position: int) -> None:
        """Check the button at `position`; -1 unchecks all."""
        for i, button in enumerate(self._buttons):
            button.setChecked(i == position)
        self._offer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows choose the neighbour and give it the focus."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        here = next((i for i, button in enumerate(self._buttons) if button is watched), -1)
        if step is None or here < 0:
            return False
        usable = [i for i, button in enumerate(self._buttons) if button.isEnabled()]
        target = usable[(usable.index(here) + step) % len(usable)]
        self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
        self._buttons[target].setChecked(True)
        return True

    def _toggled(self, position: int, *, checked: bool) -> None:
        button = self._buttons[position]
        if checked:
            for other in self._buttons:
                if other is not button:
                    other.setChecked(False)
            self._offer()
            self.selected.emit(position)

    def _offer(self) -> None:
        """Tab comes to the checked button, to the first usable one while there is none."""
        usable = [button for button in self._buttons if button.isEnabled()]
        stop = next((button for button in usable if button.isChecked()), usable[0] if usable else None)
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus)
