"""What a screen is: lists, cards, tabs and hand-written ones, all pointing at message types. Qt-free.

Nothing here names a permission: a screen is open if its query may be sent, an action is drawn if its command may be sent and, for a row, if
the row's `may` names it. A wrong column, filter or field name fails when the module is imported.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import msgspec

from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Command, ListQuery, Query, TotalsQuery, info_of
from whale_desktop.screens.columns import Column, DetailSpec, Empty, Filter
from whale_desktop.screens.forms import Confirm, CustomDialog, Field, FormSpec, ImportSpec
from whale_desktop.screens.tips import PENDING_TIP, Tip
from whale_desktop.screens.work_orders import KEY, OPEN_ORDER, OPEN_ORDER_SHORT, ORDER_FIELD, PENDING, PENDING_FIELD, WORK_ORDERS

Place = Literal["page", "row", "batch"]


@dataclass(frozen=True)
class Action:
    """Something to do on a page, a row or a selection.

    command: what it sends (its wire name in the row's `may` says whether a row allows it). fields: command field ← row field.
    Of a selection each row gets a command of its own.
    form, dialog, importing: what opens first; confirm: a question first. go: instead of a command, the key of a screen to open, filtered
    by `fields` (filter field ← row field); a row in which these say nothing has nothing to open.
    main: the page's one primary button, by Ctrl+N unless `key` says another one. urgent: drawn in weight 600 in a row, it waits for this
    user. alone: no state of a row allows it together with another action, so the column of the actions need not be wider for it. short: the
    word in a row where the label is long. asks_if: of a command that asks other people about some records only, the field of a row that
    says whether it asks about this one.
    """

    name: str
    label: Text
    places: tuple[Place, ...]
    command: type[Command[Any]] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    form: FormSpec | None = None
    dialog: CustomDialog | None = None
    importing: ImportSpec | None = None
    confirm: Confirm | None = None
    go: str = ""
    icon: str = ""
    key: str = ""
    main: bool = False
    urgent: bool = False
    alone: bool = False
    short: Text | None = None
    done: Text | None = None
    asks_if: str = ""

    def __post_init__(self) -> None:
        if self.command is None:
            assert self.go, f"action {self.name} does nothing"
            return
        assert not self.asks_if or info_of(self.command).asks_sometimes, f"action {self.name}: whether it asks is known"
        known = set(info_of(self.command).type.__struct_fields__)
        for name in self.fields:
            assert name in known, f"action {self.name}: {self.command.__name__} has no field {name}"


def open_order(field: str) -> Action:
    """The action of a row that opens the work order whose number `field` holds."""
    return Action(
        "open_order",
        OPEN_ORDER,
        ("row",),
        go=WORK_ORDERS,
        fields={ORDER_FIELD: field},
        icon="ph.arrow-square-out",
        key=KEY,
        alone=True,
        short=OPEN_ORDER_SHORT,
    )


@dataclass(frozen=True)
class Tab:
    """A counted tab of a list: `key` is sent with the query, empty for 全部."""

    key: str
    label: Text


@dataclass(frozen=True)
class CardStrip:
    """Small cards above a list (live quotas): one card a row of `query`, refreshed by its topics."""

    query: Callable[[], Query[Any]]
    title: str
    columns: tuple[Column, ...]
    warning: str = ""


@dataclass(frozen=True)
class ListScreen:
    """A filtered, paged, acted-upon list.

    key: its own name, stable (saved layouts use it). menu: key of its menu entry, empty for a list that lives in tabs of another screen.
    row_key: field of the row that identifies it. size: page size at first. Sorted by `sort` (default order when empty).
    A list with a column that says `pending` gets the action that opens the work order and the filter for such rows by itself.
    """

    key: str
    menu: str
    title: Text
    query: type[ListQuery[Any]]
    totals: type[TotalsQuery]
    row_key: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    tabs: tuple[Tab, ...] = ()
    first_tab: str = ""
    actions: tuple[Action, ...] = ()
    detail: DetailSpec | None = None
    cards: CardStrip | None = None
    empty: Empty | None = None
    exports: bool = True
    prints: bool = False
    search: tuple[str, ...] = ()
    tips: tuple[Tip, ...] = ()

    def __post_init__(self) -> None:
        row = row_type(self.query)
        assert row is not None, f"{self.key}: the row type of {self.query.__name__} is unknown"
        known = set(row.__struct_fields__)
        for column in self.columns:
            named = (column.name, column.currency, column.estimate, column.strong, column.pending, *(column.percent or ())[:1])
            named += tuple(name for name, _ in column.flags)
            for name in filter(None, named):
                assert name in known, f"{self.key}: {row.__name__} has no field {name}"
        assert self.row_key in known, f"{self.key}: {row.__name__} has no field {self.row_key}"
        where = where_type(self.query)
        for one in self.filters:
            for name in filter(None, (one.name, one.upto)):
                assert where is not None and name in where.__struct_fields__, f"{self.key}: no filter field {name}"
        for action in self.actions:
            for source in action.fields.values():
                assert source in known, f"{self.key}: action {action.name}: {row.__name__} has no field {source}"
        if self.pending:
            _show_held(self, where)

    @property
    def pending(self) -> str:
        """The field of a row with the number of the work order that holds its record; empty where rows are never held."""
        return pending_field(self.columns)


@dataclass(frozen=True)
class CardItem:
    """One line of a card: label and value fields of the item struct, a star when `flag` is true, `note` field muted at the right."""

    title: str
    subtitle: str
    value: Column
    flag: str
    note: str = ""


@dataclass(frozen=True)
class CardScreen:
    """Cards instead of rows: each card a record with items and actions (currency pairs).

    A head that says `pending` brings the action that opens the work order and the filter, as in a list.

    query answers a struct with `cards` (tuple) and `missing` (tuple): records that could have a card but have none yet, drawn dashed
    with `missing_action`. title, subtitle, badge: fields of a card; items: field with the tuple of item structs; usage: field with the
    number of users that block a deletion; updated: Column drawn at the head's right.
    """

    key: str
    menu: str
    title: Text
    query: Callable[..., Query[Any]]
    query_type: type[Query[Any]]
    row_key: str
    card_title: str
    card_subtitle: str
    items: str
    item: CardItem
    usage: str
    usage_text: Text
    unused_text: Text
    head: tuple[Column, ...]
    summary: Text
    filters: tuple[Filter, ...] = ()
    actions: tuple[Action, ...] = ()
    item_action: Action | None = None
    missing_action: Action | None = None
    missing_title: Text | None = None
    missing_hint: Text | None = None
    empty: Empty | None = None
    tips: tuple[Tip, ...] = ()

    def __post_init__(self) -> None:
        if self.pending:
            _show_held(self, where_type(self.query_type) or self.query_type)

    @property
    def pending(self) -> str:
        """The field of a card with the number of the work order that holds its record; empty where cards are never held."""
        return pending_field(self.head)


@dataclass(frozen=True)
class TabsScreen:
    """Several lists under one menu entry, as tabs; a tab without its right is not there."""

    key: str
    menu: str
    title: Text
    tabs: tuple[ListScreen, ...]
    tips: tuple[Tip, ...] = ()


@dataclass(frozen=True)
class CustomScreen:
    """A hand-written screen behind the same door: open if `query_type` may be sent; `widget` is `module:Class`; `commands`: what it sends.

    beside: it opens in a panel beside the page that one works on, not in a tab.
    """

    key: str
    menu: str
    title: Text
    widget: str
    query_type: type[Query[Any]]
    commands: tuple[type[Command[Any]], ...] = ()
    beside: bool = False
    tips: tuple[Tip, ...] = ()


Screen = ListScreen | CardScreen | TabsScreen | CustomScreen


def pending_field(columns: tuple[Column, ...]) -> str:
    """The field that says which work order holds a record, as the first column with `pending` names it; empty for none."""
    return next((column.pending for column in columns if column.pending), "")


def _show_held(page: ListScreen | CardScreen, where: type[msgspec.Struct] | None) -> None:
    """Add what every page has whose records may be held, and the tip that says so; a copy of such a page has it already."""
    assert where is not None and PENDING_FIELD in where.__struct_fields__, f"{page.key}: no filter field {PENDING_FIELD}"
    wanted = (open_order(page.pending), Filter(PENDING_FIELD, PENDING, "yes_no"))
    if wanted[0] not in page.actions:
        object.__setattr__(page, "actions", (*page.actions, wanted[0]))
        object.__setattr__(page, "filters", (*page.filters, wanted[1]))
        object.__setattr__(page, "tips", (*page.tips, PENDING_TIP))


def tips_of(screen: Screen) -> tuple[Tip, ...]:
    """The tips of a screen, and of the lists in its tabs, each once."""
    inner = [tip for tab in screen.tabs for tip in tab.tips] if isinstance(screen, TabsScreen) else []
    return tuple(dict.fromkeys((*screen.tips, *inner)))


def actions_of(page: ListScreen | CardScreen) -> Iterator[Action]:
    """Every action of a list or of cards."""
    yield from page.actions
    if isinstance(page, CardScreen):
        yield from (one for one in (page.item_action, page.missing_action) if one is not None)


def commands_of(action: Action) -> Iterator[type[Command[Any]]]:
    """The commands that an action sends, through whatever it opens first."""
    if action.command is not None:
        yield action.command
    for opened in (action.form, action.dialog, action.importing):
        if opened is not None:
            yield opened.command


def row_type(query: type[ListQuery[Any]]) -> type[msgspec.Struct] | None:
    """The struct of one row of a list query's pages."""
    arguments = get_args(info_of(query).result)
    return arguments[0] if arguments else None


def where_type(query: type[msgspec.Struct]) -> type[msgspec.Struct] | None:
    """The struct of a list query's `where`, None for a list without filters."""
    for one in msgspec.structs.fields(query):
        if one.name == "where":
            found: type[msgspec.Struct] = one.type
            return found
    return None


def command_fields(form: FormSpec) -> tuple[Field, ...]:
    """The fields of a form that are fields of its command as they are."""
    known = set(form.command.__struct_fields__)
    return tuple(one for one in form.fields if one.name in known)
