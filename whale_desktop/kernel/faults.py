"""The failing fields of one input, collected so that they are refused all at once. Must not know what the fields mean."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from whale_desktop.kernel.errors import FieldError, UserError

MISSING = "FX-E01"
TOO_LONG = "FX-E35"
"""The codes of these two refusals, the same in every form (`docs/rules/fx.md` 6)."""

LONGEST_REMARK = 255


class Faults:
    """The failing fields of one command. `field` is the message's field name, `lines[2].amount` inside a row table."""

    def __init__(self) -> None:
        self._found: list[FieldError] = []

    def add(self, field: str, code: str, params: Mapping[str, Any] | None = None) -> None:
        """A field fails."""
        self._found.append(FieldError(field, code, dict(params or {})))

    def take(self, error: UserError) -> None:
        """Take over the failing fields of a rule's refusal."""
        self._found.extend(error.fields or (FieldError("", error.code, error.params),))

    def missing(self, **values: object) -> None:
        """Fields that must be filled and are not (FX-E01)."""
        for name, value in values.items():
            if is_missing(value):
                self.add(name, MISSING)

    def too_long(self, limit: int = LONGEST_REMARK, **values: str) -> None:
        """Texts that are longer than `limit` characters (FX-E35)."""
        for name, value in values.items():
            if len(value) > limit:
                self.add(name, TOO_LONG, {"limit": limit})

    def refuse(self) -> None:
        """Raise `UserError` with every failing field, if any."""
        if self._found:
            first = self._found[0]
            raise UserError(first.code, first.params, fields=tuple(self._found))


def is_missing(value: object) -> bool:
    """Whether a field that must be filled is not: no value, nothing in a tuple, nothing but spaces in a text."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return not value.strip()
    return value in (None, ())
