"""What stands in place of a screen that the member may not see: what is missing, and the way to ask for it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from whale_desktop.messages import info_of
from whale_desktop.screens import Screen, menu_entries, menu_path
from whale_desktop.screens.wording import permission_words
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.states import NoPermissionState
from whale_desktop.ui.services import Services, queries_of
from whale_desktop.ui.shell import words


class NoPermissionPage(QWidget):
    """Says which codes are missing and opens the request for them; where there is none, copies a text for the administrator."""

    def __init__(self, screen: Screen, services: Services) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._screen = screen
        self._services = services
        self.state = NoPermissionState()
        self.state.apply_clicked.connect(self._apply)
        spaced(QVBoxLayout(self)).addWidget(self.state)
        services.texts.follow(self)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the language of the moment."""
        texts = self._services.texts
        asks = self._services.rights_dialog is not None
        sentence = words.NO_PERMISSION_REQUEST if asks else words.NO_PERMISSION_HINT
        hint = texts(sentence, path=self._path(" / "), codes=permission_words(self._codes(), texts))
        self.state.set_texts(texts(words.NO_PERMISSION), hint, texts(words.GO_TO_REQUEST if asks else words.COPY_REQUEST))

    def title(self) -> str:
        """The screen's name."""
        return self._services.texts(self._screen.title)

    def refresh(self) -> None:
        """The page goes by itself when the right comes."""

    def is_dirty(self) -> bool:
        """Nothing is typed here."""
        return False

    def focus_first(self) -> None:
        """The button."""
        self.state.button.setFocus()

    def open_with(self, where: Mapping[str, Any]) -> None:
        """There is nothing to filter."""

    def _path(self, between: str = " - ") -> str:
        menu = self._screen.menu
        known = menu in menu_entries()
        return between.join(entry.label(self._services.texts.locale) for entry in menu_path(menu)) if known else self.title()

    def _codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for query in queries_of(self._screen) for code in info_of(query).permission.codes))

    def _apply(self) -> None:
        texts, session = self._services.texts, self._services.session
        make = self._services.rights_dialog
        if make is not None:
            self._services.runtime.start(make(self._services, self._codes()).open(), self)
            return
        codes = ", ".join(self._codes())
        request = texts(words.REQUEST_TEXT, name=session.name, email=session.email, codes=codes, path=self._path())
        QGuiApplication.clipboard().setText(request)
        self._services.toasts.success(texts(words.REQUEST_COPIED))
