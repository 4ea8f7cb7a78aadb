"""Excel files: 100,000 reference rates in, against openpyxl's bare read; 100,000 orders out, against its write-only mode."""

import io
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from bench.measure import Line, at_least_rate, side_by_side
from bench.orders import NOW, big_list
from whale_desktop.app.services import Services, new_database, open_services
from whale_desktop.features.documents.messages import ExportList, FileFormat
from whale_desktop.features.reference.messages import ImportReferenceRates, PreviewRateImport
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Done
from whale_desktop.messages.files import BlobId, GetJob, Job
from whale_desktop.screens import list_of

ROWS = 100_000
PART = 5
"""openpyxl writes a fifth of the export; it takes the same time for each row, and a minute for all."""
CONTEXT = Context(workstation="bench", locale="zh_Hant")
HEADS = ("匯率渠道", "匯率類型", "基準貨幣", "折算幣種", "買入價", "賣出價", "中間折算價", "發佈日期")
MIDDLES = {"USD": "7.8140", "CNH": "1.0956", "EUR": "8.5082", "GBP": "9.9415", "AUD": "5.1331"}
SCREEN = "fx.orders"


def run() -> list[Line]:
    """Import and export."""
    with tempfile.TemporaryDirectory() as name:
        return [*_imports(Path(name)), _export(Path(name))]


def _rates_file() -> bytes:
    """Three channels, five currencies, the days of eighteen years; the prices walk a little every day."""
    walk = random.Random(7)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rates")
    sheet.append(HEADS)
    newest = date(2026, 11, 19)
    middles = {code: Decimal(price) for code, price in MIDDLES.items()}
    codes, channels = list(middles), ("IB", "HSB", "ICBCASIA")
    for number in range(ROWS):
        code = codes[number // 3 % 5]
        middles[code] += Decimal(walk.randrange(-5, 6)) / 10_000
        half = Decimal(walk.randrange(5, 25)) / 10_000
        middle = max(middles[code], Decimal(1))
        day = newest - timedelta(days=number // 15)
        prices = (float(middle - half), float(middle + half), float(middle))
        sheet.append((channels[number % 3], "即期匯率", "HKD", code, *prices, int(day.strftime("%Y%m%d"))))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _imports(folder: Path) -> list[Line]:
    data = _rates_file()
    origin = folder / "origin.db"
    new_database(origin, kind="demo", clock=FixedClock(parse_moment(NOW)))

    def check(services: Services, session: str, blob: BlobId) -> None:
        preview = services.gateway.ask(PreviewRateImport(blob=blob), session=session, context=CONTEXT)
        assert (preview.good, preview.bad) == (ROWS, 0), (preview.good, preview.bad)

    def write(services: Services, session: str, blob: BlobId) -> None:
        command = ImportReferenceRates(blob=blob)
        done = services.gateway.submit(command, session=session, context=CONTEXT, command_id=new_id())
        assert isinstance(done, Done)
        assert done.result.rows == ROWS

    def bare() -> float:
        began = time.perf_counter()
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
        assert rows == ROWS + 1
        return time.perf_counter() - began

    reads: list[float] = []

    def bare_again() -> float:
        """The figure of the same round: openpyxl takes too long to be asked twice in it."""
        return reads.pop(0)

    def check_beside() -> float:
        took = _on_a_copy(origin, data, check)
        reads.append(bare())
        return took

    def bare_first() -> float:
        return reads[-1]

    checked = side_by_side(check_beside, bare_first)
    written = side_by_side(lambda: _on_a_copy(origin, data, write), bare_again)
    return [
        at_least_rate("100,000 reference rates: read and check / openpyxl bare read", checked, 4),
        at_least_rate("  with writing / openpyxl bare read", written, 3),
    ]


def _on_a_copy(origin: Path, data: bytes, act: Callable[[Services, str, BlobId], None]) -> float:
    """Seconds that `act` takes with the file put on a fresh copy of the database."""
    path = origin.with_name("copy.db")
    shutil.copyfile(origin, path)
    services = open_services(path, FixedClock(parse_moment(NOW)))
    session = services.signing.open_demo_session("clerk@whale.demo", CONTEXT).session
    blob = services.gateway.put_blob(data, name="rates.xlsx", session=session)
    began = time.perf_counter()
    act(services, session, blob)
    took = time.perf_counter() - began
    services.gateway.close()
    return took


def _export(folder: Path) -> Line:
    path = folder / "orders.db"
    shutil.copyfile(big_list(ROWS), path)
    services = open_services(path, FixedClock(parse_moment(NOW)))
    session = services.signing.open_demo_session("supervisor@whale.demo", CONTEXT).session
    screen = list_of(SCREEN)
    assert screen is not None
    columns = tuple(column.name for column in screen.columns)
    command = ExportList(list_key=SCREEN, columns=columns, file_name="orders", format=FileFormat.XLSX)
    made: list[Job] = []

    def ours() -> float:
        began = time.perf_counter()
        done = services.gateway.submit(command, session=session, context=CONTEXT, command_id=new_id())
        assert isinstance(done, Done)
        question = GetJob(job_no=done.result.job_no)
        while (answer := services.gateway.ask(question, session=session, context=CONTEXT)).finished_at is None:
            time.sleep(0.02)
        took = time.perf_counter() - began
        assert answer.rows >= ROWS, answer
        made.append(answer)
        return took

    ours()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(services.gateway.get_blob(made[-1].blob, session=session)))
    values = sheet.get_sheet_by_index(0).to_python()

    def bare() -> float:
        """A fifth of the very same cells, written by openpyxl's write-only mode from values that are already there, taken five times."""
        began = time.perf_counter()
        book = openpyxl.Workbook(write_only=True)
        target = book.create_sheet("orders")
        for row in values[: len(values) // PART]:
            target.append(row)
        book.save(io.BytesIO())
        return (time.perf_counter() - began) * PART

    measured = side_by_side(ours, bare)
    services.gateway.close()
    name = f"export of {ROWS:,} orders × {len(columns)}, database read included / openpyxl write-only"
    return at_least_rate(name, measured, 5)
