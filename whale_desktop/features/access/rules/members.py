"""Pure rules of members: which state follows which, and what may be done with a member (`docs/rules/platform.md` 4)."""

import re

from whale_desktop.features.access.messages import MemberState

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")

RESET_SECOND_FACTOR = "access.second_factor.reset"
STATES: dict[str, tuple[MemberState, ...]] = {
    "access.member.edit": (MemberState.NORMAL, MemberState.FROZEN),
    "access.member.freeze": (MemberState.NORMAL,),
    "access.member.unfreeze": (MemberState.FROZEN,),
    "access.member.depart": (MemberState.NORMAL, MemberState.FROZEN),
    "access.member.reset_password": (MemberState.NORMAL, MemberState.FROZEN),
    "access.role.bind": (MemberState.NORMAL, MemberState.FROZEN),
    "access.grant.bind": (MemberState.NORMAL, MemberState.FROZEN),
    "access.session.revoke_all": (MemberState.NORMAL,),
    RESET_SECOND_FACTOR: (MemberState.NORMAL, MemberState.FROZEN),
}
"""Command → states of a member in which it may be sent."""

TO_ONESELF = frozenset({"access.member.edit", "access.session.revoke_all"})
"""What a member may do to himself with the rights of an administrator; the rest changes his own rights or state."""


def may(state: MemberState, *, oneself: bool, above: bool, second_factor: bool) -> tuple[str, ...]:
    """The commands that a member's state allows. above: a super administrator, while the one who asks is none.

    second_factor: whether he has one.
    """
    return tuple(
        name
        for name, states in STATES.items()
        if state in states
        and (second_factor or name != RESET_SECOND_FACTOR)
        and (not oneself or name in TO_ONESELF)
        and not (above and name != "access.session.revoke_all")
    )


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address."""
    return len(text) <= 120 and _EMAIL.fullmatch(text) is not None
