"""The tables of the ledger (`docs/rules/ledger.md` 3)."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from whale_desktop.features.ledger.messages import AccountState, AccountType, ClientState, CodeGroup, Direction, FreezeState
from whale_desktop.storage import Choice, Day, Moment, append_only, metadata, money

_ID = BigInteger().with_variant(Integer, "sqlite")

client = Table(
    "client",
    metadata,
    Column("member_id", String(19), primary_key=True),
    Column("name_zh", String(120), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("phone", String(30), nullable=False),
    Column("client_state", Choice(ClientState), nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""Clients, as far as exchange needs them."""

account = Table(
    "account",
    metadata,
    Column("account_no", String(20), primary_key=True),
    Column("member_id", String(19), ForeignKey("client.member_id"), nullable=False),
    Column("state", Choice(AccountState), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("search", String(400), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Index("ix_account_member_id", "member_id"),
)
"""Client accounts. `search`: numbers and names of the account and its client, folded, one line each."""

account_permission = Table(
    "account_permission",
    metadata,
    Column("account_no", String(20), ForeignKey("account.account_no"), primary_key=True),
    Column("permission_type", String(40), primary_key=True),
    Column("is_open", Boolean, nullable=False),
)
"""Trading permissions of an account; one without a row is closed."""

business_code = Table(
    "business_code",
    metadata,
    Column("biz_code", String(12), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name_zh_hant", String(60), nullable=False),
    Column("name_zh_hans", String(60), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("client_visible", Boolean, nullable=False),
    Column("freeze_only", Boolean, nullable=False),
)
"""Why money moves or is frozen. A freeze-only code never has a journal."""

business_code_group = Table(
    "business_code_group",
    metadata,
    Column("code_group", Choice(CodeGroup), primary_key=True),
    Column("biz_code", String(12), ForeignKey("business_code.biz_code"), primary_key=True),
    Column("direction", Choice(Direction)),
    Column("offered", Boolean, nullable=False),
)
"""Which codes belong to a group. direction: the only side that a code may have there, empty for either. offered: to people."""

journal = append_only(
    Table(
        "journal",
        metadata,
        Column("journal_no", _ID, primary_key=True, autoincrement=True),
        Column("biz_code", String(12), ForeignKey("business_code.biz_code"), nullable=False),
        Column("ledger_date", Day, nullable=False),
        Column("value_date", Day, nullable=False),
        Column("done_at", Moment, nullable=False),
        Column("source_type", String(40), nullable=False),
        Column("source_id", String(40), nullable=False),
        Column("ref_no", String(40), nullable=False),
        Column("reversal_of", _ID, unique=True),
        Column("client_visible", Boolean, nullable=False),
        Column("remark", String(200), nullable=False),
        Column("op_remark", String(200), nullable=False),
        Column("operator", String(120), nullable=False),
        Index("ix_journal_ref_no", "ref_no"),
        sqlite_autoincrement=True,
    )
)
"""Balanced journals. `reversal_of` names the one that this one undoes; a journal is undone at most once."""

entry = append_only(
    Table(
        "entry",
        metadata,
        Column("serial_no", _ID, primary_key=True, autoincrement=True),
        Column("journal_no", _ID, ForeignKey("journal.journal_no"), nullable=False),
        Column("account_no", String(40), nullable=False),
        Column("account_type", Choice(AccountType), nullable=False),
        Column("currency", String(3), nullable=False),
        Column("direction", Choice(Direction), nullable=False),
        Column("change", money(), nullable=False),
        Column("after_balance", money(), nullable=False),
        Index("ix_entry_journal_no", "journal_no"),
        Index("ix_entry_account_no", "account_no", "serial_no"),
        sqlite_autoincrement=True,
    )
)
"""The lines of journals. `change` is the amount with its sign: above zero for a credit, below for a debit."""

balance = Table(
    "balance",
    metadata,
    Column("balance_no", _ID, primary_key=True, autoincrement=True),
    Column("account_no", String(40), nullable=False),
    Column("account_type", Choice(AccountType), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("total", money(), nullable=False),
    Column("frozen", money(), nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("account_no", "currency", "account_type", name="uq_balance_key"),
    Index("ix_balance_updated_at", "updated_at", "balance_no"),
    sqlite_autoincrement=True,
)
"""The sum of all entries of an account, type and currency, and of its freezes; kept in the transaction that changes them."""

freeze = Table(
    "freeze",
    metadata,
    Column("freeze_no", _ID, primary_key=True, autoincrement=True),
    Column("account_no", String(20), ForeignKey("account.account_no"), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", money(), nullable=False),
    Column("reason_code", String(12), nullable=False),
    Column("ref_no", String(40), nullable=False),
    Column("state", Choice(FreezeState), nullable=False),
    Column("posted", Boolean, nullable=False),
    Column("frozen_at", Moment, nullable=False),
    Column("released_at", Moment),
    Index("ix_freeze_account_no", "account_no", "currency"),
    Index("ix_freeze_ref_no", "ref_no"),
    sqlite_autoincrement=True,
)
"""Reserved SETTLEMENT money. `posted`: released by a journal that used it; otherwise a release is a void."""
