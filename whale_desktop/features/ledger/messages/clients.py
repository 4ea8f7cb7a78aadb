"""Clients for whoever looks one up: the search, one client's particulars and what he has (`docs/rules/ledger.md` 5.7, 6.7)."""

from datetime import date, datetime
from decimal import Decimal

from whale_desktop.features.ledger.messages.accounts import ClientHit
from whale_desktop.features.ledger.messages.choices import AccountState, ClientState
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.messages import Permission, Query, Struct, query

FIND_CLIENTS = Permission("customer.search")
SEE_ASSETS = Permission("asset.summary_query")
MOST_FOUND = 20


class ClientCard(Struct):
    """One client with one of his accounts. `name` is in the language of the reader; the phone shows its last four digits only."""

    member_id: str
    account_no: str
    name: str
    name_zh: str
    name_en: str
    phone: str
    state: AccountState
    disabled: bool
    client_state: ClientState
    opened_at: datetime


class CashHeld(Struct):
    """What an account holds in one currency.

    rate: base currency units for 1 unit, None where the reference channel never quoted the currency. value: `total` in the currency of
    the question, None without a rate. debt: how far the cash is below zero.
    """

    currency: str
    total: Decimal
    frozen: Decimal
    withdrawable: Decimal
    debt: Decimal
    rate: Decimal | None
    value: Decimal | None


class ClientAssets(Struct):
    """What a client has, valued in one currency.

    total: of everything that has a rate; `without_rate` names the currencies left out. channel, rate_date, rated_at: which spot average
    prices valued it, and of when the oldest of them is; None when none was needed. currencies: what it can be valued in.
    """

    account_no: str
    base_currency: str
    currency: str
    total: Decimal
    cash: tuple[CashHeld, ...]
    currencies: tuple[str, ...]
    channel: RateChannel
    rate_date: date | None
    rated_at: datetime | None
    without_rate: tuple[str, ...] = ()


@query("ledger.client.find", permission=FIND_CLIENTS, topics=("ledger.client",))
class FindClients(Query[tuple[ClientHit, ...]]):
    """As `SearchClients`, for the search over everything: at most 21 hits, the last of which says that there are more than 20."""

    text: str


@query("ledger.client.get", permission=FIND_CLIENTS, topics=("ledger.client",))
class GetClient(Query[ClientCard]):
    """One client by an account of his. Raises `UserError("ledger.account_unknown")`."""

    account_no: str


@query("ledger.client.assets", permission=SEE_ASSETS, topics=("ledger.balance", "reference.rate", "reference.currency"))
class GetClientAssets(Query[ClientAssets]):
    """What an account holds, valued in `currency` (the base currency when empty). Raises `UserError("ledger.account_unknown")`.

    A currency that cannot be valued in falls back to the base currency.
    """

    account_no: str
    currency: str = ""
