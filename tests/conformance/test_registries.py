"""What must be true of every registered message: a handler, a right that somebody holds, words, a golden sample, a record it is about."""

import ast
import csv
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest

from tests.helpers.registries import is_own
from tools import golden, roles
from whale_desktop.app.services import load_features
from whale_desktop.app.views import views_of_commands
from whale_desktop.bus.handlers import handled_messages
from whale_desktop.messages import ListQuery, MessageInfo, Page, codec, info_of
from whale_desktop.messages.registry import all_messages, by_name
from whale_desktop.screens import ListScreen, TabsScreen, all_screens

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "resources" / "seed"

load_features()
MESSAGES = tuple(info for info in all_messages() if is_own(info.type))
COMMANDS = tuple(info for info in MESSAGES if info.is_command)
QUERIES = tuple(info for info in MESSAGES if not info.is_command)

each_message = pytest.mark.parametrize("info", MESSAGES, ids=golden.name_of)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a seed file."""
    with (SEED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_there_is_something_to_look_at() -> None:
    assert len(QUERIES) > 40
    assert len(COMMANDS) > 40
    assert len(all_screens()) > 8


# ------------------------------------------------------------------------------------------------------- handlers and words


def test_every_message_has_one_handler_and_every_handler_a_message() -> None:
    registered = {info.type for info in MESSAGES}
    assert {one.__name__ for one in registered - handled_messages()} == set()
    assert {one.__name__ for one in handled_messages() - registered} == set()


@each_message
def test_a_message_says_what_it_is_for(info: MessageInfo) -> None:
    assert len((vars(info.type).get("__doc__") or "").strip()) > 10


@each_message
def test_what_a_message_is_made_of_is_described_too(info: MessageInfo) -> None:
    undescribed = [
        one.__name__ for one in structs_of(info) if one.__module__.startswith("whale_desktop.") and not vars(one).get("__doc__")
    ]
    assert undescribed == []


def structs_of(info: MessageInfo) -> set[type]:
    """Every struct and enumeration inside a message and its answer."""
    found: set[type] = set()
    _collect(msgspec.inspect.type_info(info.type), found)
    _collect(msgspec.inspect.type_info(info.result), found)
    return found


def _collect(kind: Any, found: set[type]) -> None:
    if isinstance(kind, msgspec.inspect.StructType | msgspec.inspect.EnumType):
        origin = get_origin(kind.cls) or kind.cls
        if origin in found:
            return
        found.add(origin)
    for name in ("fields", "types", "item_types"):
        for inner in getattr(kind, name, ()):
            _collect(getattr(inner, "type", inner), found)
    for name in ("item_type", "key_type", "value_type"):
        if (inner := getattr(kind, name, None)) is not None:
            _collect(inner, found)


# ---------------------------------------------------------------------------------------------------------------- permissions


@each_message
def test_the_codes_of_a_message_exist_and_somebody_besides_the_super_administrator_holds_one(info: MessageInfo) -> None:
    described = {row["code"] for row in rows("permissions.csv")}
    assert set(info.permission.codes) <= described
    held = {code for row in rows("roles.csv") if row["role"] != "super_admin" for code in row["codes"].split()} | roles.SUPER_ONLY
    assert not info.permission.codes or held & set(info.permission.codes)


# --------------------------------------------------------------------------------------------------------------- golden samples


@lru_cache(maxsize=1)
def kept() -> dict[str, Any]:
    """The committed samples."""
    found: dict[str, Any] = json.loads(golden.GOLDEN.read_text(encoding="utf-8"))
    return found


@each_message
def test_a_message_and_its_answer_survive_the_wire(info: MessageInfo) -> None:
    message, answer = golden.sample_of(info.type), golden.sample_of(info.result)
    assert codec.decode_message(codec.encode(message), info) == message
    assert codec.decode(codec.encode(answer), info.result) == answer


@each_message
def test_a_message_looks_on_the_wire_as_it_did(info: MessageInfo) -> None:
    """A failure here means that programs and scripts of yesterday would not understand; if that is meant: `python tools/golden.py`."""
    assert golden.samples()[golden.name_of(info)] == kept().get(golden.name_of(info))


def test_no_sample_is_left_of_a_message_that_is_gone() -> None:
    assert set(kept()) - {golden.name_of(info) for info in MESSAGES} == set()


@each_message
def test_an_unknown_field_is_refused_wherever_it_stands(info: MessageInfo) -> None:
    sample = msgspec.json.decode(codec.encode(golden.sample_of(info.type)))
    with pytest.raises(msgspec.ValidationError):
        codec.decode(json.dumps({**sample, "no such field": 1}).encode(), info.type)


# ----------------------------------------------------------------------------------------------------- what a command is about


def record_of(info: MessageInfo) -> Any:
    """The type of the record that a command's target query shows."""
    assert info.target is not None
    return info_of(info.target.query).result


