"""The headless twins of the window, on real database files."""

import io
import json
import os
import sqlite3
import stat
import sys
from base64 import b32decode
from pathlib import Path
from typing import Any

import pytest
import structlog
from openpyxl import load_workbook

from tests.features.bus import parcels as business
from tests.helpers.office import PASSWORD, Office
from tests.helpers.registries import borrowed_registries, ship_flow
from whale_desktop.app import cli
from whale_desktop.bus import tables
from whale_desktop.features.access.messages import (
    BeginSecondFactor,
    ConfirmSecondFactor,
    GetParameter,
    GetSecondFactorSetup,
    SetParameter,
)
from whale_desktop.features.access.rules import codes
from whale_desktop.features.access.tables import role_permission
from whale_desktop.features.workorder.messages import FlowMode
from whale_desktop.storage import Database


@pytest.fixture(autouse=True)
def _logs_stay_with_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "configure_logs", lambda: None)
    assert structlog.is_configured()


class Shell:
    """Runs the command line in this process: status and what it printed."""

    def __init__(self, capture: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capture = capture
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str | Path, stdin: str = "") -> tuple[int, Any]:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            cli.main([str(one) for one in arguments])
        printed = self._capture.readouterr().out
        code = ended.value.code
        return (code if isinstance(code, int) else 1), json.loads(printed) if printed else None


@pytest.fixture
def shell(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capsysbinary, monkeypatch)


# -------------------------------------------------------------------------------------------------------------------- call


def test_a_query_is_answered_as_json(shell: Shell, bare_demo: Path) -> None:
    status, reply = shell("call", "access.me", "--db", bare_demo, "--user", "funds_clerk", "--now", "2024-03-18")
    assert (status, reply["status"], reply["changes"]) == (0, "done", [])
    assert reply["result"]["email"] == "clerk@whale.demo"
    assert reply["result"]["names"]["zh_Hans"] == "陈嘉欣"


def test_a_command_takes_effect_and_says_what_changed(shell: Shell, bare_demo: Path) -> None:
    ends = ("--db", bare_demo, "--user", "supervisor@whale.demo")
    status, reply = shell("call", "preference.put", '{"key":"theme","value":"dark"}', *ends)
    assert (status, reply) == (
        0,
        {"status": "done", "result": None, "changes": ["preference"], "work_orders": [], "replayed": False},
    )
    status, reply = shell("call", "preference.get", "-", *ends, stdin='{"keys":["theme"]}')
    assert reply["result"]["values"] == {"theme": "dark"}


def test_the_same_command_id_takes_effect_once(shell: Shell, bare_demo: Path) -> None:
    arguments = (
        "call",
        "preference.put",
        '{"key":"zoom","value":1}',
        "--db",
        bare_demo,
        "--user",
        "auditor",
        "--command-id",
        "one",
    )
    assert [shell(*arguments)[1]["replayed"] for _ in range(2)] == [False, True]
    status, reply = shell(*(one if one != '{"key":"zoom","value":1}' else '{"key":"zoom","value":2}' for one in arguments))
    assert (status, reply["kind"], reply["code"]) == (1, "conflict", "message.id_reused")


@pytest.mark.parametrize(
    ("message", "body", "user", "kind", "code", "fields"),
    [
        ("nothing.such", "{}", "auditor", "user", "message.unknown", []),
        ("preference.put", '{"kee":1}', "auditor", "user", "message.invalid", ["kee", "key"]),
        ("preference.put", "{", "auditor", "user", "message.invalid", []),
        ("access.me", "{}", "stranger", "user", "auth.bad_credentials", []),
    ],
)
def test_an_error_is_json_too_and_the_status_1(
    shell: Shell, bare_demo: Path, message: str, body: str, user: str, kind: str, code: str, fields: list[str]
) -> None:
    status, reply = shell("call", message, body, "--db", bare_demo, "--user", user)
    assert (status, reply["status"], reply["kind"], reply["code"]) == (1, "error", kind, code)
    assert [one["field"] for one in reply["fields"]] == fields


def test_a_database_that_is_not_there(shell: Shell, tmp_path: Path) -> None:
    status, reply = shell("call", "access.me", "--db", tmp_path / "none.db", "--user", "auditor")
    assert (status, reply["kind"], reply["code"]) == (1, "unavailable", "storage.missing")


@pytest.mark.parametrize("user", ["app", "scheduler"])
def test_a_service_user_may_act_from_a_script_on_a_demonstration(shell: Shell, bare_demo: Path, user: str) -> None:
    status, reply = shell("call", "access.me", "--db", bare_demo, "--user", user)
    assert (status, reply["result"]["email"]) == (0, user)


