"""What client and server agree on besides the messages themselves: paths, header names, version, the shapes of signing in.

Both sides import it, so neither can drift.
"""

from urllib.parse import quote, unquote

from whale_desktop.gateway.port import Place
from whale_desktop.messages import Struct

PROTOCOL = 1
"""The version of everything that crosses the wire. Raise it when an older client could no longer talk to this server."""
OLDEST_PROTOCOL = 1
"""The oldest client version that this server still answers; the oldest server version that this client still talks to."""

MESSAGES = "/v1/"
"""`/v1/{message name}`; a message's name has a dot, the paths below have none."""
PLACE = "/v1/place"
SESSION = "/v1/session"
LOCK = "/v1/session/lock"
UNLOCK = "/v1/session/unlock"
CHANGES = "/v1/changes"
BLOBS = "/v1/blobs"
HEALTH = "/health"
READY = "/ready"
OPENAPI = "/openapi.json"
REFERENCE = "/reference"

COMMAND_ID = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
ACKNOWLEDGED = "Whale-Acknowledged"
REMARK = "Whale-Remark"
WORKSTATION = "Whale-Workstation"
MENU = "Whale-Menu"
LOCALE = "Accept-Language"
CLIENT_PROTOCOL = "Whale-Protocol"
BLOB_NAME = "Whale-File-Name"
RETRY_AFTER = "Retry-After"

LANGUAGES = {"zh-Hant": "zh_Hant", "zh-Hans": "zh_Hans", "en": "en"}
"""Language tags of the header → locales."""

MAXIMUM_COMMAND_ID = 64


class SignIn(Struct):
    """What opens a session. code: of the authenticator app or a recovery code, for whoever has a second factor."""

    email: str
    password: str
    code: str = ""


class Unlock(Struct):
    """What unlocks one. code: needed where an open session is to count as just signed in, by whoever has a second factor."""

    password: str
    code: str = ""


class Welcome(Struct):
    """What a server says of itself before anybody has signed in."""

    place: Place
    version: str
    protocol: int
    oldest_protocol: int


class Health(Struct):
    """Whether a server lives (`status` is "ok"), and which version of the program it is."""

    status: str
    version: str


class Heard(Struct):
    """One event of the stream of changes.

    reset: what was missed is no longer kept, so everything may have changed.
    """

    topics: tuple[str, ...] = ()
    sequence: int = 0
    reset: bool = False


def to_header(text: str) -> str:
    """Any text as a header can carry it."""
    return quote(text, safe=" !#$&'()*+,./:;=?@[]_-~")


def from_header(text: str) -> str:
    """The text again."""
    return unquote(text)


def to_language(locale: str) -> str:
    """A locale as a language tag."""
    return next((tag for tag, known in LANGUAGES.items() if known == locale), locale)


def from_language(header: str, default: str) -> str:
    """The first language of a header that the program speaks."""
    for one in header.split(","):
        tag = one.partition(";")[0].strip()
        if tag in LANGUAGES:
            return LANGUAGES[tag]
    return default
