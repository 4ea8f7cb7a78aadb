"""The inbox with 100,000 orders that all wait for one person against the list of as many exchanges, and a decision against a plain command.

Both are asked and sent through the gateway, as the window does: a page with its totals and, for the inbox, the count of the top bar.
Processor time of the thread that asks, taken in turn, so that it says the same on a machine that others share, and so that what runs
behind (the seal, mail) counts on neither side.
"""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.booking import accounts_of
from bench.measure import Line, at_most, side_by_side
from bench.orders import NOW, big_list
from whale_desktop.app.services import Services, open_services
from whale_desktop.features.fx.messages import (
    ForexStatus,
    ListLimits,
    ListOrders,
    SubmitClientOrder,
    TotalOrders,
    UpdateLimit,
)
from whale_desktop.features.workorder.messages import (
    ApproveWorkOrder,
    CountToDo,
    ExecutionStatus,
    GetWorkOrder,
    ListWorkOrders,
    TotalWorkOrders,
)
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.kernel.ids import counting_ids
from whale_desktop.messages import Command, Done

ORDERS = 100_000
DECISIONS = 20
"""Of one measurement."""
RUNS = 7
LARGE_FROM = Decimal("100.00")
SUPERVISOR, PARAMETERS = "supervisor@whale.demo", "parameters@whale.demo"
CONTEXT = Context(workstation="bench", locale="zh_Hant")


def run() -> list[Line]:
    """The list, one order in full, the decision."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inbox.db"
        shutil.copyfile(big_list(ORDERS), path)
        desk = Desk(path)
        try:
            desk.plant()
            return desk.lines()
        finally:
            desk.close()


class Desk:
    """The supervisor's desk on a database with very many exchanges and work orders."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids = counting_ids("bench")
        self._number = 0
        self._open()
        self._accounts = accounts_of(self._services)

    def _open(self) -> None:
        self._services: Services = open_services(self._path, FixedClock(parse_moment(NOW)))
        self._supervisor = self._session(SUPERVISOR)
        self._app = self._services.signing.open_service_session("app")

    def _session(self, email: str) -> str:
        return self._services.signing.open_demo_session(email, CONTEXT).session

    def close(self) -> None:
        """Stop the services."""
        self._services.gateway.close()

    def plant(self) -> None:
        """One real work order under very many numbers, a second apart, each on an exchange of its own and open to the supervisor."""
        self._lower_the_limit()
        (template,) = self._file(1)
        self.close()
        connection = sqlite3.connect(self._path)
        for table, key in (
            ("work_order", ""),
            ("work_order_approver", "approver_no"),
            ("work_order_event", "event_no"),
            ("pending_order", "-"),
        ):
            connection.execute(_copies(connection, table, key), {"template": template, "count": ORDERS})
        connection.execute("ANALYZE")
        connection.commit()
        connection.close()
        self._open()

    def _lower_the_limit(self) -> None:
        """Exchanges from a small amount on wait for approval, so that every account can make many."""
        session = self._session(PARAMETERS)
        rows = self._services.gateway.ask(ListLimits(), session=session, context=CONTEXT).rows
        (row,) = [one for one in rows if one.currency == "USD"]
        limit = UpdateLimit(currency="USD", amount=LARGE_FROM, expected_version=row.version)
        self._send(limit, session)

    def _send(self, command: Command[Any], session: str) -> Any:
        done = self._services.gateway.submit(command, session=session, context=CONTEXT, command_id=self._ids())
        assert isinstance(done, Done), done
        return done.result

    def _exchange(self, amount: Decimal) -> Any:
        self._number += 1
        account = self._accounts[self._number % len(self._accounts)]
        return self._send(SubmitClientOrder(account_no=account, from_currency="USD", to_currency="CNH", amount=amount), self._app)

    def _file(self, count: int) -> list[int]:
        """New exchanges that wait; the numbers of their work orders."""
        keys = {self._exchange(2 * LARGE_FROM).forex_id for _ in range(count)}
        with self._services.database.read() as connection:
            found = connection.exec_driver_sql("SELECT target_key, work_order_no FROM pending_order").all()
        return sorted(int(number) for key, number in found if key in keys)

    def lines(self) -> list[Line]:
        """Everything that is measured."""
        ask = self._services.gateway.ask

        def of(query: Any) -> Any:
            return ask(query, session=self._supervisor, context=CONTEXT)

        def inbox() -> None:
            assert len(of(ListWorkOrders(tab="todo", limit=51)).rows) == 51

        def exchanges() -> None:
            assert len(of(ListOrders(limit=51)).rows) == 51

        def inbox_with_totals() -> None:
            inbox()
            assert of(TotalWorkOrders(tab="todo")).count > ORDERS
            assert of(CountToDo()).open > ORDERS

        def exchanges_with_totals() -> None:
            exchanges()
            assert of(TotalOrders()).count > ORDERS

        numbers = iter(range(10**9 + 1, 10**9 + ORDERS))
        shown = f"{ORDERS:,} work orders that wait for one person"
        return [
            at_most(f"{shown}: first page / of as many exchanges", _compared(inbox, exchanges), 2),
            at_most("  the same with totals and the top bar's count", _compared(inbox_with_totals, exchanges_with_totals), 2),
            at_most(
                "  one order in full / a page of exchanges",
                _compared(lambda: of(GetWorkOrder(work_order_no=next(numbers))), exchanges),
                2,
            ),
            at_most(
                f"  {DECISIONS} approvals that carry an exchange out / as many exchanges at once",
                side_by_side(self._decisions, self._exchanges, runs=RUNS),
                2,
            ),
        ]

    def _decisions(self) -> float:
        numbers = self._file(DECISIONS)

        def decide() -> None:
            for number in numbers:
                decided = self._send(ApproveWorkOrder(work_order_no=number, level=1), self._supervisor)
                assert decided.execution_status is ExecutionStatus.SUCCESS, decided

        return _busy(decide)

    def _exchanges(self) -> float:
        def exchange() -> None:
            for _ in range(DECISIONS):
                receipt = self._exchange(LARGE_FROM / 2)
                assert receipt.forex_status is ForexStatus.SUCCESS, receipt

        return _busy(exchange)


def _copies(connection: sqlite3.Connection, table: str, key: str) -> str:
    """The statement that copies a template order's rows of a table, `key` being its own rising number, `-` a table of keys as text."""
    number = f"{10**9} + n.value"
    made = {
        "work_order_no": f"CAST({number} AS TEXT)" if key == "-" else number,
        "target_key": "t.target_key || '-' || n.value",
        "target_no": "t.target_no || '-' || n.value",
        "submitted_at": "t.submitted_at - n.value * 1000000",
        "at": "t.at - n.value * 1000000",
    }
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != key]
    values = ", ".join(made.get(column, f"t.{column}") for column in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "
        "WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < :count) "
        f"SELECT {values} FROM {table} t CROSS JOIN n WHERE t.work_order_no = :template"
    )


def _compared(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float, float]:
    return side_by_side(lambda: _busy(ours), lambda: _busy(bare), runs=RUNS)


def _busy(function: Callable[[], object]) -> float:
    """The processor time of one call."""
    began = time.thread_time()
    function()
    return time.thread_time() - began
