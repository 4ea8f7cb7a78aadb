"""Journals, freezes and balances (`docs/rules/ledger.md` 3 to 6)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy.exc import DBAPIError

from tests.features.ledger.books import ONE, THREE, TWO, differences, figures, movement, post, working
from tests.helpers.office import Office
from whale_desktop.features.ledger import queries
from whale_desktop.features.ledger.messages import (
    AccountRef,
    AccountType,
    Direction,
    Entry,
    Freeze,
    FreezeNo,
    Journal,
    JournalNo,
    PostJournal,
    PostJournals,
    ReverseJournals,
    Unfreeze,
)
from whale_desktop.features.ledger.rules import Cash, cash_of
from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.messages import codec, info_of

S, B, I, SI, X, E = (  # noqa: E741 - the six parts of an account
    AccountType.SETTLEMENT,
    AccountType.BUSINESS,
    AccountType.INTERNAL,
    AccountType.SETTLEMENT_INTERNAL,
    AccountType.EXCHANGE,
    AccountType.EXTERNAL,
)


def _cash(frozen: str = "0", **parts: str) -> Cash:
    return cash_of({AccountType(name): Decimal(amount) for name, amount in parts.items()}, Decimal(frozen))


# ---------------------------------------------------------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("cash", "total", "usable", "withdrawable"),
    [
        (_cash("10000", SETTLEMENT="500000", BUSINESS="-290964.92"), "209035.08", "199035.08", "199035.08"),
        (_cash(SETTLEMENT="100000", BUSINESS="102338.23"), "202338.23", "202338.23", "100000.00"),
        (_cash("25000", SETTLEMENT="20000"), "20000", "-5000", "0.00"),
        (_cash(SETTLEMENT="100", SETTLEMENT_INTERNAL="-40", EXCHANGE="40"), "100", "100", "60.00"),
        (_cash(SETTLEMENT="100", INTERNAL="-30", EXTERNAL="7"), "77", "70", "70.00"),
        (_cash(SETTLEMENT="100", BUSINESS="50", INTERNAL="-30"), "120", "120", "70.00"),
    ],
)
def test_the_worked_figures_of_total_usable_and_withdrawable(cash: Cash, total: str, usable: str, withdrawable: str) -> None:
    assert (cash.total, cash.usable) == (Decimal(total), Decimal(usable))
    assert str(cash.withdrawable(2)) == withdrawable


def test_withdrawable_is_cut_and_never_rounded_up() -> None:
    assert str(_cash("250.25", SETTLEMENT="1000000.75").withdrawable(0)) == "999750"


def test_a_debt_is_what_is_below_zero_without_the_freezes() -> None:
    assert _cash(SETTLEMENT="-1500").debt == Decimal(1500)
    assert _cash("10", SETTLEMENT="5").debt == 0
    assert _cash(SETTLEMENT="100", BUSINESS="-130").debt == Decimal(30)


# ---------------------------------------------------------------------------------------------------------------- journals


def _entry(amount: str, side: Direction, currency: str = "USD", account: AccountRef | str = "BANK.USD") -> Entry:
    return Entry(account=account, currency=currency, direction=side, amount=Decimal(amount))


def _journal(*entries: Entry) -> Journal:
    return Journal(biz_code="LCDP", source_type="test", source_id="1", entries=entries)


D, C = Direction.DEBIT, Direction.CREDIT
CLIENT = AccountRef(account_no=ONE)


@pytest.mark.parametrize(
    "make",
    [
        lambda: _journal(_entry("1", D), _entry("2", C, account=CLIENT)),
        lambda: _journal(_entry("1", D), _entry("1", D, account=CLIENT)),
        lambda: _journal(_entry("1", D), _entry("1", C, "CNH", CLIENT)),
        lambda: _journal(_entry("1", D)),
        _journal,
        lambda: _journal(_entry("0", D), _entry("0", C, account=CLIENT)),
        lambda: _entry("-1", D),
        lambda: _entry("1", D, account="NOBODY"),
        lambda: _entry("1", D, "CNH", "FXPOOL.USD"),
        lambda: _entry("1", D, account=AccountRef(account_no=ONE, account_type=AccountType.HOUSE)),
    ],
)
def test_what_does_not_balance_cannot_be_built(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each with a text of its own
        make()


def test_what_does_not_balance_cannot_be_read_from_the_wire() -> None:
    sound = codec.encode(movement(ONE, "USD", "12.50"))
    assert codec.decode(sound, Journal) == movement(ONE, "USD", "12.50")
    with pytest.raises(msgspec.ValidationError, match="does not balance"):
        codec.decode(sound.replace(b"12.50", b"12.51", 1), Journal)


def test_what_does_not_balance_cannot_be_read_from_the_database(office: Office) -> None:
    (number,) = post(office, movement(ONE, "USD", "100"))
    with office.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER entry_no_update")
        connection.exec_driver_sql("UPDATE entry SET change = change + 1 WHERE account_no = ?", (ONE,))
    with office.database.read() as connection, pytest.raises(ValueError, match="does not balance"):
        queries.journal(connection, number)


def test_posting_moves_balances_on_both_sides_and_says_what_was_left(office: Office) -> None:
    first, second = post(office, movement(ONE, "USD", "100"), movement(ONE, "USD", "-30.25"))
    assert figures(office, ONE, "USD")["total"] == "69.75"
    with office.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT journal_no, account_no, change, after_balance FROM entry ORDER BY serial_no")
        assert rows.all() == [
            (first, ONE, 1000000, 1000000),
            (first, "BANK.USD", -1000000, -1000000),
            (second, ONE, -302500, 697500),
            (second, "BANK.USD", 302500, -697500),
        ]
    assert differences(office) == []


def test_a_journal_carries_the_business_date_and_its_value_date(office: Office) -> None:
    plain = movement(ONE, "USD", "1")
    later = msgspec.structs.replace(plain, value_date=date(2024, 3, 20))
    numbers = post(office, plain, later)
    with office.database.read() as connection:
        rows = [queries.rows_of_journal(connection, number) for number in numbers]
    dates = [(row[0].ledger_date, row[0].value_date) for row in rows if row is not None]
    assert dates == [(date(2024, 3, 18), date(2024, 3, 18)), (date(2024, 3, 18), date(2024, 3, 20))]


def test_without_leave_to_overdraw_no_debit_takes_more_than_is_withdrawable(office: Office) -> None:
    post(office, movement(ONE, "USD", "100"), movement(ONE, "USD", "500", kind=B))
    with pytest.raises(UserError) as caught:
        post(office, movement(ONE, "USD", "-100.01"), overdraft=False)
    assert (caught.value.code, caught.value.params) == ("ledger.insufficient", {"available": "100.00", "currency": "USD"})
    post(office, movement(ONE, "USD", "-100"), overdraft=False)
    assert figures(office, ONE, "USD")["withdrawable"] == "0.00"


def test_an_account_below_zero_may_receive_without_leave_to_overdraw(office: Office) -> None:
    post(office, movement(ONE, "USD", "-1500"))
    post(office, movement(ONE, "USD", "200"), overdraft=False)
    assert figures(office, ONE, "USD") == {
        "total": "-1300.00", "frozen": "0.00", "usable": "-1300.00", "withdrawable": "0.00", "debt": "1300.00",
    }  # fmt: skip


def test_journals_of_one_command_are_all_posted_or_none(office: Office) -> None:
    post(office, movement(ONE, "USD", "100"))
    with pytest.raises(UserError, match=r"ledger\.insufficient"):
        post(office, movement(ONE, "HKD", "50"), movement(ONE, "USD", "-101"), overdraft=False)
    with office.database.read() as connection:
        assert [one.currency for one in queries.balances(connection, ONE)] == ["USD"]
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == 1
    assert differences(office) == []


def test_an_account_that_does_not_exist_is_refused(office: Office) -> None:
    with pytest.raises(UserError) as caught:
        post(office, movement("89999999", "USD", "1"))
    assert (caught.value.code, caught.value.params) == ("ledger.account_unknown", {"account_no": "89999999"})


def test_journals_cannot_come_from_outside(office: Office) -> None:
    for command in (Freeze, Unfreeze, PostJournal, PostJournals, ReverseJournals):
        assert info_of(command).internal
        assert info_of(command).name == ""


@pytest.mark.parametrize("statement", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["journal", "entry"])
def test_the_database_itself_refuses_to_change_what_was_posted(office: Office, table: str, statement: str) -> None:
    post(office, movement(ONE, "USD", "100"))
    with pytest.raises(DBAPIError, match="append only"), office.database.write() as connection:
        connection.exec_driver_sql(statement.format(table))


# ----------------------------------------------------------------------------------------------------------------- freezes


def _freeze(office: Office, amount: str, currency: str = "USD", account_no: str = ONE) -> FreezeNo:
    with working(office) as work:
        return work.send(
            Freeze(account_no=account_no, currency=currency, amount=Decimal(amount), reason_code="CFXFRZ", ref_no="F1")
        )


def test_a_freeze_lowers_usable_and_withdrawable_and_moves_nothing(office: Office) -> None:
    post(office, movement(ONE, "USD", "1000"))
    _freeze(office, "600")
    assert figures(office, ONE, "USD") == {
        "total": "1000.00", "frozen": "600.00", "usable": "400.00", "withdrawable": "400.00", "debt": "0.00",
    }  # fmt: skip
    assert differences(office) == []


@pytest.mark.parametrize(
    ("account_no", "currency", "available"),
    [(ONE, "USD", "400.00"), (ONE, "HKD", "0.00"), (TWO, "USD", "0.00"), (ONE, "JPY", "0")],
)
def test_a_freeze_beyond_what_is_withdrawable_is_refused_with_the_figure(
    office: Office, account_no: str, currency: str, available: str
) -> None:
    post(office, movement(ONE, "USD", "1000"))
    _freeze(office, "600")
    with pytest.raises(CodedError) as caught:
        _freeze(office, "400.01", currency, account_no)
    assert (caught.value.code, caught.value.params) == ("ledger.insufficient", {"available": available, "currency": currency})
    assert figures(office, ONE, "USD")["frozen"] == "600.00"
    assert differences(office) == []


def test_expected_money_cannot_be_frozen_away(office: Office) -> None:
    post(office, movement(ONE, "USD", "1000", kind=B))
    with pytest.raises(UserError, match=r"ledger\.insufficient"):
        _freeze(office, "1")


def test_a_void_gives_the_money_back_once(office: Office) -> None:
    post(office, movement(ONE, "USD", "1000"))
    number = _freeze(office, "600")
    with working(office) as work:
        work.send(Unfreeze(freeze_no=number))
    assert figures(office, ONE, "USD")["withdrawable"] == "1000.00"
    with pytest.raises(UserError) as caught, working(office) as work:
        work.send(Unfreeze(freeze_no=number))
    assert (caught.value.code, caught.value.params) == ("ledger.freeze_unknown", {"freeze_no": number})
    assert differences(office) == []


def test_a_post_uses_the_frozen_money_and_nothing_else(office: Office) -> None:
    post(office, movement(ONE, "USD", "1000"))
    number = _freeze(office, "600")
    with pytest.raises(UserError, match=r"ledger\.insufficient"):
        post(office, movement(ONE, "USD", "-600"), overdraft=False)
    post(office, movement(ONE, "USD", "-600"), releases=[number], overdraft=False)
    assert figures(office, ONE, "USD") == {
        "total": "400.00", "frozen": "0.00", "usable": "400.00", "withdrawable": "400.00", "debt": "0.00",
    }  # fmt: skip
    with pytest.raises(UserError, match=r"ledger\.freeze_unknown"):
        post(office, movement(ONE, "USD", "-1"), releases=[number], overdraft=False)
    with office.database.read() as connection:
        assert connection.exec_driver_sql("SELECT state, posted FROM freeze").all() == [("UNFREEZED", 1)]
    assert differences(office) == []


def test_the_rest_beyond_a_freeze_comes_from_withdrawable_money(office: Office) -> None:
    post(office, movement(ONE, "USD", "1000"))
    first, second = _freeze(office, "600"), _freeze(office, "300")
    with pytest.raises(UserError) as caught:
        post(office, movement(ONE, "USD", "-700.01"), releases=[first], overdraft=False)
    assert caught.value.params["available"] == "700.00"
    post(office, movement(ONE, "USD", "-700"), releases=[first], overdraft=False)
    assert figures(office, ONE, "USD")["frozen"] == "300.00"
    with working(office) as work:
        work.send(Unfreeze(freeze_no=second))
    assert figures(office, ONE, "USD")["withdrawable"] == "300.00"


# --------------------------------------------------------------------------------------------------------------- reversals


def _reverse(office: Office, *numbers: int) -> tuple[JournalNo, ...]:
    with working(office) as work:
        return work.send(
            ReverseJournals(
                journal_nos=tuple(JournalNo(one) for one in numbers), source_type="test", source_id="2", remark="undo"
            )
        )


def test_a_reversal_is_the_exact_opposite_and_happens_once(office: Office) -> None:
    numbers = post(office, movement(ONE, "USD", "100", ref_no="R1"), movement(ONE, "HKD", "-5"))
    undone = _reverse(office, *numbers)
    assert figures(office, ONE, "USD")["total"] == figures(office, ONE, "HKD")["total"] == "0.00"
    with office.database.read() as connection:
        original, opposite = queries.journal(connection, numbers[0]), queries.journal(connection, undone[0])
    assert original is not None and opposite is not None
    assert (opposite.reversal_of, opposite.biz_code, opposite.ref_no, opposite.remark) == (numbers[0], "LCDP", "R1", "undo")
    assert [one.direction for one in opposite.entries] == [one.direction.opposite for one in original.entries]
    for again in ((numbers[0],), (undone[0], undone[0])):
        with pytest.raises(UserError, match=r"ledger\.journal_reversed"):
            _reverse(office, *again)
    assert differences(office) == []


def test_a_reversal_that_the_client_can_no_longer_pay_is_refused(office: Office) -> None:
    (number,) = post(office, movement(ONE, "USD", "100"))
    post(office, movement(ONE, "USD", "-60"))
    with pytest.raises(UserError, match=r"ledger\.insufficient"):
        _reverse(office, number)
    assert figures(office, ONE, "USD")["total"] == "40.00"


def test_an_unknown_journal_cannot_be_reversed(office: Office) -> None:
    with pytest.raises(UserError, match=r"ledger\.journal_unknown"):
        _reverse(office, 77)


# -------------------------------------------------------------------------------------------------------------- the account


def test_who_may_exchange_is_asked_in_all_four_places(office: Office) -> None:
    def may(statement: str = "") -> bool:
        with office.database.write() as connection:
            if statement:
                connection.exec_driver_sql(statement)
            found = queries.account(connection, ONE)
            connection.rollback()
        assert found is not None
        return found.may_exchange

    assert may()
    assert not may("UPDATE account SET state = '4'")
    assert not may("UPDATE account SET disabled = 1")
    assert not may("UPDATE client SET client_state = 'FROZEN'")
    assert not may("UPDATE account_permission SET is_open = 0")
    assert not may("DELETE FROM account_permission")
    with office.database.read() as connection:
        assert queries.account(connection, "nobody") is None


def test_withdrawable_for_exchange_leaves_debts_in_other_currencies_out(office: Office) -> None:
    post(office, movement(THREE, "HKD", "20000"), movement(THREE, "USD", "-1500"), movement(THREE, "JPY", "999.75"))
    with office.database.read() as connection:
        figure = {code: str(queries.withdrawable_for_exchange(connection, THREE, code)) for code in ("HKD", "USD", "JPY", "EUR")}
    assert figure == {"HKD": "20000.00", "USD": "0.00", "JPY": "999", "EUR": "0.00"}
