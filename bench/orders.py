"""A database with very many orders: the demonstration's own orders under new numbers, one second apart, going back in time.

Each has figures, a client name and a remark of its own, so that nobody profits from meeting the same value again.
"""

import sqlite3
from pathlib import Path

from whale_desktop.app.services import new_database
from whale_desktop.kernel.clock import FixedClock, parse_moment

NOW = "2026-11-20T11:30:00"
FIRST_NUMBER = 9_000_000_000


def plant_orders(path: Path, count: int) -> None:
    """Make a demonstration database at `path` with `count` more orders."""
    new_database(path, kind="demo", clock=FixedClock(parse_moment(NOW)))
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(fx_client_order)")]
    connection.execute("CREATE TEMP TABLE template AS SELECT row_number() OVER () - 1 AS place, * FROM fx_client_order")
    (templates,) = connection.execute("SELECT count(*) FROM template").fetchone()
    made = {
        "forex_id": f"CAST({FIRST_NUMBER} - n.value AS TEXT)",
        "created_at": "1760000000000000 - n.value * 1000000",
        "from_amount": "t.from_amount + n.value * 10000",
        "to_amount": "t.to_amount + n.value * 10000",
        "fx_amount": "t.fx_amount + n.value * 10000",
        "rate": "t.rate + n.value * 1000000",
        "quoted_rate": "t.quoted_rate + n.value * 1000000",
        "reference_rate": "t.reference_rate + n.value * 1000000",
        "fx_rate": "t.fx_rate + n.value * 1000000",
        "client_name": "t.client_name || n.value",
        "order_remark": "t.order_remark || n.value",
        "updated_at": "1760000000000000 - n.value * 1000000",
        "finish_time": "t.finish_time - n.value * 1000000",
        "success_time": "t.success_time - n.value * 1000000",
    }
    values = ", ".join(made.get(column, f"t.{column}") for column in columns)
    connection.execute(
        f"INSERT INTO fx_client_order ({', '.join(columns)}) "
        f"WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < {count}) "
        f"SELECT {values} FROM n JOIN template t ON t.place = n.value % {templates}"
    )
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()


def big_list(count: int) -> Path:
    """A database with `count` more orders, made once and kept under `out/bench` because it takes minutes."""
    path = Path(__file__).resolve().parent.parent / "out" / "bench" / f"orders-{count}.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(".new")
        making.unlink(missing_ok=True)
        plant_orders(making, count)
        making.rename(path)
    return path
