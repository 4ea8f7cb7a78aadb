"""Writes `tests/conformance/golden/messages.json`: one sample of every message and of its answer, as they look on the wire.

A change of that file is a change of the wire: scripts of the brokers and older programs read it. `python tools/golden.py` writes it anew.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from whale_desktop.app.services import load_features
from whale_desktop.features.ledger.messages import Direction, Entry, Journal
from whale_desktop.messages import MessageInfo, codec
from whale_desktop.messages.registry import all_messages

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "golden" / "messages.json"

MOMENT = datetime(2024, 3, 18, 2, 0, tzinfo=UTC)
DAY = date(2024, 3, 18)
AMOUNT = Decimal("1.50")


def _journal() -> Journal:
    """A journal that does not balance cannot be built, so it is the one struct whose sample is written by hand."""
    pair = zip((Direction.DEBIT, Direction.CREDIT), ("HOUSE.ONE", "HOUSE.TWO"), strict=True)
    entries = tuple(Entry(account=account, currency="HKD", direction=direction, amount=AMOUNT) for direction, account in pair)
    rest = {field.name: _sample(field.type, field.name) for field in _fields(Journal) if field.name != "entries"}
    return Journal(entries=entries, **rest)


def _fields(kind: type) -> tuple[inspect.Field, ...]:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    return found.fields


BY_HAND: dict[type, Callable[[], Any]] = {Journal: _journal}

_PLAIN: dict[type, Callable[[str], Any]] = {
    inspect.BoolType: lambda name: True,
    inspect.IntType: lambda name: 7,
    inspect.FloatType: lambda name: 0.5,
    inspect.StrType: lambda name: name,
    inspect.BytesType: lambda name: name.encode(),
    inspect.DecimalType: lambda name: AMOUNT,
    inspect.DateType: lambda name: DAY,
    inspect.DateTimeType: lambda name: MOMENT,
    inspect.AnyType: lambda name: name,
    inspect.NoneType: lambda name: None,
}


def sample_of(kind: Any, name: str = "text") -> Any:
    """A value of a type: always the same one, every field filled, texts named after their field."""
    return _sample(inspect.type_info(kind), name)


def _sample(found: inspect.Type, name: str) -> Any:
    if isinstance(found, inspect.Metadata):
        return _sample(found.type, name)
    if (plain := _PLAIN.get(type(found))) is not None:
        return plain(name)
    if isinstance(found, inspect.StructType):
        return _struct(found)
    if isinstance(found, inspect.EnumType):
        return next(iter(found.cls))
    if isinstance(found, inspect.UnionType):
        return _sample(next(one for one in found.types if not isinstance(one, inspect.NoneType)), name)
    if isinstance(found, inspect.TupleType):
        return tuple(_sample(one, name) for one in found.item_types)
    if isinstance(found, inspect.VarTupleType):
        return (_sample(found.item_type, name),)
    if isinstance(found, inspect.FrozenSetType):
        return frozenset({_sample(found.item_type, name)})
    if isinstance(found, inspect.DictType):
        return {_sample(found.key_type, "key"): _sample(found.value_type, "value")}
    raise TypeError(f"no sample for {found!r} of {name}")


def _struct(found: inspect.StructType) -> Any:
    if found.cls in BY_HAND:
        return BY_HAND[found.cls]()
    made: Any = found.cls(**{field.name: _sample(field.type, field.name) for field in found.fields})
    return made


def name_of(info: MessageInfo) -> str:
    """The wire name; an internal command, which has none, goes by its type."""
    return info.name or info.type.__name__


def samples() -> dict[str, Any]:
    """Every message and its answer as plain JSON, by name."""
    load_features()
    return {
        name_of(info): {
            "message": msgspec.json.decode(codec.encode(sample_of(info.type))),
            "answer": msgspec.json.decode(codec.encode(sample_of(info.result))),
        }
        for info in all_messages()
    }


def main() -> int:
    """Write the file; with `--check` only compare, the status is 1 when it differs."""
    text = json.dumps(samples(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if "--check" in sys.argv[1:]:
        same = GOLDEN.exists() and GOLDEN.read_text(encoding="utf-8") == text
        return 0 if same else 1
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
