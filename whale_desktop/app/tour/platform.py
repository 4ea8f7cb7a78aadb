"""The offscreen platform with a screen as large as the window of the tour; by itself it has one of 800 × 800, which moves every popup."""

import json
from pathlib import Path


def offscreen(folder: Path, width: int, height: int) -> str:
    """Write what the platform reads into `folder`; the value for `QT_QPA_PLATFORM`. The file is read once, with the application."""
    screen = {"name": "tour", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    path = folder / "screen.json"
    path.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return f"offscreen:configfile={path}"
