"""System parameters: declared values, changed values, and who may change them (`docs/rules/platform.md` 3.9)."""

from sqlalchemy import insert

from tests.helpers.office import Office
from whale_desktop.bus import parameter, tables
from whale_desktop.features.access.messages import IDLE_MINUTES, MAIL_HOST, MAIL_SECURITY, MailSecurity


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
