"""System parameters as data: switches and limits that a super administrator may set, each declared once with its default and limits.

Whoever needs one declares it beside its messages and reads it with `bus.parameters.parameter`. Only changed ones have a row in the
database. Must not know who reads, who sets, or where values are kept.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages.choices import label_of, labels
from whale_desktop.messages.error_texts import declare_errors

T = TypeVar("T", bound=int | str)


class ParameterGroup(StrEnum):
    """What a parameter is about; the tabs of the screen, in this order."""

    SIGN_IN = "sign_in"
    PASSWORD = "password"
    FILES = "files"
    RETENTION = "retention"
    MAIL = "mail"
    NOTICES = "notices"


class ParameterKind(StrEnum):
    """What its value is, and so which editor it has."""

    NUMBER = "number"
    TEXT = "text"
    SWITCH = "switch"
    CHOICE = "choice"
    LISTS = "lists"
    SECRET = "secret"


labels(
    ParameterGroup,
    {
        ParameterGroup.SIGN_IN: C_("parameter.group", "Sign-in"),
        ParameterGroup.PASSWORD: C_("parameter.group", "Password"),
        ParameterGroup.FILES: C_("parameter.group", "Export and import"),
        ParameterGroup.RETENTION: C_("parameter.group", "Retention"),
        ParameterGroup.MAIL: C_("parameter.group", "Mail server"),
        ParameterGroup.NOTICES: C_("parameter.group", "Notices"),
    },
)
labels(
    ParameterKind,
    {
        ParameterKind.NUMBER: C_("parameter.kind", "Whole number"),
        ParameterKind.TEXT: C_("parameter.kind", "Text"),
        ParameterKind.SWITCH: C_("parameter.kind", "Switch"),
        ParameterKind.CHOICE: C_("parameter.kind", "Choice"),
        ParameterKind.LISTS: C_("parameter.kind", "Lists"),
        ParameterKind.SECRET: C_("parameter.kind", "Secret"),
    },
)
declare_errors(
    {
        "parameter.unknown": C_("error", "There is no parameter {key}"),
        "parameter.not_a_number": C_("error", "Enter a whole number"),
        "parameter.out_of_range": C_("error", "Enter a number from {minimum} to {maximum}"),
        "parameter.too_long": C_("error", "At most {maximum} characters"),
        "parameter.mistyped": C_("error", "This is not a valid value"),
    }
)

YES, NO = "yes", "no"


@dataclass(frozen=True, kw_only=True)
class Parameter(Generic[T]):
    """One parameter. Its type is that of `default`: a whole number, a text, a switch (bool) or a choice (a labelled `StrEnum`).

    minimum, maximum: limits of a number, inclusive; of a text, `maximum` is its length in characters. unit: said behind a number.
    pattern: a regular expression that a text must match as a whole; the empty text always may be.
    check: makes the text that is kept of one that was typed; it raises `UserError` at `value` for what cannot be meant.
    lists: a text with the keys of lists, which are chosen among those that can be exported.
    secret: a text that is kept, never shown and never audited.
    """

    key: str
    group: ParameterGroup
    label: Text
    default: T
    hint: Text | None = None
    unit: Text | None = None
    minimum: int = 0
    maximum: int = 1_000_000
    pattern: str = ""
    check: Callable[[str], str] | None = None
    lists: bool = False
    secret: bool = False

    @property
    def kind(self) -> ParameterKind:
        """Which editor it has."""
        if self.secret:
            return ParameterKind.SECRET
        if self.lists:
            return ParameterKind.LISTS
        if isinstance(self.default, bool):
            return ParameterKind.SWITCH
        if isinstance(self.default, int):
            return ParameterKind.NUMBER
        return ParameterKind.CHOICE if isinstance(self.default, StrEnum) else ParameterKind.TEXT

    @property
    def choices(self) -> tuple[StrEnum, ...]:
        """What a choice may be, in order; empty for the other kinds."""
        return tuple(type(self.default)) if isinstance(self.default, StrEnum) else ()

    def written(self, value: T) -> str:
        """The text that is kept and travels."""
        if isinstance(value, bool):
            return YES if value else NO
        return str(value)

    def value_of(self, text: str) -> T:
        """The value that a text means. Raises `UserError` at `value` with a `parameter.…` code."""
        value: Any
        if self.kind is ParameterKind.NUMBER:
            value = self._number(text)
        elif self.kind is ParameterKind.SWITCH:
            if text not in (YES, NO):
                raise UserError.at("value", "parameter.mistyped")
            value = text == YES
        elif self.kind is ParameterKind.CHOICE:
            found = [one for one in self.choices if one == text]
            if not found:
                raise UserError.at("value", "parameter.mistyped")
            value = found[0]
        else:
            value = self._text(text)
        return value  # type: ignore[no-any-return]  # its kind is that of the default

    def _number(self, text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text.strip()):
            raise UserError.at("value", "parameter.not_a_number")
        number = int(text)
        if not self.minimum <= number <= self.maximum:
            raise UserError.at("value", "parameter.out_of_range", {"minimum": self.minimum, "maximum": self.maximum})
        return number

    def _text(self, text: str) -> str:
        plain = text if self.secret else text.strip()
        if len(plain) > self.maximum:
            raise UserError.at("value", "parameter.too_long", {"maximum": self.maximum})
        if plain and self.pattern and not re.fullmatch(self.pattern, plain):
            raise UserError.at("value", "parameter.mistyped")
        return self.check(plain) if self.check is not None and plain else plain

    def shown(self, text: str) -> str | Text:
        """What a person reads for a kept text: a choice's or a switch's word, a number in groups, a mask for a secret."""
        if self.kind is ParameterKind.SECRET:
            return MASK if text else ""
        if self.kind is ParameterKind.SWITCH:
            return ON if text == YES else OFF
        if self.kind is ParameterKind.NUMBER:
            return f"{int(text):,}"
        return next((label_of(one) for one in self.choices if one == text), text)


def keys_in(text: str) -> tuple[str, ...]:
    """The keys in the text of a parameter that holds lists, each once."""
    return tuple(dict.fromkeys(key.strip() for key in text.split(",") if key.strip()))


MASK = "******"
ON = C_("parameter", "On")
OFF = C_("parameter", "Off")

_PARAMETERS: dict[str, Parameter[Any]] = {}


def declare_parameter(parameter: Parameter[T]) -> Parameter[T]:
    """Register a parameter; its default must keep its own limits. Returns it, to be read with `bus.parameters.parameter`."""
    assert parameter.key not in _PARAMETERS, f"parameter {parameter.key} declared twice"
    assert parameter.value_of(parameter.written(parameter.default)) == parameter.default, parameter.key
    _PARAMETERS[parameter.key] = parameter
    return parameter


def all_parameters() -> Mapping[str, Parameter[Any]]:
    """Every declared parameter by key, in order of declaration."""
    return _PARAMETERS


EXPORT_AT_ONCE_ROWS = declare_parameter(
    Parameter(
        key="files.export_at_once_rows",
        group=ParameterGroup.FILES,
        label=C_("parameter", "Export at once up to"),
        hint=C_("parameter", "Longer lists are exported in the background, with a notice at the end"),
        unit=C_("parameter.unit", "rows"),
        default=5_000,
        minimum=0,
        maximum=100_000,
    )
)
EXPORT_MAXIMUM_ROWS = declare_parameter(
    Parameter(
        key="files.export_maximum_rows",
        group=ParameterGroup.FILES,
        label=C_("parameter", "Most rows of an export"),
        unit=C_("parameter.unit", "rows"),
        default=500_000,
        minimum=1_000,
        maximum=500_000,
    )
)
FILES_KEPT_DAYS = declare_parameter(
    Parameter(
        key="files.kept_days",
        group=ParameterGroup.RETENTION,
        label=C_("parameter", "Exported and imported files are kept for"),
        unit=C_("parameter.unit", "days"),
        default=7,
        minimum=1,
        maximum=90,
    )
)
