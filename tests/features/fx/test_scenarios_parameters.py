"""The acceptance scenarios of `docs/rules/fx.md` 9 on parameters, rates and the pool. Each test carries its number."""

import io
from typing import Any

import openpyxl

from tests.features.fx.desk import CLERK, PARAMETERS, Desk, dec
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.fx.screens import SCREENS
from whale_desktop.features.reference.messages import (
    CreateReferenceRates,
    GetReferenceRate,
    ImportReferenceRates,
    ListRateVersions,
    ListReferenceRates,
    PreviewRateImport,
    RateChannel,
    RateFilter,
    RateSource,
    RateType,
    UpdateReferenceRate,
)
from whale_desktop.screens import ListScreen

HEADINGS = ("匯率渠道", "匯率類型", "基準貨幣", "折算幣種", "買入價", "賣出價", "中間折算價", "發佈日期")


def _strategy(*periods: tuple[str, str], **more: object) -> fx.AddStrategy:
    values: dict[str, object] = {
        "service_strategy": fx.ServiceStrategy.BATCH,
        "strategy_kind": fx.StrategyKind.DEFAULT,
        "change_type": fx.ChangeType.NONE,
        "service_time": tuple(
            fx.ServicePeriod(day_basis=fx.DayBasis.NATURAL_DAY, start=start, end=end) for start, end in periods
        ),
        "support_currency": ("USD/CNH",),
        **more,
    }
    return fx.AddStrategy(**values)  # type: ignore[arg-type]  # the values are those of the fields


def test_fx_19_periods_channel_and_type_of_a_strategy(desk: Desk) -> None:
    overlap = desk.office.refused(_strategy(("09:00", "12:00"), ("11:59", "16:00")), user=PARAMETERS)
    assert (overlap.code, overlap.fields[0].field) == ("FX-E05", "service_time[1]")
    saved = desk.office.do(_strategy(("09:00", "12:00"), ("12:00", "16:00")), user=PARAMETERS)
    assert desk.strategy(saved).service_times == ("09:00:00–12:00:00", "12:00:00–16:00:00")
    no_channel = _strategy(("16:00", "17:00"), service_strategy=fx.ServiceStrategy.SINGLE)
    refusal = desk.office.refused(no_channel, user=PARAMETERS)
    assert (refusal.code, refusal.fields[0].field) == ("FX-E06", "channel_name")
    no_type = _strategy(("16:00", "17:00"), strategy_kind=fx.StrategyKind.SPECIFIC)
    assert desk.office.refused(no_type, user=PARAMETERS).code == "FX-E07"


def test_fx_19_a_pool_strategy_has_no_channel_field() -> None:
    screen = next(one for one in SCREENS if one.key == "fx.strategies")
    assert isinstance(screen, ListScreen)
    form = next(one.form for one in screen.actions if one.name == "new")
    assert form is not None
    channel = next(field for field in form.fields if field.name == "channel_name")
    assert channel.when is not None
    assert not channel.when({"service_strategy": fx.ServiceStrategy.BATCH})
    assert channel.when({"service_strategy": fx.ServiceStrategy.SINGLE})


def _workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_fx_21_one_bad_row_writes_nothing(desk: Desk) -> None:
    good = [
        ("IB", "即期匯率", "HKD", "EUR", 8.51, 8.52, 8.515, "20240318"),
        ("IB", "即期匯率", "HKD", "GBP", 9.94, 9.95, 9.945, "20240318"),
    ]
    session = desk.office.session(CLERK)
    bad = ("IB", "即期匯率", "HKD", "AUD", 5.11, None, 5.115, "20240318")
    blob = desk.office.gateway.put_blob(_workbook(*good, bad), name="rates.xlsx", session=session)
    preview = desk.office.ask(PreviewRateImport(blob=blob), user=CLERK)
    assert (preview.good, preview.bad) == (2, 1)
    faulty = [row for row in preview.rows if row.errors]
    assert [(one.errors[0].field, one.errors[0].code) for one in faulty] == [("offer_rate", "FX-E01")]
    before = desk.rows_of("reference_rate")
    assert desk.office.refused(ImportReferenceRates(blob=blob), user=CLERK).code == "FX-E18"
    assert desk.rows_of("reference_rate") == before
    fixed = ("IB", "即期匯率", "HKD", "AUD", 5.11, 5.12, 5.115, "20240318")
    blob = desk.office.gateway.put_blob(_workbook(*good, fixed), name="rates.xlsx", session=session)
    assert desk.office.do(ImportReferenceRates(blob=blob), user=CLERK).rows == 3
    imported = desk.office.ask(ListReferenceRates(where=RateFilter(source=(RateSource.IMPORT,)))).rows
    assert {row.other_currency for row in imported} == {"EUR", "GBP", "AUD"}
    assert all(desk.office.ask(ListRateVersions(rate_no=row.rate_no)) for row in imported)


