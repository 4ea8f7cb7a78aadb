"""Handlers of exports, printing and the records of files; importing the package registers them."""

from whale_desktop.features.documents.handlers import approval, keeping, lists, records, reports

__all__ = ["approval", "keeping", "lists", "records", "reports"]
