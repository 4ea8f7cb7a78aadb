"""The menu search finds what a person means."""

import pytest

from whale_desktop.screens import menu_entries
from whale_desktop.ui.shell.menu_matching import _spoken, find

ORDERS = "cash.conversion.exchange_order"


@pytest.mark.parametrize("typed", ["huidui", "HuiDui", "hui dui", "hd", "huid", "匯兌", "汇兑"])
def test_the_second_word_is_found_and_underlined(typed: str) -> None:
    match = find(menu_entries()[ORDERS], typed, "zh_Hant")
    assert match is not None
    assert match.spans == ((2, 4),)


@pytest.mark.parametrize("typed", ["khhd", "kehuhuidui", "kehuhd", "客户汇兑", "客戶匯兌"])
def test_the_whole_entry_is_found(typed: str) -> None:
    for locale in ("zh_Hant", "zh_Hans"):
        match = find(menu_entries()[ORDERS], typed, locale)
        assert match is not None
        assert match.spans == ((0, 4),)


def test_english_is_found_everywhere_and_underlined_where_it_is_shown() -> None:
    english = find(menu_entries()[ORDERS], "order", "en")
    chinese = find(menu_entries()[ORDERS], "order", "zh_Hant")
    assert english is not None
    assert english.spans == ((9, 14),)
    assert chinese is not None
    assert chinese.spans == ()
    by_pinyin = find(menu_entries()[ORDERS], "khhd", "en")
    assert by_pinyin is not None
    assert by_pinyin.spans == ()


@pytest.mark.parametrize("typed", ["uihu", "xyz", "  ", "khhdx", "匯率"])
def test_nothing_else_is_found(typed: str) -> None:
    assert find(menu_entries()[ORDERS], typed, "zh_Hant") is None


def test_every_documented_entry_can_be_spoken() -> None:
    silent = [
        entry.key for entry in menu_entries().values() if not _spoken(entry.labels["zh_Hant"], entry.pinyin, entry.initials)
    ]
    assert silent == []
