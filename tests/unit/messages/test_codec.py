"""Messages, replies and errors survive the journey; what does not fit is named field by field."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.registries import borrowed_registries
from whale_desktop.kernel.errors import (
    FAMILIES,
    CodedError,
    Conflict,
    Fault,
    FieldError,
    NeedsConfirmation,
    Unavailable,
    UserError,
)
from whale_desktop.messages import (
    SIGNED_IN,
    Command,
    Done,
    Message,
    Query,
    Struct,
    any_of,
    codec,
    command,
    export_of,
    info_of,
    query,
)
from whale_desktop.messages.permissions import Permission, is_met
from whale_desktop.messages.registry import MessageInfo, by_name


class Side(StrEnum):
    BUY = "BUY"
    SELL = "SELL"


class Line(Struct):
    amount: Decimal
    note: str = ""


class Place(Command[int]):
    side: Side
    lines: tuple[Line, ...]
    day: date
    at: datetime
    count: int = 1
    remark: str | None = None


def info() -> MessageInfo:
    with borrowed_registries():
        command("test.place", permission=SIGNED_IN, changes=())(Place)
        return info_of(Place)


INFO = info()
exact = st.decimals(allow_nan=False, allow_infinity=False, places=10, min_value=-(10**20), max_value=10**20)
texts = st.text(st.characters(exclude_characters="\0", codec="utf-8"))
messages = st.builds(
    Place,
    side=st.sampled_from(Side),
    lines=st.lists(st.builds(Line, amount=exact, note=texts)).map(tuple),
    day=st.dates(),
    at=st.datetimes(timezones=st.just(UTC)),
    count=st.integers(-(2**63) + 1, 2**63 - 1),
    remark=st.none() | texts,
)


def test_a_text_with_a_null_character_is_refused_at_its_field() -> None:
    """No database server can keep one."""
    body = b'{"side":"BUY","lines":[{"amount":"1","note":"a\\u0000b"}],"day":"2024-03-18","at":"2024-03-18T02:00:00Z"}'
    with pytest.raises(UserError) as caught:
        codec.decode_message(body, INFO)
    assert [(fault.field, fault.code) for fault in caught.value.fields] == [("lines[0].note", "message.mistyped")]


@given(messages)
def test_a_message_arrives_as_it_was_sent(message: Place) -> None:
    arrived = codec.decode_message(codec.encode(message), INFO)
    assert arrived == message
    assert isinstance(arrived, Place)
    assert [str(one.amount) for one in arrived.lines] == [str(one.amount) for one in message.lines]


@given(st.integers(), st.lists(st.text()).map(tuple))
def test_a_reply_arrives_as_it_was_sent(result: int, changes: tuple[str, ...]) -> None:
    done = Done(result=result, changes=changes)
    assert codec.decode(codec.encode(done), Done[int]) == done


def code_of(data: bytes) -> str:
    try:
        codec.decode_message(data, INFO)
    except UserError as error:
        return error.code
    return "a message"


@given(st.binary() | st.text().map(str.encode))
def test_whatever_comes_in_is_a_message_or_a_coded_error(data: bytes) -> None:
    assert code_of(data) in ("message.invalid", "a message")


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def faults_of(raw: dict[str, Any]) -> tuple[FieldError, ...] | None:
    """What is wrong with the fields, None when nothing is."""
    try:
        codec.decode_message(codec.encode(raw), INFO)
    except UserError as error:
        return error.fields
    return None


@given(st.dictionaries(st.sampled_from(["side", "lines", "day", "at", "count", "remark", "colour"]), json_like))
def test_every_missing_unknown_and_mistyped_field_is_named(raw: dict[str, Any]) -> None:
    faults = faults_of(raw)
    if faults is None:
        assert {"side", "lines", "day", "at"} <= set(raw) <= {"side", "lines", "day", "at", "count", "remark"}
        return
    named = {fault.field.split("[")[0].split(".")[0]: fault.code for fault in faults}
    assert {"side", "lines", "day", "at"} - set(raw) == {name for name, code in named.items() if code == "message.missing"}
    assert ("colour" in raw) is (named.get("colour") == "message.unexpected")
    assert named


def test_the_path_of_an_inner_fault_is_said() -> None:
    body = b'{"side":"HOLD","lines":[{"amount":"1"},{"amount":"x"}],"day":"2024-03-18","at":"2024-03-18T02:00:00Z"}'
    with pytest.raises(UserError) as caught:
        codec.decode_message(body, INFO)
    assert [fault.field for fault in caught.value.fields] == ["side", "lines[1].amount"]


@pytest.mark.parametrize("family", [UserError, NeedsConfirmation, Conflict, Unavailable])
def test_an_error_arrives_with_family_code_parameters_and_fields(family: type[CodedError]) -> None:
    sent = family("x.y", {"amount": Decimal("1.50"), "day": date(2024, 3, 18)}, fields=(FieldError("a[0].b", "x.z", {"n": 1}),))
    got = codec.decode_error(codec.decode(codec.encode(codec.encode_error(sent)), codec.ErrorReply))
    assert type(got) is family
    assert FAMILIES[got.kind] is family
    assert (got.code, got.params, got.fields) == ("x.y", {"amount": "1.50", "day": "2024-03-18"}, sent.fields)


def test_a_fault_arrives_with_its_id_only() -> None:
    got = codec.decode_error(codec.encode_error(Fault("abc")))
    assert isinstance(got, Fault)
    assert got.params == {"fault_id": "abc"}


# ---------------------------------------------------------------------------------------------------------------- registry


def test_a_message_is_registered_once_under_one_name() -> None:
    class One(Query[int]):
        pass

    class Two(Query[int]):
        pass

    with borrowed_registries():
        query("test.one", permission=SIGNED_IN)(One)
        assert by_name("test.one") is info_of(One)
        for name, kind in (("test.one", Two), ("test.other", One)):
            with pytest.raises(AssertionError, match="registered twice"):
                query(name, permission=SIGNED_IN)(kind)
        with pytest.raises(AssertionError, match="no wire name"):
            command(permission=SIGNED_IN, changes=())(Place)
    assert by_name("test.one") is None


@pytest.mark.parametrize(
    ("requirement", "held", "met"),
    [
        (SIGNED_IN, (), True),
        (Permission("a"), ("b",), False),
        (Permission("a"), ("a", "b"), True),
        (any_of("a", "b"), ("b",), True),
        (any_of("a", "b"), (), False),
    ],
)
def test_a_requirement_is_met_by_one_of_its_codes(requirement: Any, held: tuple[str, ...], met: bool) -> None:
    assert is_met(requirement, frozenset(held)) is met


def test_the_right_to_export_is_the_right_to_see_with_a_suffix() -> None:
    seen = replace(INFO, permission=any_of("a.query", "b.query"))
    assert export_of(seen) == ("a.query_export", "b.query_export")
    assert export_of(replace(seen, export="a.take_away")) == ("a.take_away",), "unless the list says another"
    assert export_of(replace(seen, permission=SIGNED_IN)) == ()


def test_structs_are_frozen_and_strict() -> None:
    line = Line(amount=Decimal(1))
    with pytest.raises(AttributeError):
        line.note = "x"
    assert issubclass(Place, Message)
