"""Errors are codes and parameters; sentences are made elsewhere."""

import pytest

from whale_desktop.kernel import errors


def test_an_error_at_a_field_names_it_once_for_the_whole_and_once_for_the_field() -> None:
    error = errors.UserError.at("amount", "FX-E21", {"places": 2})
    assert error.code == "FX-E21"
    assert error.params == {"places": 2}
    assert error.fields == (errors.FieldError("amount", "FX-E21", {"places": 2}),)


def test_parameters_are_copied_so_that_a_caller_cannot_change_an_error_on_its_way() -> None:
    params = {"currency": "HKD"}
    error = errors.Conflict("message.stale", params)
    params["currency"] = "USD"
    assert error.params == {"currency": "HKD"}


@pytest.mark.parametrize("family", list(errors.FAMILIES.values()))
def test_every_family_can_be_caught_as_a_coded_error_and_is_found_by_its_kind(family: type[errors.CodedError]) -> None:
    error = family("some.code")
    assert isinstance(error, errors.CodedError)
    assert errors.FAMILIES[error.kind] is family


def test_a_fault_carries_only_its_id() -> None:
    fault = errors.Fault("abc123")
    assert fault.code == "system.fault"
    assert fault.params == {"fault_id": "abc123"}
    assert fault.kind not in errors.FAMILIES, "a fault is never rebuilt from its kind alone"


def test_an_error_reads_well_in_a_log() -> None:
    assert str(errors.UserError("FX-E01")) == "FX-E01"
    assert str(errors.UserError.at("amount", "FX-E09", {"minimum": "10"})) == "FX-E09 {'minimum': '10'} ['amount: FX-E09']"
