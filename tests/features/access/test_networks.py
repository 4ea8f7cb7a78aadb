"""The networks from which members may work: at the door, at every call, and when the list is changed (`docs/rules/platform.md` 6.1)."""

from collections.abc import Callable

import msgspec
import pytest

from tests.helpers.office import PASSWORD, Office
from whale_desktop.bus import Call
from whale_desktop.features.access.messages import GetMe, GetParameter, PutPreference, SetParameter
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import CodedError, NeedsConfirmation, UserError
from whale_desktop.messages import codec, info_of

KEY = "sign_in.networks"
INSIDE = Context(workstation="desk", locale="en", address="198.51.100.9")
OUTSIDE = Context(workstation="elsewhere", locale="en", address="203.0.113.7")
CLERK = "funds_clerk@office.test"


def allow(office: Office, networks: str) -> None:
    office.do(SetParameter(key=KEY, value=networks))


def refusal(office: Office, email: str, password: str, context: Context) -> CodedError:
    with pytest.raises(CodedError) as caught:
        office.services.signing.sign_in(email, password, context)
    return caught.value


def ask_me(office: Office, session: str, address: str) -> str:
    info = info_of(GetMe())
    answer = office.bus.ask(info.name, codec.encode(GetMe()), Call(session=session, workstation="elsewhere", address=address))
    return str(msgspec.json.decode(answer)["email"])


def test_without_a_list_everybody_may_come_from_everywhere(office: Office) -> None:
    assert office.services.signing.sign_in(CLERK, PASSWORD, OUTSIDE).email == CLERK


def test_outside_the_list_nobody_learns_who_exists(office: Office) -> None:
    allow(office, "198.51.100.0/24")
    tried = [(CLERK, PASSWORD), (CLERK, "wrong"), ("nowhere@office.test", PASSWORD), ("scheduler", "")]
    assert {str(refusal(office, email, password, OUTSIDE)) for email, password in tried} == {"auth.ip_denied"}
    rows = office.audit_rows("login_failed")
    assert [(row.member_id, row.member_name, row.address, row.result, row.error_code) for row in rows] == [
        (0, email, OUTSIDE.address, "refused", "auth.ip_denied") for email, _ in tried
    ]
    assert office.services.signing.sign_in(CLERK, PASSWORD, INSIDE).email == CLERK


def test_outside_the_list_no_password_is_looked_at_and_nobody_is_locked_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(office, "198.51.100.0/24")
    with monkeypatch.context() as patch:
        patch.setattr(office.services.signing._passwords, "is_right", lambda *_: pytest.fail("a password was looked at"))
        for _ in range(6):
            refusal(office, CLERK, "wrong", OUTSIDE)
    assert office.services.signing.sign_in(CLERK, PASSWORD, INSIDE).email == CLERK


def test_whoever_sits_beside_the_file_is_not_affected(office: Office) -> None:
    allow(office, "198.51.100.0/24")
    assert office.gateway.sign_in(CLERK, PASSWORD, office.context).email == CLERK
    assert office.ask(GetMe(), user="auditor").email == "auditor@office.test"


def test_a_list_that_changes_ends_the_sessions_that_it_shuts_out_and_a_stolen_token_ends_its_own(office: Office) -> None:
    session = office.services.signing.sign_in(CLERK, PASSWORD, INSIDE).session
    assert ask_me(office, session, OUTSIDE.address) == CLERK, "without a list a session may move"
    allow(office, "198.51.100.0/24")
    assert ask_me(office, session, "198.51.100.200") == CLERK, "and inside the list it still may"
    with pytest.raises(UserError, match=r"auth\.ip_denied"):
        ask_me(office, session, OUTSIDE.address)
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        ask_me(office, session, INSIDE.address)
    (row,) = [one for one in office.audit_rows() if one.error_code == "auth.ip_denied"]
    assert (row.member_name, row.message, row.action, row.result, row.address, row.workstation) == (
        "funds_clerk",
        "access.me",
        "view",
        "refused",
        OUTSIDE.address,
        "elsewhere",
    )


def test_a_command_from_outside_is_refused_audited_and_not_done_even_one_that_leaves_no_row(office: Office) -> None:
    allow(office, "198.51.100.0/24")
    session = office.services.signing.sign_in(CLERK, PASSWORD, INSIDE).session
    command = PutPreference(key="theme", value="dark")
    with pytest.raises(UserError, match=r"auth\.ip_denied"):
        office.bus.submit(info_of(command).name, codec.encode(command), Call(session=session, address=OUTSIDE.address))
    (row,) = [one for one in office.audit_rows() if one.error_code == "auth.ip_denied"]
    assert (row.member_name, row.message) == ("funds_clerk", "preference.put")
    assert not office.services.signing.is_open(session, address=INSIDE.address)


