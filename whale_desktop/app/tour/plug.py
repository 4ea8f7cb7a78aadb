"""The real gateway with a plug that can be pulled, so that pictures and tests show what a dead line looks like."""

from collections.abc import Iterable
from typing import Any

from whale_desktop.gateway.port import Gateway
from whale_desktop.kernel.errors import Unavailable


class Plug:
    """Hands every call on to a gateway; while `is_pulled`, questions and commands answer `Unavailable`."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.is_pulled = False

    def ask(self, query: Any, **kwargs: Any) -> Any:
        """Answer a query, unless the plug is pulled."""
        self._check()
        return self._gateway.ask(query, **kwargs)

    def submit(self, command: Any, *, acknowledged: Iterable[str] = (), **kwargs: Any) -> Any:
        """Carry out a command, unless the plug is pulled."""
        self._check()
        return self._gateway.submit(command, acknowledged=tuple(acknowledged), **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)

    def _check(self) -> None:
        if self.is_pulled:
            raise Unavailable("storage.locked")
