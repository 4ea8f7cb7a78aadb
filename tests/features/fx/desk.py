"""What the tests of the exchange do all the time, in the words of the sheet."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text, update

from tests.helpers.desk import CLIENT, owe, set_quotes
from tests.helpers.office import Office
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import (
    EntryFilter,
    EntryRow,
    GetJournal,
    JournalDetail,
    ListEntries,
)
from whale_desktop.features.reference import tables as reference_tables
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.features.workorder.messages import ApproveWorkOrder, Decided, RefuseWorkOrder
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import CodedError

ACCOUNT = CLIENT.account_no
CLERK = "funds_clerk"
SECOND_CLERK = "second_clerk"
SUPERVISOR = "funds_supervisor"
PARAMETERS = "parameter_administrator"


def dec(value: str) -> Decimal:
    """A decimal from text."""
    return Decimal(value)


class Desk:
    """Fixture F with the steps that the scenarios are made of."""

    def __init__(self, office: Office) -> None:
        self.office = office

    # ------------------------------------------------------------------------------------------------------ orders

    def app(self, amount: str, debit: str = "USD", credit: str = "CNH", *, get: bool = False, **more: Any) -> fx.OrderReceipt:
        """The client's own order: he gives `amount`, or gets it."""
        return self.office.do(self.app_order(amount, debit, credit, get=get, **more), user="app")

    def app_order(
        self, amount: str, debit: str = "USD", credit: str = "CNH", *, get: bool = False, **more: Any
    ) -> fx.SubmitClientOrder:
        """The command of `app`."""
        kind = fx.ForexType.TO if get else fx.ForexType.FROM
        values = {"account_no": ACCOUNT, **more}
        return fx.SubmitClientOrder(from_currency=debit, to_currency=credit, forex_type=kind, amount=Decimal(amount), **values)

    def app_refused(self, amount: str, debit: str = "USD", credit: str = "CNH", **more: Any) -> CodedError:
        """The refusal of the client's own order."""
        return self.office.refused(self.app_order(amount, debit, credit, **more), user="app")

    def manual(self, amount: str = "10000", debit: str = "USD", credit: str = "CNH", *, user: str = CLERK, **more: Any) -> str:
        """An order entered by hand; its number."""
        command = fx.SubmitManualOrder(
            account_no=ACCOUNT, from_currency=debit, to_currency=credit, amount=Decimal(amount), **more
        )
        return self.office.do(command, user=user).forex_id

    def order(self, forex_id: str) -> fx.OrderRow:
        """An order as it stands."""
        return self.office.ask(fx.GetOrder(forex_id=forex_id))

    def review_command(self, forex_id: str, *, approve: bool = True, remark: str = "") -> fx.ReviewOrder:
        """The review of an order in its present version."""
        version = self.order(forex_id).version
        return fx.ReviewOrder(forex_id=forex_id, approve=approve, remark=remark, expected_version=version)

    def review(self, forex_id: str, *, approve: bool = True, remark: str = "", user: str = SUPERVISOR) -> fx.OrderRow:
        """Review an order, through its work order where it has one; what it became."""
        order = self.order(forex_id)
        if order.work_order_no:
            self.decide(int(order.work_order_no), approve=approve, comment=remark, user=user)
        else:
            self.office.do(self.review_command(forex_id, approve=approve, remark=remark), user=user)
        return self.order(forex_id)

    def decide(self, work_order_no: int, *, approve: bool = True, comment: str = "", user: str = SUPERVISOR) -> Decided:
        """Approve or refuse a work order."""
        decision = ApproveWorkOrder if approve else RefuseWorkOrder
        return self.office.do(decision(work_order_no=work_order_no, comment=comment), user=user)

    def cancel_command(self, forex_id: str) -> fx.CancelOrder:
        """The cancellation of an order in its present version."""
        return fx.CancelOrder(forex_id=forex_id, expected_version=self.order(forex_id).version)

    # ------------------------------------------------------------------------------------------------- bank orders

    def bank_order(self, amount: str = "10000", *, pool: str = "121356.99", **more: Any) -> fx.ChannelOrderRow:
        """An app order of `amount` USD for CNH that the pool is too short for (scenario 7); its bank order."""
        self.set_pool("CNH", pool)
        return self.channel_order(self.order(self.app(amount, **more).forex_id).client_ordid)

    def channel_order(self, number: str) -> fx.ChannelOrderRow:
        """A bank order as it stands."""
        return self.office.ask(fx.GetChannelOrder(channel_order_no=number))

    def handle(self, number: str, apply_type: fx.ApplyType, *, user: str = CLERK, **more: Any) -> None:
        """Say what became of a bank order."""
        version = self.channel_order(number).version
        values = {"remark": "checked with the bank", **more}
        command = fx.HandleException(channel_order_no=number, apply_type=apply_type, expected_version=version, **values)
        self.office.do(command, user=user)

    def exception_review(self, number: str, review_type: fx.ReviewType) -> fx.ReviewException:
        """The review of a handling in its present version."""
        version = self.channel_order(number).version
        return fx.ReviewException(channel_order_no=number, review_type=review_type, expected_version=version)

    def approve_exception(self, number: str, *, user: str = SUPERVISOR) -> fx.ChannelOrderRow:
        """A second person agrees; the bank order afterwards."""
        decided = self.decide(self.office.work_order_of(number), user=user)
        assert not decided.result_code, decided
        return self.channel_order(number)

    def connect(self, channel: RateChannel = RateChannel.HSB) -> None:
        """Give a channel a live connection; there is no command for it before there is a bank to connect to."""
        table = reference_tables.exchange_channel
        with self.office.database.write() as connection:
            connection.execute(update(table).where(table.c.channel == channel).values(connected=True))

    # -------------------------------------------------------------------------------------------------- parameters

    def pool(self, currency: str) -> fx.PoolRow:
        """The quota of a currency."""
        return self.office.ask(fx.GetPool(currency=currency))

    def set_pool(self, currency: str, amount: str) -> None:
        """Set the remaining quota."""
        seen = self.pool(currency).remaining_amount
        command = fx.AdjustPool(currency=currency, mode=fx.AdjustMode.SET, amount=Decimal(amount), seen_amount=seen)
        self.office.do(command, user=PARAMETERS, acknowledged=("FX-W01",))

    def strategy(self, strategy_id: str) -> fx.StrategyRow:
        """A strategy; fixture F has T1-01, T2-01 and T3-01."""
        return self.office.ask(fx.GetStrategy(strategy_id=strategy_id))

    def disable(self, strategy_id: str) -> None:
        """Switch a strategy off."""
        version = self.strategy(strategy_id).version
        self.office.do(fx.DisableStrategy(strategy_id=strategy_id, expected_version=version), user=PARAMETERS)

    def set_starts(self, **amounts: str) -> None:
        """The approval starts by currency."""
        rows = tuple(fx.ApprovalStart(currency=code, start_amount=Decimal(amount)) for code, amount in amounts.items())
        version = self.office.ask(fx.GetApprovalStarts()).version
        self.office.do(fx.SetApprovalStarts(rows=rows, expected_version=version), user=PARAMETERS)

    def mark_up(self) -> fx.ReferenceMarkUpRow:
        """The mark-up on USD→CNH of fixture F."""
        return self.office.ask(fx.ListReferenceMarkUps()).rows[0]

    def set_mark_up(self, mode: fx.SpreadMode, bp: str) -> None:
        """Change the mark-up on USD→CNH."""
        row = self.mark_up()
        command = fx.UpdateReferenceMarkUp(
            mark_up_id=row.mark_up_id, spread_mode=mode, bp=Decimal(bp), expected_version=row.version
        )
        self.office.do(command, user=PARAMETERS)

    def drop_mark_up(self) -> None:
        """No mark-up on the reference rate."""
        row = self.mark_up()
        self.office.do(fx.DeleteReferenceMarkUp(mark_up_id=row.mark_up_id, expected_version=row.version), user=PARAMETERS)

    def add_execution_mark_up(
        self,
        bp: str,
        *,
        mode: fx.SpreadMode = fx.SpreadMode.RATE,
        service: fx.ServiceStrategy = fx.ServiceStrategy.BATCH,
        channel: RateChannel | None = None,
        pair: str = "USD/CNH",
        **more: Any,
    ) -> int:
        """A mark-up on the execution rate with one tier."""
        values = {"tiers": (fx.MarkUpTier(bp=Decimal(bp)),), **more}
        command = fx.AddExecutionMarkUp(service_strategy=service, channel_name=channel, pair=pair, spread_mode=mode, **values)
        return self.office.do(command, user=PARAMETERS)

    def set_bid(self, currency: str, bid: str) -> None:
        """Move the bid price of a currency."""
        kept = {"USD": ("7.8132", "7.8140"), "CNH": ("1.0950", "1.0956")}[currency]
        quotes: dict[str, Any] = {currency: (bid, *kept)}
        set_quotes(self.office, **quotes)

    def at(self, hour: int, minute: int = 0, *, day: int = 18) -> None:
        """Set the clock to a Hong Kong time in March 2024."""
        self.office.clock.set(datetime(2024, 3, day, hour, minute, tzinfo=HONG_KONG))

    # ------------------------------------------------------------------------------------------------------- books

    def free(self, currency: str) -> Decimal:
        """What the client can exchange of a currency."""
        with self.office.read() as read:
            return ledger.withdrawable_for_exchange(read.connection, ACCOUNT, currency)

    def frozen(self, currency: str) -> Decimal:
        """What is frozen of the client's money."""
        with self.office.read() as read:
            return ledger.cash(read.connection, ACCOUNT, currency).frozen

    def owe(self, account_no: str, currency: str, amount: str) -> None:
        """Let an account owe money."""
        owe(self.office, account_no, currency, amount)

    def entries(self, forex_id: str) -> tuple[EntryRow, ...]:
        """The movements on the client's account that carry an order's number, oldest first."""
        page = self.office.ask(ListEntries(where=EntryFilter(ref_no=forex_id), limit=50))
        return tuple(sorted(page.rows, key=lambda row: row.serial_no))

    def journals(self, forex_id: str) -> tuple[JournalDetail, ...]:
        """The journals of an order."""
        return tuple(self.office.ask(GetJournal(journal_no=row.journal_no)) for row in self.entries(forex_id))

    def postings(self, forex_id: str) -> list[tuple[str, str, str, Decimal]]:
        """(business code, account, currency, change) of every line of an order's journals."""
        return [
            (journal.biz_code, posting.account, posting.currency, posting.change)
            for journal in self.journals(forex_id)
            for posting in journal.postings
        ]

    def profit(self, forex_id: str) -> fx.ProfitRow:
        """The profit and loss of an order."""
        return self.office.ask(fx.GetProfit(forex_id=forex_id))

    def source_rows(self, forex_id: str) -> list[tuple[str, str, Decimal]]:
        """(type, currency, amount) of an order's accounting rows, in the order written."""
        page = self.office.ask(fx.ListSourceRows(where=fx.SourceRowFilter(user_order_no=forex_id), descending=False))
        return [(row.row_type.value, row.currency, row.amount) for row in page.rows]

    def changes(self, currency: str) -> tuple[fx.PoolChangeRow, ...]:
        """The pool journal of a currency, newest first."""
        return self.office.ask(fx.ListPoolChanges(where=fx.PoolChangeFilter(currency=currency), limit=50)).rows

    def rows_of(self, table: str) -> int:
        """How many rows a table has."""
        with self.office.database.read() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    def prove(self) -> None:
        """Books, pools and their journals agree."""
        with self.office.database.read() as connection:
            assert ledger.prove(connection) == []
            broken = connection.execute(
                text(
                    "SELECT p.currency FROM fx_pool_limit p JOIN fx_pool_change c ON c.change_id = "
                    "(SELECT max(change_id) FROM fx_pool_change WHERE currency = p.currency) "
                    "WHERE c.after_occurred <> p.remaining_amount"
                )
            ).all()
            assert broken == []
            gaps = connection.execute(
                text(
                    "SELECT change_id FROM (SELECT change_id, before_occurred, occurred_amount, after_occurred, "
                    "lag(after_occurred) OVER (PARTITION BY currency ORDER BY change_id) AS former FROM fx_pool_change) "
                    "WHERE after_occurred <> before_occurred + occurred_amount OR (former IS NOT NULL AND former <> before_occurred)"
                )
            ).all()
            assert gaps == []
