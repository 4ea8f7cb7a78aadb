"""Functions that want to be told of something, from any thread."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from whale_desktop.kernel.logs import Log

T = TypeVar("T")

log = Log("whale_desktop.gateway")


class _Listening(Generic[T]):
    def __init__(self, listeners: "Listeners[T]", function: Callable[[T], None]) -> None:
        self._listeners = listeners
        self.function = function

    def close(self) -> None:
        """No call comes after this returns."""
        self._listeners.remove(self)


class Listeners(Generic[T]):
    """A list of listeners."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._all: list[_Listening[T]] = []

    def add(self, function: Callable[[T], None]) -> _Listening[T]:
        """Call `function` with everything that is told from now on; `close` what is returned to end it."""
        listening = _Listening(self, function)
        with self._lock:
            self._all.append(listening)
        return listening

    def remove(self, listening: _Listening[T]) -> None:
        """Forget one; a second time is no harm."""
        with self._lock:
            if listening in self._all:
                self._all.remove(listening)

    def tell(self, value: T) -> None:
        """Tell all. One that fails is logged; the others are told all the same."""
        with self._lock:
            for one in tuple(self._all):
                try:
                    one.function(value)
                except Exception as error:
                    log.error("gateway.listener_failed", exc_info=error)
