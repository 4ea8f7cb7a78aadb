"""What is said once to each person about something new: one sentence beside the part that it is about. Qt-free.

Screens declare their tips (`tips=(…)`); the window shows a tip when the screen is looked at, and keeps that it was seen with the person.
"""

from dataclasses import dataclass
from typing import Literal

from whale_desktop.kernel.texts import C_, Text
from whale_desktop.screens.work_orders import KEY

Beside = Literal["head", "filter", "toolbar"]


@dataclass(frozen=True)
class Tip:
    """One tip.

    key: its own name, stable: a person who has seen it is not told again, on whatever screen. keys: what to press, drawn as caps; pressing
    one takes the tip away, for then it has been understood. beside: the part of the page below which it stands.
    """

    key: str
    text: Text
    keys: tuple[str, ...] = ()
    beside: Beside = "head"


PENDING_TIP = Tip(
    "pending",
    C_(
        "tip",
        "Rows that wait for approval can be filtered under the advanced search; this key opens the work order of the current row",
    ),
    keys=(KEY,),
    beside="filter",
)
"""On every page whose records may be held."""
