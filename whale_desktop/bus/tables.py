"""The bus's own tables: system state and parameters, idempotency, audit trail, changes, blobs, jobs."""

from sqlalchemy import DDL, BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, event

from whale_desktop.messages.files import JobState
from whale_desktop.storage.metadata import append_only, metadata
from whale_desktop.storage.types import Choice, Moment

_ID = BigInteger().with_variant(Integer, "sqlite")

system_state = Table(
    "system_state",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Single values of the whole system: `business_date` (ISO), `kind` (demo | local), `name`, `lock` (reason of an end-of-day lock)."""

system_parameter = Table(
    "system_parameter",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(120), nullable=False),
    Column("version", Integer, nullable=False),
)
"""The system parameters that somebody changed (`messages.parameters`); the others have the default of their declaration."""

command_log = Table(
    "command_log",
    metadata,
    Column("command_id", String(64), primary_key=True),
    Column("member_id", Integer, nullable=False),
    Column("message", String(80), nullable=False),
    Column("input_hash", String(64), nullable=False),
    Column("reply", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What each command id did: a second try gets the stored reply, another input is a conflict."""

audit_log = append_only(
    Table(
        "audit_log",
        metadata,
        Column("id", _ID, primary_key=True, autoincrement=True),
        Column("at", Moment, nullable=False),
        Column("member_id", Integer, nullable=False),
        Column("member_name", String(120), nullable=False),
        Column("workstation", String(120), nullable=False),
        Column("menu", String(120), nullable=False),
        Column("permission", String(160), nullable=False),
        Column("message", String(80), nullable=False),
        Column("target", Text, nullable=False),
        Column("payload", Text, nullable=False),
        Column("before", Text),
        Column("after", Text),
        Column("result", String(10), nullable=False),
        Column("error_code", String(60), nullable=False),
        Column("command_id", String(64), nullable=False),
        Column("action", String(20), nullable=False, server_default=""),
        Column("address", String(60), nullable=False, server_default=""),
        Column("work_order_no", String(20), nullable=False, server_default=""),
        Index("ix_audit_log_at", "at"),
        sqlite_autoincrement=True,
    )
)
"""Who did or tried what, when, from where, with the record before and after. result: ok | refused | error.

action: the word for what was done (`messages.Action`, or `login` and so on). address: network address of a remote workstation.
work_order_no: the work order that carried the command out.
"""

pending_order = Table(
    "pending_order",
    metadata,
    Column("target_type", String(80), primary_key=True),
    Column("target_key", String(200), primary_key=True),
    Column("work_order_no", String(20), nullable=False),
    Column("expires_at", Moment),
    Index("ix_pending_order_work_order_no", "work_order_no"),
)
"""The records that wait for a decision: wire name of the query that shows them, number, and the open work order, one at most."""
audit_seal = append_only(
    Table(
        "audit_seal",
        metadata,
        Column("seal_no", _ID, primary_key=True, autoincrement=False),
        Column("audit_id", _ID, nullable=False, unique=True),
        Column("row_hash", String(64), nullable=False),
        Column("prev_hash", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
    )
)
"""The chain over the audit trail, one link a row in the order of their ids, numbered without a gap; see `bus.sealing`."""

change_log = Table(
    "change_log",
    metadata,
    Column("sequence", _ID, primary_key=True, autoincrement=True),
    Column("topics", Text, nullable=False),
    Column("origin", String(40), nullable=False),
    Column("transaction_id", BigInteger, nullable=False, server_default="0"),
    Index("ix_change_log_transaction_id", "transaction_id"),
    sqlite_autoincrement=True,
)
"""The topics of every committed command, so that another window or server process can ask what it missed.

transaction_id: on a server, where a lower sequence may be committed later, what a reader's place is counted in (`bus.changes`); else 0.
"""

blob = Table(
    "blob",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("member_id", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Files on their way in or out; kept for seven days."""

event.listen(
    blob,
    "after_create",
    DDL("ALTER TABLE blob ALTER COLUMN data SET STORAGE EXTERNAL").execute_if(  # type: ignore[no-untyped-call]  # not annotated there
        dialect="postgresql"
    ),
)
"""Not compressed, so that a piece can be read without the rest."""

job = Table(
    "job",
    metadata,
    Column("job_no", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("member_id", Integer, nullable=False),
    Column("locale", String(10), nullable=False),
    Column("state", Choice(JobState), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("cancel", Integer, nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("blob", String(40), nullable=False),
    Column("error_code", String(60), nullable=False),
    Column("error_params", Text, nullable=False, server_default="{}"),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Index("ix_job_member_id", "member_id", "started_at"),
)
"""Long work. A job that was running when the program ended starts again at the next opening; its steps are idempotent.

attempt: counts who has taken it; a worker that was given up for dead can no longer write what its successor writes.
"""

schedule = Table(
    "schedule",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("message", String(80), nullable=False),
    Column("payload", Text, nullable=False),
    Column("rule", String(60), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("last_run", Moment),
    Column("last_error", String(60), nullable=False),
)
"""Commands that run by the clock; see `bus.schedule`. last_error: code of the refusal that the last run ended with."""
