"""What `whale-desktop` runs: the window, and its headless twins for scripts, tests and pictures.

Every subcommand but `open`, `demo` and `tour` runs on a machine without Qt. The plain ways to open the window go past the parser of
the subcommands, which takes longer to load than a person should wait for it.
"""

import sys
from pathlib import Path

from whale_desktop.kernel import collecting
from whale_desktop.kernel.logs import configure_logs


def main(arguments: list[str] | None = None) -> None:
    """Carry out the command line; ends the process with the status of the subcommand."""
    given = sys.argv[1:] if arguments is None else arguments
    configure_logs()
    if given in ([], ["open"]) or (len(given) == 3 and given[:2] == ["open", "--db"]):
        collecting.pause()  # to the end of the process: what is loaded stays, and a search through it would cost a twentieth of the start
        from whale_desktop.app import calls
        from whale_desktop.kernel.clock import SystemClock

        raise SystemExit(calls.show_window(Path(given[2]) if len(given) == 3 else None, clock=SystemClock()))
    from whale_desktop.app.commands import app

    app(given)


if __name__ == "__main__":
    main()
