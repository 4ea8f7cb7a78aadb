"""The port by which the feature that keeps client groups offers them to those below it: to reports now, to margin later.

Groups are made of accounts, so the ledger knows what one is; it neither keeps any nor knows who does. A program without such a feature
has no groups, which is something else than having none of a kind.
"""

from typing import Protocol

from sqlalchemy import Connection

from whale_desktop.features.ledger.messages import ClientGroup, GroupBusiness


class ClientGroups(Protocol):
    """Where the groups are kept. Both read on the connection that they are given, so they see the state that its reader sees."""

    def groups(self, connection: Connection) -> tuple[ClientGroup, ...]:
        """Every group of every business, by name."""
        ...

    def members(self, connection: Connection, group_id: int) -> frozenset[str]:
        """The numbers of the accounts that belong to a group at this moment."""
        ...


_kept: list[ClientGroups] = []


def keep_client_groups(kept: ClientGroups) -> None:
    """Say where the groups are kept; the feature that keeps them does so when it is loaded."""
    assert not _kept or _kept[0] is kept, "client groups are kept in one place"
    _kept[:] = [kept]


def has_client_groups() -> bool:
    """Whether any feature keeps client groups."""
    return bool(_kept)


def client_groups(connection: Connection, business_type: GroupBusiness) -> tuple[ClientGroup, ...]:
    """The groups of one business, by name; none in a program without groups."""
    return tuple(one for kept in _kept for one in kept.groups(connection) if one.business_type is business_type)


def group_members(connection: Connection, group_id: int) -> frozenset[str]:
    """The accounts of a group as they are now."""
    return frozenset().union(*(kept.members(connection, group_id) for kept in _kept))