def test_fx_22_bid_above_offer_and_history(desk: Desk) -> None:
    saved = desk.office.do(
        CreateReferenceRates(
            rate_type=RateType.SPOT,
            channels=(RateChannel.HSB,),
            base_currency="HKD",
            other_currency="CNH",
            bid_rate=dec("1.0962"),
            offer_rate=dec("1.0950"),
            average_rate=dec("1.0956"),
            record_date=desk.office.clock.now().date(),
        ),
        user=CLERK,
    )
    assert [warning.code for warning in saved.warnings] == ["reference.bid_above_offer"]
    (number,) = saved.rate_nos
    desk.office.do(
        UpdateReferenceRate(
            rate_no=number,
            bid_rate=dec("1.0970"),
            offer_rate=dec("1.0975"),
            average_rate=dec("1.0972"),
            expected_version=1,
        ),
        user=CLERK,
    )
    versions = desk.office.ask(ListRateVersions(rate_no=number))
    assert [version.bid_rate for version in versions] == [dec("1.0970"), dec("1.0962")]
    changed = desk.office.ask(GetReferenceRate(rate_no=number))
    assert (changed.channel, changed.other_currency, changed.bid_rate) == (RateChannel.HSB, "CNH", dec("1.0970"))
    assert set(UpdateReferenceRate.__struct_fields__) == {"rate_no", "bid_rate", "offer_rate", "average_rate", "expected_version"}


def test_fx_23_raising_a_quota_shows_in_journal_and_open_pages(desk: Desk) -> None:
    told: list[str] = []
    subscription = desk.office.bus.notices.subscribe(lambda change: told.extend(change.topics))
    command = fx.AdjustPool(
        currency="CNH", mode=fx.AdjustMode.INCREASE, amount=dec("50000.00"), seen_amount=dec("500000.00"), remark="top up"
    )
    desk.office.do(command, user=PARAMETERS)
    subscription.close()
    newest = desk.changes("CNH")[0]
    assert (newest.before_occurred, newest.occurred_amount, newest.after_occurred) == (
        dec("500000.00"),
        dec("50000.00"),
        dec("550000.00"),
    )
    assert (newest.change_type, newest.occurred_from) == (fx.PoolChangeType.INCREASE, False)
    assert "fx.pool" in told
    card = next(one for one in desk.office.ask(fx.ListPoolCards()) if one.currency == "CNH")
    assert card.remaining_amount == dec("550000.00")


def test_fx_24_a_deal_between_two_dialogs(desk: Desk) -> None:
    seen = desk.pool("CNH").remaining_amount
    desk.app("10000.00")
    command = fx.AdjustPool(currency="CNH", mode=fx.AdjustMode.INCREASE, amount=dec("1"), seen_amount=seen)
    refusal = desk.office.refused(command, user=PARAMETERS)
    assert (refusal.kind, refusal.code) == ("conflict", "FX-E17")
    assert desk.pool("CNH").remaining_amount == dec("428643.00")


def test_fx_26_one_default_target(desk: Desk) -> None:
    def defaults() -> list[str]:
        card = desk.office.ask(fx.GetPairCard(from_currency="USD"))
        return [target.to_currency for target in card.targets if target.default_currency]

    for target in ("HKD", "CNH"):
        version = desk.office.ask(fx.GetPairCard(from_currency="USD")).version
        command = fx.SetDefaultPair(from_currency="USD", to_currency=target, expected_version=version)
        desk.office.do(command, user=PARAMETERS)
        assert defaults() == [target]
