"""New mark-ups on reference rates (`docs/rules/fx.md` 6.5): one line a pair, each with the present rate and the rate it leaves."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.features.fx.messages import ListPairChoices, MarkUpPreview, NewReferenceMarkUp, PreviewMarkUp, SpreadMode
from whale_desktop.features.fx.widgets import words
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import info_of, label_of
from whale_desktop.screens import Field as FieldSpec
from whale_desktop.ui import formats
from whale_desktop.ui.components import Button, ChoiceField, Field, IconButton, Label, Option, RateField, spaced
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence, sentence_of

PAUSE_SECONDS = 0.15
NEW_LINE = NewReferenceMarkUp(spread_mode=SpreadMode.VALUE)
"""What a line starts with."""


class MarkUpLine:
    """One pair: what is entered, and what it comes to."""

    def __init__(self, services: Services) -> None:
        texts = services.texts
        self.pair = ChoiceField([], placeholder=texts(words.CHOOSE_PAIR))
        self.mode = ChoiceField([Option(one, texts(label_of(one))) for one in SpreadMode])
        self.value = RateField(places=None)
        self.unit = Label("", tone="tx3")
        self.present = Label(formats.ABSENT, tone="tx3")
        self.marked = Label(formats.ABSENT, tone="tx3", weight=500)
        self.remove = IconButton("ph.minus-circle", "")
        self.error = Label("", role="small", tone="err", wrap=True)
        self.error.hide()
        for figure in (self.present, self.marked):
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.show_mark_up(NEW_LINE)

    def fields(self) -> dict[str, ChoiceField | RateField]:
        """The editors by field of the row."""
        return {"pair": self.pair, "spread_mode": self.mode, "bp": self.value}

    def widgets(self) -> list[QWidget]:
        """Everything that stands in the grid, in order of columns; the sentence last."""
        return [self.pair, self.mode, self.value, self.unit, self.present, self.marked, self.remove, self.error]

    def mark_up(self) -> NewReferenceMarkUp:
        """What is entered."""
        return NewReferenceMarkUp(pair=self.pair.value() or "", spread_mode=self.mode.value(), bp=self.value.value())

    def show_mark_up(self, mark_up: NewReferenceMarkUp) -> None:
        """Enter this."""
        self.pair.set_value(mark_up.pair or None)
        self.mode.set_value(mark_up.spread_mode)
        self.value.set_value(mark_up.bp)
        self.show_unit()

    def show_unit(self) -> None:
        """A ratio is in percent."""
        self.unit.setText("%" if self.mode.value() is SpreadMode.RATE else "")

    def show_preview(self, preview: MarkUpPreview | None) -> None:
        """The present rate and the rate after the mark-up."""
        present, marked = (None, None) if preview is None else (preview.reference_rate, preview.marked_rate)
        for label, rate in ((self.present, present), (self.marked, marked)):
            label.setText(formats.rate(rate))
            label.set_tone("tx3" if rate is None else "tx1")

    def show_error(self, text: str, field: str = "") -> None:
        """A sentence below the line and the ring around its field; an empty text takes both away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        for name, editor in self.fields().items():
            editor.set_invalid(bool(text) and name == field)

    def add_error(self, text: str, field: str) -> None:
        """One more sentence below the line, and the ring around its field too."""
        said = self.error.text()
        self.error.setText(f"{said}; {text}" if said else text)
        self.error.show()
        if field in self.fields():
            self.fields()[field].set_invalid(True)


