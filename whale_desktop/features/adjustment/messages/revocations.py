"""撤銷調賬: taking a booked adjustment back (`docs/rules/adjustment.md` 6.5)."""

from datetime import date
from decimal import Decimal

from whale_desktop.features.adjustment.messages.adjustments import CHANGES, AdjustmentReceipt, GetAdjustment
from whale_desktop.features.adjustment.messages.choices import RevocationKind
from whale_desktop.features.adjustment.messages.rights import MAY_REVOKE
from whale_desktop.features.ledger.messages import Direction, JournalNo
from whale_desktop.messages import SIGNED_IN, Bound, Command, Query, Struct, command, query

REVOKE_FLOW = "portfolio.manual_adjust_revoke"


class RevocationCheck(Struct):
    """What a revocation would do. kinds: which are possible now, the usual one first; direction: of the reversing journal.

    withdrawable: what the client can withdraw of the currency now; ledger_date: on which the adjustment was booked.
    """

    adjustment_no: int
    account_no: str
    name: str
    direction: Direction
    currency: str
    amount: Decimal
    ledger_date: date
    journal_no: JournalNo
    withdrawable: Decimal
    kinds: tuple[RevocationKind, ...]
    version: int


@query("adjustment.revocation", permission=MAY_REVOKE, topics=("adjustment", "ledger.balance"))
class GetRevocation(Query[RevocationCheck]):
    """The check before a revocation. Errors: FX-E33 unknown, FX-E14 not booked or taken back already, E25 the money has been used."""

    adjustment_no: int


_ADJUSTMENT = Bound(GetAdjustment, {"adjustment_no": "adjustment_no"})


@command("adjustment.revoke", permission=MAY_REVOKE, changes=CHANGES, asks=REVOKE_FLOW, target=_ADJUSTMENT, action="revoke")
class RevokeAdjustment(Command[AdjustmentReceipt]):
    """Ask a second person to take a booked adjustment back. Errors: FX-E01 no reason, FX-E35, FX-E14, E25, E23, `message.stale`."""

    adjustment_no: int
    kind: RevocationKind = RevocationKind.REGULAR
    reason: str = ""
    expected_version: int = 0


@command(
    permission=SIGNED_IN,
    changes=CHANGES,
    internal=True,
    approval=REVOKE_FLOW,
    target=_ADJUSTMENT,
    guard=("status", "account_no", "currency", "change", "journal_no"),
    amount=("amount", "currency"),
    action="revoke",
)
class DecideRevocation(Command[None]):
    """What the last approval, or any other end, makes of a revocation: a reversing journal, or the adjustment as it was."""

    adjustment_no: int
    approve: bool
    comment: str = ""
