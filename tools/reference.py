"""Writes `docs/reference/` from the registries: menu, permissions, messages, errors. `python tools/reference.py`, or `--check`."""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from whale_desktop.app.services import load_features
from whale_desktop.kernel.texts import LOCALES, Text, catalogue
from whale_desktop.messages import MessageInfo
from whale_desktop.messages.error_texts import all_error_texts
from whale_desktop.messages.registry import all_messages
from whale_desktop.screens import all_screens
from whale_desktop.screens.menu import menu_entries, menu_path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make reference`; do not edit. -->"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A markdown table."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def page(title: str, introduction: str, *tables: str) -> str:
    """A page of the reference."""
    return "\n\n".join((f"# {title}", NOTE, introduction, *tables)) + "\n"


def in_three_languages(text: Text) -> tuple[str, ...]:
    """A text in every language."""
    return tuple(catalogue(locale)(text) for locale in LOCALES)


def menu_page() -> str:
    """Every menu path that has a screen, with its key."""
    screens = {screen.menu: screen.key for screen in all_screens() if screen.menu}
    rows = []
    for key in menu_entries():
        if key in screens:
            path = menu_path(key)
            rows.append(
                (*(" › ".join(entry.label(locale) for entry in path) for locale in LOCALES), f"`{key}`", f"`{screens[key]}`")
            )
    headings = ("繁體", "简体", "English", "menu key", "screen")
    return page(
        "Menu", "The paths that lead to a screen. The whole documented menu is `resources/menu.csv`.", table(headings, rows)
    )


def permission_page() -> str:
    """Every permission code and the messages that need it."""
    used: dict[str, list[str]] = {}
    for info in all_messages():
        for code in info.permission.codes:
            used.setdefault(code, []).append(info.name or info.type.__name__)
    with (ROOT / "resources" / "seed" / "permissions.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            (
                f"`{row['code']}`",
                row["kind"],
                row["zh_Hant"],
                row["zh_Hans"],
                row["en"],
                row["source"],
                ", ".join(f"`{name}`" for name in used.get(row["code"], ())),
            )
            for row in csv.DictReader(stream)
        ]
    introduction = (
        "A message needs one of the codes beside it. *documented* codes are those of the system that this one replaces; "
        "*own* ones are ours."
    )
    return page("Permissions", introduction, table(("code", "kind", "繁體", "简体", "English", "source", "messages"), rows))


def message_row(info: MessageInfo) -> tuple[str, ...]:
    """One message of the reference."""
    codes = " or ".join(f"`{code}`" for code in info.permission.codes) or "signed in"
    summary = (info.type.__doc__ or "").strip().split("\n")[0]
    return f"`{info.name}`", "command" if info.is_command else "query", codes, info.approval and f"`{info.approval}`", summary


def message_page() -> str:
    """Every message that can be sent from outside."""
    rows = [message_row(info) for info in all_messages() if not info.internal]
    introduction = "`whale-desktop schema` prints the fields and types of each; `whale-desktop call MESSAGE` sends one."
    return page("Messages", introduction, table(("name", "kind", "permission", "approval key", "what it is for"), rows))


def error_page() -> str:
    """Every error code with its sentence."""
    rows = [(f"`{code}`", *in_three_languages(text)) for code, text in sorted(all_error_texts().items())]
    return page("Errors", "The codes that travel, and what a person reads.", table(("code", "繁體", "简体", "English"), rows))


def pages() -> dict[str, str]:
    """The text of every page by file name."""
    load_features()
    return {
        "menu.md": menu_page(),
        "permissions.md": permission_page(),
        "messages.md": message_page(),
        "errors.md": error_page(),
    }


def stale() -> list[str]:
    """The pages that are not what they should be."""
    return [
        name
        for name, text in pages().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write the pages, or with `--check` only compare; the status is 1 when one differs."""
    if "--check" in sys.argv[1:]:
        for name in (old := stale()):
            print(f"docs/reference/{name} is out of date; run make reference")
        return 1 if old else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
