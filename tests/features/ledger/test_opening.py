"""Clients and opening balances of a database of one's own (`docs/rules/ledger.md` 6.5)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.features.ledger.books import differences
from tests.features.reference.workbooks import workbook
from tests.helpers.office import Office, template_of
from whale_desktop.features.ledger import queries
from whale_desktop.features.ledger.handlers import import_opening, opening_sentences, opening_template
from whale_desktop.features.ledger.messages import OpeningLoaded
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES

CLIENT_HEADER = ("客戶編號", "證券賬號", "中文姓名", "英文姓名", "手機號")
BALANCE_HEADER = ("證券賬號", "幣種", "金額")


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Office]:
    """An office without clients."""
    made = Office.at(template_of(tmp_path_factory), tmp_path)
    yield made
    made.close()


def _book(clients: Sequence[Sequence[Any]], balances: Sequence[Sequence[Any]]) -> bytes:
    return workbook(clients, [BALANCE_HEADER, *balances], header=CLIENT_HEADER)


def _load(office: Office, data: bytes) -> OpeningLoaded:
    return import_opening(office.bus, office.clock, data)


CLIENTS = [
    ("10000001", "80000001", "陳大文", "Chan Tai Man", "91234567"),
    (10000002, 80000002, "", "Lee", ""),
    ("10000001", "80000003", "陳大文", "Chan Tai Man", "91234567"),
]
BALANCES = [("80000001", "HKD", 250000.5), (80000001, "usd", "-1,500.00"), ("80000002", "JPY", 7), ("80000003", "HKD", 0)]


def test_clients_and_balances_become_accounts_and_journals(office: Office) -> None:
    assert _load(office, _book(CLIENTS, BALANCES)) == OpeningLoaded(accounts=3, balances=3)
    with office.database.read() as connection:
        cash = {one.currency: str(one.total) for one in queries.balances(connection, "80000001")}
        assert cash == {"HKD": "250000.50", "USD": "-1500.00"}
        third = queries.account(connection, "80000003")
        assert third is not None and third.member_id == "10000001" and third.may_exchange
        codes = connection.exec_driver_sql("SELECT DISTINCT biz_code FROM journal").scalars().all()
        assert codes == ["LCOPEN"]
        house = connection.exec_driver_sql("SELECT currency, total FROM balance WHERE account_no = 'ADJ.LCOPEN' ORDER BY 1")
        assert house.all() == [("HKD", -2500005000), ("JPY", -70000), ("USD", 15000000)]
    assert differences(office) == []


def test_every_error_of_both_sheets_is_reported_at_once_and_nothing_is_written(office: Office) -> None:
    clients = [
        ("1", "80000001", "", "", ""),
        ("10000002", "80000001", "甲", "", "1" * 31),
        ("", "8000000A", "乙" * 121, "", ""),
    ]
    balances = [
        ("80000009", "HKD", 1),
        ("80000001", "XXX", 1),
        ("80000001", "HKD", 1.001),
        ("80000001", "HKD", "much"),
        ("", "", ""),
        ("80000001", "JPY", ""),
        ("80000001", "USD", 1e15),
        ("", "USD", 1),
    ]
    with pytest.raises(UserError) as caught:
        _load(office, _book(clients, balances))
    assert [(one.field, one.code) for one in caught.value.fields] == [
        ("clients[2].member_id", "ledger.number_form"),
        ("clients[2].name_zh", "FX-E01"),
        ("clients[3].account_no", "ledger.twice"),
        ("clients[3].phone", "ledger.too_long"),
        ("clients[4].member_id", "FX-E01"),
        ("clients[4].account_no", "ledger.number_form"),
        ("clients[4].name_zh", "ledger.too_long"),
        ("balances[2].account_no", "ledger.not_in_clients"),
        ("balances[3].currency", "FX-E36"),
        ("balances[4].amount", "FX-E21"),
        ("balances[5].amount", "reference.not_a_number"),
        ("balances[5].currency", "ledger.twice"),
        ("balances[7].amount", "FX-E01"),
        ("balances[8].amount", "reference.number_too_large"),
        ("balances[9].account_no", "FX-E01"),
    ]
    assert caught.value.code == "ledger.opening"
    sentences = opening_sentences("en", caught.value.fields)
    assert sentences[0] == "Sheet Clients, row 2: Member ID Enter 8 digits"
    assert len(sentences) == 15
    with office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT (SELECT count(*) FROM client) + (SELECT count(*) FROM journal)").scalar() == 0


def test_only_an_empty_database_takes_an_opening(office: Office) -> None:
    _load(office, _book(CLIENTS, []))
    with pytest.raises(UserError) as caught:
        _load(office, _book(CLIENTS, []))
    assert caught.value.code == "ledger.not_empty"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x", "sheet.not_a_workbook"),
        (workbook(CLIENTS, header=CLIENT_HEADER), "sheet.empty"),
        (workbook(CLIENTS, [("證券賬號", "幣種")], header=CLIENT_HEADER), "sheet.headers"),
    ],
)
def test_a_file_of_another_kind_is_refused(office: Office, data: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        _load(office, data)
    assert caught.value.code == code


@pytest.mark.parametrize("locale", LOCALES)
def test_the_template_can_be_loaded_as_it_is_in_every_language(office: Office, locale: str) -> None:
    assert _load(office, opening_template(locale)) == OpeningLoaded(accounts=1, balances=1)


def test_many_balances_are_loaded_in_portions(office: Office) -> None:
    clients = [(f"1{n:07}", f"8{n:07}", "", f"Client {n}", "") for n in range(1200)]
    balances = [(f"8{n:07}", "HKD", n + Decimal("0.01")) for n in range(1200)]
    assert _load(office, _book(clients, balances)).balances == 1200
    assert differences(office) == []
