"""Every list on a desk after some work, through the gateway: all sorts, filters, tabs, selections, sums, details, exports."""

import csv
import io
import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from tests.helpers.desk import busy_desk, export_limits, send_notices
from tests.helpers.office import Office, template_of
from whale_desktop.app.services import load_features
from whale_desktop.bus.chores import ChoreRunner
from whale_desktop.bus.handlers import listing_of
from whale_desktop.bus.jobs import JobRunner, run_next_job
from whale_desktop.features.documents.messages import ExportList, FileFormat
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import info_of
from whale_desktop.messages.files import GetJob, Job, JobState
from whale_desktop.messages.registry import by_name
from whale_desktop.screens import Filter, ListScreen, Options, all_lists, where_type

load_features()
LISTS = tuple(all_lists())
EXPORTED = tuple(one for one in LISTS if one.exports)
SORTS = tuple((one, column.name) for one in LISTS for column in one.columns if column.sortable)
FILTERS = tuple((one, spec) for one in LISTS for spec in one.filters)

each_list = pytest.mark.parametrize("screen", LISTS, ids=lambda one: str(one.key))

PAGE = 3


def named(value: Any) -> str:
    """How a test of a list and a part of it is called."""
    return str(getattr(value, "key", "") or getattr(value, "name", value))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for all tests of this module, which only look. Its jobs wait until a test does them."""
    patch = pytest.MonkeyPatch()
    patch.setattr(JobRunner, "_begin", lambda self: None)
    patch.setattr(ChoreRunner, "wake", lambda self: None)
    made = Office.at(template_of(tmp_path_factory), tmp_path_factory.mktemp("busy"))
    busy_desk(made)
    export_limits(made)
    send_notices(made)
    yield made
    made.close()
    made.database.close()
    patch.undo()


def every_page(busy: Office, screen: ListScreen, **asked: Any) -> list[Any]:
    """All rows by following the cursors; each row once."""
    rows: list[Any] = []
    after = ""
    for _ in range(200):
        page = busy.ask(screen.query(after=after, limit=PAGE, **asked))
        assert len(page.rows) <= PAGE
        rows += page.rows
        after = page.next_cursor
        if not after:
            break
        assert len(page.rows) == PAGE
    assert not after, "the pages never end"
    keys = [getattr(row, screen.row_key) for row in rows]
    assert len(set(keys)) == len(keys), keys
    return rows


def where(screen: ListScreen, **values: Any) -> dict[str, Any]:
    """The list's filter with these values, as keyword arguments of query and totals."""
    kind = where_type(screen.query)
    return {} if kind is None else {"where": kind(**values)}


def counted(busy: Office, screen: ListScreen, tab: str = "", **values: Any) -> list[Any]:
    """The rows under a filter, after checking that the totals count the same."""
    rows = every_page(busy, screen, tab=tab, **where(screen, **values))
    assert busy.ask(screen.totals(tab=tab, **where(screen, **values))).count == len(rows)
    return rows


@pytest.mark.parametrize("screen", EXPORTED, ids=lambda one: str(one.key))
def test_every_exported_list_says_what_it_is_made_of(screen: ListScreen) -> None:
    """Else its exports take several times as long: declare it with `@lists` and `Rows` (docs/CONTRIBUTING.md, A list)."""
    assert listing_of(screen.query) is not None


@each_list
def test_there_are_rows_to_look_at(busy: Office, screen: ListScreen) -> None:
    assert counted(busy, screen)


# --------------------------------------------------------------------------------------------------------------------- sorting


@pytest.mark.parametrize("descending", [True, False], ids=["down", "up"])
@pytest.mark.parametrize(("screen", "name"), SORTS, ids=named)
def test_a_sortable_column_sorts(busy: Office, screen: ListScreen, name: str, descending: bool) -> None:
    rows = every_page(busy, screen, sort=name, descending=descending)
    assert len(rows) == len(every_page(busy, screen))
    values = [getattr(row, name) for row in rows]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=descending) or has_an_order_of_its_own(known)
    empty = [value is None for value in values]
    assert empty == sorted(empty, reverse=not descending), "what is empty stands together at the end that is right"


def has_an_order_of_its_own(values: list[Any]) -> bool:
    """Yes and no, and words sorted by their place in the list rather than by letter: equal ones stand together all the same."""
    changes = sum(1 for one, other in itertools.pairwise(values) if one != other)
    return all(isinstance(value, str | bool) for value in values) and changes == len(set(values)) - 1


@each_list
def test_pages_by_number_are_the_pages_by_cursor(busy: Office, screen: ListScreen) -> None:
    rows = every_page(busy, screen)
    by_number = [row for at in range(0, len(rows), PAGE) for row in busy.ask(screen.query(offset=at, limit=PAGE)).rows]
    assert by_number == rows


@each_list
def test_other_columns_are_refused_as_sorts(busy: Office, screen: ListScreen) -> None:
    error = busy.refused(screen.query(sort="may"))
    assert isinstance(error, UserError)
    assert error.code == "message.unsortable"


