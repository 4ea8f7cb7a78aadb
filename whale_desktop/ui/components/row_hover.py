"""Feeds the delegate of painted cells from its own view, for tables without a page around them."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QTableView

from whale_desktop.ui.components.cells import CellDelegate


class RowHover(QObject):
    """Feeds a delegate from its own view, for tables that do not do it themselves: hovered row, hovered action, whole-row repaints."""

    def __init__(self, view: QTableView, delegate: CellDelegate) -> None:
        super().__init__(view)
        self._view = view
        self._delegate = delegate
        view.setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.entered.connect(lambda index: self._over(index.row()))

    def watch_current(self) -> None:
        """Repaint whole rows when the current one changes; call after each `setModel`."""
        self._view.selectionModel().currentRowChanged.connect(lambda *_: self._view.viewport().update())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The pointer left the rows."""
        if event.type() is QEvent.Type.Leave:
            self._over(-1)
        return False

    def _over(self, row: int) -> None:
        self._delegate.set_hover_row(row)
        self._view.viewport().update()
