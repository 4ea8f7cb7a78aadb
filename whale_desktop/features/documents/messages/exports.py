"""Exports and printing as messages: any list by its key, with exactly the filter or the selection that the person sees.

Which lists need approval is a system parameter; the limits are those of `messages.parameters`.
"""

from typing import Any

from whale_desktop.features.documents.messages.records import FileFormat, GetAskedExport
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    SIGNED_IN,
    Bound,
    Command,
    Parameter,
    ParameterGroup,
    Query,
    command,
    declare_errors,
    declare_parameter,
    query,
)
from whale_desktop.messages.files import BlobId, JobBegun, declare_job_kinds

MAXIMUM_PRINTED_ROWS = 2_000
"""No printed list has more rows: that is 50 pages and more, and setting them takes half a gigabyte of memory."""

EXPORT_FLOW = "platform.export_approve"
MAXIMUM_NAME = 120
MAXIMUM_REMARK = 300

declare_job_kinds({"export": C_("job", "Export")})

declare_errors(
    {
        "export.too_many_rows": C_("error", "Too many rows to export: {rows}, at most {limit}; narrow the filter"),
        "export.unknown_list": C_("error", "There is no list {list} to export"),
        "export.unknown_column": C_("error", "The list has no column {column}"),
        "export.not_waiting": C_("error", "This export no longer waits for approval; export again"),
        "export.rejected": C_("error", "Rejected: {comment}"),
        "export.no_detail": C_("error", "This list has no printable details"),
    }
)

APPROVED_LISTS = declare_parameter(
    Parameter(
        key="files.approved_lists",
        group=ParameterGroup.FILES,
        label=C_("parameter", "Lists whose export needs approval"),
        hint=C_("parameter", "Whoever exports one of them files a work order first; the file is made after its approval"),
        default="",
        maximum=2_000,
        pattern=r"[a-z_.]+( *, *[a-z_.]+)*",
        lists=True,
    )
)
"""`docs/rules/platform.md` 6.8."""


@query("document.export_asks", permission=SIGNED_IN)
class AsksToExport(Query[bool]):
    """Whether a file of this list is made only after approval, as the system parameter says now. A key of no list: it is not."""

    list_key: str


@command(
    "document.export_list",
    permission=SIGNED_IN,
    changes=("job", "document.record"),
    asks=EXPORT_FLOW,
    asks_sometimes=True,
    action="export",
    rows_locked=True,
)
class ExportList(Command[JobBegun]):
    """Make a file of a list. Needs the list's export code (its view code with `_export`) besides the view.

    where, tab, sort, descending: as in the list's query. keys: row keys of a selection, empty for the whole filter.
    columns: names in the wanted order. file_name: without ending. The reply is the job that makes the file, empty for a list whose
    export needs approval: then the job begins after it. Either way a record is kept (`ListMyFiles`).
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
    remark: str = ""


@command(
    permission=SIGNED_IN,
    changes=("job", "document.record"),
    approval=EXPORT_FLOW,
    requested=True,
    target=Bound(GetAskedExport, {"record_no": "record_no"}),
    guard=("state", "asked", "columns"),
    action="export",
    internal=True,
    rows_locked=True,
)
class DecideExport(Command[None]):
    """Begin an export that waits for approval, or give it up. It runs with the rights of whoever asked for it.

    closed: nobody decided; the work order was taken back or its time was over.
    """

    record_no: int
    approve: bool = False
    closed: bool = False
    comment: str = ""


@command("document.print_record", permission=SIGNED_IN, changes=("document.record",), action="print", rows_locked=True)
class PrintRecord(Command[BlobId]):
    """A printable document (pdf) of one record of a list, laid out as its details on the screen. Needs the list's view."""

    list_key: str
    key: str | int
