"""Tokens and the style sheet: complete, readable, scaled. No Qt needed."""

from itertools import product

import pytest

from whale_desktop.ui.theme.sheet import build_sheet, scaled, sheet_template
from whale_desktop.ui.theme.tokens import MARKET_COLORS, SCALES, load_tokens

TEXTS = ("tx1", "tx2", "tx3", "accent", "ok", "warn", "err", "mk-up", "mk-down")
SURFACES = ("bg-surface", "bg-subtle", "bg-side", "bg-app", "bg-hover", "bg-sel")
FILLS = (
    ("on-accent", "accent-fill"),
    ("on-accent", "accent-fill-hover"),
    ("on-accent", "accent-fill-press"),
    ("on-accent", "err-fill"),
    ("accent", "accent-soft"),
    ("ok", "ok-soft"),
    ("warn", "warn-soft"),
    ("err", "err-soft"),
    ("tx2", "mute-soft"),
    ("on-tip", "tip"),
)


def luminance(color: str) -> float:
    """The relative luminance of `#RRGGBB` by WCAG 2."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("market", MARKET_COLORS)
def test_every_text_can_be_read_on_every_surface(mode: str, market: str) -> None:
    """4.5 : 1 for each text token on each surface that it may stand on."""
    colors = load_tokens().palette(mode, market)  # type: ignore[arg-type]  # parametrized by name
    weak = [
        (text, surface, round(contrast(colors[text], colors[surface]), 2))
        for text, surface in product(TEXTS, SURFACES)
        if contrast(colors[text], colors[surface]) < 4.45
    ]
    weak += [(text, fill, 0.0) for text, fill in FILLS if contrast(colors[text], colors[fill]) < 4.5]
    assert not weak


def test_both_themes_have_the_same_tokens() -> None:
    """A token that one theme lacks would break at the switch."""
    tokens = load_tokens()
    assert set(tokens.colors["light"]) == set(tokens.colors["dark"])


def test_red_up_swaps_only_the_market_colours() -> None:
    """Errors stay red whatever a rising price looks like."""
    tokens = load_tokens()
    green, red = tokens.palette("light", "green_up"), tokens.palette("light", "red_up")
    assert (green["mk-up"], green["mk-down"]) == (red["mk-down"], red["mk-up"])
    assert {name for name in green if green[name] != red[name]} == {"mk-up", "mk-down"}


def test_high_contrast_lifts_borders_and_drops_soft_fills() -> None:
    """Borders of inputs reach 3 : 1, soft fills become plain surfaces with a border that carries the meaning."""
    colors = load_tokens().palette("light", "green_up", high_contrast=True)
    assert contrast(colors["line-input"], colors["bg-surface"]) >= 3
    assert colors["warn-soft"] == colors["bg-surface"]
    assert colors["warn-line"] == colors["warn"]


@pytest.mark.parametrize("scale", SCALES)
def test_the_sheet_has_no_token_and_no_length_left(scale: int) -> None:
    """Every @token is replaced in both themes, every length is a plain number."""
    for mode in ("light", "dark"):
        sheet = build_sheet(sheet_template(), load_tokens().palette(mode, "green_up"), scale)
        assert "@" not in sheet
        assert ")px" not in sheet


def test_lengths_scale_and_hair_lines_do_not() -> None:
    """26 at 125 % is 32 and its focused height 30; 1 and 2 stay."""
    sheet = build_sheet(
        "a { min-height: 26px; padding: 0 (8-1)px; border: 2px solid @x; top: 1px; c: (26-2)px }", {"x": "red"}, 125
    )
    assert sheet == "a { min-height: 32px; padding: 0 9px; border: 2px solid red; top: 1px; c: 30px }"
    assert [scaled(28, scale) for scale in (90, 100, 150)] == [25, 28, 42]


def test_an_unknown_token_is_refused() -> None:
    """A typing error in the sheet must not become a missing colour."""
    with pytest.raises(KeyError, match="nonsense"):
        build_sheet("a { color: @nonsense }", {}, 100)
