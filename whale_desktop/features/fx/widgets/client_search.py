"""The field that finds a client account while one types: number, account, name, last digits of the phone."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from whale_desktop.features.fx.widgets import words
from whale_desktop.features.ledger.messages import ClientHit, SearchClients
from whale_desktop.ui.components import ChoiceField, Option
from whale_desktop.ui.pages.ports import Services

LEAST_CHARACTERS = 2
PAUSE_SECONDS = 0.15


class ClientField(ChoiceField):
    """`value()` is the account number. Typing on the closed field opens the search with what was typed."""

    def __init__(self, services: Services) -> None:
        super().__init__([], placeholder=services.texts(words.CLIENT_SEARCH), lookup=True)
        self._services = services
        self.search_wanted.connect(self._search)
        self.box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A character typed on the closed field is the first of the search."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.box.popup is None:
            text = event.text()
            control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if text.strip() and text.isprintable() and not control:
                self._open_with(text)
                return True
        return False

    def _open_with(self, text: str) -> None:
        self.box.showPopup()
        popup = self.box.popup
        if popup is not None:
            popup.line.setText(text)
            self.search_wanted.emit(text)

    def _search(self, typed: str) -> None:
        self._services.runtime.start_latest(self._find(typed.strip()), self, "search")

    async def _find(self, typed: str) -> None:
        if len(typed) < LEAST_CHARACTERS:
            self.set_options([])
            return
        await self._services.runtime.sleep(PAUSE_SECONDS)
        self.set_options([option_of(hit) for hit in await self._services.runtime.ask(SearchClients(text=typed))])


def option_of(hit: ClientHit) -> Option:
    """An account in the list: number and name, behind them client number and phone."""
    name = " ".join(dict.fromkeys(part for part in (hit.name, hit.name_en) if part))
    return Option(
        hit.account_no, f"{hit.account_no} {name}", hint=" · ".join(part for part in (hit.member_id, hit.phone) if part)
    )
