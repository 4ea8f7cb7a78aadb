"""Ids made by whoever starts something, before the first try, so that a retry cannot do it twice."""

import secrets
import time
from collections.abc import Callable
from itertools import count

IdSource = Callable[[], str]


def new_id() -> str:
    """A 128-bit id as 32 hex digits; ids made later sort later (48 bits of milliseconds, then random bits)."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def counting_ids(prefix: str = "id") -> IdSource:
    """Predictable ids for tests and demo data: `prefix-1`, `prefix-2` and so on."""
    numbers = count(1)
    return lambda: f"{prefix}-{next(numbers)}"
