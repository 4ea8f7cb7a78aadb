"""The theme: colours, scale, fonts by locale, icons; a language switch leaves the style sheet alone."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, Label, LineField


class StyleChanges(QObject):
    """Counts how often a style sheet was applied to widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count style changes."""
        self.count += event.type() is QEvent.Type.StyleChange
        return False


@pytest.fixture
def page(qtbot: Any) -> QWidget:
    """A page with some text on it."""
    page = QWidget()
    column = QVBoxLayout(page)
    for widget in (Label("標題", role="title"), QLabel("文字"), Button("新建", kind="primary"), LineField()):
        column.addWidget(widget)
    qtbot.addWidget(page)
    page.show()
    return page


def faces(page: QWidget) -> set[str]:
    """The CJK face that each widget of a page draws with."""
    return {widget.font().families()[-1] for widget in page.findChildren(QWidget)}


def test_a_language_switch_changes_only_the_order_of_families(qapp: QApplication, page: QWidget) -> None:
    """Every widget follows, keeps its size and weight, and no style sheet is applied again."""
    sizes = [(widget.font().pixelSize(), widget.font().weight()) for widget in page.findChildren(QWidget)]
    changes = StyleChanges()
    qapp.installEventFilter(changes)
    theme.apply(qapp, locale="zh_Hans")
    qapp.removeEventFilter(changes)
    assert changes.count == 0
    assert faces(page) == {"Noto Sans CJK SC"}
    assert [(widget.font().pixelSize(), widget.font().weight()) for widget in page.findChildren(QWidget)] == sizes


def test_scale_after_a_language_switch_reaches_every_widget(qapp: QApplication, page: QWidget) -> None:
    """The faces exchanged at the switch do not pin the old size."""
    theme.apply(qapp, locale="zh_Hans")
    theme.apply(qapp, scale=150)
    title, text = page.findChildren(QLabel)[:2]
    assert (title.font().pixelSize(), text.font().pixelSize()) == (24, 20)
    theme.apply(qapp, locale="zh_Hant")
    assert faces(page) == {"Noto Sans CJK HK"}


def test_digits_have_one_width() -> None:
    """Tabular digits line amounts up."""
    metrics = QFontMetrics(theme.font("body"))
    assert len({metrics.horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1


def test_changed_fires_for_looks_and_not_for_words(qapp: QApplication, qtbot: Any) -> None:
    """Who listens to `changed` takes icons again; a language switch must not make it work."""
    with qtbot.waitSignal(theme.current().changed, timeout=1000):
        theme.apply(qapp, mode="dark")
    with qtbot.assertNotEmitted(theme.current().changed), qtbot.waitSignal(theme.current().locale_changed, timeout=1000):
        theme.apply(qapp, locale="zh_Hans")


def test_icons_take_the_colour_of_the_theme(qapp: QApplication) -> None:
    """An icon is drawn once per colour and drawn anew after a switch."""
    light = theme.icon("ph.plus", "tx1")
    assert theme.icon("ph.plus", "tx1") is light
    theme.apply(qapp, mode="dark")
    dark = theme.icon("ph.plus", "tx1")
    assert dark.pixmap(16, 16).toImage() != light.pixmap(16, 16).toImage()


def test_a_glyph_that_does_not_exist_is_an_error() -> None:
    """A wrong name must not become an empty picture."""
    with pytest.raises(ValueError, match="no such icon"):
        theme.icon("ph.no-such-glyph")


def test_colours_are_copies() -> None:
    """Who makes a colour transparent does not make everybody's so."""
    color = theme.color("on-accent")
    color.setAlphaF(0.2)
    assert theme.color("on-accent").alphaF() == 1.0


@pytest.mark.parametrize("scale", [90, 100, 110, 125, 150])
@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans"])
def test_chinese_stands_as_high_in_a_field_as_digits(qapp: QApplication, qtbot: Any, scale: int, locale: str) -> None:
    """The middle of the glyphs is the same to a pixel, typed or set."""
    theme.apply(qapp, scale=scale, locale=locale)
    middles = []
    for text in ("208", "國國"):
        field = LineField()
        qtbot.addWidget(field)
        field.set_value(text)
        field.resize(theme.px(120), field.sizeHint().height())
        picture = field.grab().toImage()
        rows = [
            y
            for y in range(4, picture.height() - 4)
            if any(picture.pixelColor(x, y).lightness() < 190 for x in range(8, theme.px(60)))
        ]
        middles.append((rows[0] + rows[-1]) / 2)
    assert abs(middles[0] - middles[1]) <= 1


@pytest.mark.parametrize(("scale", "height"), [(90, 25), (100, 28), (125, 34), (150, 41)])
def test_fields_and_buttons_have_one_height_focused_or_not(qapp: QApplication, page: QWidget, scale: int, height: int) -> None:
    """The focus ring does not move the layout at any scale."""
    theme.apply(qapp, scale=scale)
    field = page.findChild(LineField)
    button = page.findChild(Button)
    assert field is not None
    assert button is not None
    heights = []
    for target in (button, field.editor()):
        target.setFocus()
        qapp.processEvents()
        heights += [field.editor().sizeHint().height(), button.sizeHint().height()]
    assert set(heights) == {height}
