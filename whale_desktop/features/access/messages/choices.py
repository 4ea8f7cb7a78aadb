"""Words of members, roles, policies and grants that people see, each with its label."""

from enum import StrEnum

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import labels


class MemberState(StrEnum):
    """Whether a member may work (`docs/rules/platform.md` 3.1)."""

    NORMAL = "normal"
    FROZEN = "frozen"
    DEPARTED = "departed"


class MemberType(StrEnum):
    """What a member works with (`docs/rules/platform.md` 3.1)."""

    ADMIN = "admin"
    TRADER = "trader"


class PolicyKind(StrEnum):
    """What a policy holds of its module (`docs/rules/platform.md` 3.2)."""

    ALL = "all"
    READ = "read"
    SPECIAL = "special"


class PermissionKind(StrEnum):
    """What a permission code allows: a column of the role matrix."""

    VIEW = "view"
    OPERATE = "operate"
    APPROVE = "approve"
    IMPORT = "import"
    EXPORT = "export"


class GrantKind(StrEnum):
    """What a personal grant gives."""

    POLICY = "policy"
    CODE = "code"


class GrantSource(StrEnum):
    """Where a personal grant comes from."""

    PERSONAL = "personal"
    APPLICATION = "application"


class GrantPhase(StrEnum):
    """Whether a grant or a role binding counts today."""

    ACTIVE = "active"
    FUTURE = "future"
    ENDED = "ended"


class SignInEvent(StrEnum):
    """What happened at the door; the message names of the audit trail."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    LOCK = "lock"
    UNLOCK = "unlock"
    UNLOCK_FAILED = "unlock_failed"
    CODE_ASKED = "code_asked"
    RECOVERY_CODE = "recovery_code"


class SignInResult(StrEnum):
    """How it ended."""

    OK = "ok"
    REFUSED = "refused"


class System(StrEnum):
    """Which part of the product a permission belongs to (`docs/rules/platform.md` 3.3)."""

    BACK_OFFICE = "wbo"
    CLIENTS = "crm"
    GLOBAL = "global"


class Period(StrEnum):
    """For how long rights are asked for (`docs/rules/platform.md` 3.3)."""

    UNLIMITED = "unlimited"
    DAYS_7 = "7"
    DAYS_30 = "30"
    DAYS_90 = "90"
    DAYS_365 = "365"
    DATE = "date"


class Locale(StrEnum):
    """A language of the program."""

    ZH_HANT = "zh_Hant"
    ZH_HANS = "zh_Hans"
    EN = "en"


labels(
    MemberState,
    {
        MemberState.NORMAL: C_("member", "Normal"),
        MemberState.FROZEN: C_("member", "Frozen"),
        MemberState.DEPARTED: C_("member", "Deleted"),
    },
    tones={MemberState.NORMAL: "done", MemberState.FROZEN: "fail", MemberState.DEPARTED: "void"},
)
labels(
    MemberType,
    {MemberType.ADMIN: C_("member", "Ordinary administrator"), MemberType.TRADER: C_("member", "Trader")},
)
labels(
    PolicyKind,
    {
        PolicyKind.ALL: C_("policy", "All functions"),
        PolicyKind.READ: C_("policy", "Read-only"),
        PolicyKind.SPECIAL: C_("policy", "Specified permissions"),
    },
)
labels(
    PermissionKind,
    {
        PermissionKind.VIEW: C_("permission", "View"),
        PermissionKind.OPERATE: C_("permission", "Operate"),
        PermissionKind.APPROVE: C_("permission", "Approval"),
        PermissionKind.IMPORT: C_("permission", "Import"),
        PermissionKind.EXPORT: C_("permission", "Export"),
    },
)
labels(
    GrantKind,
    {GrantKind.POLICY: C_("grant", "Permission policy"), GrantKind.CODE: C_("grant", "Permission")},
)
labels(
    GrantSource,
    {GrantSource.PERSONAL: C_("grant", "Personal"), GrantSource.APPLICATION: C_("grant", "Permission request")},
)
labels(
    GrantPhase,
    {
        GrantPhase.ACTIVE: C_("grant", "In effect"),
        GrantPhase.FUTURE: C_("grant", "Not yet in effect"),
        GrantPhase.ENDED: C_("grant", "Expired"),
    },
    tones={GrantPhase.ACTIVE: "done", GrantPhase.FUTURE: "wait", GrantPhase.ENDED: "void"},
)
labels(
    SignInEvent,
    {
        SignInEvent.LOGIN: C_("sign_in.event", "Signed in"),
        SignInEvent.LOGIN_FAILED: C_("sign_in.event", "Sign-in refused"),
        SignInEvent.LOGOUT: C_("sign_in.event", "Signed out"),
        SignInEvent.LOCK: C_("sign_in.event", "Locked"),
        SignInEvent.UNLOCK: C_("sign_in.event", "Unlocked"),
        SignInEvent.UNLOCK_FAILED: C_("sign_in.event", "Unlocking refused"),
        SignInEvent.CODE_ASKED: C_("sign_in.event", "Password right, code asked for"),
        SignInEvent.RECOVERY_CODE: C_("sign_in.event", "Recovery code used"),
    },
)
labels(
    SignInResult,
    {SignInResult.OK: C_("sign_in.event", "Successful"), SignInResult.REFUSED: C_("sign_in.event", "Refused")},
    tones={SignInResult.OK: "done", SignInResult.REFUSED: "fail"},
)
labels(
    System,
    {
        System.BACK_OFFICE: C_("permission", "Back office"),
        System.CLIENTS: C_("permission", "Client management"),
        System.GLOBAL: C_("permission", "Global settings"),
    },
)
labels(
    Period,
    {
        Period.UNLIMITED: C_("period", "Unlimited"),
        Period.DAYS_7: C_("period", "7 days"),
        Period.DAYS_30: C_("period", "30 days"),
        Period.DAYS_90: C_("period", "90 days"),
        Period.DAYS_365: C_("period", "365 days"),
        Period.DATE: C_("period", "Until a date"),
    },
)
labels(
    Locale,
    {
        Locale.ZH_HANT: C_("language", "Traditional Chinese"),
        Locale.ZH_HANS: C_("language", "Simplified Chinese"),
        Locale.EN: C_("language", "English"),
    },
)


class ApplicationStatus(StrEnum):
    """How far a permission request is: the states of its work order that its maker needs to know."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    CLOSED = "closed"
    FAILED = "failed"


labels(
    ApplicationStatus,
    {
        ApplicationStatus.PENDING: C_("application", "Under approval"),
        ApplicationStatus.GRANTED: C_("application", "Granted"),
        ApplicationStatus.REFUSED: C_("application", "Rejected"),
        ApplicationStatus.CLOSED: C_("application", "Closed"),
        ApplicationStatus.FAILED: C_("application", "Execution failed"),
    },
    tones={
        ApplicationStatus.PENDING: "wait",
        ApplicationStatus.GRANTED: "done",
        ApplicationStatus.REFUSED: "fail",
        ApplicationStatus.CLOSED: "void",
        ApplicationStatus.FAILED: "fail",
    },
)
