"""Configures one approval flow: mode, routes by amount, levels with their people, and a bench that tries it before it is saved."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.features.workorder.messages import (
    Approver,
    ApproverKind,
    FlowMode,
    FlowRow,
    GetFlow,
    Level,
    ListPeople,
    Person,
    Route,
    SaveFlow,
    SignMode,
    TriedFlow,
    TriedLevel,
    TryFlow,
)
from whale_desktop.features.workorder.widgets import flow_words as words
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import label_of
from whale_desktop.screens import Action, usual
from whale_desktop.ui.components import (
    AmountField,
    Button,
    ChoiceField,
    Divider,
    FieldRow,
    IntegerField,
    Label,
    LineField,
    MultiChoiceField,
    Note,
    Option,
    SwitchField,
    align_labels,
    spaced,
)
from whale_desktop.ui.forms.command_dialog import CommandDialog
from whale_desktop.ui.pages.page import clear_layout
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence, sentence_of

NO_APPROVER = "ticket.no_approver"
"""The refusal of what could never be signed to its end."""


class LevelEditor(QFrame):
    """One level: name, signing, approvers, copies."""

    def __init__(self, services: Services, people: Sequence[Person], remove: Callable[["LevelEditor"], None]) -> None:
        super().__init__()
        texts = services.texts
        self._texts = texts
        options = [Option((one.kind.value, one.ref), _person_words(services, one)) for one in people]
        self.head = Label(weight=600)
        self.drop = Button(texts(words.REMOVE), kind="link")
        self.drop.clicked.connect(lambda: remove(self))
        self.name = LineField(max_length=40)
        self.sign_mode = ChoiceField([Option(one, texts(label_of(one))) for one in SignMode])
        self.approvers = MultiChoiceField(options, columns=3)
        self.copied = MultiChoiceField(options, columns=3)
        self.rows = {
            "name": FieldRow(texts(words.LEVEL_NAME), self.name, right_aligned=True),
            "sign_mode": FieldRow(texts(words.SIGN_MODE), self.sign_mode, right_aligned=True),
            "approvers": FieldRow(texts(words.APPROVERS), self.approvers, required=True, right_aligned=True),
            "copied": FieldRow(texts(words.COPIED), self.copied, right_aligned=True),
        }
        head = spaced(QHBoxLayout(), spacing=8)
        head.addWidget(self.head)
        head.addStretch(1)
        head.addWidget(self.drop)
        column = spaced(QVBoxLayout(self), margins=(12, 8, 0, 8), spacing=8)
        column.addLayout(head)
        align_labels(list(self.rows.values()))
        for row in self.rows.values():
            column.addWidget(row)

    def set_number(self, number: int) -> None:
        """Which level it is."""
        self.head.setText(self._texts(words.LEVEL, level=number))

    def show_level(self, level: Level) -> None:
        """Fill the fields."""
        self.name.set_value(level.name)
        self.sign_mode.set_value(level.sign_mode)
        self.approvers.set_value([(one.kind.value, one.ref) for one in level.approvers])
        self.copied.set_value([(one.kind.value, one.ref) for one in level.copied])

    def level(self) -> Level:
        """What the fields say."""
        return Level(
            name=self.name.value() or "",
            sign_mode=self.sign_mode.value() or SignMode.ANY,
            approvers=_approvers(self.approvers.value()),
            copied=_approvers(self.copied.value()),
        )


class RouteEditor(QFrame):
    """One route: its range of amounts, unless it is the rest, and its levels."""

    def __init__(self, services: Services, people: Sequence[Person], *, rest: bool, changed: Callable[[], None]) -> None:
        super().__init__()
        texts = services.texts
        self._services, self._people, self._changed = services, people, changed
        self.is_rest = rest
        self.minimum, self.maximum = AmountField(places=2), AmountField(places=2)
        self.rows = {
            "minimum": FieldRow(texts(words.FROM_AMOUNT), self.minimum, right_aligned=True),
            "maximum": FieldRow(texts(words.BELOW_AMOUNT), self.maximum, right_aligned=True),
        }
        self.levels: list[LevelEditor] = []
        self._levels = spaced(QVBoxLayout())
        self.add = Button(texts(words.ADD_LEVEL), icon="ph.plus")
        self.add.clicked.connect(lambda: self.add_level(Level()))
        self.drop = Button(texts(words.REMOVE), kind="link")
        self.title = Label(texts(words.REST if rest else words.RANGE), weight=600)
        head = spaced(QHBoxLayout(), spacing=8)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.drop)
        column = spaced(QVBoxLayout(self), margins=(0, 4, 0, 4), spacing=6)
        column.addLayout(head)
        if not rest:
            align_labels(list(self.rows.values()))
            for row in self.rows.values():
                column.addWidget(row)
        column.addLayout(self._levels)
        foot = spaced(QHBoxLayout(), margins=(12, 0, 0, 0))
        foot.addWidget(self.add)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addWidget(Divider())

    def add_level(self, level: Level) -> None:
        """One more level at the end."""
        editor = LevelEditor(self._services, self._people, self._remove)
        editor.show_level(level)
        self.levels.append(editor)
        self._levels.addWidget(editor)
        self._number()

    def show_route(self, route: Route) -> None:
        """Fill the fields."""
        self.minimum.set_value(route.minimum)
        self.maximum.set_value(route.maximum)
        for level in route.levels or (Level(),):
            self.add_level(level)

    def route(self) -> Route:
        """What the fields say."""
        levels = tuple(one.level() for one in self.levels)
        if self.is_rest:
            return Route(levels=levels)
        return Route(minimum=self.minimum.value(), maximum=self.maximum.value(), levels=levels)

    def _remove(self, editor: LevelEditor) -> None:
        self.levels.remove(editor)
        editor.hide()
        editor.deleteLater()
        self._number()

    def _number(self) -> None:
        for number, one in enumerate(self.levels, start=1):
            one.set_number(number)
        self._changed()


class FlowDialog(CommandDialog):
    """The configuration of one flow."""

    def __init__(self, action: Action | None, row: FlowRow, services: Services) -> None:
        super().__init__(services, words.CONFIGURE, width="table")
        self._flow = row
        self._people: tuple[Person, ...] = ()
        self.routes: list[RouteEditor] = []
        texts = services.texts
        modes = (FlowMode.MANUAL, *row.other_modes)
        self.mode = ChoiceField([Option(one, texts(label_of(one))) for one in modes])
        self.expire_hours = IntegerField()
        self.day_cut, self.require_comment = SwitchField(), SwitchField()
        self.field_rows = {
            "mode": FieldRow(texts(words.MODE), self.mode, right_aligned=True),
            "expire_hours": FieldRow(
                texts(words.EXPIRE_HOURS), self.expire_hours, hint=texts(words.EXPIRE_HINT), right_aligned=True
            ),
            "expire_at_day_cut": FieldRow(texts(words.DAY_CUT), self.day_cut, right_aligned=True),
            "require_comment": FieldRow(texts(words.REQUIRE_COMMENT), self.require_comment, right_aligned=True),
        }
        for one in (self.mode, self.expire_hours, self.day_cut, self.require_comment):
            one.edited.connect(self.touch)
        self._lay_out()
        self.set_chips([(row.name, "neutral")])
        self.set_action(texts(usual.SAVE))
        self._fill()
        services.runtime.start(self._load(), self)

    def command(self) -> SaveFlow:
        """The whole configuration."""
        return SaveFlow(
            flow_key=self._flow.flow_key,
            mode=self.mode.value() or FlowMode.MANUAL,
            routes=self._routes(),
            expire_hours=self.expire_hours.value() or 0,
            expire_at_day_cut=bool(self.day_cut.value()),
            require_comment=bool(self.require_comment.value()),
            expected_version=self._flow.version,
        )

    def succeeded(self, result: Any) -> None:
        """Say which flow was saved."""
        self.services.toasts.success(self.services.texts(words.SAVED, name=self._flow.name))

    def row_of(self, field: str) -> FieldRow | None:
        """Errors of routes and levels stand at their own fields."""
        for index, route in enumerate(self.routes):
            where = f"routes[{index}]"
            for name, row in route.rows.items():
                if field == f"{where}.{name}" and not route.is_rest:
                    return row
            for number, level in enumerate(route.levels):
                for name, row in level.rows.items():
                    if field.startswith(f"{where}.levels[{number}].{name}"):
                        return row
        return super().row_of(field)

    # ------------------------------------------------------------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        texts = self.services.texts
        align_labels(list(self.field_rows.values()))
        for row in self.field_rows.values():
            self.body_layout.addWidget(row)
        self.body_layout.addWidget(Divider())
        self.body_layout.addWidget(Label(texts(words.ROUTES), role="section"))
        self.no_routes = Note(texts(words.NO_ROUTES), kind="neutral")
        self.body_layout.addWidget(self.no_routes)
        self._route_column = spaced(QVBoxLayout(), spacing=4)
        self.body_layout.addLayout(self._route_column)
        self.start_routes = Button(texts(words.START_ROUTES), icon="ph.plus")
        self.start_routes.clicked.connect(lambda: self._add_route(Route(), rest=True))
        self.add_range = Button(texts(words.ADD_ROUTE), icon="ph.plus")
        self.add_range.clicked.connect(lambda: self._add_route(Route(), rest=False))
        buttons = spaced(QHBoxLayout(), spacing=8)
        buttons.addWidget(self.start_routes)
        buttons.addWidget(self.add_range)
        buttons.addStretch(1)
        self.body_layout.addLayout(buttons)
        self.body_layout.addWidget(Divider())
        self._lay_out_bench()
        self.add_notes()

    def _lay_out_bench(self) -> None:
        texts = self.services.texts
        self.body_layout.addWidget(Label(texts(words.BENCH), role="section"))
        self.body_layout.addWidget(Label(texts(words.BENCH_HINT), role="small", tone="tx3", wrap=True))
        self.bench_amount = AmountField(places=2)
        self.bench_maker = ChoiceField([])
        rows = [FieldRow(texts(words.BENCH_MAKER), self.bench_maker, right_aligned=True)]
        if self._flow.by_amount:
            rows.append(FieldRow(texts(words.BENCH_AMOUNT), self.bench_amount, right_aligned=True))
        align_labels(rows)
        for row in rows:
            self.body_layout.addWidget(row)
        self.try_it = Button(texts(words.TRY), icon="ph.play-fill")
        self.try_it.clicked.connect(lambda: self.services.runtime.start_latest(self._try_out(), self, "bench"))
        line = spaced(QHBoxLayout(), spacing=8)
        line.addWidget(self.try_it)
        line.addStretch(1)
        self.body_layout.addLayout(line)
        self.bench = QWidget()
        self._bench = spaced(QVBoxLayout(self.bench), spacing=4)
        self.body_layout.addWidget(self.bench)

    def _fill(self) -> None:
        self.mode.set_value(self._flow.mode)
        self.expire_hours.set_value(self._flow.expire_hours)
        self.day_cut.set_value(self._flow.expire_at_day_cut)
        self.require_comment.set_value(self._flow.require_comment)
        self._follow()

    async def _load(self) -> None:
        """Who can be named, and the flow as it is now."""
        runtime = self.services.runtime
        self._people = await runtime.ask(ListPeople(limit=200))
        self._flow = await runtime.ask(GetFlow(flow_key=self._flow.flow_key))
        self.bench_maker.set_options([Option(int(one.ref), one.name) for one in self._people if one.kind is ApproverKind.USER])
        self._fill()
        for index, route in enumerate(self._flow.routes):
            self._add_route(route, rest=index == len(self._flow.routes) - 1)

    def _add_route(self, route: Route, *, rest: bool) -> None:
        editor = RouteEditor(self.services, self._people, rest=rest, changed=self._changed)
        editor.show_route(route)
        editor.drop.clicked.connect(lambda: self._remove_route(editor))
        place = len(self.routes) if rest or not self.routes else len(self.routes) - 1
        self.routes.insert(place, editor)
        self._route_column.insertWidget(place, editor)
        self._follow()

    def _remove_route(self, editor: RouteEditor) -> None:
        """The rest can only go last: without it nothing decides the other cases."""
        if editor.is_rest and len(self.routes) > 1:
            return
        self.routes.remove(editor)
        editor.hide()
        editor.deleteLater()
        self._changed()

    def _changed(self) -> None:
        self.touch()
        self._follow()

    def _follow(self) -> None:
        self.no_routes.setVisible(not self.routes)
        self.start_routes.setVisible(not self.routes)
        self.add_range.setVisible(bool(self.routes) and self._flow.by_amount)
        for one in self.routes:
            one.drop.setVisible(not one.is_rest or len(self.routes) == 1)

    def _routes(self) -> tuple[Route, ...]:
        return tuple(one.route() for one in self.routes)

    # ------------------------------------------------------------------------------------------------------------------- bench

    async def _try_out(self) -> None:
        query = TryFlow(
            flow_key=self._flow.flow_key,
            maker_id=self.bench_maker.value(),
            amount=self.bench_amount.value() if self._flow.by_amount else None,
            mode=self.mode.value(),
            routes=self._routes(),
        )
        clear_layout(self._bench)
        try:
            tried = await self.services.runtime.ask(query)
        except CodedError as error:
            self._bench.addWidget(Note(error_sentence(self.services, error), kind="error"))
            return
        self._show_tried(tried)

    def _show_tried(self, tried: TriedFlow) -> None:
        texts = self.services.texts
        if tried.mode is not FlowMode.MANUAL:
            self._bench.addWidget(Note(texts(words.BENCH_NOT_MANUAL, mode=texts(label_of(tried.mode))), kind="info"))
            return
        if tried.problem:
            self._bench.addWidget(Note(sentence_of(self.services, tried.problem, {}), kind="error"))
        if tried.problem == NO_APPROVER and all(any(not one.excluded for one in level.candidates) for level in tried.levels):
            self._bench.addWidget(Label(texts(words.BENCH_TOO_FEW), tone="tx2", wrap=True))
        source = {"default": words.BENCH_DEFAULT, "super": words.BENCH_SUPER}.get(tried.source)
        if source is not None:
            self._bench.addWidget(Label(texts(source), tone="tx2"))
        for level in tried.levels:
            self._bench.addWidget(Label(self._tried_words(level), wrap=True))

    def _tried_words(self, level: TriedLevel) -> str:
        texts = self.services.texts
        names = ", ".join(one.name for one in level.candidates if not one.excluded) or "—"
        if level.sign_mode is SignMode.ALL and level.needed > 1:
            people = texts(words.BENCH_ALL, needed=level.needed, people=names)
        else:
            people = texts(words.BENCH_ANY, people=names)
        if level.taken_over:
            people = texts(words.BENCH_TAKEN_OVER, people=people)
        return texts(words.BENCH_LEVEL, level=level.level_no, people=people)


def _approvers(chosen: Sequence[Any] | None) -> tuple[Approver, ...]:
    return tuple(Approver(kind=ApproverKind(kind), ref=ref) for kind, ref in chosen or ())


def _person_words(services: Services, person: Person) -> str:
    return services.texts(words.ROLE_OPTION, name=person.name) if person.kind is ApproverKind.ROLE else person.name
