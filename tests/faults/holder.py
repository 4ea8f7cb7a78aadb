"""Runs in a process of its own: holds the write lock of a database until told to let go. `python -m tests.faults.holder FILE`.

Says `held` when it has the lock, lets go when a line comes in or its input ends.
"""

import sqlite3
import sys


def main(path: str) -> None:
    """Take the lock, say so, wait, let go."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    sys.stdout.write("held\n")
    sys.stdout.flush()
    sys.stdin.readline()
    connection.execute("ROLLBACK")
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
