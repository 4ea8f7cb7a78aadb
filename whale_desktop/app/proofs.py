"""The proof of the audit trail on the command line: it reads, prints one line a fact, and changes nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from whale_desktop.app.services import load_features
from whale_desktop.bus.sealing import head_of, verify
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import catalogue
from whale_desktop.messages import error_text
from whale_desktop.storage import Database


def verify_audit(where: Path | URL, *, start: int, head: str, locale: str) -> int:
    """Verify the trail and print `sound, N rows, head HASH`, or the first broken row; the exit status is 1 for anything but sound."""
    load_features()
    from whale_desktop.features.audit.handlers.proof import in_hundredths, refuse_break, sound_words

    say = catalogue(locale)
    try:
        with _reading(where) as connection:
            found = verify(connection, start=start, known=head.replace(" ", ""), progress=in_hundredths(_progress()))
        refuse_break(found, head)
    except CodedError as error:
        _print(say(error_text(error.code), **error.params))
        return 1
    for line in sound_words(found, say):
        _print(line)
    return 0


def audit_head(where: Path | URL, *, locale: str) -> int:
    """Print the number and the hash of the newest link, to be kept outside the database."""
    try:
        with _reading(where) as connection:
            found = head_of(connection)
    except CodedError as error:
        _print(catalogue(locale)(error_text(error.code), **error.params))
        return 1
    _print(f"{found.seal_no} {found.hash}")
    return 0


@contextmanager
def _reading(where: Path | URL) -> Iterator[Connection]:
    """One state of the database, which nothing is written to."""
    database = Database.open(where)
    try:
        with database.read() as connection:
            yield connection
    finally:
        database.close()


def _progress() -> Callable[[int, int], object]:
    """Says how far it is where a person looks on: on a terminal, in one line that is written over."""
    if not sys.stderr.isatty():
        return lambda done, total: None

    def tell(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done:,} / {total:,}" + ("\n" if done == total else ""))
        sys.stderr.flush()

    return tell


def _print(line: str) -> None:
    """One line on standard output, in UTF-8 whatever the terminal thinks."""
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()
