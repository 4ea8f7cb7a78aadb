"""The seal on the audit trail: nothing is passed over, nothing can fork it, and whatever is changed below the head is named."""

import itertools
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from tests.features.bus.parcels import PutParcel
from tests.helpers.office import Office
from whale_desktop.bus import sealing, tables
from whale_desktop.bus.sealing import ORIGIN, Breach, Break, Head, head_of, seal_all, seal_next, verify
from whale_desktop.kernel.clock import parse_moment
from whale_desktop.storage import Database

NOW = parse_moment("2024-03-18T10:00:00")


def row(number: int, **changed: Any) -> dict[str, Any]:
    """A row of the trail."""
    return {
        "at": NOW,
        "member_id": number % 7,
        "member_name": f"member {number}",
        "workstation": "FIN-PC-07",
        "menu": "cash.conversion.exchange_order",
        "permission": "lb_hk_conversion.forex_order_review",
        "message": "fx.order.review",
        "target": str(number),
        "payload": f'{{"forex_id":"{number}","remark":"批准"}}',
        "before": None if number % 3 == 0 else f'{{"amount":"{number}.00"}}',
        "after": f'{{"amount":"{number}.50"}}',
        "result": "ok",
        "error_code": "",
        "command_id": f"c{number}",
        **changed,
    }


