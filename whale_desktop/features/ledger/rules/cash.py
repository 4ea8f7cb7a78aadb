"""Total, usable and withdrawable cash of one account in one currency (`docs/rules/ledger.md` 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from whale_desktop.features.ledger.messages import AccountType
from whale_desktop.kernel.numbers import EXACT, ZERO, add_up, truncate


@dataclass(frozen=True)
class Cash:
    """What an account has in one currency, exact.

    available: the figure A, which may be below zero; withdrawable is max(0, A) cut to the currency's decimals.
    settled: what is left of A without the freezes; below zero it is a debt.
    """

    total: Decimal
    frozen: Decimal
    usable: Decimal
    settled: Decimal
    available: Decimal

    def withdrawable(self, places: int) -> Decimal:
        """Withdrawable cash without debts in other currencies: max(0, A), cut to `places`, never rounded up."""
        return truncate(max(ZERO, self.available), places)

    @property
    def debt(self) -> Decimal:
        """How far the cash stands below zero, zero when it does not."""
        return EXACT.minus(self.settled) if self.settled < ZERO else ZERO


@dataclass(frozen=True, slots=True)
class Standing:
    """Debt and withdrawable money in one currency, where that is all that is asked of many accounts: `settled` and `frozen` of `Cash`."""

    settled: Decimal
    frozen: Decimal

    def withdrawable(self, places: int) -> Decimal:
        """See `Cash.withdrawable`."""
        return truncate(max(ZERO, EXACT.subtract(self.settled, self.frozen)), places)

    @property
    def debt(self) -> Decimal:
        """See `Cash.debt`."""
        return EXACT.minus(self.settled) if self.settled < ZERO else ZERO


def cash_of(totals: Mapping[AccountType, Decimal], frozen: Decimal) -> Cash:
    """Cash from the balances by account type and the frozen amount.

    usable = SETTLEMENT + BUSINESS + INTERNAL − frozen; A = SETTLEMENT + SETTLEMENT_INTERNAL + min(0, BUSINESS) + min(0, INTERNAL) − frozen.
    """

    def of(kind: AccountType) -> Decimal:
        return totals.get(kind, ZERO)

    business, internal = of(AccountType.BUSINESS), of(AccountType.INTERNAL)
    settled = add_up((of(AccountType.SETTLEMENT), of(AccountType.SETTLEMENT_INTERNAL), min(ZERO, business), min(ZERO, internal)))
    return Cash(
        total=add_up(totals.values()),
        frozen=frozen,
        usable=EXACT.subtract(add_up((of(AccountType.SETTLEMENT), business, internal)), frozen),
        settled=settled,
        available=EXACT.subtract(settled, frozen),
    )