@each_list
def test_a_made_up_cursor_is_refused(busy: Office, screen: ListScreen) -> None:
    for cursor in ("x", "AAAA", "WyIiLG51bGwsbnVsbF0="):
        assert isinstance(busy.refused(screen.query(after=cursor)), UserError)


# ------------------------------------------------------------------------------------------------------------- filters, tabs


def choices(screen: ListScreen, spec: Filter) -> Iterator[dict[str, Any]]:
    """Plausible values of a filter, each alone."""
    kind = where_type(screen.query)
    assert kind is not None
    wanted = get_type_hints(kind)
    today = date(2024, 3, 18)
    if spec.choice is not None:
        for member in spec.choice:
            yield {spec.name: (member,) if spec.several else member}
        if spec.several:
            yield {spec.name: tuple(spec.choice)}
    elif spec.kind == "date_range":
        yield {spec.name: today}
        yield {spec.upto: today}
        yield {spec.name: today, spec.upto: today}
        yield {spec.name: date(2030, 1, 1), spec.upto: date(2030, 1, 2)}
    elif spec.kind == "yes_no":
        yield from ({spec.name: one} for one in (True, False))
    elif spec.several:
        inner = get_args(wanted[spec.name])[0]
        yield {spec.name: ("x",) if inner is str else ()}
    else:
        yield from ({spec.name: text} for text in ("USD", "HKD", "1", "no such thing", "%", "_", "'", "\\", "９"))


THROUGH_CODES = {
    ("access.roles", "code"): "finds roles by the codes that they give, which stand in the details and contain underscores",
    ("access.policies", "code"): "finds policies by the codes that they give",
    ("access.grants", "code"): "finds policies of members by the codes that they give",
}
"""Text filters over what is not in the row, each with its reason."""


def says(row: Any, value: Any) -> bool:
    """Whether any field of a row contains a text."""
    return any(str(value) in str(getattr(row, name)) for name in row.__struct_fields__)


@pytest.mark.parametrize(("screen", "spec"), FILTERS, ids=named)
def test_a_filter_alone_is_answered_and_counted(busy: Office, screen: ListScreen, spec: Filter) -> None:
    everything = len(every_page(busy, screen))
    for values in choices(screen, spec):
        found = counted(busy, screen, **values)
        assert len(found) <= everything
        value = values.get(spec.name)
        if value in ("no such thing", "%", "_", "'", "\\") or value == date(2030, 1, 1):
            strangers = [row for row in found if (screen.key, spec.name) not in THROUGH_CODES and not says(row, value)]
            assert strangers == [], f"{values} must find nothing that does not contain it"


@pytest.mark.parametrize(("screen", "spec"), [(one, spec) for one, spec in FILTERS if spec.choice], ids=named)
def test_the_choices_of_a_filter_share_the_rows_among_them(busy: Office, screen: ListScreen, spec: Filter) -> None:
    """Every row with a value is found by exactly one choice, and by the right one."""
    if spec.choice is None or (spec.name not in screen.query.__struct_fields__ and spec.name not in row_fields(busy, screen)):
        return
    rows = every_page(busy, screen)
    for member in spec.choice:
        values: dict[str, Any] = {spec.name: (member,) if spec.several else member}
        found = counted(busy, screen, **values)
        assert found == [row for row in rows if getattr(row, spec.name) == member]


@pytest.mark.parametrize(("screen", "spec"), [(one, spec) for one, spec in FILTERS if spec.kind == "text"], ids=named)
def test_a_text_filter_finds_the_row_that_it_was_copied_from(busy: Office, screen: ListScreen, spec: Filter) -> None:
    """What a person copies from a cell into the filter finds that row."""
    if spec.name not in row_fields(busy, screen):
        return
    for row in every_page(busy, screen):
        if value := getattr(row, spec.name):
            assert row in counted(busy, screen, **{spec.name: str(value)})


def row_fields(busy: Office, screen: ListScreen) -> tuple[str, ...]:
    """The fields of a list's rows."""
    return tuple(every_page(busy, screen)[0].__struct_fields__)


@each_list
def test_tabs_are_counted_and_hold_what_they_count(busy: Office, screen: ListScreen) -> None:
    if not screen.tabs:
        return
    totals = busy.ask(screen.totals())
    keys = {getattr(row, screen.row_key) for row in every_page(busy, screen)}
    seen: set[Any] = set()
    for tab in screen.tabs:
        inside = {getattr(row, screen.row_key) for row in counted(busy, screen, tab.key)}
        assert len(inside) == totals.tabs[tab.key]
        assert not tab.key or not inside & seen, "a row stands in one tab"
        seen |= inside if tab.key else set()
    assert seen == keys
    assert isinstance(busy.refused(screen.query(tab="no such tab")), UserError)
    assert isinstance(busy.refused(screen.totals(tab="no such tab")), UserError)


@each_list
def test_sums_are_the_sums_of_the_rows(busy: Office, screen: ListScreen) -> None:
    summed = [column for column in screen.columns if column.total]
    totals = busy.ask(screen.totals())
    for column in summed:
        expected: dict[str, Decimal] = defaultdict(Decimal)
        for row in every_page(busy, screen):
            value = getattr(row, column.name)
            expected[getattr(row, column.currency) if column.currency else ""] += value if value is not None else 0
        assert totals.sums[column.name] == expected, column.name
    assert {column.name for column in summed} == set(totals.sums), "what is summed is shown, what is shown is summed"


