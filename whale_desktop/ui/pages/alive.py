"""Whether a widget still exists: a coroutine that is called off may find its window already gone."""

from PySide6.QtCore import QObject
from shiboken6 import isValid


def is_alive(owner: QObject) -> bool:
    """False once Qt has destroyed the object behind `owner`; touching it then would raise."""
    return bool(isValid(owner))
