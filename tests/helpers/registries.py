"""Lets a test register messages, handlers and job kinds of its own, and puts the registries back afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from whale_desktop.app.services import load_features
from whale_desktop.bus import handlers, jobs, schedule
from whale_desktop.features.workorder.messages import BizCategory, FlowMode
from whale_desktop.features.workorder.rules.catalogue import ShippedFlow, shipped_flows
from whale_desktop.messages import error_texts, registry


@contextmanager
def borrowed_registries() -> Iterator[None]:
    """Whatever is registered inside is forgotten at the end; the program's own entries stay, so they are all there before."""
    load_features()
    registers: list[dict[Any, Any]] = [
        registry._BY_TYPE,
        registry._BY_NAME,
        registry._BY_KEY,
        handlers._HANDLERS,
        handlers._FOLLOWERS,
        jobs._KINDS,
        schedule._ENTRIES,
        error_texts._TEXTS,
        cast("dict[str, ShippedFlow]", shipped_flows()),
    ]
    kept = [dict(one) for one in registers]
    try:
        yield
    finally:
        for register, before in zip(registers, kept, strict=True):
            register.clear()
            register.update(before)


def ship_flow(flow_key: str, *, mode: FlowMode = FlowMode.MANUAL, other_modes: tuple[FlowMode, ...] = tuple(FlowMode)) -> None:
    """Put an approval flow of the tests' own beside the program's; inside `borrowed_registries` only."""
    names = dict.fromkeys(("zh_Hant", "zh_Hans", "en"), flow_key)
    flow = ShippedFlow(flow_key=flow_key, category=BizCategory.CASH, mode=mode, other_modes=other_modes, names=names)
    cast("dict[str, ShippedFlow]", shipped_flows())[flow_key] = flow


OF_TESTS = ("INV-", "parcel.")
"""How the error codes of businesses begin that tests invent."""


def is_own(kind: type) -> bool:
    """Whether a message, handler or enumeration is the program's, not one that a test invented."""
    return kind.__module__.startswith("whale_desktop.")


@contextmanager
def own_registries() -> Iterator[None]:
    """Inside, the registries hold the program's own entries only, whatever tests have invented in the same process."""
    with borrowed_registries():
        for kind in [one for one in registry._BY_TYPE if not is_own(one)]:
            info = registry._BY_TYPE.pop(kind)
            registry._BY_NAME.pop(info.name, None)
            registry._BY_KEY.pop(info.key, None)
            handlers._HANDLERS.pop(kind, None)
        for code in [one for one in error_texts._TEXTS if one.startswith(OF_TESTS)]:
            del error_texts._TEXTS[code]
        yield
