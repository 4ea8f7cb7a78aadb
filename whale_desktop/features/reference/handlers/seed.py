"""What every new database knows from its making on: currencies, channels, parameters, the calendar. From `resources/seed/*.csv`."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from whale_desktop.features.reference import tables
from whale_desktop.features.reference.messages import CalendarMarket, RateChannel, RoundMode
from whale_desktop.features.reference.queries import REFERENCE_CHANNEL
from whale_desktop.kernel import resources

OPERATOR = ""
"""Nobody: what the product came with."""
_WHOLE = ("rate_precision", "amount_precision")
_AMOUNTS = ("minimum_deposit_amount", "minimum_withdrawal_amount", "minimum_exchange_amount")
_SWITCHES = ("is_base", "deposit_enabled", "withdrawal_enabled", "exchange_enabled", "shown_in_assets")


def seed_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `resources/seed/<name>.csv` by column."""
    with resources.resource("seed", f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def seed_reference(connection: Connection, now: datetime) -> None:
    """Fill the reference tables of a new database."""
    stamp = {"updated_at": now, "operator": OPERATOR, "version": 1}
    connection.execute(
        insert(tables.currency), [_currency(row, number, now) for number, row in enumerate(seed_rows("currencies"))]
    )
    connection.execute(
        insert(tables.exchange_channel),
        [
            {
                "channel": RateChannel(row["channel"]),
                "position": number,
                "takes_orders": row["takes_orders"] == "yes",
                "connected": row["connected"] == "yes",
            }
            for number, row in enumerate(seed_rows("channels"))
        ],
    )
    connection.execute(insert(tables.parameter), {"key": REFERENCE_CHANNEL, "value": RateChannel.IB, **stamp})
    connection.execute(
        insert(tables.calendar_day),
        [
            {
                "market": CalendarMarket(row["market"]),
                "day": date.fromisoformat(row["day"]),
                "is_trading": row["is_trading"] == "yes",
                "closes_at": row["closes_at"],
            }
            for row in seed_rows("calendar")
        ],
    )


def _currency(row: dict[str, str], position: int, now: datetime) -> dict[str, Any]:
    return {
        **row,
        **{name: int(row[name]) for name in _WHOLE},
        **{name: Decimal(row[name]) for name in _AMOUNTS},
        **{name: row[name] == "yes" for name in _SWITCHES},
        "round_mode": RoundMode(row["round_mode"]),
        "position": position,
        "remark": "",
        "created_at": now,
        "updated_at": now,
        "operator": OPERATOR,
        "version": 1,
    }
