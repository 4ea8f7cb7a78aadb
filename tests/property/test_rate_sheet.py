"""A price in a file of rates is judged like a price in the form: the quick way of the sheet is another way to the same rule."""

from datetime import date
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from whale_desktop.features.reference.messages import RateChannel, RateType
from whale_desktop.features.reference.rules import COLUMNS, parse_rates
from whale_desktop.features.reference.rules.checks import PRICES, Known, check_prices
from whale_desktop.kernel.numbers import with_places

DAY = date(2026, 11, 20)

CELLS = st.one_of(
    st.decimals(min_value=-2, max_value=2 * 10**8, places=12),
    st.decimals(min_value=0, max_value=20, places=4),
    st.decimals(min_value=0, max_value=10**8, places=0),
)


@given(cells=st.tuples(CELLS, CELLS, CELLS), precision=st.integers(1, 10))
@example(cells=(Decimal("7.81470000"), Decimal("7.8147"), Decimal(8)), precision=4)
@example(cells=(Decimal("7.81471"), Decimal("0.00001"), Decimal("0.0000")), precision=4)
@example(cells=(Decimal("99999999.9999"), Decimal(100_000_000), Decimal("100000000.00001")), precision=4)
def test_a_price_in_a_file_is_judged_like_one_in_the_form(cells: tuple[Decimal, Decimal, Decimal], precision: int) -> None:
    known = Known(precisions={"USD": precision, "HKD": 4}, today=DAY)
    row = [RateChannel.IB.value, RateType.SPOT.value, "HKD", "USD", *(f"{cell:f}" for cell in cells), "2026-11-20"]
    sheet = parse_rates([list(COLUMNS), row], range(len(COLUMNS)), known)
    prices = dict(zip(PRICES, cells, strict=True))
    wanted = check_prices(prices, precision)
    assert [(one.field, one.code) for one in sheet.faults] == [(one.field, one.code) for one in wanted]
    read = dict(zip(PRICES, sheet.rows[0][-3:], strict=True))
    for name, price in prices.items():
        as_shown = None if name in {one.field for one in wanted} else str(with_places(price, precision))
        assert (None if read[name] is None else str(read[name])) == as_shown
