"""What differs between the two kinds of database: the engine, what a fault of the outside world looks like, what may be tried again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine

from whale_desktop.kernel.errors import Unavailable


class Backend(Protocol):
    """One place that keeps data.

    name: what people call it, never with a password. path: the file, None for a server.
    reading: execution options of a connection that sees one state and cannot write. faults: what the driver raises.
    """

    engine: Engine
    name: str
    path: Path | None
    reading: Mapping[str, Any]
    faults: tuple[type[Exception], ...]

    def known(self, original: BaseException | None) -> Unavailable | None:
        """The environment's fault behind a driver's error, None when it looks like ours."""
        ...

    def passes(self, original: BaseException | None) -> bool:
        """Whether the same work, done again from its beginning, may well succeed: others were in the way, or the connection was cut."""
        ...
