"""校驗: the proof as a job with progress, its file with the head, the first broken row by name."""

import pytest

from tests.helpers.office import Office
from whale_desktop.bus import sealing
from whale_desktop.bus.jobs import run_next_job
from whale_desktop.bus.sealing import head_of, seal_all
from whale_desktop.features.audit.handlers.proof import in_hundredths
from whale_desktop.features.audit.messages import VerifyAuditTrail
from whale_desktop.messages import Reason
from whale_desktop.messages.files import CancelJob, GetJob, Job, JobState


@pytest.fixture
def sealed(quiet: Office) -> Office:
    """An office with a few sealed rows."""
    for user in ("auditor", "super_admin", "funds_clerk", "administrator"):
        quiet.session(user)
    seal_all(quiet.database)
    return quiet


def proved(office: Office, user: str = "auditor") -> Job:
    number = office.do(VerifyAuditTrail(), user=user)
    assert run_next_job(office.bus)
    return office.ask(GetJob(job_no=number), user=user)


def tamper(office: Office, statement: str) -> None:
    drops = {
        "sqlite": "DROP TRIGGER {0}_no_update; DROP TRIGGER {0}_no_delete",
        "postgresql": "DROP TRIGGER {0}_no_change ON {0}",
    }
    with office.database.write() as connection:
        for table in ("audit_log", "audit_seal"):
            for drop in drops[connection.dialect.name].format(table).split("; "):
                connection.exec_driver_sql(drop)
        connection.exec_driver_sql(statement)


def test_a_sound_trail_gives_a_file_with_its_head(sealed: Office) -> None:
    with sealed.database.read() as connection:
        head = head_of(connection)
    job = proved(sealed)
    assert (job.state, job.rows, job.error) == (JobState.DONE, head.seal_no, None)
    assert job.file_name == "Audit trail verification_20240318_100000.txt"
    text = sealed.gateway.get_blob(job.blob, session=sealed.session("auditor")).decode()
    assert text.splitlines() == [
        "Audit trail verified at 2024-03-18 10:00:00 by auditor",
        f"sound, {head.seal_no} rows, head {head.hash}",
        "1 rows are not sealed yet",  # of the verification itself
    ]


def test_platform_21_an_altered_row_is_named(sealed: Office) -> None:
    tamper(sealed, "UPDATE audit_log SET member_name = 'nobody' WHERE id = 2")
    job = proved(sealed)
    assert (job.state, job.blob) == (JobState.FAILED, "")
    assert job.error == Reason(code="audit.altered", params={"audit_id": "2", "seal_no": "2"})


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM audit_log WHERE id = 3", "audit.deleted"),
        ("UPDATE audit_log SET id = -1 WHERE id = 3", "audit.inserted"),
        ("UPDATE audit_seal SET hash = 'x' WHERE seal_no = 3", "audit.seal"),
    ],
)
def test_other_breaks_have_words_of_their_own(sealed: Office, statement: str, code: str) -> None:
    tamper(sealed, statement)
    error = proved(sealed).error
    assert error is not None
    assert (error.code, error.params["audit_id"]) == (code, "-1" if code == "audit.inserted" else "3")


def test_the_proof_needs_the_right_to_see_the_trail(sealed: Office) -> None:
    assert sealed.refused(VerifyAuditTrail(), user="funds_clerk").code == "auth.no_permission"


def test_the_proof_can_be_given_up(sealed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 1)
    number = sealed.do(VerifyAuditTrail(), user="auditor")
    sealed.do(CancelJob(job_no=number), user="auditor")
    run_next_job(sealed.bus)
    assert sealed.ask(GetJob(job_no=number), user="auditor").state is JobState.CANCELLED


def test_progress_is_told_a_hundred_times_at_most() -> None:
    told: list[tuple[int, int]] = []
    tell = in_hundredths(lambda done, total: told.append((done, total)))
    for done in range(0, 1_000_001, 1_000):
        tell(done, 1_000_000)
    assert len(told) == 101
    assert told[-1] == (1_000_000, 1_000_000)
    tell = in_hundredths(lambda done, total: told.append((done, total)))
    tell(0, 0)
    assert told[-1] == (0, 0)
