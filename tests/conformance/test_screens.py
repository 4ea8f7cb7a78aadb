"""Every screen against the messages it points at: fields, kinds of columns, filters, details, cards, icons, keys."""

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from tests.conformance.walking import (
    ACTIONS,
    FORMS,
    LISTS,
    PAGES,
    SCREENS,
    custom_names,
    each_list,
    each_screen,
    hints,
    links,
    named,
    plain,
    record_of,
    rows_in,
    unfit,
    wrong_options,
)
from tools import golden
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import export_of, info_of
from whale_desktop.screens import (
    CardScreen,
    DetailSpec,
    Filter,
    ListScreen,
    Screen,
    menu_entries,
    menu_path,
    screen_of,
    where_type,
)
from whale_desktop.screens.naming import list_words


def test_there_is_something_to_look_at() -> None:
    assert len(LISTS) >= 12
    assert len(ACTIONS) >= 25
    assert len(FORMS) >= 10
    assert any(isinstance(screen, CardScreen) for screen in SCREENS)
    assert any(action.importing is not None for _, action in ACTIONS)
    assert len(set(custom_names())) >= 2


# ---------------------------------------------------------------------------------------------------------------------- menu


@each_screen
def test_a_screen_stands_at_a_documented_path(screen: Screen) -> None:
    assert screen.menu in menu_entries(), screen.menu
    assert len(menu_path(screen.menu)) > 1


@pytest.mark.parametrize("locale", LOCALES)
@each_screen
def test_a_screen_is_called_as_its_menu_entry(screen: Screen, locale: str) -> None:
    """The tab, the head and the path say one name. 全部 says nothing without its branch."""
    assert screen.key == "work_order.all" or catalogue(locale)(screen.title) == menu_entries()[screen.menu].label(locale)


def test_a_tab_is_called_with_its_screen_where_that_says_more() -> None:
    say = catalogue("en")
    assert list_words("adjustment.cash", say) == "Manual Adjustment - Cash"
    assert list_words("access.members", say) == "Members"
    assert list_words("fx.orders", say) == "Exchange Order"


def test_no_two_screens_stand_at_one_path() -> None:
    menus = [screen.menu for screen in SCREENS]
    assert sorted(set(menus)) == sorted(menus)


def test_no_two_lists_have_one_key() -> None:
    keys = [one.key for one in LISTS]
    assert sorted(set(keys)) == sorted(keys)


# -------------------------------------------------------------------------------------------------------------------- columns


@each_list
def test_columns_can_draw_their_fields(screen: ListScreen) -> None:
    assert unfit(screen.columns, record_of(screen)) == []
    names = [column.name for column in screen.columns]
    assert len(set(names)) == len(names)
    assert any(column.shown for column in screen.columns)


@each_list
def test_the_currency_of_an_amount_is_a_column_too(screen: ListScreen) -> None:
    """An export needs it: a number cell cannot hold the currency that the screen draws beside the amount."""
    names = {column.name for column in screen.columns}
    assert {column.currency for column in screen.columns if column.currency} <= names


@each_list
def test_a_list_can_be_begun_as_it_says(screen: ListScreen) -> None:
    where = where_type(screen.query)
    assert not screen.first_tab or screen.first_tab in {tab.key for tab in screen.tabs}
    assert set(screen.search) <= set(hints(where) if where is not None else hints(record_of(screen)))
    assert where_type(screen.totals) is where, "list and totals must be filtered alike"
    info, totals = info_of(screen.query), info_of(screen.totals)
    assert set(info.permission.codes) <= set(totals.permission.codes) or not totals.permission.codes


@each_list
def test_the_strip_of_cards_fits(screen: ListScreen) -> None:
    if screen.cards is not None:
        card = rows_in(info_of(screen.cards.query()).result)
        assert unfit(screen.cards.columns, card) == []
        assert {screen.cards.title, screen.cards.warning} - {""} <= set(hints(card))


# ------------------------------------------------------------------------------------------------------------------- filters


def is_filter_of(one: Filter, kind: Any) -> bool:
    """Whether a kind of filter can fill a field of this type."""
    if one.several:
        return get_origin(kind) is tuple and (one.choice is None or get_args(kind)[0] is one.choice)
    kind = plain(kind)
    if one.kind == "choice":
        return kind is one.choice
    return kind is {"date_range": date, "yes_no": bool}.get(one.kind, str)


@each_list
def test_filters_fill_their_fields(screen: ListScreen) -> None:
    where = where_type(screen.query)
    known = hints(where) if where is not None else {}
    wrong = [f"{one.name}: {one.kind}" for one in screen.filters if not is_filter_of(one, known[one.name])]
    wrong += [f"{one.upto}: {one.kind}" for one in screen.filters if one.upto and plain(known[one.upto]) is not date]
    wrong += [one.name for one in screen.filters if (one.kind == "date_range") is not bool(one.upto)]
    wrong += [one.name for one in screen.filters if one.kind == "options" and one.options is None]
    for one in screen.filters:
        wrong += wrong_options(one.options)
    assert wrong == []


