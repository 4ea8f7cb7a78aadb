"""The right pane: the approval process with its trail, and the decision of whoever may decide."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from whale_desktop.features.workorder.messages import (
    MAXIMUM_COMMENT,
    ApprovalStatus,
    LevelState,
    OrderEvent,
    SignMode,
    TrailLine,
    WorkOrder,
)
from whale_desktop.features.workorder.widgets import words
from whale_desktop.features.workorder.widgets.change_pane import waited
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.messages import label_of, tone_of
from whale_desktop.screens.wording import row_words
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, Chip, FlowLayout, Label, MultiLineField, Note, spaced
from whale_desktop.ui.components.notes import IconMark
from whale_desktop.ui.pages.page import clear_layout
from whale_desktop.ui.pages.ports import Services

QUIET = (OrderEvent.LEVEL_OPENED,)
"""Events that the levels themselves already tell."""
TONE_ICON = {
    "done": ("ph.check-circle-fill", "ok"),
    "fail": ("ph.warning-circle", "err"),
    "void": ("ph.prohibit", "tx3"),
    "run": ("ph.arrows-clockwise", "accent"),
    "idle": ("ph.circle", "tx3"),
    "wait": ("ph.circle-half", "accent"),
    "": ("ph.circle", "tx3"),
}


class TrailPane(QFrame):
    """Levels and events from the first to the last; below, comment and buttons. `decided` says whether to approve, and the comment."""

    decided = Signal(bool, str)

    def __init__(self, services: Services, is_me: Callable[[TrailLine], bool]) -> None:
        super().__init__()
        self._services = services
        self._is_me = is_me
        self._shown_at: datetime | None = None
        self._may = False
        self.setProperty("surface", "surface")
        self.title = Label(role="section")
        self.level = Label(role="small", tone="tx3")
        head = spaced(QHBoxLayout(), margins=(16, 14, 16, 8), spacing=8)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.level)
        self._lines = spaced(QVBoxLayout(), margins=(16, 0, 16, 12), spacing=10)
        body = QWidget()
        body.setProperty("surface", "surface")
        column = spaced(QVBoxLayout(body))
        column.addLayout(self._lines)
        column.addStretch(1)
        self.room = QScrollArea()
        self.room.setWidgetResizable(True)
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.room.setWidget(body)
        self.decision = self._decision()
        self.note = Note("", kind="neutral")
        foot = spaced(QVBoxLayout(), margins=(16, 0, 16, 16))
        foot.addWidget(self.note)
        outer = spaced(QVBoxLayout(self))
        outer.addLayout(head)
        outer.addWidget(self.room, 1)
        outer.addLayout(foot)
        outer.addWidget(self.decision)
        self.retranslate()
        self.show_nothing()

    def _decision(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("surface", "subtle")
        self.opinion = Label(role="section")
        self.needed = Label(role="small", tone="tx3")
        self.reasons = QWidget()
        self._reasons = FlowLayout(self.reasons)
        self._reasons.setContentsMargins(0, 0, 0, 0)
        self.comment = MultiLineField(lines=3, max_length=MAXIMUM_COMMENT)
        self.error = Label(role="small", tone="err", wrap=True)
        self.hint = Label(role="small", tone="tx3")
        self.refuse = Button("", kind="danger-outline", key="Alt+R", size="dialog")
        self.approve = Button("", kind="primary", key="Alt+A", size="dialog")
        self.approve.clicked.connect(lambda: self.decide(True))
        self.refuse.clicked.connect(lambda: self.decide(False))
        head = spaced(QHBoxLayout(), spacing=8)
        head.addWidget(self.opinion)
        head.addStretch(1)
        head.addWidget(self.needed)
        buttons = spaced(QHBoxLayout(), spacing=8)
        buttons.addWidget(self.refuse, 1)
        buttons.addWidget(self.approve, 1)
        column = spaced(QVBoxLayout(frame), margins=(16, 12, 16, 16), spacing=8)
        column.addLayout(head)
        for widget in (self.reasons, self.comment, self.error, self.hint):
            column.addWidget(widget)
        column.addLayout(buttons)
        return frame

    def retranslate(self) -> None:
        """Every fixed word in the language of the moment."""
        texts = self._services.texts
        self.title.setText(texts(words.FLOW))
        self.opinion.setText(texts(words.OPINION))
        self.hint.setText(texts(words.SHOWN_TO_MAKER))
        self.comment.setAccessibleName(texts(words.OPINION))
        self.refuse.setText(texts(words.REFUSE))
        self.approve.setText(texts(words.APPROVE))
        clear = self._reasons
        while clear.count():
            item = clear.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for reason in words.REASONS:
            chip = Chip(texts(reason), clickable=True)
            chip.clicked.connect(lambda reason=reason: self._take(reason))
            self._reasons.addWidget(chip)

    def show_nothing(self) -> None:
        """No order is chosen."""
        clear_layout(self._lines)
        self.level.setText("")
        self.decision.hide()
        self.note.hide()
        self._may = False

    def show_order(self, order: WorkOrder, now: datetime) -> None:
        """The process of an order, and the buttons for whoever may decide."""
        texts, row = self._services.texts, order.row
        open_ = row.approval_status is ApprovalStatus.WAIT_APPROVE
        self.level.setText(
            texts(words.LEVEL_OF, level=max(row.current_level, 1), count=row.level_count) if row.level_count else ""
        )
        clear_layout(self._lines)
        for line in order.trail:
            if line.event not in QUIET:
                self._lines.addWidget(self._event(line, order))
        if open_:
            for level in order.levels:
                if level.level_no >= row.current_level:
                    self._lines.addWidget(self._waiting(level, is_open=level.level_no == row.current_level, now=now))
            self._lines.addWidget(self._line("ph.circle", "tx3", texts(words.SYSTEM_EXECUTES), "", tone="tx3"))
        self._may = "work_order.approve" in row.may
        self.needed.setText(texts(words.NEEDED if order.require_comment else words.NEEDED_TO_REFUSE))
        self.decision.setVisible(self._may)
        self.error.hide()
        self._say_why_not(order, open_=open_)
        self._shown_at = now

    def clear_comment(self) -> None:
        """Begin the next decision with an empty comment."""
        self.comment.set_value("")
        self.error.hide()

    def decide(self, approve: bool) -> None:
        """Send the decision, or put the focus where it lacks something."""
        if not self._may:
            return
        text = self.comment.value().strip()
        if not approve and not text:
            self.say_error(self._services.texts(words.NEEDED_TO_REFUSE))
            self.comment.setFocus()
            return
        self.decided.emit(approve, text)

    def set_busy(self, busy: bool) -> None:
        """While a decision is under way."""
        self.approve.set_busy(busy)
        self.refuse.setEnabled(not busy)

    def say_error(self, text: str) -> None:
        """Why the decision was not taken, below the comment."""
        self.error.setText(text)
        self.error.show()

    # ------------------------------------------------------------------------------------------------------------------ parts

    def _take(self, reason: object) -> None:
        said = self._services.texts(reason)  # type: ignore[arg-type]  # one of the reasons
        before = self.comment.value().strip()
        self.comment.set_value(f"{before} {said}".strip())
        self.comment.setFocus()

    def _say_why_not(self, order: WorkOrder, *, open_: bool) -> None:
        texts = self._services.texts
        self.note.setVisible(not self._may)
        if self._may:
            return
        if not open_:
            text = texts(words.FINISHED)
        elif order.row.is_abnormal:
            text = texts(words.ABNORMAL_HINT)
        elif order.row.maker_id == self._services.session.member_id:
            text = texts(words.OWN)
        else:
            text = texts(words.NOT_ASKED)
        self.note.set_text(text)

    def _event(self, line: TrailLine, order: WorkOrder) -> QWidget:
        texts = self._services.texts
        icon, token = TONE_ICON[tone_of(line.event)]
        level = next((one for one in order.levels if one.level_no == line.level_no), None)
        title = texts(label_of(line.event))
        if level is not None and line.event in (OrderEvent.APPROVED, OrderEvent.REFUSED):
            title = f"{self._level_name(level)} · {title}"
        who = line.member or texts(words.SYSTEM)
        who = texts(words.YOU, name=who) if self._is_me(line) else who
        who = f"{who} → {line.other}" if line.other else who
        if line.event is OrderEvent.SUBMITTED:
            icon, token = TONE_ICON["done"]
        return self._line(icon, token, title, f"{hong_kong(line.at):%m-%d %H:%M:%S}", below=who, quote=line.comment)

    def _waiting(self, level: LevelState, *, is_open: bool, now: datetime) -> QWidget:
        texts = self._services.texts
        since = ""
        if is_open and level.opened_at is not None:
            since = texts(words.WAITS_SINCE, time=waited(self._services, now - level.opened_at))
        icon, token = ("ph.circle-half", "accent") if is_open else ("ph.circle", "tx3")
        title = self._level_name(level)
        mode = texts(label_of(level.sign_mode))
        if level.sign_mode is SignMode.ALL:
            mode = texts(words.SIGNED_OF, mode=mode, signed=level.signed, needed=level.needed)
        people = row_words(level.waiting, texts)
        tone = "accent" if is_open else "tx3"
        return self._line(icon, token, texts(words.LEVEL_MODE, level=title, mode=mode), since, below=people, tone=tone)

    def _level_name(self, level: LevelState) -> str:
        texts = self._services.texts
        if level.name:
            return texts(words.LEVEL_NAMED, level=level.level_no, name=level.name)
        return texts(words.LEVEL, level=level.level_no)

    def _line(
        self, icon: str, token: str, title: str, beside: str, *, below: str = "", quote: str = "", tone: str = "tx1"
    ) -> QWidget:
        line = QWidget()
        row = spaced(QHBoxLayout(line), spacing=8)
        row.addWidget(IconMark(icon, token, size=16), 0, Qt.AlignmentFlag.AlignTop)
        column = spaced(QVBoxLayout(), spacing=2)
        head = spaced(QHBoxLayout(), spacing=8)
        head.addWidget(Label(title, weight=500, tone=tone, wrap=True), 1)
        head.addWidget(Label(beside, role="small", tone="tx3"), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if below:
            column.addWidget(Label(below, role="small", tone="tx2", wrap=True))
        if quote:
            column.addWidget(Note(quote, kind="neutral"))
        row.addLayout(column, 1)
        return line


def pane_widths(width: int) -> tuple[int, int]:
    """The widths of the left and the right pane in a page of this width, in pixels (visual: work order panes)."""
    narrow = width < theme.px(1240)
    return theme.px(280 if narrow else 320), theme.px(288 if narrow else 304)
