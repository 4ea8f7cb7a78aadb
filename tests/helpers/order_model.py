"""Work orders as plain lists: what `docs/rules/workorders.md` 4 and 5 say of any act, without a database. The property's other half."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from tests.helpers import boxes
from tests.helpers.signing import comes_to_an_end
from whale_desktop.kernel.clock import HONG_KONG, hong_kong_date
from whale_desktop.kernel.errors import CodedError

SUPERVISOR, SUPER = "funds_supervisor", "super_admin"
ROLES = {
    "funds_clerk": "funds_clerk",
    "second_clerk": "funds_clerk",
    "funds_supervisor": "funds_supervisor",
    "second_supervisor": "funds_supervisor",
    "risk_officer": "risk_officer",
    "super_admin": "super_admin",
    "second_super_admin": "super_admin",
}
PEOPLE = tuple(ROLES)
LARGE = 1000
VALID, DAY = timedelta(hours=1), timedelta(days=1)

Run = tuple[int, str, int]
"""Box, what of it, and the value that is put there."""
Level = tuple[bool, tuple[tuple[str, str], ...]]
"""Whether all must sign, and the seats: `user` or `role`, and which."""

_ONE: Level = (False, (("role", SUPERVISOR),))
_ALL: Level = (True, (("role", SUPER), ("user", "risk_officer")))
_EITHER: Level = (False, (("role", SUPERVISOR), ("user", "risk_officer")))
GUARDED = {boxes.ONE_LEVEL: ("value", "state"), boxes.TWO_LEVELS: ("state",), boxes.BY_AMOUNT: ("amount", "state")}


def reason_of(refused: CodedError) -> str:
    """The code of a refusal; of a batch that of its parts, a box that is jammed before one that waits."""
    if refused.code != "batch.refused":
        return refused.code
    codes = {one.code for one in refused.fields}
    return "parcel.closed" if "parcel.closed" in codes else codes.pop()


def levels_of(flow: str, runs: Iterable[Run]) -> tuple[Level, ...]:
    """The levels of a flow, as the property configures them."""
    if flow == boxes.ONE_LEVEL:
        return (_ONE,)
    if flow == boxes.TWO_LEVELS:
        return (_ONE, _ALL)
    return (_ONE,) if max(value for _, _, value in runs) < LARGE else (_ONE, _EITHER)


@dataclass(eq=False)
class Seat:
    """A signature that a level asks for, by name or by role; `stands_for` another seat after a transfer or a take-over."""

    kind: str
    ref: str
    stands_for: "Seat | None" = None
    open: bool = True

    @property
    def original(self) -> "Seat":
        """The configured seat."""
        return self.stands_for or self


@dataclass
class Order:
    """A work order as it should be. state: wait, closed, refused, done or failed. passed_on: who handed the present level on."""

    maker: str
    flow: str
    runs: tuple[Run, ...]
    guard: tuple[Any, ...]
    expires: datetime | None
    number: int = 0
    level: int = 0
    state: str = "wait"
    abnormal: bool = False
    retries: int = 0
    seats: list[Seat] = field(default_factory=list)
    signed: list[tuple[int, str]] = field(default_factory=list)
    passed_on: set[str] = field(default_factory=set)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Its levels."""
        return levels_of(self.flow, self.runs)

    @property
    def waits(self) -> bool:
        """Whether anybody could decide it."""
        return self.state == "wait" and not self.abnormal

    @property
    def boxes(self) -> frozenset[int]:
        """The boxes that it is about."""
        return frozenset(one for one, _, _ in self.runs)

    @property
    def signers(self) -> set[str]:
        """Who has approved any level of it."""
        return {who for _, who in self.signed}

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The signatures that are open."""
        return [(one.kind, one.ref) for one in self.seats if one.open]


class Model:
    """The people, the boxes, the orders. Methods that act return the codes one of which must come, nothing where it must go through."""

    def __init__(self) -> None:
        self.held = {who: {role} for who, role in ROLES.items()}
        self.frozen: set[str] = set()
        self.jammed: set[int] = set()
        self.values: dict[int, dict[str, Any]] = {one: {"value": 0, "amount": 0, "state": "open"} for one in boxes.BOXES}
        self.orders: dict[int, Order] = {}
        self.runs: list[tuple[int, str, int, str]] = []
        self.viewers: set[str] = set()
        self.now = datetime.min

    # ------------------------------------------------------------------------------------------------------- who, what, where

    def free(self, order: Order, asked: Iterable[tuple[str, str]]) -> set[str]:
        """Who may still give one of these signatures."""
        named = {ref for kind, ref in asked if kind == "user"}
        kept = {ref for kind, ref in asked if kind == "role"}
        behind = named | {who for who in PEOPLE if self.held[who] & kept}
        return behind - self.frozen - {order.maker} - order.signers - order.passed_on

    def open_to(self, who: str, order: Order) -> bool:
        """Whether an order waits for a person."""
        return order.waits and who in self.free(order, order.asked)

    def may_make(self, who: str) -> bool:
        """Whether a person may work on boxes."""
        return who not in self.frozen and bool(self.held[who] & set(boxes.OPERATORS))

    def guard(self, flow: str, runs: Iterable[Run]) -> tuple[Any, ...]:
        """The guarded values as they are now."""
        return tuple(self.values[one][name] for one, _, _ in runs for name in GUARDED[flow])

    def is_over(self, order: Order) -> bool:
        """Whether an order's time is up."""
        return order.expires is not None and self.now >= order.expires

    def expiry_of(self, flow: str) -> datetime | None:
        """When an order that is submitted now is too old: after an hour, at the end of the day, never."""
        if flow == boxes.BY_AMOUNT:
            return None
        return (
            self.now + VALID if flow == boxes.ONE_LEVEL else datetime.combine(hong_kong_date(self.now) + DAY, time(), HONG_KONG)
        )

    def locks_on(self, touched: Iterable[int]) -> list[Order]:
        """The orders for which these boxes wait."""
        return [one for one in self.orders.values() if one.waits and one.boxes & set(touched)]

    def waiting(self) -> list[Order]:
        """The orders that have not ended, abnormal ones among them."""
        return [one for one in self.orders.values() if one.state == "wait"]

    # ------------------------------------------------------------------------------------------------------------- submission

    def refusal_of_change(self, who: str, touched: Iterable[int]) -> set[str]:
        """A change that somebody sends."""
        if not self.may_make(who):
            return {"auth"}
        if set(touched) & self.jammed:
            return {"parcel.closed"}
        return set() if all(map(self.is_over, self.locks_on(touched))) else {"ticket.target_locked"}

    def submitted(self, order: Order) -> set[str]:
        """A change that needs approval; it is an order from now on, if it is not refused."""
        expected = self.refusal_of_change(order.maker, order.boxes)
        return expected or (set() if self._can_end(order) else {"ticket.no_approver"})

    def _can_end(self, order: Order) -> bool:
        """Whether enough different people are there for all its signatures."""
        levels = []
        for everybody, seats in order.levels:
            named_first = sorted(seats, key=lambda seat: seat[0] == "role")
            people = [frozenset(self.free(order, [seat])) for seat in named_first]
            levels.append(people if everybody else [frozenset().union(*people)])
        return comes_to_an_end(levels, frozenset(self.free(order, [("role", SUPER)])))

    def opened(self, order: Order, number: int) -> None:
        """It has a number; what was too old on its boxes has made way."""
        self.close_if_over(order.boxes)
        order.number = number
        self.orders[number] = order
        self._open_level(order)

    def close_if_over(self, touched: Iterable[int]) -> None:
        """Whatever acts on a box closes an order on it whose time is up."""
        for order in self.locks_on(touched):
            if self.is_over(order):
                order.state = "closed"

    def _open_level(self, order: Order) -> None:
        order.level += 1
        order.passed_on = set()
        _, seats = order.levels[order.level - 1]
        if not self.free(order, seats):
            seats = (("role", SUPER),)
        order.seats = [Seat(kind, ref) for kind, ref in seats]

    # --------------------------------------------------------------------------------------------------------------- decision

    def refusal_of_decision(self, who: str, order: Order, *, level: int = 0) -> set[str]:
        """An approval, a refusal, a transfer. An order whose time is up is closed by it."""
        if who in self.frozen:
            return {"auth"}
        if who == order.maker:
            return {"ticket.self_approval"}
        if order.waits and self.is_over(order):
            order.state = "closed"
            return {"ticket.closed"}
        if order.state != "wait":
            return {"ticket.closed", "ticket.already_decided"}
        if order.abnormal:
            return {"ticket.abnormal"}
        if level and level != order.level:
            return {"ticket.already_decided"}
        return set() if self.open_to(who, order) else {"ticket.already_decided", "ticket.not_assignee"}

    def source_changed(self, order: Order) -> bool:
        """Whether a guarded value is another one; the order is closed then."""
        if self.guard(order.flow, order.runs) == order.guard:
            return False
        order.state = "closed"
        return True

    def sign(self, who: str, order: Order) -> None:
        """A signature, and whatever follows it."""
        order.signed.append((order.level, who))
        taken = self.seat_of(who, order).original
        for one in order.seats:
            one.open = one.open and one.original is not taken
        everybody, _ = order.levels[order.level - 1]
        if everybody and order.asked:
            self.take_over(order)
        elif order.level < len(order.levels):
            self._open_level(order)
        else:
            self.execute(order)

    def seat_of(self, who: str, order: Order) -> Seat:
        """The signature that a person gives: one asked by name before one asked of his role."""
        mine = [one for one in order.seats if one.open and (one.kind, one.ref) == ("user", who)]
        mine += [one for one in order.seats if one.open and one.kind == "role" and one.ref in self.held[who]]
        return mine[0]

    def execute(self, order: Order) -> None:
        """Carry out, if the maker may still and the boxes take it: all of it or nothing."""
        if not self.may_make(order.maker) or order.boxes & self.jammed:
            order.state = "failed"
            return
        order.state = "done"
        self.run(order.runs, f"ticket-{order.number}")

    def run(self, runs: Iterable[Run], command_id: str = "") -> None:
        """A run that took effect."""
        for box_no, what, value in runs:
            self.values[box_no][what] = value
            self.runs.append((box_no, what, value, command_id))

    def refusal_of_withdrawal(self, who: str, order: Order) -> set[str]:
        """An order that is taken back."""
        if who in self.frozen:
            return {"auth"}
        if who != order.maker:
            return {"ticket.not_maker"}
        if order.state != "wait":
            return {"ticket.closed"}
        if order.abnormal:
            return {"ticket.abnormal"}
        return {"ticket.decided"} if order.signed else set()

    def refusal_of_retry(self, order: Order) -> set[str]:
        """A failed order that is to be carried out again."""
        if order.retries >= 3:
            return {"ticket.retries"}
        if self.locks_on(order.boxes):
            return {"ticket.target_locked"}
        return {"ticket.source_changed"} if self.guard(order.flow, order.runs) != order.guard else set()

    # --------------------------------------------------------------------------------------------------------------- transfer

    def refusal_of_transfer(self, who: str, order: Order, receiver: str) -> set[str]:
        """A task that is handed on."""
        expected = self.refusal_of_decision(who, order)
        if expected:
            return expected
        if receiver in {order.maker, who}:
            return {"ticket.invalid_transfer"}
        if receiver in self.frozen:
            return {"ticket.member_unknown"}
        if receiver in order.signers:
            return {"ticket.invalid_transfer"}
        return set() if self.held[receiver] & self.viewers else {"ticket.cannot_view"}

    def transferred(self, who: str, order: Order, receiver: str) -> None:
        """The receiver may sign instead of the giver."""
        order.seats.append(Seat("user", receiver, stands_for=self.seat_of(who, order).original))
        order.passed_on = (order.passed_on | {who}) - {receiver}
        self.take_over(order)

    def take_over(self, order: Order) -> None:
        """Seats of which nobody is left go to the super administrators, all of them to one signature."""
        if not order.waits:
            return
        seats = [one for one in order.seats if one.open and one.stands_for is None]
        lost = [
            seat
            for seat in seats
            if not self.free(order, [(one.kind, one.ref) for one in order.seats if one.open and one.original is seat])
        ]
        everybody, _ = order.levels[order.level - 1]
        if not lost or (not everybody and lost != seats) or not self.free(order, [("role", SUPER)]):
            return
        theirs = [one.original for one in order.seats if one.open and one.kind == "role" and one.stands_for is not None]
        kept = theirs[0] if theirs else lost[0]
        for one in order.seats:
            if one.original in lost and one.original is not kept:
                one.stands_for = kept
        if not theirs:
            order.seats.append(Seat("role", SUPER, stands_for=kept))
