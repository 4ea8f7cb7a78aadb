"""Writing reference rates: one statement for any number of rows, one more that keeps the history (`docs/rules/fx.md` 3.8)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, and_, bindparam, column, select, table
from sqlalchemy.dialects import sqlite

from whale_desktop.bus import Work
from whale_desktop.features.reference import tables
from whale_desktop.features.reference.messages import RateChannel, RateSource, RateType
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.numbers import EXACT, RATE_SCALE
from whale_desktop.storage import Day, Moment
from whale_desktop.storage.bulk import copy_rows

Saved = tuple[RateType, RateChannel, str, str, date, Decimal, Decimal, Decimal]
"""Type, channel, base and conversion currency, record date, bid, offer, average: checked, every key once."""

FIRST_VERSION = 1
MANY = 1000
"""From this many rows on it is quicker to look through all rates for those of one save than to seek each."""

_INCOMING = "incoming_reference_rate"

_UNIT = Decimal(10) ** RATE_SCALE

_RATE = tables.reference_rate
_KEY = ("rate_type", "channel", "base_currency", "other_currency", "record_date")
_REPLACED = (
    "source", "bid_rate", "offer_rate", "average_rate", "ledger_date", "updated_at", "operator", "saved_by",
)  # fmt: skip
_COLUMNS = (
    *_KEY,
    "bid_rate",
    "offer_rate",
    "average_rate",
    "source",
    "ledger_date",
    "created_at",
    "updated_at",
    "operator",
    "saved_by",
)
_VERSION = tables.reference_rate_version
_COPIED = ("rate_no", "version", "source", "bid_rate", "offer_rate", "average_rate", "ledger_date", "operator")
_THIS_SAVE = and_(
    # The key's columns let the database find the rows of one save among all others.
    *(_RATE.c[name].in_(bindparam(name, expanding=True)) for name in _KEY[:4]),
    _RATE.c.record_date.between(bindparam("first", type_=Day()), bindparam("last", type_=Day())),
    _RATE.c.saved_by == bindparam("save"),
)
_KEEP_HISTORY_OF_MANY = _VERSION.insert().from_select(
    [*_COPIED, "saved_at"],
    select(*(_RATE.c[name] for name in _COPIED), _RATE.c.updated_at).where(_RATE.c.saved_by == bindparam("save")),
)
_KEEP_HISTORY = _VERSION.insert().from_select(
    [*_COPIED, "saved_at"], select(*(_RATE.c[name] for name in _COPIED), _RATE.c.updated_at).where(_THIS_SAVE)
)
_KEEP_ONE = _VERSION.insert().from_select(
    [*_COPIED, "saved_at"],
    select(*(_RATE.c[name] for name in _COPIED), _RATE.c.updated_at).where(_RATE.c.rate_no == bindparam("of_rate")),
)
_NUMBERS = select(_RATE.c.rate_no).where(_THIS_SAVE).order_by(_RATE.c.rate_no)


@lru_cache(maxsize=4)
def _upsert(name: str, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The insert-or-replace statement for plain stored values as the driver takes it, and the order of its values."""
    make: Any = sqlite.insert
    if name == "postgresql":
        from sqlalchemy.dialects import postgresql  # takes a tenth of a second to load

        make, dialect = postgresql.insert, postgresql.psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]  # not annotated there
    plain = {name: bindparam(name, type_=getattr(_RATE.c[name].type, "impl_instance", None)) for name in _COLUMNS}
    statement = _or_replace(make(_RATE).values(version=FIRST_VERSION, **plain)).inline()
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    assert compiled.positiontup is not None, "the driver takes values by position"
    return str(compiled), tuple(compiled.positiontup)


def _or_replace(statement: Any) -> Any:
    """A known key gets the new prices and the next version."""
    return statement.on_conflict_do_update(
        index_elements=[_RATE.c[name] for name in _KEY],
        set_={**{name: statement.excluded[name] for name in _REPLACED}, "version": _RATE.c.version + 1},
    )


def _copy(connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
    """Many rows into a server's database: beside the table by COPY, then all of them at once over it."""
    from sqlalchemy.dialects import postgresql

    names = (*_COLUMNS, "version")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {_INCOMING} (LIKE {_RATE.name}) ON COMMIT DROP")
    connection.exec_driver_sql(f"ALTER TABLE {_INCOMING} DROP COLUMN rate_no")
    copy_rows(connection, _INCOMING, names, rows)
    incoming = table(_INCOMING, *(column(name) for name in names))
    connection.execute(_or_replace(postgresql.insert(_RATE).from_select(names, select(*(incoming.c[name] for name in names)))))
    connection.exec_driver_sql(f"DROP TABLE {_INCOMING}")


def save_rates(work: Work, rates: Sequence[Saved], source: RateSource) -> tuple[int, ...]:
    """Write at least one rate: new keys are added, known keys get the prices and the next version; history follows.

    Returns their numbers, of many rates none.

    The values go to the driver as they are stored; a hundred thousand rows through the column types would take three times as long.
    """
    engine = work.connection.dialect.name
    text, order = _upsert(engine, work.connection.dialect)
    if engine == "postgresql" and len(rates) > MANY:
        order = (*_COLUMNS, "version")
    moment = Moment().process_bind_param(work.now, work.connection.dialect)
    fixed: dict[str, Any] = {
        "source": str(source), "ledger_date": work.business_date.isoformat(), "created_at": moment, "updated_at": moment,
        "operator": work.actor.name, "saved_by": new_id(),
    }  # fmt: skip
    rest = (*fixed.values(), FIRST_VERSION)
    given = (*_KEY, "bid_rate", "offer_rate", "average_rate", *fixed)
    arranged = itemgetter(*(given.index(name) if name in given else len(given) for name in order))
    plain = {one: str(one) for choice in (RateType, RateChannel) for one in choice}
    days = {day: day.isoformat() for day in {rate[4] for rate in rates}}
    with localcontext(EXACT):
        rows = [
            arranged(
                (
                    plain[kind],
                    plain[channel],
                    base,
                    other,
                    days[day],
                    int(bid * _UNIT),
                    int(offer * _UNIT),
                    int(mid * _UNIT),
                    *rest,
                )
            )
            for kind, channel, base, other, day, bid, offer, mid in rates
        ]
    if engine == "postgresql" and len(rates) > MANY:
        _copy(work.connection, rows)
    else:
        work.connection.exec_driver_sql(text, rows)
    if len(rates) > MANY:
        work.connection.execute(_KEEP_HISTORY_OF_MANY, {"save": fixed["saved_by"]})
        return ()
    saved = {
        **{name: sorted({rate[index] for rate in rates}) for index, name in enumerate(_KEY[:4])},
        "first": min(days),
        "last": max(days),
        "save": fixed["saved_by"],
    }
    work.connection.execute(_KEEP_HISTORY, saved)
    return tuple(work.connection.execute(_NUMBERS, saved).scalars())


def keep_version(work: Work, rate_no: int) -> None:
    """Copy the present version of one rate into the history."""
    work.connection.execute(_KEEP_ONE, {"of_rate": rate_no})
