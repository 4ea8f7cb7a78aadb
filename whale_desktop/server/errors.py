"""Errors as HTTP answers: a status by family and code, and always the same typed body. Never a traceback."""

from collections.abc import Mapping

from starlette.responses import Response

from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.messages import codec

FAMILIES: Mapping[str, int] = {"user": 422, "confirm": 428, "conflict": 409, "unavailable": 503, "fault": 500}
"""Status by family; 428 because the same command has to come again, acknowledged."""

CODES: Mapping[str, int] = {
    "message.invalid": 400,
    "message.unknown": 404,
    "message.not_external": 404,
    "blob.unknown": 404,
    "blob.too_large": 413,
    "auth.session_ended": 401,
    "auth.bad_credentials": 401,
    "auth.code_needed": 401,
    "auth.bad_code": 401,
    "auth.code_used": 401,
    "auth.service_user": 403,
    "auth.no_permission": 403,
    "auth.frozen": 403,
    "auth.ip_denied": 403,
    "auth.password_due": 403,
    "auth.second_factor_due": 403,
    "auth.fresh_login": 403,
    "auth.session_locked": 423,
    "auth.locked": 429,
    "server.not_found": 404,
    "server.method": 405,
    "server.body_type": 415,
    "server.header": 400,
    "server.too_large": 413,
    "server.too_many": 429,
    "server.slow_request": 408,
    "server.client_too_old": 426,
    "server.client_too_new": 426,
}
"""Status of the codes that have one of their own."""


def status_of(error: CodedError) -> int:
    """The HTTP status of an error."""
    return CODES.get(error.code) or FAMILIES.get(error.kind, 500)


def answer(error: CodedError) -> Response:
    """An error as its answer."""
    headers = {}
    if "seconds" in error.params and status_of(error) == 429:
        headers[wire.RETRY_AFTER] = str(error.params["seconds"])
    if status_of(error) == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if "allowed" in error.params:
        headers["Allow"] = str(error.params["allowed"])
    return json_answer(codec.encode(codec.encode_error(error)), status=status_of(error), headers=headers)


def json_answer(body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON body."""
    return Response(body, status_code=status, media_type="application/json", headers=dict(headers or {}))


def bad_header(name: str, expected: str) -> UserError:
    """A header that cannot be meant."""
    return UserError("server.header", {"header": name, "expected": expected})
