"""Paths of field errors: `tiers[2].bp` is the field `bp` of the third row of `tiers`. Qt-free."""

import re
from dataclasses import dataclass

_PATH = re.compile(r"(?P<name>\w+)(?:\[(?P<row>\d+)\])?(?:\.(?P<inner>.+))?")


@dataclass(frozen=True)
class Place:
    """Where in a form an error belongs. row: -1 for the field as a whole; inner: field of that row, empty for the whole row."""

    name: str
    row: int = -1
    inner: str = ""


def place_of(path: str) -> Place:
    """The place that a path names; rows count from 0, as the services count them."""
    match = _PATH.fullmatch(path)
    if match is None:
        return Place(path)
    return Place(match["name"], int(match["row"]) if match["row"] else -1, match["inner"] or "")
