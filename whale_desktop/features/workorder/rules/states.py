"""What a work order's state allows, to whom (`docs/rules/workorders.md` 4)."""

from dataclasses import dataclass

from whale_desktop.features.workorder.messages import (
    MAXIMUM_COMMENT,
    MAXIMUM_RETRIES,
    ApprovalStatus,
    CloseReason,
    ExecutionStatus,
)
from whale_desktop.kernel.errors import UserError


@dataclass(frozen=True)
class Standing:
    """An order as one person meets it.

    is_maker: it is his own. may_sign: a signature of the current level is asked of him. has_signed: he has decided on it already.
    was_asked: a signature was asked of him at a level that is over. decided: anybody has approved anything.
    """

    approval: ApprovalStatus
    execution: ExecutionStatus
    close_reason: CloseReason | None
    is_abnormal: bool
    is_maker: bool
    may_sign: bool
    has_signed: bool
    was_asked: bool
    decided: bool
    retries: int
    final_failure: bool


def check_decision(standing: Standing, *, level_seen: int, level: int) -> None:
    """Whether this person may decide now; raises the refusal (`docs/rules/workorders.md` 4.1)."""
    if standing.is_maker:
        raise UserError("ticket.self_approval")
    if standing.approval is ApprovalStatus.CLOSE:
        raise UserError("ticket.closed")
    if standing.approval is not ApprovalStatus.WAIT_APPROVE:
        raise UserError("ticket.already_decided" if standing.was_asked or standing.has_signed else "ticket.closed")
    if standing.is_abnormal:
        raise UserError("ticket.abnormal")
    if standing.has_signed or (level_seen and level_seen != level):
        raise UserError("ticket.already_decided")
    if not standing.may_sign:
        raise UserError("ticket.already_decided" if standing.was_asked else "ticket.not_assignee")


def check_comment(comment: str, *, required: bool) -> str:
    """A comment without the white space around it; raises `ticket.comment_required` or `ticket.comment_too_long` at the field."""
    text = comment.strip()
    if required and not text:
        raise UserError.at("comment", "ticket.comment_required")
    if len(text) > MAXIMUM_COMMENT:
        raise UserError.at("comment", "ticket.comment_too_long", {"limit": MAXIMUM_COMMENT})
    return text


def check_withdrawal(standing: Standing) -> None:
    """Only the maker, only while nobody has decided anything; an abnormal order is a super administrator's."""
    if not standing.is_maker:
        raise UserError("ticket.not_maker")
    if standing.approval is not ApprovalStatus.WAIT_APPROVE:
        raise UserError("ticket.closed")
    if standing.is_abnormal:
        raise UserError("ticket.abnormal")
    if standing.decided:
        raise UserError("ticket.decided")


def check_resubmission(standing: Standing) -> None:
    """Only the maker, only a refused or closed order."""
    if not standing.is_maker:
        raise UserError("ticket.not_maker")
    if standing.approval not in (ApprovalStatus.REJECTED, ApprovalStatus.CLOSE):
        raise UserError("ticket.still_open")


def check_retry(standing: Standing) -> None:
    """Only after a failure that is not final, at most three times."""
    if standing.execution is not ExecutionStatus.FAILED:
        raise UserError("ticket.not_failed")
    if standing.final_failure:
        raise UserError("ticket.not_retried")
    if standing.retries >= MAXIMUM_RETRIES:
        raise UserError("ticket.retries", {"limit": MAXIMUM_RETRIES})


def check_closing(standing: Standing) -> None:
    """Only an abnormal order that is still open."""
    if standing.approval is not ApprovalStatus.WAIT_APPROVE:
        raise UserError("ticket.closed")
    if not standing.is_abnormal:
        raise UserError("ticket.not_abnormal")


def allowed(standing: Standing) -> tuple[str, ...]:
    """The wire names of what this person may do with the order, as far as its state says; rights are another matter."""
    open_ = standing.approval is ApprovalStatus.WAIT_APPROVE
    found = []
    if open_ and not standing.is_abnormal and standing.may_sign and not standing.is_maker:
        found += ["work_order.approve", "work_order.refuse", "work_order.transfer"]
    if open_ and standing.is_maker and not standing.decided and not standing.is_abnormal:
        found += ["work_order.withdraw", "work_order.attach"]
    if standing.is_maker and standing.approval in (ApprovalStatus.REJECTED, ApprovalStatus.CLOSE):
        found.append("work_order.resubmit")
    if open_ and standing.is_abnormal:
        found.append("work_order.close")
    failed = standing.execution is ExecutionStatus.FAILED and not standing.final_failure
    if failed and standing.retries < MAXIMUM_RETRIES:
        found.append("work_order.retry")
    return (*found, "work_order.comment", "work_order.copy")
