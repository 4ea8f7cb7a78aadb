"""The comparison of the two ways sees what differs, and nothing else."""

from copy import deepcopy
from typing import Any

import pytest

from tests.helpers.ways import LOCAL, REMOTE, Differences, Passage, Way

ROW: dict[str, Any] = {
    "id": 7,
    "message": "fx.order.cancel",
    "address": "",
    "payload": '{"forex_id":"P1"}',
    "before": '{"journal_no":4,"state":"open"}',
    "after": None,
}


def a_way(name: str) -> Way:
    rows = [{"journal_no": 4, "amount": "1.00"}, {"journal_no": 5, "amount": "2.00"}]
    passages = [
        Passage("ledger.entry.list", {"limit": 2}, {"rows": rows}),
        Passage("adjustment.import", {"blob": "0" * 31 + "1"}, {"kind": "user", "code": "ADJ-1", "params": {}, "fields": []}),
    ]
    return Way(name, passages, [deepcopy(ROW)])


def with_numbers_of_its_own() -> Way:
    there = a_way(REMOTE)
    there.passages[0].got["rows"][0]["journal_no"] = 6
    there.passages[0].got["rows"][1]["journal_no"] = 9
    there.passages[1].sent["blob"] = "0" * 31 + "2"
    there.audit[0].update(id=12, address="127.0.0.1", before='{"journal_no":6,"state":"open"}')
    return there


def test_numbers_that_each_database_counts_may_differ() -> None:
    assert Differences().of(a_way(LOCAL), with_numbers_of_its_own()) == []


def test_an_address_is_the_same_or_the_one_of_the_line() -> None:
    here, there = a_way(LOCAL), with_numbers_of_its_own()
    for way in (here, there):
        way.passages[1].sent["address"] = "clerk@office.test"
    assert Differences().of(here, there) == []


def _same_number_twice(there: Way) -> None:
    there.passages[0].got["rows"][1]["journal_no"] = 6


def _other_journal(there: Way) -> None:
    there.audit[0]["before"] = '{"journal_no":9,"state":"open"}'


def _amount(there: Way) -> None:
    there.passages[0].got["rows"][0]["amount"] = "1.0"


def _error(there: Way) -> None:
    there.passages[1].got["code"] = "ADJ-2"


def _missing_field(there: Way) -> None:
    del there.passages[1].got["params"]


def _missing_row(there: Way) -> None:
    there.passages[0].got["rows"].pop()


def _missing_passage(there: Way) -> None:
    there.passages.pop()


def _missing_audit_row(there: Way) -> None:
    there.audit.pop()


def _other_address(there: Way) -> None:
    there.audit[0]["address"] = "10.0.0.1"


def _other_record(there: Way) -> None:
    there.audit[0]["before"] = '{"journal_no":6,"state":"done"}'


@pytest.mark.parametrize(
    "change",
    [
        _same_number_twice,
        _other_journal,
        _amount,
        _error,
        _missing_field,
        _missing_row,
        _missing_passage,
        _missing_audit_row,
        _other_address,
        _other_record,
    ],
)
def test_whatever_else_differs_is_said(change: Any) -> None:
    there = with_numbers_of_its_own()
    change(there)
    assert len(Differences().of(a_way(LOCAL), there)) == 1