@pytest.mark.parametrize("info", [one for one in COMMANDS if one.target is not None], ids=golden.name_of)
def test_a_target_names_real_fields_of_command_query_and_record(info: MessageInfo) -> None:
    assert info.target is not None
    asked = {field.name: field for field in msgspec.structs.fields(info.target.query)}
    given = set(info.type.__struct_fields__)
    assert set(info.target.fields) <= set(asked)
    assert set(info.target.fields.values()) <= given
    assert {name for name, field in asked.items() if field.required} <= set(info.target.fields)
    assert set(info.guard) <= set(record_of(info).__struct_fields__)
    assert info.target.of(golden.sample_of(info.type)) == golden.sample_of(info.target.query) or info.target.fields


@pytest.mark.parametrize("info", [one for one in COMMANDS if one.approval], ids=golden.name_of)
def test_what_may_be_put_under_approval_has_a_guard_unless_it_makes_something_new(info: MessageInfo) -> None:
    assert info.guard or info.name in MAKES_NEW


def test_who_sends_what_a_handler_puts_before_others_is_told_so() -> None:
    """A rule under which handlers ask (`work.request`) is named by the commands that people send for it."""
    asked_for = {info.approval for info in COMMANDS if info.approval and (info.requested or info.internal)}
    assert asked_for == {info.asks for info in COMMANDS if info.asks}
    assert not [info.name for info in COMMANDS if info.asks and info.internal], "nobody sends that"
    assert not [info.name for info in COMMANDS if info.asks_sometimes and not info.asks]


MAKES_NEW = {
    "access.application.apply": "a new request",
    "access.member.add": "a new member",
    "access.policy.add": "a new policy",
    "access.role.add": "a new role",
    "adjustment.enter": "a new adjustment",
    "adjustment.import": "the adjustments of a file, all under one batch number",
    "fx.limit.add": "a limit for a currency that has none",
    "fx.mark_up.execution_add": "a new mark-up",
    "fx.mark_up.reference_add": "new mark-ups, several at once",
    "fx.order.submit": "a new order",
    "fx.order.submit_client": "a new order",
    "fx.pair.add": "a new card or new pairs of one",
    "fx.pool.add": "a quota for a currency that has none",
    "fx.strategy.add": "a new strategy",
    "notice.subscription.add": "a new subscription, or more recipients of one",
    "reminder.fetch": "rebuilds the whole list of alerts",
    "reminder.run": "rebuilds the whole list of alerts, and makes new orders",
    "reference.rate.create": "new rates, or new versions of several at once",
    "reference.rate.import": "all rows of a file at once",
}
"""Commands that change records and have no target, each with its reason."""

NO_RECORD = {
    "batch.submit": "its parts say which records they change",
    "access.application.withdraw": "withdraws the work order, whose own row says what changed",
    "access.session.end": "ends one of one's own sessions, which is named in the message",
    "access.session.end_others": "ends one's own other sessions; how many stands in the answer",
    "adjustment.make_failed_rows": "makes a file",
    "adjustment.make_template": "makes a file",
    "audit.verify": "starts a job that reads",
    "document.export_list": "makes a file and the record of it",
    "document.print_record": "makes a file and the record of it",
    "document.report.print": "makes a file and the record of it",
    "document.report.print_batch": "makes a file and the record of it",
    "document.record.fetch": "hands out a file that was made",
    "job.cancel": "asks a job to stop; a job is no business record",
    "notice.message.mark_all_read": "a person's own reading marks",
    "notice.message.mark_read": "a person's own reading marks",
    "job.fetch": "hands out a file that was made",
    "job.retry": "does a job again; a job is no business record",
    "notice.setting.put": "a person's own settings are not audited",
    "preference.put": "a person's own settings are not audited",
    "reference.rate.make_template": "makes a file",
    "reference.rate.refresh": "starts a job that asks the channels",
    "reference.rate.make_failed_rows": "makes a file",
    "reference.rate.make_sample": "makes a file",
    "work_order.expire": "closes whichever orders are too old; the trail of each says so",
    "work_order.read_copy": "a person's own reading mark",
}
"""Commands that change no business record."""


