"""Pure rules of passwords: what one must be and when it is due to be changed (`docs/rules/platform.md` 5.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_CLASSES: tuple[Callable[[str], bool], ...] = (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())


class Demand(StrEnum):
    """One thing that is asked of a password."""

    LENGTH = "length"
    CLASSES = "classes"
    NAME = "name"


@dataclass(frozen=True)
class PasswordLimits:
    """The system parameters of passwords, as they are in force. history counts the present one; days: 0 for never due."""

    characters: int = 10
    classes: int = 3
    history: int = 5
    days: int = 90


def unmet(password: str, email: str, limits: PasswordLimits) -> tuple[Demand, ...]:
    """What a password lacks: length, kinds of characters, or being free of the name part of the e-mail."""
    found = sum(any(test(one) for one in password) for test in _CLASSES)
    name = email.partition("@")[0].casefold()
    lacking = {
        Demand.LENGTH: len(password) < limits.characters,
        Demand.CLASSES: found < limits.classes,
        Demand.NAME: bool(name) and name in password.casefold(),
    }
    return tuple(demand for demand, lacks in lacking.items() if lacks)


def due_at(changed_at: datetime | None, limits: PasswordLimits) -> datetime | None:
    """When a password must be changed, None when it never must."""
    return None if changed_at is None or not limits.days else changed_at + timedelta(days=limits.days)


def is_due(changed_at: datetime | None, now: datetime, limits: PasswordLimits) -> bool:
    """Whether a password is so old that it must be changed before anything else."""
    due = due_at(changed_at, limits)
    return due is not None and now >= due
