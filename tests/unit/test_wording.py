"""What keys and sizes are called."""

import pytest

from whale_desktop.app.services import load_features
from whale_desktop.bus.jobs import _KINDS
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages.files import all_job_kinds
from whale_desktop.screens import wording

ENGLISH = catalogue("en")


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (830, "830 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (1025, "2 KB"),
        (218 * 1024, "218 KB"),
        (1024 * 1024 - 1, "1,024 KB"),
        (1024 * 1024, "1.0 MB"),
        (1_258_292, "1.3 MB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_people_use_and_never_too_small(size: int, said: str) -> None:
    assert wording.size_words(size, ENGLISH) == said


def test_menu_entries_are_said_by_label_and_by_path() -> None:
    say = catalogue("zh_Hant")
    assert wording.menu_words("cash.conversion.exchange_order", say) == "客戶匯兌"
    assert wording.menu_path_words("cash.conversion.exchange_order", say) == "款項管理 / 換匯 / 客戶匯兌"
    assert wording.menu_words("gone.entry", say) == wording.menu_path_words("gone.entry", say) == "gone.entry"


def test_every_kind_of_job_has_a_name_in_every_language() -> None:
    load_features()
    kinds = {kind for kind, (_, function) in _KINDS.items() if function.__module__.startswith("whale_desktop.")}
    assert kinds == set(all_job_kinds())
    for locale in LOCALES:
        assert all(wording.job_kind_words(kind, catalogue(locale)) != kind for kind in kinds)
    assert wording.job_kind_words("gone", ENGLISH) == "gone"