def test_elsewhere_the_password_comes_from_standard_input(shell: Shell, office: Office) -> None:
    arguments = ("call", "access.me", "--db", office.path, "--user", "auditor@office.test", "--now", "2024-03-18")
    status, reply = shell(*arguments, stdin=f"{PASSWORD}\n")
    assert (status, reply["result"]["name"]) == (0, "auditor")
    for wrong in ("", "wrong\n"):
        status, reply = shell(*arguments, stdin=wrong)
        assert (status, reply["code"]) == (1, "auth.bad_credentials")
    status, reply = shell(*(one if one != "auditor@office.test" else "auditor" for one in arguments))
    assert (status, reply["code"]) == (1, "auth.bad_credentials")


def test_after_the_password_the_message_may_follow(shell: Shell, office: Office) -> None:
    status, reply = shell(
        *("call", "preference.get", "-", "--db", office.path, "--user", "auditor@office.test"),
        stdin=PASSWORD + '\n{"keys":["x"]}',
    )
    assert (status, reply["result"]) == (0, {"values": {}})


def test_a_session_file_is_written_once_for_its_owner_only_and_used_then(shell: Shell, office: Office, tmp_path: Path) -> None:
    kept = tmp_path / "session"
    arguments = (
        "call",
        "access.me",
        "--db",
        office.path,
        "--user",
        "auditor@office.test",
        "--session",
        kept,
        "--now",
        "2024-03-18",
    )
    assert shell(*arguments, stdin=PASSWORD)[0] == 0
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert shell(*arguments)[1]["result"]["name"] == "auditor"
    kept.write_text("made up\n")
    assert shell(*arguments)[1]["code"] == "auth.session_ended"


def test_a_question_is_an_error_unless_yes(shell: Shell, office: Office) -> None:
    with borrowed_registries():
        business.register()
        ship_flow("test.parcel", mode=FlowMode.OFF)
        with office.database.write() as connection:
            business.own.create_all(connection)
            connection.execute(role_permission.insert(), [{"role": "super_admin", "code": "test.parcel_put"}])
        sender = ("--db", office.path, "--user", "super_admin@office.test")
        arguments = ("call", "test.parcel.put", '{"parcel_no":"A","weight":101}', *sender)
        status, reply = shell(*arguments, stdin=PASSWORD)
        assert (status, reply["kind"], reply["code"], reply["params"]) == (
            1,
            "confirm",
            "parcel.heavy",
            {"weight": 101, "limit": 100},
        )
        status, reply = shell(*arguments, "--yes", stdin=PASSWORD)
        assert (status, reply["status"], reply["result"]) == (0, "done", 101)


def test_a_job_is_waited_for_and_its_file_saved(shell: Shell, office: Office, tmp_path: Path) -> None:
    with borrowed_registries():
        business.register()
        with office.database.write() as connection:
            business.own.create_all(connection)
            connection.execute(business.parcel.insert().values(parcel_no="A", weight=42, notes=0))
            connection.execute(role_permission.insert(), [{"role": "super_admin", "code": "test.parcel_put"}])
        arguments = (
            "call",
            "test.parcel.weigh",
            "--db",
            office.path,
            "--user",
            "super_admin@office.test",
            "--save",
            tmp_path / "file",
        )
        status, reply = shell(*arguments, '{"steps":2}', stdin=PASSWORD)
        assert (status, reply["job"]["state"], reply["job"]["rows"]) == (0, "DONE", 1)
        assert (tmp_path / "file").read_bytes() == b"42"
        status, reply = shell(*arguments, '{"steps":2,"fail":"coded"}', stdin=PASSWORD)
        assert (status, reply["code"], reply["params"]["state"]) == (1, "parcel.unknown", "FAILED")


# ------------------------------------------------------------------------------------------------------- the other commands


def test_schema_describes_every_message(shell: Shell) -> None:
    status, reply = shell("schema")
    assert status == 0
    described = {one["name"]: one for one in reply["messages"]}
    put = described["preference.put"]
    assert (put["kind"], put["permission"], put["approval"], put["topics"]) == ("command", [], "", ["preference"])
    assert put["fields"] == [
        {"name": "key", "required": True, "type": {"type": "string"}},
        {"name": "value", "required": False, "type": {"default": None}},
    ]
    assert described["job.get"]["result"] == {"$ref": "#/types/Job"}
    assert reply["types"]["Job"]["properties"]["state"] == {"$ref": "#/types/JobState"}
    assert all(one["description"] for one in reply["messages"])


