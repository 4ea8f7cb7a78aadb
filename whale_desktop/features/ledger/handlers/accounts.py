"""Clients and accounts: the search of pickers and the palette, one account, its cash (`docs/rules/ledger.md` 3, 5)."""

from sqlalchemy import case, or_, select

from whale_desktop.bus import Read, answers
from whale_desktop.features.ledger import queries, tables
from whale_desktop.features.ledger.messages import Account, ClientHit, CurrencyCash, GetAccount, ListAccountCash, SearchClients
from whale_desktop.features.ledger.rules import masked_phone, search_key
from whale_desktop.features.ledger.rules.search import PHONE_SHOWN
from whale_desktop.kernel.errors import UserError

SHORTEST = 2
MOST = 20

_ACCOUNT, _CLIENT = tables.account.c, tables.client.c


@answers(SearchClients)
def search_clients(read: Read, query: SearchClients) -> tuple[ClientHit, ...]:
    """Accounts that a person may mean."""
    return hits(read, query.text, min(query.limit, MOST))


def hits(read: Read, text: str, limit: int) -> tuple[ClientHit, ...]:
    """Accounts that `text` may mean: exact numbers first, then numbers that begin so, then all others by number."""
    key = search_key(text)
    if len(key) < SHORTEST:
        return ()
    found = queries.matches(key)
    if len(key) == PHONE_SHOWN and key.isdecimal():
        found = or_(found, _CLIENT.phone.endswith(key, autoescape=True))
    exact = or_(_ACCOUNT.account_no == key, _ACCOUNT.member_id == key)
    begins = or_(_ACCOUNT.account_no.startswith(key, autoescape=True), _ACCOUNT.member_id.startswith(key, autoescape=True))
    rows = read.connection.execute(
        select(_ACCOUNT.account_no, _ACCOUNT.member_id, _ACCOUNT.state, _CLIENT.name_zh, _CLIENT.name_en, _CLIENT.phone)
        .join_from(tables.account, tables.client)
        .where(found)
        .order_by(case((exact, 0), (begins, 1), else_=2), _ACCOUNT.account_no)
        .limit(max(0, limit))
    )
    return tuple(
        ClientHit(
            member_id=row.member_id,
            account_no=row.account_no,
            name=queries.name_of(row.name_zh, row.name_en, read.locale),
            name_zh=row.name_zh,
            name_en=row.name_en,
            phone=masked_phone(row.phone),
            state=row.state,
        )
        for row in rows
    )


@answers(GetAccount)
def get_account(read: Read, query: GetAccount) -> Account:
    """One account."""
    found = queries.account(read.connection, query.account_no)
    if found is None:
        raise UserError.at("account_no", "ledger.account_unknown", {"account_no": query.account_no})
    return found


@answers(ListAccountCash)
def list_account_cash(read: Read, query: ListAccountCash) -> tuple[CurrencyCash, ...]:
    """The cash of one account by currency."""
    read.ask(GetAccount(account_no=query.account_no))
    return queries.balances(read.connection, query.account_no)
