"""The lists of `docs/rules/fx.md` 7: filters, tabs, sums, sorting, and exactly the columns that the screens name."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
import pytest

from tests.features.fx.desk import ACCOUNT, CLERK, Desk, dec
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.fx.screens import SCREENS
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.messages import export_of, info_of
from whale_desktop.screens import CardScreen, Filter, ListScreen, TabsScreen, menu_entries, where_type
from whale_desktop.screens.columns import Column, DetailSpec
from whale_desktop.screens.forms import FormSpec


def _lists() -> Iterator[ListScreen]:
    for screen in SCREENS:
        if isinstance(screen, ListScreen):
            yield screen
        elif isinstance(screen, TabsScreen):
            yield from screen.tabs


LISTS = {screen.key: screen for screen in _lists()}


def _sample(one: Filter) -> dict[str, Any]:
    if one.kind == "date_range":
        return {one.name: date(2024, 3, 18), one.upto: date(2024, 3, 18)}
    if one.kind == "choice":
        assert one.choice is not None
        member: StrEnum = next(iter(one.choice))
        return {one.name: (member,) if one.several else member}
    if one.kind == "yes_no":
        return {one.name: True}
    return {one.name: "USD/CNH" if one.kind == "options" else "USD"}


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A desk with a row in every list."""
    desk.app("10000.00")
    desk.manual("5000.00")
    channel = desk.bank_order()
    desk.handle(channel.channel_order_no, fx.ApplyType.RETRY_APPLY, channel_name=RateChannel.IB)
    desk.add_execution_mark_up("0.05")
    return desk


@pytest.mark.parametrize("key", LISTS)
def test_list_answers_every_filter_tab_and_order(busy: Desk, key: str) -> None:
    screen = LISTS[key]
    office = busy.office
    rows = office.ask(screen.query()).rows
    assert rows
    totals = office.ask(screen.totals())
    assert totals.count == len(rows)
    for tab in screen.tabs:
        page = office.ask(screen.query(tab=tab.key))
        assert totals.tabs[tab.key] == len(page.rows) == office.ask(screen.totals(tab=tab.key)).count
    where = where_type(screen.query)
    for one in screen.filters:
        assert where is not None
        filtered = where(**_sample(one))
        found = office.ask(screen.query(where=filtered)).rows  # type: ignore[call-arg]  # every filtered list has `where`
        assert office.ask(screen.totals(where=filtered)).count == len(found)  # type: ignore[call-arg]  # every filtered totals query has `where`
    for column in screen.columns:
        if column.sortable:
            ordered = office.ask(screen.query(sort=column.name, descending=False)).rows
            values = [getattr(row, column.name) for row in ordered if getattr(row, column.name) is not None]
            assert values == sorted(values), column.name
        if column.total:
            assert column.name in totals.sums
    key_of = [getattr(row, screen.row_key) for row in rows]
    only = office.ask(screen.query(keys=(key_of[0],))).rows
    assert [getattr(row, screen.row_key) for row in only] == key_of[:1]


@pytest.mark.parametrize("key", LISTS)
def test_list_pages_without_gap_or_repeat(busy: Desk, key: str) -> None:
    screen = LISTS[key]
    whole = [getattr(row, screen.row_key) for row in busy.office.ask(screen.query(limit=200)).rows]
    walked: list[object] = []
    after = ""
    while True:
        page = busy.office.ask(screen.query(limit=1, after=after))
        walked += [getattr(row, screen.row_key) for row in page.rows]
        after = page.next_cursor
        if not after:
            break
    assert walked == whole
    jumped = busy.office.ask(screen.query(limit=1, offset=len(whole) - 1)).rows
    assert [getattr(row, screen.row_key) for row in jumped] == whole[-1:]


def test_order_filters(busy: Desk) -> None:
    def found(**where: Any) -> set[str]:
        return {row.forex_id for row in busy.office.ask(fx.ListOrders(where=fx.OrderFilter(**where))).rows}

    done, held, bank = sorted(found())
    assert found(client="80012046") == found(client="陳嘉儀") == found(client=ACCOUNT) == {done, held, bank}
    assert found(client="nobody") == set()
    assert found(forex_status=(fx.ForexStatus.SUCCESS, fx.ForexStatus.PROCESSING)) == {done, bank}
    assert found(audit_status=fx.AuditStatus.PENDING) == found(origin=fx.Origin.MANUAL) == {held}
    number = busy.order(bank).client_ordid
    assert found(client_ordid=number) == {bank}
    assert found(success_from=date(2024, 3, 18)) == {done}
    assert (found(is_reversed=True), found(is_reversed=False)) == (set(), {done, held, bank})
    assert found(created_to=date(2024, 3, 17)) == set()
    assert found(forex_id=held, from_currency="USD", to_currency="CNH", forex_type=fx.ForexType.FROM) == {held}


