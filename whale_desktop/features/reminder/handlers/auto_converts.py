"""The client's setting auto convert: the list of who has or had it, and the app's switch (`docs/rules/fx.md` 3.12)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles, lists
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import GetAccount
from whale_desktop.features.reminder import tables
from whale_desktop.features.reminder.messages import (
    AutoConvertFilter,
    AutoConvertRow,
    GetAutoConvert,
    ListAutoConverts,
    OnOff,
    SetAutoConvert,
    TotalAutoConverts,
)
from whale_desktop.features.reminder.queries import switch_of
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, looked_up, made, totals_of
from whale_desktop.storage.conditions import all_of

_AUTO = tables.reminder_auto_convert
_SORTS: dict[str, ColumnElement[Any]] = {name: _AUTO.c[name] for name in ("opened_at", "closed_at", "account_no")}


@lists(ListAutoConverts)
def list_auto_converts(read: Read, query: ListAutoConverts) -> Listing[AutoConvertRow]:
    """Accounts under a filter."""
    return Listing(
        select(_AUTO).where(_condition(query.where)),
        key=_AUTO.c.account_no,
        sorts=_SORTS,
        default="opened_at",
        rows=_rows(read),
    )


@answers(TotalAutoConverts)
def total_auto_converts(read: Read, query: TotalAutoConverts) -> Totals:
    """How many accounts the filter leaves."""
    return totals_of(read.connection, _AUTO, where=_condition(query.where))


@answers(GetAutoConvert)
def get_auto_convert(read: Read, query: GetAutoConvert) -> AutoConvertRow:
    """The setting of one account."""
    row = _of(read, query.account_no)
    if row is None:
        raise UserError("FX-E33")
    return _rows(read).of((row,))[0]


@handles(SetAutoConvert)
def set_auto_convert(work: Work, command: SetAutoConvert) -> None:
    """Switch it; what is so already stays as it is."""
    work.ask(GetAccount(account_no=command.account_no))
    row = _of(work, command.account_no)
    if row is None:
        if command.is_on:
            values = {"account_no": command.account_no, "is_on": True, "opened_at": work.now, "closed_at": None, "version": 1}
            work.connection.execute(insert(_AUTO).values(**values))
        return
    if row.is_on is command.is_on:
        return
    moment = {"opened_at": work.now} if command.is_on else {"closed_at": work.now}
    work.connection.execute(
        update(_AUTO)
        .where(_AUTO.c.account_no == command.account_no)
        .values(is_on=command.is_on, version=row.version + 1, **moment)
    )


def _of(read: Read, account_no: str) -> Any:
    return read.connection.execute(select(_AUTO).where(_AUTO.c.account_no == account_no)).one_or_none()


def _condition(where: AutoConvertFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if where.client.strip():
        conditions.append(_AUTO.c.account_no.in_(ledger.accounts_matching(where.client.strip())))
    if where.state is not None:
        conditions.append(_AUTO.c.is_on.is_(where.state is OnOff.ON))
    return all_of(conditions)


def _rows(read: Read) -> Rows[AutoConvertRow]:
    """How stored settings become rows, with the names of today."""

    def clients(accounts: Sequence[str]) -> list[tuple[str, str]]:
        known = ledger.names(read.connection, set(accounts), read.locale)
        return [known[account_no] for account_no in accounts]

    return Rows(
        AutoConvertRow,
        client=looked_up(lambda accounts: [f"{member} {name}".strip() for member, name in clients(accounts)], "account_no"),
        member_id=looked_up(lambda accounts: [member for member, _ in clients(accounts)], "account_no"),
        state=made(switch_of, "is_on"),
    )
