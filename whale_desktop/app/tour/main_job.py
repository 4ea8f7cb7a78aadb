"""The main job, played as three people would: parameters for a new currency, today's rates, an exchange, its review, what came of it.

The tour takes its pictures from it; the journey tests compare the figures. `docs/rules/fx.md` 6 gives the order.
"""

from collections.abc import Callable
from decimal import Decimal

from whale_desktop.app.tour.driver import Driver
from whale_desktop.app.tour.keyboard import Key, StuckError
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger.messages import BalanceFilter, ListBalances
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.ui.cards.card_page import CardPage
from whale_desktop.ui.pages.importing import ImportDialog

PARAMETERS = "parameters@whale.demo"
CLERK = "clerk@whale.demo"
SUPERVISOR = "supervisor@whale.demo"

DEBIT, CREDIT = "USD", "SGD"
AMOUNT = Decimal("12345.67")
MARK_UP = "0.001"
QUOTA, ALARM = Decimal(500_000), Decimal(20_000)
MINIMUM = Decimal(10)

Picture = Callable[[str], object]
"""Called at the moments worth a picture, with the name of the picture."""


def nobody_looks(name: str) -> None:
    """No picture is taken."""


class MainJob:
    """The job at one window. The three parts must be played in their order."""

    def __init__(self, driver: Driver, *, picture: Picture = nobody_looks) -> None:
        self.driver = driver
        self._picture = picture
        self.account_no = ""
        self.forex_id = ""

    # ---------------------------------------------------------------------------------------------- parameter administrator

    def set_up(self) -> None:
        """Switch the currency on, then pair, strategy, pool quota and a mark-up."""
        self.switch_on()
        self.add_pair()
        self.add_strategy()
        self.add_pool()
        self.add_mark_up()

    def switch_on(self) -> None:
        """幣種: exchange of the new currency, with its least amount and precision."""
        driver = self.driver
        driver.open("parameters.fund.currency")
        driver.go_to_row(currency=CREDIT)
        driver.press_row("edit")
        driver.await_dialog("the form of the currency")
        driver.fill("exchange_enabled", True)
        driver.fill("minimum_exchange_amount", MINIMUM)
        self._picture("job-currency")
        driver.submit()
        row = driver.go_to_row(currency=CREDIT)
        if not row.exchange_enabled:
            raise StuckError(f"exchange of {CREDIT} is still off in the list")

    def add_pair(self) -> None:
        """幣種對: the new currency joins the credit currencies on the card of the debit currency."""
        driver = self.driver
        page = driver.open("parameters.exchange.currency_pairs")
        driver.await_rows()
        assert isinstance(page, CardPage)
        card = next(one for one in page.cards if one.record.from_currency == DEBIT)
        button = card.foot_buttons["edit"]
        driver.keyboard.reach(button)
        driver.keyboard.press(Key.Key_Space)
        driver.await_dialog("the form of the pairs")
        kept = tuple(target.to_currency for target in card.record.targets)
        driver.fill("to_currencies", (*kept, CREDIT))
        self._picture("job-pair")
        driver.submit()
        self._picture("job-pairs")

    def add_strategy(self) -> None:
        """換匯策略: small amounts within the pool, the whole calendar day, for the new pair alone."""
        driver = self.driver
        driver.open("parameters.exchange.strategy")
        driver.await_rows()
        driver.press("new")
        driver.await_dialog("the form of the strategy")
        driver.fill("service_strategy", fx.ServiceStrategy.BATCH)
        driver.fill("strategy_kind", fx.StrategyKind.SPECIFIC)
        driver.fill("change_type", fx.ChangeType.SMALL_IN_POOL)
        driver.fill("support_currency", (f"{DEBIT}/{CREDIT}",))
        driver.fill("service_time", (fx.DayBasis.NATURAL_DAY, "00:00", "24:00"))
        driver.keyboard.settle()
        self._picture("job-strategy")
        driver.submit()
        self._picture("job-strategies")

    def add_pool(self) -> None:
        """換匯池額度配置: the house's own stock of the new currency."""
        driver = self.driver
        driver.open("parameters.exchange.pool_quota_configuration")
        driver.await_rows()
        driver.press("new")
        driver.await_dialog("the form of the pool quota")
        driver.fill("currency", CREDIT)
        driver.fill("alarm_amount", ALARM)
        driver.fill("remaining_amount", QUOTA)
        self._picture("job-pool")
        driver.submit()
        driver.go_to_row(currency=CREDIT)

    def add_mark_up(self) -> None:
        """加點設定: what the house earns on the pair."""
        driver = self.driver
        driver.open("parameters.exchange.markup")
        driver.await_rows()
        driver.press("new")
        driver.await_dialog("the form of the mark-up")
        driver.fill("channel_name", RateChannel.IB)
        driver.fill("rows", (f"{DEBIT}/{CREDIT}", fx.SpreadMode.VALUE, MARK_UP))
        driver.keyboard.settle()
        self._picture("job-mark-up")
        driver.submit()

    # --------------------------------------------------------------------------------------------------------------- clerk

    def trade(self) -> None:
        """Import today's rates, then enter the exchange."""
        self.import_rates()
        self.enter_order()

    def import_rates(self) -> None:
        """參考匯率: the ready file of today, checked and written."""
        driver = self.driver
        driver.open("cash.conversion.reference_rates")
        driver.await_rows()
        driver.press("import")
        dialog = driver.await_dialog("the import")
        assert isinstance(dialog, ImportDialog)
        self._picture("job-import")
        driver.keyboard.reach(dialog.sample)
        driver.keyboard.press(Key.Key_Space)
        driver.keyboard.until(dialog.action_button.isEnabled, "the ready file was read without an error")
        driver.keyboard.settle()
        self._picture("job-import-checked")
        driver.submit()
        self._picture("job-rates")

    def enter_order(self) -> None:
        """客戶匯兌: a manual exchange for a client who has enough."""
        driver = self.driver
        self.account_no = self.account_no or self.find_account()
        driver.open("cash.conversion.exchange_order")
        driver.await_rows()
        driver.press("new")
        dialog = driver.await_dialog("the manual exchange")
        driver.fill("account_no", self.account_no)
        driver.fill("from_currency", DEBIT)
        driver.fill("to_currency", CREDIT)
        driver.fill("from_amount", AMOUNT)
        driver.keyboard.until(lambda: driver.value("to_amount"), f"the credit side is worked out ({driver.complaint(dialog)})")
        driver.keyboard.settle(quiet=250)
        self._picture("job-order")
        driver.submit()
        self._picture("job-order-waits")
        rows = driver.ask(fx.ListOrders(where=fx.OrderFilter(client=self.account_no, to_currency=CREDIT)))
        self.forex_id = rows.rows[0].forex_id

    def find_account(self) -> str:
        """The first account with money enough for the order, which its owner has not put on hold."""
        where = BalanceFilter(currency=DEBIT)
        for row in self.driver.ask(ListBalances(where=where, sort="account_no", limit=200)).rows:
            if row.total - row.frozen >= AMOUNT * 2:
                return str(row.account_no)
        raise StuckError("nobody has money enough for the order")

    # ---------------------------------------------------------------------------------------------------------- supervisor

    def review(self) -> None:
        """Approve the order from the tab of those that wait."""
        driver = self.driver
        driver.open("cash.conversion.exchange_order")
        driver.choose_tab(fx.OrderPhase.REVIEW.value)
        driver.go_to_row(forex_id=self.forex_id)
        self._picture("job-waiting")
        driver.keyboard.press(Key.Key_R)
        driver.await_dialog("the review")
        self._picture("job-review")
        driver.submit()
        driver.choose_tab("")
        row = driver.go_to_row(forex_id=self.forex_id)
        if row.forex_status is not fx.ForexStatus.SUCCESS:
            raise StuckError(f"the order is {row.forex_status} after its review")
        self._picture("job-done")

    def look_at_results(self) -> None:
        """The order's drawer, the pool, the ledger down to the journal, profit and loss."""
        driver = self.driver
        driver.open_row()
        self._picture("job-order-detail")
        driver.keyboard.press(Key.Key_Escape)
        driver.open("cash.conversion.pool_quota")
        driver.await_rows()
        driver.go_to_row(order_no=self.forex_id)
        self._picture("job-pool-quota")
        driver.open("asset_account.account.details")
        driver.query("ref_no", self.forex_id)
        driver.go_to_row(ref_no=self.forex_id, currency=CREDIT)
        self._picture("job-entries")
        driver.open_row()
        self._picture("job-journal")
        driver.keyboard.press(Key.Key_Escape)
        driver.open("cash.conversion.gains_and_losses")
        driver.await_rows()
        driver.go_to_row(forex_id=self.forex_id)
        self._picture("job-profit")
