"""Looking a client up: Ctrl+K, his number, Enter; what he has in another currency; on to his orders."""

from tests.journeys.conftest import OpenWindow
from whale_desktop.app.tour.keyboard import CTRL, Key
from whale_desktop.app.tour.main_job import SUPERVISOR
from whale_desktop.features.ledger.messages import GetClientAssets, SearchClients
from whale_desktop.ui import formats


def test_a_client_is_looked_up_with_what_he_has(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(SUPERVISOR)
    keyboard = person.keyboard
    known = person.ask(SearchClients(text="80012046"))[0]
    keyboard.press(Key.Key_K, CTRL)
    palette = person.desk.command_palette
    keyboard.write("80012046")
    keyboard.until(lambda: any(item.kind == "client" for item in palette.model.items), "the client is found")
    keyboard.press(Key.Key_Return)
    drawer = person.desk.client_drawer
    assert drawer is not None
    keyboard.until(
        lambda: drawer.isVisible() and drawer.page is not None and drawer.page.table.isVisible(), "his assets are there"
    )
    keyboard.until(lambda: drawer.accessibleName() == f"{known.member_id} {known.name}", "it says whose they are")
    assets = person.ask(GetClientAssets(account_no=known.account_no))
    assert drawer.page.total.text().endswith(formats.amount(assets.total))
    assert len(drawer.page.table.model.rows) == len(assets.cash)
    assert "IB" in drawer.page.basis.text() and formats.day(assets.rate_date) in drawer.page.basis.text()
    keyboard.reach(drawer.page.currency.editor())
    keyboard.press(Key.Key_Down)
    other = assets.currencies[1]
    keyboard.until(lambda: drawer.page.total.text().startswith(other), f"he is valued in {other}")
    in_other = person.ask(GetClientAssets(account_no=known.account_no, currency=other))
    assert drawer.page.total.text().endswith(formats.amount(in_other.total))
    keyboard.press(Key.Key_Escape)
    assert drawer.isHidden()
