"""The language that the window speaks now, and who must say everything again when it changes.

A switch re-labels what can be seen at once and everything else when it is shown; it never touches the style sheet.
Must not know any page.
"""

from typing import Any, Protocol, runtime_checkable
from weakref import WeakSet

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from whale_desktop.kernel.texts import DEFAULT_LOCALE, Catalogue, Text, catalogue

QT_LOCALES = {"zh_Hant": "zh_TW", "zh_Hans": "zh_CN"}
"""Which of Qt's own translations belongs to a locale; English is Qt's source language."""


@runtime_checkable
class Relabelled(Protocol):
    """A widget that can say all its words again."""

    def retranslate(self) -> None:
        """Set every visible text in the language of the moment."""
        ...


class Texts(QObject):
    """Texts in the language of the moment: `texts(Text, **params)`."""

    changed = Signal()
    """The language changed; widgets that were given to `follow` need not listen."""

    def __init__(self, locale: str = DEFAULT_LOCALE) -> None:
        super().__init__()
        self._catalogue = catalogue(locale)
        self._followers: WeakSet[QWidget] = WeakSet()
        self._stale: WeakSet[QWidget] = WeakSet()
        self._translator: QTranslator | None = None
        self._load_qt_translation()

    def __call__(self, text: Text, **params: Any) -> str:
        """`text` in the language of the moment with `params` filled in."""
        return self._catalogue(text, **params)

    @property
    def locale(self) -> str:
        """The locale id of the moment."""
        return self._catalogue.locale

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the moment; ask again after a switch."""
        return self._catalogue

    def set_locale(self, locale: str) -> None:
        """Speak another language from now on: visible followers at once, hidden ones when they are shown."""
        if locale == self.locale:
            return
        self._catalogue = catalogue(locale)
        self._load_qt_translation()
        self.changed.emit()
        for widget in filter(isValid, list(self._followers)):
            if widget.isVisible():
                _retranslate(widget)
            else:
                self._stale.add(widget)

    def follow(self, widget: QWidget) -> None:
        """Re-label `widget` (a `Relabelled`) whenever the language changes, as long as it lives."""
        assert isinstance(widget, Relabelled), widget
        self._followers.add(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Re-label a follower that was hidden during the switch, just before it is seen."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched in self._stale:
            self._stale.discard(watched)
            _retranslate(watched)
        return False

    def close(self) -> None:
        """Qt speaks English again."""
        application = QApplication.instance()
        if application is not None and self._translator is not None:
            application.removeTranslator(self._translator)
            self._translator = None

    def _load_qt_translation(self) -> None:
        """Load Qt's own words (standard buttons, the editing menu of fields)."""
        self.close()
        application = QApplication.instance()
        if application is None:
            return
        name = QT_LOCALES.get(self.locale)
        if name is not None:
            translator = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if translator.load(f"qtbase_{name}", folder):
                application.installTranslator(translator)
                self._translator = translator


def _retranslate(widget: QWidget) -> None:
    assert isinstance(widget, Relabelled), widget
    widget.retranslate()
