"""The chips 常用篩選 above the filter form, and the dialog that saves one."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from whale_desktop.kernel.texts import C_
from whale_desktop.ui.components import CheckField, Chip, Dialog, FieldRow, Label, LineField, open_dialog
from whale_desktop.ui.lists.saved_filters import LONGEST_NAME, MOST, SavedFilter, SavedFilters
from whale_desktop.ui.pages.page import clear_layout
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.wording import CANCEL, DELETE, SAVE

SAVED_FILTERS = C_("filter", "Saved filters")
SAVE_TITLE = C_("filter", "Save filter")
NAME = C_("filter", "Name")
AS_DEFAULT = C_("filter", "Open the list with this filter")
NOT_DEFAULT = C_("filter", "Do not open the list with it")
NAME_NEEDED = C_("filter", "A name of 1 to {most} characters is needed")
FULL = C_("filter", "At most {most} filters can be saved; delete one first")


class FilterChips(QWidget):
    """One chip a saved filter; a click applies it, its menu makes it the default or deletes it."""

    chosen = Signal(object)

    def __init__(self, saved: SavedFilters, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._saved = saved
        self._services = services
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.chips: list[Chip] = []
        self.draw()

    def draw(self) -> None:
        """Show what is saved now."""
        clear_layout(self._row)
        self.chips = []
        filters = self._saved.all()
        self.setVisible(bool(filters))
        if not filters:
            return
        self._row.addWidget(Label(self._services.texts(SAVED_FILTERS), role="small", tone="tx3"))
        for one in filters:
            chip = Chip(f"★ {one.name}" if one.is_default else one.name, tone="neutral", clickable=True)
            chip.clicked.connect(lambda one=one: self.chosen.emit(one))
            chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            chip.customContextMenuRequested.connect(lambda at, one=one, chip=chip: self._open_menu(one, chip, at))
            self._row.addWidget(chip)
            self.chips.append(chip)
        self._row.addStretch(1)

    def menu_for(self, one: SavedFilter) -> QMenu:
        """What can be done with a saved filter."""
        texts = self._services.texts
        menu = QMenu(self)
        turn = menu.addAction(texts(NOT_DEFAULT if one.is_default else AS_DEFAULT))
        turn.triggered.connect(lambda: self._make_default(one))
        remove = menu.addAction(texts(DELETE))
        remove.triggered.connect(lambda: self._remove(one))
        return menu

    def _make_default(self, one: SavedFilter) -> None:
        self._saved.make_default(one.name, not one.is_default)
        self.draw()

    def _remove(self, one: SavedFilter) -> None:
        self._saved.remove(one.name)
        self.draw()

    def _open_menu(self, one: SavedFilter, chip: Chip, at: QPoint) -> None:
        menu = self.menu_for(one)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(chip.mapToGlobal(at))


class SaveFilterDialog(Dialog):
    """Asks for the name. The result is a `SavedFilter`."""

    def __init__(self, values: dict[str, Any], saved: SavedFilters, services: Services) -> None:
        texts = services.texts
        super().__init__(texts(SAVE_TITLE), width="confirm")
        self._values = values
        self._saved = saved
        self._services = services
        self.name = LineField(max_length=LONGEST_NAME)
        self.default = CheckField(texts(AS_DEFAULT))
        self.row = FieldRow(texts(NAME), self.name, required=True, right_aligned=True)
        self.body_layout.addWidget(self.row)
        self.body_layout.addWidget(self.default)
        self.set_action(texts(SAVE))
        self.set_cancel(texts(CANCEL))
        self.submitted.connect(self._finish)

    def _finish(self) -> None:
        name = self.name.value().strip()
        if not 0 < len(name) <= LONGEST_NAME:
            self.row.set_error(self._services.texts(NAME_NEEDED, most=LONGEST_NAME))
            self.name.editor().setFocus()
        elif self._saved.is_full(name):
            self.row.set_error(self._services.texts(FULL, most=MOST))
        else:
            self.done(SavedFilter(name, self._values, self.default.value()))


async def save_filter(
    values: dict[str, Any],
    saved: SavedFilters,
    services: Services,
    *,
    over: QWidget,
    opened: Callable[[SaveFilterDialog], object] | None = None,
) -> bool:
    """Ask for a name and keep the values under it; whether that was done."""
    dialog = SaveFilterDialog(values, saved, services)
    if opened is not None:
        opened(dialog)
    result = await open_dialog(dialog, over=over)
    if isinstance(result, SavedFilter):
        saved.save(result)
        return True
    return False
