"""Whatever the port promises besides messages, both gateways keep alike: sessions, files, refusals, changes, closing.

The acceptance scenarios of the features are run through both gateways where they stand: `tests/features/conftest.py`.
"""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.helpers.office import PASSWORD, Office
from tests.helpers.waiting import until
from tests.parity.conftest import Both, Outcome
from whale_desktop.features.access.messages import GetMe, GetPreferences, PutPreference, RevokeSessions
from whale_desktop.features.fx.messages import CancelOrder, GetOrder, ListOrders
from whale_desktop.features.ledger.messages import AccountRef, Direction, Entry, Journal, PostJournal
from whale_desktop.gateway.port import SignedIn
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Command
from whale_desktop.messages.codec import ErrorReply
from whale_desktop.messages.files import BlobId
from whale_desktop.messages.replies import MOST_IDS, GetReplies
from whale_desktop.messages.topics import Change

EMAIL = "funds_clerk@office.test"


def code(found: Outcome) -> str:
    assert isinstance(found, ErrorReply), found
    return found.code


def signed(found: SignedIn) -> SignedIn:
    """Who has signed in, without the token."""
    assert found.session
    return msgspec.structs.replace(found, session="")


def enter(office: Office, email: str = EMAIL, password: str = PASSWORD) -> SignedIn:
    return office.gateway.sign_in(email, password, office.context)


def ask_me(office: Office, session: str) -> Any:
    return office.gateway.ask(GetMe(), session=session, context=office.context)


def send(office: Office, message: Any, user: str) -> Any:
    """A query or a command, with whatever comes back."""
    if isinstance(message, Command):
        return office.submit(message, user=user)
    return office.ask(message, user=user)


def test_signing_in_and_its_refusals(both: Both) -> None:
    assert both.agree(lambda office: signed(enter(office))).email == EMAIL
    wrong = {
        ("funds_clerk@office.test", "wrong"): "auth.bad_credentials",
        ("stranger@office.test", PASSWORD): "auth.bad_credentials",
        ("scheduler", "x"): "auth.service_user",
    }
    for (email, password), expected in wrong.items():
        assert code(both.agree(lambda office, email=email, password=password: enter(office, email, password))) == expected  # type: ignore[misc]  # bound now
    for _ in range(4):
        both.agree(lambda office: enter(office, password="wrong"))
    assert code(both.agree(enter)) == "auth.locked"


def test_a_session_is_locked_unlocked_grows_old_and_ends(both: Both) -> None:
    open_ones = {id(office): enter(office).session for office in (both.local, both.served)}

    def mine(office: Office) -> str:
        return open_ones[id(office)]

    both.agree(lambda office: office.gateway.lock(mine(office)))
    assert code(both.agree(lambda office: ask_me(office, mine(office)))) == "auth.session_locked"
    assert code(both.agree(lambda office: office.gateway.unlock(mine(office), "wrong"))) == "auth.bad_credentials"
    assert both.agree(lambda office: signed(office.gateway.unlock(mine(office), PASSWORD))).email == EMAIL
    assert both.agree(lambda office: ask_me(office, mine(office))).email == EMAIL
    for wait, expected in ((timedelta(minutes=31), "auth.session_locked"), (timedelta(hours=12), "auth.session_ended")):
        for office in (both.local, both.served):
            office.clock.advance(wait)
        assert code(both.agree(lambda office: ask_me(office, mine(office)))) == expected
    for session in ("made up", ""):
        assert code(both.agree(lambda office, session=session: ask_me(office, session))) == "auth.session_ended"  # type: ignore[misc]  # bound now
    for _ in range(2):
        assert both.agree(lambda office: office.gateway.sign_out(mine(office))) is None
    assert code(both.agree(lambda office: ask_me(office, mine(office)))) == "auth.session_ended"


def test_files(both: Both) -> None:
    def there_and_back(office: Office) -> bytes:
        blob = office.gateway.put_blob(b"\x00\xff" * 1000, name="匯率 1%.xlsx", session=office.session("funds_clerk"))
        return office.gateway.get_blob(blob, session=office.session("funds_clerk"))

    def of_somebody_else(office: Office) -> str:
        blob = office.gateway.put_blob(b"x", name="x", session=office.session("funds_clerk"))
        with pytest.raises(UserError) as caught:
            office.gateway.get_blob(blob, session=office.session())
        assert caught.value.params == {"blob": blob}
        return caught.value.code

    assert both.agree(there_and_back) == b"\x00\xff" * 1000
    assert both.agree(of_somebody_else) == "blob.unknown"
    assert code(both.agree(lambda office: office.gateway.get_blob(BlobId("none"), session=office.session()))) == "blob.unknown"
    assert code(both.agree(lambda office: office.gateway.put_blob(b"x", name="x", session="made up"))) == "auth.session_ended"
    assert code(both.agree(lambda office: office.gateway.get_blob(BlobId("x"), session="made up"))) == "auth.session_ended"


