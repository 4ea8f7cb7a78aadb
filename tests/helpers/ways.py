"""Every acceptance test is run on both ways: on a local file, and over HTTP on a server with a PostgreSQL of its own.

What people sent, what came back and what the audit trail says of it is kept on the one way and compared on the other. Only what the
two databases count for themselves may differ, and then one number stands for one other throughout.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec

from whale_desktop.gateway.port import Context, Gateway, SignedIn
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Command, Done, Query, Submitted, codec, info_of

if TYPE_CHECKING:
    from tests.helpers.office import Office

LOCAL, REMOTE = "local", "remote"

ACCEPTANCE = re.compile(r"test_[a-z]+(_[a-z]+)?_\d\d_")
"""An acceptance scenario carries its number in its name."""

COUNTED = {
    "id": "audit",
    "audit_id": "audit",
    "journal_no": "journal",
    "reversal_no": "journal",
    "reversal_of": "journal",
    "reversed_by": "journal",
    "serial_no": "posting",
    "source_row_id": "accounting row",
    "change_id": "pool change",
    "profit_id": "profit",
    "grant_no": "grant",
}
"""Fields whose numbers a database counts: a server's leave a gap where something was refused."""

MADE = re.compile(r"[0-9a-f]{32}")
"""An id that is made anew in each run."""

ADDRESSES = ("address", "last_sign_in_address")
"""Fields that say from where: a person beside the database comes from nowhere."""

_JSON = ("payload", "before", "after")


class Passage(NamedTuple):
    """What went through a gateway once: the message, what was sent, and the reply or error."""

    what: str
    sent: Any
    got: Any


@dataclass
class Way:
    """One of the two ways, and everything that one test did on it."""

    name: str
    passages: list[Passage] = field(default_factory=list)
    audit: list[dict[str, Any]] = field(default_factory=list)

    def watch(self, office: "Office") -> None:
        """Keep what goes through the gateway of an office."""
        office.gateway = cast(Gateway, Watched(office, self))


class Watched:
    """A gateway that somebody watches."""

    def __init__(self, office: "Office", way: Way) -> None:
        self._office = office
        self._gateway = office.gateway
        self._way = way
        self._closed = False

    def __getattr__(self, name: str) -> Any:
        """Whatever carries no message goes straight through."""
        return getattr(self._gateway, name)

    def sign_in(self, email: str, password: str, context: Context, *, code: str = "") -> SignedIn:
        """Open a session, whose token is nobody's business."""
        try:
            signed_in = self._gateway.sign_in(email, password, context, code=code)
        except CodedError as error:
            self._keep("sign_in", email, error)
            raise
        self._keep("sign_in", email, msgspec.structs.replace(signed_in, session=""))
        return signed_in

    def ask(self, query: Query[Any], *, session: str, context: Context) -> Any:
        """Answer a query."""
        try:
            reply = self._gateway.ask(query, session=session, context=context)
        except CodedError as error:
            self._keep(info_of(query).name, query, error)
            raise
        self._keep(info_of(query).name, query, reply)
        return reply

    def submit(
        self, command: Command[Any], *, session: str, context: Context, command_id: str, acknowledged: Iterable[str] = ()
    ) -> Done[Any] | Submitted:
        """Carry out a command."""
        try:
            reply = self._gateway.submit(
                command, session=session, context=context, command_id=command_id, acknowledged=acknowledged
            )
        except CodedError as error:
            self._keep(info_of(command).name, command, error)
            raise
        self._keep(info_of(command).name, command, reply)
        return reply

    def close(self) -> None:
        """The test is over: what the audit trail says of it."""
        if not self._closed:
            self._closed = True
            self._way.audit += [dict(row._mapping) for row in self._office.audit_rows()]
        self._gateway.close()

    def _keep(self, what: str, sent: Any, got: Any) -> None:
        reply = codec.encode_error(got) if isinstance(got, CodedError) else got
        self._way.passages.append(Passage(what, _plain(sent), _plain(reply)))


def _plain(value: Any) -> Any:
    return json.loads(codec.encode(value))


current: Way | None = None
"""The way of the test that runs now, None for one that is no acceptance scenario."""


class Differences:
    """Compares two ways; remembers which number on the one stands for which on the other."""

    def __init__(self) -> None:
        self._there: dict[tuple[str, Any], Any] = {}
        self._back: dict[tuple[str, Any], Any] = {}

    def of(self, local: Way, remote: Way) -> list[str]:
        """Everything that differs, in words for whoever reads the failed test."""
        return [*self._passages(local.passages, remote.passages), *self._audit(local.audit, remote.audit)]

    def _passages(self, local: Sequence[Passage], remote: Sequence[Passage]) -> Iterator[str]:
        if [one.what for one in local] != [one.what for one in remote]:
            yield f"other messages: {[one.what for one in local]} and {[one.what for one in remote]}"
            return
        for here, there in zip(local, remote, strict=True):
            yield from self._walk(here.what, "", (here.sent, here.got), (there.sent, there.got))

    def _audit(self, local: Sequence[dict[str, Any]], remote: Sequence[dict[str, Any]]) -> Iterator[str]:
        if [row["message"] for row in local] != [row["message"] for row in remote]:
            yield f"other audit rows: {[row['message'] for row in local]} and {[row['message'] for row in remote]}"
            return
        for here, there in zip(local, remote, strict=True):
            yield from self._walk(f"audit of {here['message']}", "", _opened(here), _opened(there))

    def _walk(self, path: str, name: str, here: Any, there: Any) -> Iterator[str]:
        if isinstance(here, dict) and isinstance(there, dict) and here.keys() == there.keys():
            for inner in here:
                yield from self._walk(f"{path}.{inner}", inner, here[inner], there[inner])
        elif isinstance(here, list | tuple) and isinstance(there, list | tuple) and len(here) == len(there):
            for index, (one, other) in enumerate(zip(here, there, strict=True)):
                yield from self._walk(f"{path}[{index}]", name, one, other)
        elif name in ADDRESSES:
            if here != there and (here, there) != ("", "127.0.0.1"):
                yield f"{path}: {here!r} and {there!r}"
        elif isinstance(here, str) and isinstance(there, str):
            made = MADE.findall(here), MADE.findall(there)
            alike = len(made[0]) == len(made[1]) and all(self._stands_for("id", *pair) for pair in zip(*made, strict=True))
            if not alike or MADE.sub("…", here) != MADE.sub("…", there):
                yield f"{path}: {here!r} and {there!r}"
        elif name in COUNTED and type(here) is type(there) is int:
            if not self._stands_for(COUNTED[name], here, there):
                yield f"{path}: {here} and {there} stand for something else elsewhere"
        elif here != there or type(here) is not type(there):
            yield f"{path}: {here!r} and {there!r}"

    def _stands_for(self, kind: str, here: Any, there: Any) -> bool:
        known = self._there.setdefault((kind, here), there), self._back.setdefault((kind, there), here)
        return known == (there, here)


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    """An audit row with its texts of JSON read. After a posting there is nothing but the number of its journal."""
    opened = {name: json.loads(value) if name in _JSON and value else value for name, value in row.items()}
    return {**opened, "after": {"journal_no": opened["after"]}} if row["message"] == "PostJournal" else opened
