"""`POST /v1/{message}`: any registered message, its body as JSON, the answer as JSON."""

from collections import OrderedDict
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from whale_desktop.bus import Call
from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages.registry import by_name
from whale_desktop.server.core import USE_IS_KEPT_EVERY, Core, call_of, check_json, check_method, check_protocol
from whale_desktop.server.errors import json_answer

MOST_SESSIONS = 10_000

_REPLAYED = b'"replayed":true}'
_SUBMITTED = b'{"work_order_no"'


class Messages:
    """The one door for everything that the business can do."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._used: OrderedDict[str, datetime] = OrderedDict()

    async def __call__(self, request: Request) -> Response:
        """One message."""
        check_method(request, "POST")
        check_protocol(request, self._core.served.version)
        check_json(request)
        call = call_of(request)
        with self._core.calling(request):
            return await self._answer(request.path_params["message"], await request.body(), call)

    async def _answer(self, name: str, body: bytes, call: Call) -> Response:
        self._core.served.bus.load()
        info = by_name(name)
        if info is None or info.internal:
            raise UserError("message.unknown", {"name": name[:80]})
        if info.is_command:
            reply = await self._core.run(lambda: self._core.served.bus.submit(name, body, call))
            headers = {wire.REPLAYED: "true"} if reply.endswith(_REPLAYED) else None
            return json_answer(reply, status=202 if reply.startswith(_SUBMITTED) else 200, headers=headers)
        return json_answer(await self._core.run(lambda: self._ask(name, body, call)))

    def _ask(self, name: str, body: bytes, call: Call) -> bytes:
        """A query; that it was asked is written down once a minute, for the other processes to know that the session is in use."""
        reply = self._core.served.bus.ask(name, body, call)
        now = self._core.served.bus.clock.now()
        kept = self._used.get(call.session)
        if kept is None or now - kept >= USE_IS_KEPT_EVERY:
            self._used[call.session] = now
            self._used.move_to_end(call.session)
            if len(self._used) > MOST_SESSIONS:
                self._used.popitem(last=False)
            if kept is not None:
                self._core.served.signing.keep_use(call.session)
        return reply
