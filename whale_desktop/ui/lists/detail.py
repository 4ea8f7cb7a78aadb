"""The drawer that shows one record: labelled values in sections, short related lists, the row's actions at its foot."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Action, Column, Comparison, ListScreen, Related, Section
from whale_desktop.ui import theme
from whale_desktop.ui.components import (
    Button,
    Chip,
    DifferenceTable,
    Divider,
    Drawer,
    IconButton,
    Label,
    Note,
    Skeleton,
    Tag,
)
from whale_desktop.ui.forms.option_source import rows_of
from whale_desktop.ui.lists.difference_view import difference_rows
from whale_desktop.ui.lists.showing import Shown, show
from whale_desktop.ui.lists.small_table import SmallTable
from whale_desktop.ui.pages import lab
from whale_desktop.ui.pages.page import clear_layout
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.wording import CANCEL, PRINT, RETRY

KEEP = C_("lab", "Keep beside")
KEEP_KEY = "Alt+K"
LOADING = C_("detail", "Loading…")
NO_ROWS = C_("detail", "None")

LINK_INSET = 4
LINE_INSET = 3
"""Above and below every name and value, so that their words stand in one line with a link, which keeps room for its ring."""
LinkTo = Callable[[Column, Any], object]


class ValueLine(QWidget):
    """One value of a record: selectable text, a link, or a state with its dot."""

    def __init__(self, column: Column, record: Any, services: Services, follow: LinkTo) -> None:
        super().__init__()
        shown = show(column, record, services)
        box = QHBoxLayout(self)
        is_link = column.link is not None and bool(shown.raw)
        # A link keeps room for its ring: other values stand where its words do.
        box.setContentsMargins(0 if is_link else theme.px(LINK_INSET), 0, 0, 0)
        box.setSpacing(theme.px(6))
        if is_link:
            link = Button(shown.text, kind="link")
            link.clicked.connect(lambda: follow(column, record))
            box.addWidget(link)
        elif shown.tone:
            box.addWidget(Tag(shown.text, shown.tone))
            if shown.flag:
                box.addWidget(Chip(shown.flag))
        else:
            box.addWidget(_words(shown), 1)
        box.addStretch(0)


def _words(shown: Shown) -> Label:
    label = Label(shown.words, tone=shown.color, weight=shown.weight if shown.weight != 400 else None, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return _inset(label)


def _inset(label: Label) -> Label:
    label.setContentsMargins(0, theme.px(LINE_INSET), 0, theme.px(LINE_INSET))
    return label


class DetailPane(Drawer):
    """Shows the record of a row and walks with the list."""

    acted = Signal(object)
    """An action of the foot was chosen."""
    keep_wanted = Signal()
    """The person wants to see another row beside this one."""

    def __init__(self, screen: ListScreen, services: Services, *, follow: LinkTo, keeps: bool = True) -> None:
        """screen: a list with details. Where the list prints, each record can be printed too. keeps: may stay beside the next row."""
        super().__init__("")
        assert screen.detail is not None, f"{screen.key} has no details"
        self._screen = screen
        self._spec = screen.detail
        self._services = services
        self._menu = screen.menu
        self._follow = follow
        self._prints = screen.prints and services.print_command is not None
        self._keeps = keeps
        self._row: Any = None
        self._record: Any = None
        self._actions: Sequence[Action] = ()

    @property
    def row(self) -> Any:
        """The row that is shown, None while the drawer is closed."""
        return self._row if not self.isHidden() else None

    def show_row(self, row: Any, actions: Sequence[Action], container: QWidget) -> None:
        """Open for a row, or change to it."""
        self._row, self._record, self._actions = row, None, actions
        if self.isHidden():
            self.show_in(container)
        self._clear()
        waiting = Skeleton(rows=8)
        waiting.set_texts(self._services.texts(LOADING), self._services.texts(CANCEL))
        self.body_layout.addWidget(waiting, 1)
        self._show_actions()
        self.ask()

    def keep(self) -> None:
        """Let these details stay beside those of the next row, where the person has switched that on."""
        if self.row is not None and lab.is_on(self._services.preferences, lab.SIDE_BY_SIDE):
            self.keep_wanted.emit()

    def ask(self) -> None:
        """Ask for the record again; what is shown stays until the answer is there."""
        if self._row is not None:
            self._services.runtime.start_latest(self._load(self._row), self, "detail")

    def refresh(self, row: Any, actions: Sequence[Action]) -> None:
        """The row changed in the list."""
        self._row, self._actions = row, actions
        self._show_actions()
        self.ask()

    def retranslate(self) -> None:
        """Draw the record again in the present language."""
        if self._record is not None:
            self._draw(self._record)
        self._show_actions()

    async def _load(self, row: Any) -> None:
        try:
            record = await self._services.runtime.ask(self._spec.query(row), menu=self._menu)
            asked = [(one, one.query(record)) for one in self._spec.related]
            related = [
                (one, rows_of(await self._services.runtime.ask(query, menu=self._menu)))
                for one, query in asked
                if self._services.may(type(query))
            ]
        except CodedError as error:
            self._show_error(error)
            return
        self._record = record
        self._related = related
        self._draw(record)

    def _title_of(self, record: Any) -> str:
        """What the record is called; where it has names by language, the one of the window."""
        name = self._spec.title
        own = getattr(record, f"{name}_{self._services.texts.locale.lower()}", "")
        return str(own or getattr(record, name))

    def _draw(self, record: Any) -> None:
        self._clear()
        self.set_title(self._title_of(record))
        if self._spec.state:
            columns = [one for section in self._spec.sections for one in section.columns if one.name == self._spec.state]
            state = columns[0] if columns else Column(self._spec.state, self._spec.sections[0].title, "state")
            shown = show(state, record, self._services)
            self.head_layout.addWidget(Tag(shown.text, shown.tone))
            if shown.flag:
                self.head_layout.addWidget(Chip(shown.flag))
        if self._keeps and lab.is_on(self._services.preferences, lab.SIDE_BY_SIDE):
            keep = IconButton("ph.columns", f"{self._services.texts(KEEP)}  {KEEP_KEY}")
            keep.clicked.connect(self.keep)
            self.head_layout.addWidget(keep)
        if self._prints:
            printer = IconButton("ph.printer", self._services.texts(PRINT))
            printer.clicked.connect(self._print)
            self.head_layout.addWidget(printer)
        held = self._services.session.codes
        shown_sections = [one for one in self._spec.sections if not one.needs or held.intersection(one.needs)]
        texts, metrics = self._services.texts, theme.current().metrics("body")
        labels = [metrics.horizontalAdvance(texts(one.label)) for section in shown_sections for one in section.columns]
        for number, section in enumerate(shown_sections):
            self._add_section(section, record, first=not number, label_width=max((theme.px(112), *labels)))
            if not number:
                for comparison in self._spec.comparisons:
                    self._add_comparison(comparison, record)
        for related, rows in self._related:
            self._add_related(related, rows)
        self.body_layout.addStretch(1)

    def _print(self) -> None:
        from whale_desktop.ui.pages.printing import print_record

        self._services.runtime.start(print_record(self._screen, self._row, self._services, self), self)

    def _add_section(self, section: Section, record: Any, *, first: bool, label_width: int) -> None:
        if not first:
            self.body_layout.addWidget(Divider())
        self.body_layout.addWidget(Label(self._services.texts(section.title), role="section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(2))
        for line, column in enumerate(section.columns):
            value = ValueLine(column, record, self._services, self._follow)
            if column.label == section.title:  # a section that is one value: its title names it
                grid.addWidget(value, line, 0, 1, 2)
                continue
            name = _inset(Label(self._services.texts(column.label), tone="tx2"))
            name.setFixedWidth(label_width)
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, line, 1)
        grid.setColumnStretch(1, 1)
        self.body_layout.addLayout(grid)

    def _add_comparison(self, comparison: Comparison, record: Any) -> None:
        rows = difference_rows(comparison.of(record), self._services)
        if rows:
            table = DifferenceTable(self._services.texts(comparison.title), inset=0)
            table.set_rows(rows)
            self.body_layout.addWidget(Divider())
            self.body_layout.addWidget(table)

    def _add_related(self, related: Related, rows: Sequence[Any]) -> None:
        self.body_layout.addWidget(Divider())
        self.body_layout.addWidget(Label(self._services.texts(related.title), role="section"))
        if rows:
            table = SmallTable(related.columns, self._services)
            table.show_rows(rows)
            table.link_clicked.connect(self._follow)
            self.body_layout.addWidget(table)
        else:
            self.body_layout.addWidget(Label(self._services.texts(NO_ROWS), role="small", tone="tx3"))

    def _show_error(self, error: CodedError) -> None:
        self._clear()
        texts = self._services.texts
        note = Note(error_sentence(self._services, error), kind="error", action=texts(RETRY))
        note.action_clicked.connect(self.ask)
        self.body_layout.addWidget(note)
        self.body_layout.addStretch(1)

    def _show_actions(self) -> None:
        clear_layout(self.foot_layout)
        self.foot_layout.addStretch(1)
        for action in self._actions:
            button = Button(self._services.texts(action.label), kind="primary" if action.urgent else "default", icon=action.icon)
            button.clicked.connect(lambda _=False, one=action: self.acted.emit(one))
            self.foot_layout.addWidget(button)
        self.show_foot(bool(self._actions))

    def _clear(self) -> None:
        _empty(self.body_layout)
        clear_layout(self.head_layout)


def _empty(layout: Any) -> None:
    """Take everything out of a layout, layouts inside it included."""
    while layout.count():
        item = layout.takeAt(0)
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _empty(inner)
            inner.deleteLater()
