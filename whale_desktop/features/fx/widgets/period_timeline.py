"""The 24-hour timeline of a strategy: own periods, the one being added, periods of other strategies, and where they intersect.

Drag on empty space draws a period, edges are moved by mouse or keys, Delete removes. It only draws and says what was done; the editor
decides. Must not know messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from whale_desktop.features.fx.rules.periods import DAY_SECONDS, Period, pieces
from whale_desktop.features.fx.widgets import timeline_painting, words
from whale_desktop.features.fx.widgets.clock import QUARTER, next_step, period_within, period_words, snapped
from whale_desktop.features.fx.widgets.conflicts import PENDING, Conflict, Rival
from whale_desktop.features.fx.widgets.timeline_painting import Geometry, Picture
from whale_desktop.ui import theme
from whale_desktop.ui.forms.clock_field import MINUTE
from whale_desktop.ui.pages.ports import Texts

Side = Literal["start", "end"]
GRIP = 5
"""How near the pointer must be to an edge to take it, in design pixels."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of one period: the place of the period in the list (or `PENDING`) and which end."""

    subject: int
    side: Side


class PeriodTimeline(QWidget):
    """Shows periods on one day.

    `moved` says (place, new period), `removed` the place, `drawing` (start, end) while the mouse draws, `drawn` when it has
    finished, `accepted` that Enter was pressed on the period being added.
    """

    moved = Signal(int, object)
    removed = Signal(int)
    drawing = Signal(int, int)
    drawn = Signal()
    accepted = Signal()

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._own: tuple[Period, ...] = ()
        self._pending: Period | None = None
        self._rivals: tuple[Rival, ...] = ()
        self._rivals_note = ""
        self._conflicts: tuple[Conflict, ...] = ()
        self._edge: Edge | None = None
        self._held: Edge | None = None
        self._anchor: int | None = None
        self.read_only = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.updateGeometry)
        self.retranslate()

    # ---------------------------------------------------------------------------------------------------------- what it shows

    def show_periods(
        self, own: Sequence[Period], pending: Period | None, *, rivals: Sequence[Rival], conflicts: Sequence[Conflict]
    ) -> None:
        """Draw these periods."""
        self._own, self._pending, self._rivals, self._conflicts = tuple(own), pending, tuple(rivals), tuple(conflicts)
        if self._edge is not None and self._edge not in self.edges():
            self._edge = None
        self._say_edge()
        self.update()

    def set_rivals_note(self, text: str) -> None:
        """What stands in the row of the other strategies when there is nothing to draw: none, or why they are not known."""
        self._rivals_note = text
        self.update()

    def edges(self) -> list[Edge]:
        """Every edge in order of time, the period being added last."""
        order = sorted(range(len(self._own)), key=lambda place: self._own[place].start)
        places = [*order, *([PENDING] if self._pending is not None else [])]
        sides: tuple[Side, ...] = ("start", "end")
        return [Edge(place, side) for place in places for side in sides]

    def focused_edge(self) -> Edge | None:
        """The edge that the arrows move."""
        return self._edge

    def focus_edge(self, edge: Edge | None) -> None:
        """Let the arrows move this edge."""
        self._edge = edge
        self._say_edge()
        self.update()

    def retranslate(self) -> None:
        """Say everything again in the present language."""
        self.setAccessibleName(self._texts(words.TIMELINE))
        self._say_edge()
        self.update()

    def geometry_now(self) -> Geometry:
        """Where hours and rows lie at the present size and scale."""
        return Geometry(self.width())

    def sizeHint(self) -> QSize:
        """27 px an hour, three rows under the hours."""
        return Geometry.ideal_size()

    def minimumSizeHint(self) -> QSize:
        """Hours may shrink to two thirds."""
        size = Geometry.ideal_size()
        return QSize(size.width() * 2 // 3, size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame, hours, rows, blocks, bands and the focused edge."""
        edge = self._edge if self.hasFocus() else None
        picture = Picture(
            own=self._own,
            pending=self._pending,
            rivals=self._rivals,
            rivals_note=self._rivals_note,
            conflicts=self._conflicts,
            edge=None if edge is None else (edge.subject, self._edge_seconds(edge)),
            focused=self.hasFocus(),
        )
        painter = QPainter(self)
        timeline_painting.draw(painter, self.geometry_now(), picture, self._texts)

    # ----------------------------------------------------------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the edge under the pointer, or begin to draw on empty space."""
        if event.button() is not Qt.MouseButton.LeftButton or self.read_only:
            return
        point = event.position().toPoint()
        edge = self.edge_at(point)
        if edge is not None:
            self._held = edge
            self.focus_edge(edge)
        elif self.subject_at(point) is not None:
            subject = self.subject_at(point)
            assert subject is not None
            self.focus_edge(Edge(subject, "start"))
        elif self.geometry_now().drawing_area().contains(point):
            self._anchor = snapped(self.geometry_now().seconds_at(point.x()), self._step(event))
            self.focus_edge(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the held edge or draw; otherwise show what the pointer is over."""
        point = event.position().toPoint()
        seconds = snapped(self.geometry_now().seconds_at(point.x()), self._step(event))
        if self._held is not None:
            self._drag_edge(self._held, seconds)
        elif self._anchor is not None:
            if seconds != self._anchor:
                self.drawing.emit(min(self._anchor, seconds), max(self._anchor, seconds))
        elif not self.read_only:
            over = Qt.CursorShape.SizeHorCursor if self.edge_at(point) is not None else Qt.CursorShape.ArrowCursor
            self.setCursor(over)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a drawn period is said."""
        drew, self._anchor, self._held = self._anchor is not None and self._pending is not None, None, None
        if drew:
            self.drawn.emit()

    def event(self, event: QEvent) -> bool:
        """The tooltip names the period under the pointer; Alt+arrows are ours while the focus is here."""
        if event.type() is QEvent.Type.ToolTip:
            self._show_tip(self.mapFromGlobal(self.cursor().pos()))
            return True
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            if ours:
                event.accept()
                return True
        return super().event(event)

    def edge_at(self, point: QPoint) -> Edge | None:
        """The edge near a point, None when there is none."""
        geometry = self.geometry_now()
        for edge in reversed(self.edges()):
            row = geometry.row(1 if edge.subject == PENDING else 0)
            near = abs(geometry.x_of(self._edge_seconds(edge)) - point.x()) <= theme.px(GRIP)
            if near and row.top() <= point.y() <= row.bottom():
                return edge
        return None

    def subject_at(self, point: QPoint) -> int | None:
        """The place of the period whose block lies under a point; `PENDING` for the one being added."""
        geometry = self.geometry_now()
        for place, period in [(PENDING, self._pending), *enumerate(self._own)]:
            if period is None:
                continue
            row = geometry.row(1 if place == PENDING else 0)
            if any(geometry.block(row, piece.start, piece.end).contains(point) for piece in pieces(period)):
                return place
        return None

    # ------------------------------------------------------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑↓ choose an edge, ←→ move it, Delete removes its period, Enter accepts the one being added."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self.read_only:
            self._nudge(1 if key == Qt.Key.Key_Right else -1, self._step(event))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._edge is not None and not self.read_only:
            self.removed.emit(self._edge.subject)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pending is not None and not event.modifiers():
            self.accepted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by key, the first edge is the one to move."""
        super().focusInEvent(event)
        if self._edge is None and event.reason() is not Qt.FocusReason.MouseFocusReason:
            edges = self.edges()
            self.focus_edge(edges[0] if edges else None)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()

    # --------------------------------------------------------------------------------------------------------------- privately

    def _step(self, event: QMouseEvent | QKeyEvent) -> int:
        return MINUTE if event.modifiers() & Qt.KeyboardModifier.AltModifier else QUARTER

    def _period(self, subject: int) -> Period:
        period = self._pending if subject == PENDING else self._own[subject]
        assert period is not None
        return period

    def _edge_seconds(self, edge: Edge) -> int:
        period = self._period(edge.subject)
        return period.start if edge.side == "start" else period.end

    def _walk(self, direction: int) -> None:
        edges = self.edges()
        if not edges:
            return
        if self._edge is None:
            self.focus_edge(edges[0 if direction > 0 else -1])
            return
        self.focus_edge(edges[(edges.index(self._edge) + direction) % len(edges)])

    def _nudge(self, direction: int, step: int) -> None:
        if self._edge is None:
            return
        period = self._period(self._edge.subject)
        if self._edge.side == "start":
            changed = period_within(period, start=next_step(period.start, step, direction))
        else:
            changed = period_within(period, end=next_step(period.start + period.seconds, step, direction))
        if changed is not None:
            self.moved.emit(self._edge.subject, changed)

    def _drag_edge(self, edge: Edge, seconds: int) -> None:
        """A dragged edge stays on its day; over midnight it goes by keys and by typing only."""
        period = self._period(edge.subject)
        if edge.side == "start":
            changed = period_within(period, start=seconds)
        else:
            changed = period_within(period, end=seconds + (DAY_SECONDS if period.runs_over_midnight else 0))
        if changed is not None and changed != period:
            self.moved.emit(edge.subject, changed)

    def _say_edge(self) -> None:
        helping = self._texts(words.TIMELINE_HELP)
        if self._edge is None:
            self.setAccessibleDescription(helping)
            return
        period = period_words(self._period(self._edge.subject), self._texts)
        text = words.START_EDGE if self._edge.side == "start" else words.END_EDGE
        self.setAccessibleDescription(f"{self._texts(text, period=period)}. {helping}")

    def _show_tip(self, point: QPoint) -> None:
        place = self.subject_at(point)
        words_of = ""
        if place is not None:
            words_of = period_words(self._period(place), self._texts)
        else:
            geometry = self.geometry_now()
            for rival in self._rivals:
                blocks = [geometry.block(geometry.row(2), piece.start, piece.end) for piece in pieces(rival.period)]
                if any(block.contains(point) for block in blocks):
                    words_of = f"{rival.label} {period_words(rival.period, self._texts)}"
        QToolTip.showText(self.mapToGlobal(point), words_of, self, QRect())
