"""Words, choices and columns that several screens of members and rights share."""

from whale_desktop.features.access.messages import ListMemberChoices, ListModuleChoices, ListRoleChoices
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Column, Options

REMOVE = C_("access.action", "Remove")

MEMBER = C_("access.field", "Member")
NAME = C_("access.field", "Name")
EMAIL = C_("access.field", "E-mail")
ROLE = C_("access.field", "Role")
ROLES = C_("access.field", "Roles")
DEPARTMENT = C_("access.field", "Department")
VALID_FROM = C_("access.field", "Valid from")
VALID_TO = C_("access.field", "Valid to")
VALID_FROM_HINT = C_("access.field", "Empty: at once")
VALID_TO_HINT = C_("access.field", "The last day on which it counts; empty: unlimited")
MODULE = C_("access.field", "Module")
KIND = C_("access.field", "Kind")
CODE = C_("access.field", "Permission code")
WORKSTATION = C_("access.field", "Workstation")
ADDRESS = C_("access.field", "Network address")

MEMBERS = Options(query=ListMemberChoices, value="member_id", label="name")
ROLE_CHOICES = Options(query=ListRoleChoices, value="role", label="name")
MODULES = Options(query=ListModuleChoices, value="module", label="name")

DAY_WIDTH = 100

DAYS = (
    Column("valid_from", VALID_FROM, "date", ideal=DAY_WIDTH),
    Column("valid_to", VALID_TO, "date", sortable=True, ideal=DAY_WIDTH),
)
