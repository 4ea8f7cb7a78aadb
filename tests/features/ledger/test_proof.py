"""The proof of the books finds every kind of damage, and says where (`docs/rules/ledger.md` 6.6)."""

from decimal import Decimal

import pytest

from tests.features.ledger.books import ONE, TWO, differences, movement, post, working
from tests.helpers.office import Office
from whale_desktop.features.ledger import queries
from whale_desktop.features.ledger.messages import Freeze


@pytest.fixture
def books(office: Office) -> Office:
    """Two clients with money and a freeze; the triggers are off, so that a test can do damage."""
    post(office, movement(ONE, "USD", "100"), movement(TWO, "USD", "7"), movement(ONE, "USD", "-30"), movement(ONE, "HKD", "5"))
    with working(office) as work:
        work.send(Freeze(account_no=ONE, currency="USD", amount=Decimal(20), reason_code="CFXFRZ", ref_no="F1"))
    assert differences(office) == []
    return office


TRIGGERS = ("entry_no_update", "entry_no_delete", "journal_no_update", "journal_no_delete")


def _damage(office: Office, *statements: str) -> list[tuple[str, str, str]]:
    with office.database.write() as connection:
        kept = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for trigger in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        for sql in kept:
            if any(f" {trigger} " in str(sql) for trigger in TRIGGERS):
                connection.exec_driver_sql(str(sql))
    return differences(office)


def test_a_changed_balance(books: Office) -> None:
    found = _damage(books, f"UPDATE balance SET total = total + 1 WHERE account_no = '{ONE}' AND currency = 'USD'")
    assert found == [("balance", f"{ONE} SETTLEMENT", "USD"), ("sum", "", "USD")]
    with books.database.read() as connection:
        difference = queries.prove(connection)[0]
    assert (difference.expected, difference.found) == (Decimal("70.0000"), Decimal("70.0001"))


def test_a_lost_balance(books: Office) -> None:
    found = _damage(books, f"DELETE FROM balance WHERE account_no = '{TWO}'")
    assert ("balance", f"{TWO} SETTLEMENT", "USD") in found


def test_an_invented_balance(books: Office) -> None:
    found = _damage(
        books,
        "INSERT INTO balance (account_no, account_type, currency, total, frozen, updated_at) VALUES ('x', 'SETTLEMENT', 'EUR', 5, 0, 0)",
    )
    assert found == [("balance", "x SETTLEMENT", "EUR"), ("sum", "", "EUR")]


def test_a_changed_frozen_amount_and_a_freeze_that_was_lost(books: Office) -> None:
    assert _damage(books, f"UPDATE balance SET frozen = frozen - 1 WHERE account_no = '{ONE}' AND currency = 'USD'") == [
        ("frozen", f"{ONE} SETTLEMENT", "USD")
    ]


def test_a_freeze_that_was_lost(books: Office) -> None:
    assert _damage(books, "DELETE FROM freeze") == [("frozen", f"{ONE} SETTLEMENT", "USD")]


def test_a_changed_entry(books: Office) -> None:
    found = _damage(books, "UPDATE entry SET change = change + 10000 WHERE serial_no = 1")
    assert ("journal", "1", "USD") in found
    assert ("balance", f"{ONE} SETTLEMENT", "USD") in found
    assert ("after_balance", "1", "USD") in found


def test_a_changed_balance_afterwards(books: Office) -> None:
    assert _damage(books, "UPDATE entry SET after_balance = 1 WHERE serial_no = 3") == [("after_balance", "3", "USD")]
    assert ("after_balance", "1", "USD") in _damage(books, "UPDATE entry SET after_balance = 1 WHERE serial_no = 1")


def test_an_entry_whose_side_contradicts_its_sign(books: Office) -> None:
    assert _damage(books, "UPDATE entry SET direction = 'DEBIT' WHERE serial_no = 1") == [("side", "1", "USD")]


def test_a_journal_that_lost_its_entries(books: Office) -> None:
    found = _damage(books, "DELETE FROM entry WHERE journal_no = 2")
    assert ("journal_without_entries", "2", "") in found
    assert ("balance", f"{TWO} SETTLEMENT", "USD") in found


def test_a_journal_under_a_code_that_only_names_a_freeze(books: Office) -> None:
    assert _damage(books, "UPDATE journal SET biz_code = 'CFXFRZ' WHERE journal_no = 1") == [("freeze_only_code", "1", "")]


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_lost_trigger(books: Office, trigger: str) -> None:
    with books.database.write() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    assert differences(books) == [("trigger", trigger.partition("_")[0], "")]


def test_sums_that_no_64_bit_number_can_hold_are_still_proved(office: Office) -> None:
    large = "900000000000000"
    post(office, *(movement(account, "USD", large, house=house) for account, house in ((ONE, "ADJ.A"), (TWO, "ADJ.B"))))
    assert differences(office) == []
