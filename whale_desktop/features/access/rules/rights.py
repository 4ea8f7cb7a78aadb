"""Pure rules of rights: what a policy gives, when a grant counts, what may be chosen (`docs/rules/platform.md` 3.2, 5.1)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from whale_desktop.features.access.messages import GrantPhase, Period, PermissionKind, PolicyKind, System
from whale_desktop.messages.permission_catalogue import PermissionEntry

_DAYS = {Period.DAYS_7: 7, Period.DAYS_30: 30, Period.DAYS_90: 90, Period.DAYS_365: 365}
_SYSTEMS = {"customer": System.CLIENTS, "settings": System.GLOBAL}


def policy_codes(
    kind: PolicyKind, module: str, chosen: Iterable[str], catalogue: Mapping[str, PermissionEntry]
) -> frozenset[str]:
    """The codes that a policy gives.

    An "all" policy gives every code of its module, also one that a later version of the program brings; a read-only policy every
    code to view, and what was chosen besides; any other policy what was chosen.
    """
    own = frozenset(code for code in chosen if code in catalogue)
    if kind is PolicyKind.SPECIAL:
        return own
    return own | {
        code
        for code, entry in catalogue.items()
        if entry.module == module and (kind is PolicyKind.ALL or entry.kind == PermissionKind.VIEW)
    }


def phase(valid_from: date | None, valid_to: date | None, today: date) -> GrantPhase:
    """Whether a grant counts on a Hong Kong day; its last day counts to the end (`docs/rules/platform.md` 5.1)."""
    if valid_to is not None and valid_to < today:
        return GrantPhase.ENDED
    return GrantPhase.FUTURE if valid_from is not None and valid_from > today else GrantPhase.ACTIVE


def is_usable_period(valid_from: date | None, valid_to: date | None, today: date) -> bool:
    """Whether days may be given to a grant: not over already, not ending before they begin."""
    return valid_to is None or (valid_to >= today and (valid_from is None or valid_from <= valid_to))


def last_day(period: Period, until: date | None, today: date) -> date | None:
    """The last day of rights that are granted today: so many days after today, the date itself, or None for ever.

    Granted on 2024-03-18 for 7 days: the last day is 2024-03-25.
    """
    if period is Period.DATE:
        return until
    return today + timedelta(days=_DAYS[period]) if period in _DAYS else None


def system_of(module: str) -> System:
    """Which part of the product a first-level module belongs to."""
    return _SYSTEMS.get(module, System.BACK_OFFICE)
