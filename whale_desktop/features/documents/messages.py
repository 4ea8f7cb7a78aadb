"""Exports and printing as messages: any list by its key, with exactly the filter or the selection that the person sees."""

from enum import StrEnum
from typing import Any

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import SIGNED_IN, Command, command, declare_errors, labels
from whale_desktop.messages.files import BlobId, JobNo, declare_job_kinds

MAXIMUM_ROWS = 500_000
"""No file has more rows (`docs/rules/platform.md` 5.4)."""

MAXIMUM_PRINTED_ROWS = 2_000
"""No printed list has more rows: that is 50 pages and more, and setting them takes half a gigabyte of memory."""


class FileFormat(StrEnum):
    """What an export produces."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


labels(
    FileFormat,
    {
        FileFormat.XLSX: C_("file format", "Excel workbook (xlsx)"),
        FileFormat.CSV: C_("file format", "Text table (csv)"),
        FileFormat.PDF: C_("file format", "Printable document (pdf)"),
    },
)

declare_job_kinds({"export": C_("job", "Export")})

declare_errors(
    {
        "export.too_many_rows": C_("error", "Too many rows to export: {rows}, at most {limit}; narrow the filter"),
        "export.unknown_list": C_("error", "There is no list {list} to export"),
        "export.unknown_column": C_("error", "The list has no column {column}"),
        "export.no_detail": C_("error", "This list has no printable details"),
    }
)


@command("document.export_list", permission=SIGNED_IN, changes=("job",), action="export", rows_locked=True)
class ExportList(Command[JobNo]):
    """Make a file of a list. Needs the list's export code (its view code with `_export`) besides the view.

    where, tab, sort, descending: as in the list's query. keys: row keys of a selection, empty for the whole filter.
    columns: names in the wanted order. file_name: without ending. The reply is the job that makes the file.
    """

    list_key: str
    columns: tuple[str, ...]
    file_name: str
    format: FileFormat
    where: dict[str, Any] = {}
    tab: str = ""
    sort: str = ""
    descending: bool = True
    keys: tuple[str | int, ...] = ()


@command("document.print_record", permission=SIGNED_IN, changes=(), action="print", rows_locked=True)
class PrintRecord(Command[BlobId]):
    """A printable document (pdf) of one record of a list, laid out as its details on the screen. Needs the list's view."""

    list_key: str
    key: str | int
