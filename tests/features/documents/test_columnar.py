"""Files made by column are, cell for cell, the files made row after row by the plain rule; of every list there is."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.documents.conftest import Exports
from whale_desktop.app.services import load_features
from whale_desktop.features.documents.handlers import lists, writers
from whale_desktop.features.documents.handlers.columnar import StructBatch, cell_reader
from whale_desktop.features.documents.handlers.tabular import converter
from whale_desktop.features.documents.messages import FileFormat
from whale_desktop.features.fx.messages import ForexStatus
from whale_desktop.kernel.numbers import with_places
from whale_desktop.kernel.texts import C_, LOCALES, Catalogue, catalogue
from whale_desktop.messages import Struct
from whale_desktop.screens import Column, ListScreen, all_lists
from whale_desktop.screens.columns import ColumnKind
from whale_desktop.storage import Choice, Columns, Day, Moment, Rows, money, rate, written

load_features()
EXPORTED = tuple(one for one in all_lists() if one.exports)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHINESE = catalogue("zh_Hant")

GROWS = "audit.log"
"""Each export adds a row to this list, so the rows that it has are named."""

each_list = pytest.mark.parametrize("screen", EXPORTED, ids=lambda one: str(one.key))


def sheet(data: bytes) -> bytes:
    """The cells of a workbook as they are written."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml") + archive.read("xl/styles.xml")


def row_after_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on exports go the plain way."""
    monkeypatch.setattr(lists, "listing_of", lambda query: None)


# -------------------------------------------------------------------------------------------------------------------- every list


@pytest.mark.parametrize("kind", [FileFormat.XLSX, FileFormat.CSV])
@each_list
def test_both_ways_give_the_same_file(
    exports: Exports, screen: ListScreen, kind: FileFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "BATCH", 3)
    sorts = ["", *(column.name for column in screen.columns if column.sortable)]
    asked: list[dict[str, Any]] = [{"sort": name, "descending": number % 2 == 0} for number, name in enumerate(sorts)]
    asked += [{"tab": tab.key} for tab in screen.tabs if tab.key]
    asked += [{"locale": locale} for locale in LOCALES]
    key = screen.row_key
    keys = tuple(getattr(row, key) for row in exports.office.ask(screen.query(limit=200)).rows)
    asked += [{"keys": keys[1:4]}] if keys[1:4] else []
    if screen.key == GROWS:
        asked = [{"keys": keys, **one} for one in asked]

    def files() -> list[bytes]:
        read = sheet if kind is FileFormat.XLSX else bytes
        return [read(exports.file(screen.key, format=kind, **one)) for one in asked]

    by_column = files()
    row_after_row(monkeypatch)
    assert files() == by_column
    assert len(by_column[0]) > 100


# ------------------------------------------------------------------------------------------------------------------- every cell


class Line(Struct):
    """A row with one field of each kind."""

    amount: Decimal | None
    shown: Decimal | None
    price: Decimal | None
    at: datetime | None
    status: ForexStatus | None
    day: Any
    text: Any


ROWS = Rows(Line, shown=written(lambda amount: with_places(amount, 2), "amount"))
TYPES: dict[str, Any] = {"amount": money(), "price": rate(), "at": Moment(), "status": Choice(ForexStatus), "day": Day()}
KINDS: tuple[tuple[str, ColumnKind], ...] = (
    *((name, kind) for name in ("amount", "shown", "price") for kind in ("money", "signed", "rate", "percent", "number")),
    ("at", "moment"),
    ("status", "choice"),
    ("status", "state"),
    ("day", "date"),
    ("text", "text"),
    ("text", "code"),
)

LARGEST = 2**63 - 1
SPLIT_SECOND = 999_999
numbers = st.one_of(
    st.none(),
    st.integers(-LARGEST, LARGEST),
    st.integers(-(10**15) - 2, -(10**15) + 2),
    st.integers(10**15 - 2, 10**15 + 2),
    st.integers(-(10**6), 10**6),
)
moments = st.one_of(
    st.none(),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
        lambda moment: (moment - EPOCH) // timedelta(microseconds=1)
    ),
)
texts = st.one_of(st.text(max_size=5), st.sampled_from(["", "=1+1", "+", "-5", "@x", "\t=", "\r", "'=1", "陳嘉儀"]))
stored_lines = st.lists(
    st.tuples(
        numbers,
        numbers,
        moments,
        st.one_of(st.none(), st.sampled_from([str(one) for one in ForexStatus])),
        st.one_of(st.none(), st.dates().map(lambda day: day.isoformat())),
        st.one_of(texts, st.none(), st.integers()),
    ),
    min_size=1,
    max_size=6,
)


def by_column(stored: Sequence[tuple[Any, ...]]) -> Columns:
    """Lines as a database gives them."""
    return Columns(
        ROWS, dict(zip(("amount", "price", "at", "status", "day", "text"), zip(*stored, strict=True), strict=True)), TYPES
    )


def in_days(cell: Any) -> Any:
    """A moment as a spreadsheet counts it, which is what the writer makes of a moment."""
    return (cell - datetime(1899, 12, 30)).total_seconds() / 86_400 if isinstance(cell, datetime) else cell


@given(stored_lines)
def test_both_ways_give_the_same_cells(stored: list[tuple[Any, ...]]) -> None:
    for name, kind in KINDS:
        column = Column(name, C_("test", "Column"), kind=kind)
        rule = converter(column, CHINESE)
        expected = [rule(value) for value in by_column(stored).values(name)]
        cells = list(cell_reader(column, CHINESE)(by_column(stored)))
        assert [in_days(one) for one in cells] == [in_days(one) for one in expected], (name, kind)
        assert [type(in_days(one)) for one in cells] == [type(in_days(one)) for one in expected], (name, kind)


def test_a_number_of_more_than_fifteen_digits_keeps_every_one_of_them() -> None:
    stored = [(value, 0, 0, None, None, "") for value in (10**15 - 1, 10**15 + 1, -(10**18) - 1, LARGEST, None)]
    column = Column("shown", C_("test", "Column"), kind="money")
    cells = cell_reader(column, CHINESE)(by_column(stored))
    assert cells == [99_999_999_999.9999, "100000000000.0001", "-100000000000000.0001", "922337203685477.5807", None]


def test_the_writer_makes_of_days_what_it_makes_of_moments() -> None:
    column = Column("at", C_("test", "Column"), kind="moment")
    stored = [
        (0, 0, 1_700_000_000_000_000 + 1_000_000 * 86_399 * number + SPLIT_SECOND, None, None, "") for number in range(3_000)
    ]
    batch = by_column(stored)
    rows = StructBatch(
        [Line(amount=None, shown=None, price=None, at=at, status=None, day=None, text="") for at in batch.values("at")]
    )
    ways = [writers.write_xlsx(iter([one]), (column,), CHINESE, title="x") for one in (batch, rows)]
    assert sheet(ways[0]) == sheet(ways[1])


@pytest.mark.parametrize("catalogue", [catalogue(locale) for locale in LOCALES])
def test_words_are_those_of_the_language(catalogue: Catalogue) -> None:
    stored = [(0, 0, 0, str(one), None, "") for one in ForexStatus]
    column = Column("status", C_("test", "Column"), kind="state")
    assert list(cell_reader(column, catalogue)(by_column(stored))) == [converter(column, catalogue)(one) for one in ForexStatus]
