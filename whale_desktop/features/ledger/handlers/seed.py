"""What the ledger of a new database starts with: business codes and their groups. And clients in bulk, for openings and demonstrations."""

import csv
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert

from whale_desktop.features.ledger import tables
from whale_desktop.features.ledger.messages import AccountState, ClientState, CodeGroup, Direction
from whale_desktop.features.ledger.queries import MAY_EXCHANGE
from whale_desktop.features.ledger.rules import search_key
from whale_desktop.kernel import resources
from whale_desktop.messages import Struct


class NewClient(Struct):
    """A client with one account, as an opening or a demonstration brings it in. At least one of the names is not empty."""

    member_id: str
    account_no: str
    name_zh: str = ""
    name_en: str = ""
    phone: str = ""
    client_state: ClientState = ClientState.NORMAL
    state: AccountState = AccountState.ACTIVE
    disabled: bool = False
    may_exchange: bool = True


def seed_ledger(connection: Connection, now: datetime) -> None:
    """Fill the ledger's own tables of a new database."""
    codes = [
        {
            **row,
            "position": number,
            "client_visible": row["client_visible"] == "yes",
            "freeze_only": row["freeze_only"] == "yes",
        }
        for number, row in enumerate(_rows("business_codes.csv"))
    ]
    connection.execute(insert(tables.business_code), codes)
    members = [
        {
            "code_group": CodeGroup(row["code_group"]),
            "biz_code": row["biz_code"],
            "direction": Direction(row["direction"]) if row["direction"] else None,
            "offered": row["offered"] == "yes",
        }
        for row in _rows("business_code_groups.csv")
    ]
    connection.execute(insert(tables.business_code_group), members)


def _rows(name: str) -> list[dict[str, str]]:
    with resources.resource("seed", name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def add_clients(connection: Connection, clients: Sequence[NewClient], now: datetime) -> None:
    """Write clients with their accounts and the permission to exchange. A client may come with several accounts; no account twice."""
    if not clients:
        return
    connection.execute(
        insert(tables.client),
        [
            {
                "member_id": one.member_id,
                "name_zh": one.name_zh,
                "name_en": one.name_en,
                "phone": one.phone,
                "client_state": one.client_state,
                "created_at": now,
            }
            for one in {one.member_id: one for one in reversed(clients)}.values()
        ],
    )
    connection.execute(
        insert(tables.account),
        [
            {
                "account_no": one.account_no,
                "member_id": one.member_id,
                "state": one.state,
                "disabled": one.disabled,
                "search": "\n".join(search_key(part) for part in (one.member_id, one.account_no, one.name_zh, one.name_en)),
                "opened_at": now,
            }
            for one in clients
        ],
    )
    connection.execute(
        insert(tables.account_permission),
        [{"account_no": one.account_no, "permission_type": MAY_EXCHANGE, "is_open": one.may_exchange} for one in clients],
    )
