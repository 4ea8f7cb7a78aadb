"""The picture beside the sign-in form: a night at sea with a whale's tail. And the product mark as an icon."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from whale_desktop.kernel.resources import resource
from whale_desktop.ui import theme
from whale_desktop.ui.components import painting

_DESIGN = QSize(640, 868)
"""The size that the numbers below are drawn for."""
_MARK = 64

_Point = tuple[float, float]
_WAVES: tuple[tuple[str, tuple[_Point, ...]], ...] = (
    ("wave-far", ((0, 470), (150, 447), (400, 481), (700, 425))),
    ("wave-middle", ((-30, 576), (125, 541), (385, 591), (600, 543), (760, 570))),
    ("wave-near", ((-40, 652), (135, 621), (420, 663), (760, 606))),
    ("wave-front", ((-40, 736), (150, 706), (455, 742), (780, 690))),
    ("deep", ((-60, 808), (150, 788), (520, 813), (800, 780))),
)
"""Crests and troughs of each wave, from the far one to the near one."""
_MOON_CENTRE, _MOON_RADIUS = (486.0, 238.0), 86.0
_ICON_SIZES = (16, 20, 24, 32, 48, 64, 128, 256)


def tail_path() -> QPainterPath:
    """The tail of the product mark in a square of 64."""
    path = QPainterPath(QPointF(32, 25.5))
    path.cubicTo(28, 20, 20, 16, 8.5, 17.5)
    path.cubicTo(11, 27, 18, 28.5, 23, 31.5)
    path.cubicTo(28, 34.5, 30.6, 41, 31.5, 51)
    path.lineTo(32.5, 51)
    path.cubicTo(33.4, 41, 36, 34.5, 41, 31.5)
    path.cubicTo(46, 28.5, 53, 27, 55.5, 17.5)
    path.cubicTo(44, 16, 36, 20, 32, 25.5)
    return path


def draw_mark(painter: QPainter, rect: QRect, *, square: QColor, tail: QColor) -> None:
    """The product mark in `rect`: a rounded square with the tail."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(square)
    painter.drawRoundedRect(QRectF(rect), rect.width() * 0.1875, rect.width() * 0.1875)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / _MARK, rect.height() / _MARK)
    painter.fillPath(tail_path(), tail)
    painter.restore()


def product_icon() -> QIcon:
    """The product mark as the icon of windows, in all usual sizes, from `resources/icons/whale.svg`."""
    renderer = QSvgRenderer(str(resource("icons", "whale.svg")))
    assert renderer.isValid()
    icon = QIcon()
    for side in _ICON_SIZES:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def _wave(points: tuple[_Point, ...], scale_x: float, scale_y: float, bottom: float) -> QPainterPath:
    """A wave through its crests and troughs, level at each of them, filled down to `bottom`."""
    places = [QPointF(x * scale_x, y * scale_y) for x, y in points]
    path = QPainterPath(places[0])
    for before, after in pairwise(places):
        reach = (after.x() - before.x()) * 0.42
        path.cubicTo(QPointF(before.x() + reach, before.y()), QPointF(after.x() - reach, after.y()), after)
    path.lineTo(places[-1].x(), bottom)
    path.lineTo(places[0].x(), bottom)
    path.closeSubpath()
    return path


def _fluke_light() -> QPainterPath:
    """The lit upper edges of both flukes."""
    path = QPainterPath(QPointF(107, 366))
    path.cubicTo(190, 346, 272, 366, 320, 438)
    path.cubicTo(262, 388, 190, 372, 107, 366)
    path.moveTo(533, 366)
    path.cubicTo(450, 346, 368, 366, 320, 438)
    path.cubicTo(378, 388, 450, 372, 533, 366)
    return path


def _fluke_dark() -> QPainterPath:
    """The tail itself, down to below the water line."""
    path = QPainterPath(QPointF(320, 438))
    path.cubicTo(262, 388, 190, 372, 107, 366)
    path.cubicTo(122, 412, 155, 433, 196, 450)
    path.cubicTo(262, 476, 302, 492, 314, 590)
    path.lineTo(326, 590)
    path.cubicTo(338, 492, 378, 476, 444, 450)
    path.cubicTo(485, 433, 518, 412, 533, 366)
    path.cubicTo(450, 372, 378, 388, 320, 438)
    return path


class SeaPanel(QWidget):
    """The picture with the product's name, a line below it, and the version at the bottom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._line = ""
        self._version = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_texts(self, name: str, line: str, version: str) -> None:
        """The words on the picture, in the user's language."""
        self._name = name
        self._line = line
        self._version = version
        self.setAccessibleName(f"{name} {line} {version}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """The size that it is drawn for, at the user's scale."""
        return QSize(theme.px(_DESIGN.width()), theme.px(_DESIGN.height()))

    def minimumSizeHint(self) -> QSize:
        """It may become narrow; the words stay."""
        return QSize(theme.px(320), theme.px(320))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sky, moon, waves, tail and words."""
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), current.sea_color("sky"))
        scale_x, scale_y = self.width() / _DESIGN.width(), self.height() / _DESIGN.height()
        even = min(scale_x, scale_y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current.sea_color("moon"))
        painter.drawEllipse(
            QPointF(_MOON_CENTRE[0] * scale_x, _MOON_CENTRE[1] * scale_y), _MOON_RADIUS * even, _MOON_RADIUS * even
        )
        for position, (token, points) in enumerate(_WAVES):
            painter.fillPath(_wave(points, scale_x, scale_y, self.height()), current.sea_color(token))
            if position == 0:
                self._paint_tail(painter, scale_x, scale_y, even)
        self._paint_words(painter)

    def _paint_tail(self, painter: QPainter, scale_x: float, scale_y: float, even: float) -> None:
        """The tail keeps its shape; its foot stays at the second wave."""
        painter.save()
        painter.translate(320 * scale_x, 588 * scale_y)
        painter.scale(even, even)
        painter.translate(-320, -588)
        painter.fillPath(_fluke_dark(), theme.current().sea_color("tail"))
        painter.fillPath(_fluke_light(), theme.current().sea_color("tail-light"))
        painter.restore()

    def _paint_words(self, painter: QPainter) -> None:
        current = theme.current()
        inset, side = current.px(48), current.px(40)
        white, soft = current.sea_color("on-sea"), current.sea_color("on-sea-soft")
        draw_mark(painter, QRect(inset, current.px(50), side, side), square=white, tail=current.sea_color("sky"))
        x = inset + side + current.px(12)
        name = QRect(x, current.px(46), self.width() - x, current.px(28))
        painting.draw_line(painter, name, self._name, font=QFont(current.font("figure")), color=white)
        line = QRect(x, current.px(73), self.width() - x, current.px(20))
        painting.draw_line(painter, line, self._line, font=current.font("body"), color=soft)
        foot = QRect(inset, self.height() - current.px(51), self.width() - inset, current.px(20))
        painting.draw_line(painter, foot, self._version, font=current.font("small"), color=soft)
