"""Plays the whole tour: makes the databases, opens the window, takes every picture, says at the end what failed."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from whale_desktop.app import desktop
from whale_desktop.app.services import DEMO, LOCAL, first_administrator, new_database
from whale_desktop.app.tour import states
from whale_desktop.app.tour.faults import FaultKeeper
from whale_desktop.app.tour.main_job import CLERK, PARAMETERS, SUPERVISOR, MainJob
from whale_desktop.app.tour.pictures import Album
from whale_desktop.app.tour.platform import offscreen
from whale_desktop.app.tour.scene import Scene, scene_on
from whale_desktop.app.tour.second_factor import second_factor
from whale_desktop.app.tour.walking import Walk, named
from whale_desktop.bus import Bus
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD, add_member
from whale_desktop.features.ledger.queries import prove
from whale_desktop.kernel import collecting
from whale_desktop.kernel.clock import Clock, FixedClock
from whale_desktop.ui.shell.settings import Settings

WALKER = "tour@whale.demo"
"""Sees every screen: nobody of the demonstration may do everything."""
REFUSED = "cash.conversion.exchange_order"
"""What the parameter administrator may not see."""
WITH_TOASTS = ("job-order-waits", "job-done", "job-rates")


def run(out: Path, *, clock: Clock, locale: str, theme: str, width: int, height: int) -> int:
    """Play the tour and write its pictures into `out`; the status is 1 when a step failed, which standard error says.

    The clock stands still, so that the same moment gives the same pictures.
    """
    still = FixedClock(clock.now())
    album, faults = Album(out), FaultKeeper()
    with tempfile.TemporaryDirectory(prefix="whale-screen-") as folder:
        if QApplication.instance() is None:
            os.environ["QT_QPA_PLATFORM"] = offscreen(Path(folder), width, height)
        qt = desktop.qt_application()
    QApplication.setCursorFlashTime(0)
    settings = Settings(locale=locale, mode=theme, scale=100, idle_minutes=0, size=(width, height))
    faults.begin()
    try:
        with tempfile.TemporaryDirectory(prefix="whale-tour-") as folder, collecting.paused():  # between two windows too
            _play(Path(folder), still, album, faults, settings, qt)
    finally:
        faults.end()
        album.close()
    for sentence in faults.sentences:
        sys.stderr.write(f"{sentence}\n")
    sys.stdout.write(f"{len(album.entries)} pictures in {out}, {len(faults.sentences)} faults\n")
    return 1 if faults.sentences else 0


def _play(folder: Path, clock: FixedClock, album: Album, faults: FaultKeeper, settings: Settings, qt: QApplication) -> None:
    demo, empty = folder / "whale-demo.db", folder / "office.db"
    new_database(demo, kind=DEMO, clock=clock, name="whale-demo.db", fill=_add_walker)
    with scene_on(demo, clock=clock, album=album, faults=faults, settings=settings, qt=qt) as scene:
        states.sign_in_page(scene)
        _walk(scene)
        _job(scene)
        with scene.step("the proof of the ledger"), scene.services.database.read() as connection:
            for difference in prove(connection):
                faults.note(f"prove: {difference}")
    new_database(empty, kind=LOCAL, clock=clock, fill=first_administrator(WALKER, DEMO_PASSWORD, must_change=False))
    with scene_on(empty, clock=clock, album=album, faults=faults, settings=settings, qt=qt) as scene:
        with scene.step("the sign-in page of an office"):
            scene.picture("sign-in-office")
            scene.driver.type_credentials(WALKER, DEMO_PASSWORD)
            scene.driver.await_desk()
            scene.picture("home-empty")
        states.empty_office(scene)


def _walk(scene: Scene) -> None:
    """Everything, as somebody who may do everything."""
    with scene.step("signing in with e-mail and password"):
        scene.driver.type_credentials(WALKER, DEMO_PASSWORD)
        scene.driver.await_desk()
    states.window_parts(scene)
    second_factor(scene, WALKER, DEMO_PASSWORD)
    walk = Walk(scene)
    walk.every_screen()
    states.list_parts(scene)
    walk.columns(named("fx.orders"))
    states.dead_line(scene)
    states.lock_screen(scene)
    with scene.step("signing out"):
        scene.driver.sign_out()


def _job(scene: Scene) -> None:
    """The main job by its three people, who then may not see everything."""
    job = MainJob(scene.driver, picture=lambda name: scene.picture(name, toasts=name in WITH_TOASTS))
    for email, play in ((PARAMETERS, job.set_up), (CLERK, job.trade), (SUPERVISOR, _both(job))):
        with scene.step(f"signing in as {email}"):
            scene.driver.sign_in(email)
        if email == PARAMETERS:
            states.refused(scene, REFUSED)
        with scene.step(f"the main job of {email}"):
            play()
        with scene.step(f"signing out {email}"):
            scene.driver.sign_out()


def _both(job: MainJob) -> Callable[[], None]:
    def play() -> None:
        job.review()
        job.look_at_results()

    return play


def _add_walker(bus: Bus, clock: Clock) -> None:
    names = {"zh_Hant": "導覽", "zh_Hans": "导览", "en": "Tour"}
    with bus.database.write() as connection:
        add_member(
            connection,
            clock.now(),
            email=WALKER,
            names=names,
            roles=("super_admin",),
            password_hash=Passwords(cheap=True).hash(DEMO_PASSWORD),
        )
