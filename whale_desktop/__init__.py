"""Whale Desktop: the back office of a securities broker, for the people who work in it all day."""

__version__ = "0.1.0"
