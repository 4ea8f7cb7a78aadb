"""From process start to the painted sign-in page, and from signing in to a painted first list, against a bare window."""

import compileall
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Line, at_most, side_by_side
from whale_desktop.app.services import new_database

PACKAGE = Path(__file__).resolve().parent.parent


def run() -> list[Line]:
    """Both waits together, at most 1.5 times the bare window."""
    compileall.compile_dir(str(PACKAGE / "whale_desktop"), quiet=1)
    loaded: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "demo.db"
        new_database(path, kind="demo")

        def ours() -> float:
            began, words = _run("bench.child_window", str(path))
            loaded.extend(words["heavy"][0].split(",") if words["heavy"][0] else [])
            return (words["painted"][1] - began) + (words["listed"][1] - words["signing"][1])

        def bare() -> float:
            began, words = _run("bench.child_bare")
            return words["painted"][1] - began

        measured = side_by_side(ours, bare)
    return [
        at_most("process start → painted sign-in, plus sign-in → painted first list", measured, 1.5),
        Line("  slow libraries loaded at first paint", ", ".join(sorted(set(loaded))) or "none", "", "", "none", kept=not loaded),
    ]


def _run(module: str, *arguments: str) -> tuple[float, dict[str, tuple[str, float]]]:
    """Run a child; when it began, and the words that it said with their text and moment."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=PACKAGE,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    words: dict[str, tuple[str, float]] = {}
    for line in done.stdout.splitlines():
        *head, moment = line.split(" ")
        words[head[0]] = (" ".join(head[1:]), float(moment))
    return began, words
