"""The generated reference says what the program does today, and every code that a message needs is described."""

import csv
from pathlib import Path

from tools import reference
from whale_desktop.app.services import load_features
from whale_desktop.messages import export_of, info_of
from whale_desktop.messages.registry import all_messages
from whale_desktop.screens.registry import all_lists

SEED = Path(__file__).resolve().parents[2] / "resources" / "seed"


def described() -> set[str]:
    """Every permission code of the seed file."""
    with (SEED / "permissions.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"] for row in csv.DictReader(stream)}


def test_the_reference_is_up_to_date() -> None:
    assert reference.stale() == [], "run make reference"


def test_every_code_that_a_message_needs_is_described() -> None:
    load_features()
    needed = {code for info in all_messages() for code in info.permission.codes}
    assert needed - described() == set()
    assert needed, "no message needs a code: nothing was loaded"


def test_every_list_that_can_be_exported_has_an_export_code() -> None:
    load_features()
    needed = {code for one in all_lists() if one.exports for code in export_of(info_of(one.query))}
    assert needed - described() == set()
