"""Where the window stands: where it stood last time on this workstation, or a first place that fits the screen."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from whale_desktop.ui.workstation import Workstation

GEOMETRY = "geometry"
FIRST_SIZE = (1440, 900)
LEAST_SIZE = (1180, 640)


def place_window(window: QWidget, workstation: Workstation, size: tuple[int, int] | None) -> None:
    """Put the window where it was last time; `size` overrules that: the tour's pictures are all of one size."""
    if size is not None:
        window.setMinimumSize(*(min(one, other) for one, other in zip(LEAST_SIZE, size, strict=True)))
        window.resize(*size)
        return
    kept = workstation.get(GEOMETRY)
    if isinstance(kept, list) and len(kept) == 5:
        rect = QRect(*(int(one) for one in kept[:4]))
        if any(screen.availableGeometry().intersects(rect) for screen in QGuiApplication.screens()):
            window.setGeometry(rect)
            if kept[4]:
                window.setWindowState(Qt.WindowState.WindowMaximized)
            return
    available = QGuiApplication.primaryScreen().availableGeometry()
    width, height = FIRST_SIZE
    if available.width() <= width or available.height() <= height:
        window.setWindowState(Qt.WindowState.WindowMaximized)
    window.resize(min(width, available.width()), min(height, available.height()))


def keep_place(window: QWidget, workstation: Workstation) -> None:
    """Remember where the window stands and whether it fills the screen."""
    rect = window.normalGeometry()
    workstation.set(GEOMETRY, [rect.x(), rect.y(), rect.width(), rect.height(), window.isMaximized()])
