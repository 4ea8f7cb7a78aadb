"""Finds what a list has no room for: heads and figures that are cut, and a table that scrolls sideways at its first layout."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.lists.showing import RIGHT_KINDS
from whale_desktop.ui.lists.table_area import TableArea
from whale_desktop.ui.theme.faces import monospace_families


def cut_cells(window: QWidget) -> list[str]:
    """A sentence for every visible list that does not fit. Long texts may be cut, their tooltip says them whole."""
    found = []
    for area in window.findChildren(TableArea):
        if not area.isVisible() or not area.model.rows:
            continue
        if area.table.horizontalScrollBar().maximum() > 0:
            found.append(f"a table scrolls sideways: {', '.join(column.name for column in area.model.columns)}")
        for place, column in enumerate(area.model.columns):
            section = area.model.first_data + place
            width = area.table.columnWidth(section)
            if area.table.heads.least_width(section) > width + 1:
                found.append(f"the head of {column.name} is cut")
            cells = [area.model.row_cells(row)[section] for row in range(len(area.model.rows))]
            # A mark stands in the place of the state where there is no room for both: each must fit alone.
            alone = [replace(cell, text=text, chip="") for cell in cells for text in (cell.text, cell.chip)]
            wanted = max((area.delegates[0].ideal_width(cell) for cell in alone if cell.text), default=0)
            if column.kind in WHOLE and wanted > width + (FIGURE_SLACK if column.kind in RIGHT_KINDS else SLACK):
                found.append(f"a value of {column.name} is cut")
    return found


WHOLE = ("state", "code", "moment", "date", "money", "signed", "rate")
"""Kinds of values that are read to their last character."""
SLACK, FIGURE_SLACK = 5, 10
"""What the wanted width of a cell has to spare; a figure may reach into the gap at its left besides."""


def strange_faces(window: QWidget) -> list[str]:
    """A sentence for every visible label whose words are not in the faces of the language: the window forgot to dress it."""
    locale = theme.current().locale
    known = (window.font().families()[:1], monospace_families(locale)[:1])
    labels = [one for one in window.findChildren(QLabel) if one.isVisible() and one.text()]
    return [
        f"“{one.text()[:40]}” is drawn in {one.font().families()[0]}" for one in labels if one.font().families()[:1] not in known
    ]
