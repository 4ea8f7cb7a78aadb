"""How big an exchange is, whether a person must review it, and what it does to the pool."""

from dataclasses import dataclass
from decimal import Decimal

from whale_desktop.features.fx.messages.choices import ChangeType, Origin, PoolChangeType
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import ZERO, add_up, subtract


@dataclass(frozen=True, slots=True)
class Pool:
    """The house's own stock of one currency and the level it may not fall below (`docs/rules/fx.md` 3.4)."""

    currency: str
    remaining: Decimal
    alarm: Decimal


@dataclass(frozen=True, slots=True)
class PoolMovement:
    """One row of the pool journal: `after` = `before` + `occurred` (`docs/rules/fx.md` 3.5)."""

    currency: str
    change_type: PoolChangeType
    before: Decimal
    occurred: Decimal
    alarm: Decimal

    @property
    def after(self) -> Decimal:
        """The pool after the movement."""
        return add_up((self.before, self.occurred))

    @property
    def sends_alert(self) -> bool:
        """Whether a fall has brought the pool to its alarm level or below (`docs/rules/fx.md` 5.8)."""
        return self.occurred < ZERO and self.after <= self.alarm

    @property
    def falls_below_alarm(self) -> bool:
        """Whether a fall leaves the pool below its alarm level: a clerk must confirm it (`docs/rules/fx.md` 6.4)."""
        return self.occurred < ZERO and self.after < self.alarm


def is_large(from_amount: Decimal, limit: Decimal | None) -> bool:
    """Whether the debit amount exceeds its currency's limit; equal is small, no limit is never large (`docs/rules/fx.md` 5.6)."""
    return limit is not None and from_amount > limit


def needs_review(origin: Origin, from_amount: Decimal, *, large: bool, approval_start: Decimal | None) -> bool:
    """Whether a person must review the order: entered by hand, large, or from the approval start on (`docs/rules/fx.md` 5.7)."""
    return origin is Origin.MANUAL or large or (approval_start is not None and from_amount >= approval_start)


def pool_passes(to_amount: Decimal, *, debit_pool: Pool | None, credit_pool: Pool | None) -> bool:
    """Whether the credit pool keeps its alarm level after giving `to_amount`; a missing pool fails (`docs/rules/fx.md` 5.8)."""
    if debit_pool is None or credit_pool is None:
        return False
    return subtract(credit_pool.remaining, to_amount) >= credit_pool.alarm


def change_type_of(*, large: bool, passes_pool: bool) -> ChangeType:
    """The exchange type, fixed at submission (`docs/rules/fx.md` 5.6, 5.8)."""
    if large:
        return ChangeType.LARGE
    return ChangeType.SMALL_IN_POOL if passes_pool else ChangeType.SMALL_BEYOND_POOL


def deal_movements(from_amount: Decimal, to_amount: Decimal, *, debit_pool: Pool, credit_pool: Pool) -> tuple[PoolMovement, ...]:
    """What a completed pool deal does to both pools, in the order of their currencies (`docs/rules/fx.md` 5.8)."""
    return _both(
        _moved(debit_pool, PoolChangeType.EXCHANGE_IN, from_amount),
        _moved(credit_pool, PoolChangeType.EXCHANGE_OUT, to_amount.copy_negate()),
    )


def reversal_movements(
    from_amount: Decimal, to_amount: Decimal, *, debit_pool: Pool, credit_pool: Pool
) -> tuple[PoolMovement, ...]:
    """What the reversal of a pool deal does: the deal's movements with their signs turned (`docs/rules/fx.md` 4.1)."""
    return _both(
        _moved(debit_pool, PoolChangeType.REVERSAL, from_amount.copy_negate()),
        _moved(credit_pool, PoolChangeType.REVERSAL, to_amount),
    )


def pool_increase(pool: Pool, amount: Decimal) -> PoolMovement:
    """Raise the remaining quota by `amount` > 0, else FX-E26 (`docs/rules/fx.md` 6.4)."""
    return pool_adjustment(pool, _positive(amount))


def pool_decrease(pool: Pool, amount: Decimal) -> PoolMovement:
    """Lower the remaining quota by `amount` > 0, else FX-E26; never below zero (FX-E27) (`docs/rules/fx.md` 6.4)."""
    return pool_adjustment(pool, _positive(amount).copy_negate())


def pool_set_to(pool: Pool, remaining: Decimal) -> PoolMovement | None:
    """Set the remaining quota; None when it is that already. Never below zero (FX-E27) (`docs/rules/fx.md` 6.4)."""
    difference = subtract(remaining, pool.remaining)
    return None if difference == ZERO else pool_adjustment(pool, difference)


def pool_adjustment(pool: Pool, difference: Decimal) -> PoolMovement:
    """A clerk's change of the remaining quota by `difference`, plus or minus, not zero (FX-E26).

    A fall that ends below zero raises `UserError("FX-E27")`; one below the alarm level shows in `falls_below_alarm`.
    """
    if difference == ZERO:
        raise UserError.at("amount", "FX-E26")
    rises = difference > ZERO
    movement = _moved(pool, PoolChangeType.INCREASE if rises else PoolChangeType.DECREASE, difference)
    if not rises and movement.after < ZERO:
        raise UserError.at("amount", "FX-E27", {"remaining": movement.after})
    return movement


def pool_setup(pool: Pool) -> PoolMovement:
    """The first row of a new pool's journal (`docs/rules/fx.md` 3.5)."""
    return PoolMovement(pool.currency, PoolChangeType.SETUP, ZERO, pool.remaining, pool.alarm)


def pool_close(pool: Pool) -> PoolMovement:
    """The last row of a deleted pool's journal (`docs/rules/fx.md` 3.5)."""
    return PoolMovement(pool.currency, PoolChangeType.CLOSE, pool.remaining, pool.remaining.copy_negate(), pool.alarm)


def _positive(amount: Decimal) -> Decimal:
    if amount <= ZERO:
        raise UserError.at("amount", "FX-E26")
    return amount


def _moved(pool: Pool, change_type: PoolChangeType, occurred: Decimal) -> PoolMovement:
    return PoolMovement(pool.currency, change_type, pool.remaining, occurred, pool.alarm)


def _both(first: PoolMovement, second: PoolMovement) -> tuple[PoolMovement, ...]:
    return (first, second) if first.currency < second.currency else (second, first)
