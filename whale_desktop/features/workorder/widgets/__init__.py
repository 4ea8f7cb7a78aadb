"""Hand-written pages of work orders, named as text by the screens."""

from whale_desktop.features.workorder.widgets.flow_dialog import FlowDialog
from whale_desktop.features.workorder.widgets.inbox import InboxPage

__all__ = ["FlowDialog", "InboxPage"]
