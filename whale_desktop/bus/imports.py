"""What the handlers of every import share: the refusal of a whole file, the language of a file, the file made for a person."""

from collections.abc import Iterator, Mapping, Sequence

from whale_desktop.bus.work import Work
from whale_desktop.kernel.errors import FieldError, UserError
from whale_desktop.kernel.sheets import Cell
from whale_desktop.kernel.texts import LOCALES, Catalogue, Text, catalogue
from whale_desktop.messages.files import MadeFile
from whale_desktop.messages.imports import RowFault, fault_sentence, faults_by_row


def refuse_file(faults: Sequence[RowFault]) -> None:
    """Refuse a file as a whole, with one field error for every bad cell (FX-E18); nothing happens when there is none."""
    if not faults:
        return
    first = faults[0]
    raise UserError(
        "FX-E18",
        {"row": first.row, "field": first.field, "reason": first.code},
        fields=tuple(FieldError(f"rows[{one.row}].{one.field}", one.code, one.params) for one in faults),
    )


def language_of(locale: str) -> Catalogue:
    """The texts of the language that a file is wanted in. Raises `UserError("FX-E36")` for one that the program does not speak."""
    if locale not in LOCALES:
        raise UserError.at("locale", "FX-E36")
    return catalogue(locale)


def made_workbook(work: Work, data: bytes, name: str) -> MadeFile:
    """Keep a workbook for the person under a name without its ending."""
    full = f"{name}.xlsx"
    return MadeFile(blob=work.keep_blob(data, name=full), name=full)


def bad_rows(
    rows: Sequence[Sequence[Cell]],
    places: Sequence[int],
    faults: Sequence[RowFault],
    columns: Mapping[str, Text],
    texts: Catalogue,
) -> Iterator[tuple[list[Cell], str]]:
    """The cells of every bad row in the order of the columns, with the sentences of its faults one below the other."""
    for number, found in faults_by_row(faults).items():
        yield [rows[number - 1][place] for place in places], "\n".join(fault_sentence(one, columns, texts) for one in found)