class Trail:
    """A trail of made-up rows in a database of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = Database.create(path)

    def add(self, *numbers: int, **changed: Any) -> None:
        """Rows with these ids."""
        with self.database.write() as connection:
            for number in numbers:
                connection.execute(insert(tables.audit_log).values(id=number, **row(number, **changed)))

    def verify(self, **asked: Any) -> sealing.Verification:
        """What verifying says."""
        with self.database.read() as connection:
            return verify(connection, **asked)

    def broken(self) -> tuple[str, int] | None:
        """What is wrong, and at which row."""
        found = self.verify().broken
        return None if found is None else (str(found.breach), found.audit_id)

    def head(self) -> Head:
        """The newest link."""
        with self.database.read() as connection:
            return head_of(connection)

    @contextmanager
    def tampering(self) -> Iterator[sqlite3.Connection]:
        """Somebody who owns the file and takes the triggers away."""
        connection = sqlite3.connect(self.path)
        for table in ("audit_log", "audit_seal"):
            for verb in ("update", "delete"):
                connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        yield connection
        connection.commit()
        connection.close()

    def run(self, statement: str, *values: Any) -> None:
        """Tamper with one statement."""
        with self.tampering() as connection:
            connection.execute(statement, values)


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Trail]:
    made = Trail(tmp_path / "trail.db")
    yield made
    made.database.close()


@pytest.fixture
def sealed(trail: Trail) -> Trail:
    """Rows 1…9 and, after ids that were rolled back, 15…17; all sealed."""
    trail.add(*range(1, 10), 15, 16, 17)
    assert seal_all(trail.database) == 12
    return trail


# ------------------------------------------------------------------------------------------------------------------- sealing


def test_an_empty_trail_is_sound_and_has_no_head(trail: Trail) -> None:
    assert seal_all(trail.database) == 0
    found = trail.verify()
    assert (found.rows, found.head, found.unsealed, found.broken) == (0, Head(0, 0, ORIGIN), 0, None)


def test_numbers_have_no_gap_although_ids_have(sealed: Trail) -> None:
    with sealed.database.read() as connection:
        links = connection.execute(select(tables.audit_seal).order_by(tables.audit_seal.c.seal_no)).all()
    assert [link.seal_no for link in links] == list(range(1, 13))
    assert [link.audit_id for link in links] == [*range(1, 10), 15, 16, 17]
    assert links[0].prev_hash == ORIGIN
    assert all(link.prev_hash == before.hash for before, link in itertools.pairwise(links))
    found = sealed.verify()
    assert (found.rows, found.unsealed, found.broken) == (12, 0, None), "rolled-back ids are no break"
    assert found.head == Head(12, 17, links[-1].hash) == sealed.head()


def test_rows_are_sealed_in_batches_and_those_behind_the_head_are_counted(trail: Trail) -> None:
    trail.add(*range(1, 11))
    assert [seal_next(trail.database, most=4) for _ in range(2)] == [4, 4]
    assert (trail.verify().rows, trail.verify().unsealed) == (8, 2)
    assert [seal_next(trail.database, most=4) for _ in range(2)] == [2, 0]
    assert trail.verify().unsealed == 0


def test_one_batch_or_many_make_the_same_chain(trail: Trail, tmp_path: Path) -> None:
    other = Trail(tmp_path / "other.db")
    trail.add(*range(1, 31))
    other.add(*range(1, 31))
    seal_all(trail.database)
    while seal_next(other.database, most=7):
        pass
    other.database.close()
    assert trail.head() == other.head()


def test_sealing_stops_between_batches_when_told(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 1_000)
    trail.add(*range(1, 4))
    assert seal_all(trail.database, stop=lambda: True) == 0


def test_two_sealers_at_once_do_not_fork_the_chain(trail: Trail) -> None:
    trail.add(*range(1, 201))
    start = threading.Barrier(4)
    sealed: list[int] = []

    def work() -> None:
        start.wait(5)
        done = 0
        while count := seal_next(trail.database, most=9):
            done += count
        sealed.append(done)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sealed) == 200
    assert (trail.verify().rows, trail.verify().broken) == (200, None)


def test_a_row_that_is_not_committed_yet_is_not_sealed_and_none_behind_it(trail: Trail) -> None:
    """SQLite lets one write at a time: the sealer waits for the one who does, and reads only what is committed."""
    trail.add(1)
    seen: list[int] = []
    with trail.database.write() as connection:
        connection.execute(insert(tables.audit_log).values(id=2, **row(2)))
        with trail.database.read() as other:
            seen.append(other.execute(select(tables.audit_log.c.id)).scalars().all()[-1])
        connection.rollback()
    trail.add(3)
    assert seen == [1]
    assert seal_all(trail.database) == 2
    assert trail.verify().broken is None


# ----------------------------------------------------------------------------------------------------------------- verifying


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_log SET after = '{}' WHERE id = 4", ("altered", 4)),
        ("UPDATE audit_log SET member_name = 'somebody else' WHERE id = 16", ("altered", 16)),
        ("UPDATE audit_log SET before = NULL WHERE id = 4", ("altered", 4)),
        ("UPDATE audit_log SET before = '' WHERE id = 3", ("altered", 3)),
        ("UPDATE audit_log SET payload = CAST(payload AS BLOB) WHERE id = 5", ("altered", 5)),
        ("UPDATE audit_log SET payload = CAST(X'ff' AS TEXT) WHERE id = 5", ("altered", 5)),
        ("UPDATE audit_log SET at = at + 1 WHERE id = 17", ("altered", 17)),
        ("UPDATE audit_log SET id = 12 WHERE id = 7", ("deleted", 7)),
        ("UPDATE audit_log SET id = 11 WHERE id = 16", ("inserted", 11)),
        ("DELETE FROM audit_log WHERE id = 1", ("deleted", 1)),
        ("DELETE FROM audit_log WHERE id = 9", ("deleted", 9)),
        ("DELETE FROM audit_log WHERE id = 17", ("deleted", 17)),
        ("UPDATE audit_seal SET row_hash = prev_hash WHERE seal_no = 3", ("seal", 3)),
        ("UPDATE audit_seal SET hash = prev_hash WHERE seal_no = 10", ("seal", 15)),
        ("UPDATE audit_seal SET prev_hash = hash WHERE seal_no = 10", ("seal", 15)),
        ("UPDATE audit_seal SET audit_id = 12 WHERE seal_no = 10", ("seal", 12)),
        ("UPDATE audit_seal SET seal_no = 500 WHERE seal_no = 5", ("seal", 5)),
        ("DELETE FROM audit_seal WHERE seal_no = 1", ("seal", 1)),
        ("DELETE FROM audit_seal WHERE seal_no = 11", ("seal", 16)),
    ],
)
def test_whatever_is_changed_is_named(sealed: Trail, statement: str, found: tuple[str, int]) -> None:
    sealed.run(statement)
    assert sealed.broken() == found


@pytest.mark.parametrize("between", [-3, 0, 10, 14])
def test_a_row_slipped_in_between_is_named(sealed: Trail, between: int) -> None:
    sealed.add(between)
    assert sealed.broken() == ("inserted", between)
    assert seal_all(sealed.database) == 0, "it is never sealed behind the others"


def test_what_replaces_a_row_without_touching_the_triggers_is_named(sealed: Trail) -> None:
    """SQLite fires no trigger for the row that REPLACE takes away."""
    connection = sqlite3.connect(sealed.path)
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(audit_log)")]
    taken = ", ".join("'x'" if name == "after" else name for name in columns)
    connection.execute(f"INSERT OR REPLACE INTO audit_log ({', '.join(columns)}) SELECT {taken} FROM audit_log WHERE id = 8")
    connection.commit()
    connection.close()
    assert sealed.broken() == ("altered", 8)


def test_the_first_of_several_is_named(sealed: Trail) -> None:
    sealed.run("UPDATE audit_log SET target = 'x' WHERE id IN (6, 15)")
    found = sealed.verify()
    assert found.broken == Break(Breach.ALTERED, 6, 6)
    assert found.rows == 5


def test_a_row_that_is_rewritten_together_with_its_link_breaks_the_next_link(sealed: Trail) -> None:
    """And whoever rewrites everything behind it is found by a head from outside."""
    known = sealed.head()
    sealed.run("UPDATE audit_log SET target = 'x' WHERE id = 16")
    forge(sealed, 11)
    assert sealed.broken() == ("seal", 17)
    forge(sealed, 12)
    assert sealed.broken() is None
    assert sealed.verify(known=known.hash).broken == Break(Breach.HEAD, 0, 0)


def forge(trail: Trail, seal_no: int) -> None:
    """Make a link fit its row as it is now."""
    with trail.database.read() as connection:
        link = connection.execute(select(tables.audit_seal).where(tables.audit_seal.c.seal_no == seal_no)).one()
        before = connection.execute(
            select(tables.audit_seal.c.hash).where(tables.audit_seal.c.seal_no == seal_no - 1)
        ).scalar_one()
        values = connection.execute(sealing._ROW_OF, {"id": link.audit_id}).one()
    row_hash = sealing.hash_of_row(values)
    made = sealing.hash_of_link(before, seal_no, link.audit_id, row_hash)
    trail.run("UPDATE audit_seal SET row_hash = ?, prev_hash = ?, hash = ? WHERE seal_no = ?", row_hash, before, made, seal_no)


def test_a_head_from_outside_proves_what_was_before_it(sealed: Trail) -> None:
    known = sealed.head()
    sealed.add(20, 21)
    seal_all(sealed.database)
    assert sealed.verify(known=known.hash).broken is None
    assert sealed.verify(known=ORIGIN).broken is None, "the head of a trail that was still empty"
    sealed.run("DELETE FROM audit_seal WHERE seal_no > 3")
    sealed.run("DELETE FROM audit_log WHERE id > 3")
    assert sealed.broken() is None, "a chain that was cut off looks sound from inside"
    assert sealed.verify(known=known.hash).broken == Break(Breach.HEAD, 0, 0)


def test_verifying_may_begin_at_a_link(sealed: Trail) -> None:
    sealed.run("UPDATE audit_log SET target = 'x' WHERE id = 2")
    found = sealed.verify(start=6)
    assert (found.rows, found.broken) == (7, None)
    assert sealed.verify(start=2).broken == Break(Breach.ALTERED, 2, 2)
    assert sealed.verify(start=13).broken is None
    assert sealed.verify(start=14).broken == Break(Breach.SEAL, 0, 13)


def test_progress_is_told_and_may_stop(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    trail.add(*range(1, sealing.BATCH * 2 + 2))
    seal_all(trail.database)
    told: list[tuple[int, int]] = []
    trail.verify(progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2001), (1000, 2001), (2000, 2001), (2001, 2001)]

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        trail.verify(progress=stop)


def test_many_rows_slipped_in_are_read_in_batches(sealed: Trail) -> None:
    with sealed.tampering() as connection:
        connection.execute("UPDATE audit_log SET id = id + 10000 WHERE id >= 15")
    sealed.add(*range(10, 3_000))
    assert sealed.broken() == ("inserted", 10)


def test_the_triggers_refuse_to_change_or_delete_a_link(sealed: Trail) -> None:
    connection = sqlite3.connect(sealed.path)
    for statement in ("UPDATE audit_seal SET hash = 'x'", "DELETE FROM audit_seal", "UPDATE audit_log SET target = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            connection.execute(statement)
    connection.close()


# ------------------------------------------------------------------------------------------------------------------ property


@pytest.fixture(scope="module")
def long_trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    """Sixty rows with gaps among their ids, sealed, without triggers; each example puts back what it changed."""
    made = Trail(tmp_path_factory.mktemp("long") / "trail.db")
    made.add(*(number for number in range(1, 91) if number % 3))
    seal_all(made.database)
    with made.tampering():
        pass
    yield made
    made.database.close()


COLUMNS = tuple(column.name for column in tables.audit_log.columns if column.name != "id")
VALUES = st.one_of(
    st.none(), st.text(max_size=20), st.integers(-(2**63), 2**63 - 1), st.binary(max_size=8), st.floats(allow_nan=False)
)


@settings(max_examples=300)
@given(number=st.integers(1, 90).filter(lambda one: one % 3 != 0), column=st.sampled_from(COLUMNS), value=VALUES)
def test_any_change_of_any_column_of_any_row_is_found_at_that_row(
    long_trail: Trail, number: int, column: str, value: Any
) -> None:
    connection = sqlite3.connect(long_trail.path)
    connection.text_factory = bytes
    read = f"SELECT {column}, typeof({column}) FROM audit_log WHERE id = ?"
    before = connection.execute(read, (number,)).fetchone()
    try:
        connection.execute(f"UPDATE audit_log SET {column} = ? WHERE id = ?", (value, number))
        connection.commit()
    except (sqlite3.IntegrityError, UnicodeEncodeError):
        connection.close()
        return  # the table itself refuses it
    same = connection.execute(read, (number,)).fetchone() == before
    try:
        assert long_trail.broken() == (None if same else ("altered", number))
    finally:
        put_back = "CAST(? AS TEXT)" if before[1] == b"text" else "?"
        connection.execute(f"UPDATE audit_log SET {column} = {put_back} WHERE id = ?", (before[0], number))
        connection.commit()
        connection.close()
    assert long_trail.broken() is None


@settings(max_examples=100)
@given(
    number=st.integers(1, 60),
    column=st.sampled_from(["row_hash", "prev_hash", "hash"]),
    letter=st.sampled_from("0123456789abcdef"),
)
def test_any_change_of_any_link_is_found_at_that_link(long_trail: Trail, number: int, column: str, letter: str) -> None:
    connection = sqlite3.connect(long_trail.path)
    (before,) = connection.execute(f"SELECT {column} FROM audit_seal WHERE seal_no = ?", (number,)).fetchone()
    changed = letter + before[1:]
    connection.execute(f"UPDATE audit_seal SET {column} = ? WHERE seal_no = ?", (changed, number))
    connection.commit()
    try:
        found = long_trail.verify().broken
        assert (found is None) if changed == before else (found is not None and found.seal_no == number)
    finally:
        connection.execute(f"UPDATE audit_seal SET {column} = ? WHERE seal_no = ?", (before, number))
        connection.commit()
        connection.close()


# ------------------------------------------------------------------------------------------------------------ with a business


def test_what_people_do_is_sealed(parcels: Office) -> None:
    for weight in range(5):
        parcels.do(PutParcel(parcel_no="A", weight=weight))
    parcels.refused(PutParcel(parcel_no="A", weight=-1))
    rows = len(parcels.audit_rows())
    seal_all(parcels.database)
    with parcels.database.read() as connection:
        found = verify(connection)
    assert (found.rows, found.unsealed, found.broken) == (rows, 0, None)
