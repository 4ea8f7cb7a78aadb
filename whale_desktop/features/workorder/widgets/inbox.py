"""The work-order page: inbox, change and decision side by side (`docs/rules/workorders.md` 2, 6.2, 6.3)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproveWorkOrder,
    Box,
    CloseWorkOrder,
    Decided,
    ExecutionStatus,
    GetWorkOrder,
    ListAllWorkOrders,
    ListWorkOrders,
    ReadCopy,
    RefuseWorkOrder,
    ResubmitWorkOrder,
    RetryWorkOrder,
    TotalWorkOrders,
    TrailLine,
    WithdrawWorkOrder,
    WorkOrder,
    WorkOrderFilter,
    WorkOrderRow,
)
from whale_desktop.features.workorder.widgets import files, words
from whale_desktop.features.workorder.widgets.change_pane import ChangePane, target_screen, waited
from whale_desktop.features.workorder.widgets.inbox_list import OrderDelegate, OrderModel
from whale_desktop.features.workorder.widgets.people_dialogs import DIALOGS
from whale_desktop.features.workorder.widgets.trail_pane import TrailPane, pane_widths
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.messages import Command, Done, info_of, label_of, short_label_of
from whale_desktop.screens import CustomScreen, Empty, list_of
from whale_desktop.screens.work_orders import BOX_FIELD, ORDER_FIELD
from whale_desktop.ui.components import Button, ConfirmDialog, Divider, Label, Segment, SegmentTab, open_dialog, spaced
from whale_desktop.ui.components.fields import LineEdit
from whale_desktop.ui.lists.states import States
from whale_desktop.ui.pages.batch import is_complete, send_each
from whale_desktop.ui.pages.page import Page, clear_layout
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence, sentence_of
from whale_desktop.ui.pages.submission import Submission, tell_error
from whale_desktop.ui.pages.wording import CANCEL

PAGE_SIZE = 50
LONGEST_BATCH = 100
ALL_RIGHT = "ticket.all_inquiry"
DELIBERATE = 500
"""Milliseconds after an order is shown before a key can approve it: nobody approves what he cannot have read."""
SOON = timedelta(hours=2)


class InboxPage(Page):
    """Three panes. Up and down choose, Alt+A approves, Alt+R goes to the reason and refuses."""

    def __init__(self, screen: CustomScreen, services: Services) -> None:
        super().__init__(screen, services)
        self._me = services.session.member_id  # kept: an answer may come while he is signing out
        self._order: WorkOrder | None = None
        self._cursor = ""
        self._wanted: int | None = None
        self._where = WorkOrderFilter()
        self.model = OrderModel(self._mark)
        self.change = ChangePane(services, self._act)
        self.trail = TrailPane(services, self._is_me)
        self.trail.decided.connect(self._decide)
        self.left = self._left_pane()
        content = QWidget()
        inner = spaced(QHBoxLayout(content))
        inner.addWidget(self.change, 1)
        inner.addWidget(Divider(vertical=True))
        inner.addWidget(self.trail)
        self.states = States(content, services)
        self.states.retry_wanted.connect(self.refresh)
        self.states.reset_wanted.connect(self._forget_search)
        row = spaced(QHBoxLayout(self))
        row.addWidget(self.left)
        row.addWidget(Divider(vertical=True))
        row.addWidget(self.states, 1)
        self._deliberate = QTimer(self, singleShot=True, interval=DELIBERATE)
        for key, action in (
            ("Alt+A", self._approve_by_key),
            ("Alt+R", self._refuse_by_key),
            ("Alt+Down", lambda: self._step(1)),
            ("Alt+Up", lambda: self._step(-1)),
            ("F5", self.refresh),
        ):
            self.bind(key, action)
        services.runtime.on_change(info_of(ListWorkOrders).topics, self.changed_elsewhere, self)
        self.retranslate()

    def _left_pane(self) -> QFrame:
        pane = QFrame()
        pane.setProperty("surface", "surface")
        self.boxes = Segment(size="small")
        self.boxes.selected.connect(self._choose_box)
        self.search = LineEdit(icon="ph.magnifying-glass")
        self.search.returnPressed.connect(self._search)
        self.search.textEdited.connect(self._search_later)
        self._pause = QTimer(self, singleShot=True, interval=300)
        self._pause.timeout.connect(self._search)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(OrderDelegate(self.view))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setMouseTracking(True)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.more = Button("", kind="link")
        self.more.clicked.connect(lambda: self.services.runtime.start_latest(self._load(more=True), self, "list"))
        self.everything = Button("", kind="link")
        self.everything.clicked.connect(lambda: self.services.open_screen("work_order.all"))
        self.order_note = Label(role="small", tone="tx3")
        self.batch = QFrame()
        self._batch = spaced(QHBoxLayout(self.batch), margins=(12, 8, 12, 8), spacing=8)
        top = spaced(QVBoxLayout(), margins=(12, 12, 12, 10), spacing=10)
        top.addWidget(self.boxes)
        top.addWidget(self.search)
        foot = spaced(QHBoxLayout(), margins=(12, 8, 12, 8), spacing=8)
        foot.addWidget(self.order_note)
        foot.addStretch(1)
        foot.addWidget(self.more)
        foot.addWidget(self.everything)
        column = spaced(QVBoxLayout(pane))
        column.addLayout(top)
        column.addWidget(Divider())
        column.addWidget(self.view, 1)
        column.addWidget(self.batch)
        column.addWidget(Divider())
        column.addLayout(foot)
        self.batch.hide()
        self.everything.setVisible(self.services.may(ListAllWorkOrders))  # in its pane: on its own it would be a window
        return pane

    # -------------------------------------------------------------------------------------------------------------- the page

    def retranslate(self) -> None:
        """Every word; data names come with the next answer."""
        super().retranslate()
        texts = self.services.texts
        current = self.boxes.current() or Box.TO_DO.value
        boxes = [one for one in Box if one is not Box.ALL or ALL_RIGHT in self.services.session.codes]
        counts = {tab.key: tab.count for tab in self.boxes.tabs()}
        self.boxes.set_tabs(
            [SegmentTab(one.value, texts(short_label_of(one)), counts.get(one.value), texts(label_of(one))) for one in boxes]
        )
        self.boxes.set_current(current if current in {one.value for one in boxes} else Box.TO_DO.value)
        self.search.setPlaceholderText(texts(words.SEARCH))
        self.search.setAccessibleName(texts(words.SEARCH))
        self.more.setText(texts(words.MORE))
        self.everything.setText(texts(words.ALL_ORDERS))
        self.view.setAccessibleName(texts(words.WORK_ORDERS))
        self._say_order()
        self.states.retranslate()
        self.trail.retranslate()
        if self._order is not None:
            self.refresh()

    def refresh(self) -> None:
        """Ask again; the chosen order stays chosen."""
        self.services.runtime.start_latest(self._load(), self, "list")

    def focus_first(self) -> None:
        """The list."""
        self.view.setFocus()

    def regions(self) -> tuple[QWidget, ...]:
        """List, change, decision."""
        return (self.view, self.change.room, self.trail.comment)

    def open_with(self, where: Mapping[str, Any]) -> None:
        """Show one order (`number`), in whichever view it is, or one of the views (`box`)."""
        number = str(where.get(ORDER_FIELD, "") or where.get("work_order_no", ""))
        if box := str(where.get(BOX_FIELD, "")):
            self.boxes.set_current(box)
            self._choose_box(box)
        if number.isdigit():
            self._wanted = int(number)
            self.services.runtime.start_latest(self._open(self._wanted), self, "order")

    def is_dirty(self) -> bool:
        """A comment that was not sent."""
        return bool(self.trail.decision.isVisible() and self.trail.comment.value().strip())

    def showEvent(self, event: QShowEvent) -> None:
        """The first showing asks the services."""
        super().showEvent(event)
        if not self.model.rows and not self._cursor:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The outer panes have the widths of the design."""
        super().resizeEvent(event)
        left, right = pane_widths(self.width())
        self.left.setFixedWidth(left)
        self.trail.setFixedWidth(right)

    # --------------------------------------------------------------------------------------------------------------- the list

    @property
    def box(self) -> Box:
        """The view that is shown."""
        return Box(self.boxes.current() or Box.TO_DO.value)

    async def _load(self, *, more: bool = False) -> None:
        after = self._cursor if more else ""
        query = ListWorkOrders(tab=self.box.value, where=self._where, limit=PAGE_SIZE, after=after)
        try:
            page = await self.services.runtime.ask(query, menu=self.spec.menu)
        except CodedError as error:
            if self.model.rows:
                raise
            self.states.show_error(error)
            return
        kept = self._wanted or (self._order.row.work_order_no if self._order is not None else None)
        if more:
            self.model.add_rows(page.rows)
        else:
            self.model.show_rows(page.rows)
        self._cursor = page.next_cursor
        self.more.setVisible(bool(page.next_cursor))
        self._show_state()
        if not more:
            self._choose(kept)
        await self._count()

    def _show_state(self) -> None:
        """The chosen order, or why there is none to choose."""
        if self.model.rows or self._wanted is not None:
            self.states.show_rows()
        elif self._where.number:
            self.states.show_empty("nothing-found", None)
        elif self.box is Box.TO_DO:
            now = f"{hong_kong(self.services.clock.now()):%H:%M:%S}"
            self.states.show_empty("nothing-waiting", Empty(words.NOTHING_WAITS), time=now)
        else:
            self.states.show_empty("nothing-yet", Empty(words.NOTHING_HERE))

    def _forget_search(self) -> None:
        self.search.clear()
        self._search()

    async def _count(self) -> None:
        totals = await self.services.runtime.ask(TotalWorkOrders(tab=self.box.value, where=self._where))
        self.boxes.set_counts({Box.TO_DO.value: totals.tabs.get(Box.TO_DO.value, 0)})

    def _choose(self, number: int | None) -> None:
        """Select an order of the list; without it the first one, unless it was opened from elsewhere."""
        places = [place for place, row in enumerate(self.model.rows) if row.work_order_no == number]
        if places:
            self._select(places[0])
        elif self._wanted is not None:
            self.services.runtime.start_latest(self._open(self._wanted), self, "order")
        elif self.model.rows:
            self._select(0)
        else:
            self._show(None)

    def _select(self, place: int) -> None:
        index = self.model.index(place)
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.scrollTo(index)

    def _step(self, by: int) -> None:
        place = self.view.currentIndex().row() + by
        if 0 <= place < len(self.model.rows):
            self._select(place)

    def chosen(self) -> list[WorkOrderRow]:
        """The selected orders."""
        return [self.model.rows[index.row()] for index in sorted(self.view.selectedIndexes(), key=lambda one: one.row())]

    def _selection_changed(self) -> None:
        rows = self.chosen()
        self._show_batch(rows)
        if len(rows) == 1:
            self._wanted = None
            self.services.runtime.start_latest(self._open(rows[0].work_order_no), self, "order")

    async def _open(self, number: int) -> None:
        try:
            order = await self.services.runtime.ask(GetWorkOrder(work_order_no=number), menu=self.spec.menu)
        except CodedError as error:
            self._give_up(number, error)
            return
        is_other = self._order is None or self._order.row.work_order_no != number
        self._show(order)
        if is_other:
            self.trail.clear_comment()
            self._deliberate.start()
        if self.box is Box.COPIED:
            command_id = self.services.runtime.new_command_id()
            await self.services.runtime.submit(ReadCopy(work_order_no=number), command_id=command_id)

    def _give_up(self, number: int, error: CodedError) -> None:
        """An order that cannot be read, most often because it is no business of the member's: say so, stay with the list."""
        reason = error_sentence(self.services, error)
        self.services.toasts.error(self.services.texts(words.NOT_SHOWN, number=number, reason=reason))
        if self._wanted == number:
            self._wanted = None
            self.refresh()

    def _show(self, order: WorkOrder | None) -> None:
        self._order = order
        if order is None:
            self.change.show_nothing(words.NOTHING_WAITS if self.box is Box.TO_DO else words.CHOOSE)
            self.trail.show_nothing()
            return
        self.change.show_order(order)
        self.trail.show_order(order, self.services.clock.now())

    def _choose_box(self, key: str) -> None:
        self._wanted = None
        self._say_order()
        self.refresh()

    def _search_later(self) -> None:
        self._pause.start()

    def _search(self) -> None:
        self._pause.stop()
        self._where = WorkOrderFilter(number=self.search.text().strip())
        self.refresh()

    def _say_order(self) -> None:
        first = words.OLDEST_FIRST if self.box is Box.TO_DO else words.NEWEST_FIRST
        self.order_note.setText(self.services.texts(first))

    def _mark(self, row: WorkOrderRow) -> tuple[str, str]:
        """What an item warns of, at its lower right."""
        texts = self.services.texts
        if row.is_abnormal:
            return texts(words.ABNORMAL), "err"
        if row.approval_status is not ApprovalStatus.WAIT_APPROVE:
            failed = row.execution_status is ExecutionStatus.FAILED
            return texts(label_of(row.execution_status if failed else row.approval_status)), "err" if failed else "tx3"
        if row.expires_at is not None:
            left = row.expires_at - self.services.clock.now()
            if left <= SOON:
                return texts(words.EXPIRES_IN, time=waited(self.services, left)), "warn"
        return "", "tx3"

    def _is_me(self, line: TrailLine) -> bool:
        return bool(line.member_id == self._me)

    # --------------------------------------------------------------------------------------------------------------- deciding

    def _approve_by_key(self) -> None:
        if not self._deliberate.isActive():
            self.trail.decide(True)

    def _refuse_by_key(self) -> None:
        if self.trail.comment.value().strip():
            self.trail.decide(False)
        else:
            self.trail.comment.setFocus()

    def _decide(self, approve: bool, comment: str) -> None:
        if self._order is not None:
            self.services.runtime.start(self._send_decision(self._order, approve, comment), self)

    async def _send_decision(self, order: WorkOrder, approve: bool, comment: str) -> None:
        number, level = order.row.work_order_no, order.row.current_level
        decision = ApproveWorkOrder if approve else RefuseWorkOrder
        self.trail.set_busy(True)
        try:
            outcome = await Submission(self.services, menu=self.spec.menu).send(
                decision(work_order_no=number, comment=comment, level=level), self
            )
        except CodedError as error:
            self._say_refusal(error)
            return
        finally:
            self.trail.set_busy(False)
        self.trail.clear_comment()
        if isinstance(outcome.reply, Done):
            self._tell(outcome.reply.result)
        self._wanted = None
        self.refresh()

    def _say_refusal(self, error: CodedError) -> None:
        """A comment that lacks is asked for below it; anything else is told beside the list, which may have changed meanwhile."""
        if isinstance(error, UserError) and any(fault.field == "comment" for fault in error.fields):
            self.trail.say_error(error_sentence(self.services, error))
            self.trail.comment.setFocus()
            return
        tell_error(self.services, error)
        self.refresh()

    def _tell(self, decided: Decided) -> None:
        texts, toasts = self.services.texts, self.services.toasts
        number = decided.work_order_no
        if decided.execution_status is ExecutionStatus.FAILED:
            reason = sentence_of(self.services, decided.result_code, {})
            toasts.warning(texts(words.APPROVED_FAILED, number=number, reason=reason))
        elif decided.execution_status is ExecutionStatus.SUCCESS:
            toasts.success(texts(words.APPROVED_DONE, number=number))
        elif decided.approval_status is ApprovalStatus.REJECTED:
            toasts.success(texts(words.REFUSED, number=number))
        else:
            toasts.success(texts(words.APPROVED_NEXT, number=number, level=decided.current_level))

    def _show_batch(self, rows: list[WorkOrderRow]) -> None:
        clear_layout(self._batch)
        decidable = [row for row in rows if "work_order.approve" in row.may][:LONGEST_BATCH]
        self.batch.setVisible(len(rows) > 1 and bool(decidable))
        if not self.batch.isVisibleTo(self):
            return
        texts = self.services.texts
        for approve, label, kind in ((False, words.REFUSE_MANY, "danger-outline"), (True, words.APPROVE_MANY, "primary")):
            button = Button(texts(label, count=len(decidable)), kind=kind)
            button.clicked.connect(
                lambda _=False, approve=approve: self.services.runtime.start(self._decide_many(decidable, approve), self)
            )
            self._batch.addWidget(button, 1)

    async def _decide_many(self, rows: list[WorkOrderRow], approve: bool) -> None:
        """Each order on its own; afterwards how many succeeded, and why the others did not."""
        comment = self.trail.comment.value().strip()
        if not approve and not comment:
            self.trail.decision.show()
            self.trail.say_error(self.services.texts(words.NEEDED_TO_REFUSE))
            self.trail.comment.setFocus()
            return
        texts = self.services.texts
        decision = ApproveWorkOrder if approve else RefuseWorkOrder
        commands = [
            (str(row.work_order_no), decision(work_order_no=row.work_order_no, comment=comment, level=row.current_level))
            for row in rows
        ]
        title = texts(words.APPROVE_MANY if approve else words.REFUSE_MANY, count=len(rows))
        results = await send_each(self.services, title, commands, self, menu=self.spec.menu, problem=self._why_failed)
        if is_complete(results, commands):
            self.services.toasts.success(texts(words.BATCH_RESULT, done=len(results), failed=0))
        self.trail.clear_comment()
        self.refresh()

    def _why_failed(self, reply: Done[Decided]) -> str:
        """Why an approved change did not take effect."""
        decided = reply.result
        if decided.execution_status is not ExecutionStatus.FAILED:
            return ""
        return sentence_of(self.services, decided.result_code, {})

    # ------------------------------------------------------------------------------------------------------------ other actions

    def _act(self, name: str) -> None:
        if self._order is not None:
            self.services.runtime.start(self._carry_out(name, self._order), self)

    async def _carry_out(self, name: str, order: WorkOrder) -> None:
        number = order.row.work_order_no
        if name == "open":
            screen = target_screen(order)
            listed = list_of(screen)
            assert listed is not None
            self.services.open_screen(screen, {listed.row_key: order.row.target_no})
            return
        if files.is_meant(name):
            await files.handle(self, name, number)
            return
        if name in DIALOGS:
            await DIALOGS[name](self.services, number).open()
            self.refresh()
            return
        question = {"withdraw": words.WITHDRAW_QUESTION, "close": words.CLOSE_QUESTION}.get(name)
        texts = self.services.texts
        if question is not None:
            verb = texts({"withdraw": words.WITHDRAW, "close": words.CLOSE}[name])
            dialog = ConfirmDialog(texts(question, number=number), verb=verb, cancel=texts(CANCEL))
            if await open_dialog(dialog, over=self.window()) is not True:
                return
        commands: dict[str, Command[Any]] = {
            "withdraw": WithdrawWorkOrder(work_order_no=number),
            "resubmit": ResubmitWorkOrder(work_order_no=number),
            "retry": RetryWorkOrder(work_order_no=number),
            "close": CloseWorkOrder(work_order_no=number),
        }
        try:
            outcome = await Submission(self.services, menu=self.spec.menu).send(commands[name], self)
        except CodedError as error:
            tell_error(self.services, error)
            self.refresh()
            return
        result = outcome.reply.result if isinstance(outcome.reply, Done) else None
        if isinstance(result, Decided):
            self._tell(result)
        elif outcome.reply is not None:
            said = {"withdraw": words.WITHDRAWN, "resubmit": words.RESUBMITTED, "close": words.CLOSED}[name]
            self.services.toasts.success(texts(said, number=result if isinstance(result, str) else number))
        self.refresh()
