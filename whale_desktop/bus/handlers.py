"""Which function answers which query and carries out which command. Decorators fill it at import of the features."""

from collections.abc import Callable
from typing import Any, TypeVar

from whale_desktop.messages import Command, Message, Query

_HANDLERS: dict[type[Message], Callable[[Any, Any], Any]] = {}

F = TypeVar("F", bound=Callable[..., Any])


def _add(message: type[Message], function: F) -> F:
    assert message not in _HANDLERS, f"{message.__name__} has two handlers"
    _HANDLERS[message] = function
    return function


def answers(message: type[Query[Any]]) -> Callable[[F], F]:
    """The decorated `function(read, query)` answers this query."""
    return lambda function: _add(message, function)


def handles(message: type[Command[Any]]) -> Callable[[F], F]:
    """The decorated `function(work, command)` carries out this command."""
    return lambda function: _add(message, function)


def handler_of(message: type[Message]) -> Callable[[Any, Any], Any]:
    """The function for a message; raises `KeyError` when no loaded feature has one."""
    return _HANDLERS[message]


def handled_messages() -> frozenset[type[Message]]:
    """Every message that has a function, for conformance."""
    return frozenset(_HANDLERS)
