"""What became of every mail and webhook call; sending again; the messages to clients (`docs/rules/platform.md` 6.7)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update

from whale_desktop.bus import Read, Work, answers, handles, lists
from whale_desktop.features.access import queries as access
from whale_desktop.features.notices import tables
from whale_desktop.features.notices.messages import (
    ClientMessageFilter,
    ClientMessageRow,
    DeliveryFilter,
    DeliveryPhase,
    DeliveryRow,
    DeliveryState,
    GetDelivery,
    ListClientMessages,
    ListDeliveries,
    ResendDelivery,
    TotalClientMessages,
    TotalDeliveries,
    sentence_in,
)
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import Reason, Totals, codec
from whale_desktop.storage import Listing, Rows, looked_up, made, tab_of, totals_of
from whale_desktop.storage.conditions import all_of, equal, within_days

_DELIVERY = tables.notice_delivery
_EVENT = tables.notice_event
_BOTH = _DELIVERY.join(_EVENT)
_COLUMNS = (*_DELIVERY.c, _EVENT.c.kind, _EVENT.c.key)
_CLIENT = tables.client_message

_RESENT = (DeliveryState.FAILED, DeliveryState.INTERRUPTED)
_TABS: dict[str, ColumnElement[bool]] = {
    DeliveryPhase.FAILED: _DELIVERY.c.state.in_(_RESENT),
    DeliveryPhase.WAITING: _DELIVERY.c.state.in_((DeliveryState.WAITING, DeliveryState.SENDING)),
    DeliveryPhase.SENT: _DELIVERY.c.state == DeliveryState.SENT,
}


@lists(ListDeliveries)
def list_deliveries(read: Read, query: ListDeliveries) -> Listing[DeliveryRow]:
    """Mails and webhook calls under a filter and a tab."""
    statement = select(*_COLUMNS).select_from(_BOTH).where(_condition(query.where))
    if query.tab:
        statement = statement.where(tab_of(_TABS, query.tab))
    return Listing(
        statement,
        key=_DELIVERY.c.delivery_id,
        sorts={"created_at": _DELIVERY.c.created_at, "updated_at": _DELIVERY.c.updated_at},
        default="created_at",
        rows=_rows(read),
    )


@answers(TotalDeliveries)
def total_deliveries(read: Read, query: TotalDeliveries) -> Totals:
    """Count of the list and of its tabs."""
    return totals_of(read.connection, _BOTH, where=_condition(query.where), tabs=_TABS, tab=query.tab)


@answers(GetDelivery)
def get_delivery(read: Read, query: GetDelivery) -> DeliveryRow:
    """One mail or webhook call."""
    return _rows(read).of((_existing(read, query.delivery_id),))[0]


@handles(ResendDelivery)
def resend_delivery(work: Work, command: ResendDelivery) -> None:
    """Back into the queue, with all its tries."""
    row = _existing(work, command.delivery_id)
    if row.state not in _RESENT:
        raise UserError("notice.not_resendable")
    if row.state is DeliveryState.INTERRUPTED:
        work.confirm("notice.may_have_arrived", {})
    work.connection.execute(
        update(_DELIVERY)
        .where(_DELIVERY.c.delivery_id == row.delivery_id)
        .values(state=DeliveryState.WAITING, tries=0, due_at=work.now, reason="", detail="", updated_at=work.now)
    )


@lists(ListClientMessages)
def list_client_messages(read: Read, query: ListClientMessages) -> Listing[ClientMessageRow]:
    """Messages to clients under a filter."""
    return Listing(
        select(_CLIENT).where(_client_condition(query.where)),
        key=_CLIENT.c.client_message_id,
        sorts={"at": _CLIENT.c.at},
        default="at",
        rows=Rows(ClientMessageRow, words=made(_words, "kind", "params")),
    )


@answers(TotalClientMessages)
def total_client_messages(read: Read, query: TotalClientMessages) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _CLIENT, where=_client_condition(query.where))


def _existing(read: Read, number: int) -> Any:
    statement = select(*_COLUMNS).select_from(_BOTH).where(_DELIVERY.c.delivery_id == number)
    row = read.connection.execute(statement).one_or_none()
    if row is None:
        raise UserError("notice.gone")
    return row


def _rows(read: Read) -> Rows[DeliveryRow]:
    def names(numbers: Sequence[int | None]) -> list[dict[str, str]]:
        members = access.member_names(read.connection, {one for one in numbers if one is not None})
        return [{} if one is None else members.get(one, {}) for one in numbers]

    return Rows(
        DeliveryRow,
        recipient_names=looked_up(names, "member_id"),
        due_at=made(lambda state, due: due if state is DeliveryState.WAITING else None, "state", "due_at"),
        reason=made(lambda code: Reason(code=code) if code else None, "reason"),
        may=made(lambda state: ("notice.delivery.resend",) if state in _RESENT else (), "state"),
    )


def _condition(where: DeliveryFilter) -> ColumnElement[bool]:
    conditions = equal(
        kind=(_EVENT.c.kind, where.kind),
        channel=(_DELIVERY.c.channel, where.channel),
        state=(_DELIVERY.c.state, where.state),
        address=(_DELIVERY.c.address, where.address.strip().lower()),
    )
    return all_of(conditions + within_days(_DELIVERY.c.created_at, where.created_from, where.created_to))


def _words(kind: str, params: str) -> dict[str, str]:
    values = codec.decode(params.encode(), dict[str, str])
    return {locale: sentence_in(kind, values, catalogue(locale)) for locale in LOCALES}


def _client_condition(where: ClientMessageFilter) -> ColumnElement[bool]:
    conditions = equal(
        client=(_CLIENT.c.client, where.client.strip()), account_no=(_CLIENT.c.account_no, where.account_no.strip())
    )
    return all_of(conditions + within_days(_CLIENT.c.at, where.at_from, where.at_to))