@pytest.mark.parametrize("way", ["lock", "unlock", "resume", "is_open"])
def test_no_other_door_of_a_session_is_left_open(office: Office, way: str) -> None:
    allow(office, "198.51.100.0/24")
    signing = office.services.signing
    session = signing.sign_in(CLERK, PASSWORD, INSIDE).session
    tries: dict[str, Callable[[], object]] = {
        "lock": lambda: signing.lock(session, address=OUTSIDE.address),
        "unlock": lambda: signing.unlock(session, PASSWORD, address=OUTSIDE.address),
        "resume": lambda: signing.resume(session, OUTSIDE),
        "is_open": lambda: signing.is_open(session, address=OUTSIDE.address),
    }
    with pytest.raises(UserError, match=r"auth\.ip_denied"):
        tries[way]()
    assert not signing.is_open(session, address=INSIDE.address)
    (row,) = [one for one in office.audit_rows() if one.error_code == "auth.ip_denied"]
    assert (row.member_name, row.result, row.address) == ("funds_clerk", "refused", OUTSIDE.address)


@pytest.mark.parametrize(
    ("typed", "code", "params"),
    [
        ("10.0.0.0/8, 10.0.0.300", "parameter.network", {"network": "10.0.0.300"}),
        ("10.1.2.3/8", "parameter.network_bits", {"network": "10.1.2.3/8", "meant": "10.0.0.0/8"}),
    ],
)
def test_a_bad_network_is_refused_at_its_field(office: Office, typed: str, code: str, params: dict[str, str]) -> None:
    error = office.refused(SetParameter(key=KEY, value=typed))
    assert [(one.field, one.code, dict(one.params)) for one in error.fields] == [("value", code, params)]


def test_a_list_is_kept_and_audited_in_one_form(office: Office) -> None:
    office.do(SetParameter(key=KEY, value="198.51.100.0/24\n2001:DB8::/32;192.0.2.7/32"))
    assert office.ask(GetParameter(key=KEY)).value == "198.51.100.0/24, 2001:db8::/32, 192.0.2.7"
    (row,) = office.audit_rows("system.parameter.set")
    assert '"value":"198.51.100.0/24, 2001:db8::/32, 192.0.2.7"' in row.after


def set_from(office: Office, networks: str, address: str, acknowledged: tuple[str, ...] = ()) -> None:
    """As a super administrator at a workstation whose address a server sees."""
    context = Context(workstation="chief", locale="en", address=address)
    session = office.services.signing.sign_in("super_admin@office.test", PASSWORD, context).session
    command = SetParameter(key=KEY, value=networks)
    call = Call(session=session, address=address, acknowledged=acknowledged)
    office.bus.submit(info_of(command).name, codec.encode(command), call)


def test_nobody_locks_himself_out_unasked(office: Office) -> None:
    office.services.signing.sign_in(CLERK, PASSWORD, OUTSIDE)
    with pytest.raises(NeedsConfirmation) as caught:
        set_from(office, "192.0.2.0/24", INSIDE.address)
    assert (caught.value.code, caught.value.params) == ("auth.network_without_own", {"address": INSIDE.address, "count": 1})
    assert office.ask(GetParameter(key=KEY)).value == ""
    set_from(office, "192.0.2.0/24", INSIDE.address, ("auth.network_without_own",))
    assert refusal(office, "super_admin@office.test", PASSWORD, INSIDE).code == "auth.ip_denied"


def test_whoever_would_be_shut_out_is_counted_before(office: Office) -> None:
    office.services.signing.sign_in(CLERK, PASSWORD, INSIDE)
    set_from(office, "198.51.100.0/24", INSIDE.address)
    office.do(SetParameter(key=KEY, value="", expected_version=1))
    for email in (CLERK, "auditor@office.test"):
        office.services.signing.sign_in(email, PASSWORD, OUTSIDE)
    command = SetParameter(key=KEY, value="198.51.100.0/24", expected_version=office.ask(GetParameter(key=KEY)).version)
    error = office.refused(command)
    assert (error.code, error.params) == ("auth.network_shuts_out", {"count": 2})
    office.do(command, acknowledged=("auth.network_shuts_out",))
