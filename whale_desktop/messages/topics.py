"""What a change is about. A command publishes topics, a screen that shows one of them looks again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """A committed command's topics with a rising sequence number, so that a reader can ask what it missed."""

    sequence: int
    topics: tuple[str, ...]
