"""Excel files: 100,000 reference rates in, against openpyxl's bare read; 100,000 orders out, against its write-only mode."""

import io
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from bench.measure import Line, at_least_rate, side_by_side
from bench.orders import plant_orders
from whale_desktop.app.services import new_database, open_services
from whale_desktop.bus.jobs import run_next_job
from whale_desktop.features.documents.messages import ExportList, FileFormat
from whale_desktop.features.reference.messages import ImportReferenceRates, PreviewRateImport
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Done
from whale_desktop.messages.files import GetJob
from whale_desktop.screens import list_of

ROWS = 100_000
NOW = "2026-11-20T11:30:00"
HEADS = ("匯率渠道", "匯率類型", "基準貨幣", "折算幣種", "買入價", "賣出價", "中間折算價", "發佈日期")


def run() -> list[Line]:
    """Import and export."""
    with tempfile.TemporaryDirectory() as name:
        return [*_imports(Path(name)), *_exports(Path(name))]


def _rates_file() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rates")
    sheet.append(HEADS)
    start = date(2026, 11, 19)
    currencies = ("USD", "CNH", "EUR", "GBP", "AUD")
    channels = ("IB", "HSB", "ICBCASIA")
    for number in range(ROWS):
        day = start - timedelta(days=number // 15)
        row = (
            channels[number % 3],
            "即期匯率",
            "HKD",
            currencies[number // 3 % 5],
            7.8147,
            7.8132,
            7.814,
            int(day.strftime("%Y%m%d")),
        )
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _imports(folder: Path) -> list[Line]:
    data = _rates_file()
    path = folder / "rates.db"
    new_database(path, kind="local", clock=FixedClock(parse_moment(NOW)))
    services = open_services(path, FixedClock(parse_moment(NOW)))
    session = services.signing.open_service_session(
        "scheduler", codes=("lb_hk_conversion.forex_rate_query", "lb_hk_conversion.forex_rate_update")
    )
    context = Context(workstation="bench")
    blob = services.gateway.put_blob(data, name="rates.xlsx", session=session)

    def check() -> float:
        began = time.perf_counter()
        preview = services.gateway.ask(PreviewRateImport(blob=blob), session=session, context=context)
        assert (preview.good, preview.bad) == (ROWS, 0), (preview.good, preview.bad)
        return time.perf_counter() - began

    def write() -> float:
        began = time.perf_counter()
        done = services.gateway.submit(ImportReferenceRates(blob=blob), session=session, context=context, command_id=new_id())
        assert isinstance(done, Done)
        return time.perf_counter() - began

    def bare() -> float:
        began = time.perf_counter()
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = sum(1 for _ in book.active.iter_rows(values_only=True))
        assert rows == ROWS + 1
        return time.perf_counter() - began

    lines = [
        at_least_rate("100,000 reference rates: read and check / openpyxl bare read", side_by_side(check, bare), 4),
        at_least_rate("100,000 reference rates: read, check and write / openpyxl bare read", side_by_side(write, bare), 3),
    ]
    services.gateway.close()
    return lines


def _exports(folder: Path) -> list[Line]:
    path = folder / "orders.db"
    plant_orders(path, ROWS)
    services = open_services(path, FixedClock(parse_moment(NOW)))
    session = services.gateway.sign_in("supervisor@whale.demo", _password(services, "supervisor@whale.demo"), Context()).session
    screen = list_of("fx.order")
    assert screen is not None
    columns = tuple(column.name for column in screen.columns)

    def ours() -> float:
        began = time.perf_counter()
        command = ExportList(list_key="fx.order", columns=columns, file_name="orders", format=FileFormat.XLSX)
        done = services.gateway.submit(command, session=session, context=Context(locale="zh_Hant"), command_id=new_id())
        assert isinstance(done, Done)
        while services.gateway.ask(GetJob(job_no=done.result), session=session, context=Context()).finished_at is None:
            if not run_next_job(services.bus):
                time.sleep(0.02)
        took = time.perf_counter() - began
        job = services.gateway.ask(GetJob(job_no=done.result), session=session, context=Context())
        assert job.rows >= ROWS, job
        return took

    def bare() -> float:
        """The same number of cells, written by openpyxl's write-only mode from values that are already there."""
        row = ["2403180128"] + ["text"] * (len(columns) - 5) + [10000.0, 7.1357, 71357.0, 7.1367]
        began = time.perf_counter()
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("orders")
        for _ in range(ROWS):
            sheet.append(row)
        book.save(io.BytesIO())
        return time.perf_counter() - began

    lines = [at_least_rate("export of 100,000 orders, database read included / openpyxl write-only", side_by_side(ours, bare), 5)]
    services.gateway.close()
    return lines


def _password(services: object, email: str) -> str:
    return next(one.password for one in services.gateway.place().demo_members if one.email == email)  # type: ignore[attr-defined]
