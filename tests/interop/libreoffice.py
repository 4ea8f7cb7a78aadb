"""LibreOffice Calc without a window: opens a file, saves it as another kind; rows are filled in between, in its own XML.

`python -m tests.interop.libreoffice` makes the files of `tests/features/reference/files` anew.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from whale_desktop.features.reference.messages import RateChannel, RateType

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
        if source.suffix == ".csv":
            command.append(
                "--infilter=CSV:44,34,76"
            )  # comma, quotation mark, UTF-8: what its dialog offers for a file with a mark
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
        text = self.convert(template, "fods").read_text(encoding="utf-8")
        example = list(re.finditer(r"<table:table-row\b.*?</table:table-row>", text, re.DOTALL))[1]
        filled = self._folder / f"{name}.fods"
        filled.write_text(text[: example.start()] + "".join(map(_row, rows)) + text[example.end() :], encoding="utf-8")
        return self.convert(filled, "xlsx")

    def cells(self, source: Path) -> list[list[tuple[str, str]]]:
        """The cells of the first sheet as LibreOffice understood them: (type, value), empty rows at the end left out."""
        tree = ElementTree.parse(self.convert(source, "fods", folder="read"))
        sheet = next(tree.iter(f"{TABLE}table"))
        rows = [list(_cells(row)) for row in sheet.iter(f"{TABLE}table-row")]
        while rows and not any(kind for kind, _ in rows[-1]):
            rows.pop()
        return rows


def _row(values: Sequence[Value]) -> str:
    return f"<table:table-row>{''.join(map(_cell, values))}</table:table-row>"


def _cell(value: Value) -> str:
    if isinstance(value, Decimal):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if value is None:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


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


EXPECTED = {
    (RateType.SPOT, RateChannel.IB, "USD", date(2024, 3, 18), Decimal("7.8147"), Decimal("7.8132"), Decimal("7.8140")),
    (RateType.SPOT, RateChannel.HSB, "CNH", date(2024, 3, 18), Decimal("1.0962"), Decimal("1.0950"), Decimal("1.0956")),
    (RateType.HKEX, RateChannel.HKEX, "EUR", date(2024, 3, 18), Decimal("8.5061"), Decimal("8.5102"), Decimal("8.5082")),
    (RateType.BOOK, RateChannel.IB, "JPY", date(2024, 3, 15), Decimal("0.0523"), Decimal("0.0524"), Decimal("0.05235")),
}
"""What they mean: type, channel, currency, record date, bid, offer, average."""


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
        text.write_text("\n".join(",".join(map(str, row)) for row in (heads, *ROWS)), encoding="utf-8-sig")
        made["typed.xlsx"] = office.convert(text, "xlsx")
        for file, source in made.items():
            (target / file).write_bytes(source.read_bytes())


if __name__ == "__main__":
    main(Path(__file__).resolve().parents[1] / "features" / "reference" / "files")
