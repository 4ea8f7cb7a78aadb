"""A member's own settings: kept, forgotten, private, and without a trace in the audit trail."""

import pytest

from tests.helpers.office import Office
from whale_desktop.features.access.messages import (
    MAXIMUM_PREFERENCE_CHARACTERS,
    GetMe,
    GetPreferences,
    PutPreference,
)

LAYOUT = {"columns": [{"field": "order_no", "width": 120}], "size": 50, "說明": "寬"}


def test_what_was_put_comes_back_and_belongs_to_one_person(office: Office) -> None:
    office.do(PutPreference(key="list.fx.order", value=LAYOUT), user="funds_clerk")
    office.do(PutPreference(key="theme", value="dark"), user="funds_clerk")
    assert office.ask(GetPreferences(), user="funds_clerk").values == {"list.fx.order": LAYOUT, "theme": "dark"}
    assert office.ask(GetPreferences(keys=("theme", "zoom")), user="funds_clerk").values == {"theme": "dark"}
    assert office.ask(GetPreferences(), user="funds_supervisor").values == {}


def test_the_last_value_counts_and_null_forgets(office: Office) -> None:
    for value in (1, 2.5, False, None):
        office.do(PutPreference(key="zoom", value=value))
        assert office.ask(GetPreferences()).values == ({} if value is None else {"zoom": value})


def test_preferences_are_no_business_record(office: Office) -> None:
    office.do(PutPreference(key="theme", value="dark"))
    assert office.audit_rows("preference.put") == []


@pytest.mark.parametrize("characters", [MAXIMUM_PREFERENCE_CHARACTERS - 2, MAXIMUM_PREFERENCE_CHARACTERS - 1])
def test_a_setting_has_a_size(office: Office, characters: int) -> None:
    command = PutPreference(key="much", value="x" * characters)
    if characters == MAXIMUM_PREFERENCE_CHARACTERS - 2:
        office.do(command)
    else:
        error = office.refused(command)
        assert error.code == "preference.too_large"
        assert error.fields[0].field == "value"


def test_me_names_the_roles_in_three_languages(office: Office) -> None:
    me = office.ask(GetMe(), user="funds_supervisor")
    assert [(one.role, one.names["zh_Hant"], one.names["en"]) for one in me.roles] == [
        ("funds_supervisor", "款項主管", "Funds supervisor")
    ]
    assert "asset.summary_query" in me.codes
    assert me.session_ends_at is not None
