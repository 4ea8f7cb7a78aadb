"""The catalogues of texts: `python tools/catalogues.py extract | update | compile | merge FOLDER`.

extract: collect every `C_("context", "source")` of the program into `i18n/whale.pot`.
update:  bring each language's `whale.po` up to date with it; texts that left the program are kept as obsolete lines, a new text
         that is a term of the glossary takes its translation from there.
compile: write the binary catalogues that the program reads; equal sources give equal bytes.
merge:   take over translations from `*.<locale>.po` files of a folder, in the order of their names; the last one wins.

Menu labels are not here: they stand in `resources/menu.csv`.
"""

import csv
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "i18n"
TEMPLATE = FOLDER / "whale.pot"
LOCALES = ("zh_Hant", "zh_Hans")
KEYWORDS = {"C_": ((1, "c"), 2)}

# A date that changes at every run would make every catalogue differ for nothing.
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)


def source_of(locale: str) -> Path:
    """The text catalogue of a locale."""
    return FOLDER / locale / "LC_MESSAGES" / "whale.po"


def new_catalogue(locale: str | None = None) -> Catalog:
    """An empty catalogue with the project's header."""
    return Catalog(
        locale=locale,
        header_comment="# Texts of Whale Desktop. The context comes first; see docs/CONTRIBUTING.md.",
        project="whale-desktop",
        msgid_bugs_address="-",
        version="1",
        creation_date=UNDATED,
        revision_date=UNDATED,
        last_translator="Whale Desktop",
        language_team="Whale Desktop",
        fuzzy=False,
    )


def load(path: Path, locale: str | None = None) -> Catalog:
    """A catalogue file, or an empty catalogue where there is none yet."""
    if not path.exists():
        return new_catalogue(locale)
    with path.open("rb") as stream:
        read = read_po(stream, locale=locale)
    catalogue = new_catalogue(locale)
    for message in read:
        if message.id:
            catalogue[message.id] = message
    catalogue.obsolete.update(read.obsolete)
    return catalogue


def save(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue sorted by context and source, one line a text, so that differences read well."""
    ordered = new_catalogue(str(catalogue.locale) if catalogue.locale else None)
    for message in sorted((one for one in catalogue if one.id), key=lambda one: (one.context or "", one.id)):
        message.locations = sorted({(name, 1) for name, _ in message.locations})
        ordered[message.id] = message
    ordered.obsolete.update(sorted(catalogue.obsolete.items(), key=str))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, ordered, width=0, include_lineno=False)


@lru_cache(maxsize=1)
def glossary() -> list[dict[str, str]]:
    """The terms of the trade: context, zh_Hant, zh_Hans, en; one entry per context and term."""
    with (FOLDER / "glossary.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def term_for(context: str, source: str) -> dict[str, str] | None:
    """The glossary's row for a text that is one of its terms: of the nearest context, else the general one."""
    rows = [row for row in glossary() if row["en"].casefold() == source.casefold()]
    own = [row for row in rows if context == row["context"] or context.startswith(row["context"] + ".")]
    if own:
        return max(own, key=lambda row: len(row["context"]))
    return next((row for row in rows if row["context"] == "general"), None)


def extracted() -> Catalog:
    """Every text of the program."""
    catalogue = new_catalogue()
    found = extract_from_dir(ROOT / "whale_desktop", keywords=KEYWORDS, method_map=[("**.py", "python")])
    for name, _, source, _, context in found:
        catalogue.add(source, locations=[(f"whale_desktop/{name}", 1)], context=context)
    return catalogue


def extract() -> None:
    """Write the template."""
    save(TEMPLATE, extracted())


def update() -> None:
    """Bring the catalogue of each language up to date with the template."""
    for locale in LOCALES:
        catalogue = load(source_of(locale), locale)
        # A template of its own for each: Babel takes over its messages themselves, and with them what was filled in for another language.
        catalogue.update(load(TEMPLATE), no_fuzzy_matching=True)
        for message in catalogue:
            if message.id and not message.string and (term := term_for(message.context or "", str(message.id))):
                message.string = term[locale]
        save(source_of(locale), catalogue)
        missing = [message for message in catalogue if message.id and not message.string]
        print(f"{locale}: {len(catalogue)} texts, {len(missing)} without translation")


def compile_catalogues() -> None:
    """Write the binary catalogues."""
    for locale in LOCALES:
        with source_of(locale).with_suffix(".mo").open("wb") as stream:
            write_mo(stream, load(source_of(locale), locale))


def merge(folder: Path) -> None:
    """Take over the translations of every fragment in `folder` and say where two fragments disagree."""
    for locale in LOCALES:
        catalogue = load(source_of(locale), locale)
        taken: dict[tuple[str | None, str], tuple[str, str]] = {}
        for fragment in sorted(folder.glob(f"*.{locale}.po")):
            for message in load(fragment, locale):
                if not message.id or not message.string:
                    continue
                key = (message.context, str(message.id))
                before = taken.get(key)
                if before and before[0] != message.string:
                    print(f"{locale}: {key}: {before[1]} says {before[0]}, {fragment.name} says {message.string}")
                taken[key] = (str(message.string), fragment.name)
                known = catalogue.get(message.id, message.context) or catalogue.add(message.id, context=message.context)
                known.string = message.string
        save(source_of(locale), catalogue)
        print(f"{locale}: {len(taken)} translations merged")


def main(arguments: list[str]) -> int:
    """Run one of the four steps."""
    steps: dict[str, Callable[[], None]] = {"extract": extract, "update": update, "compile": compile_catalogues}
    match arguments:
        case [step] if step in steps:
            steps[step]()
        case ["merge", folder]:
            merge(Path(folder))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
