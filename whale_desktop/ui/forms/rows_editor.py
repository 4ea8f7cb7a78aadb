"""A table of rows inside a form: one line of editors a row, − at its end, + below. Errors stand at the cell they belong to."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Field
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, IconButton, Label
from whale_desktop.ui.components import Field as Editor
from whale_desktop.ui.forms.editors import make_widget
from whale_desktop.ui.pages.ports import Services

ADD_ROW = C_("form", "Add row")
REMOVE_ROW = C_("form", "Remove row {number}")


class _Line:
    """One row: its editors by field name, the button that takes it away, the sentence below it."""

    def __init__(self, specs: Sequence[Field], services: Services, owner: QWidget) -> None:
        self.editors: dict[str, Any] = {one.name: make_widget(one, services, owner) for one in specs}
        self.remove = IconButton("ph.minus-circle", "")
        self.error = Label("", role="small", tone="err", wrap=True)
        self.error.hide()
        self.extra: dict[str, Any] = {}

    def widgets(self) -> list[QWidget]:
        """Everything that stands in the grid for this row."""
        return [*self.editors.values(), self.remove, self.error]


class RowsEditor(Editor):
    """The value is a tuple of dicts by field name, in order."""

    def __init__(self, spec: Field, services: Services, owner: QWidget) -> None:
        self.add = Button(services.texts(ADD_ROW), kind="ghost", icon="ph.plus")
        super().__init__(self.add)
        self._spec = spec
        self._services = services
        self._owner = owner
        self._lines: list[_Line] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(4))
        for column, one in enumerate(spec.rows):
            head = Label(services.texts(one.label), role="small", tone="tx2")
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnStretch(column, 1)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(theme.px(4))
        column_box.addLayout(self._grid)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        column_box.addLayout(foot)
        self.add.clicked.connect(self._add_by_person)

    @property
    def lines(self) -> Sequence[_Line]:
        """The rows in order."""
        return self._lines

    def value(self) -> tuple[dict[str, Any], ...]:
        """Rows in order; a row in which nothing was entered is left out."""
        found = []
        for line in self._lines:
            own = {name: editor.value() for name, editor in line.editors.items()}
            if any(value not in (None, "", (), False) for value in own.values()):
                found.append({**line.extra, **own})
        return tuple(found)

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Show rows (dicts or structs); fields without an editor are kept and given back."""
        for line in self._lines:
            self._take_out(line)
        self._lines = []
        for row in value or ():
            self._append(row if isinstance(row, Mapping) else _plain(row))
        self._arrange()

    def problem(self) -> str | None:
        """The first text that cannot be read."""
        for line in self._lines:
            for editor in line.editors.values():
                problem: str | None = editor.problem()
                if problem is not None:
                    return problem
        return None

    def editor(self) -> QWidget:
        """The first editor, or the button when there is no row."""
        if self._lines:
            first: QWidget = next(iter(self._lines[0].editors.values())).editor()
            return first
        return self.add

    def set_path_error(self, row: int, inner: str, text: str) -> None:
        """Say what is wrong with a cell, or with a row when `inner` names no cell. Rows count as in `value`."""
        filled = [line for line in self._lines if any(e.value() not in (None, "", (), False) for e in line.editors.values())]
        line = filled[row] if 0 <= row < len(filled) else None
        if line is None:
            return
        editor = line.editors.get(inner.partition(".")[0].partition("[")[0])
        if editor is not None:
            editor.set_invalid(True)
        line.error.setText(f"{line.error.text()}; {text}" if line.error.text() else text)
        line.error.show()
        if editor is not None:
            editor.set_spoken(inner, text)

    def clear_errors(self) -> None:
        """Take every error away."""
        for line in self._lines:
            line.error.setText("")
            line.error.hide()
            for editor in line.editors.values():
                editor.set_invalid(False)

    def set_invalid(self, invalid: bool) -> None:
        """The ring stands at cells, not around the table."""

    def set_spoken(self, name: str, description: str) -> None:
        """The button speaks for the empty table."""
        self.add.setAccessibleDescription(f"{name} {description}".strip())

    def set_read_only(self, read_only: bool) -> None:
        """Rows can be read but not changed."""
        self.read_only = read_only
        self.add.setVisible(not read_only)
        for line in self._lines:
            line.remove.setVisible(not read_only)
            for editor in line.editors.values():
                editor.set_read_only(read_only)

    def _add_by_person(self) -> None:
        line = self._append({})
        self._arrange()
        next(iter(line.editors.values())).editor().setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _append(self, row: Mapping[str, Any]) -> _Line:
        line = _Line(self._spec.rows, self._services, self._owner)
        line.extra = {name: value for name, value in row.items() if name not in line.editors}
        for spec in self._spec.rows:
            line.editors[spec.name].set_value(row.get(spec.name, spec.initial))
            line.editors[spec.name].edited.connect(lambda line=line: self._edited(line))
        line.remove.clicked.connect(lambda: self._remove(line))
        self._lines.append(line)
        return line

    def _edited(self, line: _Line) -> None:
        line.error.setText("")
        line.error.hide()
        for editor in line.editors.values():
            editor.set_invalid(False)
        self.edited.emit()

    def _remove(self, line: _Line) -> None:
        position = self._lines.index(line)
        self._lines.remove(line)
        self._take_out(line)
        self._arrange()
        rest = self._lines[min(position, len(self._lines) - 1)] if self._lines else None
        (rest.remove if rest else self.add).setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _take_out(self, line: _Line) -> None:
        for widget in line.widgets():
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _arrange(self) -> None:
        """Two grid lines a row: editors, then the sentence."""
        last = len(self._spec.rows)
        for number, line in enumerate(self._lines):
            for widget in line.widgets():
                self._grid.removeWidget(widget)
            for column, editor in enumerate(line.editors.values()):
                self._grid.addWidget(editor, 1 + 2 * number, column)
                editor.show()
            line.remove.set_name(self._services.texts(REMOVE_ROW, number=number + 1))
            self._grid.addWidget(line.remove, 1 + 2 * number, last)
            self._grid.addWidget(line.error, 2 + 2 * number, 0, 1, last + 1)
            line.remove.setVisible(not self.read_only)
        self.updateGeometry()


def _plain(row: Any) -> dict[str, Any]:
    """The fields of a struct by name."""
    return {name: getattr(row, name) for name in row.__struct_fields__} if isinstance(row, msgspec.Struct) else dict(row)
