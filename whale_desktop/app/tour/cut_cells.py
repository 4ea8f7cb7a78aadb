"""Finds what a list has no room for: heads that are cut, states that are cut, and a table that scrolls sideways at its first layout."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QWidget

from whale_desktop.ui.lists.table_area import TableArea


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
            if column.kind == "state" and any(area.delegates[0].ideal_width(cell) > width + SLACK for cell in alone):
                found.append(f"a state of {column.name} is cut")
    return found


SLACK = 6
"""What the wanted width of a cell has to spare."""


def strange_faces(window: QWidget) -> list[str]:
    """A sentence for every visible label whose words are not in the faces of the language: the window forgot to dress it."""
    wanted = window.font().families()
    labels = [one for one in window.findChildren(QLabel) if one.isVisible() and one.text()]
    return [
        f"“{one.text()[:40]}” is drawn in {one.font().families()[0]}" for one in labels if one.font().families()[:1] != wanted[:1]
    ]