@each_list
def test_every_field_of_the_filter_can_be_filled_by_a_person_or_a_link(screen: ListScreen) -> None:
    where = where_type(screen.query)
    offered = {name for one in screen.filters for name in (one.name, one.upto)} | set(screen.search)
    offered |= {name for link in links() if link.screen == screen.key for name in link.where}
    offered |= {name for _, action in ACTIONS if action.go == screen.key for name in action.fields}
    assert set(hints(where) if where is not None else ()) - offered == set()


# ------------------------------------------------------------------------------------------------------------------- details


@pytest.mark.parametrize("screen", [one for one in LISTS if one.detail is not None], ids=named)
def test_a_detail_shows_what_its_query_answers(screen: ListScreen) -> None:
    detail = screen.detail
    assert isinstance(detail, DetailSpec)
    asked = detail.query(golden.sample_of(record_of(screen)))
    answer = info_of(asked).result
    assert {detail.title, detail.state} - {""} <= set(hints(answer))
    for section in detail.sections:
        assert unfit(section.columns, answer) == []
    record = golden.sample_of(answer)
    for related in detail.related:
        assert unfit(related.columns, rows_in(info_of(related.query(record)).result)) == []


@each_list
def test_a_list_that_prints_is_one_that_may_be_exported(screen: ListScreen) -> None:
    """A printed list is a file that leaves the house like any other. Without a code of its own nobody could ever make it."""
    assert screen.exports or not screen.prints
    assert export_of(info_of(screen.query)) or not screen.exports


# --------------------------------------------------------------------------------------------------------------------- cards


@pytest.mark.parametrize("screen", [one for one in SCREENS if isinstance(one, CardScreen)], ids=named)
def test_cards_show_what_their_query_answers(screen: CardScreen) -> None:
    answer = hints(info_of(screen.query_type).result)
    assert {"cards", "missing"} <= set(answer)
    assert screen.summary.placeholders() <= {name for name, kind in answer.items() if kind is int} | {"cards", "items"}
    card = record_of(screen)
    known = hints(card)
    assert {screen.row_key, screen.card_title, screen.card_subtitle, screen.items, screen.usage} <= set(known)
    assert unfit(screen.head, card) == []
    item = get_args(known[screen.items])[0]
    assert {screen.item.title, screen.item.subtitle, screen.item.flag, screen.item.note} - {""} <= set(hints(item))
    assert unfit([screen.item.value], item) == []
    assert screen.usage_text.placeholders() <= set(known) | {"count", "number"}
    assert isinstance(screen.query(), screen.query_type)


# ----------------------------------------------------------------------------------------------------------------- icons, keys


def glyphs() -> set[str]:
    """Every Phosphor glyph that QtAwesome has, as `ph.name`."""
    found = importlib.util.find_spec("qtawesome")
    assert found is not None
    assert found.origin is not None
    (charmap,) = (Path(found.origin).parent / "fonts").glob("phosphor-charmap-*.json")
    return {f"ph.{name}" for name in json.loads(charmap.read_text(encoding="utf-8"))}


def test_every_icon_exists() -> None:
    known = glyphs()
    used = {entry.icon for entry in menu_entries().values()} | {action.icon for _, action in ACTIONS}
    assert {one for one in used - {""} if (one if one.startswith("ph.") else f"ph.{one}") not in known} == set()


WINDOW_KEYS = ("Ctrl+Return", "Enter", "Return", "Space", "Esc", "Ctrl+C", "Alt+Up", "Alt+Down", "Shift+F10")


@pytest.mark.parametrize("screen", PAGES, ids=named)
def test_keys_of_one_page_do_not_collide(screen: ListScreen | CardScreen) -> None:
    from whale_desktop.ui.shell.keys import FORMS, KEYS

    documented = {key for one in KEYS if one.group is not FORMS for key in one.sequences}
    given = {"Ctrl+N", "F2", "F8", "R", "W"}
    """Keys whose action the page decides."""
    keys = [action.key for action in screen.actions if action.key]
    assert len(set(keys)) == len(keys), keys
    assert set(keys) & ((documented | set(WINDOW_KEYS)) - given) == set()
    assert len([action for action in screen.actions if action.main]) <= 1


# ------------------------------------------------------------------------------------------------------- hand-written in Qt


@pytest.mark.parametrize("name", sorted(set(custom_names())))
def test_a_hand_written_part_resolves(name: str) -> None:
    """Needs Qt (offscreen)."""
    from PySide6.QtCore import QObject

    from whale_desktop.ui.pages.resolve import resolve

    assert issubclass(resolve(name), QObject)
    assert ".features." in name


def test_screens_are_found_by_key() -> None:
    assert all(screen_of(screen.key) is screen for screen in SCREENS)
