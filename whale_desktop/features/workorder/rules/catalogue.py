"""The flows that the program ships, from `resources/seed/approval_flows.csv`. An approval key that is not there is a mistake of ours."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from whale_desktop.features.workorder.messages import DEFAULT_FLOW, BizCategory, FlowMode
from whale_desktop.kernel import resources
from whale_desktop.messages.registry import all_messages


@dataclass(frozen=True)
class ShippedFlow:
    """A flow as delivered. `names` by locale; `other_modes`: what may be chosen besides manual."""

    flow_key: str
    category: BizCategory
    mode: FlowMode
    other_modes: tuple[FlowMode, ...]
    names: Mapping[str, str]

    def name(self, locale: str) -> str:
        """The flow's name in a locale."""
        return self.names.get(locale, self.names["en"])


_DEFAULT = ShippedFlow(
    flow_key=DEFAULT_FLOW,
    category=BizCategory.PLATFORM,
    mode=FlowMode.MANUAL,
    other_modes=(),
    names={"zh_Hant": "默認審批流配置", "zh_Hans": "默认审批流配置", "en": "Default approval flow"},
)


@lru_cache(maxsize=1)
def shipped_flows() -> Mapping[str, ShippedFlow]:
    """Every flow by key, the default flow first."""
    with resources.resource("seed", "approval_flows.csv").open(encoding="utf-8", newline="") as stream:
        flows = [
            ShippedFlow(
                flow_key=row["flow_key"],
                category=BizCategory(row["category"]),
                mode=FlowMode(row["mode"]),
                other_modes=tuple(FlowMode(mode) for mode in row["other_modes"].split()),
                names={locale: row[locale] for locale in ("zh_Hant", "zh_Hans", "en")},
            )
            for row in csv.DictReader(stream)
        ]
    return {DEFAULT_FLOW: _DEFAULT, **{one.flow_key: one for one in flows}}


def flows_by_amount() -> frozenset[str]:
    """The keys of the flows whose commands name an amount, by which a route can be chosen."""
    return frozenset(info.approval for info in all_messages() if info.approval and info.amount)
