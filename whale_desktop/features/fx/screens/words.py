"""Words and columns that several exchange screens share, so that each is written once."""

from whale_desktop.features.fx.messages import ListPairChoices
from whale_desktop.features.reference.messages import CurrencyFilter, ListCurrencies
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Column, Options, usual

HANDLE = C_("fx.action", "Handle")
REVIEW = C_("fx.action", "Review")
BATCH_REVIEW = C_("fx.action", "Batch review")
APPROVE = C_("fx.action", "Approve")
REJECT = C_("fx.action", "Reject")
CANCEL_ORDER = C_("fx.action", "Cancel order")
REVERSE = C_("fx.action", "Reverse")

DEBIT_CURRENCY = C_("fx.field", "Debit Currency")
CREDIT_CURRENCY = C_("fx.field", "Credit Currency")
CURRENCY_PAIR = C_("fx.field", "Currency Pair")
EXCHANGE_TYPE = C_("fx.field", "Exchange Type")
EXCHANGE_CHANNEL = C_("fx.field", "Exchange Channel")
EXCHANGE_STRATEGY = C_("fx.field", "Exchange Strategy")

RATE_WIDTH = 90


def kept_columns(*, shown: bool = True) -> tuple[Column, ...]:
    """The columns that every parameter list ends with."""
    return (
        Column("created_at", usual.CREATED_AT, "moment", sortable=True, shown=shown, priority=4, ideal=usual.MOMENT_WIDTH),
        Column(
            "updated_at", usual.UPDATED_AT, "moment", shown=shown, pending="work_order_no", priority=2, ideal=usual.MOMENT_WIDTH
        ),
        Column("operator", usual.OPERATOR, shown=shown, priority=5, ideal=100),
    )


def open_currencies() -> ListCurrencies:
    """The currencies with the exchange switch on."""
    return ListCurrencies(where=CurrencyFilter(exchange_enabled=True), limit=200)


OPEN_CURRENCIES = Options(query=open_currencies, value="currency", label="name")
PAIRS = Options(query=ListPairChoices, value="pair", label="pair")
