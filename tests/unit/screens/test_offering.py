"""What a command is called where people read of it: never by its inner name."""

import pytest

from whale_desktop.app.services import load_features
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages.registry import all_messages
from whale_desktop.screens.offering import command_words

load_features()


def test_a_command_is_called_by_its_page_and_its_action() -> None:
    english = catalogue("en")
    assert command_words("fx.limit.add", "", english) == "Large-Amount Settings · New"
    assert command_words("fx.limit.add", "parameters.exchange.large_amount", english).endswith("Large-Amount Settings · New")
    assert command_words("access.password.change", "", english) == "Another operation"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_command_is_called_by_its_inner_name(locale: str) -> None:
    names = [info.name for info in all_messages() if info.is_command and info.name]
    assert names
    assert not [name for name in (*names, "gone.with.a.version") if name in command_words(name, "", catalogue(locale))]
