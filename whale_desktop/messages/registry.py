"""Every message once, with all that the platform needs to know of it. Decorators fill it at import."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin

from whale_desktop.messages.base import Command, Message, Query
from whale_desktop.messages.permissions import Requirement

M = TypeVar("M", bound=type[Message])

Action = Literal[
    "add",
    "edit",
    "delete",
    "submit",
    "approve",
    "reject",
    "handle",
    "execute",
    "import",
    "export",
    "print",
    "revoke",
    "config",
]
"""What a command does, in the words of the audit trail and of work orders (`docs/rules/platform.md` 3.6)."""


@dataclass(frozen=True)
class Bound:
    """The query that shows what a command changes: `fields` maps the query's fields to fields of the command.

    The bus asks it before and after: old and new values of the audit row, preview and guard of a work order.
    """

    query: type[Query[Any]]
    fields: Mapping[str, str]

    def of(self, command: Message) -> Query[Any]:
        """The query about the record that `command` is going to change."""
        return self.query(**{own: getattr(command, theirs) for own, theirs in self.fields.items()})

    def key_of(self, command: Message) -> str:
        """The record's number as text; the parts of a longer key are separated by a space."""
        return " ".join(str(getattr(command, source)) for source in self.fields.values())


@dataclass(frozen=True)
class MessageInfo:
    """What the platform knows of one message type.

    name: wire name (`fx.order.submit`), empty for an internal command. topics: what a query shows or a command changes.
    approval: key of the rule that may put the command under maker-checker. target, guard: see `Bound`.
    fresh_login: the password must have been entered within the last minutes. headless: no screen sends it, on purpose.
    audited: false only for a command that keeps no business record (a person's own column widths, say).
    secret: fields that never reach the audit trail or a log. action: what the command does, in one word of the audit trail.
    amount: fields of the target with the amount and its currency, by which a work order finds its route.
    requested: the bus does not hold the command; its handler asks for approval itself (`work.request`) once the record waits visibly.
    asks: key of the rule under which its handler puts its record before other people; asks_sometimes: only some records (large amounts).
    withdraws_target: a client's own cancellation; an open work order on the target becomes abnormal instead of blocking it.
    while_password_due: may be sent by a member who must change his password first. while_second_factor_due: by one who must set up a
    second factor first; whatever may be sent while a password is due may be sent then too.
    rows_locked: the handler locks every row that it decides on, so on a server it may run beside others of its feature; any other
    command has its feature to itself there (`bus.locking`).
    export: of a list query, the code that its export needs where that is not the view code with `_export`.
    """

    type: type[Message]
    name: str
    permission: Requirement
    result: Any
    topics: tuple[str, ...]
    is_command: bool
    approval: str = ""
    target: Bound | None = None
    guard: tuple[str, ...] = ()
    fresh_login: bool = False
    internal: bool = False
    headless: bool = False
    audited: bool = True
    secret: tuple[str, ...] = ()
    action: Action = "edit"
    amount: tuple[str, str] | None = None
    requested: bool = False
    asks: str = ""
    asks_sometimes: bool = False
    withdraws_target: bool = False
    while_password_due: bool = False
    while_second_factor_due: bool = False
    rows_locked: bool = False
    export: str = ""

    @property
    def key(self) -> str:
        """A name that every message has: the wire name, or the type's name of an internal command."""
        return self.name or self.type.__name__

    @property
    def area(self) -> str:
        """The feature that the message belongs to."""
        return area_of(self.type.__module__)


def area_of(module: str) -> str:
    """The feature that a module belongs to, else the module itself."""
    package, _, inside = module.partition(".features.")
    return inside.partition(".")[0] or package


_BY_TYPE: dict[type[Message], MessageInfo] = {}
_BY_NAME: dict[str, MessageInfo] = {}
_BY_KEY: dict[str, MessageInfo] = {}


def _result_type(message: type[Message]) -> Any:
    """The R of the nearest `Query[R]` or `Command[R]` among the bases; a generic base in between is resolved."""
    for base in getattr(message, "__orig_bases__", ()):
        origin = get_origin(base) or base
        if origin in (Query, Command):
            return get_args(base)[0]
        if isinstance(origin, type) and issubclass(origin, Message) and origin is not Message:
            inner = _result_type(origin)
            arguments = get_args(base)
            parameters = getattr(inner, "__parameters__", ())
            if arguments and parameters:
                return inner[arguments[: len(parameters)]]
            if arguments and isinstance(inner, TypeVar):
                return arguments[0]
            return inner
    raise AssertionError(f"{message.__name__} says no result type")


