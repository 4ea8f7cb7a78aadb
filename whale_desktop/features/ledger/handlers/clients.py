"""Clients for whoever looks one up: search, particulars, what he has (`docs/rules/ledger.md` 5.7, 6.7)."""

from decimal import Decimal

from sqlalchemy import select

from whale_desktop.bus import Read, answers
from whale_desktop.features.ledger import queries, tables
from whale_desktop.features.ledger.handlers.accounts import hits
from whale_desktop.features.ledger.messages import (
    CashHeld,
    ClientAssets,
    ClientCard,
    ClientHit,
    FindClients,
    GetClient,
    GetClientAssets,
)
from whale_desktop.features.ledger.messages.clients import MOST_FOUND
from whale_desktop.features.ledger.rules import masked_phone, total_in, value_in
from whale_desktop.features.reference import queries as reference
from whale_desktop.kernel.errors import UserError

ONE = Decimal(1)
_ACCOUNT, _CLIENT = tables.account.c, tables.client.c


@answers(FindClients)
def find_clients(read: Read, query: FindClients) -> tuple[ClientHit, ...]:
    """One more than are shown, so that the reader learns that there are more."""
    return hits(read, query.text, MOST_FOUND + 1)


@answers(GetClient)
def get_client(read: Read, query: GetClient) -> ClientCard:
    """A client by one of his accounts."""
    row = read.connection.execute(
        select(tables.account, _CLIENT.name_zh, _CLIENT.name_en, _CLIENT.phone, _CLIENT.client_state)
        .join_from(tables.account, tables.client)
        .where(_ACCOUNT.account_no == query.account_no)
    ).one_or_none()
    if row is None:
        raise UserError.at("account_no", "ledger.account_unknown", {"account_no": query.account_no})
    return ClientCard(
        member_id=row.member_id,
        account_no=row.account_no,
        name=queries.name_of(row.name_zh, row.name_en, read.locale),
        name_zh=row.name_zh,
        name_en=row.name_en,
        phone=masked_phone(row.phone),
        state=row.state,
        disabled=row.disabled,
        client_state=row.client_state,
        opened_at=row.opened_at,
    )


@answers(GetClientAssets)
def get_client_assets(read: Read, query: GetClientAssets) -> ClientAssets:
    """Cash by currency, and what it comes to at the spot average prices of the reference channel."""
    if queries.account(read.connection, query.account_no) is None:
        raise UserError.at("account_no", "ledger.account_unknown", {"account_no": query.account_no})
    known, base = reference.currencies(read.connection), reference.base_currency(read.connection)
    prices = reference.mid_prices(read.connection)
    rates = {base: ONE} | {code: price.rate for code, price in prices.items()}
    wanted = query.currency if query.currency in rates else base
    places = known[wanted].amount_precision
    held = queries.balances(read.connection, query.account_no)
    used = [prices[code] for code in {*(one.currency for one in held), wanted} if code in prices]
    return ClientAssets(
        account_no=query.account_no,
        base_currency=base,
        currency=wanted,
        total=total_in(((one.currency, one.total) for one in held), rates, wanted, places),
        cash=tuple(
            CashHeld(
                currency=one.currency,
                total=one.total,
                frozen=one.frozen,
                withdrawable=one.withdrawable,
                debt=one.debt,
                rate=rates.get(one.currency),
                value=value_in(one.total, rates[one.currency], rates[wanted], places) if one.currency in rates else None,
            )
            for one in held
        ),
        currencies=tuple(code for code in known if code in rates),
        channel=reference.reference_channel(read.connection),
        rate_date=min((one.record_date for one in used), default=None),
        rated_at=min((one.updated_at for one in used), default=None),
        without_rate=tuple(one.currency for one in held if one.currency not in rates),
    )
