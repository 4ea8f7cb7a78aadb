"""A bar over the desk while the services cannot be reached or do not speak this program's version."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from whale_desktop.gateway.port import Link, LinkState
from whale_desktop.ui.components import Note
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.language import Texts
from whale_desktop.ui.sentences import sentence_of
from whale_desktop.ui.shell import words

OFFLINE = "remote.offline"


class LinkBanner(QWidget):
    """Says what became of the line, and offers a try at once. It is there from the outage to its end, also while a try is under way."""

    retry_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.note = Note(kind="error")
        self.note.action_clicked.connect(self.retry_wanted)
        spaced(QVBoxLayout(self), margins=(8, 8, 8, 0)).addWidget(self.note)
        self._said: Link | None = None
        self.hide()

    def show_link(self, link: Link, texts: Texts) -> None:
        """Show or hide it by the state of the line."""
        if link.state is LinkState.ONLINE:
            self._said = None
        elif link.state is not LinkState.CONNECTING:
            self._said = link
        self.retranslate(texts)

    def says(self, code: str) -> bool:
        """Whether it says this already."""
        return self._said is not None and self._said.code == code

    def retranslate(self, texts: Texts) -> None:
        """Say it in the language of the moment."""
        link = self._said
        self.setVisible(link is not None)
        if link is None:
            return
        offline = link.state is LinkState.OFFLINE
        plain = link.code == OFFLINE
        said = texts(words.OFFLINE_BANNER, **link.params) if plain else sentence_of(link.code, link.params, texts)
        self.note.set_text(said)
        self.note.set_action(texts(words.RETRY) if offline else "")
