"""What every screen knows of work orders: the screen that shows one, and the words for rows that wait for a decision. Qt-free.

The work-order feature gives the screen behind `WORK_ORDERS`. A list needs nothing of this but a state column with `pending`.
"""

from whale_desktop.kernel.texts import C_

WORK_ORDERS = "work_order"
"""Key of the screen of work orders."""
ORDER_FIELD = "number"
"""The field of its filter that chooses one by its number."""
BOX_FIELD = "box"
"""The field of its filter that chooses one of its views."""
PENDING_FIELD = "pending"
"""The field of a list's filter for rows whose record waits for a decision."""

OPEN_ORDER = C_("action", "Open work order")
OPEN_ORDER_SHORT = C_("action", "Work order")
PENDING = C_("list", "Pending approval")
KEY = "W"
