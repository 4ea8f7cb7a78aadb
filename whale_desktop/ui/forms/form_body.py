"""The fields of a form: editors in rows, what is shown when, where an error stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from whale_desktop.kernel.errors import FieldError
from whale_desktop.screens import Field
from whale_desktop.ui import theme
from whale_desktop.ui.components import Field as Editor
from whale_desktop.ui.components import FieldRow, Label, align_labels
from whale_desktop.ui.forms.building import is_empty
from whale_desktop.ui.forms.editors import make_widget
from whale_desktop.ui.forms.paths import place_of
from whale_desktop.ui.forms.rows_editor import RowsEditor
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import field_sentence


class Wrapped(Editor):
    """A hand-written editor that is no component field, dressed as one."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self.inner = inner
        inner.edited.connect(self.edited)
        self.embed()

    def value(self) -> Any:
        """The editor's value."""
        return self.inner.value()

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self.inner.set_value(value)

    def set_invalid(self, invalid: bool) -> None:
        """The editor draws its own error."""


class FormField:
    """One field of a form with its row on screen."""

    def __init__(self, spec: Field, services: Services, owner: QWidget) -> None:
        self.spec = spec
        self._services = services
        inner: Any = RowsEditor(spec, services, owner) if spec.kind == "rows" else make_widget(spec, services, owner)
        self.editor: Any = inner if isinstance(inner, Editor) else Wrapped(inner)
        self.inner: Any = inner
        self.enabled = True
        self.row = FieldRow(
            services.texts(spec.label),
            self.editor,
            required=spec.required and spec.kind not in ("switch", "fixed"),
            hint=services.texts(spec.hint) if spec.hint else "",
            right_aligned=True,
        )
        if not is_empty(spec.initial):
            self.editor.set_value(spec.initial)

    def show_error(self, text: str | None) -> None:
        """Say below the field what is wrong; an editor of its own may draw it too, or say it alone (`says_errors`)."""
        if getattr(self.inner, "says_errors", False):
            self.inner.set_error(text)
            return
        self.row.set_error(text)
        if hasattr(self.inner, "set_error"):
            self.inner.set_error(text)

    def set_enabled(self, enabled: bool) -> None:
        """Let it be edited, or only seen."""
        if enabled is not self.enabled:
            self.enabled = enabled
            self.editor.set_read_only(not enabled)

    def focus(self) -> None:
        """Take the focus."""
        self.editor.editor().setFocus(Qt.FocusReason.OtherFocusReason)


class FormBody(QWidget):
    """All fields of a form below each other."""

    edited = Signal()

    def __init__(self, fields: Iterable[Field], services: Services) -> None:
        super().__init__()
        self._services = services
        self.fields = [FormField(one, services, self) for one in fields]
        self._touched: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        for one in self.fields:
            column.addWidget(one.row)
            one.editor.edited.connect(lambda one=one: self._edited(one))
        for first, second in zip(self.fields, self.fields[1:], strict=False):
            self.setTabOrder(first.editor, second.editor)
        align_labels([one.row for one in self.fields])
        self.show_fields()

    def values(self) -> dict[str, Any]:
        """What every field says, hidden ones as None."""
        raw = {one.spec.name: one.editor.value() for one in self.fields}
        return {one.spec.name: raw[one.spec.name] if one.spec.when is None or one.spec.when(raw) else None for one in self.fields}

    def take(self, values: Mapping[str, Any], *, keep_touched: bool = False) -> None:
        """Show values by field name. keep_touched: what the person edited stays as typed."""
        for one in self.fields:
            if one.spec.name in values and not (keep_touched and one.spec.name in self._touched):
                one.editor.set_value(values[one.spec.name])
        if not keep_touched:
            self._touched.clear()
        self.show_fields()

    def take_typed(self, values: Mapping[str, Any]) -> None:
        """Show what a person typed before; it counts as edited."""
        self.take(values, keep_touched=False)
        self._touched.update(one.spec.name for one in self.fields if one.spec.name in values)

    def is_touched(self) -> bool:
        """Whether the person edited anything."""
        return bool(self._touched)

    def set_context(self, values: Mapping[str, Any]) -> None:
        """Tell the editors that depend on other values of the form (`set_context`) what they are now."""
        for one in self.fields:
            if hasattr(one.inner, "set_context"):
                one.inner.set_context(values)

    def show_fields(self) -> None:
        """Show the fields whose condition holds for the present values; lock those that these values lock."""
        raw = {one.spec.name: one.editor.value() for one in self.fields}
        for one in self.fields:
            one.row.setVisible(one.spec.when is None or bool(one.spec.when(raw)))
            if one.spec.enabled is not None:
                one.set_enabled(bool(one.spec.enabled(raw)))

    def unreadable(self) -> list[FormField]:
        """Fields with text that cannot be read; each says so itself."""
        broken = [one for one in self.visible() if one.editor.problem() is not None]
        for one in broken:
            one.show_error(one.editor.problem())
        return broken

    def visible(self) -> list[FormField]:
        """The fields that can be seen."""
        return [one for one in self.fields if not one.row.isHidden()]

    def clear_errors(self) -> None:
        """Take every error away."""
        for one in self.fields:
            one.show_error(None)
            if isinstance(one.editor, RowsEditor):
                one.editor.clear_errors()

    def place_errors(self, errors: Iterable[FieldError]) -> tuple[list[FormField], list[str]]:
        """Put each error at its field; returns the fields in form order and the sentences that have no field here."""
        homeless: list[str] = []
        said: dict[str, list[str]] = {}
        by_name = {one.spec.name: one for one in self.visible()}
        for error in errors:
            place, sentence = place_of(error.field), field_sentence(self._services, error)
            field = by_name.get(place.name)
            if field is None:
                homeless.append(sentence)
                continue
            if place.row >= 0 and hasattr(field.inner, "set_path_error"):
                field.inner.set_path_error(place.row, place.inner, sentence)
                said.setdefault(place.name, [])
            else:
                said.setdefault(place.name, []).append(sentence)
        for name, sentences in said.items():
            if sentences:
                by_name[name].show_error("; ".join(dict.fromkeys(sentences)))
        return [one for one in self.fields if one.spec.name in said], homeless

    def _edited(self, field: FormField) -> None:
        self._touched.add(field.spec.name)
        self.show_fields()
        self.edited.emit()


def context_box(pairs: Iterable[tuple[str, str]]) -> QWidget:
    """Values of the record above the fields: what the form is about."""
    box = QFrame()
    box.setProperty("line", "box")
    box.setProperty("surface", "subtle")
    grid = QGridLayout(box)
    grid.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(6))
    for number, (name, value) in enumerate(pairs):
        line, place = divmod(number, 2)
        grid.addWidget(Label(name, tone="tx2", wrap=True), line, place * 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(value, weight=500, wrap=True), line, place * 2 + 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(place * 2 + 1, 1)
    return box
