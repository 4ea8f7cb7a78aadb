"""The sheet of all components renders in both themes, both scripts and every scale without a word from Qt."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from whale_desktop.ui import theme
from whale_desktop.ui.components import gallery


@pytest.mark.parametrize(
    ("mode", "locale", "scale"),
    [("light", "zh_Hant", 100), ("dark", "zh_Hans", 100), ("light", "zh_Hans", 150), ("dark", "zh_Hant", 90)],
)
def test_the_sheet_renders(tmp_path: Path, mode: str, locale: str, scale: int) -> None:
    """The picture has the theme's background and is as wide as the scale says."""
    out = tmp_path / "sheet.png"
    assert gallery.main([str(out), "--theme", mode, "--locale", locale, "--scale", str(scale)]) == 0
    picture = QImage(str(out))
    assert picture.width() == round(1440 * scale / 100)
    assert picture.height() > picture.width()
    assert picture.pixelColor(2, 2) == theme.color("bg-app")