def test_order_totals_per_currency(busy: Desk) -> None:
    busy.app("1000.00", "HKD", "USD")
    totals = busy.office.ask(fx.TotalOrders())
    assert totals.sums["from_amount"] == {"HKD": dec("1000.00"), "USD": dec("25000.00")}
    assert totals.tabs == {"": 4, "review": 1, "progress": 1, "finished": 2}
    inside = busy.office.ask(fx.TotalOrders(tab="review"))
    assert (inside.count, inside.sums["from_amount"]) == (1, {"USD": dec("5000.00")})


def test_profit_totals_per_currency(busy: Desk) -> None:
    totals = busy.office.ask(fx.TotalProfits())
    assert totals.sums["profit_loss"] == {"CNH": dec("10.00")}
    assert totals.sums["markup_income"] == {"CNH": dec("10.00")}


def test_a_day_ends_at_midnight_in_hong_kong(desk: Desk) -> None:
    desk.at(15, 59)
    forex_id = desk.app("10.00").forex_id
    day = date(2024, 3, 18)

    def found(**where: Any) -> int:
        return len(desk.office.ask(fx.ListOrders(where=fx.OrderFilter(**where))).rows)

    assert found(created_from=day, created_to=day) == 1
    assert forex_id.startswith("240318")
    assert found(created_from=date(2024, 3, 19)) == 0


def _fields_of(query: type[Any]) -> set[str]:
    result = info_of(query).result
    return set(getattr(result, "__struct_fields__", ()))


def _check(columns: tuple[Column, ...], known: set[str], where: str) -> None:
    for column in columns:
        for name in filter(None, (column.name, column.currency, column.estimate, column.strong)):
            assert name in known, f"{where}: {name}"
        for source in column.link.where.values() if column.link else ():
            assert source in known, f"{where}: link {source}"


def _forms() -> Iterator[tuple[str, FormSpec]]:
    for screen in SCREENS:
        actions = [action for one in (screen.tabs if isinstance(screen, TabsScreen) else (screen,)) for action in one.actions]  # type: ignore[union-attr]  # no custom screen here
        if isinstance(screen, CardScreen):
            actions += [one for one in (screen.item_action, screen.missing_action) if one is not None]
        for action in actions:
            if action.form is not None:
                yield f"{screen.key}.{action.name}", action.form


FORMS = dict(_forms())


@pytest.mark.parametrize("name", FORMS)
def test_form_fields_are_fields_of_the_command(name: str) -> None:
    form = FORMS[name]
    known = {field.name: field for field in msgspec.structs.fields(form.command)}
    for one in form.fields:
        assert one.name in known, one.name
    for submit in form.submits:
        assert set(submit.values) <= set(known)
    if "expected_version" in known and form.fill is None:
        assert form.fields
        assert name.endswith("batch_review"), "an edit sends the version that was seen"


@pytest.mark.parametrize("key", [key for key, screen in LISTS.items() if screen.detail is not None])
def test_detail_columns_are_fields_of_the_record(busy: Desk, key: str) -> None:
    detail: DetailSpec | None = LISTS[key].detail
    assert detail is not None
    row = busy.office.ask(LISTS[key].query()).rows[0]
    record = busy.office.ask(detail.query(row))
    known = set(record.__struct_fields__)
    assert {detail.title, detail.state} <= known
    for section in detail.sections:
        _check(section.columns, known, key)
    for related in detail.related:
        for found in getattr(busy.office.ask(related.query(record)), "rows", ()):
            _check(related.columns, set(found.__struct_fields__), key)


def test_every_order_has_its_ledger_entries_in_the_details(busy: Desk) -> None:
    done = busy.office.ask(fx.ListOrders(tab="finished")).rows[0]
    detail = LISTS["fx.orders"].detail
    assert detail is not None
    answers = [busy.office.ask(one.query(done)) for one in detail.related]
    assert [len(getattr(answer, "rows", answer)) for answer in answers] == [0, 0, 2, 2]


def test_links_lead_to_screens_and_filters_that_exist() -> None:
    from whale_desktop.app.services import load_features
    from whale_desktop.screens import all_lists, all_screens

    load_features()
    lists = {screen.key: screen for screen in all_lists()}
    screens = {screen.key for screen in all_screens()}
    links = [column.link for screen in LISTS.values() for column in screen.columns if column.link]
    for screen in LISTS.values():
        if screen.detail is not None:
            inner = [column for section in screen.detail.sections for column in section.columns]
            inner += [column for related in screen.detail.related for column in related.columns]
            links += [column.link for column in inner if column.link]
    for link in links:
        where = where_type(lists[link.screen].query)
        assert where is not None
        assert set(link.where) <= set(where.__struct_fields__), link
    for any_screen in SCREENS:
        empty = getattr(any_screen, "empty", None)
        steps = () if empty is None else empty.steps
        assert {key for _, _, key in steps} <= screens


