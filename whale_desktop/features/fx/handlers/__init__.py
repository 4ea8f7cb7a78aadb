"""One function for each message of the exchange desk. Importing the package registers them all."""

from whale_desktop.features.fx.handlers import channel_orders as channel_orders
from whale_desktop.features.fx.handlers import limits as limits
from whale_desktop.features.fx.handlers import mark_ups as mark_ups
from whale_desktop.features.fx.handlers import orders as orders
from whale_desktop.features.fx.handlers import pairs as pairs
from whale_desktop.features.fx.handlers import pool as pool
from whale_desktop.features.fx.handlers import profit as profit
from whale_desktop.features.fx.handlers import quote as quote
from whale_desktop.features.fx.handlers import reversing as reversing
from whale_desktop.features.fx.handlers import strategies as strategies
