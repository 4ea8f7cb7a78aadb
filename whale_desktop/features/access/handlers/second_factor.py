"""Setting up a second factor, doing without it, taking one away from a member who has lost it (`docs/rules/platform.md` 6.1)."""

import json
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.bus.state import get_state
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.rights import end_sessions, other_member
from whale_desktop.features.access.messages import (
    BeginSecondFactor,
    ConfirmSecondFactor,
    GetSecondFactor,
    GetSecondFactorSetup,
    RemoveSecondFactor,
    ResetSecondFactor,
    SecondFactor,
    SecondFactorMode,
    SecondFactorSetup,
)
from whale_desktop.features.access.rules import codes
from whale_desktop.kernel.errors import UserError

PRODUCT = "Whale Desktop"
BEGUN_COUNTS_FOR = timedelta(minutes=30)

_FACTOR, _CODE, _BEGUN = tables.second_factor, tables.recovery_code, tables.second_factor_begun


@answers(GetSecondFactor)
def get_second_factor(read: Read, query: GetSecondFactor) -> SecondFactor:
    """One's own."""
    row = queries.second_factor(read.connection, read.actor.member_id)
    return SecondFactor(
        mode=queries.second_factor_mode(read.connection),
        since=None if row is None else row.since,
        codes_left=0 if row is None else queries.recovery_codes_left(read.connection, read.actor.member_id),
    )


@answers(GetSecondFactorSetup)
def get_second_factor_setup(read: Read, query: GetSecondFactorSetup) -> SecondFactorSetup:
    """What was begun in this session."""
    begun = _begun(read)
    row = queries.member_row(read.connection, read.actor.member_id)
    assert row is not None, "an actor without a member"
    office = get_state(read.connection, "name") or ""
    issuer = f"{PRODUCT} {office}".strip().replace(":", " ")
    return SecondFactorSetup(
        secret=begun.secret,
        address=codes.address_of(begun.secret, issuer=issuer, account=row.email),
        recovery_codes=tuple(json.loads(begun.recovery_codes)),
    )


@handles(BeginSecondFactor)
def begin_second_factor(work: Work, command: BeginSecondFactor) -> None:
    """A new secret and new recovery codes, for this session only."""
    if queries.second_factor_mode(work.connection) is SecondFactorMode.OFF:
        raise UserError("auth.second_factor_off")
    recovery = [codes.written_recovery(secrets.token_bytes(codes.RECOVERY_BYTES)) for _ in range(codes.RECOVERY_CODES)]
    work.connection.execute(delete(_BEGUN).where(_BEGUN.c.member_id == work.actor.member_id))
    work.connection.execute(
        insert(_BEGUN).values(
            member_id=work.actor.member_id,
            session=work.actor.session,
            secret=codes.written_secret(secrets.token_bytes(codes.SECRET_BYTES)),
            recovery_codes=json.dumps(recovery),
            begun_at=work.now,
        )
    )


@handles(ConfirmSecondFactor)
def confirm_second_factor(work: Work, command: ConfirmSecondFactor) -> None:
    """It counts; the code that confirmed it opens nothing any more."""
    begun, member_id = _begun(work), work.actor.member_id
    if not codes.plain(command.code):
        raise UserError.at("code", "auth.code_needed")
    step = codes.matching_step(begun.secret, command.code, work.now)
    if step is None:
        raise UserError.at("code", "auth.bad_code")
    forget_second_factor(work, member_id)
    work.connection.execute(insert(_FACTOR).values(member_id=member_id, secret=begun.secret, last_step=step, since=work.now))
    kept = [codes.recovery_hash(member_id, one) for one in json.loads(begun.recovery_codes)]
    work.connection.execute(insert(_CODE), [{"member_id": member_id, "code_hash": one} for one in kept])
    end_sessions(work, member_id, but=work.actor.session)


@handles(RemoveSecondFactor)
def remove_second_factor(work: Work, command: RemoveSecondFactor) -> None:
    """Without from now on, where that is allowed."""
    if queries.second_factor_mode(work.connection) is SecondFactorMode.COMPULSORY:
        raise UserError("auth.second_factor_compulsory")
    forget_second_factor(work, work.actor.member_id)


@handles(ResetSecondFactor)
def reset_second_factor(work: Work, command: ResetSecondFactor) -> None:
    """Somebody else's is taken away."""
    row = other_member(work, command, command.member_id)
    if queries.second_factor(work.connection, row.member_id) is None:
        raise UserError("auth.second_factor_none")
    forget_second_factor(work, row.member_id)
    end_sessions(work, row.member_id)


def forget_second_factor(work: Work, member_id: int) -> None:
    """Nothing is left of a member's second factor, nor of one that was begun."""
    for table in (_CODE, _FACTOR, _BEGUN):
        work.connection.execute(delete(table).where(table.c.member_id == member_id))


def _begun(read: Read) -> Any:
    """What was begun in this session a little while ago. Raises `UserError("auth.second_factor_over")`."""
    row = read.connection.execute(
        select(_BEGUN).where(_BEGUN.c.member_id == read.actor.member_id, _BEGUN.c.session == read.actor.session)
    ).one_or_none()
    if row is None or read.now - row.begun_at >= BEGUN_COUNTS_FOR:
        raise UserError("auth.second_factor_over")
    return row
