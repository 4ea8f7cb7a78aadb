"""What other features tell that concerns work orders: a role is about to go, a member takes his permission request back."""

from sqlalchemy import select

from whale_desktop.bus import Work, follows
from whale_desktop.features.access.messages import ApplicationWithdrawn, RoleDeleted
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import ApproverKind, Route, WithdrawWorkOrder
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import codec


@follows(RoleDeleted)
def keep_role_of_a_flow(work: Work, fact: RoleDeleted) -> None:
    """A role that a level of any configured flow names is not deleted (`docs/rules/platform.md` 6.3)."""
    for text in work.connection.execute(select(tables.approval_flow.c.routes)).scalars():
        routes: tuple[Route, ...] = codec.decode(text.encode(), tuple[Route, ...])
        named = (one for route in routes for level in route.levels for one in (*level.approvers, *level.copied))
        if any(one.kind is ApproverKind.ROLE and one.ref == fact.role for one in named):
            raise UserError("admin.role_in_use")


@follows(ApplicationWithdrawn)
def withdraw_order_of_application(work: Work, fact: ApplicationWithdrawn) -> None:
    """The work order of a permission request is withdrawn with it; refused when somebody has decided."""
    work.send(WithdrawWorkOrder(work_order_no=int(fact.work_order_no)))
