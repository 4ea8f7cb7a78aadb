"""Short messages at the window's corner, as pages use them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from whale_desktop.ui.components import ToastAction, ToastStack


class ShellToasts:
    """Toasts of the window in words that are already translated."""

    def __init__(self, window: QWidget, retry_words: Callable[[], str]) -> None:
        self.stack = ToastStack(window)
        self._retry_words = retry_words

    def success(self, text: str) -> None:
        """Something was done."""
        self.stack.add(text, "success")

    def warning(self, text: str) -> None:
        """Something needs attention."""
        self.stack.add(text, "warning")

    def error(self, text: str, *, retry: Callable[[], object] | None = None) -> None:
        """Something failed; it stays until it is closed."""
        self.stack.add(text, "error", [ToastAction(self._retry_words(), retry)] if retry is not None else [])