class MarkUpPreviewEditor(Field):
    """Lines of pair, mode and value. `value()` is a tuple of `NewReferenceMarkUp`; untouched lines are left out.

    The channel is another field of the form: it is told of it by `set_context`.
    """

    says_errors = True
    """A form leaves its sentences to this editor, which puts them at their lines."""

    def __init__(self, spec: FieldSpec, services: Services) -> None:
        self.add = Button(services.texts(words.ADD_LINE), kind="ghost", icon="ph.plus")
        super().__init__(self.add)
        self._services = services
        self._channel: RateChannel | None = None
        self._options: list[Option] = []
        self.lines: list[MarkUpLine] = []
        self._error = Label("", role="small", tone="err", wrap=True)
        self._error.hide()
        self._heads = [Label("", role="small", tone="tx2") for _ in range(5)]
        self._grid = spaced(QGridLayout(), spacing=(8, 4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._lay_out()
        self.set_value(())
        self.add.clicked.connect(self._add_by_person)
        self.retranslate()
        runtime = services.runtime
        runtime.on_change(info_of(PreviewMarkUp).topics, self._preview_all, self)
        runtime.on_change(info_of(ListPairChoices).topics, self._ask_pairs, self)
        self._ask_pairs()

    # --------------------------------------------------------------------------------------------------- what the form calls

    def value(self) -> tuple[NewReferenceMarkUp, ...]:
        """What is entered, in order."""
        return tuple(line.mark_up() for line in self._filled())

    def set_value(self, value: Iterable[NewReferenceMarkUp | Mapping[str, Any]] | None) -> None:
        """Show mark-ups, as structs or as mappings of the same fields; with none, one empty line."""
        given = [
            one if isinstance(one, NewReferenceMarkUp) else msgspec.convert(dict(one), NewReferenceMarkUp) for one in value or ()
        ]
        for line in self.lines:
            self._take_out(line)
        self.lines = []
        for mark_up in given or [NEW_LINE]:
            self._append(mark_up)
        self._arrange()
        self._preview_all()

    def set_context(self, values: Mapping[str, Any]) -> None:
        """The channel that the form holds now; without one the reference channel's rates are shown."""
        given = values.get("channel_name")
        channel = RateChannel(given) if given is not None else None
        if channel != self._channel:
            self._channel = channel
            self._preview_all()

    def editor(self) -> QWidget:
        """The first pair, or the button."""
        return self.lines[0].pair.editor() if self.lines else self.add

    def problem(self) -> str | None:
        """The first value that cannot be read."""
        return next((problem for line in self.lines if (problem := line.value.problem()) is not None), None)

    def set_error(self, text: str | None) -> None:
        """The form's sentence below the lines; None takes away the lines' own too."""
        self._error.setText(text or "")
        self._error.setVisible(bool(text))
        if text is None:
            for line in self.lines:
                line.show_error("")

    def set_path_error(self, row: int, inner: str, text: str) -> None:
        """What is wrong with one field of one line; lines count as in `value`."""
        filled = self._filled()
        if 0 <= row < len(filled):
            filled[row].add_error(text, inner)
        else:
            self.set_error(text)

    def set_invalid(self, invalid: bool) -> None:
        """The ring stands around the field of a line, not around the table."""

    def set_spoken(self, name: str, description: str) -> None:
        """The button says the label of the table."""
        self.add.setAccessibleDescription(f"{name} {description}".strip())

    def retranslate(self) -> None:
        """Say everything again in the present language."""
        texts = self._services.texts
        self.add.setText(texts(words.ADD_LINE))
        heads = (words.PAIR, words.MODE, words.VALUE, words.PRESENT_RATE, words.MARKED_RATE)
        for label, text in zip(self._heads, heads, strict=True):
            label.setText(texts(text))
        for line in self.lines:
            line.pair.set_placeholder(texts(words.CHOOSE_PAIR))
            line.mode.set_options([Option(one, texts(label_of(one))) for one in SpreadMode])
        self._name_lines()

    # -------------------------------------------------------------------------------------------------------------- privately

    def _lay_out(self) -> None:
        column = spaced(QVBoxLayout(self), spacing=4)
        for position, label in zip((0, 1, 2, 4, 5), self._heads, strict=True):
            self._grid.addWidget(label, 0, position)
            if position >= 4:
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
        for position, stretch in enumerate((4, 3, 3, 0, 3, 3, 0)):
            self._grid.setColumnStretch(position, stretch)
        column.addLayout(self._grid)
        foot = spaced(QHBoxLayout(), spacing=8)
        foot.addWidget(self.add)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addWidget(self._error)

    def _filled(self) -> list[MarkUpLine]:
        return [line for line in self.lines if line.pair.value() or not _is_blank(line.value)]

    def _append(self, mark_up: NewReferenceMarkUp) -> MarkUpLine:
        line = MarkUpLine(self._services)
        line.pair.set_options(self._options)
        line.show_mark_up(mark_up)
        line.remove.clicked.connect(lambda: self._remove(line))
        for editor in line.fields().values():
            editor.edited.connect(lambda: self._edited(line))
        line.value.committed.connect(lambda: self._left(line))
        self.lines.append(line)
        return line

    def _add_by_person(self) -> None:
        line = self._append(NEW_LINE)
        self._arrange()
        line.pair.editor().setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _remove(self, line: MarkUpLine) -> None:
        position = self.lines.index(line)
        self.lines.remove(line)
        self._take_out(line)
        if not self.lines:
            self._append(NEW_LINE)
        self._arrange()
        self.lines[min(position, len(self.lines) - 1)].pair.editor().setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _take_out(self, line: MarkUpLine) -> None:
        for widget in line.widgets():
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _arrange(self) -> None:
        """Two grid rows a line: editors and figures, then the sentence. Tab goes line by line."""
        stops: list[QWidget] = []
        for number, line in enumerate(self.lines):
            *parts, error = line.widgets()
            for position, widget in enumerate(parts):
                self._grid.addWidget(widget, 1 + 2 * number, position)
                widget.show()
            self._grid.addWidget(error, 2 + 2 * number, 0, 1, len(parts))
            stops += [*(editor.editor() for editor in line.fields().values()), line.remove]
        for stop in reversed([*stops[1:], self.add]):
            QWidget.setTabOrder(stops[0], stop)
        self.setFocusProxy(stops[0])
        self._name_lines()
        self.updateGeometry()

    def _name_lines(self) -> None:
        texts = self._services.texts
        labels = {"pair": words.PAIR, "spread_mode": words.MODE, "bp": words.VALUE}
        for number, line in enumerate(self.lines, start=1):
            for name, editor in line.fields().items():
                editor.set_spoken(texts(words.LINE_FIELD, field=labels[name], number=number), "")
            line.remove.set_name(texts(words.REMOVE_LINE, number=number))

    def _edited(self, line: MarkUpLine) -> None:
        line.show_error("")
        line.show_unit()
        self._error.hide()
        self._preview(line)
        self.edited.emit()

    def _left(self, line: MarkUpLine) -> None:
        problem = line.value.problem()
        if problem is not None:
            line.show_error(problem, "bp")

    def _ask_pairs(self) -> None:
        self._services.runtime.start_latest(self._load_pairs(), self, "pairs")

    async def _load_pairs(self) -> None:
        try:
            pairs = await self._services.runtime.ask(ListPairChoices())
        except CodedError as error:
            self.set_error(error_sentence(self._services, error))
            return
        self._options = [Option(one.pair, f"{one.from_currency} → {one.to_currency}") for one in pairs]
        for line in self.lines:
            line.pair.set_options(self._options)

    def _preview_all(self) -> None:
        for line in self.lines:
            self._preview(line)

    def _preview(self, line: MarkUpLine) -> None:
        self._services.runtime.start_latest(self._load_preview(line), self, f"preview:{id(line)}")

    async def _load_preview(self, line: MarkUpLine) -> None:
        await self._services.runtime.sleep(PAUSE_SECONDS)
        if line not in self.lines:
            return
        mark_up = line.mark_up()
        if not mark_up.pair:
            line.show_preview(None)
            return
        query = PreviewMarkUp(pair=mark_up.pair, channel_name=self._channel, spread_mode=mark_up.spread_mode, bp=mark_up.bp)
        try:
            preview = await self._services.runtime.ask(query)
        except CodedError as error:
            if line in self.lines:
                line.show_error(error_sentence(self._services, error))
            return
        if line in self.lines:
            line.show_preview(preview)
            line.show_error(sentence_of(self._services, preview.problem, {}) if preview.problem else "", "bp")


def _is_blank(field: RateField) -> bool:
    return not field.line.text().strip()
