"""The office whose people are told."""

from tests.helpers.office import office

__all__ = ["office"]
