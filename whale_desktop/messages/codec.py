"""Messages and replies as JSON and back. Local calls pass through here too, so local and remote cannot differ.

`decode_message` walks the raw fields first: all missing, unknown and mistyped fields are reported together.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from whale_desktop.kernel.errors import FAMILIES, CodedError, Fault, FieldError, UserError
from whale_desktop.messages.base import Message, Struct
from whale_desktop.messages.registry import MessageInfo

_DIGITS = 40
"""Decimals with more digits, or so far from the point, are refused at the door; what is stored has at most 19."""

_encoder = msgspec.json.Encoder(decimal_format="string", order=None)


class ErrorReply(Struct):
    """An error on the wire: family, code, parameters, field errors as (field, code, parameters)."""

    kind: str
    code: str
    params: dict[str, Any] = {}
    fields: tuple[tuple[str, str, dict[str, Any]], ...] = ()


def encode(value: Any) -> bytes:
    """Any message, reply or struct as JSON."""
    return _encoder.encode(value)


@lru_cache(maxsize=1024)
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def decode(data: bytes, kind: Any) -> Any:
    """JSON as a value of type `kind`; raises `msgspec.ValidationError` when it is none."""
    return _decoder(kind).decode(data)


def decode_message(data: bytes, info: MessageInfo) -> Message:
    """JSON as the message that `info` describes. Raises `UserError` with one field error for every bad field."""
    try:
        message: Message = _decoder(info.type).decode(data)
    except msgspec.ValidationError as error:
        raise UserError("message.invalid", fields=tuple(_faults(data, info, str(error)))) from None
    except msgspec.DecodeError:
        raise UserError("message.invalid") from None
    unusable = tuple(_unusable("", msgspec.to_builtins(message, builtin_types=(Decimal,))))
    if unusable:
        raise UserError("message.invalid", fields=unusable)
    return message


def _unusable(path: str, value: Any) -> Iterator[FieldError]:
    """Everything inside `value` that cannot be meant or stored: no number, an infinite or too long one, a text with a null character."""
    if isinstance(value, int):
        if abs(value) >= 2**63:
            yield FieldError(path, "message.mistyped", {"expected": "an integer of 64 bits"})
    elif isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > _DIGITS or len(value.as_tuple().digits) > _DIGITS:
            yield FieldError(path, "message.mistyped", {"expected": f"a number of at most {_DIGITS} digits"})
    elif isinstance(value, str):
        if "\0" in value:
            yield FieldError(path, "message.mistyped", {"expected": "a text without null characters"})
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unusable(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _unusable(f"{path}[{index}]", inner)


def _faults(data: bytes, info: MessageInfo, reason: str) -> list[FieldError]:
    try:
        raw = msgspec.json.decode(data)
    except msgspec.ValidationError:  # a number beyond every range, the only thing that plain JSON refuses
        return [FieldError(_path("", reason).removeprefix("."), "message.mistyped", {"expected": reason})]
    except msgspec.DecodeError:  # the type was wrong before the text broke off
        return []
    if not isinstance(raw, dict):
        return [FieldError("", "message.mistyped", {"expected": "object"})]
    faults: list[FieldError] = []
    declared = {field.name: field for field in msgspec.structs.fields(info.type)}
    for name in raw:
        if name not in declared:
            faults.append(FieldError(name, "message.unexpected"))
    for name, field in declared.items():
        if name not in raw:
            if field.required:
                faults.append(FieldError(name, "message.missing"))
            continue
        try:
            msgspec.convert(raw[name], field.type, builtin_types=())
        except msgspec.ValidationError as error:
            faults.append(FieldError(_path(name, str(error)), "message.mistyped", {"expected": str(error)}))
    return faults


def _path(name: str, reason: str) -> str:
    """The field's path with the inner path that msgspec reports behind ` - at `$…``."""
    _, found, inner = reason.rpartition(" - at `$")
    return name + inner.rstrip("`") if found else name


def encode_error(error: CodedError) -> ErrorReply:
    """An error as it travels."""
    return ErrorReply(
        kind=error.kind,
        code=error.code,
        params={key: _plain(value) for key, value in error.params.items()},
        fields=tuple((e.field, e.code, {k: _plain(v) for k, v in e.params.items()}) for e in error.fields),
    )


def decode_error(reply: ErrorReply) -> CodedError:
    """The exception that travelled."""
    if reply.kind == Fault.kind:
        return Fault(str(reply.params.get("fault_id", "")))
    family = FAMILIES.get(reply.kind, CodedError)
    return family(reply.code, reply.params, fields=tuple(FieldError(*fault) for fault in reply.fields))


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)
