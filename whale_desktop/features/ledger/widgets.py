"""What one client has: cash by currency, and what it comes to in the currency of one's choice (`docs/rules/ledger.md` 5.7)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.features.ledger.messages import ClientAssets, GetClientAssets
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import info_of, label_of
from whale_desktop.screens import Column, usual
from whale_desktop.ui import formats, theme
from whale_desktop.ui.components import ChoiceField, Label, Note, Option, Skeleton
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.lists.small_table import SmallTable
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.wording import CANCEL, RETRY

TOTAL = C_("client", "Total assets")
VALUED_IN = C_("client", "Valued in")
AT_PRICES = C_("client", "At the {channel} spot average rates of {date}, saved {time} or later")
NO_PRICES = C_("client", "All of it is held in {currency}")
LEFT_OUT = C_("client", "Without {currencies}: no spot average rate is known")
CASH = C_("client", "Cash per currency")
NOTHING = C_("client", "This account never held any money")
LOADING = C_("client", "Loading…")
COLUMNS = (
    Column("currency", usual.CURRENCY, ideal=56),
    Column("total", C_("client", "Balance"), "money", ideal=104),
    Column("frozen", C_("client", "Frozen"), "money", ideal=92),
    Column("withdrawable", C_("client", "Withdrawable"), "money", ideal=104),
    Column("value", C_("client", "Value"), "money", estimate="converted", ideal=112),
)


@dataclass(frozen=True)
class Line:
    """One currency as the table shows it. converted: the value is not the balance itself."""

    currency: str
    total: Decimal
    frozen: Decimal
    withdrawable: Decimal
    value: Decimal | None
    converted: bool


class AssetsTab(QWidget):
    """The tab 資產總覽 of the client drawer. Balances and rates that change meanwhile are shown at once."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._account_no = ""
        self._assets: ClientAssets | None = None
        self._wanted = ""
        self.total_label = Label(role="small", tone="tx2")
        self.total = Label(role="figure")
        self.total.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.currency_label = Label(role="small", tone="tx2")
        self.currency = ChoiceField()
        self.basis = Label(role="small", tone="tx3", wrap=True)
        self.left_out = Note("", kind="warning")
        self.note = Note("", kind="error")
        self.cash_label = Label(role="section")
        self.nothing = Label(role="small", tone="tx3")
        self.table = SmallTable(COLUMNS, services, most_rows=12)
        self.waiting = Skeleton(rows=6)
        self._lay_out()
        self.currency.committed.connect(self._choose)
        self.note.action_clicked.connect(self.refresh)
        services.runtime.on_change(info_of(GetClientAssets).topics, self._hear_change, self)
        self.retranslate()

    def show_client(self, account_no: str) -> None:
        """Show another account; the chosen currency stays."""
        self._account_no, self._assets = account_no, None
        self._draw()
        self.refresh()

    def refresh(self) -> None:
        """Ask again; what is shown stays until the answer is there."""
        if self._account_no:
            self._services.runtime.start_latest(self._load(), self, "assets")

    def retranslate(self) -> None:
        """All words in the language of the moment."""
        texts = self._services.texts
        self.total_label.setText(texts(TOTAL))
        self.currency_label.setText(texts(VALUED_IN))
        self.currency.set_spoken(texts(VALUED_IN), "")
        self.cash_label.setText(texts(CASH))
        self.nothing.setText(texts(NOTHING))
        self.waiting.set_texts(texts(LOADING), texts(CANCEL))
        self._draw()

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), spacing=8)
        figures = spaced(QVBoxLayout(), spacing=2)
        figures.addWidget(self.total_label)
        figures.addWidget(self.total)
        head.addLayout(figures, 1)
        choice = spaced(QVBoxLayout(), spacing=2)
        choice.addWidget(self.currency_label)
        self.currency.setFixedWidth(theme.px(104))
        choice.addWidget(self.currency)
        head.addLayout(choice)
        column = spaced(QVBoxLayout(self), spacing=8)
        column.addLayout(head)
        for widget in (self.basis, self.left_out, self.note, self.waiting, self.cash_label, self.nothing, self.table):
            column.addWidget(widget)
        column.addStretch(1)

    async def _load(self) -> None:
        account_no = self._account_no
        try:
            answer = await self._services.runtime.ask(GetClientAssets(account_no=account_no, currency=self._wanted))
        except CodedError as error:
            self._show_error(error)
            return
        if account_no == self._account_no:
            self.note.hide()
            self._assets = answer
            self._draw()

    def _hear_change(self) -> None:
        if self.isVisible():
            self.refresh()

    def _choose(self) -> None:
        self._wanted = str(self.currency.value())
        self.refresh()

    def _show_error(self, error: CodedError) -> None:
        self.note.set_text(error_sentence(self._services, error))
        self.note.set_action(self._services.texts(RETRY))
        self.note.show()
        self.waiting.hide()

    def _draw(self) -> None:
        assets, texts = self._assets, self._services.texts
        known = assets is not None
        self.waiting.setVisible(not known)
        for widget in (self.total, self.total_label, self.currency, self.currency_label, self.basis, self.cash_label):
            widget.setVisible(known)
        self.left_out.setVisible(known and bool(assets is not None and assets.without_rate))
        self.table.setVisible(assets is not None and bool(assets.cash))
        self.nothing.setVisible(assets is not None and not assets.cash)
        if assets is None:
            self.note.hide()
            return
        converted = any(one.currency != assets.currency for one in assets.cash)
        figure = formats.amount(assets.total)
        self.total.setText(f"{assets.currency} {formats.estimate(figure) if converted else figure}")
        self.currency.set_options([Option(code, code) for code in assets.currencies])
        self.currency.set_value(assets.currency)
        self.basis.setText(self._basis(assets))
        self.left_out.set_text(texts(LEFT_OUT, currencies=", ".join(assets.without_rate)))
        self.table.show_rows([self._line(one, assets) for one in assets.cash])

    def _basis(self, assets: ClientAssets) -> str:
        texts = self._services.texts
        if assets.rate_date is None or assets.rated_at is None:
            return texts(NO_PRICES, currency=assets.currency)
        channel = texts(label_of(assets.channel))
        return texts(AT_PRICES, channel=channel, date=formats.day(assets.rate_date), time=formats.moment(assets.rated_at))

    def _line(self, held: Any, assets: ClientAssets) -> Line:
        return Line(
            currency=held.currency,
            total=held.total,
            frozen=held.frozen,
            withdrawable=held.withdrawable,
            value=held.value,
            converted=held.currency != assets.currency,
        )
