"""Texts by language."""

import pytest

from whale_desktop.kernel.texts import C_, LOCALES, PSEUDO, Catalogue, Text, catalogue, fill

LOCKED = C_("error", "Locked until {time}")


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("zh_Hant", "賬號已鎖定，請於 10:00 後重試"),
        ("zh_Hans", "账号已锁定，请于 10:00 后重试"),
        ("en", "Locked until 10:00"),
        (PSEUDO, "⟦Locked until 10:00⟧"),
    ],
)
def test_a_text_speaks_every_language(locale: str, expected: str) -> None:
    assert catalogue(locale)(LOCKED, time="10:00") == expected


def test_the_context_decides_between_equal_sources() -> None:
    speak = catalogue("zh_Hant")
    assert speak(Text("job", "Failed")) == "失敗"
    assert speak(Text("no such context", "Failed")) == "Failed"


def test_a_parameter_that_is_a_text_is_translated_first() -> None:
    assert catalogue("zh_Hans")(Text("x", "{state}!"), state=C_("job", "Done")) == "已完成!"
    assert catalogue(PSEUDO)(Text("x", "{state}!"), state=C_("job", "Done")) == "⟦⟦Done⟧!⟧"


def test_a_placeholder_without_a_value_stays_and_braces_in_values_are_left_alone() -> None:
    assert fill("{a} of {b}", {"a": "{b}"}) == "{b} of {b}"
    assert fill("100 % {x}", {"x": 0}) == "100 % 0"


def test_placeholders_are_found_by_name() -> None:
    assert Text("x", "{a} {b} {a}").placeholders() == {"a", "b"}


def test_only_known_locales_exist_and_each_is_made_once() -> None:
    with pytest.raises(AssertionError):
        Catalogue("zh-HK")
    assert [catalogue(locale) is catalogue(locale) for locale in LOCALES] == [True, True, True]
