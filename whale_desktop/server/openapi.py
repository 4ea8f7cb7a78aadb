"""The description of the whole interface, made from the registry: one typed path a message, and the few paths that are none.

Nobody writes it, so it cannot be wrong; scripts and fuzzers read it.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from whale_desktop.gateway import wire
from whale_desktop.gateway.port import SignedIn
from whale_desktop.messages import Done, MessageInfo, Submitted
from whale_desktop.messages.codec import ErrorReply
from whale_desktop.messages.files import BlobId
from whale_desktop.messages.registry import all_messages
from whale_desktop.server.settings import ServerSettings

Json = dict[str, Any]

REFUSALS: Mapping[str, str] = {
    "400": "The body or a header cannot be read; each bad field is named",
    "401": "There is no such session, or it has ended",
    "403": "Not permitted",
    "404": "No such message or file",
    "405": "No such method",
    "408": "The request did not arrive in time",
    "409": "Somebody else was faster, or the id was used for something else",
    "413": "Too large",
    "415": "The body is of another type",
    "422": "The input or the state does not allow it; nothing was written",
    "423": "The session is locked",
    "426": "Client and server are of different versions",
    "428": "The person must decide: send the same command again with its code in Whale-Acknowledged",
    "429": "Too many attempts, or locked out; see Retry-After",
    "500": "A mistake of the server, logged under the id in the answer",
    "503": "The data cannot be reached now; try again with the same Idempotency-Key",
}


def outside_messages() -> tuple[MessageInfo, ...]:
    """Every message that may come from outside, by name."""
    return tuple(info for info in all_messages() if not info.internal)


def _done(result: Any) -> Any:
    """What a command answers; the type is known at run time only."""
    return Done[result]


def document(version: str, settings: ServerSettings) -> Json:
    """The OpenAPI 3.1 document."""
    messages = outside_messages()
    kinds: list[Any] = [wire.SignIn, wire.Unlock, wire.Welcome, wire.Health, SignedIn, ErrorReply, Submitted, BlobId]
    answers: list[Any] = [_done(info.result) if info.is_command else info.result for info in messages]
    schemas, components = msgspec.json.schema_components(
        [*kinds, *(info.type for info in messages), *answers], ref_template="#/components/schemas/{name}"
    )
    own = dict(zip(kinds, schemas, strict=False))
    rest = schemas[len(kinds) :]
    paths: Json = {}
    for index, info in enumerate(messages):
        paths[wire.MESSAGES + info.name] = {"post": _message(info, rest[index], rest[len(messages) + index], own)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Whale Desktop", "version": version, "description": _DESCRIPTION},
        "servers": [{"url": settings.address}],
        "security": [{"session": []}],
        "tags": [{"name": name} for name in sorted({_tag(info) for info in messages})]
        + [{"name": "session"}, {"name": "server"}],
        "paths": {**_fixed_paths(own), **paths},
        "components": {
            "schemas": components,
            "responses": {f"Refused{status}": _refusal(said, own[ErrorReply]) for status, said in REFUSALS.items()},
            "parameters": _PARAMETERS,
            "securitySchemes": {
                "session": {"type": "http", "scheme": "bearer", "description": "The session of POST /v1/session"}
            },
        },
    }


_DESCRIPTION = (
    "Every message of the program has one path. A query asks and changes nothing. A command changes something once for each "
    "Idempotency-Key: send the same key again after a lost connection, and the first answer comes back. "
    "Amounts are decimal texts; moments are UTC."
)
_PARAMETERS: Json = {
    "CommandId": {
        "name": wire.COMMAND_ID,
        "in": "header",
        "description": "Made by the client before its first try; the same id takes effect once",
        "schema": {"type": "string", "maxLength": wire.MAXIMUM_COMMAND_ID, "pattern": "^[!-~]*$"},
    },
    "Acknowledged": {
        "name": wire.ACKNOWLEDGED,
        "in": "header",
        "description": "Codes of the questions (428) that the person has answered with yes, with commas",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._,-]*$"},
    },
    "Remark": {
        "name": wire.REMARK,
        "in": "header",
        "description": "What the person tells whoever will have to approve, percent-encoded",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._~-]*$"},
    },
    "Workstation": {
        "name": wire.WORKSTATION,
        "in": "header",
        "description": "Where the call comes from, kept in the audit trail, percent-encoded",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._~-]*$"},
    },
    "Locale": {
        "name": wire.LOCALE,
        "in": "header",
        "description": "The person's language",
        "schema": {"type": "string", "enum": list(wire.LANGUAGES)},
    },
}


def _tag(info: MessageInfo) -> str:
    return info.name.partition(".")[0]


def _json(schema: Json, description: str) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refusal(description: str, schema: Json) -> Json:
    return _json(schema, description)


def _refusals(*statuses: str) -> Json:
    return {status: {"$ref": f"#/components/responses/Refused{status}"} for status in statuses}


def _parameters(*names: str) -> list[Json]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


_EVERY = ("400", "401", "403", "404", "408", "413", "415", "422", "423", "426", "429", "500", "503")


def _message(info: MessageInfo, body: Json, answer: Json, own: Mapping[Any, Json]) -> Json:
    doc = (info.type.__doc__ or "").strip()
    responses: Json = {"200": _json(answer, "It took effect" if info.is_command else "The answer")}
    parameters = ["Workstation", "Locale"]
    refusals = list(_EVERY)
    if info.is_command:
        responses["202"] = _json(own[Submitted], "It waits for other people under a work order")
        parameters += ["CommandId", "Acknowledged", "Remark"]
        refusals += ["409", "428"]
    described: Json = {
        "operationId": info.name,
        "tags": [_tag(info)],
        "summary": doc.partition("\n")[0],
        "description": doc,
        "parameters": _parameters(*parameters),
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {**responses, **_refusals(*sorted(refusals))},
        "x-kind": "command" if info.is_command else "query",
        "x-permission": list(info.permission.codes),
        "x-topics": list(info.topics),
    }
    if info.approval:
        described["x-approval"] = info.approval
    if info.fresh_login:
        described["x-fresh-login"] = True
    return described


_COMMON = ("400", "401", "403", "408", "413", "415", "423", "426", "429", "500", "503")
_NOBODY: Json = {"security": []}
_FILE: Json = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_STREAM: Json = {"text/event-stream": {"schema": {"type": "string"}}}
_FILE_NAME: Json = {
    "name": wire.BLOB_NAME,
    "in": "header",
    "required": True,
    "description": "The file's name, percent-encoded",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9._-]+$"},
}
_FILE_ID: Json = {"name": "blob", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}


def _path(operation: str, tag: str, summary: str, responses: Json, **more: Any) -> Json:
    return {"operationId": operation, "tags": [tag], "summary": summary, "responses": responses, **more}


def _body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _fixed_paths(own: Mapping[Any, Json]) -> Json:
    """The paths that are no messages."""
    return {**_server_paths(own), **_session_paths(own), **_file_paths(own)}


def _session_paths(own: Mapping[Any, Json]) -> Json:
    answered = {"200": _json(own[SignedIn], "The session; `session` is the bearer token"), **_refusals(*_COMMON)}
    ended = {"204": {"description": "Done"}, **_refusals(*_COMMON)}
    sign_in = {"requestBody": _body(own[wire.SignIn]), "parameters": _parameters("Workstation", "Locale"), **_NOBODY}
    unlock = {"requestBody": _body(own[wire.Unlock])}
    return {
        wire.SESSION: {
            "post": _path("sign_in", "session", "Sign in", answered, **sign_in),
            "get": _path("signed_in", "session", "Who is signed in", answered),
            "delete": _path("sign_out", "session", "Sign out", ended),
        },
        wire.LOCK: {"post": _path("lock", "session", "Lock the session until the password is entered", ended)},
        wire.UNLOCK: {
            "post": _path(
                "unlock", "session", "Unlock by password; also the fresh login that some commands need", answered, **unlock
            )
        },
    }


def _file_paths(own: Mapping[Any, Json]) -> Json:
    kept = {"200": _json(own[BlobId], "The file's id"), **_refusals(*_COMMON)}
    given = {"200": {"description": "The file", "content": _FILE}, **_refusals("404", *_COMMON)}
    put = {"requestBody": {"required": True, "content": _FILE}, "parameters": [_FILE_NAME]}
    return {
        wire.BLOBS: {"post": _path("put_blob", "server", "Keep a file for a following message", kept, **put)},
        wire.BLOBS + "/{blob}": {
            "get": _path("get_blob", "server", "The bytes of a file of one's own", given, parameters=[_FILE_ID])
        },
    }


def _server_paths(own: Mapping[Any, Json]) -> Json:
    welcome = {"200": _json(own[wire.Welcome], "Name, business date, versions"), **_refusals("500", "503")}
    health = {"200": _json(own[wire.Health], "It does")}
    heard = {"200": {"description": "The stream", "content": _STREAM}, **_refusals(*_COMMON)}
    changes = "Topics of every committed command, as server-sent events; Last-Event-ID resumes without missing one"
    return {
        wire.PLACE: {"get": _path("place", "server", "What the server says of itself", welcome, **_NOBODY)},
        wire.CHANGES: {"get": _path("changes", "server", changes, heard)},
        wire.HEALTH: {"get": _path("health", "server", "Whether the process lives", health, **_NOBODY)},
        wire.READY: {"get": _path("ready", "server", "Whether the database answers", {**health, **_refusals("503")}, **_NOBODY)},
    }
