"""Pure rules of the second factor: codes of an authenticator app (RFC 6238), and recovery codes (`docs/rules/platform.md` 6.1).

Secrets and moments come from outside. Six digits of SHA-1 each half minute, because that is all that every authenticator app can do.
"""

import hmac
import struct
from base64 import b32decode, b32encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal
from unicodedata import normalize
from urllib.parse import quote, urlencode

DIGITS = 6
STEP = timedelta(seconds=30)
EITHER_SIDE = 1
"""So many steps before and after the present one a code still counts: a phone's clock is not the server's."""
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
RECOVERY_CHARACTERS = 16

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MISREAD = str.maketrans("018", "OIB")
"""Digits that the alphabet of recovery codes does not have, as the letters that they were read for."""

Digest = Literal["sha1", "sha256", "sha512"]


def step_of(moment: datetime) -> int:
    """The number of the half minute since 1970."""
    return (moment - _EPOCH) // STEP


def code_of(secret: bytes, step: int, *, digits: int = DIGITS, digest: Digest = "sha1") -> str:
    """The code of one step (RFC 4226 5.3, with the step as the counter: RFC 6238 4.2)."""
    mac = hmac.digest(secret, struct.pack(">Q", step), digest)
    (number,) = struct.unpack_from(">I", mac, mac[-1] & 0x0F)
    return str((number & 0x7FFF_FFFF) % 10**digits).zfill(digits)


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The step whose code was typed, at most one away from now; None for a wrong code."""
    key, wanted, present = b32decode(secret), plain(typed).encode(), step_of(now)
    near = range(present - EITHER_SIDE, present + EITHER_SIDE + 1)
    found = [step for step in near if hmac.compare_digest(code_of(key, step).encode(), wanted)]
    return found[-1] if found else None


def plain(typed: str) -> str:
    """A code without the spaces and hyphens that people put between, whatever width their digits have."""
    return "".join(one for one in normalize("NFKC", typed).upper() if one.isalnum())


def is_recovery(typed: str) -> bool:
    """Whether a recovery code was typed, right or wrong, and not one of the app."""
    return len(plain(typed)) > DIGITS


def recovery_hash(member_id: int, typed: str) -> str:
    """What is kept of a recovery code. It has 80 random bits, so a slow hash would add nothing."""
    return sha256(f"{member_id}:{plain(typed).translate(_MISREAD)}".encode()).hexdigest()


def written_secret(raw: bytes) -> str:
    """A secret as it is kept, and typed into an app that cannot see the picture."""
    return b32encode(raw).decode()


def written_recovery(raw: bytes) -> str:
    """A recovery code as a person keeps it, in groups of four."""
    text = b32encode(raw).decode()
    return "-".join(text[start : start + 4] for start in range(0, RECOVERY_CHARACTERS, 4))


def address_of(secret: str, *, issuer: str, account: str) -> str:
    """What the picture says, and every authenticator app understands (the `otpauth` key URI)."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    values = {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": int(STEP.total_seconds())}
    return f"otpauth://totp/{label}?{urlencode(values, quote_via=quote)}"
