"""The tokens of the look: colours by theme, lengths, type roles and faces, read from `resources/style/tokens.toml`.

Must not know Qt: the contrast test and the documents read the same numbers.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from whale_desktop.kernel.resources import resource

Mode = Literal["light", "dark"]
MarketColors = Literal["green_up", "red_up", "blue_up"]

MARKET_COLORS: tuple[MarketColors, ...] = ("green_up", "red_up", "blue_up")
SCALES = (90, 100, 110, 125, 150)
"""The user's text sizes in percent, on top of the system's own scaling."""


@dataclass(frozen=True)
class TypeRole:
    """One role of text: size and line height in design pixels, and its weight (400, 500, 600)."""

    size: int
    line: int
    weight: int


@dataclass(frozen=True)
class Tokens:
    """All tokens. Colours are `#RRGGBB` or `#AARRGGBB`; lengths are design pixels at 100 %."""

    colors: Mapping[str, Mapping[str, str]]
    market: Mapping[str, Mapping[str, Mapping[str, str]]]
    sea: Mapping[str, str]
    sizes: Mapping[str, int]
    dialog_widths: Mapping[str, int]
    types: Mapping[str, TypeRole]
    faces: Mapping[str, tuple[str, ...]]

    def palette(self, mode: Mode, market_colors: MarketColors, *, high_contrast: bool = False) -> dict[str, str]:
        """Every colour token of one theme with the price colours of `market_colors`.

        With `high_contrast` borders of inputs reach 3 : 1 and soft fills become plain surfaces (their borders carry the meaning).
        """
        colors = {**self.colors[mode], **self.market[market_colors][mode]}
        if high_contrast:
            colors["line-input"] = colors["line-hc"]
            for name in ("accent", "ok", "warn", "err"):
                colors[f"{name}-soft"] = colors["bg-surface"]
                colors[f"{name}-line"] = colors[name]
        return colors


@lru_cache(maxsize=1)
def load_tokens() -> Tokens:
    """The tokens of the program. Raises `FileNotFoundError` or `KeyError` when the resources are damaged."""
    data = tomllib.loads(resource("style", "tokens.toml").read_text(encoding="utf-8"))
    return Tokens(
        colors={"light": data["light"], "dark": data["dark"]},
        market=data["market"],
        sea=data["sea"],
        sizes=data["size"],
        dialog_widths=data["dialog"],
        types={name: TypeRole(*numbers) for name, numbers in data["type"].items()},
        faces={name: tuple(families) for name, families in data["faces"].items()},
    )
