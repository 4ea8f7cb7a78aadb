"""What may be entered as an adjustment: the same rules for the dialog and for every row of a workbook (`docs/rules/adjustment.md` 6.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from whale_desktop.features.ledger.messages import AccountState, Direction
from whale_desktop.kernel.numbers import ZERO, decimal_places

LONGEST_REMARK = 200
LONGEST_CARD = 40
LARGEST = Decimal(10) ** 14
"""Amounts are stored with 4 decimals in 64 bits; this leaves room for sums."""

Fault = tuple[str, str, dict[str, Any]]
"""Field, code, parameters."""


@dataclass(frozen=True)
class Offered:
    """A business code that people may choose. direction: the only side it may have; on_cancelled: for cancelled accounts, only there."""

    direction: Direction | None
    on_cancelled: bool = False


@dataclass(frozen=True)
class Known:
    """What entries are checked against now. places: decimals of amounts by currency; accounts: state by number, of those that exist."""

    places: Mapping[str, int]
    codes: Mapping[str, Offered]
    accounts: Mapping[str, AccountState]
    business_date: date
    now: datetime


class Entered(NamedTuple):
    """The fields that have rules; empty where nothing was entered."""

    account_no: str = ""
    direction: Direction | None = None
    biz_code: str = ""
    currency: str = ""
    amount: Decimal | None = None
    ledger_date: date | None = None
    done_at: datetime | None = None
    remark: str = ""
    inner_remark: str = ""
    company_card: str = ""
    member_card: str = ""


def check_entry(entered: Entered, known: Known) -> list[Fault]:
    """Everything that is wrong with an entry, in the order of the fields."""
    faults = [
        *_account(entered, known),
        *_code(entered, known),
        *_amount(entered, known),
        *_dates(entered, known),
    ]
    for name, limit in (
        ("remark", LONGEST_REMARK),
        ("inner_remark", LONGEST_REMARK),
        ("company_card", LONGEST_CARD),
        ("member_card", LONGEST_CARD),
    ):
        if len(getattr(entered, name)) > limit:
            faults.append((name, "FX-E35", {"limit": limit}))
    return faults


def is_refused_there(entered: Entered, known: Known) -> bool:
    """Whether the account is cancelled and does not accept the code, so that booking is going to fail."""
    code = known.codes.get(entered.biz_code)
    return known.accounts.get(entered.account_no) is AccountState.CANCELLED and code is not None and not code.on_cancelled


def _account(entered: Entered, known: Known) -> Iterator[Fault]:
    if not entered.account_no:
        yield "account_no", "FX-E01", {}
    elif entered.account_no not in known.accounts:
        yield "account_no", "ledger.account_unknown", {"account_no": entered.account_no}


def _code(entered: Entered, known: Known) -> Iterator[Fault]:
    if entered.direction is None:
        yield "direction", "FX-E01", {}
    if not entered.biz_code:
        yield "biz_code", "FX-E01", {}
        return
    code = known.codes.get(entered.biz_code)
    if code is None:
        yield "biz_code", "FX-E36", {"value": entered.biz_code}
        return
    if code.direction is not None and entered.direction not in (code.direction, None):
        yield "biz_code", "E21", {"biz_code": entered.biz_code}
    state = known.accounts.get(entered.account_no)
    if code.on_cancelled and state is not None and state is not AccountState.CANCELLED:
        yield "biz_code", "E20", {"biz_code": entered.biz_code}


def _amount(entered: Entered, known: Known) -> Iterator[Fault]:
    places = known.places.get(entered.currency)
    if not entered.currency:
        yield "currency", "FX-E01", {}
    elif places is None:
        yield "currency", "FX-E36", {"value": entered.currency}
    if entered.amount is None:
        yield "amount", "FX-E01", {}
    elif entered.amount <= ZERO:
        yield "amount", "FX-E26", {}
    elif entered.amount >= LARGEST:
        yield "amount", "reference.number_too_large", {}
    elif places is not None and decimal_places(entered.amount) > places:
        yield "amount", "FX-E21", {"places": places}


def _dates(entered: Entered, known: Known) -> Iterator[Fault]:
    if entered.ledger_date is not None and entered.ledger_date < known.business_date:
        yield "ledger_date", "E15", {"date": entered.ledger_date.isoformat()}
    if entered.ledger_date is not None and entered.ledger_date > known.business_date:
        yield "ledger_date", "E22", {"date": entered.ledger_date.isoformat()}
    if entered.done_at is not None and entered.done_at > known.now:
        yield "done_at", "FX-E37", {}
