"""The editor of a strategy's service periods: timeline, chips, and a row to type a period into (`docs/rules/fx.md` 6.3).

It draws and explains; whether the periods may be saved is decided where they are saved.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.features.fx.messages import ChangeType, DayBasis, ListRivalPeriods, RivalPeriods, ServicePeriod, StrategyKind
from whale_desktop.features.fx.rules.periods import DAY_SECONDS, Period
from whale_desktop.features.fx.widgets import words
from whale_desktop.features.fx.widgets.clock import length_words, period_words
from whale_desktop.features.fx.widgets.conflicts import (
    PENDING,
    Conflict,
    Rival,
    as_period,
    as_service_period,
    find_conflicts,
)
from whale_desktop.features.fx.widgets.period_parts import ChipBox, PeriodChip
from whale_desktop.features.fx.widgets.period_timeline import PeriodTimeline
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import info_of, label_of
from whale_desktop.screens import Field as FieldSpec
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, ChoiceField, Field, IconMark, Label, Option, spaced
from whale_desktop.ui.forms.clock_field import ClockField, short_clock
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence, sentence_of


class PeriodEditor(Field):
    """A strategy's periods. `value()` is a tuple of `ServicePeriod`, a period typed completely but not added yet included.

    A strategy's rivals depend on its kind, type and pairs, which are other fields of the form: it is told of them by `set_context`.
    """

    says_errors = True
    """A form leaves its sentence to this editor, which can say more exactly what overlaps."""

    def __init__(self, spec: FieldSpec, services: Services) -> None:
        self._services = services
        self._texts = services.texts
        self.start = ClockField(services.texts)
        super().__init__(self.start.line)
        self._own: list[Period] = []
        self._rivals: list[Rival] = []
        self._answer: tuple[RivalPeriods, ...] = ()
        self._rivals_error: CodedError | None = None
        self._question: ListRivalPeriods | None = None
        self._sentence: str | None = None
        self._conflicts: tuple[Conflict, ...] = ()
        self.timeline = PeriodTimeline(services.texts)
        self.chips = ChipBox()
        self.basis = ChoiceField([])
        self.basis.set_value(DayBasis.HK_TRADE_DAY)
        self.end = ClockField(services.texts)
        self._to = Label("", tone="tx2")
        self.add = Button("", icon="ph.plus")
        self.fix = Button("", kind="link", icon="ph.magic-wand")
        self._error_box = QWidget()
        self._error = Label("", role="small", tone="err", wrap=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._lay_out()
        self._connect()
        self.retranslate()
        services.runtime.on_change(info_of(ListRivalPeriods).topics, self._ask_rivals, self)

    # --------------------------------------------------------------------------------------------------- what the form calls

    def value(self) -> tuple[ServicePeriod, ...]:
        """The periods in order of entry; empty for none."""
        pending = self._pending()
        return tuple(as_service_period(one) for one in [*self._own, *([pending] if pending else [])])

    def set_value(self, value: Iterable[ServicePeriod | Mapping[str, Any]] | None) -> None:
        """Show periods, as structs or as mappings of the same fields; the entry row is emptied."""
        given = [one if isinstance(one, ServicePeriod) else msgspec.convert(dict(one), ServicePeriod) for one in value or ()]
        self._own = [as_period(one) for one in given]
        self._clear_entry()
        self._sentence = None
        self._show()

    def set_context(self, values: Mapping[str, Any]) -> None:
        """What the form holds now: kind, type and pairs of the strategy, and the id of the strategy being edited."""
        kind, change_type = values.get("strategy_kind"), values.get("change_type")
        pairs = tuple(values.get("support_currency") or ())
        question = None
        if kind is not None and change_type is not None and pairs:
            question = ListRivalPeriods(
                strategy_kind=StrategyKind(kind),
                change_type=ChangeType(change_type),
                support_currency=pairs,
                strategy_id=values.get("strategy_id") or "",
            )
        if question != self._question:
            self._question = question
            self._ask_rivals()

    def problem(self) -> str | None:
        """What is wrong with the entry row, so that a half-typed period is not lost by saving."""
        for half in (self.start, self.end):
            if half.problem() is not None:
                return half.problem()
        if self.start.is_blank() and self.end.is_blank():
            return None
        if self.start.is_blank() or self.end.is_blank():
            return self._texts(words.ENTER_BOTH)
        return None if self._pending() else sentence_of(self._services, "FX-E30", {})

    def set_error(self, text: str | None) -> None:
        """The form's sentence; what the drawing shows by itself is said more exactly and comes first."""
        self._sentence = text
        self._show()

    def set_invalid(self, invalid: bool) -> None:
        """The ring is on the time that begins the overlap, see `set_error`."""
        self.start.set_invalid(invalid or self._pending_conflict() is not None)

    def set_spoken(self, name: str, description: str) -> None:
        """The timeline says the label, the fields theirs."""
        self.timeline.setAccessibleName(f"{name}. {self._texts(words.TIMELINE)}")
        self.start.set_spoken(self._texts(words.START_FIELD), description)

    def set_read_only(self, read_only: bool) -> None:
        """Only the timeline and the chips."""
        self.read_only = read_only
        self.timeline.read_only = read_only
        for widget in (self.basis, self.start, self.end, self._to, self.add, self.chips):
            widget.setEnabled(not read_only)

    def retranslate(self) -> None:
        """Say everything again in the present language."""
        self.basis.set_options([Option(one, self._texts(label_of(one))) for one in DayBasis])
        self.basis.set_spoken(self._texts(words.BASIS_FIELD), "")
        self.start.set_spoken(self._texts(words.START_FIELD), "")
        self.end.set_spoken(self._texts(words.END_FIELD), "")
        self._to.setText(self._texts(words.TO))
        self.add.setText(self._texts(words.ADD_PERIOD))
        self.timeline.retranslate()
        self._fit()
        self._name_rivals()
        self._show()

    # ---------------------------------------------------------------------------------------------------------------- actions

    def add_pending(self) -> bool:
        """Put the period of the entry row into the list; False, with the reason shown, when it does not fit."""
        pending, problem = self._pending(), self.problem()
        if pending is None or self._pending_conflict() is not None:
            self._sentence = problem or (self._texts(words.ENTER_BOTH) if pending is None else None)
            self._show()
            self._first_to_mend().setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        self._own.append(pending)
        self._clear_entry()
        self._changed()
        self.start.line.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def use_suggestion(self) -> None:
        """Take the nearest period that fits instead of the one that overlaps."""
        conflict = self._shown_conflict()
        if conflict is None or conflict.suggestion is None:
            return
        if conflict.subject == PENDING:
            self._enter(conflict.suggestion)
        else:
            self._own[conflict.subject] = conflict.suggestion
        self._changed()
        (self.add if conflict.subject == PENDING else self.timeline).setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self, place: int) -> None:
        """Take a period away: a place in the list, or the one being added."""
        if place == PENDING:
            self._clear_entry()
        else:
            del self._own[place]
        self._changed()

    # -------------------------------------------------------------------------------------------------------------- privately

    def _lay_out(self) -> None:
        row = spaced(QHBoxLayout(), spacing=8)
        theme.current().changed.connect(self._fit)
        theme.current().locale_changed.connect(self._fit)
        for widget in (self.basis, self.start, self._to, self.end, self.add):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.fix)
        error = spaced(QHBoxLayout(self._error_box), spacing=4)
        error.addWidget(IconMark("ph.warning-circle", "err", size=14, line=16), 0, Qt.AlignmentFlag.AlignTop)
        error.addWidget(self._error, 1)
        column = spaced(QVBoxLayout(self), spacing=8)
        column.addWidget(self.timeline)
        column.addWidget(self.chips)
        column.addLayout(row)
        column.addWidget(self._error_box)
        self.setFocusProxy(self.timeline)
        QWidget.setTabOrder(self.timeline, self.basis.editor())
        for before, after in ((self.basis.editor(), self.start.line), (self.start.line, self.end.line)):
            QWidget.setTabOrder(before, after)
        QWidget.setTabOrder(self.end.line, self.add)
        QWidget.setTabOrder(self.add, self.fix)

    def _connect(self) -> None:
        self.timeline.moved.connect(self._move)
        self.timeline.removed.connect(self._remove_by_key)
        self.timeline.drawing.connect(self._draw)
        self.timeline.drawn.connect(self._finish_drawing)
        self.timeline.accepted.connect(self.add_pending)
        self.add.clicked.connect(self._add_clicked)
        self.fix.clicked.connect(self.use_suggestion)
        self.basis.edited.connect(self._typed)
        for half in (self.start, self.end):
            half.edited.connect(self._typed)
            half.committed.connect(self._left)
            half.line.returnPressed.connect(self._entered)

    def _fit(self) -> None:
        """The combo box is as wide as its longest choice."""
        metrics = theme.current().metrics("body")
        longest = max(metrics.horizontalAdvance(self._texts(label_of(one))) for one in DayBasis)
        self.basis.setFixedWidth(longest + theme.px(9 + 26 + 8))

    def _add_clicked(self) -> None:
        self.add_pending()

    def _entered(self) -> None:
        """Enter adds what stands in the entry row; in an empty one it means nothing."""
        if not (self.start.is_blank() and self.end.is_blank()):
            self.add_pending()

    def _pending(self) -> Period | None:
        """The period of the entry row, None while it is not one."""
        start, end = self.start.value(), self.end.value()
        if start is None or end is None or start in (end, DAY_SECONDS):
            return None
        basis = self.basis.value()
        return Period(basis if isinstance(basis, DayBasis) else DayBasis.HK_TRADE_DAY, start, end)

    def _enter(self, period: Period) -> None:
        self.basis.set_value(period.basis)
        self.start.set_value(period.start)
        self.end.set_value(period.end)

    def _clear_entry(self) -> None:
        self.start.set_value(None)
        self.end.set_value(None)

    def _typed(self) -> None:
        self._sentence = None
        self._show()
        self.edited.emit()

    def _left(self) -> None:
        """Text that cannot be read is said on leaving the field."""
        unreadable = self.start.problem() or self.end.problem()
        if unreadable is not None:
            self._sentence = unreadable
        self._show()

    def _changed(self) -> None:
        self._sentence = None
        self._show()
        self.edited.emit()

    def _move(self, place: int, period: Period) -> None:
        if place == PENDING:
            self._enter(period)
        else:
            self._own[place] = period
        self._changed()

    def _remove_by_key(self, place: int) -> None:
        self.remove(place)
        edges = self.timeline.edges()
        self.timeline.focus_edge(edges[0] if edges else None)

    def _draw(self, start: int, end: int) -> None:
        self.start.set_value(start)
        self.end.set_value(end)
        self._typed()

    def _finish_drawing(self) -> None:
        """A drawn period that fits is added at once; one that overlaps stays in the entry row, with the way out beside it."""
        if self._pending() is not None and self._pending_conflict() is None:
            self.add_pending()

    def _pending_conflict(self) -> Conflict | None:
        return next((one for one in self._conflicts if one.subject == PENDING), None)

    def _shown_conflict(self) -> Conflict | None:
        return self._conflicts[0] if self._conflicts else None

    def _first_to_mend(self) -> QWidget:
        readable = self.start.value() is not None
        return self.end.line if readable and self.end.value() is None else self.start.line

    def _show(self) -> None:
        """Draw everything from the periods, the entry row and the rivals."""
        pending = self._pending()
        self._conflicts = find_conflicts(self._own, pending, self._rivals)
        self.timeline.show_periods(self._own, pending, rivals=self._rivals, conflicts=self._conflicts)
        self._show_chips()
        conflict = self._shown_conflict()
        sentence = self._conflict_words(conflict) if conflict is not None else self._sentence
        self._error.setText(sentence or "")
        self._error_box.setVisible(bool(sentence))
        self.start.set_invalid(self._pending_conflict() is not None or self.start.problem() is not None)
        self.end.set_invalid(self.end.problem() is not None)
        self.start.line.setAccessibleDescription(sentence or "")
        suggestion = conflict.suggestion if conflict is not None else None
        self.fix.setVisible(suggestion is not None and not self.read_only)
        if suggestion is not None:
            self.fix.setText(self._texts(words.CHANGE_TO, period=period_words(suggestion, self._texts)))
        self.updateGeometry()

    def _show_chips(self) -> None:
        if [chip.period for chip in self.chips.chips] == self._own:
            for chip in self.chips.chips:
                chip.retranslate()
            return
        had_focus = any(chip.hasFocus() for chip in self.chips.chips)
        chips = [PeriodChip(period, self._texts) for period in self._own]
        for place, chip in enumerate(chips):
            chip.removed.connect(lambda place=place: self.remove(place))
        self.chips.show_chips(chips)
        before: QWidget = self.timeline
        for chip in chips:
            QWidget.setTabOrder(before, chip)
            before = chip
        QWidget.setTabOrder(before, self.basis.editor())
        if had_focus:
            (chips[0] if chips else self.basis.editor()).setFocus(Qt.FocusReason.OtherFocusReason)

    def _conflict_words(self, conflict: Conflict) -> str:
        texts = self._texts
        length = length_words(conflict.seconds, texts)
        period = period_words(conflict.other, texts)
        if conflict.rival is not None:
            return texts(words.OVERLAP_RIVAL, length=length, period=period, name=conflict.rival.label)
        if conflict.subject == PENDING:
            return texts(words.OVERLAP, length=length, period=period, end=short_clock(conflict.other.end))
        return texts(words.OVERLAP_OWN, subject=period_words(self._own[conflict.subject], texts), period=period, length=length)

    def _ask_rivals(self) -> None:
        self._services.runtime.start_latest(self._load_rivals(self._question), self, "rivals")

    async def _load_rivals(self, question: ListRivalPeriods | None) -> None:
        """Who may edit strategies may see them; a refusal or a lost connection is said in the rivals' row."""
        self._rivals_error = None
        try:
            self._answer = await self._services.runtime.ask(question) if question is not None else ()
        except CodedError as error:
            self._answer, self._rivals_error = (), error
        self._name_rivals()
        self._show()

    def _name_rivals(self) -> None:
        self._rivals = [
            Rival(self._texts(label_of(one.channel_name or one.service_strategy)), as_period(period))
            for one in self._answer
            for period in one.service_time
        ]
        failed = self._rivals_error
        note = error_sentence(self._services, failed) if failed is not None else self._texts(words.NO_RIVALS)
        self.timeline.set_rivals_note(note)
