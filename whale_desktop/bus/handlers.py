"""Which function answers which query, carries out which command, follows which fact. Decorators fill it at import of the features."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from whale_desktop.messages import Command, Fact, ListQuery, Message, Page, Query
from whale_desktop.storage import Listing

_HANDLERS: dict[type[Message], Callable[[Any, Any], Any]] = {}
_FOLLOWERS: dict[type[Fact], tuple[Callable[[Any, Any], None], ...]] = {}

F = TypeVar("F", bound=Callable[..., Any])


def _add(message: type[Message], function: F) -> F:
    assert message not in _HANDLERS, f"{message.__name__} has two handlers"
    _HANDLERS[message] = function
    return function


def answers(message: type[Query[Any]]) -> Callable[[F], F]:
    """The decorated `function(read, query)` answers this query."""
    return lambda function: _add(message, function)


@dataclass(frozen=True)
class ListHandler:
    """Answers a list query with a page of what the list is under it."""

    listing: Callable[[Any, Any], Listing[Any]]

    def __call__(self, read: Any, query: ListQuery[Any]) -> Page[Any]:
        """The page."""
        return self.listing(read, query).page(read.connection, query)


L = TypeVar("L", bound=Callable[[Any, Any], Listing[Any]])


def lists(message: type[ListQuery[Any]]) -> Callable[[L], L]:
    """The decorated `function(read, query)` says what the list is under this query; its pages and its files are made from that."""

    def add(function: L) -> L:
        _add(message, ListHandler(function))
        return function

    return add


def handles(message: type[Command[Any]]) -> Callable[[F], F]:
    """The decorated `function(work, command)` carries out this command."""
    return lambda function: _add(message, function)


def follows(fact: type[Fact]) -> Callable[[F], F]:
    """The decorated `function(work, fact)` acts on a fact in the unit of work in which it became true, each time it is told.

    So a higher feature learns of a lower one's records without the lower one knowing it. What the function changes for open
    screens it adds to `work.topics` itself; a refusal it raises is the refusal of the whole command.
    """

    def add(function: F) -> F:
        _FOLLOWERS[fact] = (*_FOLLOWERS.get(fact, ()), function)
        return function

    return add


def followers_of(fact: type[Fact]) -> tuple[Callable[[Any, Any], None], ...]:
    """The functions that follow a fact, in the order in which the features were loaded."""
    return _FOLLOWERS.get(fact, ())


def handler_of(message: type[Message]) -> Callable[[Any, Any], Any]:
    """The function for a message; raises `KeyError` when no loaded feature has one."""
    return _HANDLERS[message]


def listing_of(message: type[ListQuery[Any]]) -> Callable[[Any, Any], Listing[Any]] | None:
    """The function that says what a list is; None where the query is answered by a function of its own."""
    handler = _HANDLERS[message]
    return handler.listing if isinstance(handler, ListHandler) else None


def handled_messages() -> frozenset[type[Message]]:
    """Every message that has a function, for conformance."""
    return frozenset(_HANDLERS)
