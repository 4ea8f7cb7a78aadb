"""Pure rules of signing in: lock-out, freezing, idle lock, end of a session, what a password must be. Knows no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WRONG_PASSWORDS_TO_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
LOCKS_TO_FREEZE = 3
LOCKS_COUNT_FOR = timedelta(hours=24)
IDLE_LOCK_AFTER = timedelta(minutes=30)
SESSION_ENDS_AFTER = timedelta(hours=12)
FRESH_FOR = timedelta(minutes=5)
MINIMUM_PASSWORD_CHARACTERS = 10
MINIMUM_PASSWORD_CLASSES = 3


@dataclass(frozen=True)
class Failure:
    """What a wrong password leads to. `locked_until` when this one locked the member; `freezes` when it was the third lock of a day."""

    failed_count: int
    locked_until: datetime | None = None
    freezes: bool = False


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether a lock-out still holds; it ends to the second (`docs/rules/platform.md` 5.2)."""
    return locked_until is not None and now < locked_until


def after_wrong_password(failed_count: int, earlier_locks: Sequence[datetime], now: datetime) -> Failure:
    """One more wrong password after `failed_count` in a row (`docs/rules/platform.md` 4, 5.2).

    earlier_locks: when this member was locked before; those of the last 24 hours count toward freezing.
    """
    count = failed_count + 1
    if count < WRONG_PASSWORDS_TO_LOCK:
        return Failure(failed_count=count)
    recent = [moment for moment in earlier_locks if now - moment < LOCKS_COUNT_FOR]
    return Failure(failed_count=0, locked_until=now + LOCKED_FOR, freezes=len(recent) + 1 >= LOCKS_TO_FREEZE)


def is_idle(last_used_at: datetime, now: datetime) -> bool:
    """Whether a session has been left alone so long that the password is needed again."""
    return now - last_used_at >= IDLE_LOCK_AFTER


def is_fresh(password_at: datetime, now: datetime) -> bool:
    """Whether the password was entered within the last minutes, as some commands demand."""
    return now - password_at < FRESH_FOR


def is_acceptable_password(password: str, email: str) -> bool:
    """Ten characters, three of the four classes, not containing the name part of the e-mail (`docs/rules/platform.md` 5.3)."""
    classes = (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())
    found = sum(any(test(one) for one in password) for test in classes)
    name = email.partition("@")[0].casefold()
    return (
        len(password) >= MINIMUM_PASSWORD_CHARACTERS
        and found >= MINIMUM_PASSWORD_CLASSES
        and not (name and name in password.casefold())
    )
