"""What people are called in the language of whoever reads; a name that was kept stands where nobody is called so any more.

What is kept of an act names its member in one language (`member.name`), as he was called then (`docs/rules/platform.md` 6.11).
"""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, or_, select

from whale_desktop.bus import Read
from whale_desktop.bus.work import KEPT_LOCALE
from whale_desktop.features.access.tables import member, role
from whale_desktop.storage.listing import Made, looked_up

_COLUMNS = {"zh_Hans": member.c.name_zh_hans, "en": member.c.name_en}
_NAMED = {
    locale: select(member.c.name, column).where(member.c.name.in_(bindparam("names", expanding=True)))
    for locale, column in _COLUMNS.items()
}
_NUMBERED = {
    locale: select(member.c.member_id, column).where(member.c.member_id.in_(bindparam("numbers", expanding=True)))
    for locale, column in {KEPT_LOCALE: member.c.name, **_COLUMNS}.items()
}


def called(read: Read, names: Sequence[str]) -> list[str]:
    """Kept names in the reader's language. One that nobody has now, or several whose other names differ, stays as it is."""
    wanted = set(names) - {""}
    if read.locale not in _NAMED or not wanted:
        return list(names)
    found: dict[str, set[str]] = {}
    for kept, own in read.connection.execute(_NAMED[read.locale], {"names": sorted(wanted)}):
        found.setdefault(kept, set()).add(own)
    known = {kept: own.pop() for kept, own in found.items() if len(own) == 1}
    return [known.get(name) or name for name in names]


def called_by_number(read: Read, numbers: Sequence[int], names: Sequence[str]) -> list[str]:
    """Members in the reader's language; `names`: as they were kept, for members who do not exist (any more)."""
    wanted = sorted({number for number in numbers if number})
    if read.locale not in _NUMBERED or not wanted:
        return list(names)
    known = {row[0]: row[1] for row in read.connection.execute(_NUMBERED[read.locale], {"numbers": wanted})}
    return [(known.get(number) if name else "") or name for number, name in zip(numbers, names, strict=True)]


def persons(read: Read, *fields: str) -> Mapping[str, Made]:
    """The fields of a list's rows that hold kept names, for `Rows`."""
    if read.locale not in _NAMED:
        return {}
    return {field: looked_up(partial(called, read), field) for field in fields}


def named_like(column: ColumnElement[Any], typed: str) -> ColumnElement[bool]:
    """A kept name contains what somebody typed, in any of the languages that its member is called in."""
    others = or_(*(own.icontains(typed, autoescape=True) for own in _COLUMNS.values()))
    return or_(column.icontains(typed, autoescape=True), column.in_(select(member.c.name).where(others)))


PERSON_FIELDS = frozenset(
    {"operator", "reviewer", "applicant", "creator", "approver", "maker", "member", "changed_by", "updated_by"}
)
"""The fields of records that hold kept names."""


class SpokenRecords:
    """Kept states of records with the names of their people and roles in the reader's language; reads all names once."""

    def __init__(self, read: Read) -> None:
        self._read = read

    @cached_property
    def _people(self) -> Mapping[str, str]:
        return self._known(member, _COLUMNS[self._read.locale])

    @cached_property
    def _roles(self) -> Mapping[str, str]:
        return self._known(role, role.c[_COLUMNS[self._read.locale].name])

    def _known(self, table: Table, column: ColumnElement[str]) -> Mapping[str, str]:
        """The own name of each kept one, where all who are called so are called alike."""
        found: dict[str, set[str]] = {}
        for kept, own in self._read.connection.execute(select(table.c.name, column)):
            found.setdefault(kept, set()).add(own)
        return {kept: next(iter(own)) or kept for kept, own in found.items() if len(own) == 1}

    def __call__(self, record: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """A state as it is read; None for none."""
        if record is None or self._read.locale not in _COLUMNS:
            return None if record is None else dict(record)
        return {name: self._said(name, value) for name, value in record.items()}

    def _said(self, field: str, value: Any) -> Any:
        if isinstance(value, str):
            known = self._people if field in PERSON_FIELDS else self._roles if field == "roles" else {}
            return known.get(value, value)
        if isinstance(value, list):
            return [self._said(field, one) for one in value]
        if not isinstance(value, dict):
            return value
        inside = {name: self._said(name, one) for name, one in value.items()}
        if field == "roles" or value.get("kind") == "role":
            inside |= {name: self._roles.get(one, one) for name, one in value.items() if name == "name"}
        elif value.get("kind") == "user":
            inside |= {name: self._people.get(one, one) for name, one in value.items() if name == "name"}
        return inside


def called_in(read: Read, name: str) -> str:
    """One kept name in the reader's language."""
    return called(read, [name])[0]
