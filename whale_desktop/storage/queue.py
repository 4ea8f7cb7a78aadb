"""The job queue of a server's database: procrastinate's tables, made and brought up to date by our migrations, and putting work into it.

The work itself is ours (`bus.jobs`); the queue says only which row of `job` a worker should take. SQLite has no queue: there the one
runner of the program looks at the table itself.
"""

from importlib import resources

from sqlalchemy import Connection, text

QUEUE = "whale"
TASK = "whale.job"

NEWEST = "03.04.00_50_post_add_retry_failed_job_procedure"
"""The newest of procrastinate's own migrations that we have tried; a test compares it with the installed package."""

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, 0, :job_no, NULL, "
    "jsonb_build_object('job_no', CAST(:job_no AS text)), NULL)::procrastinate_job_to_defer_v1])"
)


def bring(connection: Connection) -> None:
    """Make the queue's tables, or bring older ones up to date; nothing on SQLite. A comment on the table says which version they are."""
    if connection.dialect.name != "postgresql":
        return
    found = connection.execute(text("SELECT obj_description(to_regclass('procrastinate_jobs'), 'pg_class')")).scalar()
    folder = resources.files("procrastinate") / "sql"
    if found is None:
        scripts = [folder / "schema.sql"]
    else:
        steps = (folder / "migrations").iterdir()
        scripts = sorted((one for one in steps if found < one.name.removesuffix(".sql") <= NEWEST), key=lambda one: one.name)
    driver = connection.connection.driver_connection
    assert driver is not None
    for script in scripts:
        driver.execute(script.read_text(encoding="utf-8"))
    driver.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{NEWEST}'")


def defer(connection: Connection, job_no: str) -> None:
    """Let a worker take a job once this transaction is committed; nothing on SQLite. Queued twice, it is done by one at a time."""
    if connection.dialect.name == "postgresql":
        connection.execute(_DEFER, {"queue": QUEUE, "task": TASK, "job_no": job_no})
