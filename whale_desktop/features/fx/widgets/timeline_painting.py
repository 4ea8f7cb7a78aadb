"""How the 24-hour timeline is drawn: geometry in design pixels, then frame, hours, blocks, bands. Integer coordinates throughout."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from whale_desktop.features.fx.rules.periods import DAY_SECONDS, Period, pieces
from whale_desktop.features.fx.widgets import words
from whale_desktop.features.fx.widgets.clock import length_words, period_words
from whale_desktop.features.fx.widgets.conflicts import PENDING, Conflict, Rival
from whale_desktop.ui import theme
from whale_desktop.ui.components import painting
from whale_desktop.ui.forms.clock_field import short_clock
from whale_desktop.ui.pages.ports import Texts

LABEL_WIDTH = 72
HOUR_WIDTH = 27
HEAD_HEIGHT = 24
ROW_HEIGHT = 32
BLOCK_HEIGHT = 28
END_INSET = 12
TOP_INSET = 6
BOTTOM_INSET = 5
ROWS = 3
OWN_LINE, PENDING_LINE, RIVAL_LINE = range(ROWS)


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where hours and rows lie in a widget of `width` real pixels."""

    width: int

    @staticmethod
    def ideal_size() -> QSize:
        """Label column, 24 hours, and the rows."""
        height = HEAD_HEIGHT + TOP_INSET + ROWS * ROW_HEIGHT + BOTTOM_INSET
        return QSize(theme.px(LABEL_WIDTH) + 24 * theme.px(HOUR_WIDTH) + theme.px(END_INSET), theme.px(height))

    @property
    def left(self) -> int:
        """The x of 00:00."""
        return theme.px(LABEL_WIDTH)

    @property
    def right(self) -> int:
        """The x of 24:00."""
        return max(self.width - theme.px(END_INSET), self.left + 24)

    def x_of(self, seconds: int) -> int:
        """The x of a time."""
        return self.left + round((self.right - self.left) * seconds / DAY_SECONDS)

    def seconds_at(self, x: int) -> float:
        """The time at an x, within the day."""
        share = (x - self.left) / (self.right - self.left)
        return min(max(share, 0.0), 1.0) * DAY_SECONDS

    def row(self, line: int) -> QRect:
        """The blocks' strip of a row."""
        top = theme.px(HEAD_HEIGHT) + theme.px(TOP_INSET) + line * theme.px(ROW_HEIGHT)
        return QRect(self.left, top, self.right - self.left, theme.px(BLOCK_HEIGHT))

    def block(self, row: QRect, start: int, end: int) -> QRect:
        """The block of a stretch of the day in a row."""
        left = self.x_of(start)
        return QRect(left, row.y(), max(self.x_of(end) - left, 2), row.height())

    def drawing_area(self) -> QRect:
        """Where dragging draws a new period: the row of this strategy and the one below it."""
        return self.row(OWN_LINE).united(self.row(PENDING_LINE)).adjusted(-theme.px(4), 0, theme.px(4), 0)


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn. edge: place of the focused edge's period and its time."""

    own: Sequence[Period]
    pending: Period | None
    rivals: Sequence[Rival]
    rivals_note: str
    conflicts: Sequence[Conflict]
    edge: tuple[int, int] | None
    focused: bool


def draw(painter: QPainter, geometry: Geometry, picture: Picture, texts: Texts) -> None:
    """Draw the timeline over the whole widget."""
    _draw_frame(painter, geometry, focused=picture.focused)
    _draw_labels(painter, geometry, picture, texts)
    for period in picture.own:
        _draw_own(painter, geometry, period)
    _draw_pending(painter, geometry, picture, texts)
    _draw_rivals(painter, geometry, picture, texts)
    for conflict in picture.conflicts:
        _draw_bands(painter, geometry, conflict)
    if picture.pending is not None:
        _draw_overlap_words(painter, geometry, picture, texts)
    if picture.edge is not None:
        _draw_edge(painter, geometry, *picture.edge)


