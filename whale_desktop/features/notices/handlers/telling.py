"""Tells people of an event (`docs/rules/platform.md` 6.7).

Everything is written in the command's own transaction: a message in each person's list, a row for every mail and webhook call. What leaves
the house is sent afterwards from those rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, select

from whale_desktop.bus import Work, handles
from whale_desktop.features.access import queries as access
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.messages import (
    Channel,
    DeliveryState,
    NoticeKind,
    Notify,
    TellClient,
    all_kinds,
    client_kinds,
)
from whale_desktop.messages import codec

_SUBSCRIBED = (
    select(tables.notice_subscription.c.channels, tables.notice_recipient.c.recipient)
    .join(tables.notice_recipient)
    .where(tables.notice_subscription.c.kind == bindparam("kind"), tables.notice_subscription.c.enabled)
)
_NO_MAIL = select(tables.notice_choice.c.member_id).where(
    tables.notice_choice.c.kind == bindparam("kind"), tables.notice_choice.c.mail.is_(False)
)
_ADD_EVENT = insert(tables.notice_event)
_ADD_MESSAGE = insert(tables.notice_message)
_ADD_DELIVERY = insert(tables.notice_delivery)
_ADD_CLIENT_MESSAGE = insert(tables.client_message)


@dataclass(frozen=True)
class Told:
    """Who is told of one event: in the window, by mail, and whether the webhook is called."""

    members: frozenset[int]
    by_mail: frozenset[int]
    webhook: bool


@handles(Notify)
def notify(work: Work, command: Notify) -> None:
    """Write the event and who is to know of it; nothing at all when that is nobody."""
    kind = all_kinds()[command.kind]
    unsaid = kind.sentence.placeholders() - set(command.params)
    assert not unsaid, f"notice {command.kind} without {sorted(unsaid)}"
    told = _told(work, kind, command.members)
    if not command.away:
        told = Told(told.members, frozenset(), webhook=False)
    if not command.in_window:
        told = replace(told, members=frozenset())
    if not told.members and not told.by_mail and not told.webhook:
        return
    made = work.connection.execute(
        _ADD_EVENT,
        {
            "kind": kind.kind,
            "params": codec.encode(command.params).decode(),
            "screen": command.screen or kind.screen,
            "key": command.key,
            "at": work.now,
        },
    )
    assert made.inserted_primary_key is not None
    event = int(made.inserted_primary_key[0])
    if told.members:
        work.connection.execute(_ADD_MESSAGE, [{"event_id": event, "member_id": one} for one in sorted(told.members)])
    going_out = [_delivery(work, event, Channel.EMAIL, one) for one in sorted(told.by_mail)]
    if told.webhook:
        going_out.append(_delivery(work, event, Channel.WEBHOOK, None))
    if going_out:
        work.connection.execute(_ADD_DELIVERY, going_out)


@handles(TellClient)
def tell_client(work: Work, command: TellClient) -> None:
    """Put a message to a client into the outbox."""
    unsaid = client_kinds()[command.kind].sentence.placeholders() - set(command.params)
    assert not unsaid, f"client message {command.kind} without {sorted(unsaid)}"
    work.connection.execute(
        _ADD_CLIENT_MESSAGE,
        {
            "kind": command.kind,
            "params": codec.encode(command.params).decode(),
            "client": command.client,
            "account_no": command.account_no,
            "locale": command.locale,
            "state": DeliveryState.WAITING,
            "at": work.now,
        },
    )


def _told(work: Work, kind: NoticeKind, concerned: Iterable[int]) -> Told:
    """Subscriptions and the members concerned put together; each person once, whatever the number of ways to him."""
    subscribed = [
        (frozenset(row.channels.split(",")), *row.recipient.split(":", 1))
        for row in work.connection.execute(_SUBSCRIBED, {"kind": kind.kind})
    ]
    known, having = access.reachable_members(
        work.connection,
        members={*concerned, *(int(who) for _, what, who in subscribed if what == "member")},
        roles={who for _, what, who in subscribed if what == "role"},
        now=work.now,
    )
    direct = known & frozenset(concerned)
    members, by_mail, webhook = set(direct), set[int](), False
    for channels, what, who in subscribed:
        found = having[who] if what == "role" else known & {int(who)}
        if kind.personal:
            found &= direct
        members |= found
        if Channel.EMAIL in channels:
            by_mail |= found
        webhook = webhook or (Channel.WEBHOOK in channels and (bool(found) or not kind.personal))
    if by_mail:
        by_mail -= set(work.connection.execute(_NO_MAIL, {"kind": kind.kind}).scalars())
    return Told(frozenset(members), frozenset(by_mail), webhook)


def _delivery(work: Work, event: int, channel: Channel, member_id: int | None) -> dict[str, Any]:
    return {
        "event_id": event,
        "channel": channel,
        "member_id": member_id,
        "state": DeliveryState.WAITING,
        "address": "",
        "tries": 0,
        "due_at": work.now,
        "reason": "",
        "detail": "",
        "created_at": work.now,
        "updated_at": work.now,
    }
