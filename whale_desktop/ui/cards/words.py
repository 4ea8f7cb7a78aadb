"""Words of the card pages."""

from whale_desktop.kernel.texts import C_

DEFAULT = C_("cards", "Default")
