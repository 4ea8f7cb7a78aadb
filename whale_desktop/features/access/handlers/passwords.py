"""Hashing and checking passwords with Argon2id. Whoever opens the database chooses the cost: cheap only for demonstrations and tests."""

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
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """The hash to be kept, with its own random salt."""
        return self._hasher.hash(password)

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether `password` made `kept`. Without a hash the same work is done and the answer is no, so that time tells nothing."""
        if not kept:
            self._nobody = self._nobody or self._hasher.hash("nobody has this password")
        try:
            self._hasher.verify(kept or self._nobody or "", password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return bool(kept)
