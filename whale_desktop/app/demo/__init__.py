"""The data of the offline demonstration: `plant(bus, clock)` fills a new database that has its base rows only.

Everything goes through the same handlers as a clerk's work, at the moments of the past months, so that balances, pools, journals and
profits are right by construction. The same day always gives the same data. One currency (SGD) is left for the visitor to set up.
"""

from whale_desktop.app.demo.planting import plant

__all__ = ["plant"]
