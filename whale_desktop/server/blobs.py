"""Files in and out: workbooks to import, exports to save, attachments."""

import tempfile
from collections.abc import AsyncIterator
from typing import IO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from whale_desktop.bus.blobs import BlobReader, add_blob
from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import codec
from whale_desktop.messages.files import BlobId
from whale_desktop.server.core import Core, address_of, check_method, check_protocol
from whale_desktop.server.errors import bad_header, json_answer

IN_MEMORY = 1024 * 1024
PIECE = 256 * 1024
MAXIMUM_NAME = 200


class Blobs:
    """`POST /v1/blobs` and `GET /v1/blobs/{id}`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def put(self, request: Request) -> Response:
        """POST: keep a file; answers its id. The body is the file, its name a header."""
        check_method(request, "POST")
        check_protocol(request, self._core.served.version)
        kind = request.headers.get("content-type", "application/octet-stream").partition(";")[0].strip().lower()
        if kind != "application/octet-stream":
            raise UserError("server.body_type", {"wanted": "application/octet-stream"})
        name = wire.from_header(request.headers.get(wire.BLOB_NAME, ""))
        if not 1 <= len(name) <= MAXIMUM_NAME or not name.isprintable():
            raise bad_header(wire.BLOB_NAME, f"a file name of at most {MAXIMUM_NAME} characters")
        address = address_of(request)
        with self._core.calling(request) as token:
            await self._check_session(token, address)  # before the body is taken in
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
            async for piece in request.stream():
                kept.write(piece)
            size = kept.tell()
            kept.seek(0)
            blob = await self._core.run(lambda: self._add(token, name, kept, size, address))
        return json_answer(codec.encode(blob))

    async def _check_session(self, token: str, address: str) -> None:
        if not await self._core.run(lambda: self._core.served.signing.is_open(token, address=address)):
            raise UserError("auth.session_ended")

    def _add(self, token: str, name: str, data: IO[bytes], size: int, address: str) -> BlobId:
        bus = self._core.served.bus
        return add_blob(bus, token, data, name=name, size=size, address=address)

    async def get(self, request: Request) -> Response:
        """GET: the bytes of a file that belongs to whoever asks, piece by piece."""
        check_method(request, "GET")
        check_protocol(request, self._core.served.version)
        blob, address = str(request.path_params["blob"]), address_of(request)
        with self._core.calling(request) as token:
            await self._check_session(token, address)
            reader = await self._core.run(lambda: BlobReader(self._core.served.bus, token, blob, address=address))

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, reader.size, PIECE):
                yield await self._core.run(lambda start=start: reader.piece(start, PIECE))  # type: ignore[misc]  # bound now

        headers = {
            "content-length": str(reader.size),
            wire.BLOB_NAME: wire.to_header(reader.name),
            "content-disposition": "attachment",
        }
        return StreamingResponse(pieces(), media_type="application/octet-stream", headers=headers)
