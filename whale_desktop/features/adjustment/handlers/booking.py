"""Writing an adjustment into the books, or why it cannot be written (`docs/rules/adjustment.md` 6.4)."""

from decimal import Decimal
from typing import Any

from whale_desktop.bus import Work
from whale_desktop.features.adjustment.handlers.store import end, entered_of, known
from whale_desktop.features.adjustment.messages import AdjustmentStatus
from whale_desktop.features.adjustment.messages.notices import BOOKED, FAILED
from whale_desktop.features.adjustment.rules import check_entry
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import AccountRef, CodeGroup, Entry, Journal, PostJournal
from whale_desktop.features.notices.messages import Notify, TellClient
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import EXACT
from whale_desktop.messages import codec

SOURCE = "adjustment"
FINISHED = "adjustment.finished"


def book(work: Work, row: Any, *, remark: str = "") -> None:
    """Post the journal and end the adjustment as booked. Raises `UserError` with whatever the rules or the books refuse."""
    faults = check_entry(entered_of(row), known(work, (row.account_no,)))
    if faults:
        _, code, params = faults[0]
        raise UserError(code, params)
    amount = EXACT.abs(row.change)
    client = AccountRef(account_no=row.account_no)
    house = f"ADJ.{row.biz_code}"
    shown = {one.biz_code: one.client_visible for one in ledger.codes_of(work.connection, CodeGroup.ADJUSTMENT)}
    journal = work.send(
        PostJournal(
            journal=Journal(
                biz_code=row.biz_code,
                source_type=SOURCE,
                source_id=str(row.adjustment_no),
                ref_no=str(row.adjustment_no),
                entries=(
                    Entry(account=house, currency=row.currency, direction=row.direction.opposite, amount=amount),
                    Entry(account=client, currency=row.currency, direction=row.direction, amount=amount),
                ),
                done_at=row.done_at,
                client_visible=row.client_visible and shown[row.biz_code],
                remark=row.remark,
                op_remark=row.inner_remark,
            ),
            overdraft=True,
        )
    )
    end(
        work,
        row,
        AdjustmentStatus.SUCCESS,
        result_code=FINISHED,
        journal_no=journal,
        ledger_date=work.business_date,
        done_at=row.done_at or work.now,
        approve_remark=remark,
    )
    if row.notify:
        _tell_client(work, row)


def fail(work: Work, row: Any, code: str, params: dict[str, Any]) -> None:
    """End the adjustment as failed, with the reason; the maker and those who follow failed adjustments are told."""
    said = {name: str(value) for name, value in {**reason_params(work, row), **params}.items()}
    end(work, row, AdjustmentStatus.FAILED, result_code=code, result_params=codec.encode(said).decode())
    work.send(
        Notify(
            kind=FAILED,
            params={
                "adjustment_no": str(row.adjustment_no),
                "account_no": row.account_no,
                "currency": row.currency,
                "amount": str(_shown(work, row.change, row.currency)),
                "code": code,
            },
            members=(row.maker_id,),
            key=str(row.adjustment_no),
        )
    )


def reason_params(work: Work, row: Any) -> dict[str, Any]:
    """The parameters that a refusal about this adjustment may want, for one of which only the code is known."""
    return {
        "account_no": row.account_no,
        "biz_code": row.biz_code,
        "currency": row.currency,
        "date": "" if row.ledger_date is None else row.ledger_date.isoformat(),
    }


def _shown(work: Work, amount: Decimal, currency: str) -> Decimal:
    """An amount with the decimals of its currency, as people read it."""
    return shown_amount(amount, reference.currencies(work.connection), currency)


def _tell_client(work: Work, row: Any) -> None:
    member_id, _ = ledger.names(work.connection, (row.account_no,))[row.account_no]
    work.send(
        TellClient(
            kind=BOOKED,
            params={
                "direction": row.direction.value,
                "currency": row.currency,
                "amount": str(_shown(work, EXACT.abs(row.change), row.currency)),
                "account_no": row.account_no,
                "remark": row.remark,
            },
            client=member_id,
            account_no=row.account_no,
        )
    )
