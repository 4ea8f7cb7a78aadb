"""The sentences of the work-order refusals (`docs/rules/workorders.md` 6.10)."""

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import declare_errors

declare_errors(
    {
        "ticket.self_approval": C_("error", "You cannot approve your own work order"),
        "ticket.not_assignee": C_("error", "You are not an approver of the current level"),
        "ticket.already_decided": C_("error", "This level was already decided"),
        "ticket.closed": C_("error", "The work order is finished"),
        "ticket.abnormal": C_("error", "Abnormal work order, only a super administrator can close it"),
        "ticket.source_changed": C_("error", "The record changed; the work order was closed, please submit again"),
        "ticket.no_approver": C_("error", "No approver available, contact the administrator"),
        "ticket.comment_required": C_("error", "A comment is required"),
        "ticket.comment_too_long": C_("error", "A comment has at most {limit} characters"),
        "ticket.invalid_transfer": C_("error", "Cannot transfer to the submitter or to yourself"),
        "ticket.cannot_view": C_("error", "This member cannot see the record; choose someone else"),
        "ticket.flow_invalid": C_("error", "The approval flow is incomplete"),
        "ticket.flow_unknown": C_("error", "This approval flow does not exist"),
        "ticket.too_few_people": C_("error", "Too few different people for all levels of route {route}. Save all the same?"),
        "ticket.empty_role": C_("error", "Nobody holds the role {role} now. Save all the same?"),
        "ticket.attachments": C_("error", "A work order has at most {limit} files"),
        "ticket.attachment_unknown": C_("error", "The work order has no such file"),
        "ticket.unknown": C_("error", "This work order does not exist"),
        "ticket.decided": C_("error", "Somebody has decided already; ask an approver to refuse"),
        "ticket.not_abnormal": C_("error", "Only an abnormal work order can be closed"),
        "ticket.not_failed": C_("error", "Only a failed execution can be repeated"),
        "ticket.not_retried": C_("error", "This failure is final; submit a new request"),
        "ticket.retries": C_("error", "Executed {limit} times without success; submit a new request"),
        "ticket.not_maker": C_("error", "Only the submitter can do this"),
        "ticket.still_open": C_("error", "The work order is still under approval"),
        "ticket.maker_right": C_("error", "The submitter no longer holds the right for this; submit again"),
        "ticket.member_unknown": C_("error", "This member does not exist or is not active"),
    }
)
