"""A stand-in for the client groups of risk control, which come later: with the fields that the documented ones have.

A group has a business type, a name and accounts as members; it is kept in tables, so a report reads it in its own transaction.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, delete, func, insert, select

from whale_desktop.features.ledger.messages import ClientGroup, GroupBusiness
from whale_desktop.features.ledger.queries import groups as port
from whale_desktop.features.ledger.queries import keep_client_groups
from whale_desktop.storage import Database

own = MetaData()
client_group = Table(
    "test_client_group",
    own,
    Column("group_id", Integer, primary_key=True),
    Column("business_type", String(1), nullable=False),
    Column("name", String(50), nullable=False),
    Column("remark", String(200), nullable=False),
)
client_group_member = Table(
    "test_client_group_member",
    own,
    Column("group_id", Integer, primary_key=True),
    Column("aaid", String(20), primary_key=True),
)


class HasDatabase(Protocol):
    """An office, or the services behind a window."""

    @property
    def database(self) -> Database:
        """Where the groups are kept."""
        ...


class Groups:
    """Where they are kept; what the risk domain will give the port."""

    def groups(self, connection: Connection) -> tuple[ClientGroup, ...]:
        """Every group with the number of its members."""
        count = func.count(client_group_member.c.aaid)
        statement = (
            select(client_group, count.label("members"))
            .outerjoin(client_group_member, client_group_member.c.group_id == client_group.c.group_id)
            .group_by(*client_group.c)
            .order_by(client_group.c.name)
        )
        return tuple(
            ClientGroup(group_id=row.group_id, business_type=GroupBusiness(row.business_type), name=row.name, count=row.members)
            for row in connection.execute(statement)
        )

    def members(self, connection: Connection, group_id: int) -> frozenset[str]:
        """The accounts of a group."""
        return frozenset(
            connection.execute(select(client_group_member.c.aaid).where(client_group_member.c.group_id == group_id)).scalars()
        )


def add_group(office: HasDatabase, business_type: GroupBusiness, name: str, accounts: Iterable[str]) -> int:
    """A new group with these members; its number."""
    with office.database.write() as connection:
        made = connection.execute(insert(client_group).values(business_type=business_type.value, name=name, remark=""))
        assert made.inserted_primary_key is not None
        number = int(made.inserted_primary_key[0])
        for account_no in accounts:
            connection.execute(insert(client_group_member).values(group_id=number, aaid=account_no))
    return number


def set_members(office: HasDatabase, group_id: int, accounts: Iterable[str]) -> None:
    """Other members."""
    with office.database.write() as connection:
        connection.execute(delete(client_group_member).where(client_group_member.c.group_id == group_id))
        for account_no in accounts:
            connection.execute(insert(client_group_member).values(group_id=group_id, aaid=account_no))


def drop_group(office: HasDatabase, group_id: int) -> None:
    """The group is gone."""
    set_members(office, group_id, ())
    with office.database.write() as connection:
        connection.execute(delete(client_group).where(client_group.c.group_id == group_id))


@contextmanager
def with_client_groups(office: HasDatabase) -> Iterator[None]:
    """The office in a program that keeps client groups; it has none at first."""
    with office.database.write() as connection:
        own.create_all(connection)
    before = list(port._kept)
    port._kept.clear()
    keep_client_groups(Groups())
    try:
        yield
    finally:
        port._kept[:] = before
