"""Hand-written screens, dialogs and editors by name: `whale_desktop.features.fx.widgets:PeriodEditor`."""

from importlib import import_module
from typing import Any


def resolve(name: str) -> Any:
    """The class that `module:Class` names; raises `ImportError` or `AttributeError` for a wrong name."""
    module, found, attribute = name.partition(":")
    assert found, f"{name} is not module:Class"
    return getattr(import_module(module), attribute)