# -------------------------------------------------------------------------------------------------- rows, details, choices


@each_list
def test_a_selection_is_those_rows(busy: Office, screen: ListScreen) -> None:
    rows = every_page(busy, screen)
    keys = [getattr(row, screen.row_key) for row in rows]
    for chosen in (keys[:1], keys[-1:], keys[::2]):
        found = every_page(busy, screen, keys=tuple(chosen))
        assert [getattr(row, screen.row_key) for row in found] == [key for key in keys if key in chosen]
    assert every_page(busy, screen, keys=("no such key",)) == []


@each_list
def test_every_row_opens(busy: Office, screen: ListScreen) -> None:
    if screen.detail is None:
        return
    for row in every_page(busy, screen):
        record = busy.ask(screen.detail.query(row))
        for related in screen.detail.related:
            busy.ask(related.query(record))


@each_list
def test_what_rows_may_are_commands(busy: Office, screen: ListScreen) -> None:
    for row in every_page(busy, screen):
        unknown = [name for name in getattr(row, "may", ()) if (info := by_name(name)) is None or not info.is_command]
        assert unknown == []


@each_list
def test_decimals_come_with_the_places_that_are_shown(busy: Office, screen: ListScreen) -> None:
    """Money of one currency always has the same decimals, or a column would not line up."""
    for column in screen.columns:
        if column.kind not in ("money", "signed") or not column.currency:
            continue
        places = defaultdict(set)
        for row in every_page(busy, screen):
            if (value := getattr(row, column.name)) is not None:
                places[getattr(row, column.currency)].add(value.as_tuple().exponent)
        assert all(len(found) == 1 for found in places.values()), (column.name, dict(places))


def options() -> Iterator[Options]:
    """Every source of choices of filters and forms."""
    for screen in LISTS:
        yield from (spec.options for spec in screen.filters if spec.options)
        for action in screen.actions:
            yield from (field.options for field in (action.form.fields if action.form else ()) if field.options)


@pytest.mark.parametrize("source", list(options()), ids=lambda one: str(info_of(one.query()).name))
def test_choices_are_there(busy: Office, source: Options) -> None:
    answer = busy.ask(source.query())
    rows = getattr(answer, "rows", answer)
    assert rows
    assert all(getattr(row, source.value) not in (None, "") and getattr(row, source.label) for row in rows)


# --------------------------------------------------------------------------------------------------------------------- exports


def exported(busy: Office, screen: ListScreen, kind: FileFormat, **asked: Any) -> tuple[Job, bytes]:
    """A finished export and its file."""
    names = tuple(column.name for column in screen.columns)
    number = busy.do(ExportList(list_key=screen.key, columns=names, file_name="list", format=kind, **asked)).job_no
    assert run_next_job(busy.bus)
    job = busy.ask(GetJob(job_no=number))
    assert job.state is JobState.DONE, job
    return job, busy.gateway.get_blob(job.blob, session=busy.session())


def some_filter(busy: Office, screen: ListScreen) -> dict[str, Any]:
    """A filter that leaves some rows and not all, empty where none of the plausible ones does."""
    everything = len(every_page(busy, screen))
    for spec in screen.filters:
        for values in choices(screen, spec):
            if 0 < len(every_page(busy, screen, **where(screen, **values))) < everything:
                return values
    return {}


GROWS = "audit.log"
"""Each export adds a row to this list; `tests/features/audit` looks at its files."""


@pytest.mark.parametrize("screen", [one for one in EXPORTED if one.key != GROWS], ids=lambda one: str(one.key))
def test_an_export_has_exactly_the_rows_of_the_filter(busy: Office, screen: ListScreen) -> None:
    for values in ({}, some_filter(busy, screen)):
        rows = every_page(busy, screen, **where(screen, **values))
        asked = {"where": msgspec.to_builtins(values)}
        keys = [str(getattr(row, screen.row_key)) for row in rows]
        column = next((at for at, one in enumerate(screen.columns) if one.name == screen.row_key), None)

        job, data = exported(busy, screen, FileFormat.XLSX, **asked)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        assert (job.rows, len(sheet) - 1, len(sheet[0])) == (len(rows), len(rows), len(screen.columns))

        job, data = exported(busy, screen, FileFormat.CSV, **asked)
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert (job.rows, len(lines) - 1) == (len(rows), len(rows))
        if column is not None and screen.columns[column].kind in ("code", "text"):
            assert [line[column] for line in lines[1:]] == keys
            assert [str(line[column]).removesuffix(".0") for line in sheet[1:]] == keys

        job, data = exported(busy, screen, FileFormat.PDF, **asked)
        assert data.startswith(b"%PDF")
        assert job.rows == len(rows)


def test_today_is_the_day_of_the_filters(busy: Office) -> None:
    assert hong_kong_date(busy.clock.now()) == date(2024, 3, 18)
