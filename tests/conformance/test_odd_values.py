"""Every message that may come from outside, with plausible values and then with one odd value at a time: answered or refused with a code,
never a fault of ours, and the books are proved afterwards.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.helpers.desk import CLIENT, busy_desk
from tests.helpers.office import Office, template_of
from tests.helpers.registries import is_own
from tools import golden
from whale_desktop.app.services import load_features
from whale_desktop.bus import Call
from whale_desktop.bus.jobs import JobRunner
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger.queries import prove
from whale_desktop.features.reference.messages import ListReferenceRates
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import MessageInfo, codec
from whale_desktop.messages.registry import all_messages

load_features()
OUTSIDE = tuple(info for info in all_messages() if is_own(info.type) and not info.internal)

TEXTS = ("", " ", "%", "'; --", "x" * 5000, "\x00", "ß€漢\U0001f40b", "-1", "9" * 30)
NUMBERS = (-1, 0, 1, 2**31, 2**63 - 1, -(2**63))
DECIMALS = ("0", "-1", "0.0000000001", "922337203685477.5807", "99999999999999999999999999", "1E-30", "1E+30", "-0")
MOMENTS = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z")
DAYS = ("0001-01-01", "9999-12-31")


@pytest.fixture(scope="module")
def busy_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database after some work, closed."""
    made = Office.at(template_of(tmp_path_factory), tmp_path_factory.mktemp("busy"))
    busy_desk(made)
    made.close()
    made.database.close()
    return made.path


@pytest.fixture
def busy(busy_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A fresh copy of the busy office."""
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    path = tmp_path / "busy.db"
    shutil.copyfile(busy_file, path)
    office = Office(path)
    yield office
    office.close()
    office.database.close()


def plausible(busy: Office) -> dict[str, Any]:
    """Values that exist, by the name of the field."""
    order = busy.ask(fx.ListOrders(tab="review")).rows[0]
    return {
        "account_no": CLIENT.account_no,
        "amount": "100",
        "base_currency": "HKD",
        "channel_order_no": busy.ask(fx.ListChannelOrders()).rows[0].channel_order_no,
        "currency": "USD",
        "expected_version": 1,
        "file_name": "list",
        "columns": ["forex_id"],
        "forex_id": order.forex_id,
        "from_currency": "USD",
        "key": order.forex_id,
        "keys": [],
        "limit": 20,
        "list_key": "fx.orders",
        "locale": "en",
        "mark_up_id": busy.ask(fx.ListReferenceMarkUps()).rows[0].mark_up_id,
        "offset": 0,
        "other_currency": "USD",
        "pair": "USD/HKD",
        "rate_no": busy.ask(ListReferenceRates()).rows[0].rate_no,
        "sort": "",
        "after": "",
        "tab": "",
        "start": "09:00:00",
        "end": "12:00:00",
        "start_value": "0",
        "end_value": None,
        "strategy_id": busy.ask(fx.ListStrategies()).rows[0].strategy_id,
        "support_currency": ["USD/HKD"],
        "to_currencies": ["HKD"],
        "to_currency": "HKD",
        "where": {},
    }


def sensible(value: Any, known: dict[str, Any], name: str = "") -> Any:
    """A sample's plain value with everything replaced that has a plausible one."""
    if name in known:
        return known[name]
    if isinstance(value, dict):
        return {field: sensible(inner, known, field) for field, inner in value.items()}
    if isinstance(value, list):
        return [sensible(inner, known, name) for inner in value]
    return value


def odd_values(value: Any) -> tuple[Any, ...]:
    """Odd values of the same kind."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return NUMBERS
    if isinstance(value, list):
        return ([], value * 100)
    if not isinstance(value, str):
        return ()
    if len(value) >= 10 and value[4:5] == "-" and value[7:8] == "-":
        return MOMENTS if "T" in value else DAYS
    try:
        float(value)
    except ValueError:
        return TEXTS
    return DECIMALS


def variations(value: Any) -> Iterator[Any]:
    """The value with one odd value at one place, every place once."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for odd in (*odd_values(inner), *variations(inner), None):
                yield {**value, name: odd}
        for name in value:
            yield {other: inner for other, inner in value.items() if other != name}
    elif isinstance(value, list) and value:
        for odd in (*odd_values(value[0]), *variations(value[0])):
            yield [odd, *value[1:]]


def refusal(busy: Office, info: MessageInfo, body: Any, session: str) -> str:
    """The code with which a message ends, empty when it is answered."""
    carry = busy.bus.submit if info.is_command else busy.bus.ask
    call = Call(session=session, locale="en", acknowledged=("FX-W01", "FX-W03", "FX-W04"))
    try:
        carry(info.name, msgspec.json.encode(body), call)
    except CodedError as error:
        return error.code
    return ""


def sender(info: MessageInfo) -> str:
    """Somebody who may send it."""
    return "app" if any(code.startswith("service.") for code in info.permission.codes) else "super_admin"


@pytest.mark.parametrize("info", OUTSIDE, ids=golden.name_of)
def test_odd_values_are_answered_or_refused_with_a_code(busy: Office, info: MessageInfo) -> None:
    session = busy.session(sender(info))
    sample = msgspec.json.decode(codec.encode(golden.sample_of(info.type)))
    base = sensible(sample, plausible(busy))
    for body in (sample, base, *variations(base)):
        assert refusal(busy, info, body, session) != "system.fault", body
    with busy.read() as read:
        assert prove(read.connection) == []


@pytest.mark.parametrize("info", OUTSIDE, ids=golden.name_of)
def test_who_has_no_right_gets_nothing(busy: Office, info: MessageInfo) -> None:
    body = sensible(msgspec.json.decode(codec.encode(golden.sample_of(info.type))), plausible(busy))
    if info.permission.codes:
        assert refusal(busy, info, body, busy.session("nobody")) == "auth.no_permission"
    assert refusal(busy, info, body, "no such session") == "auth.session_ended"
