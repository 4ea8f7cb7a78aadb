"""Completes the roles that are defined by a rule in `resources/seed/roles.csv`: `python tools/roles.py`, or `--check`.

The auditor has every code to view, the administrator those and the codes of administration but `SUPER_ONLY`, the super administrator all.
The other roles are typed by people. A role's codes stand one a line in its cell, in the order of `permissions.csv`.
"""

import csv
import io
import sys
from pathlib import Path

SEED = Path(__file__).resolve().parent.parent / "resources" / "seed"
SUPER_ONLY = frozenset({"admin.system_param_operation"})
"""What only a super administrator may do (`docs/rules/platform.md` 3.9)."""
COLUMNS = ("role", "zh_Hant", "zh_Hans", "en", "service", "codes")


def read(name: str) -> list[dict[str, str]]:
    """The rows of a seed file."""
    with (SEED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def codes_of(role: str, typed: set[str], permissions: list[dict[str, str]]) -> list[str]:
    """The codes of a role in the order of the permission file: the typed ones and those that its rule adds."""
    unknown = typed - {row["code"] for row in permissions}
    if unknown:
        raise SystemExit(f"resources/seed/roles.csv: {role} names unknown codes: {', '.join(sorted(unknown))}")

    def belongs(row: dict[str, str]) -> bool:
        code, kind = row["code"], row["kind"]
        if code.startswith("service."):
            return code in typed
        by_rule = {
            "super_admin": True,
            "administrator": kind == "view" or (code.startswith(("admin.", "ticket.")) and code not in SUPER_ONLY),
            "auditor": kind == "view",
        }
        return code in typed or by_rule.get(role, False)

    return [row["code"] for row in permissions if belongs(row)]


def regenerated() -> str:
    """The text of the role file with complete codes."""
    permissions = read("permissions.csv")
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in read("roles.csv"):
        codes = codes_of(row["role"], set(row["codes"].split()), permissions)
        writer.writerow({**row, "codes": "\n".join(codes)})
    return out.getvalue()


def main() -> int:
    """Write the file, or with `--check` only compare; the status is 1 when it differs."""
    path = SEED / "roles.csv"
    text = regenerated()
    if "--check" in sys.argv[1:]:
        if text != path.read_text(encoding="utf-8"):
            print("resources/seed/roles.csv is out of date; run python tools/roles.py")
            return 1
        return 0
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
