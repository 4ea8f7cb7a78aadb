"""The handlers of work orders and approval flows."""

from whale_desktop.bus.schedule import scheduled
from whale_desktop.features.workorder.handlers import attaching, deciding, ending, filing, flows, following, lists, passing
from whale_desktop.features.workorder.handlers.filing import WorkOrders
from whale_desktop.features.workorder.messages import ExpireWorkOrders

__all__ = ["WorkOrders", "attaching", "deciding", "ending", "filing", "flows", "following", "lists", "passing"]

scheduled("work_order.expiry", ExpireWorkOrders(), rule="every 15 minutes")
