"""The system parameters of signing in, passwords and the mail server (`docs/rules/platform.md` 3.9)."""

from enum import StrEnum

from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.networks import NoNetworkError, parse_networks, written
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Parameter, ParameterGroup, declare_parameter, labels

_MINUTES = C_("parameter.unit", "minutes")
_HOURS = C_("parameter.unit", "hours")
_DAYS = C_("parameter.unit", "days")
_CHARACTERS = C_("parameter.unit", "characters")


class MailSecurity(StrEnum):
    """How the way to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


labels(
    MailSecurity,
    {
        MailSecurity.NONE: C_("mail", "None"),
        MailSecurity.STARTTLS: C_("mail", "STARTTLS"),
        MailSecurity.TLS: C_("mail", "TLS"),
    },
)

WRONG_PASSWORDS_TO_LOCK = declare_parameter(
    Parameter(
        key="sign_in.wrong_passwords_to_lock",
        group=ParameterGroup.SIGN_IN,
        label=C_("parameter", "Wrong passwords in a row until a member is locked out"),
        default=5,
        minimum=3,
        maximum=20,
    )
)
LOCKED_MINUTES = declare_parameter(
    Parameter(
        key="sign_in.locked_minutes",
        group=ParameterGroup.SIGN_IN,
        label=C_("parameter", "A lock-out lasts"),
        unit=_MINUTES,
        default=15,
        minimum=1,
        maximum=1_440,
    )
)
LOCKS_TO_FREEZE = declare_parameter(
    Parameter(
        key="sign_in.locks_to_freeze",
        group=ParameterGroup.SIGN_IN,
        label=C_("parameter", "Lock-outs within 24 hours until a member is frozen"),
        hint=C_("parameter", "Only an administrator can unfreeze"),
        default=3,
        minimum=2,
        maximum=20,
    )
)
IDLE_MINUTES = declare_parameter(
    Parameter(
        key="sign_in.idle_minutes",
        group=ParameterGroup.SIGN_IN,
        label=C_("parameter", "A session left alone is locked after"),
        hint=C_("parameter", "The password opens it again; unsaved forms are kept"),
        unit=_MINUTES,
        default=30,
        minimum=1,
        maximum=480,
    )
)
SESSION_HOURS = declare_parameter(
    Parameter(
        key="sign_in.session_hours",
        group=ParameterGroup.SIGN_IN,
        label=C_("parameter", "A session ends after"),
        hint=C_("parameter", "Counts for sessions that begin from now on"),
        unit=_HOURS,
        default=12,
        minimum=1,
        maximum=24,
    )
)
FRESH_MINUTES = declare_parameter(
    Parameter(
        key="sign_in.fresh_minutes",
        group=ParameterGroup.SIGN_IN,
        label=C_("parameter", "A password counts as just entered for"),
        hint=C_("parameter", "Some operations ask for the password again when it is older"),
        unit=_MINUTES,
        default=5,
        minimum=1,
        maximum=60,
    )
)


def _networks(typed: str) -> str:
    """The list as it is kept. Raises `UserError` at `value`: `parameter.network`, `parameter.network_bits`."""
    try:
        return written(parse_networks(typed))
    except NoNetworkError as error:
        if error.meant:
            raise UserError.at("value", "parameter.network_bits", {"network": error.text, "meant": error.meant}) from None
        raise UserError.at("value", "parameter.network", {"network": error.text[:60]}) from None


NETWORKS = declare_parameter(
    Parameter(
        key="sign_in.networks",
        group=ParameterGroup.SIGN_IN,
        label=C_("parameter", "Networks from which members may work"),
        hint=C_(
            "parameter",
            "Addresses and networks (192.0.2.7, 198.51.100.0/24, 2001:db8::/32) with commas between them; empty: all. "
            "Of a server only; a file on this computer is not affected",
        ),
        default="",
        maximum=2_000,
        check=_networks,
    )
)
"""`docs/rules/platform.md` 6.1."""
PASSWORD_CHARACTERS = declare_parameter(
    Parameter(
        key="password.characters",
        group=ParameterGroup.PASSWORD,
        label=C_("parameter", "Shortest password"),
        unit=_CHARACTERS,
        default=10,
        minimum=8,
        maximum=64,
    )
)
PASSWORD_CLASSES = declare_parameter(
    Parameter(
        key="password.classes",
        group=ParameterGroup.PASSWORD,
        label=C_("parameter", "Kinds of characters in a password"),
        hint=C_("parameter", "Of lower case, upper case, digits and other characters"),
        default=3,
        minimum=1,
        maximum=4,
    )
)
PASSWORD_HISTORY = declare_parameter(
    Parameter(
        key="password.history",
        group=ParameterGroup.PASSWORD,
        label=C_("parameter", "Earlier passwords that may not come back"),
        hint=C_("parameter", "The present one counts as the first"),
        default=5,
        minimum=1,
        maximum=24,
    )
)
PASSWORD_DAYS = declare_parameter(
    Parameter(
        key="password.days",
        group=ParameterGroup.PASSWORD,
        label=C_("parameter", "A password must be changed after"),
        hint=C_("parameter", "0: never"),
        unit=_DAYS,
        default=90,
        minimum=0,
        maximum=3_650,
    )
)
MAIL_HOST = declare_parameter(
    Parameter(
        key="mail.smtp_host",
        group=ParameterGroup.MAIL,
        label=C_("parameter", "Mail server"),
        hint=C_("parameter", "Without one no mail is sent"),
        default="",
        maximum=253,
        pattern=r"[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?",
    )
)
MAIL_PORT = declare_parameter(
    Parameter(
        key="mail.smtp_port",
        group=ParameterGroup.MAIL,
        label=C_("parameter", "Port of the mail server"),
        default=587,
        minimum=1,
        maximum=65_535,
    )
)
MAIL_SECURITY = declare_parameter(
    Parameter(
        key="mail.smtp_security",
        group=ParameterGroup.MAIL,
        label=C_("parameter", "Encryption to the mail server"),
        default=MailSecurity.STARTTLS,
    )
)
MAIL_USER = declare_parameter(
    Parameter(
        key="mail.smtp_user",
        group=ParameterGroup.MAIL,
        label=C_("parameter", "User at the mail server"),
        hint=C_("parameter", "Empty when the server asks for none"),
        default="",
        maximum=254,
    )
)
MAIL_PASSWORD = declare_parameter(
    Parameter(
        key="mail.smtp_password",
        group=ParameterGroup.MAIL,
        label=C_("parameter", "Password at the mail server"),
        hint=C_("parameter", "Is never shown and never written into the audit log"),
        default="",
        maximum=254,
        secret=True,
    )
)
MAIL_SENDER = declare_parameter(
    Parameter(
        key="mail.sender",
        group=ParameterGroup.MAIL,
        label=C_("parameter", "Sender of mails"),
        hint=C_("parameter", "An address, for instance whale@broker.example"),
        default="",
        maximum=254,
        pattern=r"[^@\s]+@[^@\s]+",
    )
)
