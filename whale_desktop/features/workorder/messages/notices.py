"""The nine events of a work order that people are told of (`docs/rules/workorders.md` 6.8)."""

from whale_desktop.features.notices.messages import Category, NoticeKind, declare_kinds
from whale_desktop.kernel.texts import C_

NEW_TASK = "ticket.new_task"
REFUSED = "ticket.refused"
EXECUTED = "ticket.executed"
FAILED = "ticket.failed"
TRANSFERRED = "ticket.transferred"
COPIED = "ticket.copied"
WITHDRAWN = "ticket.withdrawn"
EXPIRING = "ticket.expiring"
EXPIRED = "ticket.expired"

declare_kinds(
    *(
        NoticeKind(
            kind=kind,
            label=label,
            category=category,
            sentence=sentence,
            formats={name: "names" for name in ("flow", "maker", "from") if name in sentence.placeholders()},
            screen="work_order",
            where="number",
            personal=True,
        )
        for kind, label, category, sentence in (
            (
                NEW_TASK,
                C_("notice.kind", "Work order: to be decided"),
                Category.TODO,
                C_("notice.sentence", "Work order {number} waits for you: {flow} {target}, submitted by {maker}"),
            ),
            (
                REFUSED,
                C_("notice.kind", "Work order: refused"),
                Category.OPERATION,
                C_("notice.sentence", "Work order {number} was refused: {flow} {target}. {comment}"),
            ),
            (
                EXECUTED,
                C_("notice.kind", "Work order: approved and executed"),
                Category.OPERATION,
                C_("notice.sentence", "Work order {number} was approved and executed: {flow} {target}"),
            ),
            (
                FAILED,
                C_("notice.kind", "Work order: execution failed"),
                Category.OPERATION,
                C_("notice.sentence", "Work order {number} was approved, but could not be executed: {flow} {target} ({code})"),
            ),
            (
                TRANSFERRED,
                C_("notice.kind", "Work order: transferred to you"),
                Category.TODO,
                C_("notice.sentence", "{from} has handed work order {number} to you: {flow} {target}. {comment}"),
            ),
            (
                COPIED,
                C_("notice.kind", "Work order: copy"),
                Category.OPERATION,
                C_("notice.sentence", "You got a copy of work order {number}: {flow} {target}, submitted by {maker}"),
            ),
            (
                WITHDRAWN,
                C_("notice.kind", "Work order: closed before a decision"),
                Category.OPERATION,
                C_("notice.sentence", "Work order {number} was closed before a decision: {flow} {target}, submitted by {maker}"),
            ),
            (
                EXPIRING,
                C_("notice.kind", "Work order: expires soon"),
                Category.TODO,
                C_("notice.sentence", "Work order {number} expires within 2 hours: {flow} {target}, submitted by {maker}"),
            ),
            (
                EXPIRED,
                C_("notice.kind", "Work order: expired"),
                Category.OPERATION,
                C_("notice.sentence", "Work order {number} has expired: {flow} {target}. Submit it again"),
            ),
        )
    )
)
