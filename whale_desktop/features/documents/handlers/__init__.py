"""Handlers of exports and printing; importing the package registers them."""

from whale_desktop.features.documents.handlers import lists

__all__ = ["lists"]
