"""serve-demo as it is typed: a whole office that comes and goes with one process."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.test_without_qt import PROGRAM
from tests.server.test_commands import free_port, run
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD
from whale_desktop.features.documents.messages import ExportList, FileFormat
from whale_desktop.features.fx.messages import ListOrders
from whale_desktop.gateway.http import Line
from whale_desktop.gateway.port import Context
from whale_desktop.gateway.remote import RemoteGateway
from whale_desktop.messages import Done
from whale_desktop.messages.files import GetJob, JobState

HERE = Context(workstation="counter", locale="en")


@pytest.fixture
def place() -> Iterator[Path]:
    """Where temporary files go; not in the run's own folder, which the database server's user may not enter."""
    folder = Path(tempfile.mkdtemp(prefix="whale-pg-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_the_demo_office_is_served_with_a_worker_and_leaves_nothing_behind(place: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "serve-demo", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(place)},
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("Ctrl+C"):
                break
        assert f"http://127.0.0.1:{port}" in said, process.communicate()
        assert "clerk@whale.demo" in said
        gateway = RemoteGateway(Line(f"http://127.0.0.1:{port}"))
        session = gateway.sign_in("clerk@whale.demo", DEMO_PASSWORD, HERE).session
        assert gateway.ask(ListOrders(), session=session, context=HERE).rows
        export = ExportList(list_key="fx.orders", columns=("forex_id",), file_name="orders", format=FileFormat.CSV)
        started = gateway.submit(export, session=session, context=HERE, command_id="the-export")
        assert isinstance(started, Done)
        deadline = time.monotonic() + 30
        while (job := gateway.ask(GetJob(job_no=started.result.job_no), session=session, context=HERE)).finished_at is None:
            assert time.monotonic() < deadline, "no worker took the job"
            time.sleep(0.1)
        assert job.state is JobState.DONE
        gateway.close()
        address, user = f"http://127.0.0.1:{port}", ("--user", "clerk@whale.demo")
        status, reply, _ = run("call", "fx.order.list", '{"limit": 1}', "--server", address, *user)
        assert (status, reply["status"], len(reply["result"]["rows"])) == (0, "done", 1)
        put = ("call", "preference.put", '{"key": "a", "value": 1}', "--server", address, *user, "--command-id", "once")
        assert [run(*put)[1]["replayed"] for _ in range(2)] == [False, True]
        status, reply, _ = run("call", "fx.limit.delete", "{}", "--server", address, *user)
        assert (status, reply["kind"]) == (1, "user")
        status, reply, _ = run("serve-demo", "--port", str(port))
        assert (status, reply["code"]) == (1, "server.port")
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl+C in a terminal: server and worker alike
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert list(place.glob("whale-*")) == []
