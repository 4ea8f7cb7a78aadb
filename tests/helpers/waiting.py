"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 60.0
"""For a loaded machine; what is waited for comes in milliseconds."""


def until(condition: Callable[[], object], what: object = "it never came true") -> None:
    """Wait until something has become true. `what`: what to say of it otherwise, or a function that says it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what() if callable(what) else what
        time.sleep(0.02)
