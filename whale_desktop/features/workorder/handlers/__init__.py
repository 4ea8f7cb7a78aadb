"""The handlers of work orders and approval flows."""

from whale_desktop.features.workorder.handlers import deciding, ending, filing, flows, following, lists, passing
from whale_desktop.features.workorder.handlers.filing import WorkOrders

__all__ = ["WorkOrders", "deciding", "ending", "filing", "flows", "following", "lists", "passing"]
