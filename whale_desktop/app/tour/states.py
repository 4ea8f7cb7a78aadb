"""What a window looks like besides its screens: sign-in, lock, palette, keys, menus, and the empty, failed and refused states."""

import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from whale_desktop.app.tour.keyboard import CTRL, SHIFT, Key, StuckError
from whale_desktop.app.tour.scene import Scene
from whale_desktop.app.tour.walking import named
from whale_desktop.features.access.messages import ChangePassword
from whale_desktop.features.fx.messages import AddLimit
from whale_desktop.gateway.port import Context
from whale_desktop.gateway.unanswered import UnansweredCommands, unanswered
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.messages import Command
from whale_desktop.screens import menu_entries
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.desk import WORK_ORDERS_TIP
from whale_desktop.ui.shell.unanswered import tell_unanswered

ORDERS = "cash.conversion.exchange_order"
RATES = "cash.conversion.reference_rates"


def sign_in_page(scene: Scene) -> None:
    """The page as it opens, and after a wrong password."""
    driver = scene.driver
    with scene.step("the sign-in page"):
        scene.picture("sign-in")
        driver.type_credentials(driver.application.sign_in.members[0].member.email, "not the password")
        scene.keyboard.until(driver.application.sign_in.error.isVisible, "the wrong password is refused")
        scene.picture("sign-in-refused")
        driver.application.sign_in.email.clear()


def server(scene: Scene, email: str, password: str) -> None:
    """A server: an address that is none, one that answers, no keyring, the line lost and found again."""
    driver, keyboard, worlds = scene.driver, scene.keyboard, scene.worlds
    choice = driver.application.sign_in.choice
    assert choice is not None, "no server can be chosen"
    assert worlds is not None, "no server can be chosen"
    with scene.step("an address that is none"):
        keyboard.click(choice.remote)
        keyboard.reach(choice.server)
        keyboard.overwrite("whale.example.com/office")
        keyboard.press(Key.Key_Return)
        keyboard.until(lambda: choice.server_row.error() is not None, "the address is refused")
        scene.picture("sign-in-server-refused")
    with scene.step("a server that answers"):
        keyboard.reach(choice.server)
        keyboard.overwrite("whale.example.com:8443")
        keyboard.press(Key.Key_Return)
        keyboard.until(lambda: choice.server_row.error() is None and worlds.server is not None, "the server answers")
        scene.picture("sign-in-server")
    with scene.step("signing in at a server without a keyring"):
        driver.type_credentials(email, password)
        driver.await_desk()
        scene.picture("server-no-keyring", toasts=True)
    with scene.step("a server that cannot be reached", errors=True):
        assert worlds.server is not None, "no server was chosen"
        worlds.server.lose()
        keyboard.until(driver.desk.banner.isVisible, "the outage is told")
        scene.picture("server-offline")
        worlds.server.find()
        keyboard.until(lambda: not driver.desk.banner.isVisible(), "the end of the outage is told")
        scene.picture("server-again", toasts=True)
    with scene.step("operations without an answer"), tempfile.TemporaryDirectory(prefix="whale-unanswered-") as folder:
        _leave_unanswered(scene, Path(folder))
        driver.await_dialog("what became of them")
        scene.picture("unanswered")
        driver.cancel()


def _leave_unanswered(scene: Scene, folder: Path) -> None:
    """As if the program had died before it heard what became of two commands, one of them with a secret; the window asks after them."""
    application = scene.application
    runtime, session = application.runtime, application.services.session
    runtime.unanswered = UnansweredCommands(folder)
    commands: dict[str, Command[Any]] = {
        "parameters.exchange.large_amount": AddLimit(currency="USD", amount=Decimal(100000)),
        "top_bar.account": ChangePassword(current="", new=""),
    }
    for menu, command in commands.items():
        context = Context(menu=menu if menu in menu_entries() else "")
        entry = unanswered(command, f"tour-{menu}", by=session, link=runtime.link, context=context, at=runtime.clock.now())
        with suppress(Unavailable), runtime.unanswered.keeping(entry):
            raise Unavailable("remote.offline")
    runtime.start(tell_unanswered(application.services, application.window), application)


