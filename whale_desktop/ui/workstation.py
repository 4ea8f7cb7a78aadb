"""What this machine remembers before anybody has signed in: the last e-mail, language, theme, the window's place.

A small JSON file. A missing or damaged file counts as empty; one that cannot be written is told once and costs nothing else.
"""

import json
from pathlib import Path
from typing import Any

from whale_desktop.kernel.logs import Log

_log = Log("whale_desktop.ui")


class Workstation:
    """Values by name. Without a path nothing is kept: tests, the tour."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        if path is not None and path.is_file():
            try:
                found = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                _log.info("workstation.unreadable", path=str(path), reason=str(error))
                found = {}
            self._values = found if isinstance(found, dict) else {}

    def get(self, name: str, default: Any = None) -> Any:
        """The value kept under `name`."""
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Keep a value until `save`."""
        self._values[name] = value

    def save(self) -> None:
        """Write the file; a few hundred bytes, when the window closes or somebody signed in."""
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial = self._path.with_suffix(".partial")
            partial.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            partial.replace(self._path)
        except OSError as error:
            _log.info("workstation.unwritable", path=str(self._path), reason=str(error))
