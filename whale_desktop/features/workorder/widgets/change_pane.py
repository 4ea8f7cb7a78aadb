"""The middle pane: what an order is about and what it would change, field by field."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from whale_desktop.features.workorder.messages import ApprovalStatus, RecordChange, WorkOrder
from whale_desktop.features.workorder.widgets import words
from whale_desktop.features.workorder.widgets.files import FETCH
from whale_desktop.features.workorder.widgets.inbox_list import numbered
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import label_of, tone_of
from whale_desktop.messages.registry import by_name
from whale_desktop.screens import all_lists, row_type, usual
from whale_desktop.screens.difference import Difference, difference, request
from whale_desktop.screens.wording import row_words, size_words
from whale_desktop.ui.components import Button, Chip, DifferenceTable, EmptyState, FlowLayout, Label, Note, spaced
from whale_desktop.ui.lists.difference_view import difference_rows
from whale_desktop.ui.pages.page import clear_layout
from whale_desktop.ui.pages.ports import Services, Texts
from whale_desktop.ui.pages.sentences import sentence_of

CHIP_TONE = {"wait": "warn", "run": "info", "done": "ok", "fail": "err", "idle": "neutral", "void": "neutral", "": "neutral"}
SHOWN_AT_ONCE = 20
"""So many records of an order are shown before the button for more."""
_SIDE = 16
"""Design pixels at either side."""


class ChangePane(QFrame):
    """Title with chips and actions, facts, notes, and a table of changes for each record of the order."""

    def __init__(self, services: Services, act: Callable[[str], None]) -> None:
        super().__init__()
        self._services = services
        self._act = act
        self.setProperty("surface", "surface")
        self.empty = EmptyState("nothing-found", icon="ph.check-square-offset")
        self._head = _Head()
        self._facts = spaced(QGridLayout(), spacing=(16, 6))
        self._facts.setColumnStretch(1, 1)
        self._facts.setColumnStretch(3, 1)
        self._notes = spaced(QVBoxLayout(), margins=(_SIDE, 0, _SIDE, 0), spacing=8)
        self._tables = spaced(QVBoxLayout())
        self.tables: list[DifferenceTable] = []
        self.more: Button | None = None
        self._left: list[RecordChange] = []
        top = spaced(QVBoxLayout(), margins=(_SIDE, 14, _SIDE, 12), spacing=12)
        top.addWidget(self._head)
        top.addLayout(self._facts)
        body = QWidget()
        body.setProperty("surface", "surface")
        column = spaced(QVBoxLayout(body))
        column.addLayout(top)
        column.addLayout(self._notes)
        column.addLayout(self._tables)
        column.addStretch(1)
        self.room = QScrollArea()
        self.room.setWidgetResizable(True)
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.room.setWidget(body)
        outer = spaced(QVBoxLayout(self))
        outer.addWidget(self.room, 1)
        outer.addWidget(self.empty, 1)
        self.show_nothing(words.CHOOSE)

    def show_nothing(self, line: Text) -> None:
        """No order is chosen."""
        self.room.hide()
        self.empty.show()
        self.empty.set_texts(self._services.texts(line))

    def show_order(self, order: WorkOrder) -> None:
        """Everything about an order."""
        self.empty.hide()
        self.room.show()
        self._show_head(order)
        self._show_facts(order)
        self._show_notes(order)
        self._show_changes(order)

    # ------------------------------------------------------------------------------------------------------------------ parts

    def _show_head(self, order: WorkOrder) -> None:
        texts, row = self._services.texts, order.row
        clear_layout(self._head.title)
        clear_layout(self._head.buttons)
        self._head.title.addWidget(Label(row.flow_name, role="title"))
        self._head.title.addWidget(Chip(texts(label_of(row.approval_status)), tone=CHIP_TONE[tone_of(row.approval_status)]))
        self._head.title.addWidget(Chip(texts(label_of(row.execution_status)), tone=CHIP_TONE[tone_of(row.execution_status)]))
        if row.records > 1:
            self._head.title.addWidget(Chip(texts(words.RECORDS, count=f"{row.records:,}"), tone="info"))
        if row.is_abnormal:
            self._head.title.addWidget(Chip(texts(words.ABNORMAL), tone="err"))
        self._head.title.addStretch(1)
        for name, label, icon in self._offered(order):
            button = Button(texts(label), icon=icon)
            button.clicked.connect(lambda _=False, name=name: self._act(name))
            self._head.buttons.addWidget(button)
        self._head.buttons.addStretch(1)

    def _offered(self, order: WorkOrder) -> list[tuple[str, Text, str]]:
        """The actions beside the title, in the order of use."""
        may = order.row.may
        offered: list[tuple[str, Text, str]] = []
        if target_screen(order):
            offered.append(("open", words.OPEN_TARGET, "ph.arrow-square-out"))
        for name, label, icon in (
            ("transfer", words.TRANSFER, "ph.share-network"),
            ("attach", words.ATTACH, "ph.paperclip"),
            ("withdraw", words.WITHDRAW, ""),
            ("resubmit", words.RESUBMIT, ""),
            ("retry", words.RETRY, "ph.arrows-clockwise"),
            ("close", words.CLOSE, ""),
            ("copy", words.COPY, ""),
            ("comment", words.COMMENT, ""),
        ):
            info = by_name(f"work_order.{name}")
            if f"work_order.{name}" in may and info is not None and self._services.may(info.type):
                offered.append((name, label, icon))
        return offered

    def _show_facts(self, order: WorkOrder) -> None:
        texts, row = self._services.texts, order.row
        facts = [
            (words.NUMBER, str(row.work_order_no)),
            (words.CATEGORY, texts(label_of(row.category))),
            (words.MAKER, row.maker),
            (words.TARGET, numbered(row) or "—"),
            (words.SUBMITTED_AT, f"{hong_kong(row.submitted_at):%Y-%m-%d %H:%M:%S}"),
        ]
        if row.amount is not None:
            amount = f"{row.currency} {row.amount:,f}"
            if order.base_amount is not None and order.rate is not None and row.currency != order.base_currency:
                base = {
                    "currency": order.base_currency,
                    "amount": f"{order.base_amount:,.2f}",
                    "rate": f"{order.rate.normalize():f}",
                }
                amount = texts(words.AMOUNT_AND_BASE, amount=amount, base=texts(words.BASE_AMOUNT, **base))
            facts.append((usual.AMOUNT, amount))
        if row.expires_at is not None:
            facts.append((words.EXPIRES_AT, f"{hong_kong(row.expires_at):%Y-%m-%d %H:%M:%S}"))
        if order.copied_to:
            facts.append((words.COPIED_TO, row_words(order.copied_to, texts)))
        while self._facts.count():
            item = self._facts.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (label, value) in enumerate(facts):
            line, side = divmod(place, 2)
            self._facts.addWidget(Label(texts(label), tone="tx3"), line, side * 2)
            shown = Label(value, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(shown, line, side * 2 + 1)
        if order.attachments:
            line = (len(facts) + 1) // 2
            self._facts.addWidget(Label(texts(words.ATTACHMENTS), tone="tx3"), line, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(self._files(order), line, 1, 1, 3)

    def _files(self, order: WorkOrder) -> QWidget:
        """The files of an order, each a link that fetches it."""
        texts, holder = self._services.texts, QWidget()
        links = FlowLayout(holder)
        links.setContentsMargins(0, 0, 0, 0)
        for one in order.attachments:
            said = texts(words.FILE_OF, name=one.name, size=size_words(one.size, texts))
            link = Button(said, kind="link", icon="ph.paperclip")
            link.clicked.connect(lambda _=False, number=one.attachment_no: self._act(f"{FETCH} {number}"))
            links.addWidget(link)
        return holder

    def _show_notes(self, order: WorkOrder) -> None:
        texts, row = self._services.texts, order.row
        clear_layout(self._notes)
        if order.source_changed:
            self._notes.addWidget(Note(texts(words.SOURCE_CHANGED), kind="error"))
        elif row.approval_status is ApprovalStatus.WAIT_APPROVE:
            fields = sorted({name for change in order.changes for name in _labels_today(change, texts)})
            if fields:
                self._notes.addWidget(Note(texts(words.TODAY_DIFFERS, fields=row_words(fields, texts)), kind="warning"))
        if row.result_code:
            reason = sentence_of(self._services, row.result_code, order.result_params)
            failed = order.result_params.get("failed_row", "")
            head = texts(words.RESULT_OF, number=failed) if failed else texts(words.RESULT)
            self._notes.addWidget(Note(f"{head}: {reason}", kind="error"))
        if row.close_reason is not None:
            self._notes.addWidget(Note(texts(label_of(row.close_reason)), kind="neutral"))
        if row.maker_remark:
            self._notes.addWidget(Note(row.maker_remark, kind="neutral"))

    def _show_changes(self, order: WorkOrder) -> None:
        texts = self._services.texts
        clear_layout(self._tables)
        self.tables, self.more = [], None
        self._left = list(order.changes)
        if len(order.changes) == 1:
            self._show_table(texts(words.CHANGES), self._left.pop())
        self._show_more()

    def _show_more(self) -> None:
        """The next records, and below them the way to those after them: a thousand tables at once would stop the window."""
        texts = self._services.texts
        if self.more is not None:
            self.more.hide()
            self.more.deleteLater()
            self.more = None
        for change in self._left[:SHOWN_AT_ONCE]:
            self._show_table(texts(words.CHANGES_OF, number=change.target_key), change)
        self._left = self._left[SHOWN_AT_ONCE:]
        if self._left:
            self.more = Button(texts(words.MORE_RECORDS, count=f"{len(self._left):,}"), kind="link")
            self.more.clicked.connect(self._show_more)
            self._tables.addWidget(self.more)

    def _show_table(self, title: str, change: RecordChange) -> None:
        table = DifferenceTable(title)
        table.set_rows(difference_rows(_found(change), self._services))
        self._tables.addWidget(table)
        self.tables.append(table)


class _Head(QWidget):
    """The title and the actions: side by side where both have room, else the actions below it."""

    def __init__(self) -> None:
        super().__init__()
        self.title = spaced(QHBoxLayout(), spacing=8)
        self.buttons = spaced(QHBoxLayout(), spacing=8)
        self._both = spaced(QBoxLayout(QBoxLayout.Direction.LeftToRight, self), spacing=8)
        self._both.addLayout(self.title, 1)
        self._both.addLayout(self.buttons)

    def minimumSizeHint(self) -> QSize:  # Qt's own name
        """As wide as the wider of the two."""
        return QSize(
            max(self.title.minimumSize().width(), self.buttons.minimumSize().width()), super().minimumSizeHint().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's own name
        """Choose for the new width."""
        super().resizeEvent(event)
        self._choose()

    def event(self, event: QEvent) -> bool:  # Qt's own name
        """Choose for new words: they count once they are shown."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._choose()
        return super().event(event)

    def _choose(self) -> None:
        wanted = self.title.sizeHint().width() + self._both.spacing() + self.buttons.sizeHint().width()
        beside = wanted <= self.width()
        self._both.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


def target_screen(order: WorkOrder) -> str:
    """The list that shows the record of an order, empty where no list does."""
    info = by_name(order.row.target_type) if order.row.target_type else None
    if info is None:
        return ""
    return next((one.key for one in all_lists() if one.menu and row_type(one.query) is info.result), "")


def waited(services: Services, long: timedelta) -> str:
    """How long something has waited, in words."""
    minutes = max(int(long.total_seconds()) // 60, 0)
    if minutes < 60:
        return services.texts(words.MINUTES, minutes=minutes)
    return services.texts(words.HOURS_MINUTES, hours=minutes // 60, minutes=minutes % 60)


def _found(change: RecordChange) -> Difference:
    if not change.target_type:
        return request(change.message, change.after or {})
    return difference(change.message, change.before, change.after)


def _labels_today(change: RecordChange, texts: Texts) -> list[str]:
    """The fields, in the words of the screens, that are others today than when the order was submitted."""
    if not change.today or change.before is None:
        return []
    now = difference(change.message, change.before, {**change.before, **change.today})
    return [texts(one.label) if one.label is not None else one.name for one in now.changed]
