"""Every stage of the pipeline, through a real gateway on a real database file."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.conftest import LogKeeper
from tests.features.bus.parcels import BROKEN, HEAVY, GetParcel, ListParcels, OpenParcel, Parcel, PutParcel, parcel
from tests.helpers.office import PASSWORD, Office
from whale_desktop.bus import Call, Work, tables
from whale_desktop.bus.approvals import NoRules
from whale_desktop.bus.holding import Trial
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.bus.state import set_state
from whale_desktop.bus.work import Mode
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import CodedError, Conflict, Fault, NeedsConfirmation, Unavailable, UserError
from whale_desktop.messages import Done, Permission, Submitted
from whale_desktop.messages.topics import Change


def rows_of(office: Office, table: Any) -> int:
    with office.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def send(office: Office, name: str, body: bytes, user: str = "super_admin", **more: Any) -> CodedError | bytes:
    """What comes back for raw bytes, as a server would hand them on."""
    try:
        return office.bus.submit(name, body, Call(session=office.session(user), workstation="desk 7", menu="test.menu", **more))
    except CodedError as error:
        return error


# ------------------------------------------------------------------------------------------------------------------ decode


def test_all_faults_of_a_message_come_back_together(parcels: Office) -> None:
    error = send(parcels, "test.parcel.put", b'{"weight":"heavy","pin":7,"colour":"red"}')
    assert isinstance(error, UserError)
    assert error.code == "message.invalid"
    assert {(fault.field, fault.code) for fault in error.fields} == {
        ("parcel_no", "message.missing"),
        ("weight", "message.mistyped"),
        ("pin", "message.mistyped"),
        ("colour", "message.unexpected"),
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"parcel_no":"A","weight":1e400}'])
def test_what_is_no_message_is_refused_with_a_code(parcels: Office, body: bytes) -> None:
    error = send(parcels, "test.parcel.put", body)
    assert isinstance(error, UserError)
    assert error.code == "message.invalid"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN", "1E+41", "1E+999999", "-1E-999999", "1." + "0" * 40])
def test_a_decimal_is_a_number(parcels: Office, value: str) -> None:
    error = send(parcels, "test.parcel.put", json.dumps({"parcel_no": "A", "weight": 1, "value": value}).encode())
    assert isinstance(error, UserError)
    assert [(fault.field, fault.code) for fault in error.fields] == [("value", "message.mistyped")]


def test_a_number_out_of_every_range_is_the_fault_of_its_field(parcels: Office) -> None:
    error = send(parcels, "test.parcel.put", b'{"parcel_no":"A","weight":1e400}')
    assert isinstance(error, UserError)
    assert [(fault.field, fault.code) for fault in error.fields] == [("weight", "message.mistyped")]


@pytest.mark.parametrize("weight", [2**63, -(2**63), 10**30])
def test_an_integer_has_64_bits(parcels: Office, weight: int) -> None:
    error = send(parcels, "test.parcel.put", json.dumps({"parcel_no": "A", "weight": weight}).encode())
    assert isinstance(error, UserError)
    assert [(fault.field, fault.code) for fault in error.fields] == [("weight", "message.mistyped")]


@pytest.mark.parametrize("name", ["test.parcel.get", "test.nothing", "", "NoteParcel"])
def test_a_command_that_is_none_is_unknown(parcels: Office, name: str) -> None:
    error = send(parcels, name, b'{"parcel_no":"A"}')
    assert isinstance(error, UserError)
    assert error.code == "message.unknown"


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": -1}, {"limit": 201}, {"offset": -1}])
def test_a_page_has_1_to_200_rows(parcels: Office, asked: dict[str, Any]) -> None:
    error = parcels.refused(ListParcels(**asked))
    assert isinstance(error, UserError)
    assert [fault.field for fault in error.fields] == list(asked)


def test_the_largest_page_is_answered(parcels: Office) -> None:
    parcels.do(PutParcel(parcel_no="A", weight=1))
    assert parcels.ask(ListParcels(limit=200)).rows == (Parcel(parcel_no="A", weight=1, notes=1),)


# ----------------------------------------------------------------------------------------------------- session, permission


def test_without_a_session_nothing_happens_and_the_refusal_is_kept(parcels: Office) -> None:
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        parcels.gateway.submit(PutParcel(parcel_no="A", weight=1), session="made up", context=parcels.context, command_id="1")
    row = parcels.audit_rows("test.parcel.put")[0]
    assert (row.result, row.error_code, row.member_id) == ("refused", "auth.session_ended", SYSTEM.member_id)
    assert rows_of(parcels, parcel) == 0


def test_without_the_code_a_command_and_a_query_are_refused_and_the_refusals_kept(parcels: Office) -> None:
    assert parcels.refused(PutParcel(parcel_no="A", weight=1), user="auditor").code == "auth.no_permission"
    assert parcels.refused(GetParcel(parcel_no="A"), user="funds_clerk").code == "auth.no_permission"
    rows = [(row.message, row.member_name, row.result, row.error_code) for row in parcels.audit_rows() if row.message != "login"]
    assert rows == [
        ("test.parcel.put", "auditor", "refused", "auth.no_permission"),
        ("test.parcel.get", "funds_clerk", "refused", "auth.no_permission"),
    ]


def test_a_command_needs_the_view_of_a_screen_that_offers_it(parcels: Office) -> None:
    command = PutParcel(parcel_no="A", weight=1)
    assert parcels.do(command, user="funds_clerk") == 1
    parcels.bus.load = lambda: {PutParcel: (Permission("test.elsewhere"), Permission("test.parcel_query"))}
    assert parcels.refused(command, user="funds_clerk").code == "auth.no_permission"
    assert parcels.do(command, user="super_admin") == 1


def test_some_commands_need_the_password_of_just_now(parcels: Office) -> None:
    parcels.do(PutParcel(parcel_no="A", weight=1))
    session = parcels.session()
    parcels.clock.advance(timedelta(minutes=5))

    def open_it() -> Any:
        return parcels.gateway.submit(OpenParcel(parcel_no="A"), session=session, context=parcels.context, command_id="")

    with pytest.raises(UserError, match=r"auth\.fresh_login"):
        open_it()
    parcels.gateway.unlock(session, PASSWORD)
    assert isinstance(open_it(), Done)


def test_the_end_of_day_locks_writing_and_not_reading(parcels: Office) -> None:
    parcels.do(PutParcel(parcel_no="A", weight=1))
    with parcels.database.write() as connection:
        set_state(connection, "lock", "closing")
    error = parcels.refused(PutParcel(parcel_no="A", weight=2))
    assert isinstance(error, Unavailable)
    assert (error.code, error.params) == ("system.day_end_lock", {"reason": "closing"})
    assert parcels.ask(GetParcel(parcel_no="A")).weight == 1


# ------------------------------------------------------------------------------------------------------------- idempotency


def test_the_same_id_and_input_takes_effect_once_and_gets_the_same_reply(parcels: Office) -> None:
    command = PutParcel(parcel_no="A", weight=7)
    first = parcels.submit(command, command_id="one")
    again = parcels.submit(command, command_id="one")
    assert first == Done(result=7, changes=("test.note", "test.parcel"))
    assert again == Done(result=7, changes=("test.note", "test.parcel"), replayed=True)
    assert parcels.ask(GetParcel(parcel_no="A")).notes == 1
    assert len(parcels.audit_rows("test.parcel.put")) == 1


def test_the_same_id_with_other_input_or_by_another_is_a_conflict(parcels: Office) -> None:
    parcels.submit(PutParcel(parcel_no="A", weight=7), command_id="one")
    for weight, user in ((8, "super_admin"), (7, "funds_clerk")):
        with pytest.raises(Conflict, match=r"message\.id_reused"):
            parcels.submit(PutParcel(parcel_no="A", weight=weight), command_id="one", user=user)
    assert parcels.ask(GetParcel(parcel_no="A")) == Parcel(parcel_no="A", weight=7, notes=1)


def test_a_refused_command_may_be_sent_again_under_its_id(parcels: Office) -> None:
    with pytest.raises(UserError):
        parcels.submit(PutParcel(parcel_no="A", weight=-1), command_id="one")
    assert isinstance(parcels.submit(PutParcel(parcel_no="A", weight=1), command_id="one"), Done)


def test_two_threads_with_one_id_take_effect_once(parcels: Office) -> None:
    session, start = parcels.session(), threading.Barrier(8)
    replies: list[Any] = []

    def send_it() -> None:
        start.wait()
        replies.append(
            parcels.gateway.submit(PutParcel(parcel_no="A", weight=5), session=session, context=parcels.context, command_id="one")
        )

    threads = [threading.Thread(target=send_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(reply.replayed for reply in replies) == [False] + [True] * 7
    assert {reply.result for reply in replies} == {5}
    assert parcels.ask(GetParcel(parcel_no="A")).notes == 1


# ---------------------------------------------------------------------------------------------- confirmation and approval


def test_a_question_writes_nothing_and_the_answer_carries_it_out_under_the_same_id(parcels: Office) -> None:
    command = PutParcel(parcel_no="A", weight=HEAVY + 1)
    with pytest.raises(NeedsConfirmation) as asked:
        parcels.submit(command, command_id="one")
    assert (asked.value.code, asked.value.params) == ("parcel.heavy", {"weight": 101, "limit": 100})
    assert [rows_of(parcels, table) for table in (parcel, tables.command_log)] == [0, 0]
    assert parcels.audit_rows("test.parcel.put") == []
    with pytest.raises(NeedsConfirmation):
        parcels.submit(command, command_id="one", acknowledged=("something.else",))
    assert parcels.submit(command, command_id="one", acknowledged=("parcel.heavy",)) == Done(
        result=101, changes=("test.note", "test.parcel")
    )


class HoldAll(NoRules):
    """Puts every parcel before a checker while `mode` says so."""

    mode: Mode = "manual"

    def mode_of(self, work: Work, key: str) -> Mode:
        assert key == "test.parcel"
        return self.mode

    def file(self, work: Work, trial: Trial, *, done: bool) -> str:
        assert isinstance(trial.parts[0].command, PutParcel)
        return "WO-1"


def test_a_held_command_writes_nothing_but_its_row_and_its_reply(parcels: Office) -> None:
    rules = HoldAll()
    parcels.bus.stage.approvals = rules
    held = parcels.submit(PutParcel(parcel_no="A", weight=50), command_id="one")
    assert isinstance(held, Submitted)
    assert held.work_order_no == "WO-1"
    assert rows_of(parcels, parcel) == 0
    assert parcels.submit(PutParcel(parcel_no="A", weight=50), command_id="one") == held
    row = parcels.audit_rows("test.parcel.put")[0]
    assert (row.before, row.after) == (None, None)
    rules.mode = "off"
    assert isinstance(parcels.submit(PutParcel(parcel_no="A", weight=49)), Done)


def test_a_command_ends_under_the_rule_that_it_began_under(parcels: Office) -> None:
    """The rule is read once: one that changes while the command runs, by itself or by others, counts from the next command on."""

    class Turning(HoldAll):
        def __init__(self) -> None:
            self.asked, self.filed = 0, 0

        def mode_of(self, work: Work, key: str) -> Mode:
            self.asked += 1
            return "off" if self.asked == 1 else "auto"

        def file(self, work: Work, trial: Trial, *, done: bool) -> str:
            assert done
            self.filed += 1
            return "WO-1"

    rules = Turning()
    parcels.bus.stage.approvals = rules
    parcels.submit(PutParcel(parcel_no="A", weight=49))
    assert (rules.asked, rules.filed) == (1, 0)
    parcels.submit(PutParcel(parcel_no="A", weight=48))
    assert (rules.asked, rules.filed) == (2, 1)


# ------------------------------------------------------------------------------------------------------ handler and audit


def test_an_error_undoes_everything_and_is_kept_in_its_own_transaction(parcels: Office) -> None:
    parcels.do(PutParcel(parcel_no="A", weight=1))
    error = parcels.refused(PutParcel(parcel_no="A", weight=-5))
    assert isinstance(error, UserError)
    assert [(fault.field, fault.code, fault.params) for fault in error.fields] == [("weight", "parcel.too_light", {"weight": -5})]
    assert parcels.ask(GetParcel(parcel_no="A")) == Parcel(parcel_no="A", weight=1, notes=1)
    row = parcels.audit_rows("test.parcel.put")[-1]
    assert (row.result, row.error_code, json.loads(row.payload)["weight"]) == ("refused", "parcel.too_light", -5)


def test_a_mistake_of_ours_undoes_everything_and_shows_its_id_only(parcels: Office, log_keeper: LogKeeper) -> None:
    error = parcels.refused(PutParcel(parcel_no="A", weight=BROKEN))
    assert isinstance(error, Fault)
    assert error.code == "system.fault"
    assert set(error.params) == {"fault_id"}
    assert rows_of(parcels, parcel) == 0
    row = parcels.audit_rows("test.parcel.put")[0]
    assert (row.result, row.error_code) == ("error", "system.fault")
    log_keeper.expect(error.params["fault_id"])


def test_the_row_names_who_where_what_and_the_record_before_and_after(parcels: Office) -> None:
    context = Context(workstation="desk 7", menu="test.menu", locale="en")
    parcels.submit(PutParcel(parcel_no="A", weight=1), command_id="one", context=context)
    parcels.submit(PutParcel(parcel_no="A", weight=2), command_id="two", context=context)
    row = parcels.audit_rows("test.parcel.put")[1]
    assert (row.member_name, row.workstation, row.menu, row.permission) == (
        "super_admin",
        "desk 7",
        "test.menu",
        "test.parcel_put",
    )
    assert (row.target, row.result, row.command_id, row.at) == ("A", "ok", "two", parcels.clock.now())
    assert json.loads(row.before) == {"parcel_no": "A", "weight": 1, "notes": 1}
    assert json.loads(row.after) == {"parcel_no": "A", "weight": 2, "notes": 2}
    assert parcels.audit_rows("test.parcel.put")[0].before is None


@pytest.mark.parametrize("weight", [1, -1])
def test_secrets_never_reach_the_trail(parcels: Office, weight: int) -> None:
    with pytest.raises(UserError) if weight < 0 else _nothing():
        parcels.submit(PutParcel(parcel_no="A", weight=weight, pin="4711-secret"))
    rows = parcels.audit_rows("test.parcel.put")
    assert json.loads(rows[0].payload)["pin"] == "******"
    assert "4711-secret" not in str(rows)


class _nothing:  # noqa: N801 - reads like the context manager it stands beside
    def __enter__(self) -> None: ...

    def __exit__(self, *details: object) -> None: ...


def test_a_command_of_the_program_itself_is_audited_and_told_too(parcels: Office) -> None:
    heard: list[Change] = []
    subscription = parcels.bus.notices.subscribe(heard.append)
    assert parcels.bus.run_as(SYSTEM, PutParcel(parcel_no="A", weight=3)) == 3
    subscription.close()
    row = parcels.audit_rows("test.parcel.put")[0]
    assert (row.member_name, row.result, json.loads(row.after)["weight"]) == ("system", "ok", 3)
    assert [change.topics for change in heard] == [("test.note", "test.parcel")]


# ----------------------------------------------------------------------------------------------------------------- notices


def test_changes_are_told_after_the_commit_and_never_of_what_failed(parcels: Office) -> None:
    seen: list[tuple[tuple[str, ...], int]] = []
    subscription = parcels.bus.notices.subscribe(lambda change: seen.append((change.topics, rows_of(parcels, parcel))))
    parcels.do(PutParcel(parcel_no="A", weight=1))
    parcels.refused(PutParcel(parcel_no="B", weight=-1))
    parcels.submit(PutParcel(parcel_no="C", weight=1), command_id="one")
    parcels.submit(PutParcel(parcel_no="C", weight=1), command_id="one")
    subscription.close()
    assert seen == [(("test.note", "test.parcel"), 1), (("test.note", "test.parcel"), 2)]


def test_a_listener_that_fails_harms_neither_the_command_nor_the_others(parcels: Office, log_keeper: LogKeeper) -> None:
    heard: list[Change] = []

    def fail(change: Change) -> None:
        raise RuntimeError("deaf")

    subscriptions = [parcels.bus.notices.subscribe(one) for one in (fail, heard.append)]
    log_keeper.expect("notices.listener_failed")
    assert parcels.do(PutParcel(parcel_no="A", weight=1)) == 1
    for subscription in subscriptions:
        subscription.close()
    assert len(heard) == 1
    assert [row.result for row in parcels.audit_rows("test.parcel.put")] == ["ok"]
