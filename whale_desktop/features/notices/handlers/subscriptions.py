"""Subscriptions: one a kind and set of ways; what would be a second one joins the first (`docs/rules/platform.md` 6.7)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles, lists, parameter
from whale_desktop.features.access import queries as access
from whale_desktop.features.access.messages import MAIL_HOST
from whale_desktop.features.access.queries import persons
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.handlers import recipients as naming
from whale_desktop.features.notices.handlers.inbox import category_of
from whale_desktop.features.notices.messages import (
    WEBHOOK_ADDRESS,
    AddSubscription,
    Category,
    Channel,
    DeleteSubscription,
    DisableSubscription,
    EnableSubscription,
    GetSubscription,
    KindChoice,
    ListKinds,
    ListRecipients,
    ListSubscriptions,
    RecipientChoice,
    SavedSubscription,
    SubscriptionFilter,
    SubscriptionRow,
    SubscriptionState,
    TotalSubscriptions,
    UpdateSubscription,
    all_kinds,
    labels_of,
)
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, looked_up, made, totals_of
from whale_desktop.storage.conditions import all_of, equal

_SUBSCRIPTION = tables.notice_subscription
_RECIPIENT = tables.notice_recipient


@answers(ListKinds)
def list_kinds(read: Read, query: ListKinds) -> tuple[KindChoice, ...]:
    """Every kind of notice."""
    order = list(Category)
    known = sorted(all_kinds().values(), key=lambda one: order.index(one.category))
    return tuple(KindChoice(kind=one.kind, names=labels_of(one.kind), category=one.category) for one in known)


@answers(ListRecipients)
def list_recipients(read: Read, query: ListRecipients) -> tuple[RecipientChoice, ...]:
    """Roles and members to choose."""
    return naming.choices(read.connection)


@lists(ListSubscriptions)
def list_subscriptions(read: Read, query: ListSubscriptions) -> Listing[SubscriptionRow]:
    """Subscriptions under a filter."""
    return Listing(
        select(_SUBSCRIPTION).where(_condition(query.where)),
        key=_SUBSCRIPTION.c.subscription_id,
        sorts={"kind": _SUBSCRIPTION.c.kind, "updated_at": _SUBSCRIPTION.c.updated_at},
        default="kind",
        rows=_rows(read),
        rising=True,
    )


@answers(TotalSubscriptions)
def total_subscriptions(read: Read, query: TotalSubscriptions) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _SUBSCRIPTION, where=_condition(query.where))


@answers(GetSubscription)
def get_subscription(read: Read, query: GetSubscription) -> SubscriptionRow:
    """One subscription."""
    return _rows(read).of((_existing(read, query.subscription_id),))[0]


@handles(AddSubscription)
def add_subscription(work: Work, command: AddSubscription) -> SavedSubscription:
    """A new subscription, or more recipients for the one of this kind and these ways."""
    _check(work, command.channels, command.recipients, command.remark, kind=command.kind)
    _warn(work, command.channels)
    same = _same(work, command.kind, command.channels)
    if same is not None:
        _merge(work, same, command.recipients)
        return SavedSubscription(subscription_id=same.subscription_id, merged=True)
    made = work.connection.execute(
        insert(_SUBSCRIPTION).values(
            kind=command.kind,
            channels=_kept(command.channels),
            enabled=True,
            remark=command.remark,
            created_at=work.now,
            updated_at=work.now,
            operator=work.actor.name,
            version=1,
        )
    )
    assert made.inserted_primary_key is not None
    number = int(made.inserted_primary_key[0])
    _name(work, number, command.recipients)
    return SavedSubscription(subscription_id=number)


@handles(UpdateSubscription)
def update_subscription(work: Work, command: UpdateSubscription) -> SavedSubscription:
    """Other ways, recipients or remark; becomes one with another subscription that has the same kind and ways."""
    row = _current(work, command.subscription_id, command.expected_version)
    _check(work, command.channels, command.recipients, command.remark)
    _warn(work, set(command.channels) - set(_channels(row.channels)))
    same = _same(work, row.kind, command.channels)
    if same is not None and same.subscription_id != row.subscription_id:
        _merge(work, same, command.recipients)
        _remove(work, row.subscription_id)
        return SavedSubscription(subscription_id=same.subscription_id, merged=True)
    _edit(work, row, channels=_kept(command.channels), remark=command.remark)
    work.connection.execute(delete(_RECIPIENT).where(_RECIPIENT.c.subscription_id == row.subscription_id))
    _name(work, row.subscription_id, command.recipients)
    return SavedSubscription(subscription_id=row.subscription_id)


@handles(EnableSubscription)
def enable_subscription(work: Work, command: EnableSubscription) -> None:
    """Let it count again."""
    _edit(work, _current(work, command.subscription_id, command.expected_version), enabled=True)


@handles(DisableSubscription)
def disable_subscription(work: Work, command: DisableSubscription) -> None:
    """Let it count no longer."""
    _edit(work, _current(work, command.subscription_id, command.expected_version), enabled=False)


@handles(DeleteSubscription)
def delete_subscription(work: Work, command: DeleteSubscription) -> None:
    """Take it away."""
    _remove(work, _current(work, command.subscription_id, command.expected_version).subscription_id)


def _check(work: Work, channels: Sequence[Channel], recipients: Sequence[str], remark: str, *, kind: str | None = None) -> None:
    """Everything that is wrong with the fields, reported together."""
    faults = Faults()
    faults.missing(channels=channels, recipients=recipients)
    faults.too_long(remark=remark)
    if kind is not None:
        faults.missing(kind=kind)
        if kind and kind not in all_kinds():
            faults.add("kind", "notice.unknown_kind")
    wrong = _unknown(work, recipients)
    if wrong:
        faults.add("recipients", "notice.unknown_recipient", {"recipient": naming.split(wrong[0])[1]})
    faults.refuse()


def _unknown(work: Work, recipients: Sequence[str]) -> list[str]:
    members, _ = access.reachable_members(work.connection, members=naming.numbers(recipients), roles=(), now=work.now)
    roles = access.role_names(work.connection)
    known = {f"{naming.MEMBER}:{one}" for one in members} | {f"{naming.ROLE}:{one}" for one in roles}
    return [one for one in recipients if one not in known]


def _warn(work: Work, channels: Collection[Channel]) -> None:
    """Ask before a way is chosen that leads nowhere yet."""
    if Channel.EMAIL in channels and not parameter(work.connection, MAIL_HOST):
        work.confirm("notice.no_mail_server", {})
    if Channel.WEBHOOK in channels and not parameter(work.connection, WEBHOOK_ADDRESS):
        work.confirm("notice.no_webhook", {})


def _merge(work: Work, row: Any, recipients: Sequence[str]) -> None:
    """More recipients for a subscription, which is enabled by it: whoever asks for it wants to be told."""
    _name(
        work,
        row.subscription_id,
        [one for one in recipients if one not in _named(work, (row.subscription_id,))[row.subscription_id]],
    )
    _edit(work, row, enabled=True)


def _kept(channels: Sequence[Channel]) -> str:
    return ",".join(one for one in Channel if one in channels)


def _channels(kept: str) -> tuple[Channel, ...]:
    return tuple(Channel(one) for one in kept.split(","))


def _same(work: Work, kind: str, channels: Sequence[Channel]) -> Any:
    statement = select(_SUBSCRIPTION).where(_SUBSCRIPTION.c.kind == kind, _SUBSCRIPTION.c.channels == _kept(channels))
    return work.connection.execute(statement.with_for_update()).one_or_none()


def _existing(read: Read, number: int) -> Any:
    row = read.connection.execute(select(_SUBSCRIPTION).where(_SUBSCRIPTION.c.subscription_id == number)).one_or_none()
    if row is None:
        raise UserError("notice.gone")
    return row


def _current(work: Work, number: int, expected_version: int) -> Any:
    row = _existing(work, number)
    if row.version != expected_version:
        raise Conflict("message.stale")
    return row


def _edit(work: Work, row: Any, **values: Any) -> None:
    work.connection.execute(
        update(_SUBSCRIPTION)
        .where(_SUBSCRIPTION.c.subscription_id == row.subscription_id)
        .values(updated_at=work.now, operator=work.actor.name, version=row.version + 1, **values)
    )


def _remove(work: Work, number: int) -> None:
    work.connection.execute(delete(_RECIPIENT).where(_RECIPIENT.c.subscription_id == number))
    work.connection.execute(delete(_SUBSCRIPTION).where(_SUBSCRIPTION.c.subscription_id == number))


def _name(work: Work, number: int, recipients: Sequence[str]) -> None:
    rows = [{"subscription_id": number, "recipient": one} for one in dict.fromkeys(recipients)]
    if rows:
        work.connection.execute(insert(_RECIPIENT), rows)


def _named(read: Read, numbers: Collection[int]) -> Mapping[int, list[str]]:
    """The recipients of subscriptions: roles first, each group as it was named."""
    found: dict[int, list[str]] = {number: [] for number in numbers}
    statement = select(_RECIPIENT).where(_RECIPIENT.c.subscription_id.in_(numbers)).order_by(_RECIPIENT.c.recipient.desc())
    for row in read.connection.execute(statement):
        found[row.subscription_id].append(row.recipient)
    return found


def _condition(where: SubscriptionFilter) -> ColumnElement[bool]:
    table = _SUBSCRIPTION.c
    conditions = equal(kind=(table.kind, where.kind))
    if where.channel is not None:
        conditions.append(("," + table.channels + ",").contains(f",{where.channel},"))
    if where.state is not None:
        conditions.append(table.enabled.is_(where.state is SubscriptionState.ENABLED))
    if where.recipient:
        named = select(_RECIPIENT.c.subscription_id).where(_RECIPIENT.c.recipient == where.recipient)
        conditions.append(table.subscription_id.in_(named))
    return all_of(conditions)


def _rows(read: Read) -> Rows[SubscriptionRow]:
    def recipients(numbers: Sequence[int]) -> list[tuple[str, ...]]:
        named = _named(read, numbers)
        return [tuple(named[one]) for one in numbers]

    def lines(numbers: Sequence[int]) -> list[dict[str, str]]:
        named = _named(read, numbers)
        known = naming.known_names(read.connection, {one for found in named.values() for one in found})
        return [naming.sentence(named[one], known) for one in numbers]

    return Rows(
        SubscriptionRow,
        **persons(read, "operator"),
        category=made(category_of, "kind"),
        channels=made(_channels, "channels"),
        recipients=looked_up(recipients, "subscription_id"),
        recipient_names=looked_up(lines, "subscription_id"),
        state=made(lambda on: SubscriptionState.ENABLED if on else SubscriptionState.DISABLED, "enabled"),
        may=made(lambda on: _ON if on else _OFF, "enabled"),
    )


_ON = ("notice.subscription.update", "notice.subscription.disable", "notice.subscription.delete")
_OFF = ("notice.subscription.update", "notice.subscription.enable", "notice.subscription.delete")
