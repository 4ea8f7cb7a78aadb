"""Walks through every screen that the member may open, in menu order: tabs, forms, dialogs, questions, drawers, import, export."""

from typing import Any

from PySide6.QtWidgets import QWidget

from whale_desktop.app.tour.keyboard import CTRL, SHIFT, Key, StuckError
from whale_desktop.app.tour.scene import Scene
from whale_desktop.screens import Action
from whale_desktop.ui.cards.card_page import CardPage
from whale_desktop.ui.components import Segment
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.lists import row_actions
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.pages.importing import ImportDialog
from whale_desktop.ui.pages.tabs_page import TabsPage


class Walk:
    """Opens everything and changes nothing: each dialog is left with Esc."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._driver = scene.driver
        self._keyboard = scene.keyboard

    def every_screen(self) -> None:
        """All screens in menu order, each with everything that it opens."""
        for menu, leaf in self._driver.desk.leaves.items():
            if leaf.locked:
                continue
            with self._scene.step(menu):
                self._driver.open(menu)
                self.this_page(named(leaf.screen.key))
            with self._scene.step(f"closing {menu}"):
                self._driver.close_screen()

    def this_page(self, name: str) -> None:
        """The page that is looked at, with everything that it opens."""
        workspace_page = self._driver.whole_page
        if isinstance(workspace_page, TabsPage):
            for screen in workspace_page.screens:
                self._choose_list(workspace_page, screen.key)
                self._list(workspace_page.list_of(screen.key), named(screen.key))
        elif isinstance(workspace_page, CardPage):
            self._cards(workspace_page, name)
        elif isinstance(workspace_page, ListPage):
            self._list(workspace_page, name)
        else:
            self._scene.picture(name)
            self._parts(workspace_page, name)

    def _parts(self, page: QWidget, name: str) -> None:
        """The other parts of a screen of its own, where its first control chooses between some."""
        segment = page.findChild(Segment)
        if segment is None:
            return
        for tab in segment.tabs()[1:]:
            self._keyboard.reach(segment)
            self._keyboard.press(Key.Key_Right)
            self._keyboard.settle()
            self._scene.picture(f"{name}-part-{named(str(tab.key)).lower()}")

    def _choose_list(self, page: TabsPage, key: str) -> None:
        self._keyboard.reach(page.segment)
        self._keyboard.press(Key.Key_Home)
        for _ in page.screens:
            if page.segment.current() == key:
                break
            self._keyboard.press(Key.Key_Right)
            self._keyboard.settle()
            if page.segment.current() != key:
                self._keyboard.reach(page.segment)
        self._driver.await_rows()
        shown = page.current()
        if shown is not None and shown.area.model.rows:
            self._keyboard.reach(shown.area.table)

    # --------------------------------------------------------------------------------------------------------------- lists

    def _list(self, page: ListPage, name: str) -> None:
        self._driver.await_rows()
        self._scene.picture(name)
        for tab in page.spec.tabs:
            if tab.key != page.source.tab:
                self._driver.choose_tab(tab.key)
                self._scene.picture(f"{name}-tab-{tab.key or 'all'}")
        for action in row_actions.of_page(page.spec, page.services):
            if opens_something(action) and not action.go:
                self._page_action(page, action, name)
        for action in page.spec.actions:
            if "row" in action.places and opens_something(action):
                self._row_action(page, action, name)
        self._batch(page, name)
        self._drawer(page, name)
        if page.exports:
            self._export(name)

    def _page_action(self, page: ListPage | CardPage, action: Action, name: str) -> None:
        with self._scene.step(f"{name}: {action.name}"):
            self._driver.press(action.name)
            self._await_dialog(action)
            self._scene.picture(f"{name}-{action.name}")
            dialog = top_dialog(self._driver.window)
            if isinstance(dialog, ImportDialog) and dialog.sample.isVisible():
                self._keyboard.click(dialog.sample)
                self._keyboard.until(dialog.action_button.isEnabled, "the sample file is read")
                self._scene.picture(f"{name}-{action.name}-read")
            self._driver.cancel()

    def _row_action(self, page: ListPage, action: Action, name: str) -> None:
        """On the first row that allows it, on whichever tab that is."""
        with self._scene.step(f"{name}: {action.name}"):
            if not self._find_row(page, action):
                return
            self._driver.press_row(action.name)
            self._await_dialog(action)
            self._scene.picture(f"{name}-{action.name}")
            self._driver.cancel()

    def _find_row(self, page: ListPage, action: Action) -> bool:
        tabs = [page.source.tab, *(tab.key for tab in page.spec.tabs if tab.key != page.source.tab)]
        for tab in tabs:
            if tab != page.source.tab:
                self._driver.choose_tab(tab)
            for row in page.area.model.rows:
                if action in row_actions.of_row(page.spec, row, page.services):
                    self._driver.go_to_row(**{page.spec.row_key: getattr(row, page.spec.row_key)})
                    return True
        return False

    def _batch(self, page: ListPage, name: str) -> None:
        """Tick two rows that the first batch action allows, and open it."""
        batch = [action for action in page.spec.actions if "batch" in action.places]
        allowed = [one for one in batch if opens_something(one) and (one.command is None or page.services.may(one.command))]
        if not allowed:
            return
        with self._scene.step(f"{name}: {allowed[0].name}"):
            row_action = next(
                (one for one in page.spec.actions if one.command is allowed[0].command and "row" in one.places), None
            )
            if row_action is None or not self._find_row(page, row_action):
                return
            first = page.area.current_row()
            self._keyboard.press(Key.Key_Space)
            self._keyboard.press(Key.Key_Down)
            second = page.area.current_row()
            if second != first and row_action in row_actions.of_row(page.spec, second, page.services):
                self._keyboard.press(Key.Key_Space)
            self._scene.picture(f"{name}-selected")
            self._driver.press(allowed[0].name)
            self._await_dialog(allowed[0])
            self._scene.picture(f"{name}-batch-{allowed[0].name.removeprefix('batch_')}")
            self._driver.cancel()
            self._keyboard.reach(page.area.table)
            self._keyboard.press(Key.Key_Escape)

    def _drawer(self, page: ListPage, name: str) -> None:
        if page.drawer is None or not page.area.model.rows:
            return
        with self._scene.step(f"{name}: drawer"):
            self._keyboard.reach(page.area.table)
            self._driver.open_row()
            self._scene.picture(f"{name}-detail")
            self._keyboard.press(Key.Key_Escape)
            if page.drawer.row is not None:
                raise StuckError("Esc does not close the drawer")

    def _export(self, name: str) -> None:
        with self._scene.step(f"{name}: export"):
            self._keyboard.press(Key.Key_E, CTRL)
            self._driver.await_dialog("the export")
            self._scene.picture(f"{name}-export")
            self._driver.cancel()

    def columns(self, name: str) -> None:
        """The column settings of the list that is looked at."""
        with self._scene.step(f"{name}: columns"):
            self._keyboard.press(Key.Key_L, CTRL | SHIFT)
            self._driver.await_dialog("the column settings")
            self._scene.picture(f"{name}-columns")
            self._driver.cancel()

    # --------------------------------------------------------------------------------------------------------------- cards

    def _cards(self, page: CardPage, name: str) -> None:
        self._driver.await_rows()
        self._scene.picture(name)
        for action in row_actions.of_page(page.spec, page.services):
            self._page_action(page, action, name)
        for action in page.spec.actions:
            if "row" not in action.places:
                continue
            with self._scene.step(f"{name}: {action.name}"):
                button = self._free_button(page, action)
                if button is None:
                    continue
                self._keyboard.reach(button)
                self._keyboard.press(Key.Key_Space)
                self._await_dialog(action)
                self._scene.picture(f"{name}-{action.name}")
                self._driver.cancel()

    def _free_button(self, page: CardPage, action: Action) -> QWidget | None:
        """The button of an action on the first card where it would open a dialog."""
        for card in page.cards:
            button = card.foot_buttons.get(action.name)
            if button is not None and row_actions.allowed(action, card.record, page.services):
                return button if action.name != "set_default" else None
        return None

    def _await_dialog(self, action: Action) -> Any:
        return self._driver.await_dialog(f"what {action.name} opens")


def opens_something(action: Action) -> bool:
    """Whether an action opens a dialog or a question before it does anything."""
    return bool(action.form or action.dialog or action.importing or action.confirm)


def named(key: str) -> str:
    """A key as part of a file name."""
    return key.replace(".", "-").replace("_", "-")
