"""A stand-in for a domain that does not exist yet: clients' bank cards and withdrawals, as far as the scenarios of work orders need them.

The approval keys and guard fields are those that the real domain will have; the scenarios are to be repeated on it when it lands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, update

from tests.helpers.office import Office
from tests.helpers.registries import borrowed_registries
from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.features.access.tables import role_permission
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Bound, Command, Permission, Query, Struct, command, declare_errors, query

own = MetaData()
card = Table(
    "test_card",
    own,
    Column("card_id", Integer, primary_key=True),
    Column("bank", String, nullable=False),
    Column("status", String, nullable=False),
    Column("is_deleted", Integer, nullable=False),
    Column("last_funding", String, nullable=False),
)
withdrawal = Table(
    "test_withdrawal",
    own,
    Column("withdrawal_no", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("cents", Integer, nullable=False),
    Column("currency", String, nullable=False),
)
OPERATE, VIEW, BANK = "atm.bank_card_operation", "atm.bank_card_inquiry", "service.channel_report"


class Card(Struct):
    card_id: int
    bank: str
    status: str
    is_deleted: bool
    last_funding: str


class Withdrawal(Struct):
    withdrawal_no: str
    state: str
    amount: Decimal
    currency: str


class GetCard(Query[Card]):
    card_id: int


class EditCard(Command[None]):
    card_id: int
    bank: str


class DeleteCard(Command[None]):
    card_id: int


class ReportCardStatus(Command[None]):
    card_id: int
    status: str


class ReportFunding(Command[None]):
    card_id: int
    last_funding: str


class GetWithdrawal(Query[Withdrawal]):
    withdrawal_no: str


class EditWithdrawal(Command[None]):
    withdrawal_no: str
    amount: Decimal


class RejectWithdrawal(Command[None]):
    withdrawal_no: str


class CancelWithdrawal(Command[None]):
    withdrawal_no: str


def _get_card(read: Read, query: GetCard) -> Card:
    row = read.connection.execute(select(card).where(card.c.card_id == query.card_id)).one_or_none()
    if row is None:
        raise UserError("parcel.unknown")
    return Card(
        card_id=row.card_id, bank=row.bank, status=row.status, is_deleted=bool(row.is_deleted), last_funding=row.last_funding
    )


def _set_card(work: Work, card_id: int, **values: object) -> None:
    work.connection.execute(update(card).where(card.c.card_id == card_id).values(**values))


def _edit_card(work: Work, command: EditCard) -> None:
    if not command.bank:
        raise UserError.at("bank", "parcel.unknown")
    books = work.connection.execute(select(withdrawal.c.state).where(withdrawal.c.withdrawal_no == "W2")).scalar_one()
    if books == "closed":
        raise UserError("parcel.closed")
    _set_card(work, command.card_id, bank=command.bank)


def _delete_card(work: Work, command: DeleteCard) -> None:
    _set_card(work, command.card_id, is_deleted=1)


def _report_status(work: Work, command: ReportCardStatus) -> None:
    _set_card(work, command.card_id, status=command.status)


def _report_funding(work: Work, command: ReportFunding) -> None:
    _set_card(work, command.card_id, last_funding=command.last_funding)


def _get_withdrawal(read: Read, query: GetWithdrawal) -> Withdrawal:
    row = read.connection.execute(select(withdrawal).where(withdrawal.c.withdrawal_no == query.withdrawal_no)).one_or_none()
    if row is None:
        raise UserError("parcel.unknown")
    return Withdrawal(withdrawal_no=row.withdrawal_no, state=row.state, amount=Decimal(row.cents) / 100, currency=row.currency)


def _set_withdrawal(work: Work, number: str, **values: object) -> None:
    work.connection.execute(update(withdrawal).where(withdrawal.c.withdrawal_no == number).values(**values))


def _edit_withdrawal(work: Work, command: EditWithdrawal) -> None:
    _set_withdrawal(work, command.withdrawal_no, cents=int(command.amount * 100))


def _reject_withdrawal(work: Work, command: RejectWithdrawal) -> None:
    _set_withdrawal(work, command.withdrawal_no, state="rejected")


def _cancel_withdrawal(work: Work, command: CancelWithdrawal) -> None:
    _set_withdrawal(work, command.withdrawal_no, state="cancelled")


def _register() -> None:
    operate, bank = Permission(OPERATE), Permission(BANK)
    query("test.card.get", permission=Permission(VIEW), topics=("test.card",))(GetCard)
    query("test.withdrawal.get", permission=Permission(VIEW), topics=("test.card",))(GetWithdrawal)
    of_card = Bound(GetCard, {"card_id": "card_id"})
    of_withdrawal = Bound(GetWithdrawal, {"withdrawal_no": "withdrawal_no"})
    command(
        "test.card.edit",
        permission=operate,
        changes=("test.card",),
        approval="atm.bank_card_edit",
        target=of_card,
        guard=("bank", "status"),
    )(EditCard)
    command(
        "test.card.delete",
        permission=operate,
        changes=("test.card",),
        approval="atm.bank_card_delete",
        target=of_card,
        guard=("status", "is_deleted"),
        action="delete",
    )(DeleteCard)
    command("test.card.status", permission=bank, changes=("test.card",), target=of_card)(ReportCardStatus)
    command("test.card.funding", permission=bank, changes=("test.card",), target=of_card)(ReportFunding)
    command(
        "test.withdrawal.edit",
        permission=operate,
        changes=("test.card",),
        approval="atm.withdraw_app_edit",
        target=of_withdrawal,
        guard=("state", "amount"),
        amount=("amount", "currency"),
    )(EditWithdrawal)
    command(
        "test.withdrawal.reject",
        permission=operate,
        changes=("test.card",),
        approval="atm.withdraw_app_reject",
        target=of_withdrawal,
        guard=("state", "amount"),
        action="reject",
    )(RejectWithdrawal)
    command("test.withdrawal.cancel", permission=bank, changes=("test.card",), target=of_withdrawal, withdraws_target=True)(
        CancelWithdrawal
    )
    answers(GetCard)(_get_card)
    answers(GetWithdrawal)(_get_withdrawal)
    for message, function in (
        (EditCard, _edit_card),
        (DeleteCard, _delete_card),
        (ReportCardStatus, _report_status),
        (ReportFunding, _report_funding),
        (EditWithdrawal, _edit_withdrawal),
        (RejectWithdrawal, _reject_withdrawal),
        (CancelWithdrawal, _cancel_withdrawal),
    ):
        handles(message)(function)
    declare_errors({"parcel.unknown": C_("test", "There is no such record"), "parcel.closed": C_("test", "The books are closed")})


def close_books(office: Office, *, closed: bool) -> None:
    """While they are closed an edit of a card is refused when it is carried out, as a ledger may refuse: no guard sees it coming."""
    with office.database.write() as connection:
        state = "closed" if closed else "submitted"
        connection.execute(update(withdrawal).where(withdrawal.c.withdrawal_no == "W2").values(state=state))


@contextmanager
def card_office(office: Office) -> Iterator[Office]:
    """The office with five cards and two withdrawals; clerks and supervisors may work on them."""
    with borrowed_registries():
        _register()
        with office.database.write() as connection:
            own.create_all(connection)
            connection.execute(
                insert(card),
                [
                    {"card_id": number, "bank": "HSB", "status": "verified", "is_deleted": 0, "last_funding": ""}
                    for number in range(1, 6)
                ],
            )
            connection.execute(
                insert(withdrawal),
                [
                    {"withdrawal_no": "W1", "state": "submitted", "cents": 10_000_000, "currency": "USD"},
                    {"withdrawal_no": "W2", "state": "submitted", "cents": 5_000_000, "currency": "HKD"},
                ],
            )
            held = {tuple(row) for row in connection.execute(select(role_permission.c.role, role_permission.c.code))}
            rows = [
                {"role": role, "code": code}
                for role in ("funds_clerk", "funds_supervisor", "super_admin")
                for code in (OPERATE, VIEW)
                if (role, code) not in held
            ]
            if rows:
                connection.execute(insert(role_permission), rows)
        yield office
        office.close()
