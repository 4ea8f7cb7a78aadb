"""What a person wants of the window, as intents: sign in, open a screen, press an action, fill a field, submit.

The tour and the journey tests share it. Everything happens by real keys; the mouse only where a person would take it.
"""

from typing import Any

from PySide6.QtWidgets import QApplication, QMenu, QWidget

from whale_desktop.app.tour.filling import Filler, rows_of
from whale_desktop.app.tour.keyboard import CTRL, SHIFT, Key, Keyboard, StuckError
from whale_desktop.gateway.port import DemoMember
from whale_desktop.messages import Query
from whale_desktop.screens import Action, CustomScreen, is_top_bar, menu_entries
from whale_desktop.ui.cards.card_page import CardPage
from whale_desktop.ui.components.dialog import Dialog, top_dialog
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.pages.page import Page
from whale_desktop.ui.pages.tabs_page import TabsPage
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.desk import Desk
from whale_desktop.ui.shell.menu_model import ENTRY_ROLE

SIGN_IN_SECONDS = 20.0


class Driver:
    """One person at the window of an application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.keyboard = Keyboard(application.window, application.runtime)
        self._filler = Filler(self.keyboard)

    @property
    def window(self) -> QWidget:
        """The window."""
        return self.application.window

    @property
    def desk(self) -> Desk:
        """What the signed-in member works with."""
        desk = self.application.window.desk
        if desk is None or self.application.sign_in.is_up:
            raise StuckError("nobody is signed in")
        return desk

    @property
    def page(self) -> Any:
        """The page that is looked at; of a page with tabs the list that is shown."""
        page = self.whole_page
        return page.current() if isinstance(page, TabsPage) else page

    @property
    def whole_page(self) -> Any:
        """The page that is looked at: the one beside the others when there is one, else that of the tab in front."""
        panel = self.desk.panel
        return panel.page if panel.is_open else self.desk.workspace.current().page

    @property
    def dialog(self) -> Dialog:
        """The dialog on top."""
        dialog = top_dialog(self.window)
        if dialog is None:
            raise StuckError("no dialog is open")
        return dialog

    def ask(self, query: Query[Any]) -> Any:
        """An answer of the services for whoever is signed in, past the window: to compare with what it shows."""
        return self.keyboard_wait(self.application.runtime.ask(query))

    def keyboard_wait(self, work: Any) -> Any:
        """Let the window work until a coroutine is through; its result."""
        found: list[Any] = []

        async def run() -> None:
            found.append(await work)

        task = self.application.runtime.start(run(), self.application)
        self.keyboard.until(task.done, "the services answer")
        if not found:
            raise StuckError("the services refused what the driver asked")
        return found[0]

    # -------------------------------------------------------------------------------------------------------------- session

    def member(self, email: str) -> DemoMember:
        """A member of the demonstration."""
        for card in self.application.sign_in.members:
            if card.member.email == email:
                return card.member
        raise StuckError(f"the sign-in page offers no {email}")

    def sign_in(self, email: str) -> None:
        """Go to a member's card by Tab and press Enter."""
        form = self.application.sign_in
        card = next((one for one in form.members if one.member.email == email), None)
        if card is None:
            raise StuckError(f"the sign-in page offers no {email}")
        self.keyboard.reach(card)
        self.keyboard.press(Key.Key_Return)
        self.await_desk()

    def type_credentials(self, email: str, password: str) -> None:
        """Type e-mail and password and press Enter."""
        form = self.application.sign_in
        for field, text in ((form.email, email), (form.password, password)):
            self.keyboard.reach(field)
            self.keyboard.overwrite(text)
        self.keyboard.press(Key.Key_Return)

    def await_desk(self) -> None:
        """Wait until the desk is there and its first page has its answers."""
        self.keyboard.until(
            lambda: self.application.window.desk is not None and not self.application.sign_in.is_up,
            f"somebody is signed in ({self.application.sign_in.error.accessibleName()})",
            seconds=SIGN_IN_SECONDS,
        )
        self.keyboard.settle()

    def sign_out(self) -> None:
        """Choose signing out in the menu of the account."""
        self.keyboard.click(self.desk.top.avatar)
        self.keyboard.choose(self.application.runtime.texts(words.SIGN_OUT))
        self.keyboard.until(lambda: self.application.window.desk is None, "the desk is gone")
        self.keyboard.settle()

    # -------------------------------------------------------------------------------------------------------------- screens

    def open(self, menu: str) -> Any:
        """Open a screen by searching the menu with its pinyin, or by its button in the top bar; its page."""
        if is_top_bar(menu):
            return self._open_by_button(menu)
        keyboard, panel = self.keyboard, self.desk.menu
        keyboard.press(Key.Key_F, CTRL | SHIFT)
        keyboard.overwrite(menu_entries()[menu].pinyin)
        keyboard.until(lambda: panel.filter.typed == panel.search.text() and panel.filter.count > 0, f"the menu finds {menu}")
        for _ in range(40):
            if panel.tree.currentIndex().data(ENTRY_ROLE) == menu:
                break
            keyboard.press(Key.Key_Down)
        else:
            raise StuckError(f"the arrows never came to {menu} in the menu")
        keyboard.press(Key.Key_Return)
        keyboard.until(lambda: self.desk.workspace.current().menu == menu, f"the screen of {menu} is open")
        keyboard.settle()
        panel.end_search()
        return self.page

    def _open_by_button(self, menu: str) -> Any:
        button = self.desk.top.places.get(menu)
        if button is None:
            self.desk.top.open_wanted.emit(menu)  # it stands in the account menu
        else:
            self.keyboard.click(button)
        self.keyboard.until(lambda: self._shows(menu), f"the screen of {menu} is open")
        self.keyboard.settle()
        return self.page

    def _shows(self, menu: str) -> bool:
        screen = self.desk.leaves[menu].screen
        if isinstance(screen, CustomScreen) and screen.beside:
            return self.desk.panel.key == screen.key
        return self.desk.workspace.current().menu == menu

    def close_screen(self) -> None:
        """Close the screen that is looked at."""
        if self.desk.panel.is_open:
            self.keyboard.press(Key.Key_Escape)
            self.keyboard.until(lambda: not self.desk.panel.is_open, "the panel is closed")
        else:
            self.keyboard.press(Key.Key_W, CTRL)
        self.keyboard.settle()

    def await_rows(self) -> None:
        """Wait until the page that is looked at has its answer."""
        page = self.page
        if isinstance(page, ListPage):
            self.keyboard.until(lambda: page.source.loaded, "the list has its rows")
        elif isinstance(page, CardPage):
            self.keyboard.until(lambda: page.loaded, "the cards are there")
        self.keyboard.settle()

    def choose_tab(self, key: str) -> None:
        """Go to a counted tab of the list, by arrows."""
        segment = self.page.toolbar.segment
        self.keyboard.reach(segment)
        self.keyboard.press(Key.Key_Home)
        for _ in segment.tabs()[1:]:
            if segment.current() == key:
                break
            self.keyboard.press(Key.Key_Right)
        if segment.current() != key:
            raise StuckError(f"the list has no tab {key or 'all'}")
        self.keyboard.settle()

    # ----------------------------------------------------------------------------------------------------------------- rows

    def go_to_row(self, **values: Any) -> Any:
        """Move down in the table to the first row with these field values; the row."""
        page = self.page
        keyboard = self.keyboard
        self.await_rows()
        keyboard.reach(page.area.table)
        keyboard.press(Key.Key_Home, CTRL)
        for _ in range(len(page.area.model.rows) + 1):
            row = page.area.current_row()
            if row is not None and all(getattr(row, name) == value for name, value in values.items()):
                return row
            keyboard.press(Key.Key_Down)
        raise StuckError(f"the list has no row with {values}")

    def press_row(self, action: str) -> None:
        """Do something with the current row by its context menu."""
        label = self.application.runtime.texts(self.action(action).label)
        self.keyboard.press(Key.Key_F10, SHIFT)
        self.keyboard.choose(label)
        self.keyboard.settle()

    def action(self, name: str) -> Action:
        """An action of the page that is looked at."""
        spec = self.page.spec
        found: Action | None = next((one for one in spec.actions if one.name == name), None)
        if found is None:
            raise StuckError(f"{spec.key} has no action {name}")
        return found

    def open_row(self) -> None:
        """Open the current row's drawer with Enter."""
        self.keyboard.press(Key.Key_Return)
        page = self.page
        self.keyboard.until(lambda: page.drawer is not None and page.drawer.row is not None, "the drawer is open")
        self.keyboard.settle()

    def filter_field(self, name: str) -> Any:
        """A field of the list's filter, unfolded when it is not in the first row."""
        form = self.page.filter
        field = next(one for one in form.fields if one.spec.name == name)
        if not field.widget.isVisible():
            self.keyboard.click(form.fold_button)
            self.keyboard.until(field.widget.isVisible, f"the filter shows {name}")
        return field.widget

    def query(self, field: str, text: str) -> None:
        """Type into a field of the filter and press Enter."""
        self.keyboard.reach(self.filter_field(field))
        self.keyboard.overwrite(text)
        self.keyboard.press(Key.Key_Return)
        self.keyboard.settle()

    # ----------------------------------------------------------------------------------------------------------------- pages

    def press(self, action: str) -> None:
        """The button of an action of the page: its main one by Ctrl+N, another one by its key or a click."""
        page, spec = self.page, self.action(action)
        if spec.main:
            self.keyboard.press(Key.Key_N, CTRL)
        else:
            self.keyboard.click(self._page_button(page, spec))
        self.keyboard.settle()

    def _page_button(self, page: Page, spec: Action) -> QWidget:
        buttons: list[tuple[Action, QWidget]] = []
        if isinstance(page, ListPage):
            buttons = [(one.action, one.button) for one in (*page.toolbar.page_buttons, *page.toolbar.batch_buttons)]
        elif isinstance(page, CardPage):
            buttons = list(page.page_buttons)
        for action, button in buttons:
            if action.name == spec.name:
                return button
        raise StuckError(f"{page.spec.key} shows no button for {spec.name}")

    # --------------------------------------------------------------------------------------------------------------- dialogs

    def await_dialog(self, what: str = "a dialog") -> Dialog:
        """Wait until a dialog is open; it."""
        self.keyboard.until(lambda: top_dialog(self.window) is not None, f"{what} is open")
        self.keyboard.settle()
        return self.dialog

    def fill(self, field: str, value: Any) -> None:
        """Enter a value into a field of the open dialog."""
        rows = rows_of(self.dialog)
        if field not in rows:
            raise StuckError(f"the dialog has no field {field}, only {', '.join(rows)}")
        self._filler.fill(rows[field].field, value)

    def value(self, field: str) -> Any:
        """What a field of the open dialog says."""
        return rows_of(self.dialog)[field].field.value()

    def errors(self) -> dict[str, str]:
        """The errors shown at the fields of the open dialog."""
        return {name: text for name, row in rows_of(self.dialog).items() if (text := row.error())}

    def submit(self) -> None:
        """Press Ctrl+Enter; the dialog must close."""
        dialog = self.dialog
        self.keyboard.press(Key.Key_Return, CTRL)
        try:
            self.keyboard.until(lambda: not dialog.is_open(), "the dialog closes")
        except StuckError as stuck:
            raise StuckError(f"{stuck}; it says: {self.complaint(dialog)}") from None
        self.keyboard.settle()

    def submit_in_vain(self) -> None:
        """Press Ctrl+Enter; the dialog must stay and say why."""
        dialog = self.dialog
        self.keyboard.press(Key.Key_Return, CTRL)
        self.keyboard.settle()
        if not dialog.is_open():
            raise StuckError("the dialog closed although it had to refuse")
        if not self.complaint(dialog):
            raise StuckError("the dialog stayed open without a word")

    def complaint(self, dialog: Dialog) -> str:
        """Everything that a dialog says is wrong."""
        try:
            said = [f"{name}: {row.error()}" for name, row in rows_of(dialog).items() if row.error()]
        except StuckError:
            said = []
        note = getattr(dialog, "note", None)
        if note is not None and note.isVisible():
            said.append(note.text())
        return "; ".join(said)

    def cancel(self) -> None:
        """Press Esc until the dialog is gone, dropping what was typed when asked."""
        dialog = self.dialog
        for _ in range(6):
            self.keyboard.press(Key.Key_Escape)
            self.keyboard.pause(20)
            if not dialog.is_open():
                break
            question = self.dialog
            if question is not dialog:
                self.keyboard.reach(question.action_button)
                self.keyboard.press(Key.Key_Return)
                self.keyboard.pause(20)
                if not dialog.is_open():
                    break
        else:
            raise StuckError("Esc does not close the dialog")
        self.keyboard.settle()

    def close_popups(self) -> None:
        """Close every menu and list that dropped down."""
        for _ in range(5):
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            self.keyboard.press(Key.Key_Escape)
            self.keyboard.pause(20)
        raise StuckError(
            f"{'a menu' if isinstance(QApplication.activePopupWidget(), QMenu) else 'a list'} does not close with Esc"
        )
