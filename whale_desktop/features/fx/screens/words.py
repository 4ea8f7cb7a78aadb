"""Words and columns that several exchange screens share, so that each is written once."""

from collections.abc import Callable, Mapping
from typing import Any

from whale_desktop.features.fx.messages import ListPairChoices
from whale_desktop.features.reference.messages import CurrencyFilter, ListCurrencies
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Column, Options, Submit

NEW = C_("fx.action", "New")
EDIT = C_("fx.action", "Edit")
DELETE = C_("fx.action", "Delete")
ENABLE = C_("fx.action", "Enable")
DISABLE = C_("fx.action", "Disable")
HANDLE = C_("fx.action", "Handle")
REVIEW = C_("fx.action", "Review")
BATCH_REVIEW = C_("fx.action", "Batch review")
APPROVE = C_("fx.action", "Approve")
REJECT = C_("fx.action", "Reject")
CANCEL_ORDER = C_("fx.action", "Cancel order")
REVERSE = C_("fx.action", "Reverse")
OK = C_("fx.action", "OK")
SAVE = C_("fx.action", "Save")

CREATED_AT = C_("fx.field", "Created at")
UPDATED_AT = C_("fx.field", "Updated at")
OPERATOR = C_("fx.field", "Operator")
CURRENCY = C_("fx.field", "Currency")
REMARK = C_("fx.field", "Remark")
NUMBER = C_("fx.field", "ID")
DEBIT_CURRENCY = C_("fx.field", "Debit Currency")
CREDIT_CURRENCY = C_("fx.field", "Credit Currency")
CURRENCY_PAIR = C_("fx.field", "Currency Pair")
EXCHANGE_TYPE = C_("fx.field", "Exchange Type")
EXCHANGE_CHANNEL = C_("fx.field", "Exchange Channel")
EXCHANGE_STRATEGY = C_("fx.field", "Exchange Strategy")

CODE_WIDTH = 110
MOMENT_WIDTH = 130
MONEY_WIDTH = 150
RATE_WIDTH = 90


def kept_columns(*, shown: bool = True) -> tuple[Column, ...]:
    """The columns that every parameter list ends with."""
    return (
        Column("created_at", CREATED_AT, "moment", sortable=True, shown=shown, priority=4, ideal=MOMENT_WIDTH),
        Column("updated_at", UPDATED_AT, "moment", shown=shown, pending="work_order_no", priority=2, ideal=MOMENT_WIDTH),
        Column("operator", OPERATOR, shown=shown, priority=5, ideal=100),
    )


def open_currencies() -> ListCurrencies:
    """The currencies with the exchange switch on."""
    return ListCurrencies(where=CurrencyFilter(exchange_enabled=True), limit=200)


OPEN_CURRENCIES = Options(query=open_currencies, value="currency", label="name")
PAIRS = Options(query=ListPairChoices, value="pair", label="pair")

SAVE_BUTTON = (Submit(SAVE),)
OK_BUTTON = (Submit(OK),)


def with_version(*names: str) -> Callable[[Any], Mapping[str, Any]]:
    """Fills a form from a record: the named fields, and the version that the person saw."""
    return lambda record: {**{name: getattr(record, name) for name in names}, "expected_version": record.version}
