"""Files with a work order: the maker's, before anybody has decided; read by whoever may see the order (`docs/rules/workorders.md` 6.12)."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.helpers.cards import DeleteCard
from tests.helpers.office import Office, roles
from whale_desktop.features.workorder.messages import (
    MAXIMUM_ATTACHMENT_BYTES,
    MAXIMUM_ATTACHMENTS,
    AttachFile,
    FetchAttachment,
    GetWorkOrder,
    OrderEvent,
    WithdrawWorkOrder,
)
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages.files import BlobId

CLERK, SUPERVISOR, DELETE = "funds_clerk", "funds_supervisor", "atm.bank_card_delete"
LETTER = b"%PDF the client's letter"


def upload(office: Office, data: bytes = LETTER, *, user: str = CLERK, name: str = "letter.pdf") -> BlobId:
    return office.gateway.put_blob(data, name=name, session=office.session(user))


def filed(office: Office, user: str = CLERK) -> int:
    office.route(DELETE, roles("funds_supervisor"), roles("risk_officer"))
    return office.waits(DeleteCard(card_id=1), user=user)


def fetched(office: Office, number: int, file: int, user: str) -> tuple[str, bytes]:
    made = office.do(FetchAttachment(work_order_no=number, attachment_no=file), user=user)
    return made.name, office.gateway.get_blob(made.blob, session=office.session(user))


def test_a_file_goes_with_the_order_to_everybody_concerned(cards: Office) -> None:
    number = filed(cards)
    file = cards.do(AttachFile(work_order_no=number, blob=upload(cards)), user=CLERK)
    order = cards.ask(GetWorkOrder(work_order_no=number), user=SUPERVISOR)
    (shown,) = order.attachments
    assert (shown.attachment_no, shown.name, shown.size, shown.member) == (file, "letter.pdf", len(LETTER), CLERK)
    assert (order.trail[-1].event, order.trail[-1].comment) == (OrderEvent.ATTACHED, "letter.pdf")
    for user in (CLERK, SUPERVISOR, "risk_officer", "super_admin"):
        assert fetched(cards, number, file, user) == ("letter.pdf", LETTER)
    cards.approve(number, user=SUPERVISOR)
    cards.approve(number, user="risk_officer")
    assert fetched(cards, number, file, SUPERVISOR) == ("letter.pdf", LETTER)


def test_nobody_else_reads_it(cards: Office) -> None:
    number = filed(cards)
    file = cards.do(AttachFile(work_order_no=number, blob=upload(cards)), user=CLERK)
    for user in ("nobody", "second_clerk"):
        refusal = cards.refused(FetchAttachment(work_order_no=number, attachment_no=file), user=user)
        assert refusal.code == "auth.no_permission"
    made = cards.do(FetchAttachment(work_order_no=number, attachment_no=file), user=SUPERVISOR)
    with pytest.raises(CodedError) as refused:
        cards.gateway.get_blob(made.blob, session=cards.session("second_clerk"))
    assert refused.value.code == "blob.unknown"
    other = cards.waits(DeleteCard(card_id=2), user=CLERK)
    wrong = cards.refused(FetchAttachment(work_order_no=other, attachment_no=file), user=CLERK)
    assert wrong.code == "ticket.attachment_unknown"


def test_only_the_maker_and_only_before_a_decision(cards: Office) -> None:
    number = filed(cards)
    blob = upload(cards)
    stranger = upload(cards, user="second_clerk")
    assert cards.refused(AttachFile(work_order_no=number, blob=stranger), user="second_clerk").code == "ticket.not_maker"
    assert cards.refused(AttachFile(work_order_no=number, blob=stranger), user=CLERK).code == "blob.unknown"
    cards.approve(number, user=SUPERVISOR)
    assert cards.refused(AttachFile(work_order_no=number, blob=blob), user=CLERK).code == "ticket.decided"
    other = cards.waits(DeleteCard(card_id=2), user=CLERK)
    cards.do(WithdrawWorkOrder(work_order_no=other), user=CLERK)
    assert cards.refused(AttachFile(work_order_no=other, blob=blob), user=CLERK).code == "ticket.closed"
    assert cards.ask(GetWorkOrder(work_order_no=number)).attachments == ()


def test_number_and_size_have_limits(cards: Office) -> None:
    number = filed(cards)
    large = upload(cards, b"x" * (MAXIMUM_ATTACHMENT_BYTES + 1))
    assert [one.code for one in cards.refused(AttachFile(work_order_no=number, blob=large), user=CLERK).fields] == [
        "blob.too_large"
    ]
    blob = upload(cards)
    for _ in range(MAXIMUM_ATTACHMENTS):
        cards.do(AttachFile(work_order_no=number, blob=blob), user=CLERK)
    refusal = cards.refused(AttachFile(work_order_no=number, blob=blob), user=CLERK)
    assert [(one.field, one.code) for one in refusal.fields] == [("blob", "ticket.attachments")]


def test_no_statement_changes_a_file_that_was_decided_upon(cards: Office) -> None:
    number = filed(cards)
    cards.do(AttachFile(work_order_no=number, blob=upload(cards)), user=CLERK)
    for statement in ("UPDATE work_order_attachment SET name = 'other'", "DELETE FROM work_order_attachment"):
        with pytest.raises(DBAPIError, match="append only"), cards.database.write() as connection:
            connection.exec_driver_sql(statement)
