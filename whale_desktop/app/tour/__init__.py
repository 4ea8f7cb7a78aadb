"""The tour: the real window, played offscreen by keys, one picture of every screen, dialog and state, and of the main job.

`driver` and `main_job` are what the journey tests use as well.
"""

from whale_desktop.app.tour.playing import run

__all__ = ["run"]
