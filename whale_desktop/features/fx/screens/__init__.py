"""The screens of the exchange desk as data. Must not know how anything is stored, decided or drawn."""

from whale_desktop.features.fx.screens.channel_orders import CHANNEL_ORDERS
from whale_desktop.features.fx.screens.limits import LIMITS
from whale_desktop.features.fx.screens.mark_ups import MARK_UPS
from whale_desktop.features.fx.screens.orders import ORDERS
from whale_desktop.features.fx.screens.pairs import PAIRS_SCREEN
from whale_desktop.features.fx.screens.pool import POOL_CHANGES, POOLS
from whale_desktop.features.fx.screens.profit import DATA_SOURCES, PROFITS
from whale_desktop.features.fx.screens.reports import EXCHANGES, GAINS_AND_LOSSES
from whale_desktop.features.fx.screens.strategies import STRATEGIES
from whale_desktop.screens import Report, Screen

SCREENS: tuple[Screen, ...] = (
    ORDERS,
    CHANNEL_ORDERS,
    POOL_CHANGES,
    PROFITS,
    PAIRS_SCREEN,
    STRATEGIES,
    POOLS,
    MARK_UPS,
    LIMITS,
    DATA_SOURCES,
)
REPORTS: tuple[Report, ...] = (EXCHANGES, GAINS_AND_LOSSES)