def _draw_frame(painter: QPainter, geometry: Geometry, *, focused: bool) -> None:
    height = Geometry.ideal_size().height()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2 if focused else 1
    edge = width / 2
    painter.setPen(QPen(theme.color("accent" if focused else "line-strong"), width))
    painter.setBrush(theme.color("bg-surface"))
    frame = QRectF(0, 0, geometry.width, height).adjusted(edge, edge, -edge, -edge)
    painter.drawRoundedRect(frame, theme.px(4), theme.px(4))
    painter.restore()
    head = theme.px(HEAD_HEIGHT)
    painter.fillRect(QRect(1, head, geometry.width - 2, 1), theme.color("line"))
    font, metrics = theme.font("micro"), theme.current().metrics("micro")
    for hour in range(0, 25, 2):
        x = geometry.x_of(hour * 3600)
        painter.fillRect(QRect(x, head, 1, height - head - 2), theme.color("line"))
        text = f"{hour:02d}"
        width = metrics.horizontalAdvance(text)
        place = QRect(min(x - width // 2, geometry.width - width - 3), 0, width, head)
        painting.draw_line(painter, place, text, font=font, color=theme.color("tx3"))


def _draw_labels(painter: QPainter, geometry: Geometry, picture: Picture, texts: Texts) -> None:
    broken = any(conflict.subject == PENDING for conflict in picture.conflicts)
    lines = (
        (OWN_LINE, words.OWN_ROW, "tx1", 600),
        (PENDING_LINE, words.PENDING_ROW, "err" if broken else "tx2" if picture.pending else "tx3", 400),
        (RIVAL_LINE, words.RIVAL_ROW, "tx2", 400),
    )
    inset = theme.px(12)
    for line, text, token, weight in lines:
        row = geometry.row(line)
        place = QRect(inset, row.y(), geometry.left - inset - theme.px(4), row.height())
        metrics = theme.current().metrics("small", weight)
        shown = metrics.elidedText(texts(text), Qt.TextElideMode.ElideRight, place.width())
        painting.draw_line(painter, place, shown, font=theme.font("small", weight), color=theme.color(token))


def piece_words(period: Period, days_after_start: int) -> str:
    """What a block says: its times; of a period over midnight `22:00 →` before and `→ 02:00` behind it."""
    if not period.runs_over_midnight or period.end == 0:
        return f"{short_clock(period.start)}–{short_clock(period.end)}"
    return f"→ {short_clock(period.end)}" if days_after_start else f"{short_clock(period.start)} →"


def _draw_own(painter: QPainter, geometry: Geometry, period: Period) -> None:
    row = geometry.row(OWN_LINE)
    for piece in pieces(period):
        block = geometry.block(row, piece.start, piece.end)
        _fill(painter, block, theme.color("accent-fill"))
        _draw_inside(painter, block, piece_words(period, piece.days_after_start), token="on-accent", weight=600)


def _draw_inside(painter: QPainter, block: QRect, text: str, *, token: str, weight: int) -> bool:
    """Words in a block if they fit; whether they did."""
    metrics = theme.current().metrics("micro", weight)
    if metrics.horizontalAdvance(text) + 2 > block.width():
        return weight > 400 and _draw_inside(painter, block, text, token=token, weight=400)
    align = "centre" if metrics.horizontalAdvance(text) + theme.px(10) > block.width() else "left"
    place = block if align == "centre" else block.adjusted(theme.px(5), 0, 0, 0)
    painting.draw_line(painter, place, text, font=theme.font("micro", weight), color=theme.color(token), align=align)
    return True


def _draw_pending(painter: QPainter, geometry: Geometry, picture: Picture, texts: Texts) -> None:
    row = geometry.row(PENDING_LINE)
    if picture.pending is None:
        place = row.adjusted(theme.px(8), 0, 0, 0)
        painting.draw_line(painter, place, texts(words.DRAG_HINT), font=theme.font("small"), color=theme.color("tx3"))
        return
    broken = any(conflict.subject == PENDING for conflict in picture.conflicts)
    fill, line, token = ("err-soft", "err", "err") if broken else ("accent-soft", "accent", "accent")
    for piece in pieces(picture.pending):
        block = geometry.block(row, piece.start, piece.end)
        _fill(painter, block, theme.color(fill), line=theme.color(line), width=2)
        if not broken:
            _draw_inside(painter, block, piece_words(picture.pending, piece.days_after_start), token=token, weight=600)


def _draw_overlap_words(painter: QPainter, geometry: Geometry, picture: Picture, texts: Texts) -> None:
    """Times and length of the overlap beside the block that is being added, on the side with room."""
    bands = [conflict.seconds for conflict in picture.conflicts if conflict.subject == PENDING]
    pending = picture.pending
    if not bands or pending is None:
        return
    row = geometry.row(PENDING_LINE)
    text = texts(
        words.OVERLAP_LABEL,
        start=short_clock(pending.start),
        end=short_clock(pending.end),
        length=length_words(sum(bands), texts),
    )
    blocks = [geometry.block(row, piece.start, piece.end) for piece in pieces(pending)]
    width = theme.current().metrics("micro", 600).horizontalAdvance(text)
    gap = theme.px(7)
    x = blocks[-1].right() + gap
    if x + width > geometry.width - theme.px(4):
        x = blocks[0].left() - gap - width
    if x < geometry.left:
        x = max(geometry.left, min(blocks[0].left() + gap, geometry.width - width - gap))
    place = QRect(x, row.y(), width, row.height())
    painting.draw_line(painter, place, text, font=theme.font("micro", 600), color=theme.color("err"))


def _draw_rivals(painter: QPainter, geometry: Geometry, picture: Picture, texts: Texts) -> None:
    row = geometry.row(RIVAL_LINE)
    if not picture.rivals:
        place = row.adjusted(theme.px(8), 0, 0, 0)
        metrics = theme.current().metrics("small")
        shown = metrics.elidedText(picture.rivals_note, Qt.TextElideMode.ElideRight, place.width())
        painting.draw_line(painter, place, shown, font=theme.font("small"), color=theme.color("tx3"))
        return
    taken = [geometry.block(row, piece.start, piece.end) for rival in picture.rivals for piece in pieces(rival.period)]
    for rival in picture.rivals:
        for piece in pieces(rival.period):
            block = geometry.block(row, piece.start, piece.end)
            _fill(painter, block, theme.color("mute-soft"), line=theme.color("line-strong"), width=1, hatched=True)
            named = _draw_inside(painter, block, rival.label, token="tx2", weight=400)
            if piece.days_after_start == 0:
                times = period_words(rival.period, texts)
                _draw_beside(painter, geometry, block, times if named else f"{rival.label} {times}", taken)


def _draw_beside(painter: QPainter, geometry: Geometry, block: QRect, text: str, taken: Sequence[QRect]) -> None:
    """Words right of a block, if no other block stands there."""
    width = theme.current().metrics("micro").horizontalAdvance(text)
    place = QRect(block.right() + theme.px(7), block.y(), width, block.height())
    if place.right() <= geometry.width - theme.px(4) and not any(place.intersects(other) for other in taken):
        painting.draw_line(painter, place, text, font=theme.font("micro"), color=theme.color("tx3"))


def _draw_bands(painter: QPainter, geometry: Geometry, conflict: Conflict) -> None:
    """A red band with dashed edges through both rows, for each stretch that is shared."""
    lines = [PENDING_LINE if conflict.subject == PENDING else OWN_LINE, OWN_LINE if conflict.rival is None else RIVAL_LINE]
    first, last = geometry.row(min(lines)), geometry.row(max(lines))
    top = theme.px(HEAD_HEIGHT) + 1 if min(lines) == OWN_LINE else first.top() - theme.px(2)
    fill = theme.color("err-dot")
    fill.setAlphaF(0.38)
    pen = QPen(theme.color("err"), 1, Qt.PenStyle.DashLine)
    pen.setDashPattern([3, 2])
    for start, end in conflict.bands:
        band = QRect(geometry.x_of(start), top, max(geometry.x_of(end) - geometry.x_of(start), 2), last.bottom() - top + 1)
        painter.fillRect(band, fill)
        painter.setPen(pen)
        painter.drawLine(band.left(), band.top(), band.left(), band.bottom())
        painter.drawLine(band.right(), band.top(), band.right(), band.bottom())


def _draw_edge(painter: QPainter, geometry: Geometry, subject: int, seconds: int) -> None:
    """The edge that the arrows move: a knob over the end of its block."""
    row = geometry.row(PENDING_LINE if subject == PENDING else OWN_LINE)
    width = theme.px(6)
    knob = QRect(geometry.x_of(seconds) - width // 2, row.y() - theme.px(2), width, row.height() + theme.px(4))
    _fill(painter, knob, theme.color("bg-surface"), line=theme.color("tx1"), width=2)


def _fill(
    painter: QPainter, rect: QRect, color: QColor, *, line: QColor | None = None, width: int = 0, hatched: bool = False
) -> None:
    """A block with small rounded corners, a border inside it, and hatching over its fill."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = width / 2
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(rect).adjusted(edge, edge, -edge, -edge), theme.px(3), theme.px(3))
    painter.fillPath(shape, color)
    if hatched:
        painter.fillPath(shape, QBrush(theme.color("line-strong"), Qt.BrushStyle.BDiagPattern))
    if line is not None:
        painter.setPen(QPen(line, width))
        painter.drawPath(shape)
    painter.restore()
