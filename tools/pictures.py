"""Takes the pictures of the user guide again: `python tools/pictures.py [LANGUAGE …]`. Each comes from the tour, at one fixed moment.

The pictures are kept with at most 256 colours, which is all that a window with lines and letters needs.
"""

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from whale_desktop.app.tour import run
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.kernel.logs import configure_logs
from whale_desktop.kernel.texts import LOCALES

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "user-guide" / "pictures"
NAMES = (
    "sign-in",
    "job-strategy",
    "job-import-checked",
    "job-order",
    "fx-orders",
    "work-order",
    "adjustment-cash",
    "job-review",
    "job-pool-quota",
    "job-journal",
)
"""What the guide shows; the names of the tour's pictures."""
MOMENT = "2024-03-18T10:32:08"
COLOURS = 256


def reduced(picture: QImage) -> QImage:
    """The picture in its most frequent colours, strong ones counted more because dots are small; the others as the nearest of them."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    counts = Counter(memoryview(plain.constBits()).cast("I"))
    frequent = Counter({colour: count * (1 + strength(colour) // 8) for colour, count in counts.items()}).most_common(COLOURS)
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, [colour for colour, _ in frequent], flags)


def strength(colour: int) -> int:
    """How far a colour is from grey, 0 to 255."""
    parts = colour >> 16 & 255, colour >> 8 & 255, colour & 255
    return max(parts) - min(parts)


def take(locale: str) -> int:
    """Play the tour in a language and keep what the guide shows; the status of the tour."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        status = run(out, clock=FixedClock(parse_moment(MOMENT)), locale=locale, theme="light", width=1440, height=900)
        kept = FOLDER / f"{locale}-light"
        kept.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            (found,) = out.glob(f"[0-9][0-9][0-9]-{name}.png")
            reduced(QImage(str(found))).save(str(kept / f"{name}.png"), "PNG", 0)  # type: ignore[call-overload]  # the stub wants bytes
    return status


def main() -> int:
    """Take the pictures of the languages named, or of all."""
    configure_logs()
    wanted = sys.argv[1:] or list(LOCALES)
    return max(take(locale) for locale in wanted)


if __name__ == "__main__":
    sys.exit(main())
