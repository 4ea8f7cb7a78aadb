"""The lists of balances and entries, the journal behind an entry, the search for clients (`docs/rules/ledger.md` 3, 7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.features.ledger.books import CLIENTS, ONE, THREE, TWO, movement, post, working
from tests.helpers.office import Office
from whale_desktop.features.ledger import queries
from whale_desktop.features.ledger.messages import (
    AccountType,
    BalanceFilter,
    ClientAccountType,
    Direction,
    EntryFilter,
    Freeze,
    GetAccount,
    GetJournal,
    JournalNo,
    ListAccountCash,
    ListBalances,
    ListBusinessCodes,
    ListEntries,
    ListPostings,
    ReverseJournals,
    SearchClients,
    TotalBalances,
    TotalEntries,
)

DAY = date(2024, 3, 18)


@pytest.fixture
def desk(office: Office) -> Office:
    """Money of two days for three clients, and a freeze."""
    post(office, movement(ONE, "USD", "100.5", ref_no="A1"), movement(TWO, "USD", "7", ref_no="A2"))
    post(office, movement(ONE, "JPY", "5000", code="CFXIN"), movement(THREE, "USD", "4"), movement(THREE, "USD", "-4"))
    office.clock.advance(timedelta(days=1))
    post(office, movement(ONE, "USD", "-30.25", code="CFXOUT", ref_no="A1"), movement(TWO, "USD", "3", kind=AccountType.BUSINESS))
    with working(office) as work:
        work.send(Freeze(account_no=ONE, currency="USD", amount=Decimal(20), reason_code="CFXFRZ", ref_no="F1"))
    return office


def test_balances_show_clients_only_in_their_decimals(desk: Office) -> None:
    rows = desk.ask(ListBalances(limit=200)).rows
    assert {(row.account_no, row.account_type, row.currency): (str(row.total), str(row.frozen)) for row in rows} == {
        (ONE, AccountType.SETTLEMENT, "USD"): ("70.25", "20.00"),
        (ONE, AccountType.SETTLEMENT, "JPY"): ("5000", "0"),
        (TWO, AccountType.SETTLEMENT, "USD"): ("7.00", "0.00"),
        (TWO, AccountType.BUSINESS, "USD"): ("3.00", "0.00"),
        (THREE, AccountType.SETTLEMENT, "USD"): ("0.00", "0.00"),
    }
    assert {row.account_no: row.name for row in rows} == {ONE: "Chan Tai Man", TWO: "Lee Siu Ming", THREE: "ACME (HK) Ltd"}


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (BalanceFilter(), 5),
        (BalanceFilter(client="chan tai"), 2),
        (BalanceFilter(client="man CHAN"), 2),
        (BalanceFilter(client="陳"), 2),
        (BalanceFilter(client="10000002"), 2),
        (BalanceFilter(client="_"), 0),
        (BalanceFilter(account_no=ONE, currency="jpy"), 1),
        (BalanceFilter(account_type=(ClientAccountType.BUSINESS, ClientAccountType.EXCHANGE)), 1),
        (BalanceFilter(is_zero=True), 1),
        (BalanceFilter(is_zero=False), 4),
        (BalanceFilter(updated_upto=DAY), 3),
        (BalanceFilter(updated_from=DAY + timedelta(days=1)), 2),
    ],
)
def test_every_filter_of_balances_counts_what_it_lists(desk: Office, where: BalanceFilter, count: int) -> None:
    assert len(desk.ask(ListBalances(where=where, limit=200)).rows) == count
    assert desk.ask(TotalBalances(where=where)).count == count


def test_sums_of_balances_are_by_currency_and_of_the_same_filter(desk: Office) -> None:
    sums = desk.ask(TotalBalances()).sums
    assert {name: {code: str(amount) for code, amount in of.items()} for name, of in sums.items()} == {
        "total": {"JPY": "5000", "USD": "80.25"},
        "frozen": {"JPY": "0", "USD": "20.00"},
    }
    assert desk.ask(TotalBalances(where=BalanceFilter(account_no=TWO))).sums["total"] == {"USD": Decimal("10.00")}


@pytest.mark.parametrize("sort", ["updated_at", "total", "account_no", "currency", "account_type", "frozen", "balance_no"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_of_balances_hold_together_in_every_order(desk: Office, sort: str, descending: bool) -> None:
    seen: list[int] = []
    cursor = ""
    while True:
        page = desk.ask(ListBalances(limit=2, sort=sort, descending=descending, after=cursor))
        seen += [row.balance_no for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    whole = [row.balance_no for row in desk.ask(ListBalances(limit=200, sort=sort, descending=descending)).rows]
    assert seen == whole and len(set(seen)) == 5


def test_entries_are_newest_first_with_signs_and_what_was_left(desk: Office) -> None:
    rows = desk.ask(ListEntries(where=EntryFilter(account_no=ONE, currency="USD"))).rows
    assert [(str(row.change), str(row.after_balance), row.direction, row.biz_code, row.biz_name) for row in rows] == [
        ("-30.25", "70.25", Direction.DEBIT, "CFXOUT", "Exchange, debit side"),
        ("100.50", "100.50", Direction.CREDIT, "LCDP", "Deposit"),
    ]


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (EntryFilter(), 7),
        (EntryFilter(client="acme"), 2),
        (EntryFilter(ref_no="A1"), 2),
        (EntryFilter(biz_code=("CFXIN", "CFXOUT")), 2),
        (EntryFilter(done_from=DAY + timedelta(days=1)), 2),
        (EntryFilter(done_upto=DAY), 5),
        (EntryFilter(ledger_from=DAY, ledger_upto=DAY), 7),
        (EntryFilter(ledger_from=DAY + timedelta(days=1)), 0),
        (EntryFilter(journal_no="1"), 1),
        (EntryFilter(journal_no="x"), 0),
        (EntryFilter(account_type=(ClientAccountType.BUSINESS,)), 1),
        (EntryFilter(account_no="BANK.USD"), 0),
    ],
)
def test_every_filter_of_entries_counts_what_it_lists(desk: Office, where: EntryFilter, count: int) -> None:
    assert len(desk.ask(ListEntries(where=where, limit=200)).rows) == count
    assert desk.ask(TotalEntries(where=where)).count == count


def test_the_sum_of_entries_is_the_balance(desk: Office) -> None:
    sums = desk.ask(TotalEntries(where=EntryFilter(account_no=ONE))).sums["change"]
    assert sums == {"JPY": Decimal(5000), "USD": Decimal("70.25")}


def test_an_entry_leads_to_its_journal_with_every_posting_and_its_reversal(desk: Office) -> None:
    row = desk.ask(ListEntries(where=EntryFilter(ref_no="A1"))).rows[-1]
    with working(desk) as work:
        (undone,) = work.send(ReverseJournals(journal_nos=(row.journal_no,), source_type="test", source_id="9", overdraft=True))
    detail = desk.ask(GetJournal(journal_no=row.journal_no))
    assert (detail.reversed_by, detail.reversal_of, detail.ref_no, detail.source_id) == (undone, None, "A1", "1")
    assert desk.ask(GetJournal(journal_no=undone)).reversal_of == row.journal_no
    postings = desk.ask(ListPostings(journal_no=row.journal_no))
    assert postings == detail.postings
    assert [(one.account, one.name, str(one.change)) for one in postings] == [
        (ONE, "Chan Tai Man", "100.50"),
        ("BANK.USD", "", "-100.50"),
    ]
    assert desk.refused(GetJournal(journal_no=JournalNo(99))).code == "ledger.journal_unknown"


def test_who_may_not_see_money_is_refused(desk: Office) -> None:
    for query in (ListBalances(), TotalBalances(), ListEntries(), TotalEntries(), GetJournal(journal_no=JournalNo(1))):
        assert desk.refused(query, user="nobody").code == "auth.no_permission"
    assert desk.ask(ListBalances(), user="auditor").rows


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("80000001", [ONE]),
        ("8000", [ONE, TWO, THREE]),
        ("10000003", [THREE]),
        ("陳大", [ONE]),
        ("TAI MAN", [ONE]),
        ("man chan", [ONE]),
        ("ａｃｍｅ", [THREE]),
        ("(hk)", [THREE]),
        ("4567", [ONE]),
        ("0001", [ONE, TWO]),
        ("123", []),
        ("8", []),
        ("  ", []),
        ("%%", []),
        ("__", []),
    ],
)
def test_the_search_finds_numbers_names_and_the_end_of_a_phone(office: Office, text: str, found: list[str]) -> None:
    assert [hit.account_no for hit in office.ask(SearchClients(text=text))] == found


def test_a_hit_shows_little_of_a_client(office: Office) -> None:
    (hit,) = office.ask(SearchClients(text="chan tai"), user="funds_clerk")
    assert (hit.name, hit.phone, hit.member_id) == ("Chan Tai Man", "****4567", "10000001")
    assert office.ask(SearchClients(text="acme"))[0].phone == ""
    assert len(office.ask(SearchClients(text="8000", limit=2))) == 2
    assert office.ask(SearchClients(text="8000", limit=-1)) == ()


def test_cash_of_an_account_comes_by_currency_in_the_usual_order(desk: Office) -> None:
    cash = desk.ask(ListAccountCash(account_no=ONE), user="funds_clerk")
    assert [(one.currency, str(one.withdrawable)) for one in cash] == [("USD", "50.25"), ("JPY", "5000")]
    assert desk.refused(ListAccountCash(account_no="x"), user="funds_clerk").code == "ledger.account_unknown"
    assert desk.refused(ListAccountCash(account_no=ONE), user="nobody").code == "auth.no_permission"
    assert desk.ask(GetAccount(account_no=TWO)).name_zh == "李小明"


def test_other_features_filter_by_client_with_a_subquery(office: Office) -> None:
    with office.database.read() as connection:
        assert list(connection.execute(queries.accounts_matching("ltd acme")).scalars()) == [THREE]
        assert len(connection.execute(queries.accounts_matching(" ")).all()) == len(CLIENTS)


def test_business_codes_are_seeded_and_named(office: Office) -> None:
    codes = {one.biz_code: one for one in office.ask(ListBusinessCodes())}
    assert codes["CFXOUT"].name == "Exchange, debit side"
    assert codes["CFXFRZ"].freeze_only and not codes["CFXFRZ"].client_visible
    assert not codes["CFXIN"].freeze_only
