"""A small made-up office for the tests of the window: screens at documented menu paths, pages that record what is asked of them."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tests.helpers.registries import borrowed_registries
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Command, Page, Permission, Query, Struct, command, info_of, query
from whale_desktop.screens import Action, CardScreen, Column, CustomScreen, Field, FormSpec, Screen, Submit
from whale_desktop.screens.screen import CardItem
from whale_desktop.ui.components import Label
from whale_desktop.ui.offers import Offers, SearchProvider, SetUp, Waiting
from whale_desktop.ui.services import Services

LOOK = "test_desk.look"
KEEP = "test_desk.keep"
DO = "test_desk.do"


with borrowed_registries():  # only the tests of the window know these, and only while one runs

    class Pair(Struct):
        """A card of the made-up cards screen."""

        currency: str
        items: tuple[str, ...] = ()
        used: int = 0

    @query("test_shell.look", permission=Permission(LOOK), topics=("test.order",))
    class Look(Query[int]):
        """Opens the ordinary screens."""

    @query("test_shell.keep", permission=Permission(KEEP), topics=("test.pair",))
    class Keep(Query[int]):
        """Opens the screens that the clerk may not see."""

    @query("test_shell.pairs", permission=Permission(LOOK), topics=("test.pair",))
    class Pairs(Query[Pair]):
        """Cards."""

    @query("test_shell.clients", permission=Permission(LOOK))
    class FindClients(Query[Page[Pair]]):
        """Records for the palette."""

        text: str

    @command("test_shell.do", permission=Permission(DO), changes=("test.order",))
    class Do(Command[None]):
        """A page action."""

    @command("test_shell.rename", permission=Permission(DO), changes=("test.order",), fresh_login=True)
    class Rename(Command[None]):
        """A stand-in for what needs the password anew."""

        name: str

    RENAME = Action(
        name="rename",
        label=C_("test", "Rename"),
        places=("page",),
        command=Rename,
        form=FormSpec(
            title=C_("test", "Rename"),
            command=Rename,
            fields=(Field("name", C_("test", "Name")),),
            submits=(Submit(C_("test", "OK")),),
        ),
    )
    NEW_PAIR = Action(name="new", label=C_("test", "New currency pair"), places=("page",), command=Do, key="Ctrl+N", main=True)

    OWN_MESSAGES = tuple(info_of(one) for one in (Look, Keep, Pairs, FindClients, Do, Rename))


MENU = (
    ("asset_account.account.balance", "Account balance", Look),
    ("asset_account.account.details", "Account details", Look),
    ("cash.conversion.exchange_order", "Exchange orders", Look),
    ("cash.conversion.reference_rates", "Reference exchange rates", Look),
    ("cash.conversion.exceptional_records", "Exceptional exchange records", Look),
    ("cash.conversion.pool_quota", "Exchange pool quota", Look),
    ("cash.conversion.gains_and_losses", "Exchange gains and losses", Look),
    ("parameters.exchange.strategy", "Exchange strategies", Keep),
    ("parameters.exchange.markup", "Rate mark-up", Keep),
    ("settings.identity.approval_process", "Approval process", Keep),
)
ORDERS, RATES, STRATEGY = MENU[2][0], MENU[3][0], MENU[7][0]


PAIRS = CardScreen(
    key="parameters.exchange.currency_pairs",
    menu="parameters.exchange.currency_pairs",
    title=C_("test", "Currency pairs"),
    query=Pairs,
    query_type=Pairs,
    row_key="currency",
    card_title="currency",
    card_subtitle="currency",
    items="items",
    item=CardItem(title="currency", subtitle="currency", value=Column("currency", C_("test", "Currency")), flag=""),
    usage="used",
    usage_text=C_("test", "Used"),
    unused_text=C_("test", "Unused"),
    head=(),
    summary=C_("test", "Pairs"),
    actions=(NEW_PAIR,),
)

SCREENS: tuple[Screen, ...] = (
    *(CustomScreen(key=key, menu=key, title=C_("test", title), widget="", query_type=asked) for key, title, asked in MENU),
    PAIRS,
)


class RecordingPage(QWidget):
    """A page that remembers what was asked of it."""

    title_changed = Signal()
    dirty_changed = Signal(bool)
    made: list["RecordingPage"] = []

    def __init__(self, screen: Screen, services: Services) -> None:
        super().__init__()
        self.screen_data = screen
        self.services = services
        self.setObjectName("page")
        self.dirty = False
        self.refreshed = 0
        self.relabelled: list[str] = []
        self.opened: list[Mapping[str, Any]] = []
        self.actions_run: list[str] = []
        self.label = Label(role="title")
        self.field = QLineEdit()
        self.field.textEdited.connect(self._edited)
        self.foot = QLineEdit()
        column = QVBoxLayout(self)
        for widget in (self.label, self.field, self.foot):
            column.addWidget(widget)
        column.addStretch(1)
        services.texts.follow(self)
        self.retranslate()
        RecordingPage.made.append(self)

    def _edited(self) -> None:
        self.dirty = True
        self.dirty_changed.emit(True)

    def retranslate(self) -> None:
        self.relabelled.append(self.services.texts.locale)
        self.label.setText(self.title())
        self.field.setAccessibleName(self.title())
        self.foot.setAccessibleName(self.title())

    def refresh(self) -> None:
        self.refreshed += 1

    def title(self) -> str:
        from whale_desktop.screens import menu_entries

        return menu_entries()[self.screen_data.menu].label(self.services.texts.locale)

    def is_dirty(self) -> bool:
        return self.dirty

    def focus_first(self) -> None:
        self.field.setFocus()

    def open_with(self, where: Mapping[str, Any]) -> None:
        self.opened.append(where)

    def run_action(self, name: str) -> None:
        self.actions_run.append(name)

    def regions(self) -> list[QWidget]:
        return [self.field, self.foot]


def offers() -> Offers:
    """Records, one line that waits, one step of setting up."""
    return Offers(
        searches=(
            SearchProvider(
                title=C_("test", "Clients"),
                icon="ph.user",
                query_type=FindClients,
                query=lambda typed: FindClients(text=typed),
                name=lambda row: row.currency,
                detail=lambda row: (row.currency, C_("test", "Margin account")),
                screen=ORDERS,
                where=lambda row: {"client": row.currency},
            ),
        ),
        waiting=(
            Waiting(
                title=C_("test", "Orders to review"),
                icon="ph.arrows-left-right",
                query_type=Look,
                query=Look,
                count=lambda answer: answer,
                screen=ORDERS,
                where={"tab": "review"},
            ),
        ),
        set_up=(
            SetUp(
                C_("test", "Currency pairs"),
                C_("test", "Which currencies may be exchanged"),
                Pairs,
                Pairs,
                lambda answer: bool(answer.used),
                PAIRS.key,
            ),
        ),
    )
