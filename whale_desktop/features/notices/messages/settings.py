"""How a member wants to be told, kind by kind, and what came since he last looked (`docs/rules/platform.md` 6.7)."""

from whale_desktop.features.notices.messages.inbox import MessageRow
from whale_desktop.features.notices.messages.kinds import Category
from whale_desktop.messages import SIGNED_IN, Command, Query, Struct, command, query


class MessageSetting(Struct):
    """How one kind of notice comes to this member.

    toast: a new one shows a short note in the window. desktop: it shows a notice of the desktop while the window is in the background.
    mail: a subscription by mail reaches him.
    """

    kind: str
    category: Category
    toast: bool = True
    desktop: bool = False
    mail: bool = True


@query("notice.setting.list", permission=SIGNED_IN, topics=("notice.setting",))
class ListMessageSettings(Query[tuple[MessageSetting, ...]]):
    """One's own settings for every kind, by category."""


@command("notice.setting.put", permission=SIGNED_IN, changes=("notice.setting",), audited=False)
class PutMessageSetting(Command[None]):
    """Keep one's own setting for a kind. Error: `notice.unknown_kind`."""

    kind: str
    toast: bool = True
    desktop: bool = False
    mail: bool = True


class NewsRow(Struct):
    """A message that came, and whether this member wants a note in the window or a notice of the desktop for it."""

    message: MessageRow
    toast: bool
    desktop: bool


class News(Struct):
    """What came beyond a message number: the newest number there is, and the unread messages, oldest first."""

    newest: int
    rows: tuple[NewsRow, ...] = ()


@query("notice.news", permission=SIGNED_IN, topics=("notice.message",))
class GetNews(Query[News]):
    """One's own unread messages with a number above `newer_than`, at most 50; without it only the newest number."""

    newer_than: int | None = None
