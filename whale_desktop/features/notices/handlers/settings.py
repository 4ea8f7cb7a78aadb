"""One's own settings kind by kind, and what came since one last looked (`docs/rules/platform.md` 6.7)."""

from typing import Any

from sqlalchemy import Select, delete, func, insert, select

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.handlers.inbox import BOTH, COLUMNS, ROWS
from whale_desktop.features.notices.messages import (
    Category,
    GetNews,
    ListMessageSettings,
    MessageRow,
    MessageSetting,
    News,
    NewsRow,
    NoticeKind,
    PutMessageSetting,
    all_kinds,
)
from whale_desktop.kernel.errors import UserError

_CHOICE = tables.notice_choice
_MESSAGE = tables.notice_message
_MOST_NEWS = 50


@answers(ListMessageSettings)
def list_message_settings(read: Read, query: ListMessageSettings) -> tuple[MessageSetting, ...]:
    """One's own settings for every kind."""
    chosen = _chosen(read)
    order = list(Category)
    known = sorted(all_kinds().values(), key=lambda one: order.index(one.category))
    return tuple(_setting(one, chosen.get(one.kind)) for one in known)


@handles(PutMessageSetting)
def put_message_setting(work: Work, command: PutMessageSetting) -> None:
    """Keep a setting; one that is what everybody gets needs no row."""
    if command.kind not in all_kinds():
        raise UserError.at("kind", "notice.unknown_kind")
    own = (_CHOICE.c.member_id == work.actor.member_id, _CHOICE.c.kind == command.kind)
    work.connection.execute(delete(_CHOICE).where(*own))
    values = {"toast": command.toast, "desktop": command.desktop, "mail": command.mail}
    usual = _setting(all_kinds()[command.kind], None)
    if values != {name: getattr(usual, name) for name in values}:
        work.connection.execute(insert(_CHOICE).values(member_id=work.actor.member_id, kind=command.kind, **values))


@answers(GetNews)
def get_news(read: Read, query: GetNews) -> News:
    """The newest number, and what is unread above `newer_than`."""
    own = _MESSAGE.c.member_id == read.actor.member_id
    newest = read.connection.execute(select(func.max(_MESSAGE.c.message_id)).where(own)).scalar() or 0
    if query.newer_than is None or query.newer_than >= newest:
        return News(newest=newest)
    chosen = _chosen(read)
    unread = (own, _MESSAGE.c.message_id > query.newer_than, _MESSAGE.c.read_at.is_(None))
    statement: Select[Any] = select(*COLUMNS).select_from(BOTH).where(*unread)
    found = read.connection.execute(statement.order_by(_MESSAGE.c.message_id).limit(_MOST_NEWS)).all()
    return News(newest=newest, rows=tuple(_news(message, chosen) for message in ROWS.of(found)))


def _chosen(read: Read) -> dict[str, Any]:
    statement = select(_CHOICE).where(_CHOICE.c.member_id == read.actor.member_id)
    return {row.kind: row for row in read.connection.execute(statement)}


def _setting(kind: NoticeKind, row: Any) -> MessageSetting:
    usual = MessageSetting(kind=kind.kind, category=kind.category)
    if row is None:
        return usual
    return MessageSetting(kind=kind.kind, category=kind.category, toast=row.toast, desktop=row.desktop, mail=row.mail)


def _news(message: MessageRow, chosen: dict[str, Any]) -> NewsRow:
    row = chosen.get(message.kind)
    return NewsRow(message=message, toast=row is None or row.toast, desktop=row is not None and row.desktop)
