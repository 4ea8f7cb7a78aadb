"""Files in and out for whoever has a session, without holding a whole one in memory. Commands use `Work.keep_blob` and `Read.blob`."""

import struct
from typing import IO

from sqlalchemy import func, select

from whale_desktop.bus import tables
from whale_desktop.bus.pipeline import Bus
from whale_desktop.bus.work import MAXIMUM_BLOB_BYTES, keep_blob, too_large
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages.files import BlobId
from whale_desktop.storage.bulk import stream_row
from whale_desktop.storage.types import Moment

_BLOB = tables.blob

STREAMED_FROM = 1024 * 1024
"""Smaller files are put into the statement."""


def add_blob(bus: Bus, session: str, data: IO[bytes], *, name: str, size: int, address: str) -> BlobId:
    """Keep `size` bytes of `data` for the member of a session. Raises `UserError`: `blob.too_large` and those of sessions."""
    if size > MAXIMUM_BLOB_BYTES:
        raise too_large(size)
    with bus.database.write() as connection:
        now = bus.clock.now()
        actor = bus.identity.actor_of(connection, session, now, address=address)
        if connection.dialect.name != "postgresql" or size < STREAMED_FROM:
            return keep_blob(connection, data.read(), name=name, member_id=actor.member_id, now=now)
        blob = BlobId(new_id())
        moment = Moment().process_bind_param(now, connection.dialect)
        values = {
            "id": blob.encode(),
            "name": name.encode(),
            "member_id": struct.pack("!i", actor.member_id),
            "at": struct.pack("!q", moment),
        }
        stream_row(connection, _BLOB.name, values, large="data", data=data, size=size)
        return blob


class BlobReader:
    """Reads a file of the member of a session, piece by piece; each piece is a call of its own."""

    def __init__(self, bus: Bus, session: str, blob: str, *, address: str) -> None:
        """Find the file. Raises `UserError`: `blob.unknown` and those of sessions."""
        self._bus = bus
        self._session, self._address = session, address
        with bus.database.read() as connection:
            actor = bus.identity.actor_of(connection, session, bus.clock.now(), address=address)
            found = connection.execute(
                select(_BLOB.c.name, func.length(_BLOB.c.data)).where(_BLOB.c.id == blob, _BLOB.c.member_id == actor.member_id)
            ).one_or_none()
        if found is None:
            raise UserError("blob.unknown", {"blob": blob[:80]})
        self.name, self.size = str(found[0]), int(found[1])
        self._blob = blob

    def piece(self, start: int, size: int) -> bytes:
        """At most `size` bytes from `start` on. Raises as the first look: the session may have ended since."""
        with self._bus.database.read() as connection:
            self._bus.identity.actor_of(connection, self._session, self._bus.clock.now(), address=self._address)
            found = connection.execute(
                select(func.substr(_BLOB.c.data, start + 1, size, type_=_BLOB.c.data.type)).where(_BLOB.c.id == self._blob)
            ).scalar_one()
        return bytes(found)