def test_every_command_that_changes_a_record_says_which() -> None:
    without = {info.name for info in COMMANDS if info.target is None and not info.internal}
    assert without - set(MAKES_NEW) - set(NO_RECORD) == set()
    assert (set(MAKES_NEW) | set(NO_RECORD)) - without == set(), "listed, but gone or with a target by now"


def test_only_what_keeps_no_record_leaves_no_audit_row() -> None:
    assert {info.name for info in COMMANDS if not info.audited} <= set(NO_RECORD)


@pytest.mark.parametrize("info", COMMANDS, ids=golden.name_of)
def test_secret_fields_are_fields(info: MessageInfo) -> None:
    assert set(info.secret) <= set(info.type.__struct_fields__)


# --------------------------------------------------------------------------------------------------------------------- topics

TOPICS_NOBODY_CHANGES: dict[str, str] = {
    "ledger.client_group": "the commands of client groups come with risk control",
}
"""Topics that wait for commands of a later issue, each with its reason."""

TOPICS_NOBODY_SHOWS: dict[str, str] = {}
"""Topics that no open screen needs to hear of, each with its reason."""


def test_what_one_changes_another_shows() -> None:
    """A topic with a typing error would leave an open screen with old figures for ever."""
    shown = {topic for info in QUERIES for topic in info.topics}
    changed = {topic for info in COMMANDS for topic in info.topics}
    assert shown - changed == set(TOPICS_NOBODY_CHANGES)
    assert changed - shown == set(TOPICS_NOBODY_SHOWS)


# ------------------------------------------------------------------------------------------------------------- who sends what

FRONT = (
    "ui/**/*.py",
    "app/offers.py",
    "app/desktop*.py",
    "app/desktop/**/*.py",
    "features/*/screens*",
    "features/*/screens/**/*.py",
)
WIDGETS = ("features/*/widgets*", "features/*/widgets/**/*.py")


@lru_cache(maxsize=1)
def named_by_the_window() -> frozenset[str]:
    """Every name that the window, the screens and the widgets use."""
    files = {path for pattern in (*FRONT, *WIDGETS) for path in (ROOT / "whale_desktop").glob(pattern) if path.suffix == ".py"}
    return frozenset(name for path in files for name in names_in(path))


def names_in(path: Path) -> Iterator[str]:
    """Every plain and every attribute name of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node.id if isinstance(node, ast.Name) else node.attr


def on_screens() -> set[type]:
    """Commands of actions, forms, dialogs and imports, those that an import needs besides included."""
    found: set[type] = set(views_of_commands(all_screens()))
    for screen in all_screens():
        for one in screen.tabs if isinstance(screen, TabsScreen) else (screen,):
            if not isinstance(one, ListScreen):
                continue
            for spec in (action.importing for action in one.actions if action.importing is not None):
                found |= {type(spec.submit("blob")), type(spec.template("en")), type(spec.failed("blob", "en"))}
                if spec.sample is not None:
                    found.add(type(spec.sample("en")))
    return found


def test_every_command_can_be_sent_by_a_person_or_is_declared_headless() -> None:
    screens = on_screens()
    unreachable = {
        info.name
        for info in COMMANDS
        if not (info.internal or info.headless or info.type in screens or info.type.__name__ in named_by_the_window())
    }
    assert unreachable == set()


def test_what_is_declared_headless_is_on_no_screen() -> None:
    assert {info.name for info in COMMANDS if info.headless and info.type in on_screens()} == set()


def test_internal_commands_are_named_by_no_screen() -> None:
    assert {info.type.__name__ for info in COMMANDS if info.internal} & named_by_the_window() == set()


def test_every_query_is_asked_by_some_screen_or_is_declared_headless() -> None:
    unasked = {info.name for info in QUERIES if not info.headless and info.type.__name__ not in named_by_the_window()}
    assert unasked == set()


def test_internal_messages_have_no_wire_name() -> None:
    assert {info.type.__name__ for info in MESSAGES if info.internal and (info.name or not info.is_command)} == set()
    assert all(by_name(info.name) is info for info in MESSAGES if info.name)


def test_a_generic_list_says_its_row() -> None:
    for info in QUERIES:
        if issubclass(info.type, ListQuery):
            assert get_origin(info.result) is Page, info.name
            assert isinstance(get_args(info.result)[0], type), info.name