def test_an_empty_database_has_one_super_administrator_who_must_choose_a_password(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    status, reply = shell("new-db", path, "--seed", "empty", "--now", "2024-03-18")
    made = reply["result"]
    assert (status, made["administrator"], made["kind"]) == (0, "admin@whale.local", "local")
    status, reply = shell("call", "access.me", "--db", path, "--user", made["administrator"], stdin=made["password"])
    assert [one["role"] for one in reply["result"]["roles"]] == ["super_admin"]
    status, reply = shell("new-db", path, "--seed", "empty")
    assert (status, reply["code"]) == (1, "storage.exists")


def test_the_first_administrator_may_be_named_with_his_password(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    status, reply = shell("new-db", path, "--seed", "empty", "--admin", "boss@broker.hk", stdin="Correct-Horse-1\n")
    assert (status, reply["result"]) == (0, {"file": str(path), "kind": "local", "administrator": "boss@broker.hk"})
    status, reply = shell("call", "access.me", "--db", path, "--user", "boss@broker.hk", stdin="Correct-Horse-1\n")
    assert status == 0


def test_a_demonstration_needs_no_word(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whale_desktop.app.demo.plant", lambda bus, clock: None)
    status, reply = shell("new-db", tmp_path / "demo.db")
    assert (status, reply["result"]["kind"]) == (0, "demo")


def test_prove_finds_nothing_in_an_empty_ledger(shell: Shell, office: Office) -> None:
    assert shell("prove", "--db", office.path) == (0, {"status": "done", "differences": []})


def test_the_operator_lets_everybody_in_again(shell: Shell, office: Office) -> None:
    office.do(SetParameter(key="sign_in.networks", value="198.51.100.0/24"))
    status, reply = shell("rescue", "networks", "--db", office.path)
    assert (status, reply["result"]) == (0, {"before": "198.51.100.0/24"})
    assert office.ask(GetParameter(key="sign_in.networks")).value == ""
    (row,) = office.audit_rows("system.parameter.reset")
    assert (row.member_name, row.action, row.result) == ("system", "config", "ok")
    assert '"value":"198.51.100.0/24"' in row.before
    assert shell("rescue", "networks", "--db", office.path.with_name("none.db"))[0] == 1


def test_a_script_gives_the_code_as_the_second_line_and_the_operator_takes_it_away(shell: Shell, office: Office) -> None:
    office.do(SetParameter(key="sign_in.second_factor", value="optional"))
    office.do(BeginSecondFactor(), user="auditor")
    setup = office.ask(GetSecondFactorSetup(), user="auditor")
    key = b32decode(setup.secret)
    office.do(ConfirmSecondFactor(code=codes.code_of(key, codes.step_of(office.clock.now()))), user="auditor")
    who = ("--db", office.path, "--user", "auditor@office.test", "--now", "2024-03-18T10:01")
    shown = codes.code_of(key, codes.step_of(office.clock.now()) + 2)
    status, refused = shell("call", "access.me", *who, stdin=PASSWORD)
    assert (status, refused["code"]) == (1, "auth.code_needed")
    status, refused = shell("call", "access.me", *who, stdin=f"{PASSWORD}\n000000\n")
    assert (status, refused["code"]) == (1, "auth.bad_code")
    status, reply = shell("call", "access.me", *who, stdin=f"{PASSWORD}\n{shown}\n")
    assert (status, reply["result"]["email"]) == (0, "auditor@office.test")
    assert shell("rescue", "second-factor", "nobody@nowhere.test", "--db", office.path)[1]["code"] == "admin.member_unknown"
    assert shell("rescue", "second-factor", "auditor@office.test", "--db", office.path)[0] == 0
    assert shell("call", "access.me", *who, stdin=PASSWORD)[0] == 0
    (row,) = office.audit_rows("access.second_factor.reset")
    assert (row.member_name, row.action, row.result) == ("system", "revoke", "ok")


@pytest.mark.parametrize(
    "arguments", [("call", "access.me", "--now", "yesterday", "--db", "x", "--user", "y"), ("new-db", "x", "--now", "18.3.")]
)
def test_a_time_that_is_none_is_said(
    shell: Shell, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shell(*arguments) == (1, None)
    assert list(tmp_path.iterdir()) == []


def test_an_opening_brings_clients_and_balances_or_says_every_bad_cell(shell: Shell, tmp_path: Path) -> None:
    workbook, path = tmp_path / "opening.xlsx", tmp_path / "books.db"
    assert shell("opening-template", workbook, "--lang", "en")[0] == 0
    status, reply = shell("new-db", path, "--seed", "empty", "--opening", workbook)
    assert (status, reply["result"]["accounts"], reply["result"]["balances"]) == (0, 1, 1)
    admin, first = ("--db", path, "--user", "admin@whale.local"), reply["result"]["password"]
    status, refused = shell("call", "ledger.balance.list", *admin, stdin=first)
    assert (status, refused["code"]) == (1, "auth.password_due")
    change = json.dumps({"current": first, "new": "Own-Choice-77"})
    assert shell("call", "access.password.change", change, *admin, stdin=first)[0] == 0
    status, found = shell("call", "ledger.balance.list", *admin, stdin="Own-Choice-77")
    assert (status, [row["currency"] for row in found["result"]["rows"]]) == (0, ["HKD"])
    assert shell("prove", "--db", path)[1] == {"status": "done", "differences": []}
    book = load_workbook(workbook)
    book.worksheets[0]["A2"] = ""
    book.worksheets[1]["C2"] = "much"
    book.save(workbook)
    other = tmp_path / "other.db"
    status, reply = shell("new-db", other, "--seed", "empty", "--opening", workbook, "--lang", "en")
    assert (status, reply["code"], len(reply["fields"]) >= 2) == (1, "ledger.opening", True)
    assert not other.exists()
    status, reply = shell("new-db", other, "--seed", "empty", "--opening", tmp_path / "none.xlsx")
    assert (status, reply["code"]) == (1, "storage.missing")


# -------------------------------------------------------------------------------------------------------------------- audit


@pytest.fixture
def said(capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Runs a subcommand that prints lines: status and lines."""

    def run(*arguments: str | Path) -> tuple[int, list[str]]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(one) for one in arguments])
        code = ended.value.code
        return (code if isinstance(code, int) else 0), capsysbinary.readouterr().out.decode().splitlines()

    return run


def test_a_new_database_has_a_sound_sealed_trail(said: Any, demo_db: Path) -> None:
    status, lines = said("audit", "verify", "--db", demo_db)
    assert status == 0
    number, head = said("audit", "head", "--db", demo_db)[1][0].split()
    assert int(number) > 100
    assert lines == [f"sound, {number} rows, head {head}"]


def test_what_was_changed_in_the_file_is_named(said: Any, demo_db: Path) -> None:
    """Scenario 21 of `docs/rules/platform.md` 9, without the window."""
    (head,) = (line.split()[1] for line in said("audit", "head", "--db", demo_db)[1])
    connection = sqlite3.connect(demo_db)
    connection.execute("DROP TRIGGER audit_log_no_update")
    connection.execute("UPDATE audit_log SET member_name = 'nobody' WHERE id = 17")
    connection.commit()
    connection.close()
    assert said("audit", "verify", "--db", demo_db) == (1, ["Broken at audit row 17: the row was altered (seal 17)"])
    status, lines = said("audit", "verify", "--db", demo_db, "--from", "18", "--head", head, "--lang", "zh_Hant")
    assert status == 0
    assert lines[0].startswith("完整，共 ")
    assert said("audit", "verify", "--db", demo_db, "--from", "18", "--head", "f" * 64)[0] == 1


def test_rows_that_are_not_sealed_yet_are_counted(said: Any, demo_db: Path) -> None:
    database = Database.open(demo_db)
    with database.write() as connection:
        columns = ", ".join(column.name for column in tables.audit_log.columns if column.name != "id")
        connection.exec_driver_sql(f"INSERT INTO audit_log ({columns}) SELECT {columns} FROM audit_log LIMIT 2")
    database.close()
    status, lines = said("audit", "verify", "--db", demo_db)
    assert (status, lines[1]) == (0, "2 rows are not sealed yet")


def test_what_a_call_does_is_sealed_when_it_ends(said: Any, shell: Shell, demo_db: Path) -> None:
    before = int(said("audit", "head", "--db", demo_db)[1][0].split()[0])
    shell("call", "fx.limit.add", '{"currency": "XXX", "amount": "1"}', "--db", demo_db, "--user", "parameter_administrator")
    status, lines = said("audit", "verify", "--db", demo_db)
    assert (status, len(lines)) == (0, 1)
    assert int(lines[0].split()[1]) >= before + 2, "the sign-in and the refusal"


def test_a_file_that_is_no_database_has_no_trail(said: Any, tmp_path: Path) -> None:
    status, lines = said("audit", "verify", "--db", tmp_path / "gone.db")
    assert status == 1
    assert "gone.db" in lines[0]
    assert said("audit", "head", "--db", tmp_path / "gone.db")[0] == 1
