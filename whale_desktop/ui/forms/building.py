"""A command from the values of a form. Qt-free: values in, a typed command or coded field errors out."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from whale_desktop.kernel.errors import FieldError, UserError
from whale_desktop.messages import Command
from whale_desktop.screens import Field, FormSpec

Values = Mapping[str, Any]


def is_empty(value: Any) -> bool:
    """Whether nothing was entered. False and zero are entries."""
    return value is None or value in ("", ())


def visible_fields(fields: Iterable[Field], values: Values) -> list[Field]:
    """The fields whose `when` holds for the present values."""
    return [one for one in fields if one.when is None or one.when(values)]


def missing(fields: Iterable[Field], values: Values, also: Iterable[str] = ()) -> list[FieldError]:
    """One error for every required field that is empty, inside row tables too. `also`: fields that one button asks for."""
    wanted = set(also)
    errors: list[FieldError] = []
    for one in visible_fields(fields, values):
        value = values.get(one.name)
        if (one.required or one.name in wanted) and is_empty(value) and one.kind not in ("switch", "fixed"):
            errors.append(FieldError(one.name, "message.missing"))
        elif one.kind == "rows":
            for index, row in enumerate(value or ()):
                errors += [
                    FieldError(f"{one.name}[{index}].{inner.field}", inner.code, inner.params) for inner in missing(one.rows, row)
                ]
    return errors


def build_command(form: FormSpec, values: Values) -> Command[Any]:
    """The form's command. Raises `UserError("message.invalid")` with the place of a value that does not fit."""
    return make(form.command, values)


def make(command: type[Command[Any]], values: Values) -> Command[Any]:
    """A command from values by field name; empty values fall to the command's default, or to None or an empty text."""
    raw: dict[str, Any] = {}
    for field in msgspec.structs.fields(command):
        value = values.get(field.name)
        if not is_empty(value):
            raw[field.name] = value
        elif field.required:
            raw[field.name] = _nothing(field.type, value)
    try:
        made: Command[Any] = msgspec.convert(msgspec.to_builtins(raw), command, strict=False)
        return made
    except msgspec.ValidationError as error:
        reason, _, path = str(error).rpartition(" - at `$")
        place = path.strip("`").lstrip(".")
        raise UserError("message.invalid", fields=(FieldError(place, "message.mistyped", {"expected": reason}),)) from error


def _nothing(kind: Any, value: Any) -> Any:
    """What an empty value is for a field without a default: an empty text or tuple where the type is that, else None."""
    if value == ():
        return ()
    return "" if kind is str else None
