"""The panel beside the page: a screen that one looks into without leaving what one is doing. Knows no feature."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import ElidedLabel, IconButton, spaced
from whale_desktop.ui.components.layers import give_back
from whale_desktop.ui.components.layouts import least_height
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.page_port import page_port

WIDE_FROM = 1600
"""An area of this many design pixels gets the wide panel."""


class SidePanel(QFrame):
    """At the right edge of an area, over it. Esc and the cross close it; what is beside it stays usable."""

    def __init__(self, area: QWidget, services: Services) -> None:
        parent = area.parentWidget()
        assert parent is not None
        super().__init__(parent)
        self._area = area
        self._services = services
        self._opener: QWidget | None = None
        self.key = ""
        self.page: QWidget | None = None
        self.setProperty("part", "drawer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head = QFrame()
        head.setProperty("part", "dialog-head")
        least_height(head, "dialog-head")
        self._title = ElidedLabel("", role="title")
        self._tools = spaced(QHBoxLayout(), spacing=4)
        self.cross = IconButton("ph.x")
        self.cross.clicked.connect(self.close_panel)
        row = spaced(QHBoxLayout(head), margins=(20, 0, 12, 0), spacing=4)
        row.addWidget(self._title, 1)
        row.addLayout(self._tools)
        row.addWidget(self.cross)
        self._column = spaced(QVBoxLayout(self), margins=(1, 0, 0, 0))
        self._column.addWidget(head)
        area.installEventFilter(self)
        services.texts.follow(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether a page is shown."""
        return self.page is not None

    def show_page(self, key: str, page: QWidget) -> None:
        """Show the page of a screen instead of the one before."""
        if not self.is_open:
            self._opener = QApplication.focusWidget()
        self._drop()
        self.key, self.page = key, page
        for tool in getattr(page, "panel_tools", tuple)():
            self._tools.addWidget(tool)
        self._column.addWidget(page, 1)
        self._services.texts.follow(page)
        self.retranslate()
        self._place()
        self.show()
        self.raise_()
        page_port(page).focus_first()

    def close_panel(self) -> None:
        """Close, and give the focus back to where it came from."""
        if not self.is_open:
            return
        self.hide()
        self._drop()
        give_back(self._opener, Qt.FocusReason.PopupFocusReason)
        self._opener = None

    def retranslate(self) -> None:
        """The head in the language of the moment; the page follows by itself."""
        self.cross.set_name(f"{self._services.texts(words.CLOSE_PANEL)}  Esc")
        if self.page is not None:
            title = page_port(self.page).title()
            self._title.setText(title)
            self.setAccessibleName(title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the area."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self._area:
            self._place()
        return False

    def _drop(self) -> None:
        page, self.page, self.key = self.page, None, ""
        if page is None:
            return
        while self._tools.count():
            item = self._tools.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._column.removeWidget(page)
        page.hide()
        page.deleteLater()

    def _place(self) -> None:
        current = theme.current()
        area = self._area.geometry()
        wide = area.width() >= current.px(WIDE_FROM)
        width = min(current.size("drawer-wide" if wide else "drawer"), area.width())
        self.setGeometry(area.right() + 1 - width, area.top(), width, area.height())
