"""What people are called in the language of whoever reads; a name that was kept stands where nobody is called so any more.

What is kept of an act names its member in one language (`member.name`), as he was called then (`docs/rules/platform.md` 6.11).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select

from whale_desktop.bus import Read
from whale_desktop.bus.work import KEPT_LOCALE
from whale_desktop.features.access.tables import member
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


PERSON_FIELDS = frozenset({"operator", "reviewer", "applicant", "creator", "approver", "maker", "changed_by", "updated_by"})
"""The fields of records that hold kept names."""


def spoken_record(read: Read, record: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A kept state of a record with the names of its persons in the reader's language."""
    if record is None:
        return None
    fields = [name for name, value in record.items() if name in PERSON_FIELDS and isinstance(value, str)]
    return {**record, **dict(zip(fields, called(read, [record[name] for name in fields]), strict=True))}


def called_in(read: Read, name: str) -> str:
    """One kept name in the reader's language."""
    return called(read, [name])[0]
