"""Business codes and their groups, for this feature and those above it (`docs/rules/ledger.md` 3.4)."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from whale_desktop.features.ledger import tables
from whale_desktop.features.ledger.messages import CodeGroup, Direction
from whale_desktop.messages import Struct

_CODE, _MEMBER = tables.business_code, tables.business_code_group
_OF_GROUP = (
    select(_CODE, _MEMBER.c.direction, _MEMBER.c.offered)
    .join_from(_MEMBER, _CODE)
    .where(_MEMBER.c.code_group == bindparam("of_group"))
    .order_by(_CODE.c.position)
)


class GroupedCode(Struct):
    """A business code in a group. names: by locale; direction: the only side it may have there, None for either; offered: to people."""

    biz_code: str
    names: dict[str, str]
    client_visible: bool
    direction: Direction | None
    offered: bool


def codes_of(connection: Connection, group: CodeGroup) -> tuple[GroupedCode, ...]:
    """The codes of a group, in the order in which people see codes."""
    return tuple(
        GroupedCode(
            biz_code=row.biz_code,
            names={locale: code_name(row, locale) for locale in ("zh_Hant", "zh_Hans", "en")},
            client_visible=row.client_visible,
            direction=row.direction,
            offered=row.offered,
        )
        for row in connection.execute(_OF_GROUP, {"of_group": group})
    )


def code_name(row: Any, locale: str) -> str:
    """The name of a stored code in a locale, the English one for a locale that has none."""
    name: str = row._mapping[f"name_{locale.casefold() if locale in ('zh_Hant', 'zh_Hans') else 'en'}"]
    return name
