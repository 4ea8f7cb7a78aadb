"""How far a file is: said before each batch of rows, where a person's wish to stop is seen too."""

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from whale_desktop.bus import JobContext

B = TypeVar("B", bound=Sized)


class Progress:
    """The rows of one file as they are written."""

    def __init__(self, context: JobContext, total: int) -> None:
        self._context = context
        self._total = total
        self.written = 0

    def told(self, batches: Iterable[B]) -> Iterator[B]:
        """Each batch, with the progress before it."""
        for batch in batches:
            self._context.progress(self.written, self._total)
            yield batch
            self.written += len(batch)

    def end(self) -> None:
        """Every row is written."""
        self._context.progress(self.written, self._total)
