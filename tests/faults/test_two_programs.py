"""Several programs on one file at the same time: nothing is lost, nothing is done twice, the books are proved."""

import subprocess
import sys
from decimal import Decimal

from tests.faults.conftest import ROOT
from tests.helpers.office import Office
from whale_desktop.features.fx.messages import GetPool, ListOrders, TotalOrders
from whale_desktop.features.ledger.queries import prove

EACH = 15


def placing(office: Office, name: str) -> "subprocess.Popen[str]":
    """A program that places orders of 10 USD."""
    command = [sys.executable, "-m", "tests.faults.placing", str(office.path), office.session("app"), str(EACH), name]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(program: "subprocess.Popen[str]") -> int:
    """What a program says at its end."""
    out, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    return int(out)


def test_three_programs_place_orders_at_the_same_time(desk: Office) -> None:
    before = desk.ask(GetPool(currency="USD")).remaining_amount
    programs = [placing(desk, name) for name in ("one", "two", "three")]
    assert [told(program) for program in programs] == [EACH] * 3
    assert desk.ask(TotalOrders()).count == 3 * EACH
    assert desk.ask(GetPool(currency="USD")).remaining_amount == before + Decimal(10) * 3 * EACH
    numbers = [row.forex_id for row in desk.ask(ListOrders(limit=200)).rows]
    assert len(set(numbers)) == 3 * EACH
    with desk.read() as read:
        assert prove(read.connection) == []


def test_two_programs_with_the_same_requests_do_each_once(desk: Office) -> None:
    """As when a window hangs and the person starts a second one that sends the kept requests again."""
    programs = [placing(desk, "same") for _ in range(2)]
    assert sum(told(program) for program in programs) == EACH
    assert desk.ask(TotalOrders()).count == EACH
