"""The theme of these tests: light, 100 %, Hong Kong, and English words from the components themselves."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui import theme
from whale_desktop.ui.components import words


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, qtbot: Any) -> Iterator[theme.Theme]:
    """The theme in force, put back afterwards."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # what earlier tests left would be dressed again at each switch
    words.set_speaker(catalogue("en"))
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant", market_colors="green_up", high_contrast=False)
    yield theme.current()
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant", market_colors="green_up", high_contrast=False)
