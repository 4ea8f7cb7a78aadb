"""System parameters: declared values, changed values, and who may change them (`docs/rules/platform.md` 3.9)."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from tests.helpers.office import PASSWORD, Office
from whale_desktop.bus import parameter, tables
from whale_desktop.features.access.messages import (
    IDLE_MINUTES,
    MAIL_HOST,
    MAIL_PASSWORD,
    MAIL_SECURITY,
    GetMe,
    GetParameter,
    ListParameters,
    MailSecurity,
    ParameterFilter,
    ParameterRow,
    ResetParameter,
    SetParameter,
    TotalParameters,
)
from whale_desktop.kernel.errors import UserError


def keep(office: Office, key: str, value: str) -> None:
    row = {"key": key, "value": value, "changed_at": office.clock.now(), "changed_by": "test", "version": 1}
    with office.database.write() as connection:
        connection.execute(insert(tables.system_parameter).values(**row))


def test_what_nobody_changed_has_its_default(office: Office) -> None:
    with office.database.read() as connection:
        assert parameter(connection, IDLE_MINUTES) == 30
        assert parameter(connection, MAIL_HOST) == ""
        assert parameter(connection, MAIL_SECURITY) is MailSecurity.STARTTLS


def test_a_changed_value_counts_and_one_beyond_the_limits_does_not(office: Office) -> None:
    keep(office, "sign_in.idle_minutes", "45")
    keep(office, "mail.smtp_security", "gone")
    with office.database.read() as connection:
        assert parameter(connection, IDLE_MINUTES) == 45
        assert parameter(connection, MAIL_SECURITY) is MailSecurity.STARTTLS


def row(office: Office, key: str) -> ParameterRow:
    return office.ask(GetParameter(key=key))


def test_a_changed_parameter_is_in_force_and_audited_with_both_values(office: Office) -> None:
    office.do(SetParameter(key="sign_in.idle_minutes", value=" 45 "))
    changed = row(office, "sign_in.idle_minutes")
    assert (changed.value, changed.shown, changed.unit, changed.changed) == ("45", "45", "minutes", True)
    assert (changed.changed_by, changed.version, changed.default) == ("super_admin", 1, "30")
    (entry,) = office.audit_rows("system.parameter.set")
    assert '"value":"30"' in entry.before
    assert '"value":"45"' in entry.after
    assert entry.action == "config"


def test_a_parameter_changes_signing_in_at_once_in_open_sessions_too(office: Office) -> None:
    session = office.session("auditor")
    office.do(SetParameter(key="sign_in.idle_minutes", value="10"))
    office.clock.advance(timedelta(minutes=10))
    with pytest.raises(UserError, match=r"auth\.session_locked"):
        office.gateway.ask(GetMe(), session=session, context=office.context)
    office.do(SetParameter(key="sign_in.wrong_passwords_to_lock", value="3"))
    office.do(SetParameter(key="sign_in.locked_minutes", value="1"))
    for _ in range(3):
        with pytest.raises(UserError, match="bad_credentials"):
            office.gateway.sign_in("auditor@office.test", "wrong", office.context)
    with pytest.raises(UserError, match=r"auth\.locked"):
        office.gateway.sign_in("auditor@office.test", PASSWORD, office.context)
    office.clock.advance(timedelta(minutes=1))
    office.do(SetParameter(key="sign_in.session_hours", value="1"))
    session = office.gateway.sign_in("auditor@office.test", PASSWORD, office.context).session
    assert office.gateway.ask(GetMe(), session=session, context=office.context).session_ends_at == office.clock.now() + timedelta(
        hours=1
    )


def test_a_value_beyond_its_limits_is_refused_at_its_field(office: Office) -> None:
    for value, code in (("0", "parameter.out_of_range"), ("x", "parameter.not_a_number")):
        error = office.refused(SetParameter(key="sign_in.idle_minutes", value=value))
        assert [(one.field, one.code) for one in error.fields] == [("value", code)]
    assert office.refused(SetParameter(key="no.such")).code == "parameter.unknown"
    assert office.refused(GetParameter(key="no.such")).code == "parameter.unknown"


def test_a_stale_change_is_refused_and_a_reset_brings_the_default_back(office: Office) -> None:
    office.do(SetParameter(key="mail.smtp_host", value="mail.broker.example"))
    assert office.refused(SetParameter(key="mail.smtp_host", value="other")).code == "message.stale"
    office.do(SetParameter(key="mail.smtp_host", value="post.broker.example", expected_version=1))
    assert row(office, "mail.smtp_host").version == 2
    office.do(ResetParameter(key="mail.smtp_host", expected_version=2))
    assert (row(office, "mail.smtp_host").value, row(office, "mail.smtp_host").changed) == ("", False)


def test_a_secret_is_kept_never_shown_and_never_audited(office: Office) -> None:
    office.do(SetParameter(key="mail.smtp_password", secret=" hunter two "))
    with office.database.read() as connection:
        assert parameter(connection, MAIL_PASSWORD) == " hunter two "
    shown = row(office, "mail.smtp_password")
    assert (shown.value, shown.shown, shown.changed) == ("", "******", True)
    rows = str([tuple(one) for one in office.audit_rows()]) + str(office.ask(ListParameters(limit=200)))
    assert "hunter" not in rows


@pytest.mark.parametrize("user", ["administrator", "auditor", "nobody"])
def test_only_a_super_administrator_changes_parameters(office: Office, user: str) -> None:
    for command in (SetParameter(key="sign_in.idle_minutes", value="45"), ResetParameter(key="sign_in.idle_minutes")):
        assert office.refused(command, user=user).code == "auth.no_permission"


def test_parameters_are_found_by_name_in_any_language_and_by_key(office: Office) -> None:
    def found(name: str) -> list[str]:
        rows = office.ask(ListParameters(where=ParameterFilter(name=name), limit=200)).rows
        assert office.ask(TotalParameters(where=ParameterFilter(name=name))).count == len(rows)
        return [one.key for one in rows]

    assert found("SMTP_HOST") == found("電郵伺服器")[:1] == found("邮件服务器")[:1] == ["mail.smtp_host"]
    assert found("nothing like it") == []
    changed = office.ask(ListParameters(where=ParameterFilter(changed=True), limit=200)).rows
    assert [one.key for one in changed] == ["password.days"], "the office's passwords are never due"
