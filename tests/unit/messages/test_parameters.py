"""What a declared parameter accepts, keeps and shows (`docs/rules/platform.md` 3.9)."""

from typing import Any

import pytest

from whale_desktop.features.access.messages import MAIL_PASSWORD, MAIL_SECURITY, MAIL_SENDER, MailSecurity
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages.parameters import MASK, Parameter, ParameterGroup, ParameterKind, all_parameters, declare_parameter

NUMBER = Parameter(key="n", group=ParameterGroup.FILES, label=C_("test", "n"), default=5, minimum=3, maximum=20)
SWITCH = Parameter(key="s", group=ParameterGroup.FILES, label=C_("test", "s"), default=True)


def refused(parameter: Parameter[Any], text: str) -> str:
    with pytest.raises(UserError) as caught:
        parameter.value_of(text)
    assert [one.field for one in caught.value.fields] == ["value"]
    return caught.value.code


def test_a_number_keeps_its_limits() -> None:
    assert [NUMBER.value_of(text) for text in ("3", " 20 ", "+5")] == [3, 20, 5]
    assert refused(NUMBER, "2") == refused(NUMBER, "21") == refused(NUMBER, "-5") == "parameter.out_of_range"
    for text in ("", "five", "5.0", "1e1", "٥", "9" * 40):
        assert refused(NUMBER, text) == "parameter.not_a_number", text


def test_a_switch_is_yes_or_no() -> None:
    assert (SWITCH.value_of("yes"), SWITCH.value_of("no")) == (True, False)
    assert SWITCH.kind is ParameterKind.SWITCH
    assert refused(SWITCH, "true") == "parameter.mistyped"


def test_a_choice_is_one_of_its_members() -> None:
    assert MAIL_SECURITY.value_of("tls") is MailSecurity.TLS
    assert refused(MAIL_SECURITY, "ssl3") == "parameter.mistyped"


def test_a_text_has_a_length_and_a_pattern_and_may_be_empty() -> None:
    assert MAIL_SENDER.value_of(" whale@broker.example ") == "whale@broker.example"
    assert MAIL_SENDER.value_of("") == ""
    assert refused(MAIL_SENDER, "nobody") == "parameter.mistyped"
    assert refused(MAIL_SENDER, "a@b" + "c" * 300) == "parameter.too_long"


def test_a_secret_keeps_its_blanks_and_shows_nothing() -> None:
    assert MAIL_PASSWORD.kind is ParameterKind.SECRET
    assert MAIL_PASSWORD.value_of(" with blanks ") == " with blanks "
    assert (MAIL_PASSWORD.shown("hunter2"), MAIL_PASSWORD.shown("")) == (MASK, "")


def test_every_declared_parameter_survives_writing_and_reading() -> None:
    assert len(all_parameters()) > 15
    for one in all_parameters().values():
        assert one.value_of(one.written(one.default)) == one.default, one.key


def test_a_key_is_declared_once() -> None:
    with pytest.raises(AssertionError, match="declared twice"):
        declare_parameter(MAIL_SENDER)
