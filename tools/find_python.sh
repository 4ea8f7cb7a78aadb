#!/usr/bin/env bash
# Prints the path of a Python that the program can use: 3.11 or newer, found by name.
set -euo pipefail

for name in python3 python3.13 python3.12 python3.11 python3.14 python; do
    candidate="$(command -v "$name" || true)"
    if [[ -n "$candidate" ]] && "$candidate" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$candidate"
        exit 0
    fi
done
echo "Whale Desktop needs Python 3.11 or newer with venv (Debian, Ubuntu: apt-get install python3-venv)." >&2
exit 1
