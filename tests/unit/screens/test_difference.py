"""What changed, field by field, in the words of the screens."""

import json
from typing import Any

import msgspec
import pytest

from tools import golden
from whale_desktop.app.services import load_features
from whale_desktop.features.fx.messages import LimitRow
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import codec, info_of
from whale_desktop.messages.registry import all_messages
from whale_desktop.screens.difference import TOLD_ELSEWHERE, Line, difference, lines, request

load_features()
ENGLISH = catalogue("en")
LIMIT = {
    "currency": "USD",
    "amount": "100000.00",
    "created_at": "2024-03-18T02:00:00Z",
    "updated_at": "2024-03-18T02:00:00Z",
    "operator": "Chan",
    "version": 1,
    "may": ["fx.limit.update"],
}
AFTER = {**LIMIT, "amount": "-120000.50", "updated_at": "2024-03-18T03:00:00Z", "operator": "Lam", "version": 2, "may": []}


def said(found: Any, locale: str = "en") -> list[tuple[str, str, str, bool]]:
    return [(one.label, one.before, one.after, one.changed) for one in lines(found, catalogue(locale))]


def test_changed_fields_come_first_in_the_words_and_figures_of_the_list() -> None:
    assert said(difference("fx.limit.update", LIMIT, AFTER)) == [
        ("Large Amount Starting point", "USD 100,000.00", "USD −120,000.50", True),
        ("Currency", "USD", "USD", False),
        ("Created at", "2024-03-18 10:00:00", "2024-03-18 10:00:00", False),
    ]


def test_the_same_in_another_language() -> None:
    label = said(difference("fx.limit.update", LIMIT, AFTER), "zh_Hant")[0][0]
    assert label == catalogue("zh_Hant")(difference("fx.limit.update", LIMIT, AFTER).fields[0].label or pytest.fail("no label"))
    assert label != "Large Amount Starting point"


def test_structs_are_compared_like_their_json() -> None:
    row = msgspec.convert(LIMIT, LimitRow, strict=False)
    other = msgspec.convert(AFTER, LimitRow, strict=False)
    assert said(difference("fx.limit.update", row, other)) == said(difference("fx.limit.update", LIMIT, AFTER))


def test_who_and_when_are_told_elsewhere() -> None:
    names = {one.name for one in difference("fx.limit.update", LIMIT, AFTER).fields}
    assert names & TOLD_ELSEWHERE == set()
    assert len(difference("fx.limit.update", LIMIT, AFTER).changed) == 1


def test_what_is_deleted_has_no_after_and_what_is_added_no_before() -> None:
    gone = difference("fx.limit.delete", LIMIT, None)
    assert all(one.changed for one in gone.fields)
    assert said(gone)[1] == ("Large Amount Starting point", "USD 100,000.00", "—", True)
    new = request("fx.limit.add", {"currency": "USD", "amount": "5.00"})
    assert said(new) == [("Currency", "—", "USD", True), ("Large Amount Starting point", "—", "USD 5.00", True)]


def test_states_are_said_by_their_label() -> None:
    before = {"strategy_id": "1", "enable_flag": "false", "service_time": [], "support_currency": ["USD/HKD", "HKD/USD"]}
    found = difference("fx.strategy.enable", before, {**before, "enable_flag": "true"})
    assert found.changed[0].column.kind == "state"
    (line,) = (one for one in lines(found, ENGLISH) if one.changed)
    assert (line.before, line.after) == ("Disabled", "Enabled")
    assert Line(line.label, "USD/HKD, HKD/USD", "USD/HKD, HKD/USD", changed=False).before in {
        one.before for one in lines(found, ENGLISH)
    }


def test_rows_inside_a_record_stand_in_lines() -> None:
    period = {"day_basis": "NATURAL_DAY", "start": "09:00:00", "end": "16:00:00"}
    kinds = {member.value: member for member in info_kind("fx.strategy.update", "service_time", "day_basis")}
    period["day_basis"] = next(iter(kinds))
    found = difference(
        "fx.strategy.update", {"service_time": [period]}, {"service_time": [period, {**period, "start": "17:00:00"}]}
    )
    (line,) = lines(found, ENGLISH)
    assert line.before.count("\n") == 0
    assert line.after.splitlines()[0] == line.before
    assert line.after.splitlines()[1].endswith(" · 17:00:00 · 16:00:00")


def info_kind(message: str, outer: str, inner: str) -> Any:
    """The enumeration of a field inside the rows of a field of a message's record."""
    from typing import get_args, get_type_hints

    from whale_desktop.messages.registry import by_name

    info = by_name(message)
    assert info is not None
    assert info.target is not None
    row = get_args(get_type_hints(info_of(info.target.query).result)[outer])[0]
    return get_type_hints(row)[inner]


def test_a_value_that_the_program_no_longer_understands_is_shown_as_it_was_written() -> None:
    old = {**LIMIT, "amount": "plenty", "created_at": "long ago"}
    found = said(difference("fx.limit.update", old, LIMIT))
    assert ("Large Amount Starting point", "plenty", "100,000.00", True) in found
    assert ("Created at", "long ago", "2024-03-18 10:00:00", True) in found


def test_a_message_that_the_program_no_longer_knows_is_compared_by_the_names_of_its_fields() -> None:
    found = difference("gone.record.update", {"a": 1, "b": True, "c": "x"}, {"a": 1, "b": False, "c": "x"})
    assert said(found) == [("b", "Yes", "No", True)]


def test_fields_that_no_screen_shows_are_told_only_when_they_changed() -> None:
    before = {**LIMIT, "inner": "1", "other": "1"}
    found = said(difference("fx.limit.update", before, {**before, "inner": "2"}))
    assert found[0] == ("inner", "1", "2", True)
    assert "other" not in {line[0] for line in found}


@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_is_nothing_however_it_is_written(nothing: Any) -> None:
    assert difference("gone.record.update", {"a": nothing}, {"a": None}).changed == ()


@pytest.mark.parametrize("state", [None, "a text", 7, [1, 2]])
def test_what_is_no_record_has_no_fields(state: Any) -> None:
    assert difference("fx.limit.update", state, state).fields == ()


COMMANDS = [info for info in all_messages() if info.is_command and info.type.__module__.startswith("whale_desktop.")]


@pytest.mark.parametrize("info", COMMANDS, ids=golden.name_of)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_of_the_program_can_be_told(info: Any, locale: str) -> None:
    name = info.name or info.type.__name__
    sample = json.loads(codec.encode(golden.sample_of(info.type)))
    assert all(one.after for one in lines(request(name, sample), catalogue(locale)))
    if info.target is not None:
        record = json.loads(codec.encode(golden.sample_of(info_of(info.target.query).result)))
        told = lines(difference(name, record, None), catalogue(locale))
        assert told
        assert all(one.before for one in told)


def test_what_people_change_on_lists_is_told_under_labels() -> None:
    """A record that nobody could read by words would show up here."""
    unlabelled = set()
    for info in COMMANDS:
        if info.target is None or info.internal:
            continue
        record = golden.sample_of(info_of(info.target.query).result)
        found = difference(info.name, record, None)
        labelled = [one for one in found.fields if one.label is not None]
        if not labelled and not info.headless:
            unlabelled.add(info.name)
    assert unlabelled == set()
