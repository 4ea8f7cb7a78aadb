"""The menus of a row: the context menu, and what does not fit beside the other words of the last column."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from whale_desktop.kernel.texts import C_
from whale_desktop.ui.components.painting import key_words
from whale_desktop.ui.lists import row_actions
from whale_desktop.ui.lists.clipboard import copy_cells, copy_row
from whale_desktop.ui.pages.wording import DETAILS

if TYPE_CHECKING:
    from whale_desktop.ui.lists.list_page import ListPage

COPY_CELLS = C_("list", "Copy cells")
COPY_ROW = C_("list", "Copy row with heads")


def menu_of_row(page: "ListPage", row: Any) -> QMenu:
    """Open, act, copy."""
    texts = page.services.texts
    menu = QMenu(page)
    if page.drawer is not None:
        menu.addAction(texts(DETAILS)).triggered.connect(lambda: page.open_row(row))
    for action in row_actions.of_row(page.spec, row, page.services):
        menu.addAction(texts(action.label)).triggered.connect(lambda _=False, one=action: page.runner.run(one, row=row))
    menu.addSeparator()
    copy = menu.addAction(f"{texts(COPY_CELLS)}\t{key_words('Ctrl+C')}")
    copy.triggered.connect(lambda: copy_cells(page.area.table, page.area.model))
    whole = menu.addAction(f"{texts(COPY_ROW)}\t{key_words('Ctrl+Shift+C')}")
    whole.triggered.connect(lambda: copy_row(page.area.table, page.area.model))
    return menu


def menu_of_the_rest(page: "ListPage", row: Any) -> QMenu:
    """What stands behind 更多."""
    texts = page.services.texts
    menu = QMenu(page)
    for action in page.area.maker.row_words(row)[1]:
        menu.addAction(texts(action.label)).triggered.connect(lambda _=False, one=action: page.runner.run(one, row=row))
    if page.drawer is not None:
        menu.addAction(texts(DETAILS)).triggered.connect(lambda: page.open_row(row))
    return menu


def pop_up(menu: QMenu, at: QPoint) -> None:
    """Show a menu; it goes away with its choice."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)
