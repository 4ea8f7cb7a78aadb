"""The error codes of members, roles and rights (`docs/rules/platform.md` 6.13)."""

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import declare_errors

declare_errors(
    {
        "preference.too_large": C_("error", "This setting is too large to be kept: {size} characters, at most {limit}"),
        "auth.email_used": C_("error", "This e-mail is already used"),
        "auth.email_invalid": C_("error", "This is not an e-mail address"),
        "auth.password_due": C_("error", "The password must be changed first"),
        "auth.second_factor_due": C_("error", "Two-factor authentication must be set up first"),
        "auth.second_factor_off": C_("error", "Two-factor authentication is switched off here"),
        "auth.second_factor_over": C_("error", "This took too long, or was begun elsewhere; begin again"),
        "auth.second_factor_none": C_("error", "This member has no two-factor authentication"),
        "auth.second_factor_compulsory": C_(
            "error", "Everybody needs two-factor authentication here; it can only be set up anew"
        ),
        "auth.password_used": C_("error", "This password was used before; choose another one"),
        "auth.network_without_own": C_(
            "error",
            "Your own address {address} is in none of these networks: you will be signed out and cannot come back from here. "
            "Open sessions of others from elsewhere: {count}",
        ),
        "auth.network_shuts_out": C_("error", "Open sessions from outside these networks, which will end: {count}"),
        "parameter.network": C_("error", "“{network}” is neither an address nor a network"),
        "parameter.network_bits": C_("error", "“{network}” is no network; {meant} is the one that it lies in"),
        "admin.self_change": C_("error", "You cannot change your own rights or status"),
        "admin.last_super_admin": C_("error", "At least one super administrator must remain"),
        "admin.super_admin_only": C_("error", "Only a super administrator can do this to a super administrator"),
        "admin.super_admin_fixed": C_("error", "The role of the super administrators cannot be edited or deleted"),
        "admin.role_in_use": C_("error", "The role is in use"),
        "admin.role_unknown": C_("error", "This role does not exist"),
        "admin.policy_in_use": C_("error", "The policy is in use"),
        "admin.policy_unknown": C_("error", "This policy does not exist"),
        "admin.policy_module": C_("error", "This permission does not belong to the module of the policy"),
        "admin.name_used": C_("error", "This name is already used"),
        "admin.code_unknown": C_("error", "The permission {code} does not exist or cannot be granted"),
        "admin.member_unknown": C_("error", "This member does not exist"),
        "admin.member_state": C_("error", "This is not possible while the member is {state}"),
        "admin.grant_unknown": C_("error", "This grant does not exist any more"),
        "admin.nothing_chosen": C_("error", "Choose at least one policy or permission"),
        "admin.period": C_("error", "The last day is before the first day or over already"),
        "application.unknown": C_("error", "This request does not exist"),
        "application.decided": C_("error", "This request was decided already"),
        "admin.session_unknown": C_("error", "This session has ended already"),
    }
)
