"""A window in a process of its own: a clerk at a server fills in a form and submits it; whoever started it kills it before the answer.

`python -m tests.journeys.dying_window ADDRESS FOLDER`; FOLDER is what the computer remembers.
"""

import sys
from pathlib import Path

from tests.journeys.test_server import LIMITS, Counter, choose_server, enter, half_a_form
from whale_desktop.app import desktop
from whale_desktop.app.tour.keyboard import CTRL, Key
from whale_desktop.gateway.tokens import MemoryTokens


def main(address: str, folder: str) -> None:
    """Work until somebody kills it."""
    person = Counter(Path(folder), MemoryTokens(), desktop.qt_application()).start()
    choose_server(person, address)
    enter(person)
    person.open(LIMITS)
    person.await_rows()
    half_a_form(person)
    person.keyboard.press(Key.Key_Return, CTRL)
    person.keyboard.until(lambda: False, "somebody kills this process", seconds=60)


if __name__ == "__main__":
    main(*sys.argv[1:])