def _register(info: MessageInfo) -> None:
    assert info.type not in _BY_TYPE, f"{info.type.__name__} registered twice"
    assert info.internal or info.name, f"{info.type.__name__} has no wire name"
    if info.name:
        assert info.name not in _BY_NAME, f"wire name {info.name} registered twice"
        _BY_NAME[info.name] = info
    for field in info.guard:
        assert info.target is not None, f"{info.name}: a guard needs a target ({field})"
    _check_target_fields(info)
    assert info.key not in _BY_KEY, f"two messages are called {info.key}"
    _BY_KEY[info.key] = info
    _BY_TYPE[info.type] = info


def _check_target_fields(info: MessageInfo) -> None:
    """Guard and amount name fields of the record that the target query answers."""
    named = (*info.guard, *(info.amount or ()))
    if info.target is None:
        assert not named, f"{info.name}: {named} need a target"
        return
    known = getattr(info_of(info.target.query).result, "__struct_fields__", None)
    unknown = [field for field in named if known is not None and field not in known]
    assert not unknown, f"{info.name}: {info.target.query.__name__} answers no {unknown}"


def query(
    name: str,
    *,
    permission: Requirement,
    topics: tuple[str, ...] = (),
    headless: bool = False,
    while_password_due: bool = False,
    while_second_factor_due: bool = False,
    export: str = "",
) -> Callable[[M], M]:
    """Register a query: its wire name, who may ask and export, and the topics whose change makes its answer stale."""

    def register(message: M) -> M:
        assert issubclass(message, Query), message
        _register(
            MessageInfo(
                type=message,
                name=name,
                permission=permission,
                result=_result_type(message),
                topics=topics,
                is_command=False,
                headless=headless,
                while_password_due=while_password_due,
                while_second_factor_due=while_second_factor_due,
                export=export,
            )
        )
        return message

    return register


def command(
    name: str = "",
    *,
    permission: Requirement,
    changes: tuple[str, ...],
    approval: str = "",
    target: Bound | None = None,
    guard: tuple[str, ...] = (),
    fresh_login: bool = False,
    internal: bool = False,
    headless: bool = False,
    audited: bool = True,
    secret: tuple[str, ...] = (),
    action: Action = "edit",
    amount: tuple[str, str] | None = None,
    requested: bool = False,
    asks: str = "",
    asks_sometimes: bool = False,
    withdraws_target: bool = False,
    while_password_due: bool = False,
    while_second_factor_due: bool = False,
    rows_locked: bool = False,
) -> Callable[[M], M]:
    """Register a command: wire name, permission, topics it changes, approval key, target and guard. See `MessageInfo`."""

    def register(message: M) -> M:
        assert issubclass(message, Command), message
        _register(
            MessageInfo(
                type=message,
                name=name,
                permission=permission,
                result=_result_type(message),
                topics=changes,
                is_command=True,
                approval=approval,
                target=target,
                guard=guard,
                fresh_login=fresh_login,
                internal=internal,
                headless=headless,
                audited=audited,
                secret=secret,
                action=action,
                amount=amount,
                requested=requested,
                asks=asks,
                asks_sometimes=asks_sometimes,
                withdraws_target=withdraws_target,
                while_password_due=while_password_due,
                while_second_factor_due=while_second_factor_due,
                rows_locked=rows_locked,
            )
        )
        return message

    return register


def info_of(message: Message | type[Message]) -> MessageInfo:
    """What the platform knows of a message or its type; raises `KeyError` for an unregistered one."""
    return _BY_TYPE[message if isinstance(message, type) else type(message)]


def export_of(info: MessageInfo) -> tuple[str, ...]:
    """The codes of which one allows to export what a list query shows: the query's own export code, else its view codes with `_export`."""
    return (info.export,) if info.export else tuple(f"{code}_export" for code in info.permission.codes)


def by_name(name: str) -> MessageInfo | None:
    """The message of a wire name, or None."""
    return _BY_NAME.get(name)


def by_key(key: str) -> MessageInfo | None:
    """The message of a key (`MessageInfo.key`), internal ones included, or None."""
    return _BY_KEY.get(key)


def all_messages() -> Iterator[MessageInfo]:
    """Every registered message, internal ones last, by name."""
    return iter(sorted(_BY_TYPE.values(), key=lambda info: (info.internal, info.name, info.type.__name__)))
