"""What the composition root offers the window of the business, as data: records to search, work that waits, the order of setting up.

The window knows no feature; these say which question to ask and how to read the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Command, Query
from whale_desktop.screens.wording import Say


@dataclass(frozen=True)
class SearchProvider:
    """Records that the command palette finds.

    title: head of the group. query: from what was typed to the question; it answers a page or a tuple of rows. name, detail: what is said
    of a row, detail in parts; at most `most` rows are shown, so ask for one more. screen, where: what opens for a row, and its filter.
    client: instead of a screen, the client drawer opens for the key that this reads from a row.
    """

    title: Text
    icon: str
    query_type: type[Query[Any]]
    query: Callable[[str], Query[Any]]
    name: Callable[[Any], str]
    detail: Callable[[Any], tuple[str | Text, ...]]
    screen: str = ""
    where: Callable[[Any], Mapping[str, Any]] = lambda _: {}
    most: int = 20
    client: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class ClientLink:
    """A screen that shows more of a client: open if `query_type` may be sent; `where` makes its filter of the client's key."""

    title: Text
    icon: str
    query_type: type[Query[Any]]
    screen: str
    where: Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class ClientOffer:
    """How the client drawer names a client: the question by his key, and how its answer is read.

    title: his number and name. marks: words with the tone of a state, or with none for a plain chip. about: one line, in parts.
    """

    query: Callable[[str], Query[Any]]
    title: Callable[[Any], str]
    marks: Callable[[Any], tuple[tuple[Text, str], ...]]
    about: Callable[[Any], tuple[str, ...]]
    links: tuple[ClientLink, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """One line of "what waits" on the home page, or a count in the top bar: a question, how many its answer counts, the screen for them."""

    title: Text
    icon: str
    query_type: type[Query[Any]]
    query: Callable[[], Query[Any]]
    count: Callable[[Any], int]
    screen: str
    where: Mapping[str, Any]


@dataclass(frozen=True)
class WorkOrders:
    """What the window must know of work orders, whoever keeps them.

    waiting: how many wait for the member, and the screen for them. query, flows: from the answer to the keys of the approval flows
    under which people decide now; a command under one of them will wait.
    """

    waiting: Waiting
    query_type: type[Query[Any]]
    query: Callable[[], Query[Any]]
    flows: Callable[[Any], frozenset[str]]


@dataclass(frozen=True)
class SetUp:
    """One step of setting up, in order: done when `done` says so of the answer of `query`; `screen` is where it is done."""

    title: Text
    hint: Text
    query_type: type[Query[Any]]
    query: Callable[[], Query[Any]]
    done: Callable[[Any], bool]
    screen: str


@dataclass(frozen=True)
class Novelty:
    """Something that the program can do since lately; `screen` is where, empty where it is everywhere."""

    text: Text
    screen: str = ""


@dataclass(frozen=True)
class MemberNames:
    """Who is signed in, in every language. read: from the answer and a locale to the member's name and roles.

    codes: from the answer to the codes that he holds now.
    """

    query: Callable[[], Query[Any]]
    read: Callable[[Any, str], tuple[str, tuple[str, ...]]]
    codes: Callable[[Any], frozenset[str]]


@dataclass(frozen=True)
class NewsItem:
    """Something that came for the member. title, text: from the texts of the moment to words.

    urgent: a person must act. toast, desktop: where he wants to be told. screen, where: what it is about; read: the command that marks it.
    """

    title: Callable[[Say], str]
    text: Callable[[Say], str]
    urgent: bool
    toast: bool
    desktop: bool
    screen: str
    where: Mapping[str, Any]
    read: Callable[[], Command[Any]]


@dataclass(frozen=True)
class News:
    """What came since one last looked. query: from the newest number known (None at first) to the question.

    read: from its answer to the newest number and what came. screen: the list of all of it.
    """

    query_type: type[Query[Any]]
    query: Callable[[int | None], Query[Any]]
    read: Callable[[Any], tuple[int, tuple[NewsItem, ...]]]
    screen: str


@dataclass(frozen=True)
class Offers:
    """Everything offered. Without `names` the member is called as the services said at sign-in.

    badges: counts beside the icons of the top bar; `screen` is the key of the screen that the icon opens. work_orders: None where nothing
    is ever approved. changes: what the home page says is new, newest first.
    """

    searches: tuple[SearchProvider, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    badges: tuple[Waiting, ...] = ()
    work_orders: WorkOrders | None = None
    set_up: tuple[SetUp, ...] = ()
    changes: tuple[Novelty, ...] = ()
    names: MemberNames | None = None
    client: ClientOffer | None = None
    news: News | None = None
