"""What a list, a filter of it and some of its columns are called, for records about files that were made of it. Qt-free.

A list, a filter or a column that the program no longer has is said as it was written.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from whale_desktop.kernel.texts import Text
from whale_desktop.screens.columns import Filter
from whale_desktop.screens.menu import menu_entries
from whale_desktop.screens.registry import all_lists, all_screens, list_of
from whale_desktop.screens.reports import REPORT_PRINTING, all_reports, report_of
from whale_desktop.screens.screen import ListScreen, TabsScreen, where_type
from whale_desktop.screens.wording import Say, menu_path_words, value_words


def list_words(key: str, say: Say) -> str:
    """The title of a list, behind that of the screen whose tab it is where that is called otherwise; or that of a report."""
    screen = list_of(key)
    if screen is None:
        report = report_of(key)
        return key if report is None else say(report.title)
    around = next((one for one in all_screens() if isinstance(one, TabsScreen) and screen in one.tabs), None)
    own = say(screen.title)
    branch = own if around is None else say(around.title)
    return own if branch == own else f"{branch} - {own}"


def list_path_words(key: str, say: Say) -> str:
    """Where a list stands: the menu path of its screen, and behind it its own title where the screen has several; a report's alike."""
    screen, report = list_of(key), report_of(key)
    if report is not None:
        return f"{menu_path_words(REPORT_PRINTING, say)} - {say(report.title)}"
    if screen is None:
        return key
    around = next((one for one in all_screens() if isinstance(one, TabsScreen) and screen in one.tabs), None)
    path = menu_path_words(screen.menu if around is None else around.menu, say)
    return " - ".join(part for part in (path, "" if path and around is None else say(screen.title)) if part)


def exported_lists() -> tuple[str, ...]:
    """The keys of the lists of which files can be made, in the order of the menu; then those that no entry leads to, then the reports."""
    places = {key: place for place, key in enumerate(menu_entries())}
    around = {one.key: screen.menu for screen in all_screens() if isinstance(screen, TabsScreen) for one in screen.tabs}
    found = [one for one in all_lists() if one.exports or one.prints]
    lists = sorted(found, key=lambda one: places.get(around.get(one.key, one.menu), len(places)))
    return (*(one.key for one in lists), *(one.key for one in all_reports()))


def tab_words(key: str, tab: str, say: Say) -> str:
    """The label of a tab of a list."""
    screen = list_of(key)
    labels: dict[str, Text] = {} if screen is None else {one.key: one.label for one in screen.tabs}
    return say(labels[tab]) if tab in labels else tab


def column_words(key: str, names: Iterable[str], say: Say) -> str:
    """The heads of columns of a list or a report."""
    report = report_of(key)
    screen = list_of(key) if report is None else report.rows
    labels: dict[str, Text] = {} if screen is None else {one.name: one.label for one in screen.columns}
    return ", ".join(say(labels[name]) if name in labels else name for name in names)


def filter_words(key: str, where: Mapping[str, Any], say: Say) -> list[tuple[str, str]]:
    """Label and value of every field of a list's filter that restricts anything, in the order of the screen."""
    screen = list_of(key)
    if screen is None:
        return [(name, value_words(value, say)) for name, value in where.items() if not _is_nothing(value)]
    types = _types(screen)
    values = {name: _typed(value, types.get(name)) for name, value in where.items() if not _is_nothing(value)}
    known = [one for one in screen.filters if one.name in values or one.upto in values]
    named = {name for one in known for name in (one.name, one.upto)}
    told = [(say(one.label), _value(one, values, say)) for one in known]
    return told + [(name, value_words(value, say)) for name, value in values.items() if name not in named]


def _value(one: Filter, values: Mapping[str, Any], say: Say) -> str:
    first = value_words(values.get(one.name), say)
    return f"{first} – {value_words(values.get(one.upto), say)}" if one.upto else first


def _types(screen: ListScreen) -> dict[str, Any]:
    where = where_type(screen.query)
    return {} if where is None else {field.name: field.type for field in msgspec.structs.fields(where)}


def _typed(value: Any, kind: Any) -> Any:
    """A value out of JSON as its filter field has it, so that an enumeration says its label."""
    try:
        return value if kind is None else msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        return value


def _is_nothing(value: Any) -> bool:
    return value in (None, "", [], ())
