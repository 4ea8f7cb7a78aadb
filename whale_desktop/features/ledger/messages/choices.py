"""Enumerations of the ledger with their labels. Members carry the stored codes (`docs/rules/ledger.md` 3)."""

from enum import StrEnum

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import labels


class AccountType(StrEnum):
    """The part of a client's account that a balance stands in; `HOUSE` for the broker's own accounts, which have no such parts."""

    SETTLEMENT = "SETTLEMENT"
    BUSINESS = "BUSINESS"
    EXTERNAL = "EXTERNAL"
    INTERNAL = "INTERNAL"
    SETTLEMENT_INTERNAL = "SETTLEMENT_INTERNAL"
    EXCHANGE = "EXCHANGE"
    HOUSE = "HOUSE"


labels(
    AccountType,
    {
        AccountType.SETTLEMENT: C_("ledger.account_type", "Settlement"),
        AccountType.BUSINESS: C_("ledger.account_type", "Business"),
        AccountType.EXTERNAL: C_("ledger.account_type", "External transit"),
        AccountType.INTERNAL: C_("ledger.account_type", "Internal transit"),
        AccountType.SETTLEMENT_INTERNAL: C_("ledger.account_type", "Settlement transit"),
        AccountType.EXCHANGE: C_("ledger.account_type", "Exchange transit"),
        AccountType.HOUSE: C_("ledger.account_type", "House account"),
    },
)


class ClientAccountType(StrEnum):
    """The part of a client's account, as a filter offers it: the six types of `AccountType` without the house's."""

    SETTLEMENT = "SETTLEMENT"
    BUSINESS = "BUSINESS"
    EXTERNAL = "EXTERNAL"
    INTERNAL = "INTERNAL"
    SETTLEMENT_INTERNAL = "SETTLEMENT_INTERNAL"
    EXCHANGE = "EXCHANGE"


labels(
    ClientAccountType,
    {
        ClientAccountType.SETTLEMENT: C_("ledger.account_type", "Settlement"),
        ClientAccountType.BUSINESS: C_("ledger.account_type", "Business"),
        ClientAccountType.EXTERNAL: C_("ledger.account_type", "External transit"),
        ClientAccountType.INTERNAL: C_("ledger.account_type", "Internal transit"),
        ClientAccountType.SETTLEMENT_INTERNAL: C_("ledger.account_type", "Settlement transit"),
        ClientAccountType.EXCHANGE: C_("ledger.account_type", "Exchange transit"),
    },
)


class Direction(StrEnum):
    """The side of an entry. Client accounts are what the broker owes: CREDIT raises them, DEBIT lowers them."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"

    @property
    def opposite(self) -> "Direction":
        """The other side."""
        return Direction.CREDIT if self is Direction.DEBIT else Direction.DEBIT


labels(
    Direction,
    {
        Direction.DEBIT: C_("ledger.direction", "Out"),
        Direction.CREDIT: C_("ledger.direction", "In"),
    },
)


class FreezeState(StrEnum):
    """Whether a freeze still holds money."""

    FREEZED = "FREEZED"
    UNFREEZED = "UNFREEZED"


labels(
    FreezeState,
    {
        FreezeState.FREEZED: C_("ledger.freeze_state", "Frozen"),
        FreezeState.UNFREEZED: C_("ledger.freeze_state", "Released"),
    },
    tones={FreezeState.FREEZED: "wait", FreezeState.UNFREEZED: "idle"},
)


class ClientState(StrEnum):
    """Whether the broker deals with the client at all."""

    NORMAL = "NORMAL"
    FROZEN = "FROZEN"
    CANCELLED = "CANCELLED"


labels(
    ClientState,
    {
        ClientState.NORMAL: C_("ledger.client_state", "Normal"),
        ClientState.FROZEN: C_("ledger.client_state", "Frozen"),
        ClientState.CANCELLED: C_("ledger.client_state", "Cancelled"),
    },
    tones={ClientState.NORMAL: "done", ClientState.FROZEN: "fail", ClientState.CANCELLED: "void"},
)


class AccountState(StrEnum):
    """The state of an account; only an active one may exchange."""

    CANCELLED = "-1"
    INACTIVE = "0"
    ACTIVE = "1"
    SUSPENDED = "4"
    DORMANT = "5"
    FROZEN = "99"


labels(
    AccountState,
    {
        AccountState.CANCELLED: C_("ledger.account_state", "Cancelled"),
        AccountState.INACTIVE: C_("ledger.account_state", "Inactive"),
        AccountState.ACTIVE: C_("ledger.account_state", "Active"),
        AccountState.SUSPENDED: C_("ledger.account_state", "Suspended"),
        AccountState.DORMANT: C_("ledger.account_state", "Dormant"),
        AccountState.FROZEN: C_("ledger.account_state", "Frozen"),
    },
    tones={
        AccountState.CANCELLED: "void",
        AccountState.INACTIVE: "idle",
        AccountState.ACTIVE: "done",
        AccountState.SUSPENDED: "wait",
        AccountState.DORMANT: "idle",
        AccountState.FROZEN: "fail",
    },
)
