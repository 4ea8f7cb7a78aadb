"""The office fixture for this folder."""

from tests.helpers.office import office

__all__ = ["office"]
