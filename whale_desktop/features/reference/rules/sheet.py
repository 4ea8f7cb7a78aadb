"""How a sheet of reference rates is read: every row checked, every error kept (`docs/rules/fx.md` 7.3).

A hundred thousand rows must not keep anybody waiting, so what repeats (channels, pairs, dates) is understood once and remembered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple

from whale_desktop.features.reference.messages import RateChannel, RateType
from whale_desktop.features.reference.rules.checks import LARGEST_RATE, Known, fits, is_odd
from whale_desktop.kernel.numbers import EXACT, RATE_SCALE, ZERO, from_spreadsheet
from whale_desktop.kernel.sheets import Cell, accepted, cell_decimal, folded, is_empty_row
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import label_of
from whale_desktop.messages.imports import MISSING, CellFault, RowFault, choice_of, date_of, shown

COLUMNS: dict[str, Text] = {
    "channel": C_("reference.rate", "Exchange channel"),
    "rate_type": C_("reference.rate", "Rate type"),
    "base_currency": C_("reference.rate", "Base currency"),
    "other_currency": C_("reference.rate", "Conversion currency"),
    "bid_rate": C_("reference.rate", "Bid rate"),
    "offer_rate": C_("reference.rate", "Offer rate"),
    "average_rate": C_("reference.rate", "Average rate"),
    "record_date": C_("reference.rate", "Record date"),
}
"""The columns of the workbook in their order; all of them are required."""


class ParsedRate(NamedTuple):
    """One row as understood; None or empty where it could not be. `row` is its number in the file."""

    row: int
    rate_type: RateType | None
    channel: RateChannel | None
    base_currency: str
    other_currency: str
    record_date: date | None
    bid_rate: Decimal | None
    offer_rate: Decimal | None
    average_rate: Decimal | None


@dataclass
class RateSheet:
    """A whole file: rows in their order, every fault, and the numbers of the rows whose bid is above their offer."""

    rows: list[ParsedRate] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    odd: set[int] = field(default_factory=set)


class _Memory(dict[Any, Any]):
    """Raw cell → what it means, or the code and parameters of its fault; understood at the first sight of it."""

    def __init__(self, understand: Callable[[Cell], Any]) -> None:
        super().__init__()
        self._understand = understand

    def __missing__(self, cell: Cell) -> Any:
        meaning = self[cell] = self._understand(cell)
        return meaning


def _day(known: Known) -> Callable[[Cell], Any]:
    def understand(cell: Cell) -> Any:
        day = date_of(cell)
        if day is None:
            return MISSING
        return day if isinstance(day, CellFault) or day <= known.today else CellFault("FX-E37", {"value": day.isoformat()})

    return understand


def _price(cell: Cell, step: Decimal) -> Decimal | CellFault:
    """A price with all its decimals, or its fault. `step` is the smallest difference of two prices that the precision allows."""
    try:
        price = from_spreadsheet(cell) if isinstance(cell, float) else cell_decimal(cell)
    except ValueError:
        return CellFault("reference.not_a_number", {"value": shown(cell)})
    if price is None:
        return MISSING
    if price <= ZERO:
        return CellFault("FX-E28", {"value": str(price)})
    if price >= LARGEST_RATE:
        return CellFault("reference.number_too_large", {"value": str(price)[:40]})
    if price.same_quantum(step):
        return price  # most use all the decimals that they may, and that is quick to see
    written_out = price.quantize(step, rounding=ROUND_DOWN, context=EXACT)
    return written_out if written_out == price else CellFault("FX-E21", {"value": str(price)[:40]})


class _Pair(NamedTuple):
    """What type, channel and currencies of a row mean together: the step of its prices, whether all is well, else the fault."""

    step: Decimal
    is_sound: bool
    fault: tuple[str, CellFault] | None = None


def _pairs(known: Known) -> Callable[[Any], _Pair]:
    def understand(key: tuple[Any, Any, Any, Any]) -> _Pair:
        rate_type, channel, base, other = key
        step = Decimal(1).scaleb(-known.precisions.get(other, RATE_SCALE))
        if isinstance(rate_type, RateType) and isinstance(channel, RateChannel) and not fits(rate_type, channel):
            return _Pair(step, False, ("channel", CellFault("FX-E38")))
        if base == other and not isinstance(base, CellFault):
            return _Pair(step, False, ("other_currency", CellFault("FX-E23")))
        return _Pair(step, not any(isinstance(one, CellFault) for one in key))

    return understand


class _Reader:
    """Reads the rows of one file."""

    def __init__(self, places: Sequence[int], known: Known) -> None:
        currencies = {folded(code): code for code in known.precisions}
        self.places = places
        self.channels = _Memory(choice_of(accepted({one: label_of(one) for one in RateChannel})))
        self.types = _Memory(choice_of(accepted({one: label_of(one) for one in RateType})))
        self.currencies = _Memory(choice_of(currencies))
        self.days = _Memory(_day(known))
        self.pairs = _Memory(_pairs(known))
        self.seen: dict[tuple[Any, Any, Any, Any, Any], int] = {}
        self.sheet = RateSheet()

    def read(self, number: int, row: Sequence[Cell]) -> None:
        """Understand one row, number `number` in the file."""
        at = self.places
        channel, rate_type = self.channels[row[at[0]]], self.types[row[at[1]]]
        base, other = self.currencies[row[at[2]]], self.currencies[row[at[3]]]
        pair = self.pairs[rate_type, channel, base, other]
        step = pair.step
        bid = _price(row[at[4]], step)
        offer = _price(row[at[5]], step)
        average = _price(row[at[6]], step)
        day = self.days[row[at[7]]]
        key = (rate_type, channel, base, other, day)
        first = self.seen.setdefault(key, number)
        if (
            first == number
            and pair.is_sound
            and isinstance(bid, Decimal)
            and isinstance(offer, Decimal)
            and isinstance(average, Decimal)
            and not isinstance(day, CellFault)
        ):
            self.sheet.rows.append(ParsedRate(number, rate_type, channel, base, other, day, bid, offer, average))
            if is_odd(bid, offer):
                self.sheet.odd.add(number)
            return
        self._keep_faults(number, (channel, rate_type, base, other, bid, offer, average, day), pair, first)

    def _keep_faults(self, number: int, values: tuple[Any, ...], pair: _Pair, first: int) -> None:
        faults = [
            RowFault(number, name, one.code, one.params)
            for name, one in zip(COLUMNS, values, strict=True)
            if isinstance(one, CellFault)
        ]
        if pair.fault is not None:
            name, fault = pair.fault
            faults.append(RowFault(number, name, fault.code, fault.params))
        if first != number and not any(isinstance(values[index], CellFault) for index in (0, 1, 2, 3, 7)):
            faults.append(RowFault(number, "", "FX-E39", {"row": str(first)}))
        channel, rate_type, base, other, bid, offer, average, day = (
            None if isinstance(one, CellFault) else one for one in values
        )
        self.sheet.rows.append(ParsedRate(number, rate_type, channel, base or "", other or "", day, bid, offer, average))
        self.sheet.faults.extend(faults)


def parse_rates(rows: Sequence[Sequence[Cell]], places: Sequence[int], known: Known) -> RateSheet:
    """Read the rows below the header. places: where each of `COLUMNS` stands in a row, in their order.

    Empty rows are passed over; every other row is understood as far as it goes, with all its faults: FX-E01, FX-E21, FX-E23, FX-E28,
    FX-E36 to FX-E39, `reference.not_a_number`, `reference.not_a_date`, `reference.number_too_large`.
    """
    reader = _Reader(places, known)
    for number, row in enumerate(rows[1:], start=2):
        if row[places[0]] == "" and is_empty_row(row):
            continue
        reader.read(number, row)
    return reader.sheet
