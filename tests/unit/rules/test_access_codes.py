"""Codes of an authenticator app against the tables of the RFCs, and recovery codes (`docs/rules/platform.md` 6.1)."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from whale_desktop.features.access.rules import codes

SECRETS: dict[codes.Digest, bytes] = {
    "sha1": b"12345678901234567890",
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
RFC_6238 = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
"""Appendix B: seconds since 1970, and the code of eight digits for each hash."""
RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
"""Appendix D: the codes of six digits for the counters from 0 on."""
SECRET = b32encode(SECRETS["sha1"]).decode()
NOW = datetime.fromtimestamp(1111111111, UTC)


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), RFC_6238)
def test_the_table_of_rfc_6238(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    step = codes.step_of(datetime.fromtimestamp(seconds, UTC))
    for digest, wanted in (("sha1", sha1), ("sha256", sha256), ("sha512", sha512)):
        assert codes.code_of(SECRETS[digest], step, digits=8, digest=digest) == wanted  # type: ignore[index, arg-type]  # as written


def test_the_table_of_rfc_4226() -> None:
    assert [codes.code_of(SECRETS["sha1"], counter) for counter in range(10)] == RFC_4226


@pytest.mark.parametrize(("seconds", "found"), [(-31, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_counts_one_step_before_and_after(seconds: int, found: bool) -> None:
    middle = datetime.fromtimestamp(1111111110, UTC)  # the first second of its step
    code = codes.code_of(SECRETS["sha1"], codes.step_of(middle))
    step = codes.matching_step(SECRET, code, middle + timedelta(seconds=seconds))
    assert step == (codes.step_of(middle) if found else None)


@pytest.mark.parametrize("typed", ["050471", " 050 471 ", "050-471", "０５０４７１"])
def test_a_code_is_read_however_it_is_written(typed: str) -> None:
    assert codes.matching_step(SECRET, typed, NOW) == codes.step_of(NOW)


@pytest.mark.parametrize("typed", ["", "50471", "0504711", "050472", "five", "٠٥٠٤٧١"])
def test_anything_else_is_wrong(typed: str) -> None:
    assert codes.matching_step(SECRET, typed, NOW) is None


def test_a_recovery_code_is_known_by_its_length_and_read_with_its_misreadings() -> None:
    written = codes.written_recovery(bytes(range(10)))
    assert (len(written), written.count("-")) == (19, 3)
    assert codes.is_recovery(written)
    assert not codes.is_recovery("050 471")
    assert codes.recovery_hash(7, "OIBA-AAAA-AAAA-AAAA") == codes.recovery_hash(7, "018a aaaa aaaa aaaa")
    assert codes.recovery_hash(7, written) != codes.recovery_hash(8, written)


def test_the_picture_says_what_every_app_understands() -> None:
    said = urlsplit(codes.address_of(SECRET, issuer="Whale 示範: a", account="chan+1@office.test"))
    assert (said.scheme, said.netloc) == ("otpauth", "totp")
    assert unquote(said.path) == "/Whale 示範: a:chan+1@office.test"
    assert said.path.count(":") == 1, "one colon only, between the two"
    assert parse_qs(said.query) == {
        "secret": [SECRET],
        "issuer": ["Whale 示範: a"],
        "algorithm": ["SHA1"],
        "digits": ["6"],
        "period": ["30"],
    }
