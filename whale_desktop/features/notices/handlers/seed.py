"""The subscriptions of a new database: each kind's own roles, in the window (`docs/rules/platform.md` 6.7)."""

from datetime import datetime

from sqlalchemy import Connection, insert

from whale_desktop.features.notices import tables
from whale_desktop.features.notices.messages import Channel, all_kinds


def seed_notices(connection: Connection, now: datetime) -> None:
    """One subscription for every kind that names roles; an administrator changes them as any other."""
    for kind in all_kinds().values():
        if not kind.roles:
            continue
        made = connection.execute(
            insert(tables.notice_subscription).values(
                kind=kind.kind,
                channels=Channel.INAPP,
                enabled=True,
                remark="",
                created_at=now,
                updated_at=now,
                operator="",
                version=1,
            )
        )
        assert made.inserted_primary_key is not None
        number = int(made.inserted_primary_key[0])
        connection.execute(
            insert(tables.notice_recipient),
            [{"subscription_id": number, "recipient": f"role:{role}"} for role in kind.roles],
        )
