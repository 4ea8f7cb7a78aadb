"""Many commands of one kind as one: all of them or none, and, where they need approval, one work order for all."""

from typing import Any

from whale_desktop.messages.base import Command, Struct
from whale_desktop.messages.permissions import SIGNED_IN
from whale_desktop.messages.registry import command

MAXIMUM_PARTS = 1000


class BatchPart(Struct):
    """One command of a batch: its wire name and its fields."""

    message: str
    body: dict[str, Any]


@command("batch.submit", permission=SIGNED_IN, changes=(), action="execute", headless=True)
class Batch(Command[int]):
    """Carry out 1 to 1,000 commands in their order, all or none; answers how many. Each needs its own right.

    All parts stand under one approval key, or under none: `UserError("batch.mixed")`. A refused part refuses the batch, its fields
    named with the part's place (`parts[2].amount`). Where people decide, every part is tried before the work order is opened, and what
    cannot be carried out is refused together: `UserError("batch.refused")`, one field or more for each such part.
    """

    parts: tuple[BatchPart, ...]
