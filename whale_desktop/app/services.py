"""Puts the services together on one database: features, bus, identity, gateway. Must not know Qt."""

import importlib
import importlib.util
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from whale_desktop.app.views import views_of_commands
from whale_desktop.bus import Bus
from whale_desktop.bus.approvals import Approvals
from whale_desktop.bus.chores import Chore
from whale_desktop.bus.sealing import Sealing, seal_all
from whale_desktop.bus.state import business_date, get_state, set_state
from whale_desktop.features.access.handlers.identity import AccessIdentity
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.handlers.seed import add_member, demo_members, seed_demo_members
from whale_desktop.features.access.handlers.signing import AccessSigning
from whale_desktop.gateway.local import LocalGateway
from whale_desktop.gateway.port import Place
from whale_desktop.kernel.clock import Clock, SystemClock, hong_kong_date
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.messages import Message
from whale_desktop.messages.permissions import Requirement
from whale_desktop.screens import all_screens, register_client_tabs, register_reports, register_screens
from whale_desktop.storage import Database

if TYPE_CHECKING:  # loaded with the features: nothing before the sign-in needs it
    from whale_desktop.features.notices.handlers.ports import Mailer, Webhook

FEATURES: tuple[str, ...] = (
    "access",
    "notices",
    "reference",
    "ledger",
    "workorder",
    "adjustment",
    "fx",
    "reminder",
    "documents",
    "audit",
)
"""Every feature, lower ones first: their base rows are made in this order."""

DEMO = "demo"
LOCAL = "local"


def _module(feature: str, name: str) -> Any:
    """A module of a feature, None when the feature has none of this name."""
    full = f"whale_desktop.features.{feature}.{name}"
    return importlib.import_module(full) if importlib.util.find_spec(full) else None


_loading = threading.Lock()
_views: dict[type[Message], tuple[Requirement, ...]] = {}


def load_features() -> None:
    """Load the handlers, tables and screens of every feature, once a process. Safe to call from any thread."""
    command_views()


def command_views() -> Mapping[type[Message], tuple[Requirement, ...]]:
    """For every command that a screen offers: the requirements of those screens' queries, one of which must be met as well."""
    with _loading:
        if not _views:
            for feature in FEATURES:
                importlib.import_module(f"whale_desktop.features.{feature}.handlers")
            for feature in FEATURES:
                screens = _module(feature, "screens")
                if screens is not None:
                    register_screens(screens.SCREENS)
                    register_client_tabs(getattr(screens, "CLIENT_TABS", ()))
                    register_reports(getattr(screens, "REPORTS", ()))
            _views.update(views_of_commands(all_screens()))
    return _views


@dataclass(frozen=True)
class Doors:
    """What leads out of the house; the real ones where none is named. A test puts recording ones in."""

    mailer: "Mailer | None" = None
    webhook: "Webhook | None" = None


def work_orders() -> Approvals:
    """The rules of approval, loaded with the features: nothing before the sign-in needs them."""
    from whale_desktop.features.workorder.handlers.filing import WorkOrders

    return WorkOrders()


class Services:
    """One open database with everything that works on it; `gateway` is the door, the rest is for the composition roots and tests."""

    def __init__(self, database: Database, clock: Clock, doors: Doors | None = None) -> None:
        with database.read() as connection:
            self.kind = get_state(connection, "kind") or LOCAL
            self.name = get_state(connection, "name") or (database.path.name if database.path else "")
        self.database = database
        self.clock = clock
        self.identity = AccessIdentity()
        self.bus = Bus(database, self.identity, clock, approvals=work_orders, load=command_views)
        self.signing = AccessSigning(database, self.identity, clock, Passwords(cheap=self.kind == DEMO))
        self.doors = doors or Doors()
        self.by_the_clock = False

    @cached_property
    def gateway(self) -> LocalGateway:
        """The local door, made when somebody first asks for it: a server has none, and its workers do the jobs."""
        return LocalGateway(self.bus, self.signing, self.place, chores=self.chores, by_the_clock=self.by_the_clock)

    def chores(self) -> tuple[Chore, ...]:
        """The small work that somebody must do on this database: the gateway's thread here, a worker on a server."""
        outbox = importlib.import_module("whale_desktop.features.notices.handlers.outbox")
        return (outbox.Outbox(self.bus, mailer=self._mailer, webhook=self._webhook), Sealing(self.bus))

    def _mailer(self) -> "Mailer":
        """Libraries that talk to other machines are loaded by the first mail that goes out."""
        from whale_desktop.features.notices.handlers.smtp import SmtpMailer

        return self.doors.mailer or SmtpMailer()

    def _webhook(self) -> "Webhook":
        from whale_desktop.features.notices.handlers.post import HttpWebhook

        return self.doors.webhook or HttpWebhook()

    def place(self) -> Place:
        """Which world this is."""
        with self.database.read() as connection:
            day = business_date(connection)
        offered = tuple(one for one, _ in demo_members()) if self.kind == DEMO else ()
        return Place(kind=self.kind, name=self.name, business_date=day, demo_members=offered)


