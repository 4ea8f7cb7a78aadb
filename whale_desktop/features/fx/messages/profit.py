"""What the house earned on pool deals, and the rows that exchanges write for accounting (`docs/rules/fx.md` 3.11, 5.9, 8)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from whale_desktop.features.fx.messages.choices import ForexType, SourceRowType
from whale_desktop.features.fx.messages.rights import PROFIT_VIEW, SOURCE_ROW_VIEW
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import ListQuery, Query, Struct, TotalsQuery, labels, query


class DealChannel(StrEnum):
    """Who stood on the other side of a deal: the house's pool or a bank."""

    POOL = "POOL"
    IB = "IB"
    HSB = "HSB"
    ICBCASIA = "ICBCASIA"
    HKEX = "HKEX"


labels(
    DealChannel,
    {
        DealChannel.POOL: C_("fx.deal_channel", "Pool"),
        DealChannel.IB: C_("fx.deal_channel", "IB"),
        DealChannel.HSB: C_("fx.deal_channel", "Hang Seng"),
        DealChannel.ICBCASIA: C_("fx.deal_channel", "ICBC"),
        DealChannel.HKEX: C_("fx.deal_channel", "HKEX"),
    },
)


class ProfitRow(Struct):
    """Profit and loss of one pool deal; every amount is in `currency`, the side that the client did not fix.

    reversal_no: empty for the deal itself; the row of its reversal has every amount turned round, so that both come to nothing.

    profit_loss = markup_income + rate_pnl; plus is the house's gain. order_offset: the rounding difference, 8 decimals.
    sett_ledger_date: None until the day-end has cleared the client's leg.
    """

    profit_id: int
    forex_id: str
    reversal_no: str
    client_ordid: str
    channel_name: DealChannel
    forex_type: ForexType
    currency: str
    channel_rate: Decimal
    channel_amount: Decimal
    user_rate: Decimal
    user_amount: Decimal
    channel_ledger_date: date
    sett_ledger_date: date | None
    profit_loss: Decimal
    markup_income: Decimal
    rate_pnl: Decimal
    order_offset: Decimal
    created_at: datetime
    updated_at: datetime
    operator: str


class ProfitFilter(Struct):
    """Filters of the list; dates are Hong Kong days, both included."""

    forex_id: str = ""
    client_ordid: str = ""
    forex_type: ForexType | None = None
    currency: str = ""
    updated_from: date | None = None
    updated_to: date | None = None


class SourceRow(Struct):
    """One accounting source row of an exchange."""

    source_row_id: int
    row_type: SourceRowType
    currency: str
    amount: Decimal
    forex_type: ForexType
    account_at: date
    trade_at: datetime
    user_order_no: str
    channel_order_no: str
    channel: DealChannel


class SourceRowFilter(Struct):
    """Filters of the list; the dates are ledger dates, both included."""

    user_order_no: str = ""
    channel_order_no: str = ""
    row_type: SourceRowType | None = None
    currency: str = ""
    account_from: date | None = None
    account_to: date | None = None


@query("fx.profit.list", permission=PROFIT_VIEW, topics=("fx.profit",))
class ListProfits(ListQuery[ProfitRow]):
    """Profit and loss per pool deal, newest first."""

    where: ProfitFilter = ProfitFilter()


@query("fx.profit.totals", permission=PROFIT_VIEW, topics=("fx.profit",))
class TotalProfits(TotalsQuery):
    """Count, and the amounts per currency."""

    where: ProfitFilter = ProfitFilter()


@query("fx.profit.get", permission=PROFIT_VIEW, topics=("fx.profit",), headless=True)
class GetProfit(Query[ProfitRow]):
    """The profit and loss of one order, as it was before any reversal. None for a bank deal: `UserError("FX-E33")`."""

    forex_id: str


@query("fx.source_row.list", permission=SOURCE_ROW_VIEW, topics=("fx.profit",))
class ListSourceRows(ListQuery[SourceRow]):
    """Accounting source rows, newest first."""

    where: SourceRowFilter = SourceRowFilter()


@query("fx.source_row.totals", permission=SOURCE_ROW_VIEW, topics=("fx.profit",))
class TotalSourceRows(TotalsQuery):
    """Count, and the amounts per currency."""

    where: SourceRowFilter = SourceRowFilter()