ENTRIES = tuple(
    Entry(account=account, currency="HKD", direction=direction, amount=Decimal(1))
    for account, direction in (("ADJ.LCOPEN", Direction.DEBIT), (AccountRef(account_no="1"), Direction.CREDIT))
)


@pytest.mark.parametrize(
    ("message", "user", "expected"),
    [
        (ListOrders(limit=201), "super_admin", "message.mistyped"),
        (ListOrders(), "nobody", "auth.no_permission"),
        (GetOrder(forex_id="1\0"), "super_admin", "message.invalid"),
        (GetOrder(forex_id="P1"), "super_admin", "FX-E33"),
        (CancelOrder(forex_id="P1", expected_version=1), "super_admin", "FX-E33"),
        (CancelOrder(forex_id="P1", expected_version=2**70), "super_admin", "message.invalid"),
        (CancelOrder(forex_id="P1", expected_version=1), "auditor", "auth.no_permission"),
        (
            PostJournal(journal=Journal(biz_code="X", source_type="x", source_id="1", entries=ENTRIES)),
            "scheduler",
            "message.unknown",
        ),
    ],
)
def test_refusals_and_what_the_audit_trail_says_of_them(both: Both, message: Any, user: str, expected: str) -> None:
    assert code(both.agree(lambda office: send(office, message, user))) == expected
    said = [
        [(row.message, row.result, row.error_code, row.payload, row.member_name) for row in office.audit_rows()]
        for office in (both.local, both.served)
    ]
    assert said[0] == said[1] or expected == "message.unknown"  # what has no name does not leave the client


def test_the_same_id_takes_effect_once(both: Both) -> None:
    def put(office: Office, value: int) -> Any:
        return office.submit(PutPreference(key="width", value=value), command_id="one")

    assert not both.agree(lambda office: put(office, 1)).replayed
    assert both.agree(lambda office: put(office, 1)).replayed
    assert code(both.agree(lambda office: put(office, 2))) == "message.id_reused"
    assert both.agree(lambda office: office.ask(GetPreferences())).values == {"width": 1}


def test_changes_are_heard_of_once_each(both: Both) -> None:
    for office in (both.local, both.served):
        office.session()
        heard: list[Change] = []
        subscription = office.gateway.subscribe(heard.append)
        done = 0
        while not heard:  # the stream of a server may not stand yet
            office.do(PutPreference(key="width", value=done))
            done += 1
        heard.clear()
        office.do(PutPreference(key="width", value=-1))
        until(lambda heard=heard: bool(heard))  # type: ignore[misc]  # bound now
        assert heard[-1].topics == ("preference",)
        assert len({one.sequence for one in heard}) == len(heard)
        subscription.close()


def test_after_closing_every_call_says_so(both: Both) -> None:
    sessions = {id(office): office.session() for office in (both.local, both.served)}
    for office in (both.local, both.served):
        office.gateway.close()
    calls = (
        lambda office: ask_me(office, sessions[id(office)]),
        lambda office: office.gateway.place(),
        lambda office: office.gateway.sign_out(sessions[id(office)]),
        lambda office: office.gateway.put_blob(b"", name="x", session=sessions[id(office)]),
    )
    for call in calls:
        assert code(both.agree(call)) == "system.closing"


def test_what_became_of_a_command_is_told_to_its_owner_only(both: Both) -> None:
    """Ids that took effect, with the number of what they made; one that did not, and somebody else's, are not in the answer."""

    def fates(office: Office, user: str) -> list[tuple[str, str, str, bool]]:
        found = office.ask(GetReplies(command_ids=("done", "refused", "never")), user=user)
        return [(one.command_id, one.message, one.record, one.held) for one in found]

    def send_both(office: Office) -> None:
        commands = {"done": PutPreference(key="k", value=1), "refused": RevokeSessions(member_id=1)}
        for number, command in commands.items():
            with suppress(UserError):
                office.gateway.submit(command, session=office.session("funds_clerk"), context=office.context, command_id=number)

    both.agree(send_both)
    assert both.agree(lambda office: fates(office, "funds_clerk")) == [("done", "preference.put", "", False)]
    assert both.agree(lambda office: fates(office, "auditor")) == []
    refused = both.agree(lambda office: office.ask(GetReplies(command_ids=("x",) * (MOST_IDS + 1))))
    assert code(refused) == "message.mistyped"