def window_parts(scene: Scene) -> None:
    """Home, palette, search in the menu, list of keys, menus, columns, saved filter, lock screen."""
    driver, keyboard = scene.driver, scene.keyboard
    with scene.step("the home page"):
        scene.picture("home")
    with scene.step("a tip"):
        if not driver.desk.tips.teach(WORK_ORDERS_TIP):
            raise StuckError("the tip finds no place")
        scene.picture("tip")
        keyboard.press(Key.Key_Escape)
    with scene.step("the search over everything"):
        keyboard.press(Key.Key_K, CTRL)
        scene.picture("palette")
        keyboard.write("80012")
        keyboard.pause(250)
        scene.picture("palette-search", title=driver.application.runtime.texts(words.PALETTE))
        keyboard.press(Key.Key_Return)
        drawer = driver.desk.client_drawer
        if drawer is None or not drawer.isVisible():
            raise StuckError("choosing a client opens no drawer")
        scene.picture("client")
        keyboard.press(Key.Key_Escape)
        if drawer.isVisible():
            raise StuckError("Esc does not close the drawer of the client")
    with scene.step("the search in the menu"):
        keyboard.press(Key.Key_F, CTRL | SHIFT)
        keyboard.overwrite("huidui")
        keyboard.pause(100)
        scene.picture("menu-search")
        keyboard.press(Key.Key_Escape)
        keyboard.press(Key.Key_Escape)
    with scene.step("the folded menu"):
        keyboard.press(Key.Key_B, CTRL)
        scene.picture("menu-rail")
        keyboard.press(Key.Key_B, CTRL)
    with scene.step("the list of keys"):
        keyboard.press(Key.Key_F1)
        driver.await_dialog("the list of keys")
        scene.picture("keys")
        driver.cancel()
    with scene.step("the menu of the account"):
        keyboard.click(driver.desk.top.avatar)
        scene.picture("account-menu")
        driver.close_popups()


def lock_screen(scene: Scene) -> None:
    """Lock, and unlock with the password."""
    driver, keyboard = scene.driver, scene.keyboard
    with scene.step("the lock screen"):
        keyboard.press(Key.Key_L, CTRL)
        keyboard.until(lambda: driver.application.sign_in.is_up, "the window is locked")
        scene.picture("lock")
        keyboard.write(driver.application.sign_in.members[0].member.password)
        keyboard.press(Key.Key_Return)
        driver.await_desk()


def list_parts(scene: Scene) -> None:
    """What every list has, on the list of orders: row menu, a list that dropped down, a calendar, a saved filter, nothing found."""
    driver, keyboard = scene.driver, scene.keyboard
    name = named("fx.orders")
    with scene.step("the menu of a row"):
        driver.open(ORDERS)
        driver.await_rows()
        keyboard.reach(driver.page.area.table)
        keyboard.press(Key.Key_F10, SHIFT)
        scene.picture(f"{name}-row-menu")
        driver.close_popups()
    with scene.step("a calendar"):
        keyboard.reach(driver.filter_field("created_from"))
        keyboard.press(Key.Key_F4)
        scene.picture(f"{name}-calendar")
        driver.close_popups()
    with scene.step("a saved filter"):
        keyboard.click(driver.page.filter.save_button)
        driver.await_dialog("saving a filter")
        scene.picture(f"{name}-save-filter")
        driver.cancel()
    with scene.step("nothing found"):
        keyboard.press(Key.Key_F, CTRL)
        keyboard.overwrite("0000000000")
        keyboard.press(Key.Key_Return)
        keyboard.until(lambda: driver.page.states.state == "empty", "the list says that it found nothing")
        scene.picture(f"{name}-nothing-found")


def dead_line(scene: Scene) -> None:
    """The services do not answer: a list that never loaded, and one that keeps its rows."""
    driver, keyboard = scene.driver, scene.keyboard
    with scene.step("a list that cannot be loaded", errors=True):
        driver.open(RATES)
        driver.await_rows()
        scene.plug.is_pulled = True
        keyboard.press(Key.Key_F5)
        keyboard.until(driver.page.note.isVisible, "the list says that it is old")
        scene.picture("reference-rate-old")
        driver.open("cash.conversion.gains_and_losses")
        keyboard.until(lambda: driver.page.states.state == "failed", "the list says that it could not be loaded")
        scene.picture("fx-profits-failed")
        scene.plug.is_pulled = False
        keyboard.press(Key.Key_F5)
        keyboard.until(lambda: driver.page.states.state == "rows", "the list is there again")


def refused(scene: Scene, menu: str) -> None:
    """A screen that the member may not see."""
    driver = scene.driver
    with scene.step("a screen without the right"):
        if not driver.desk.leaves[menu].locked:
            raise StuckError(f"{menu} should be locked for this member")
        driver.open(menu)
        scene.picture("no-permission")


def empty_office(scene: Scene) -> None:
    """Every screen of a database in which nothing is set up."""
    driver = scene.driver
    for menu, leaf in driver.desk.leaves.items():
        with scene.step(f"empty {menu}"):
            driver.open(menu)
            driver.await_rows()
            scene.picture(f"empty-{named(leaf.screen.key)}")
            driver.close_screen()
