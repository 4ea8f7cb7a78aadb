"""From process start to the painted sign-in page, and from signing in to a painted first list, against a bare window.

Between the two a person looks and clicks; the second that this takes at the least is not counted, and the program loads its features in it.
The second line counts processor time only, the loading included: it says what a busy machine hides.
"""

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Line, at_most, shown, side_by_side
from whale_desktop.app.services import new_database

RUNS = 7
PACKAGE = Path(__file__).resolve().parent.parent


def run() -> list[Line]:
    """Both waits together, at most 1.5 times the bare window."""
    compileall.compile_dir(str(PACKAGE / "whale_desktop"), quiet=1)
    loaded: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "demo.db"
        new_database(path, kind="demo")

        spent: list[tuple[float, float]] = []
        parts: list[tuple[float, float]] = []

        def ours() -> float:
            began, words = _run("bench.child_window", str(path))
            loaded.extend(words["heavy"].text.split(",") if words["heavy"].text else [])
            spent.append((words["painted"].processor + words["listed"].processor - words["signing"].processor, 0.0))
            parts.append((words["painted"].moment - began, words["listed"].moment - words["signing"].moment))
            return sum(parts[-1])

        def bare() -> float:
            began, words = _run("bench.child_bare")
            spent[-1] = (spent[-1][0], words["painted"].processor)
            return words["painted"].moment - began

        measured = side_by_side(ours, bare, runs=RUNS)
    opening, listing = (statistics.median(one[place] for one in parts[1:]) for place in (0, 1))
    mine, theirs, ratio = (statistics.median(values) for values in zip(*((a, b, a / b) for a, b in spent[1:]), strict=True))
    return [
        at_most("process start → painted sign-in, plus sign-in → painted first list", measured, 1.5),
        Line("  of which opening, listing", f"{shown(opening)} + {shown(listing)}", "", "", "–", kept=True),
        Line("  the same in processor time", shown(mine), shown(theirs), f"{ratio:.2f} ×", "–", kept=True),
        Line("  slow libraries loaded at first paint", ", ".join(sorted(set(loaded))) or "none", "", "", "none", kept=not loaded),
    ]


@dataclass(frozen=True)
class Word:
    """What a child said: its text, when (clock seconds), and the processor time (seconds) that it had used until then."""

    text: str
    moment: float
    processor: float


def _run(module: str, *arguments: str) -> tuple[float, dict[str, Word]]:
    """Run a child; when it began, and what it said."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=PACKAGE,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    words: dict[str, Word] = {}
    for line in done.stdout.splitlines():
        word, *text, moment, processor = line.split(" ")
        words[word] = Word(" ".join(text), float(moment), float(processor))
    return began, words
