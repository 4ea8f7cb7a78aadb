"""What a command keeps to itself while it runs on a server, so that handlers may be written as if nobody else wrote.

A command has its feature to itself, and shares it with the feature's other commands only when it is declared `rows_locked`. A try and its
own repetition wait for each other, and so do two commands about one record. The order is fixed: own id, gate, features by name, records;
then features of commands inside, then rows. What follows a fact (`Work.tell`) and whoever files a work order share their feature, so they
lock their rows. On SQLite a writer is alone anyway.
"""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import Connection

from whale_desktop.messages import Command, MessageInfo
from whale_desktop.storage.locks import Lock, take

GATE = "gate"
"""Held shared by every command that passed the business gate; whoever shuts the gate waits for them."""


class Part(Protocol):
    """One command of those that were sent together (`bus.holding.Part`)."""

    @property
    def info(self) -> MessageInfo:
        """What the platform knows of it."""
        ...

    @property
    def command(self) -> Command[object]:
        """The command."""
        ...


def keep_apart(connection: Connection, parts: Iterable[Part], command_id: str) -> dict[str, bool]:
    """Take the locks of what was sent. Returns the features that are held now: name, and whether shared."""
    held: dict[str, bool] = {}
    records: set[str] = set()
    for part in parts:
        held[part.info.area] = held.get(part.info.area, True) and part.info.rows_locked
        if part.info.rows_locked and part.info.target is not None:
            records.add(f"record {part.info.target.query.__name__} {part.info.target.key_of(part.command)}")
    locks = [Lock(f"command {command_id}"), Lock(GATE, shared=True)]
    locks += [Lock(f"feature {area}", shared=held[area]) for area in sorted(held)]
    take(connection, [*locks, *(Lock(record) for record in sorted(records))])
    return held


def join(connection: Connection, area: str, held: dict[str, bool], *, shared: bool) -> None:
    """Take the feature of what runs inside a command, unless it is held already; `held` is brought up to date."""
    if area not in held or (held[area] and not shared):
        take(connection, (Lock(f"feature {area}", shared=shared),))
        held[area] = shared
