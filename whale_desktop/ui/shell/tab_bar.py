"""The strip of workspace tabs: home first and fixed, the others movable, each with its cross and, when something is unsaved, a dot."""

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QTabBar, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting

MAX_WIDTH = 176
MIN_WIDTH = 88
CROSS_WIDTH = 30
AROUND_HOME = 28
AROUND_WORDS = 24
"""Insets of a tab with a cross, and what Qt keeps free between words and cross."""


class TabCross(QAbstractButton):
    """The cross of a tab, with an amber dot before it while the tab is unsaved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._dirty = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)

    def set_dirty(self, dirty: bool) -> None:
        """Show or hide the dot."""
        self._dirty = dirty
        self.update()

    @property
    def is_dirty(self) -> bool:
        """Whether the dot is shown."""
        return self._dirty

    def sizeHint(self) -> QSize:
        """Room for the dot and a target of 24."""
        return QSize(theme.px(CROSS_WIDTH), theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The dot and the cross."""
        painter = QPainter(self)
        side = theme.px(12)
        right = theme.px(24)
        box = self.rect().adjusted(self.width() - right, 1, 0, 1)  # the words stand below the line on top of a tab
        if self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("bg-press"))
            painter.drawRoundedRect(theme.centred(box, theme.px(18), theme.px(18)), theme.px(4), theme.px(4))
        painting.draw_icon(painter, theme.centred(box, side, side), "ph.x", "tx2")
        if self._dirty:
            painting.draw_colored_dot(painter, QPointF(theme.px(4), self.height() / 2 + 1.5), theme.color("warn-dot"))


class WorkspaceTabBar(QTabBar):
    """The tabs. The first one is home: it has no cross and stays first."""

    close_wanted = Signal(int)
    menu_wanted = Signal(int, QPoint)
    moved = Signal(int, int)
    """A tab went from one place to another; told in the order in which it happened."""
    crowded = Signal(bool)
    """Not all tabs can be seen: the list button is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "workspace")
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setMovable(True)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._sizes: dict[tuple[str, bool], QSize] = {}
        self.tabMoved.connect(self._tell_move)
        theme.current().changed.connect(self._dress)
        theme.current().locale_changed.connect(self._dress)

    def add(self, title: str) -> int:
        """A new tab at the end; its place."""
        index = self.addTab(title)
        self.setTabToolTip(index, title)
        if index > 0:
            cross = TabCross(self)
            cross.resize(cross.sizeHint())
            cross.clicked.connect(lambda: self.close_wanted.emit(self._index_of(cross)))
            self.setTabButton(index, QTabBar.ButtonPosition.RightSide, cross)
        return index

    def set_title(self, index: int, title: str, spoken: str, close_name: str) -> None:
        """Name a tab, for the eye and for a screen reader."""
        if self.tabText(index) != title:
            self.setTabText(index, title)
        self.setTabToolTip(index, spoken)
        self.setAccessibleTabName(index, spoken)
        cross = self.cross(index)
        if cross is not None:
            cross.setAccessibleName(close_name)
            cross.setToolTip(close_name)

    def cross(self, index: int) -> TabCross | None:
        """The cross of a tab; None for home."""
        button = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        return button if isinstance(button, TabCross) else None

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as its words in their heavier weight, at most 176, never tiny."""
        text = self.tabText(index)
        found = self._sizes.get((text, index == 0))
        if found is None:
            found = self._sizes[text, index == 0] = self._measure(text, home=index == 0)
        return found

    def _measure(self, text: str, *, home: bool) -> QSize:
        current = theme.current()
        words = current.metrics("body", 600).horizontalAdvance(text)
        wanted = words + theme.px(AROUND_HOME if home else CROSS_WIDTH + AROUND_WORDS)
        least = 0 if home else theme.px(MIN_WIDTH)
        return QSize(
            max(least, min(wanted, theme.px(MAX_WIDTH))), max(current.size("tab-strip"), current.metrics("body").height() + 12)
        )

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Tabs are never squeezed; the bar scrolls."""
        return self.tabSizeHint(index)

    def minimumSizeHint(self) -> QSize:
        """Room for one tab."""
        return QSize(theme.px(MIN_WIDTH), self.sizeHint().height())

    def tabLayoutChange(self) -> None:
        """Tell whether all tabs can be seen."""
        super().tabLayoutChange()
        needed = sum(self.tabSizeHint(index).width() for index in range(self.count()))
        self.crowded.emit(needed > self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tabs, and a ring around the current one while the bar has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(self.tabRect(self.currentIndex()).adjusted(1, 1, -2, -1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click with the middle button closes."""
        if event.button() is Qt.MouseButton.MiddleButton:
            index = self.tabAt(event.position().toPoint())
            if index > 0:
                self.close_wanted.emit(index)
            return
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the tab under the pointer, or of the current one from the keyboard."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.tabAt(event.pos())
        if index >= 0:
            place = self.tabRect(index).bottomLeft() if by_key else event.pos()
            self.menu_wanted.emit(index, self.mapToGlobal(place))

    def _dress(self) -> None:
        """Other fonts or another scale: measure everything again."""
        self._sizes.clear()
        for index in range(self.count()):
            cross = self.cross(index)
            if cross is not None:
                cross.resize(cross.sizeHint())
            self.setTabText(index, self.tabText(index))
        self.updateGeometry()

    def _index_of(self, cross: TabCross) -> int:
        return next(index for index in range(self.count()) if self.cross(index) is cross)

    def _tell_move(self, source: int, target: int) -> None:
        """Tell of a move, then put home first again: whatever was moved before it goes behind it."""
        self.moved.emit(source, target)
        home = next((index for index in range(self.count()) if self.cross(index) is None), 0)
        if home != 0:
            self.moveTab(home, 0)
