"""Handlers of the audit trail; importing the package registers them."""

from whale_desktop.features.audit.handlers import proof, rows

__all__ = ["proof", "rows"]
