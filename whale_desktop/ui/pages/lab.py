"""實驗室功能: what a person may try before it is finished. Off until he switches it on, kept with his other choices."""

from collections.abc import Mapping

from whale_desktop.kernel.texts import C_, Text
from whale_desktop.ui.pages.ports import Preferences

LAB = "shell:lab"
"""The preference with what is on."""
SIDE_BY_SIDE = "details_side_by_side"
FEATURES: Mapping[str, Text] = {SIDE_BY_SIDE: C_("lab", "Several details side by side")}
"""Every feature with what the member's menu calls it."""


def is_on(preferences: Preferences, feature: str) -> bool:
    """Whether the person has switched a feature on."""
    kept = preferences.get(LAB, {})
    return isinstance(kept, dict) and kept.get(feature) is True


def switch(preferences: Preferences, feature: str, on: bool) -> None:
    """Switch a feature on or off."""
    kept = preferences.get(LAB, {})
    preferences.set(LAB, {**(kept if isinstance(kept, dict) else {}), feature: on})
