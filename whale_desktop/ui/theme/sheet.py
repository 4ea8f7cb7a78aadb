"""The style sheet: the template `resources/style/whale.qss` with colour tokens put in and lengths scaled.

Must not know Qt.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from whale_desktop.kernel.resources import resource

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"@([a-z][a-z0-9-]*)")
_LENGTH = re.compile(r"\((?P<base>\d+)-(?P<less>\d+)\)px|(?<![\w#.-])(?P<plain>\d+)px")


def scaled(length: int, scale: int) -> int:
    """A design length in pixels at `scale` percent. Hair lines (2 and less) never scale."""
    return length if length <= 2 else round(length * scale / 100)


def build_sheet(template: str, colors: Mapping[str, str], scale: int) -> str:
    """The finished style sheet of `template`. Raises `KeyError` for a token that does not exist."""

    def length(match: re.Match[str]) -> str:
        if match["plain"] is not None:
            return f"{scaled(int(match['plain']), scale)}px"
        return f"{scaled(int(match['base']), scale) - int(match['less'])}px"

    text = _LENGTH.sub(length, _COMMENT.sub("", template))
    return _TOKEN.sub(lambda match: colors[match[1]], text)


@lru_cache(maxsize=1)
def sheet_template() -> str:
    """The text of the style sheet template."""
    return resource("style", "whale.qss").read_text(encoding="utf-8")
