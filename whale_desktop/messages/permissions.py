"""Permission codes as data on messages. A message needs one code, any of several, or only a signed-in user.

The codes are the documented ones, byte for byte; `resources/seed/permissions.csv` names and describes each.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Permission:
    """One code, e.g. `lb_hk_conversion.forex_order_add`."""

    code: str

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes of which one is enough."""
        return (self.code,)


@dataclass(frozen=True)
class AnyOf:
    """Any one of the codes is enough."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class _SignedIn:
    codes: tuple[str, ...] = ()


SIGNED_IN = _SignedIn()
"""Every signed-in member may send it."""

SCHEDULED = Permission("service.scheduled_run")
"""What is run by the clock; held by a service user, who cannot sign in at the window."""

Requirement = Permission | AnyOf | _SignedIn


def any_of(*codes: str) -> AnyOf:
    """Any one of these codes is enough."""
    assert len(codes) > 1, codes
    return AnyOf(codes)


def is_met(requirement: Requirement, held: frozenset[str]) -> bool:
    """Whether somebody with the codes `held` meets `requirement`."""
    return not requirement.codes or any(code in held for code in requirement.codes)
