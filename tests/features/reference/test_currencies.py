"""Currencies: seed, list, edit (`docs/rules/fx.md` 3.1, 6.1)."""

from decimal import Decimal

import pytest

from tests.helpers.office import Office
from whale_desktop.features.reference import queries
from whale_desktop.features.reference.messages import (
    CurrencyFilter,
    GetCurrency,
    ListCurrencies,
    RoundMode,
    TotalCurrencies,
    UpdateCurrency,
)
from whale_desktop.kernel.errors import Conflict


def _edit(office: Office, **changes: object) -> UpdateCurrency:
    row = office.ask(GetCurrency(currency="SGD"))
    values: dict[str, object] = {
        "exchange_enabled": row.exchange_enabled,
        "minimum_exchange_amount": row.minimum_exchange_amount,
        "rate_precision": row.rate_precision,
        "amount_precision": row.amount_precision,
        "round_mode": row.round_mode,
        "expected_version": row.version,
    }
    return UpdateCurrency(currency="SGD", **{**values, **changes})  # type: ignore[arg-type]  # a table of changes


def test_a_new_database_knows_its_currencies_and_exactly_one_base(office: Office) -> None:
    rows = office.ask(ListCurrencies(limit=200)).rows
    assert [row.currency for row in rows][:3] == ["HKD", "USD", "CNH"]
    assert [row.currency for row in rows if row.is_base] == ["HKD"]
    by_code = {row.currency: row for row in rows}
    assert by_code["HKD"].rate_precision == 6
    assert by_code["USD"].rate_precision == by_code["CNH"].rate_precision == 4
    assert by_code["JPY"].amount_precision == 0
    assert by_code["JPY"].minimum_exchange_amount == Decimal("1000")
    assert str(by_code["USD"].minimum_exchange_amount) == "10.00"
    assert by_code["CNH"].currency_iso == by_code["CNY"].currency_iso == "CNY"
    assert office.ask(TotalCurrencies()).count == len(rows)


def test_names_come_in_the_readers_language(office: Office) -> None:
    with office.read() as read:
        names = queries.currencies(read.connection)["HKD"].names
    assert names == {"zh_Hant": "港元", "zh_Hans": "港币", "en": "Hong Kong dollar"}
    assert office.ask(GetCurrency(currency="HKD")).name == "Hong Kong dollar"


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        (CurrencyFilter(currency="hk"), ["HKD"]),
        (CurrencyFilter(currency="dollar"), ["HKD", "USD", "AUD", "SGD", "CAD", "NZD"]),
        (CurrencyFilter(currency="人民幣"), ["CNH", "CNY"]),
        (CurrencyFilter(currency="%"), []),
        (CurrencyFilter(currency="CN", exchange_enabled=False), ["CNY"]),
    ],
)
def test_the_filter_finds_codes_and_names(office: Office, where: CurrencyFilter, codes: list[str]) -> None:
    assert [row.currency for row in office.ask(ListCurrencies(where=where, limit=200)).rows] == codes
    assert office.ask(TotalCurrencies(where=where)).count == len(codes)


def test_pages_by_cursor_and_by_offset_are_the_same_list(office: Office) -> None:
    whole = [row.currency for row in office.ask(ListCurrencies(limit=200)).rows]
    first = office.ask(ListCurrencies(limit=5))
    second = office.ask(ListCurrencies(limit=5, after=first.next_cursor))
    jump = office.ask(ListCurrencies(limit=5, offset=5))
    assert [row.currency for row in (*first.rows, *second.rows)] == whole[:10]
    assert jump.rows == second.rows


def test_an_edit_changes_the_five_figures_and_leaves_old_and_new_in_the_audit(office: Office) -> None:
    edit = _edit(
        office, exchange_enabled=True, minimum_exchange_amount=Decimal("25.5"), rate_precision=10, round_mode=RoundMode.ROUND
    )
    done = office.submit(edit, user="parameter_administrator")
    assert done.changes == ("reference.currency",)
    row = office.ask(GetCurrency(currency="SGD"))
    assert (row.exchange_enabled, row.rate_precision, row.round_mode, row.version) == (True, 10, RoundMode.ROUND, 2)
    assert str(row.minimum_exchange_amount) == "25.50"
    (audit,) = office.audit_rows("reference.currency.update")
    assert '"version":1' in audit.before and '"version":2' in audit.after


def test_two_edits_of_one_version_do_not_overwrite_each_other(office: Office) -> None:
    edit = _edit(office, rate_precision=5)
    office.do(edit)
    error = office.refused(_edit(office, rate_precision=6, expected_version=1))
    assert isinstance(error, Conflict) and error.code == "FX-E17"
    assert office.ask(GetCurrency(currency="SGD")).rate_precision == 5


def test_all_bad_fields_are_named_at_once(office: Office) -> None:
    error = office.refused(_edit(office, rate_precision=11, amount_precision=3, minimum_exchange_amount=Decimal("-0.01")))
    assert {one.field: one.code for one in error.fields} == {
        "rate_precision": "reference.range",
        "amount_precision": "reference.range",
        "minimum_exchange_amount": "FX-E32",
    }
    assert office.ask(GetCurrency(currency="SGD")).version == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"minimum_exchange_amount": Decimal("0.001")}, "FX-E21"),
        ({"minimum_exchange_amount": Decimal("10.5"), "amount_precision": 0}, "FX-E21"),
        ({"minimum_exchange_amount": Decimal("1e14")}, "reference.number_too_large"),
        ({"rate_precision": 0}, "reference.range"),
    ],
)
def test_figures_that_do_not_fit_are_refused_at_their_field(office: Office, changes: dict[str, object], code: str) -> None:
    error = office.refused(_edit(office, **changes))
    assert [one.code for one in error.fields] == [code]


def test_an_unknown_currency_is_said_to_be_gone(office: Office) -> None:
    assert office.refused(GetCurrency(currency="XXX")).code == "FX-E33"


def test_everybody_reads_currencies_but_only_the_administrator_of_parameters_edits(office: Office) -> None:
    assert office.ask(ListCurrencies(), user="auditor").rows
    assert office.refused(_edit(office), user="funds_clerk").code == "auth.no_permission"
