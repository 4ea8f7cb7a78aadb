"""What happened and whom it concerns: the command that tells people, and what each finds in the window (`docs/rules/platform.md` 6.7)."""

from datetime import datetime

from whale_desktop.features.notices.messages.kinds import Category
from whale_desktop.messages import SIGNED_IN, Command, ListQuery, Query, Struct, TotalsQuery, command, query


@command(permission=SIGNED_IN, changes=("notice.message", "notice.delivery"), internal=True, rows_locked=True)
class Notify(Command[None]):
    """Tell `members`, besides all subscribers of `kind` (those of a personal kind are told only if they are among the members).

    Service users and members who are frozen or gone are never told; each person is told once. params: texts for the kind's sentence,
    formatted when it is read. screen, key: what a click opens, the kind's own screen when empty, filtered to the record `key`.
    in_window: put it into the lists in the window; away: also send mails and call the webhook, where that is subscribed.
    """

    kind: str
    params: dict[str, str]
    members: tuple[int, ...] = ()
    screen: str = ""
    key: str = ""
    in_window: bool = True
    away: bool = True


@command(permission=SIGNED_IN, changes=("notice.client",), internal=True, rows_locked=True)
class TellClient(Command[None]):
    """Put a message to a client into the outbox; it is handed over in the client's language by whatever carries messages to clients.

    client: the client's number; account_no: the account that it is about.
    """

    kind: str
    params: dict[str, str]
    client: str
    account_no: str = ""
    locale: str = "zh_Hant"


class MessageRow(Struct):
    """One message of one's own. The window makes the sentence of `kind` and `params`. read_at: None while it is unread."""

    message_id: int
    kind: str
    category: Category
    params: dict[str, str]
    screen: str
    key: str
    at: datetime
    read_at: datetime | None = None


class MessageFilter(Struct):
    """Filters of one's own messages."""

    unread: bool = False
    category: Category | None = None


@query("notice.message.list", permission=SIGNED_IN, topics=("notice.message",))
class ListMessages(ListQuery[MessageRow]):
    """One's own messages, newest first."""

    where: MessageFilter = MessageFilter()


@query("notice.message.totals", permission=SIGNED_IN, topics=("notice.message",), headless=True)
class TotalMessages(TotalsQuery):
    """Count of one's own messages."""

    where: MessageFilter = MessageFilter()


class Unread(Struct):
    """How many messages are unread, by category, and the number of the newest message, read or not."""

    count: int
    by_category: dict[Category, int]
    newest: int = 0


@query("notice.message.unread", permission=SIGNED_IN, topics=("notice.message",))
class CountUnread(Query[Unread]):
    """The figure on the bell."""


@command("notice.message.mark_read", permission=SIGNED_IN, changes=("notice.message",), audited=False, rows_locked=True)
class MarkRead(Command[None]):
    """Mark messages of one's own as read, or as unread again. Numbers of other people's messages do nothing."""

    message_ids: tuple[int, ...]
    read: bool = True


@command(
    "notice.message.mark_all_read",
    permission=SIGNED_IN,
    changes=("notice.message",),
    audited=False,
    rows_locked=True,
)
class MarkAllRead(Command[None]):
    """Mark all of one's own messages up to number `upto` as read, of one category or of all; newer ones stay unread."""

    upto: int
    category: Category | None = None
