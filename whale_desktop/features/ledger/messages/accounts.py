"""Clients and accounts as they travel: what an exchange must know, the search of pickers and the palette (`docs/rules/ledger.md` 3)."""

from decimal import Decimal

from whale_desktop.features.ledger.messages.choices import AccountState, ClientState
from whale_desktop.messages import SIGNED_IN, Query, Struct, any_of, query


class Account(Struct):
    """One client account. `may_exchange`: active, not disabled, client normal, trading permission `account.exchange` open."""

    member_id: str
    account_no: str
    name_zh: str
    name_en: str
    state: AccountState
    disabled: bool
    client_state: ClientState
    may_exchange: bool


class CurrencyCash(Struct):
    """A client account's cash in one currency.

    total: all parts; usable and withdrawable as `docs/rules/ledger.md` 5 defines them; debt: how far the cash is below zero.
    """

    currency: str
    total: Decimal
    frozen: Decimal
    usable: Decimal
    withdrawable: Decimal
    debt: Decimal


class ClientHit(Struct):
    """A found account: `name` is in the language of the reader where there is one; the phone shows its last four digits only."""

    member_id: str
    account_no: str
    name: str
    name_en: str
    phone: str
    state: AccountState
    name_zh: str = ""


@query("ledger.client.search", permission=SIGNED_IN, topics=("ledger.client",))
class SearchClients(Query[tuple[ClientHit, ...]]):
    """Accounts whose client number, account number, Chinese or English name contains the text, or whose phone ends with it.

    At least 2 characters, else nothing is found; at most 20 hits, exact numbers first.
    """

    text: str
    limit: int = 20


@query("ledger.account.get", permission=SIGNED_IN, topics=("ledger.client",), headless=True)
class GetAccount(Query[Account]):
    """One account by its number. Raises `UserError("ledger.account_unknown")`."""

    account_no: str


@query(
    "ledger.account.cash",
    permission=any_of("account_balance.account", "lb_hk_conversion.forex_order_add", "lb_hk_conversion.forex_order_query"),
    topics=("ledger.balance",),
    headless=True,
)
class ListAccountCash(Query[tuple[CurrencyCash, ...]]):
    """Cash of one account, one row for each currency it has or had. Raises `UserError("ledger.account_unknown")`."""

    account_no: str
