"""A difference as the window draws it: labels of the screens, values as in their lists. Must not know what is compared or why."""

from typing import Any

from whale_desktop.screens.difference import Difference, FieldChange, Record
from whale_desktop.screens.wording import value_words
from whale_desktop.ui.components import DifferenceRow, Side
from whale_desktop.ui.lists.showing import show
from whale_desktop.ui.pages.ports import Services


def difference_rows(found: Difference, services: Services) -> tuple[DifferenceRow, ...]:
    """The rows for a `DifferenceTable`, in the language of the moment; make them again when it changes."""
    return tuple(
        DifferenceRow(
            name=one.name,
            label=services.texts(one.label) if one.label is not None else one.name,
            before=_side(one, found.before, services),
            after=_side(one, found.after, services),
            changed=one.changed,
        )
        for one in found.fields
    )


def _side(one: FieldChange, record: Record, services: Services) -> Side:
    value: Any = getattr(record, one.name)
    if value in (None, "", (), []):
        return Side(value_words(None, services.texts), absent=True)
    if one.column.kind == "text":
        return Side(value_words(value, services.texts))
    shown = show(one.column, record, services)
    return Side(shown.words, tone=shown.tone)
