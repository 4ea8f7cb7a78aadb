"""The table of manual adjustments (`docs/rules/adjustment.md` 3)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from whale_desktop.features.adjustment.messages import AdjustmentStatus, RevocationKind
from whale_desktop.features.ledger.messages import Direction
from whale_desktop.storage import Choice, Day, Moment, metadata, money

_ID = BigInteger().with_variant(Integer, "sqlite")

NAME = 120
REMARK = 200
CARD = 40

adjustment = Table(
    "adjustment",
    metadata,
    Column("adjustment_no", _ID, primary_key=True, autoincrement=True),
    Column("account_no", String(20), nullable=False),
    Column("direction", Choice(Direction), nullable=False),
    Column("biz_code", String(12), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("change", money(), nullable=False),
    Column("client_visible", Boolean, nullable=False),
    Column("notify", Boolean, nullable=False),
    Column("ledger_date", Day),
    Column("done_at", Moment),
    Column("remark", String(REMARK), nullable=False),
    Column("inner_remark", String(REMARK), nullable=False),
    Column("company_card", String(CARD), nullable=False),
    Column("member_card", String(CARD), nullable=False),
    Column("third_flag", Boolean, nullable=False),
    Column("cheque_flag", Boolean, nullable=False),
    Column("status", Choice(AdjustmentStatus), nullable=False),
    Column("result_code", String(60), nullable=False),
    Column("result_params", Text, nullable=False),
    Column("request_id", String(20), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("ticket_no", String(20), nullable=False),
    Column("journal_no", BigInteger),
    Column("reversal_no", BigInteger),
    Column("revocation", Choice(RevocationKind)),
    Column("revoke_reason", String(REMARK), nullable=False),
    Column("maker_id", Integer, nullable=False),
    Column("creator", String(NAME), nullable=False),
    Column("approver", String(NAME), nullable=False),
    Column("approve_remark", String(500), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("finish_at", Moment),
    Column("version", Integer, nullable=False),
    Index("ix_adjustment_created_at", "created_at", "adjustment_no"),
    Index("ix_adjustment_account_no", "account_no", "created_at"),
    Index("ix_adjustment_status", "status", "created_at"),
    Index("ix_adjustment_request_id", "request_id"),
    sqlite_autoincrement=True,
)
"""change: the amount with its sign, so that lists can add up. ledger_date and done_at: wished for until it is booked, then as booked.

result_params: JSON. request_id and file_name: empty for one entered by itself. ticket_no: the newest work order about it.
"""

adjustment_counter = Table(
    "adjustment_counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""Running numbers of batches: `batch:240318`."""
