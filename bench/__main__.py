"""`python -m bench [NAME …]`: measures the limits and prints the table; the status is 1 when one is missed."""

import importlib
import sys

from bench.measure import Line, print_lines

BENCHES = ("start_up", "lists", "booking", "workorders", "sealing", "sheets", "language", "server")


def main(names: list[str]) -> int:
    """Run the named benches, or all."""
    lines: list[Line] = []
    for name in names or BENCHES:
        made = importlib.import_module(f"bench.{name}").run()
        print_lines(made)
        lines += made
    return 0 if all(line.kept for line in lines) else 1


sys.exit(main(sys.argv[1:]))
