"""Runs in a process of its own, inside a copy of the program: checks import contracts with and without planted imports.

`python -m tests.helpers.lint_planted PLANTS RESULTS`; PLANTS is a JSON list of [contract id, {file: source}], RESULTS gets a JSON list of
[contract id, kept before planting, kept after].
"""

import contextlib
import io
import json
import sys
from pathlib import Path

from importlinter.application import use_cases
from importlinter.configuration import configure


def kept(contract: str) -> bool:
    """Whether one contract holds in the program of the current folder."""
    with contextlib.redirect_stdout(io.StringIO()):
        return use_cases.lint_imports(limit_to_contracts=(contract,), cache_dir="cache", is_debug_mode=True, no_logo=True)


def plant(files: dict[str, str]) -> list[Path]:
    """Write the files and say which; packages above them are made where missing."""
    written: list[Path] = []
    for name, source in files.items():
        path = Path("whale_desktop", name)
        missing = [folder for folder in path.parents if not (folder / "__init__.py").exists() and folder != Path()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            (folder / "__init__.py").write_text("")
            written.append(folder / "__init__.py")
        path.write_text(source)
        written.append(path)
    return written


def pull_up(written: list[Path]) -> None:
    """Remove what was planted."""
    for path in reversed(written):
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()


def main(plants: Path, results: Path) -> None:
    """Try every plant and write what happened."""
    configure()
    outcome: list[tuple[str, bool, bool]] = []
    for contract, files in json.loads(plants.read_text()):
        before = kept(contract)
        written = plant(files)
        outcome.append((contract, before, kept(contract)))
        pull_up(written)
    results.write_text(json.dumps(outcome))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
