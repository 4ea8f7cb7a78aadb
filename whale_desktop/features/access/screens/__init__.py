"""The screens of members, roles, policies, sessions and system parameters (`docs/rules/platform.md` 2, 7)."""

from whale_desktop.features.access.screens.applications import APPLICATIONS
from whale_desktop.features.access.screens.members import MEMBERS_SCREEN
from whale_desktop.features.access.screens.own import OWN_SESSIONS
from whale_desktop.features.access.screens.roles import ROLES_SCREEN
from whale_desktop.features.access.screens.settings import PARAMETERS

SCREENS = (MEMBERS_SCREEN, ROLES_SCREEN, PARAMETERS, APPLICATIONS, OWN_SESSIONS)
