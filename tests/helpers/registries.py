"""Lets a test register messages, handlers and job kinds of its own, and puts the registries back afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from whale_desktop.bus import handlers, jobs
from whale_desktop.messages import error_texts, registry


@contextmanager
def borrowed_registries() -> Iterator[None]:
    """Whatever is registered inside is forgotten at the end; the program's own entries stay."""
    registers: list[dict[Any, Any]] = [
        registry._BY_TYPE,
        registry._BY_NAME,
        handlers._HANDLERS,
        jobs._KINDS,
        error_texts._TEXTS,
    ]
    kept = [dict(one) for one in registers]
    try:
        yield
    finally:
        for register, before in zip(registers, kept, strict=True):
            register.clear()
            register.update(before)
