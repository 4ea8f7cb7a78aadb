"""The search for clients, one client, and what he has in the currency of one's choice (`docs/rules/ledger.md` 5.7, 6.7)."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert

from tests.features.ledger.books import ONE, THREE, TWO, movement, working
from tests.helpers.office import Office
from whale_desktop.features.ledger import tables
from whale_desktop.features.ledger.messages import (
    AccountState,
    ClientState,
    FindClients,
    Freeze,
    GetClient,
    GetClientAssets,
    PostJournals,
    SearchClients,
)
from whale_desktop.features.ledger.rules import total_in, value_in
from whale_desktop.features.reference.messages import CreateReferenceRates, RateChannel, RateType
from whale_desktop.gateway.port import Context

TODAY = date(2024, 3, 18)


def quote(office: Office, currency: str, average: str, *, day: date = TODAY, channel: RateChannel = RateChannel.IB) -> None:
    price = Decimal(average)
    office.do(
        CreateReferenceRates(
            rate_type=RateType.SPOT,
            channels=(channel,),
            base_currency="HKD",
            other_currency=currency,
            bid_rate=price,
            offer_rate=price,
            average_rate=price,
            record_date=day,
        ),
        acknowledged=("FX-W01", "FX-W02"),
    )


def post(office: Office, *moves: tuple[str, str, str]) -> None:
    with working(office) as work:
        work.send(PostJournals(journals=tuple(movement(account, currency, amount) for account, currency, amount in moves)))


# ------------------------------------------------------------------------------------------------------------------- search


def test_platform_19_a_client_is_found_without_regard_to_case_and_his_phone_is_masked(office: Office) -> None:
    (found,) = office.ask(FindClients(text="chan"))
    assert (found.member_id, found.account_no, found.name, found.name_zh) == ("10000001", ONE, "Chan Tai Man", "陳大文")
    assert found.phone == "****4567"
    assert office.ask(FindClients(text="CHAN tai")) == office.ask(FindClients(text="ＣＨＡＮ")) == (found,)


def test_one_character_finds_nothing_and_four_digits_may_be_the_end_of_a_phone(office: Office) -> None:
    assert office.ask(FindClients(text="c")) == ()
    assert office.ask(FindClients(text=" 陳 ")) == ()
    assert [one.account_no for one in office.ask(FindClients(text="4567"))] == [ONE]
    assert [one.account_no for one in office.ask(FindClients(text="陳大"))] == [ONE]


def test_an_exact_number_comes_first(office: Office) -> None:
    assert [one.account_no for one in office.ask(FindClients(text="8000000"))] == [ONE, TWO, THREE]
    assert [one.account_no for one in office.ask(FindClients(text=TWO))] == [TWO]


def test_the_search_over_everything_has_its_own_right(office: Office) -> None:
    assert office.ask(FindClients(text="chan"), user="funds_clerk")
    assert office.refused(FindClients(text="chan"), user="parameter_administrator").code == "auth.no_permission"
    assert office.ask(SearchClients(text="chan"), user="parameter_administrator"), "the client field of a form asks for no right"
    for query in (GetClient(account_no=ONE), GetClientAssets(account_no=ONE)):
        assert office.refused(query, user="parameter_administrator").code == "auth.no_permission"


def test_of_a_hundred_thousand_clients_one_is_found_within_a_second_and_more_than_twenty_are_said(office: Office) -> None:
    moment = datetime(2024, 3, 1, tzinfo=UTC)
    clients = [
        {
            "member_id": f"2{number:07}",
            "name_zh": f"客戶{number}",
            "name_en": f"Client Number {number}",
            "phone": f"6{number:07}",
            "client_state": ClientState.NORMAL,
            "created_at": moment,
        }
        for number in range(100_000)
    ]
    accounts = [
        {
            "account_no": f"9{number:07}",
            "member_id": f"2{number:07}",
            "state": AccountState.ACTIVE,
            "disabled": False,
            "search": f"2{number:07}\n9{number:07}\n客戶{number}\nclient number {number}",
            "opened_at": moment,
        }
        for number in range(100_000)
    ]
    with office.database.write() as connection:
        connection.execute(insert(tables.client), clients)
        connection.execute(insert(tables.account), accounts)
    for text, count in (("client 99999", 1), ("number", 21), ("99999", 1), ("nobody at all", 0)):
        began = time.process_time()
        assert len(office.ask(FindClients(text=text))) == count
        assert time.process_time() - began < 1, text


# ------------------------------------------------------------------------------------------------------------------- client


def test_a_client_is_named_in_the_language_of_the_reader(office: Office) -> None:
    said = {
        locale: office.ask(GetClient(account_no=ONE), context=Context(workstation="t", menu="", locale=locale)).name
        for locale in ("zh_Hant", "zh_Hans", "en")
    }
    assert said == {"zh_Hant": "陳大文", "zh_Hans": "陳大文", "en": "Chan Tai Man"}
    card = office.ask(GetClient(account_no=ONE))
    assert (card.member_id, card.phone, card.state, card.disabled) == ("10000001", "****4567", AccountState.ACTIVE, False)


@pytest.mark.parametrize("query", [GetClient(account_no="nobody"), GetClientAssets(account_no="nobody")])
def test_an_account_that_does_not_exist(office: Office, query: GetClient | GetClientAssets) -> None:
    assert office.refused(query).code == "ledger.account_unknown"


# ------------------------------------------------------------------------------------------------------------------- assets


def test_assets_are_valued_at_the_spot_average_of_the_reference_channel(office: Office) -> None:
    quote(office, "USD", "7.8140")
    post(office, (ONE, "HKD", "20000"), (ONE, "USD", "1500"))
    in_hkd = office.ask(GetClientAssets(account_no=ONE))
    assert (in_hkd.base_currency, in_hkd.currency, str(in_hkd.total)) == ("HKD", "HKD", "31721.00")
    assert [(one.currency, str(one.total), one.rate, str(one.value)) for one in in_hkd.cash] == [
        ("HKD", "20000.00", Decimal(1), "20000.00"),
        ("USD", "1500.00", Decimal("7.8140"), "11721.00"),
    ]
    assert (in_hkd.channel, in_hkd.rate_date, in_hkd.without_rate) == (RateChannel.IB, TODAY, ())
    assert in_hkd.rated_at == office.clock.now()
    in_usd = office.ask(GetClientAssets(account_no=ONE, currency="USD"))
    assert (in_usd.currency, str(in_usd.total)) == ("USD", "4059.51")
    assert [str(one.value) for one in in_usd.cash] == ["2559.51", "1500.00"]


def test_the_oldest_price_in_the_figure_is_the_one_that_is_named(office: Office) -> None:
    quote(office, "CNH", "1.0956", day=date(2024, 3, 15))
    quote(office, "USD", "7.8140")
    quote(office, "EUR", "8.5", day=date(2024, 3, 14))
    post(office, (ONE, "USD", "10"), (ONE, "CNH", "10"))
    assert office.ask(GetClientAssets(account_no=ONE)).rate_date == date(2024, 3, 15), "euros are not in the figure"
    assert office.ask(GetClientAssets(account_no=ONE, currency="EUR")).rate_date == date(2024, 3, 14)


def test_a_currency_without_a_price_is_shown_and_named_as_left_out(office: Office) -> None:
    quote(office, "USD", "7.8140")
    quote(office, "EUR", "8.5", channel=RateChannel.HSB)
    post(office, (ONE, "HKD", "100"), (ONE, "EUR", "5"))
    assets = office.ask(GetClientAssets(account_no=ONE, currency="EUR"))
    assert (assets.currency, str(assets.total), assets.without_rate) == ("HKD", "100.00", ("EUR",))
    assert [(one.currency, one.rate, one.value) for one in assets.cash][1] == ("EUR", None, None)
    assert "EUR" not in assets.currencies and {"HKD", "USD"} <= set(assets.currencies)


def test_money_in_the_base_currency_needs_no_price_and_nothing_is_nothing(office: Office) -> None:
    post(office, (ONE, "HKD", "100"))
    assets = office.ask(GetClientAssets(account_no=ONE))
    assert (assets.rate_date, assets.rated_at, str(assets.total)) == (None, None, "100.00")
    nothing = office.ask(GetClientAssets(account_no=TWO))
    assert (nothing.cash, str(nothing.total)) == ((), "0.00")


def test_frozen_money_is_part_of_the_balance_and_not_withdrawable_and_a_debt_lowers_the_total(office: Office) -> None:
    quote(office, "USD", "7.8140")
    post(office, (ONE, "HKD", "1000"))
    with working(office) as work:
        work.send(Freeze(account_no=ONE, currency="HKD", amount=Decimal(250), reason_code="CFXOUT", ref_no="1"))
    (cash,) = office.ask(GetClientAssets(account_no=ONE)).cash
    assert (str(cash.total), str(cash.frozen), str(cash.withdrawable)) == ("1000.00", "250.00", "750.00")
    with working(office) as work:
        owed = movement(ONE, "USD", "-100")
        work.send(PostJournals(journals=(owed,), overdraft=True))
    assets = office.ask(GetClientAssets(account_no=ONE))
    assert str(assets.total) == "218.60"  # 1,000.00 − 100.00 × 7.8140
    assert [str(one.debt) for one in assets.cash] == ["0.00", "100.00"]


def test_the_rule_rounds_once() -> None:
    rates = {"HKD": Decimal(1), "JPY": Decimal("0.052328"), "USD": Decimal("7.8140")}
    held = (("JPY", Decimal(100_000)),)
    assert str(total_in(held, rates, "HKD", 2)) == "5232.80"
    assert str(total_in(held, rates, "USD", 2)) == "669.67"
    assert str(total_in([("JPY", Decimal(1))] * 3, rates, "HKD", 2)) == "0.16"  # not 3 × 0.05
    assert str(total_in([("XXX", Decimal(1))], rates, "HKD", 2)) == "0.00"
    assert str(value_in(Decimal("-1.005"), Decimal(1), Decimal(1), 2)) == "-1.01"
