"""Databases for the command line."""

from pathlib import Path

import pytest

from tests.helpers.office import MONDAY, demo_db, office
from whale_desktop.app import demo
from whale_desktop.app.services import DEMO, new_database
from whale_desktop.kernel.clock import FixedClock

__all__ = ["demo_db", "office"]


@pytest.fixture(scope="module")
def bare_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration with its members and without its data, of 2024-03-18."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "plant", lambda bus, clock: None)
        new_database(path, kind=DEMO, clock=FixedClock(MONDAY), name="Demo")
    return path