def open_services(where: Path | URL, clock: Clock | None = None, *, doors: Doors | None = None) -> Services:
    """Open a database, a file or a server's, with all services. Raises `Unavailable`; see `Database.open`."""
    load_features()
    return _opened(where, clock, doors)


def open_local(path: Path, clock: Clock | None = None) -> LocalGateway:
    """The gateway to a database file, as the window has it: what the schedule asks for is run too. Raises `Unavailable`.

    The features are loaded by `load_features` or, at the latest, by the first message: nothing before the sign-in needs them.
    """
    services = _opened(path, clock)
    services.by_the_clock = True
    return services.gateway


def _opened(where: Path | URL, clock: Clock | None, doors: Doors | None = None) -> Services:
    database = Database.open(where)
    try:
        return Services(database, clock or SystemClock(), doors)
    except BaseException:
        database.close()
        raise


def new_database(
    path: Path,
    *,
    kind: str,
    clock: Clock | None = None,
    name: str = "",
    fill: Callable[[Bus, Clock], None] | None = None,
) -> None:
    """Make a database file with its base rows; a demonstration gets its members and data too.

    kind: `demo` or `local`. fill: what else belongs into it (first administrator, opening balances).
    The file appears under its name only when it is whole. Raises `Unavailable`: `storage.exists`, `storage.missing`, `storage.full`.
    """
    load_features()
    clock = clock or SystemClock()
    if path.exists():
        raise Unavailable("storage.exists", {"path": str(path)})
    making = path.with_name(f".{path.name}.new")
    _remove(making)
    try:
        database = Database.create(making)
        try:
            with database.write() as connection:
                _base_rows(connection, kind, clock, name)
            bus = Bus(database, AccessIdentity(), clock, approvals=work_orders)
            if kind == DEMO:
                importlib.import_module("whale_desktop.app.demo").plant(bus, clock)
            if fill is not None:
                fill(bus, clock)
            seal_all(database)
        finally:
            database.close()
        os.replace(making, path)
    finally:
        _remove(making)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _base_rows(connection: Connection, kind: str, clock: Clock, name: str) -> None:
    """What every database has: system state, then each feature's own rows in feature order."""
    now = clock.now()
    set_state(connection, "business_date", hong_kong_date(now).isoformat())
    set_state(connection, "kind", kind)
    set_state(connection, "name", name)
    for feature in FEATURES:
        plant_base_rows = getattr(_module(feature, "handlers"), f"seed_{feature}", None)
        if plant_base_rows is not None:
            plant_base_rows(connection, now)
    if kind == DEMO:
        seed_demo_members(connection, now, Passwords(cheap=True))


def first_administrator(email: str, password: str, *, must_change: bool) -> Callable[[Bus, Clock], None]:
    """For `new_database(fill=…)`: the one super administrator that a database of one's own starts with."""

    def fill(bus: Bus, clock: Clock) -> None:
        names = dict.fromkeys(("zh_Hant", "zh_Hans", "en"), email.partition("@")[0])
        kept = Passwords().hash(password)
        with bus.database.write() as connection:
            add_member(
                connection,
                clock.now(),
                email=email,
                names=names,
                roles=("super_admin",),
                password_hash=kept,
                must_change_password=must_change,
            )

    return fill
