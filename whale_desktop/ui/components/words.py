"""The few words that components say of themselves (Close, Search, months) in the language of the user.

The shell hands over its catalogue with `set_speaker` at start and at each switch of language; until then English is spoken.
Everything else arrives already translated from the pages.
"""

from typing import Any

from PySide6.QtCore import QObject, Signal

from whale_desktop.kernel.texts import C_, Catalogue, Text, catalogue
from whale_desktop.ui.formats import WEEKDAY_NAMES

CLOSE = C_("component", "Close")
CANCEL = C_("component", "Cancel")
SEARCH = C_("component", "Search")
NO_MATCH = C_("component", "No match")
REMOVE = C_("component", "Remove {name}")
SELECT_ALL = C_("component", "Select all")
CLEAR_ALL = C_("component", "Clear all")
SELECTED = C_("component", "Selected {count} / {total}")
OPEN_CALENDAR = C_("component", "Open calendar")
PREVIOUS_MONTH = C_("component", "Previous month")
NEXT_MONTH = C_("component", "Next month")
TODAY = C_("component", "Today")
TO = C_("component", "to")
FROM_DATE = C_("component", "Start date")
TO_DATE = C_("component", "End date")
SHOW_PASSWORD = C_("component", "Show password")
HIDE_PASSWORD = C_("component", "Hide password")
DISCARD_QUESTION = C_("component", "Discard what you typed?")
DISCARD_DETAIL = C_("component", "Nothing of it has been saved.")
DISCARD = C_("component", "Discard")
KEEP_EDITING = C_("component", "Keep editing")
NOT_A_NUMBER = C_("component", "This is not a number. Example: 120,000.00, 120k or 1.5m.")
NOT_A_WHOLE_NUMBER = C_("component", "This is not a whole number. Example: 2,000.")
NOT_A_RATE = C_("component", "This is not a rate. Example: 7.8147.")
NOT_A_DATE = C_("component", "This is not a date. Example: 2024-03-18, 0318, t or t-1.")
REQUIRED = C_("component", "{label}, required")
PENDING_ITEMS = C_("component", "{name}, {count} pending")
FIELD = C_("component", "Field")
BEFORE = C_("component", "Before")
AFTER = C_("component", "After")
CHANGED_FIELDS = C_("component", "{count} changes")
ONLY_CHANGES = C_("component", "Changes only")
SHOW_VALUE = C_("component", "Show")
SPOKEN_CHANGE = C_("component", "{field}: before {before}, after {after}")
NOTHING_CHANGED = C_("component", "Nothing changed")
PENDING_APPROVAL = C_("component", "Pending approval")
MONTH_TITLE = C_("component", "{year}-{month}")
WEEKDAYS = WEEKDAY_NAMES
"""The heads of the calendar, Monday first."""


class Speaker(QObject):
    """Says a text in the language of the user; `changed` fires after a switch."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._catalogue: Catalogue = catalogue("en")

    def say(self, text: Text, **params: Any) -> str:
        """`text` in the present language with `params` filled in."""
        return self._catalogue(text, **params)

    def use(self, spoken: Catalogue) -> None:
        """Speak with another catalogue from now on."""
        self._catalogue = spoken
        self.changed.emit()


_holder: dict[str, Speaker] = {}


def speaker() -> Speaker:
    """The one speaker of the application."""
    found = _holder.get("speaker")
    if found is None:
        found = _holder["speaker"] = Speaker()
    return found


def set_speaker(spoken: Catalogue) -> None:
    """Speak the language of a catalogue; the shell calls this at start and at each switch of language."""
    speaker().use(spoken)


def say(text: Text, **params: Any) -> str:
    """`text` in the present language."""
    return speaker().say(text, **params)
