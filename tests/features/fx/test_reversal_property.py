"""Whatever was exchanged, by pool or bank, and in whatever order it is taken back: every sum is what it was (`docs/rules/fx.md` 6.11)."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.features.fx.conftest import template_f
from tests.features.fx.desk import Desk
from tests.features.fx.test_reversal import balances, reverse
from tests.helpers.office import Office
from whale_desktop.features.fx import messages as fx

deals = st.lists(
    st.tuples(
        st.integers(100_00, 2_500_00).map(lambda cents: Decimal(cents).scaleb(-2)),
        st.sampled_from((("USD", "CNH"), ("USD", "HKD"), ("HKD", "USD"))),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def sums(desk: Desk) -> dict[str, Any]:
    """Everything that a deal moves: balances, pools, gains and losses, accounting rows; what comes to nothing is left out."""
    with desk.office.database.read() as connection:
        pools = connection.execute(text("SELECT currency, remaining_amount FROM fx_pool_limit ORDER BY currency")).all()
        totals = connection.execute(
            text(
                "SELECT currency, sum(profit_loss), sum(channel_amount), sum(order_offset) FROM fx_profit_loss GROUP BY currency"
            )
        ).all()
        rows = connection.execute(
            text("SELECT currency, row_type, sum(amount) FROM fx_source_row GROUP BY currency, row_type")
        ).all()
    return {
        "balances": balances(desk),
        "pools": [tuple(row) for row in pools],
        "profits": [tuple(row) for row in totals if any(row[1:])],
        "rows": [tuple(row) for row in rows if row[2]],
    }


def exchange(desk: Desk, amount: Decimal, pair: tuple[str, str], *, get: bool, by_bank: bool) -> str:
    """One completed exchange; a bank does it when the pool is short."""
    debit, credit = pair
    kept = desk.pool(credit).remaining_amount
    if by_bank:
        desk.set_pool(credit, str(desk.pool(credit).alarm_amount))
    receipt = desk.app(str(amount), debit, credit, get=get)
    if by_bank:
        order = desk.order(receipt.forex_id)
        fill = fx.ReportChannelFill(channel_order_no=order.client_ordid, channel_rate=order.quoted_rate)
        desk.office.do(fill, user="scheduler")
        desk.set_pool(credit, str(kept))
    return receipt.forex_id


@given(deals=deals, chance=st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_fx_reversal_16_every_sum_is_as_before(
    tmp_path_factory: pytest.TempPathFactory, deals: list[tuple[Decimal, tuple[str, str], bool, bool]], chance: Any
) -> None:
    folder: Path = tmp_path_factory.mktemp("reversals")
    desk = Desk(Office.at(template_f(tmp_path_factory), folder))
    try:
        desk.connect()
        before = sums(desk)
        done = [exchange(desk, amount, pair, get=get, by_bank=by_bank) for amount, pair, get, by_bank in deals]
        assert sums(desk) != before
        chance.shuffle(done)
        for forex_id in done:
            reverse(desk, forex_id)
        assert sums(desk) == before
        assert all(desk.order(one).is_reversed for one in done)
        desk.prove()
    finally:
        desk.office.close()
