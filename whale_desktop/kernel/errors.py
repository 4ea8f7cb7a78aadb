"""Errors that travel as a code and parameters; the sentence is made where a person reads it, in that person's language.

Five families. `UserError`, `NeedsConfirmation`, `Conflict` and `Unavailable` are answers; `Fault` stands for a mistake of ours,
carries only an id, and its cause is in the log under that id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as declared
from typing import Any

Params = Mapping[str, Any]


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field. `field` is the message's field name, `lines[2].amount` inside a row table."""

    field: str
    code: str
    params: Params = declared(default_factory=dict)


class CodedError(Exception):
    """Base of all errors that a user may see. `code` is registered with its text; `params` fill the text."""

    kind = "error"

    def __init__(self, code: str, params: Params | None = None, *, fields: tuple[FieldError, ...] = ()) -> None:
        super().__init__(code, dict(params or {}), fields)
        self.code = code
        self.params: dict[str, Any] = dict(params or {})
        self.fields = fields

    def __str__(self) -> str:
        return f"{self.code} {self.params or ''} {[f'{e.field}: {e.code}' for e in self.fields] or ''}".strip()


class UserError(CodedError):
    """The input or the state does not allow it. Nothing was written. `fields` point at what to mend."""

    kind = "user"

    @classmethod
    def at(cls, field_name: str, code: str, params: Params | None = None) -> "UserError":
        """An error that belongs to one field."""
        return cls(code, params, fields=(FieldError(field_name, code, dict(params or {})),))


class NeedsConfirmation(CodedError):
    """Nothing was written; the person decides with the numbers in `params`, and the same command is sent again acknowledged."""

    kind = "confirm"


class Conflict(CodedError):
    """Somebody else was faster: stale version, duplicate key, same command id with other input."""

    kind = "conflict"


class Unavailable(CodedError):
    """The place where the data lives does not answer now: locked, full, offline. A retry is offered."""

    kind = "unavailable"


class Fault(CodedError):
    """Our own mistake. The user sees the id, the log has the cause."""

    kind = "fault"

    def __init__(self, fault_id: str) -> None:
        super().__init__("system.fault", {"fault_id": fault_id})


FAMILIES: dict[str, type[CodedError]] = {family.kind: family for family in (UserError, NeedsConfirmation, Conflict, Unavailable)}
