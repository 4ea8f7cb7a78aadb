"""Locks that a transaction holds until it ends, beyond those of its rows. On SQLite nothing is taken: a writer is alone there.

They are PostgreSQL's advisory locks. The numbers are made from names, so nobody has to keep a list of them; two names that fall on one
number only wait for each other without need.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Lock:
    """What is locked, by name; `shared` with others who share it, else with nobody."""

    name: str
    shared: bool = False


@lru_cache(maxsize=4096)
def number_of(name: str) -> int:
    """The 64-bit number of a lock's name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def take(connection: Connection, locks: Iterable[Lock]) -> None:
    """Take locks in the order given, in one round trip; waits as long as the database's lock timeout."""
    if connection.dialect.name != "postgresql":
        return
    wanted = tuple(locks)
    if wanted:
        calls = ", ".join(f"pg_advisory_xact_lock{'_shared' if one.shared else ''}(%s)" for one in wanted)
        connection.exec_driver_sql(f"SELECT {calls}", tuple(number_of(one.name) for one in wanted))
