"""Whoever reads is told names in his language; what was kept of an act stands where nobody is called so any more."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from tests.helpers import boxes
from tests.helpers.boxes import PutValue, box_office
from tests.helpers.office import Office, roles
from whale_desktop.features.access import tables
from whale_desktop.features.access.queries import called_by_number, called_in
from whale_desktop.features.audit.messages import AuditFilter, GetAuditRow, ListAuditRows
from whale_desktop.features.reference.messages import CurrencyFilter, ListCurrencies, UpdateCurrency
from whale_desktop.features.workorder.messages import (
    GetWorkOrder,
    ListWorkOrders,
    TransferWorkOrder,
    WorkOrderFilter,
)
from whale_desktop.gateway.port import Context

NAMES = {"zh_Hant": "林志明", "zh_Hans": "林志明（简）", "en": "Lam Chi Ming"}
READERS = [(locale, NAMES[locale]) for locale in NAMES]
ADMINISTRATOR = "parameter_administrator"


def call(office: Office, user: str, names: dict[str, str]) -> None:
    """Give a member names of his own, a word for each language."""
    values = {"name": names["zh_Hant"], "name_zh_hans": names["zh_Hans"], "name_en": names["en"]}
    number = office.member_id(user)
    with office.database.write() as connection:
        connection.execute(update(tables.member).where(tables.member.c.member_id == number).values(**values))


def reading(locale: str) -> Context:
    return Context(workstation="test", menu="", locale=locale)


@pytest.fixture
def desk(office: Office) -> Iterator[Office]:
    with box_office(office) as made:
        made.route(boxes.ONE_LEVEL, roles("funds_supervisor"))
        call(office, "funds_clerk", NAMES)
        call(office, ADMINISTRATOR, {one: f"{name} 2" for one, name in NAMES.items()})
        yield made


def changed_currency(office: Office) -> None:
    (row,) = office.ask(ListCurrencies(where=CurrencyFilter(currency="USD"))).rows
    fields = ("currency", "exchange_enabled", "minimum_exchange_amount", "rate_precision", "amount_precision", "round_mode")
    command = UpdateCurrency(**{name: getattr(row, name) for name in fields}, expected_version=row.version)
    office.do(command, user=ADMINISTRATOR)


@pytest.mark.parametrize(("locale", "name"), READERS)
def test_the_operator_of_a_record_is_named_in_the_readers_language(desk: Office, locale: str, name: str) -> None:
    changed_currency(desk)
    (row,) = desk.ask(ListCurrencies(where=CurrencyFilter(currency="USD")), context=reading(locale)).rows
    assert row.operator == f"{name} 2"


@pytest.mark.parametrize(("locale", "name"), READERS)
def test_maker_and_trail_of_a_work_order_are_named_in_the_readers_language(desk: Office, locale: str, name: str) -> None:
    number = desk.waits(PutValue(box_no=1, value=5, expected_version=1), user="funds_clerk")
    second = desk.member_id("second_supervisor")
    call(desk, "second_supervisor", {one: f"{kept} 3" for one, kept in NAMES.items()})
    desk.do(TransferWorkOrder(work_order_no=number, member_id=second, comment="please"), user="funds_supervisor")
    order = desk.ask(GetWorkOrder(work_order_no=number), context=reading(locale))
    assert order.row.maker == name
    assert [line.member for line in order.trail if line.member_id == order.row.maker_id] == [name]
    assert [line.other for line in order.trail if line.other] == [f"{name} 3"]
    (row,) = desk.ask(ListWorkOrders(tab="all"), context=reading(locale)).rows
    assert (row.maker, row.history.count(name)) == (name, 2)


@pytest.mark.parametrize("typed", ["志明", "chi ming", "（简）"])
def test_a_maker_is_found_by_his_name_in_any_language(desk: Office, typed: str) -> None:
    number = desk.waits(PutValue(box_no=1, value=5, expected_version=1), user="funds_clerk")
    found = desk.ask(ListWorkOrders(tab="all", where=WorkOrderFilter(maker=typed))).rows
    assert [row.work_order_no for row in found] == [number]


@pytest.mark.parametrize(("locale", "name"), READERS)
def test_the_audit_trail_names_members_in_the_readers_language(desk: Office, locale: str, name: str) -> None:
    changed_currency(desk)
    where = AuditFilter(member=str(desk.member_id(ADMINISTRATOR)))
    rows = desk.ask(ListAuditRows(where=where), context=reading(locale)).rows
    assert {row.member_name for row in rows} == {f"{name} 2"}
    audit_id = next(row.audit_id for row in rows if row.target == "USD")
    change = desk.ask(GetAuditRow(audit_id=audit_id), context=reading(locale)).change
    assert change.after["operator"] == f"{name} 2"


@pytest.mark.parametrize(("locale", "supervisor"), [("zh_Hant", "款項主管"), ("zh_Hans", "款项主管"), ("en", "Funds supervisor")])
def test_roles_and_people_in_a_kept_state_are_named_in_the_readers_language(desk: Office, locale: str, supervisor: str) -> None:
    level = roles("funds_supervisor", users=(desk.member_id("funds_clerk"),))
    desk.route("forex.strategy_edit", level)
    (row,) = desk.ask(ListAuditRows(where=AuditFilter(target="forex.strategy_edit")), context=reading(locale)).rows
    approvers = row.change.after["routes"][0]["levels"][0]["approvers"]
    assert {one["kind"]: one["name"] for one in approvers} == {"role": supervisor, "user": NAMES[locale]}


def test_a_name_that_nobody_has_now_or_several_have_stays_as_it_was_kept(desk: Office) -> None:
    with desk.read() as read:
        assert read.locale == "en"
        assert called_in(read, "林志明") == "Lam Chi Ming"
        assert called_in(read, "陳大文") == "陳大文"
        assert called_by_number(read, [0, 99_999, desk.member_id("funds_clerk")], ["", "陳大文", "old"]) == [
            "",
            "陳大文",
            NAMES["en"],
        ]
    call(desk, "second_clerk", {**NAMES, "en": "Another Lam"})
    with desk.read() as read:
        assert called_in(read, "林志明") == "林志明"
