"""Hand-written editors of reference data."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from whale_desktop.features.reference.rules.middle import middle
from whale_desktop.screens import Field as FieldSpec
from whale_desktop.ui.components import RateField
from whale_desktop.ui.pages.ports import Services


class AverageRateEditor(RateField):
    """The average price: offered midway between bid and offer until a person types another one (`docs/rules/fx.md` 3.8)."""

    def __init__(self, spec: FieldSpec, services: Services) -> None:
        super().__init__(places=None, placeholder=services.texts(spec.placeholder) if spec.placeholder else "")
        self._offered: Decimal | None = None

    def set_context(self, values: Mapping[str, Any]) -> None:
        """Follow the two prices, as long as what stands here came from them."""
        bid, offer = values.get("bid_rate"), values.get("offer_rate")
        if not isinstance(bid, Decimal) or not isinstance(offer, Decimal) or self.problem() is not None:
            return
        if self.value() not in (None, self._offered):
            return
        found = middle(bid, offer)
        if found != self.value():
            self._offered = found
            self.set_value(found)
