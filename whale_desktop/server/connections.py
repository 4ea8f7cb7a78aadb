"""A connection that cannot hold a server up: its heads have a time to arrive, its answers a time to be taken, and there are only so many.

What a whole request is and may do is decided above (`guard`); here is what happens before there is one and after it was answered.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from whale_desktop.kernel.logs import Log
from whale_desktop.server.settings import ServerSettings

log = Log("whale_desktop.server")


def bounded(settings: ServerSettings) -> type[H11Protocol]:
    """The protocol of every connection, with the limits of a server."""

    class Bounded(_Bounded):
        limits = settings

    return Bounded


class _Bounded(H11Protocol):
    limits: ServerSettings
    _head: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in its base
        """Take it, if there is room; its first head must come soon."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            log.info("server.full", connections=len(self.connections))
            transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Some bytes. A head that has begun to arrive has its time; one that is whole needs none."""
        super().data_received(data)
        if self._is_between_requests:
            self._await_head()
        else:
            self._stop_waiting()

    @property
    def _is_between_requests(self) -> bool:
        """Whether what was received last is no whole head."""
        return self.conn.their_state is h11.IDLE and not self.transport.is_closing()

    def _await_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(self.limits.head_seconds, self._give_up_head)

    def _give_up_head(self) -> None:
        self._head = None
        self.transport.close()

    def _stop_waiting(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def pause_writing(self) -> None:
        """The client takes nothing for the moment."""
        super().pause_writing()
        if self._taking is None:
            self._taking = self.loop.call_later(self.limits.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It has taken something."""
        self._stop_taking()
        super().resume_writing()

    def _stop_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._stop_waiting()
        self._stop_taking()
        super().connection_lost(exc)
