"""One's own messages: list, figure on the bell, marking as read (`docs/rules/platform.md` 6.7)."""

from sqlalchemy import ColumnElement, and_, func, select, update

from whale_desktop.bus import Read, Work, answers, handles, lists
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.messages import (
    Category,
    CountUnread,
    ListMessages,
    MarkAllRead,
    MarkRead,
    MessageFilter,
    MessageRow,
    TotalMessages,
    Unread,
    all_kinds,
)
from whale_desktop.messages import Totals, codec
from whale_desktop.storage import Listing, Rows, made, totals_of

_MESSAGE = tables.notice_message
_EVENT = tables.notice_event
BOTH = _MESSAGE.join(_EVENT)
"""Messages with the events that they are about."""
COLUMNS = (_MESSAGE.c.message_id, _MESSAGE.c.read_at, _EVENT.c.kind, _EVENT.c.params, _EVENT.c.screen, _EVENT.c.key, _EVENT.c.at)
"""What `ROWS` needs of them."""


@lists(ListMessages)
def list_messages(read: Read, query: ListMessages) -> Listing[MessageRow]:
    """One's own messages under a filter."""
    statement = select(*COLUMNS).select_from(BOTH).where(_own(read, query.where))
    key = _MESSAGE.c.message_id
    return Listing(statement, key=key, sorts={"message_id": key}, default="message_id", rows=ROWS)


@answers(TotalMessages)
def total_messages(read: Read, query: TotalMessages) -> Totals:
    """Count of one's own messages."""
    return totals_of(read.connection, BOTH, where=_own(read, query.where))


@answers(CountUnread)
def count_unread(read: Read, query: CountUnread) -> Unread:
    """The figure on the bell, and its parts."""
    own = _MESSAGE.c.member_id == read.actor.member_id
    found = read.connection.execute(
        select(_EVENT.c.kind, func.count()).select_from(BOTH).where(own, _MESSAGE.c.read_at.is_(None)).group_by(_EVENT.c.kind)
    )
    by_category = dict.fromkeys(Category, 0)
    for kind, count in found:
        by_category[category_of(kind)] += count
    newest = read.connection.execute(select(func.max(_MESSAGE.c.message_id)).where(own)).scalar()
    return Unread(count=sum(by_category.values()), by_category=by_category, newest=newest or 0)


@handles(MarkRead)
def mark_read(work: Work, command: MarkRead) -> None:
    """Mark messages as read, or as unread again."""
    _mark(work, _MESSAGE.c.message_id.in_(command.message_ids), read=command.read)


@handles(MarkAllRead)
def mark_all_read(work: Work, command: MarkAllRead) -> None:
    """Mark everything up to a number."""
    condition: ColumnElement[bool] = _MESSAGE.c.message_id <= command.upto
    if command.category is not None:
        of_category = select(_EVENT.c.event_id).where(_EVENT.c.kind.in_(kinds_of(command.category)))
        condition = and_(condition, _MESSAGE.c.event_id.in_(of_category))
    _mark(work, condition, read=True)


def category_of(kind: str) -> Category:
    """A kind's category; one that this version does not know counts as a system notice."""
    known = all_kinds().get(kind)
    return Category.SYSTEM if known is None else known.category


def kinds_of(category: Category) -> list[str]:
    """The codes of a category."""
    return [one.kind for one in all_kinds().values() if one.category is category]


def _mark(work: Work, which: ColumnElement[bool], *, read: bool) -> None:
    as_before = _MESSAGE.c.read_at.is_(None) if read else _MESSAGE.c.read_at.is_not(None)
    work.connection.execute(
        update(_MESSAGE)
        .where(_MESSAGE.c.member_id == work.actor.member_id, which, as_before)
        .values(read_at=work.now if read else None)
    )


def _own(read: Read, where: MessageFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [_MESSAGE.c.member_id == read.actor.member_id]
    if where.unread:
        conditions.append(_MESSAGE.c.read_at.is_(None))
    if where.category is not None:
        conditions.append(_EVENT.c.kind.in_(kinds_of(where.category)))
    return and_(*conditions)


ROWS = Rows(
    MessageRow,
    category=made(category_of, "kind"),
    params=made(lambda text: codec.decode(text.encode(), dict[str, str]), "params"),
)
"""How a stored message travels."""
