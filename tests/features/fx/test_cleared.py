"""待生效: a completed exchange stays marked until a day-end has closed its ledger date (`docs/rules/fx.md` 8)."""

from datetime import date

from tests.features.fx.desk import Desk
from tests.helpers.desk import CLIENT, order
from whale_desktop.bus.state import business_date, set_state
from whale_desktop.features.fx import messages as fx
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.numbers import ZERO


def row(desk: Desk, forex_id: str) -> fx.OrderRow:
    listed = next(one for one in desk.office.ask(fx.ListOrders()).rows if one.forex_id == forex_id)
    assert listed == desk.office.ask(fx.GetOrder(forex_id=forex_id))
    return listed


def close_day(desk: Desk, following: date) -> None:
    """What a day-end leaves behind: the next business date."""
    with desk.office.database.write() as connection:
        set_state(connection, "business_date", following.isoformat())


def test_a_completed_exchange_is_marked_until_its_ledger_date_is_closed(desk: Desk) -> None:
    done = desk.office.do(order("10000"), user="app")
    assert done.forex_status is fx.ForexStatus.SUCCESS
    with desk.office.database.read() as connection:
        today = business_date(connection)
    assert row(desk, done.forex_id).not_cleared
    close_day(desk, date.fromordinal(today.toordinal() + 1))
    assert not row(desk, done.forex_id).not_cleared


def test_an_exchange_that_is_not_completed_is_never_marked(desk: Desk) -> None:
    waiting = desk.office.do(
        fx.SubmitManualOrder(account_no=CLIENT.account_no, from_currency="USD", to_currency="HKD", amount=ZERO + 40),
        user="funds_clerk",
    )
    assert waiting.forex_status is fx.ForexStatus.SUBMITTED
    assert not row(desk, waiting.forex_id).not_cleared


def test_the_list_names_clients_in_the_language_of_the_reader(desk: Desk) -> None:
    done = desk.office.do(order("10000"), user="app")
    said = {
        locale: desk.office.ask(
            fx.GetOrder(forex_id=done.forex_id), context=Context(workstation="test", menu="", locale=locale)
        ).client
        for locale in ("zh_Hant", "zh_Hans", "en")
    }
    assert said == {"zh_Hant": "80012046 陳嘉儀", "zh_Hans": "80012046 陳嘉儀", "en": "80012046 Chan Ka Yi"}


def test_the_list_of_bank_orders_names_them_so_too(desk: Desk) -> None:
    desk.connect()
    number = desk.bank_order().channel_order_no
    said = {
        locale: desk.office.ask(
            fx.GetChannelOrder(channel_order_no=number), context=Context(workstation="test", menu="", locale=locale)
        ).client
        for locale in ("zh_Hant", "zh_Hans", "en")
    }
    assert said == {"zh_Hant": "80012046 陳嘉儀", "zh_Hans": "80012046 陳嘉儀", "en": "80012046 Chan Ka Yi"}