def test_menu_paths_and_export_rights_exist(desk: Desk) -> None:
    known = {code for code in desk.office.actor().codes if not code.startswith("service.")}
    for screen in SCREENS:
        assert screen.menu in menu_entries(), screen.key
    for one in LISTS.values():
        assert set(export_of(info_of(one.query))) <= known, one.key


def test_pair_cards(desk: Desk) -> None:
    found = desk.office.ask(fx.ListPairCards())
    assert [card.from_currency for card in found.cards] == ["HKD", "USD"]
    usd = found.cards[1]
    assert [(one.to_currency, one.rate) for one in usd.targets] == [("HKD", dec("7.8147")), ("CNH", dec("7.1367"))]
    assert (usd.usage, usd.has_default, usd.target_count) == (3, False, 2)
    assert usd.may == ("fx.pair.set_targets", "fx.pair.set_default")
    assert (found.card_count, found.pair_count, found.rate_channel) == (2, 3, "IB")
    assert "EUR" in {one.from_currency for one in found.missing}
    assert "SGD" not in {one.from_currency for one in found.missing}
    only = desk.office.ask(fx.ListPairCards(where=fx.PairFilter(to_currency="CNH")))
    assert [card.from_currency for card in only.cards] == ["USD"]


def test_pairs_are_added_removed_and_deleted(desk: Desk) -> None:
    desk.office.do(fx.AddPairs(from_currency="GBP", to_currencies=("HKD", "USD")))
    card = desk.office.ask(fx.GetPairCard(from_currency="GBP"))
    assert card.targets[0].note is fx.PairNote.NO_RATE
    desk.office.do(fx.SetPairTargets(from_currency="GBP", to_currencies=("EUR", "HKD"), expected_version=card.version))
    changed = desk.office.ask(fx.GetPairCard(from_currency="GBP"))
    assert [one.to_currency for one in changed.targets] == ["HKD", "EUR"]
    stale = fx.DeletePairs(from_currency="GBP", expected_version=card.version)
    assert desk.office.refused(stale).code == "FX-E17"
    desk.office.do(fx.DeletePairs(from_currency="GBP", expected_version=changed.version))
    assert desk.office.refused(fx.GetPairCard(from_currency="GBP")).code == "FX-E33"


def test_quote_says_what_it_can(desk: Desk) -> None:
    office = desk.office
    assert office.ask(fx.QuoteOrder(), user=CLERK) == fx.OrderQuote()
    pair = office.ask(fx.QuoteOrder(from_currency="USD", to_currency="CNH"), user=CLERK)
    assert (pair.reference_rate, pair.quoted_rate, pair.rate) == (dec("7.1367"), dec("7.1357"), dec("7.1357"))
    assert (pair.from_places, pair.to_places, pair.rate_places, pair.minimum_amount) == (2, 2, 4, dec("10.00"))
    whole = office.ask(fx.QuoteOrder(account_no=ACCOUNT, from_currency="USD", to_currency="CNH", amount=dec("10000")), user=CLERK)
    assert (whole.from_amount, whole.to_amount, whole.problem) == (dec("10000.00"), dec("71357.00"), "")
    assert (whole.change_type, whole.service_strategy, whole.strategy_id) == (
        fx.ChangeType.SMALL_IN_POOL,
        fx.ServiceStrategy.BATCH,
        "T2-01",
    )
    assert whole.needs_review
    poor = office.ask(fx.QuoteOrder(account_no=ACCOUNT, from_currency="USD", to_currency="CNH", amount=dec("400000")), user=CLERK)
    assert (poor.problem, poor.problem_field, poor.rate) == ("FX-E10", "amount", dec("7.1357"))
    assert poor.problem_params["available"] == "300000.00"
    wrong = office.ask(fx.QuoteOrder(from_currency="CNH", to_currency="USD"), user=CLERK)
    assert (wrong.problem, wrong.problem_field) == ("FX-E03", "to_currency")
    app = office.ask(fx.QuoteOrder(account_no=ACCOUNT, from_currency="USD", to_currency="CNH", amount=dec("10000")), user="app")
    assert not app.needs_review


def test_quote_and_submission_agree(desk: Desk) -> None:
    desk.add_execution_mark_up("0.05")
    for amount in ("10.00", "12345.67", "90000.00"):
        values = {"account_no": ACCOUNT, "from_currency": "USD", "to_currency": "HKD", "amount": dec(amount)}
        quote = desk.office.ask(fx.QuoteOrder(**values), user="app")  # type: ignore[arg-type]  # fields by name
        order = desk.order(desk.app(amount, "USD", "HKD").forex_id)
        assert (quote.rate, quote.from_amount, quote.to_amount) == (order.rate, order.from_amount, order.to_amount)
