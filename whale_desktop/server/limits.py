"""How often somebody may try: a bucket of tries for each name, which fills up again with time. Kept in memory, one set a process.

The lock-out of a member after wrong passwords is the database's and holds whatever process is asked.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from whale_desktop.kernel.errors import UserError

MOST_NAMES = 50_000


class Tries:
    """So many tries a minute for each name, all of them at once if none were made before."""

    def __init__(self, a_minute: int, *, tell_time: Callable[[], float] = time.monotonic) -> None:
        self._most = a_minute
        self._tell_time = tell_time
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> None:
        """One try. Raises `UserError("server.too_many")` with the seconds until the next one."""
        now = self._tell_time()
        with self._lock:
            left, since = self._left.pop(name, (self._most, now))
            left = min(self._most, left + (now - since) * self._most / 60)
            allowed = left >= 1
            self._left[name] = (left - 1 if allowed else left, now)
            while len(self._left) > MOST_NAMES:
                self._left.popitem(last=False)
        if not allowed:
            raise UserError("server.too_many", {"seconds": max(1, round((1 - left) * 60 / self._most))})
