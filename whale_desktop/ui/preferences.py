"""What a member likes, kept with the member and not with the machine: open tabs, favourites, theme, column layouts, saved filters.

Values are JSON, each under its own key. All are read once at sign-in; changes are written in the background, the last value of each key.
Must not know which messages keep them.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject

from whale_desktop.kernel.errors import Unavailable
from whale_desktop.messages import Command, Query
from whale_desktop.ui.runtime import Runtime, ui_task

WRITE_AFTER_MILLISECONDS = 400


class PreferencePort(Protocol):
    """Where a member's choices are kept."""

    async def load(self) -> Mapping[str, Any]:
        """Every value of whoever is signed in."""
        ...

    async def put(self, key: str, value: Any) -> None:
        """Keep a value; None forgets it."""
        ...


class MemoryPreferences:
    """Keeps choices in memory: for tests and for a place that keeps none."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: dict[str, Any] = dict(values or {})

    async def load(self) -> Mapping[str, Any]:
        """Every value."""
        return dict(self.values)

    async def put(self, key: str, value: Any) -> None:
        """Keep a value; None forgets it."""
        if value is None:
            self.values.pop(key, None)
        else:
            self.values[key] = value


class MessagePreferences:
    """Keeps choices through the gateway. The composition root says which messages read and write them."""

    def __init__(
        self,
        runtime: Runtime,
        *,
        get: Callable[[], Query[Any]],
        values: Callable[[Any], Mapping[str, Any]],
        put: Callable[[str, Any], Command[Any]],
    ) -> None:
        self._runtime = runtime
        self._get = get
        self._values = values
        self._put = put

    async def load(self) -> Mapping[str, Any]:
        """Every value of whoever is signed in."""
        return self._values(await self._runtime.ask(self._get()))

    async def put(self, key: str, value: Any) -> None:
        """Keep a value; None forgets it."""
        await self._runtime.submit(self._put(key, value))


class Preferences(QObject):
    """The signed-in member's choices: `get` answers at once, `set` is written a moment later."""

    def __init__(self, runtime: Runtime, port: PreferencePort) -> None:
        super().__init__()
        self.runtime = runtime
        self._port = port
        self._values: dict[str, Any] = {}
        self._changed: dict[str, Any] = {}
        self._timer = runtime.timer(WRITE_AFTER_MILLISECONDS, self._write, self, once=True)
        self._timer.stop()

    async def load(self) -> None:
        """Read the choices of whoever is signed in now."""
        self._changed = {}
        self._values = dict(await self._port.load())

    def get(self, key: str, default: Any = None) -> Any:
        """The value kept under `key`, e.g. `list:fx.orders:layout`."""
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep a value; None forgets it."""
        if self._values.get(key) == value:
            return
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        self._changed[key] = value
        self._timer.start()

    async def flush(self) -> None:
        """Write what is not written yet, before signing out or closing."""
        self._timer.stop()
        changed, self._changed = self._changed, {}
        while changed:
            key, value = next(iter(changed.items()))
            try:
                await self._port.put(key, value)
            except Unavailable:
                self._changed = {**changed, **self._changed}  # the next choice, or the end of the session, writes it
                raise
            del changed[key]

    @ui_task
    async def _write(self) -> None:
        await self.flush()
