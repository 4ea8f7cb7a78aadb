"""What a person says of a report before it is printed: which, which days, of which clients, as what file."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.features.documents.messages import (
    MAXIMUM_ACCOUNTS,
    MAXIMUM_REMARK,
    FileFormat,
    ReportChoices,
    ReportOffer,
    ReportScope,
)
from whale_desktop.features.documents.widgets import words
from whale_desktop.kernel.texts import Text, name_in
from whale_desktop.messages import label_of
from whale_desktop.screens import usual
from whale_desktop.ui.components import (
    Button,
    ChipsField,
    DateRangeField,
    FieldRow,
    LineField,
    MultiChoiceField,
    Note,
    Option,
    RadioField,
    align_labels,
)
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.forms.client_field import CLIENT_SEARCH, LEAST_CHARACTERS, PAUSE_SECONDS
from whale_desktop.ui.forms.option_source import options_of
from whale_desktop.ui.pages.ports import Services

Values = dict[str, Any]


class ReportForm(QWidget):
    """The fields. `batch`: several reports may be ticked, else one is chosen. `values` are those of the command."""

    edited = Signal()

    def __init__(self, services: Services, *, batch: bool) -> None:
        super().__init__()
        self._services = services
        self._batch = batch
        self._choices = ReportChoices(reports=(), scopes=(), groups=())
        self._placed = False
        self.reports: RadioField | MultiChoiceField = (
            MultiChoiceField(columns=1) if batch else RadioField(cards=True, vertical=True)
        )
        self.period = DateRangeField(lambda: services.place.business_date)
        self.scope = RadioField()
        self.accounts = ChipsField(lookup=True)
        self.groups = ChipsField()
        self.format = RadioField()
        self.remark = LineField(max_length=MAXIMUM_REMARK)
        self.note = Note("", kind="info")
        self.presets = {preset: Button("", kind="link") for preset in (words.TODAY, words.THIS_MONTH, words.LAST_MONTH)}
        self.rows: dict[str, FieldRow] = {
            "last": FieldRow("", self.period, required=True, right_aligned=True),
            "scope": FieldRow("", self.scope, required=True, right_aligned=True),
            "accounts": FieldRow("", self.accounts, required=True, right_aligned=True),
            "groups": FieldRow("", self.groups, required=True, right_aligned=True),
            "format": FieldRow("", self.format, required=True, right_aligned=True),
            "remark": FieldRow("", self.remark, right_aligned=True),
        }
        self.report_row = FieldRow("", self.reports, required=True, label_position="top")
        self._lay_out()
        self._connect()
        self._pick(words.TODAY)
        self.retranslate()

    def _lay_out(self) -> None:
        column = spaced(QVBoxLayout(self), spacing=10)
        for name, row in self.rows.items():
            column.addWidget(row)
            if name == "last":
                line = spaced(QHBoxLayout(), spacing=12)
                self._indent = line
                for button in self.presets.values():
                    line.addWidget(button)
                line.addStretch(1)
                column.addLayout(line)
        column.addWidget(self.note)

    def _connect(self) -> None:
        for preset, button in self.presets.items():
            button.clicked.connect(lambda _checked=False, wanted=preset: self._pick(wanted))
        for field in (self.reports, self.period, self.scope, self.accounts, self.groups, self.format, self.remark):
            field.edited.connect(self._changed)
        runtime = self._services.runtime
        self.accounts.search_wanted.connect(lambda typed: runtime.start_latest(self._search(typed.strip()), self, "search"))

    # --------------------------------------------------------------------------------------------------------------- values

    def show_choices(self, choices: ReportChoices) -> None:
        """What can be printed, and of which clients; what was chosen and still exists stays, and so does the focus."""
        if choices == self._choices:
            return
        self._choices = choices
        self._say_choices()
        if not self._placed and choices.reports:
            self._placed = True
            self.scope.set_value(ReportScope.ALL)
            self.format.set_value(FileFormat.XLSX)
            if isinstance(self.reports, RadioField):
                self.reports.set_value(choices.reports[0].report)
        self._show_fields()

    def choose(self, report: str) -> None:
        """Choose a report, or tick it besides the others."""
        if isinstance(self.reports, RadioField):
            self.reports.set_value(report)
        else:
            self.reports.set_value((*self.reports.value(), report))
        self._changed()

    def chosen(self) -> tuple[ReportOffer, ...]:
        """The reports that are chosen now."""
        value = self.reports.value()
        keys = value if isinstance(value, tuple) else (value,)
        return tuple(one for one in self._choices.reports if one.report in keys)

    def values(self) -> Values:
        """The fields of the command; the days are None while they cannot be read."""
        first, last = self.period.value()
        keys = tuple(one.report for one in self.chosen())
        named: Values = {"reports": keys} if self._batch else {"report": keys[0] if keys else ""}
        scope = self.scope.value() if self._of_clients() else ReportScope.ALL
        return named | {
            "first": first,
            "last": last,
            "scope": scope or ReportScope.ALL,
            "accounts": self.accounts.value() if scope == ReportScope.CLIENTS else (),
            "groups": self.groups.value() if scope == ReportScope.GROUPS else (),
            "format": self.format.value() or FileFormat.XLSX,
            "remark": self.remark.value().strip(),
        }

    def show_errors(self, sentences: Mapping[str, str]) -> list[str]:
        """Put each sentence at its field and go to the first; those without a field here are returned."""
        places = {**self.rows, "report": self.report_row, "reports": self.report_row, "first": self.rows["last"]}
        for row in (self.report_row, *self.rows.values()):
            row.set_error(None)
        loose = []
        broken: list[FieldRow] = []
        for name, sentence in sentences.items():
            place = places.get(name)
            if place is None or place.isHidden():
                loose.append(sentence)
                continue
            place.set_error(sentence)
            broken.append(place)
        for place in broken[:1]:
            place.field.editor().setFocus()
        return loose

    def _of_clients(self) -> bool:
        return any(one.of_clients for one in self.chosen())

    # --------------------------------------------------------------------------------------------------------------- changes

    def _changed(self) -> None:
        self._show_fields()
        self.edited.emit()

    def _pick(self, preset: Text) -> None:
        today = self._services.place.business_date
        begins = today.replace(day=1)
        before = begins - timedelta(days=1)
        days: dict[Text, tuple[date, date]] = {
            words.TODAY: (today, today),
            words.THIS_MONTH: (begins, today),
            words.LAST_MONTH: (before.replace(day=1), before),
        }
        self.period.set_value(days[preset])
        self.rows["last"].set_error(None)
        self.edited.emit()

    def _show_fields(self) -> None:
        """Only what the choice needs is there, and the hints say what it means for it."""
        texts = self._services.texts
        chosen = self.chosen()
        some = self._of_clients()
        scope = self.scope.value()
        self.rows["scope"].setVisible(some or not chosen)
        self.rows["accounts"].setVisible(some and scope == ReportScope.CLIENTS)
        self.rows["groups"].setVisible(some and scope == ReportScope.GROUPS)
        days = dict.fromkeys(name_in(one.days, texts.locale) for one in chosen)
        self.rows["last"].set_hint(texts(words.PERIOD_HINT, days=" / ".join(days)) if days else "")
        without = [name_in(one.names, texts.locale) for one in chosen if not one.of_clients]
        if chosen and not some:
            said = texts(words.NO_CLIENTS)
        elif without and scope != ReportScope.ALL:
            said = texts(words.SOME_WITHOUT_CLIENTS, reports=", ".join(without))
        else:
            said = ""
        self.note.set_text(said)
        self.note.setVisible(bool(said))

    async def _search(self, typed: str) -> None:
        """Clients by number, account or name, as everywhere."""
        lookup = self._services.lookup("client")
        if lookup is None or len(typed) < LEAST_CHARACTERS:
            self.accounts.set_options([])
            return
        await self._services.runtime.sleep(PAUSE_SECONDS)
        answer = await self._services.runtime.ask(lookup.query(typed))
        self.accounts.set_options(options_of(answer, lookup.value, lookup.label, self._services.texts.locale))

    # ---------------------------------------------------------------------------------------------------------------- words

    def retranslate(self) -> None:
        """Everything in the language of the moment; what was entered stays."""
        texts = self._services.texts
        self.report_row.set_label(texts(words.REPORTS if self._batch else words.REPORT))
        labels = (words.PERIOD, words.SCOPE, words.ACCOUNTS, words.GROUPS, words.FORMAT, usual.REMARK)
        for row, label in zip(self.rows.values(), labels, strict=True):
            row.set_label(texts(label))
        self.rows["accounts"].set_hint(texts(words.ACCOUNTS_HINT, count=MAXIMUM_ACCOUNTS))
        self.accounts.set_placeholder(texts(CLIENT_SEARCH))
        self.format.set_options([Option(FileFormat.XLSX, texts(words.XLSX)), Option(FileFormat.PDF, texts(words.PDF))])
        for preset, button in self.presets.items():
            button.setText(texts(preset))
        self._say_choices()
        self._show_fields()
        width = align_labels(list(self.rows.values()))
        self._indent.setContentsMargins(width + 8, 0, 0, 0)

    def order_tabs(self, *following: QWidget) -> None:
        """Tab goes as one reads: the reports, the fields, what the page puts below. Other options bring other buttons."""
        fields = [row.field for name, row in self.rows.items() if name != "last"]
        parts: list[QWidget] = [self.reports, self.period, *self.presets.values(), *fields, *following]
        for one, other in pairwise([leaf for part in parts for leaf in _stops(part)]):
            self.setTabOrder(one, other)

    def _say_choices(self) -> None:
        texts = self._services.texts
        self.reports.set_options([self._option(one) for one in self._choices.reports])
        self.scope.set_options([Option(one, texts(label_of(one))) for one in self._choices.scopes])
        groups: Sequence[Option] = [
            Option(one.group_id, texts(words.GROUP, name=one.name, count=f"{one.count:,}")) for one in self._choices.groups
        ]
        self.groups.set_options(groups)
        known = {one.value for one in groups}
        self.groups.set_value([one for one in self.groups.value() if one in known])
        self.rows["groups"].set_hint(texts(words.GROUPS_HINT if groups else words.NO_GROUPS))

    def _option(self, offer: ReportOffer) -> Option:
        texts = self._services.texts
        name = texts(words.NUMBERED, number=offer.report_no, name=name_in(offer.names, texts.locale))
        return Option(offer.report, name, hint=name_in(offer.about, texts.locale))


def _stops(part: QWidget) -> list[QWidget]:
    """What of a part can have the focus itself: Qt's own order of compound widgets leaves some of them out."""
    inner = [
        one for one in part.findChildren(QWidget) if one.focusPolicy() is not Qt.FocusPolicy.NoFocus and not one.focusProxy()
    ]
    return inner or [part]
