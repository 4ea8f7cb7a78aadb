"""Who is there: what the server says of itself, signing in and out, locking and unlocking."""

from starlette.requests import Request
from starlette.responses import Response

from whale_desktop.gateway import wire
from whale_desktop.gateway.port import SignedIn
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import codec
from whale_desktop.server.core import Core, address_of, body_of, check_method, check_protocol, context_of, token_of
from whale_desktop.server.errors import json_answer


class Sessions:
    """The routes under `/v1/session`, and `/v1/place`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def place(self, request: Request) -> Response:
        """GET: what the server says of itself. Also what a client too old or too new is told by."""
        check_method(request, "GET")
        place = await self._core.run(self._core.served.place)
        return json_answer(
            codec.encode(
                wire.Welcome(
                    place=place,
                    version=self._core.served.version,
                    protocol=wire.PROTOCOL,
                    oldest_protocol=wire.OLDEST_PROTOCOL,
                )
            )
        )

    async def session(self, request: Request) -> Response:
        """POST: sign in. GET: who is signed in. DELETE: sign out."""
        check_method(request, "POST", "GET", "DELETE")
        check_protocol(request, self._core.served.version)
        if request.method == "POST":
            return await self._sign_in(request)
        token = token_of(request)
        signing = self._core.served.signing
        if request.method == "DELETE":
            await self._core.run(lambda: signing.sign_out(token))
            return Response(status_code=204)
        context = context_of(request)
        return _said(await self._core.run(lambda: signing.resume(token, context)))

    async def _sign_in(self, request: Request) -> Response:
        wanted: wire.SignIn = await body_of(request, wire.SignIn)
        context = context_of(request)
        _check_text(wanted.email, wanted.password, wanted.code)
        self._core.sign_ins.take(f"address {address_of(request)}")
        self._core.sign_ins.take(f"member {wanted.email.strip().lower()[:120]}")
        signing = self._core.served.signing
        return _said(
            await self._core.run_costly(lambda: signing.sign_in(wanted.email, wanted.password, context, code=wanted.code))
        )

    async def lock(self, request: Request) -> Response:
        """POST: every message is refused until the password is entered."""
        check_method(request, "POST")
        token = token_of(request)
        await self._core.run(lambda: self._core.served.signing.lock(token, address=address_of(request)))
        return Response(status_code=204)

    async def unlock(self, request: Request) -> Response:
        """POST: unlock by password, also the fresh login that some commands need."""
        check_method(request, "POST")
        given: wire.Unlock = await body_of(request, wire.Unlock)
        _check_text(given.password, given.code)
        token = token_of(request)
        self._core.sign_ins.take(f"session {token[:80]}")
        self._core.sign_ins.take(f"address {address_of(request)}")
        address, signing = address_of(request), self._core.served.signing
        return _said(await self._core.run_costly(lambda: signing.unlock(token, given.password, address=address, code=given.code)))


def _check_text(*texts: str) -> None:
    """Refuse what no database could be asked for."""
    if any("\0" in text or len(text) > 1000 for text in texts):
        raise UserError("message.invalid")


def _said(signed_in: SignedIn) -> Response:
    return json_answer(codec.encode(signed_in))
