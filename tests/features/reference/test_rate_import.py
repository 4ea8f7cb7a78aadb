"""The import of reference rates: template, preview, all or nothing, file of the bad rows, sample (`docs/rules/fx.md` 7.3)."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.features.reference.workbooks import HEADER, SAMPLE, packed, parts, workbook
from tests.helpers.office import Office
from whale_desktop.bus.state import set_state
from whale_desktop.features.reference.messages import (
    GetReferenceRate,
    ImportReferenceRates,
    ListRateVersions,
    ListReferenceRates,
    MakeFailedRateRows,
    MakeRateTemplate,
    MakeSampleRates,
    PreviewRateImport,
    RateChannel,
    RateFilter,
    RateImportPreview,
    RatesImported,
    RateSource,
    RateType,
    TotalReferenceRates,
)
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.sheets import read_sheet
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import error_text
from whale_desktop.messages.files import BlobId, MadeFile

FILES = Path(__file__).parent / "files"
CLERK = "funds_clerk"


def _blob(office: Office, data: bytes) -> BlobId:
    return office.gateway.put_blob(data, name="rates.xlsx", session=office.session(CLERK))


def _preview(office: Office, data: bytes) -> RateImportPreview:
    return office.ask(PreviewRateImport(blob=_blob(office, data)), user=CLERK)


def _import(office: Office, data: bytes) -> RatesImported:
    return office.do(ImportReferenceRates(blob=_blob(office, data)), user=CLERK)


def _fetch(office: Office, made: MadeFile) -> bytes:
    return office.gateway.get_blob(made.blob, session=office.session(CLERK))


def _row(**changes: Any) -> list[Any]:
    names = ("channel", "rate_type", "base_currency", "other_currency", "bid_rate", "offer_rate", "average_rate", "record_date")
    return [changes.get(name, usual) for name, usual in zip(names, SAMPLE, strict=True)]


def _errors(preview: RateImportPreview) -> list[tuple[int, str, str]]:
    return [(error.row, error.field, error.code) for row in preview.rows for error in row.errors]


def test_scenario_21_a_missing_price_in_row_3_writes_nothing_and_the_mended_file_writes_all(office: Office) -> None:
    rows = [_row(), _row(other_currency="CNH", bid_rate=1.0962, offer_rate="", average_rate=1.0956), _row(other_currency="EUR")]
    preview = _preview(office, workbook(rows))
    assert (preview.good, preview.bad) == (2, 1)
    assert _errors(preview) == [(3, "offer_rate", "FX-E01")]
    error = office.refused(ImportReferenceRates(blob=_blob(office, workbook(rows))), user=CLERK)
    assert isinstance(error, UserError)
    assert (error.code, error.params["row"]) == ("FX-E18", 3)
    assert [(one.field, one.code) for one in error.fields] == [("rows[3].offer_rate", "FX-E01")]
    assert office.ask(TotalReferenceRates()).count == 0

    rows[1][5] = 1.0950
    done = _import(office, workbook(rows))
    assert (done.rows, done.odd_rows) == (3, 3)
    found = office.ask(ListReferenceRates(where=RateFilter(source=(RateSource.IMPORT,)))).rows
    assert {row.other_currency for row in found} == {"USD", "CNH", "EUR"}
    for row in found:
        assert [one.version for one in office.ask(ListRateVersions(rate_no=row.rate_no))] == [1]


def test_values_are_exactly_those_that_were_typed(office: Office) -> None:
    _import(office, workbook([_row(other_currency="JPY", bid_rate=0.05231, offer_rate="0.052345", average_rate=0.052328)]))
    (row,) = office.ask(ListReferenceRates()).rows
    assert (str(row.bid_rate), str(row.offer_rate), str(row.average_rate)) == ("0.052310", "0.052345", "0.052328")
    assert (row.channel, row.rate_type, row.record_date) == (RateChannel.IB, RateType.SPOT, date(2024, 3, 18))


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            ("汇率渠道", "汇率类型", "基准货币", "折算币种", "买入价", "卖出价", "中间折算价", "发布日期"),
            ("工银", "账面汇率", "hkd", "usd"),
        ),
        (
            ("Exchange channel*", "Rate type*", "Base currency*", "Conversion currency*", "Bid rate*", "Offer rate*", "Average rate*",
             "Record date*"),
            ("icbc", "Book rate", "HKD", "USD"),
        ),
        (("channel", "rate_type", "base_currency", "other_currency", "bid_rate", "offer_rate", "average_rate", "record_date"),
         ("ICBCASIA", "MANUAL_ACCOUNT", "HKD", "USD")),
        (HEADER, ("工銀", "帳面匯率", "HKD", "USD")),
        (HEADER, ("工銀 ", "賬面匯率", "ＨＫＤ", " USD")),
    ],
)  # fmt: skip
def test_headers_and_values_in_every_language_and_as_codes(office: Office, header: Sequence[str], row: Sequence[str]) -> None:
    data = workbook([(*row, "7.8147", 7.8132, 7.814, datetime(2024, 3, 18))], header=header)
    assert _errors(_preview(office, data)) == []
    _import(office, data)
    (rate,) = office.ask(ListReferenceRates()).rows
    assert (rate.channel, rate.rate_type, rate.other_currency) == (RateChannel.ICBCASIA, RateType.BOOK, "USD")


def test_the_columns_may_stand_in_another_order_with_others_between(office: Office) -> None:
    order = (7, 3, 2, 1, 0, 6, 5, 4)
    header = [HEADER[index] for index in order]
    data = workbook([[*(SAMPLE[index] for index in order), "note"]], header=[*header, "備註"])
    assert _import(office, data).rows == 1


BAD = [
    ({"channel": "Bank of X"}, "channel", "FX-E36"),
    ({"channel": ""}, "channel", "FX-E01"),
    ({"rate_type": "?"}, "rate_type", "FX-E36"),
    ({"base_currency": "ABC"}, "base_currency", "FX-E36"),
    ({"other_currency": ""}, "other_currency", "FX-E01"),
    ({"other_currency": "HKD"}, "other_currency", "FX-E23"),
    ({"bid_rate": 0}, "bid_rate", "FX-E28"),
    ({"offer_rate": -7.8}, "offer_rate", "FX-E28"),
    ({"average_rate": 7.81471}, "average_rate", "FX-E21"),
    ({"bid_rate": "7.8l47"}, "bid_rate", "reference.not_a_number"),
    ({"bid_rate": "1e3"}, "bid_rate", "reference.not_a_number"),
    ({"bid_rate": 1e12}, "bid_rate", "reference.number_too_large"),
    ({"record_date": 20240319}, "record_date", "FX-E37"),
    ({"record_date": "yesterday"}, "record_date", "reference.not_a_date"),
    ({"record_date": ""}, "record_date", "FX-E01"),
    ({"rate_type": "港交所匯率"}, "channel", "FX-E38"),
    ({"channel": "HKEX"}, "channel", "FX-E38"),
]


@pytest.mark.parametrize(("changes", "field", "code"), BAD)
def test_each_thing_that_can_be_wrong_is_said_with_row_and_field(
    office: Office, changes: dict[str, Any], field: str, code: str
) -> None:
    data = workbook([_row(other_currency="EUR"), _row(**changes)])
    assert _errors(_preview(office, data)) == [(3, field, code)]
    error = office.refused(ImportReferenceRates(blob=_blob(office, data)), user=CLERK)
    assert [(one.field, one.code) for one in error.fields] == [(f"rows[3].{field}", code)]
    assert office.ask(TotalReferenceRates()).count == 0


def test_every_error_of_every_row_is_reported_at_once(office: Office) -> None:
    data = workbook([_row(channel="?", bid_rate="x", record_date=20990101), _row(), _row(base_currency="", offer_rate=0)])
    assert _errors(_preview(office, data)) == [
        (2, "channel", "FX-E36"),
        (2, "bid_rate", "reference.not_a_number"),
        (2, "record_date", "FX-E37"),
        (4, "base_currency", "FX-E01"),
        (4, "offer_rate", "FX-E28"),
    ]


def test_the_same_key_twice_is_said_with_the_row_of_the_first(office: Office) -> None:
    preview = _preview(office, workbook([_row(), _row(other_currency="EUR"), _row(bid_rate=7.9, record_date="2024-03-18")]))
    (error,) = preview.rows[2].errors
    assert (error.row, error.field, error.code, dict(error.params)) == (4, "", "FX-E39", {"row": "2"})


def test_empty_rows_between_and_after_are_passed_over_and_numbers_stay_those_of_the_file(office: Office) -> None:
    data = workbook([_row(), [None] * 8, ["", " "], _row(other_currency="EUR", bid_rate=0), [None] * 8])
    preview = _preview(office, data)
    assert [row.row for row in preview.rows] == [2, 5]
    assert _errors(preview) == [(5, "bid_rate", "FX-E28")]


def test_the_preview_shows_what_was_understood_and_what_is_odd(office: Office) -> None:
    preview = _preview(office, workbook([_row(), _row(other_currency="EUR", bid_rate=8.5, offer_rate=8.6, average_rate="?")]))
    first, second = preview.rows
    assert (first.channel, first.rate_type, first.bid_rate, first.warning) == (
        RateChannel.IB,
        RateType.SPOT,
        Decimal("7.8147"),
        True,
    )
    assert (second.average_rate, second.offer_rate, second.warning) == (None, Decimal("8.6"), False)
    assert preview.odd_rows == 1
    assert office.ask(TotalReferenceRates()).count == 0


def test_importing_over_rates_that_exist_makes_their_next_version(office: Office) -> None:
    _import(office, workbook([_row()]))
    _import(office, workbook([_row(bid_rate=7.9), _row(other_currency="EUR")]))
    (number,) = [row.rate_no for row in office.ask(ListReferenceRates(where=RateFilter(other_currency="USD"))).rows]
    assert [str(one.bid_rate) for one in office.ask(ListRateVersions(rate_no=number))] == ["7.9000", "7.8147"]
    assert office.ask(GetReferenceRate(rate_no=number)).version == 2
    assert office.ask(TotalReferenceRates()).count == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not a workbook", "sheet.not_a_workbook"),
        (workbook([], header=()), "sheet.empty"),
        (workbook([SAMPLE[1:]], header=HEADER[1:]), "sheet.headers"),
        (workbook([[*SAMPLE, 1]], header=[*HEADER, "買入價"]), "sheet.headers_twice"),
        (packed(parts('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')), "sheet.too_many_rows"),
    ],
)
def test_a_file_that_is_no_sheet_of_rates_is_refused_as_a_whole(office: Office, data: bytes, code: str) -> None:
    blob = _blob(office, data)
    assert office.refused(PreviewRateImport(blob=blob), user=CLERK).code == code
    assert office.refused(ImportReferenceRates(blob=blob), user=CLERK).code == code


def test_a_header_without_rows_is_refused_only_when_it_is_to_be_written(office: Office) -> None:
    blob = _blob(office, workbook([]))
    assert office.ask(PreviewRateImport(blob=blob), user=CLERK).rows == ()
    assert office.refused(ImportReferenceRates(blob=blob), user=CLERK).code == "sheet.empty"


def test_missing_columns_are_named_in_the_readers_language(office: Office) -> None:
    error = office.refused(PreviewRateImport(blob=_blob(office, workbook([], header=HEADER[:4]))), user=CLERK)
    assert error.params == {"columns": "Bid rate, Offer rate, Average rate, Record date"}


def test_somebody_elses_upload_cannot_be_read(office: Office) -> None:
    blob = _blob(office, workbook([SAMPLE]))
    assert office.refused(PreviewRateImport(blob=blob), user="second_clerk").code == "blob.unknown"
    assert office.refused(ImportReferenceRates(blob=blob), user="auditor").code == "auth.no_permission"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_template_is_in_the_language_with_choices_help_and_an_example_that_can_be_imported(
    office: Office, locale: str
) -> None:
    made = office.do(MakeRateTemplate(locale=locale), user=CLERK)
    data = _fetch(office, made)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert header[0] == {"zh_Hant": "匯率渠道*", "zh_Hans": "汇率渠道*", "en": "Exchange channel*"}[locale]
    assert len(header) == 8 and all(str(name).endswith("*") for name in header)
    assert [cell.value for cell in sheet[2]][2:] == ["HKD", "USD", 7.8147, 7.8132, 7.814, 20240318]
    ranges = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert set(ranges) == {f"{letter}2:{letter}100001" for letter in "ABCD"}
    assert all(one.type == "list" for one in ranges.values())
    assert len(book.worksheets) == 3
    assert made.name.endswith(".xlsx")
    assert _import(office, data).rows == 1


def test_a_language_that_nobody_speaks_is_refused(office: Office) -> None:
    assert office.refused(MakeRateTemplate(locale="xx"), user=CLERK).code == "FX-E36"


def test_the_bad_rows_come_back_as_they_were_with_their_reasons(office: Office) -> None:
    rows = [_row(), _row(channel="Bank of X", bid_rate="7.8l47"), _row(other_currency="EUR", offer_rate="=1+1")]
    blob = _blob(office, workbook(rows))
    made = office.do(MakeFailedRateRows(blob=blob, locale="zh_Hant"), user=CLERK)
    cells = read_sheet(_fetch(office, made))
    assert cells[0][:2] == ["匯率渠道*", "匯率類型*"] and cells[0][8] == "原因"
    assert cells[1][0] == "Bank of X" and cells[1][4] == "7.8l47"
    texts = catalogue("zh_Hant")
    reasons = (texts(error_text("FX-E36")), texts(error_text("reference.not_a_number"), value="7.8l47"))
    lines = [
        texts(error_text("FX-E18"), row=3, field=field, reason=reason)
        for field, reason in zip(("匯率渠道", "買入價"), reasons, strict=True)
    ]
    assert cells[1][8] == "\n".join(lines)
    assert "7.8l47" in reasons[1]
    assert len(cells) == 3


def test_the_file_of_bad_rows_holds_no_formula(office: Office) -> None:
    data = packed(parts("".join(_xml_rows([HEADER, _row(channel="=HYPERLINK(1)")]))))
    made = office.do(MakeFailedRateRows(blob=_blob(office, data), locale="en"), user=CLERK)
    book = openpyxl.load_workbook(io.BytesIO(_fetch(office, made)))
    cell = book.worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")


def _xml_rows(rows: Sequence[Sequence[Any]]) -> Sequence[str]:
    def cell(value: Any) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    return [f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows]


def test_cells_without_positions_are_read_in_their_order(office: Office) -> None:
    assert _import(office, packed(parts("".join(_xml_rows([HEADER, SAMPLE]))))).rows == 1


def test_a_demonstration_offers_a_ready_file_of_today_with_sgd(office: Office) -> None:
    assert office.refused(MakeSampleRates(locale="en"), user=CLERK).code == "reference.demo_only"
    with office.database.write() as connection:
        set_state(connection, "kind", "demo")
    data = _fetch(office, office.do(MakeSampleRates(locale="zh_Hans"), user=CLERK))
    preview = _preview(office, data)
    assert preview.bad == 0
    assert "SGD" in {row.other_currency for row in preview.rows}
    assert {row.record_date for row in preview.rows} == {date(2024, 3, 18)}
    assert _import(office, data).rows == len(preview.rows) == 8
