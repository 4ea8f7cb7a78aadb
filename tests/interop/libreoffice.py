"""LibreOffice Calc without a window: opens a file, saves it as another kind; rows are filled in between, in its own XML.

`python -m tests.interop.libreoffice` makes the files of `tests/features/reference/files` anew.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

Value = str | Decimal | date | None
PATIENCE_SECONDS = 120


class LibreOffice:
    """One profile in a folder of its own, so that no setting of a person matters."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def convert(self, source: Path, kind: str, *, folder: str = "converted") -> Path:
        """Open `source` and save it as `kind` (`xlsx`, `fods`, `csv`, `ods`); the path of the new file."""
        out = self._folder / folder
        profile = (self._folder / "profile").as_uri()
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        done = subprocess.run(
            [*command, "--convert-to", kind, "--outdir", str(out), str(source)],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        made = out / f"{source.stem}.{kind}"
        assert done.returncode == 0, done.stderr
        assert made.exists(), f"{done.stdout}\n{done.stderr}"
        return made

    def fill(self, template: Path, rows: Sequence[Sequence[Value]], *, name: str) -> Path:
        """Open a workbook, put `rows` under its header in place of the example row, save it as xlsx."""
        flat = self.convert(template, "fods")
        tree = ElementTree.parse(flat)
        sheet = next(tree.iter(f"{TABLE}table"))
        lines = list(sheet.iter(f"{TABLE}table-row"))
        at = list(sheet).index(lines[1])
        sheet.remove(lines[1])
        for number, row in enumerate(rows):
            sheet.insert(at + number, _row(row))
        filled = self._folder / f"{name}.fods"
        tree.write(filled, encoding="utf-8", xml_declaration=True)
        return self.convert(filled, "xlsx")

    def cells(self, source: Path) -> list[list[tuple[str, str]]]:
        """The cells of the first sheet as LibreOffice understood them: (type, value), empty rows at the end left out."""
        tree = ElementTree.parse(self.convert(source, "fods", folder="read"))
        sheet = next(tree.iter(f"{TABLE}table"))
        rows = [list(_cells(row)) for row in sheet.iter(f"{TABLE}table-row")]
        while rows and not any(kind for kind, _ in rows[-1]):
            rows.pop()
        return rows


def _row(values: Sequence[Value]) -> ElementTree.Element:
    row = ElementTree.Element(f"{TABLE}table-row")
    for value in values:
        cell = ElementTree.SubElement(row, f"{TABLE}table-cell")
        if isinstance(value, Decimal):
            cell.set(f"{OFFICE}value-type", "float")
            cell.set(f"{OFFICE}value", str(value))
        elif isinstance(value, date):
            cell.set(f"{OFFICE}value-type", "date")
            cell.set(f"{OFFICE}date-value", value.isoformat())
        elif value is not None:
            cell.set(f"{OFFICE}value-type", "string")
            ElementTree.SubElement(cell, f"{TEXT}p").text = value
    return row


def _cells(row: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for cell in row.iter(f"{TABLE}table-cell"):
        kind = cell.get(f"{OFFICE}value-type", "")
        value = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value")
        if value is None:
            value = "\n".join("".join(one.itertext()) for one in cell.iter(f"{TEXT}p"))
        repeated = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        for _ in range(repeated if kind else min(repeated, 1)):
            yield kind, value


ROWS: tuple[tuple[Value, ...], ...] = (
    ("IB", "即期匯率", "HKD", "USD", Decimal("7.8147"), Decimal("7.8132"), Decimal("7.8140"), date(2024, 3, 18)),
    ("恆生", "即期匯率", "HKD", "CNH", Decimal("1.0962"), Decimal("1.0950"), Decimal("1.0956"), Decimal(20240318)),
    ("香港交易所", "港交所匯率", "HKD", "EUR", "8.5061", "8.5102", "8.5082", "20240318"),
    ("IB", "Book rate", "HKD", "JPY", Decimal("0.0523"), Decimal("0.0524"), Decimal("0.05235"), "2024-03-15"),
)
"""Rows as people type them: date cells, dates as numbers and as texts, prices as texts, labels of two languages in one file."""


@contextmanager
def offered_template(locale: str) -> Iterator[bytes]:
    """The rate template that the program offers, from an office made for the moment."""
    from tests.helpers.office import Office, make_template
    from whale_desktop.features.reference.messages import MakeRateTemplate

    with tempfile.TemporaryDirectory() as name:
        make_template(Path(name) / "template.db")
        office = Office.at(Path(name) / "template.db", Path(name))
        try:
            yield office.gateway.get_blob(office.do(MakeRateTemplate(locale=locale)).blob, session=office.session())
        finally:
            office.close()
            office.database.close()


def main(target: Path) -> None:
    """Save the template as it is, and filled, and rows that came in as csv."""
    from whale_desktop.features.reference.rules import COLUMNS

    with tempfile.TemporaryDirectory() as name, offered_template("zh_Hant") as data:
        office = LibreOffice(Path(name))
        template = Path(name) / "template.xlsx"
        template.write_bytes(data)
        made = {"resaved.xlsx": office.convert(template, "xlsx"), "filled.xlsx": office.fill(template, ROWS, name="filled")}
        text = Path(name) / "typed.csv"
        heads = [label.source for label in COLUMNS.values()]
        text.write_text("\n".join(",".join(map(str, row)) for row in (heads, *ROWS)), encoding="utf-8")
        made["typed.xlsx"] = office.convert(text, "xlsx")
        for file, source in made.items():
            (target / file).write_bytes(source.read_bytes())


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1] / "features" / "reference" / "files"))
