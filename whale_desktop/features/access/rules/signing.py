"""Pure rules of signing in: lock-out, freezing, idle lock, end of a session (`docs/rules/platform.md` 4, 5.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LOCKS_COUNT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Limits:
    """The system parameters of signing in, as they are in force."""

    wrong_passwords_to_lock: int = 5
    locked_for: timedelta = timedelta(minutes=15)
    locks_to_freeze: int = 3
    idle_for: timedelta = timedelta(minutes=30)
    session_for: timedelta = timedelta(hours=12)
    fresh_for: timedelta = timedelta(minutes=5)


@dataclass(frozen=True)
class Failure:
    """What a wrong password leads to. `locked_until` when this one locked the member; `freezes` when it was the third lock of a day."""

    failed_count: int
    locked_until: datetime | None = None
    freezes: bool = False


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether a lock-out still holds; it ends to the second (`docs/rules/platform.md` 5.2)."""
    return locked_until is not None and now < locked_until


def after_wrong_password(failed_count: int, earlier_locks: Sequence[datetime], now: datetime, limits: Limits) -> Failure:
    """One more wrong password after `failed_count` in a row (`docs/rules/platform.md` 4, 5.2).

    earlier_locks: when this member was locked before; those of the last 24 hours count toward freezing.
    """
    count = failed_count + 1
    if count < limits.wrong_passwords_to_lock:
        return Failure(failed_count=count)
    recent = [moment for moment in earlier_locks if now - moment < LOCKS_COUNT_FOR]
    return Failure(failed_count=0, locked_until=now + limits.locked_for, freezes=len(recent) + 1 >= limits.locks_to_freeze)


def is_idle(last_used_at: datetime, now: datetime, limits: Limits) -> bool:
    """Whether a session has been left alone so long that the password is needed again."""
    return now - last_used_at >= limits.idle_for


def is_fresh(password_at: datetime, now: datetime, limits: Limits) -> bool:
    """Whether the password was entered within the last minutes, as some commands demand."""
    return now - password_at < limits.fresh_for
