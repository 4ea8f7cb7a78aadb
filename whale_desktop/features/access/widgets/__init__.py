"""Hand-written dialogs of members and rights: the role matrix, policies, grants, passwords, system parameters."""

from whale_desktop.features.access.widgets.application_dialog import ApplicationDialog
from whale_desktop.features.access.widgets.grant_dialog import GrantDialog
from whale_desktop.features.access.widgets.parameter_dialog import ParameterDialog
from whale_desktop.features.access.widgets.password_dialog import PasswordDialog
from whale_desktop.features.access.widgets.policy_dialog import PolicyDialog
from whale_desktop.features.access.widgets.role_dialog import RoleDialog
from whale_desktop.features.access.widgets.second_factor_dialog import SecondFactorSteps

__all__ = [
    "SecondFactorSteps",
    "ApplicationDialog",
    "GrantDialog",
    "ParameterDialog",
    "PasswordDialog",
    "PolicyDialog",
    "RoleDialog",
]
