"""Hashing and checking passwords with Argon2id. Whoever opens the database chooses the cost: cheap only for demonstrations and tests."""

import os
from base64 import b64encode

import argon2
from argon2.exceptions import InvalidHashError, VerifyMismatchError


class Passwords:
    """Makes and checks password hashes of one cost: RFC 9106's second choice (64 MiB, about a tenth of a second on a desktop).

    cheap: for databases whose passwords are no secret, the demonstration and the tests.
    """

    def __init__(self, *, cheap: bool = False) -> None:
        self._hasher = (
            argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
            if cheap
            else argon2.PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
        )
        self._nobody = _nobody(self._hasher)

    def hash(self, password: str) -> str:
        """The hash to be kept, with its own random salt."""
        return self._hasher.hash(password)

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether `password` made `kept`. Without a hash the same work is done and the answer is no, so that time tells nothing."""
        try:
            self._hasher.verify(kept or self._nobody, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return bool(kept)


def _nobody(hasher: argon2.PasswordHasher) -> str:
    """A hash that no password makes, of the same cost, written down without hashing: else the first stranger would wait twice as long."""
    salt, digest = (b64encode(os.urandom(size)).rstrip(b"=").decode() for size in (hasher.salt_len, hasher.hash_len))
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"
