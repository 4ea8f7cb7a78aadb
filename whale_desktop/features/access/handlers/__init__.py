"""Members, roles, policies, grants, passwords, system parameters; keeps sessions (`identity`, `signing`) and the base rows (`seed`)."""

from whale_desktop.features.access.handlers import (
    applications,
    grant_lists,
    grants,
    member_lists,
    members,
    own,
    policies,
    role_lists,
    roles,
    second_factor,
    sessions,
    settings,
)
from whale_desktop.features.access.handlers.seed import add_member, seed_access

__all__ = [
    "add_member",
    "applications",
    "grant_lists",
    "grants",
    "member_lists",
    "members",
    "own",
    "policies",
    "role_lists",
    "roles",
    "second_factor",
    "seed_access",
    "sessions",
    "settings",
]
