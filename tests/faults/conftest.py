"""An office whose desk is open, as a file that every round of a fault test starts from."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tests.faults.crashing import Plan, Round
from tests.helpers.desk import open_desk
from tests.helpers.office import Office, office, template_of

__all__ = ["office"]

ROOT = Path(__file__).resolve().parents[2]

Crash = Callable[[Plan], list[Round]]


@pytest.fixture(scope="module")
def desk_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with fixture F, closed."""
    folder = tmp_path_factory.mktemp("desk")
    made = Office.at(template_of(tmp_path_factory), folder)
    open_desk(made)
    for user in ("app", "super_admin"):
        made.session(user)
    made.close()
    made.database.close()
    return made.path


@pytest.fixture
def desk(desk_file: Path, tmp_path: Path) -> Iterator[Office]:
    """An office of the test's own with fixture F."""
    path = tmp_path / "desk.db"
    shutil.copyfile(desk_file, path)
    made = Office(path)
    yield made
    made.close()
    made.database.close()


@pytest.fixture
def crash(tmp_path: Path) -> Crash:
    """Does a plan in a process of its own and says what became of every round."""

    def run(plan: Plan) -> list[Round]:
        plan_file, results = tmp_path / "plan.json", tmp_path / "results.json"
        plan_file.write_text(json.dumps(msgspec.to_builtins(plan)))
        command = [sys.executable, "-m", "tests.faults.crashing", str(plan_file), str(results)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-4000:]
        return msgspec.json.decode(results.read_bytes(), type=list[Round])

    return run
