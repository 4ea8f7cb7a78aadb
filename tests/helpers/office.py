"""A small office for tests: a real database file with base rows and a member for every role, behind a real local gateway.

The file is made once a session and copied for every test. It is no demonstration: clients, rates and orders are the test's own.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

import pytest
from sqlalchemy import Row, select
from sqlalchemy.engine import URL

from tests.helpers import ways
from tests.helpers.postgres import postgres_of
from whale_desktop.app.services import DEMO, LOCAL, Services, new_database, open_services
from whale_desktop.bus import Actor, Bus, Read, tables
from whale_desktop.features.access.handlers.identity import hash_of
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.handlers.seed import add_member, demo_members, role_seeds, seed_parameter
from whale_desktop.features.access.messages import PASSWORD_DAYS
from whale_desktop.features.workorder.messages import (
    Approver,
    ApproverKind,
    ApproveWorkOrder,
    Decided,
    FlowMode,
    GetFlow,
    Level,
    Route,
    SaveFlow,
    SignMode,
)
from whale_desktop.gateway.port import Context, Gateway
from whale_desktop.kernel.clock import HONG_KONG, Clock, FixedClock
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Command, Done, Query, Submitted

R = TypeVar("R")

MONDAY = datetime(2024, 3, 18, 10, 0, tzinfo=HONG_KONG)
"""Where an office's clock stands at first: a trading day in Hong Kong and in New York."""

PASSWORD = "Office-Pass-1"
SECOND_PERSONS = {
    "second_clerk": "funds_clerk",
    "second_supervisor": "funds_supervisor",
    "second_super_admin": "super_admin",
}


def _fill(bus: Bus, clock: Clock) -> None:
    kept = Passwords(cheap=True).hash(PASSWORD)
    members: dict[str, tuple[str, ...]] = {one.role: (one.role,) for one in role_seeds() if not one.service}
    members.update({name: (role,) for name, role in SECOND_PERSONS.items()})
    members["nobody"] = ()
    with bus.database.write() as connection:
        seed_parameter(connection, clock.now(), PASSWORD_DAYS, 0)
        for name, roles in members.items():
            names = dict.fromkeys(("zh_Hant", "zh_Hans", "en"), name)
            add_member(connection, clock.now(), email=f"{name}@office.test", names=names, roles=roles, password_hash=kept)


def make_template(path: Path) -> None:
    """The database that every office starts from, without any client, rate or order."""
    new_database(path, kind=LOCAL, clock=FixedClock(MONDAY), name="office", fill=_fill)


def roles(*names: str, sign_mode: SignMode = SignMode.ANY, users: tuple[int, ...] = ()) -> Level:
    """A level of holders of these roles, and of these members."""
    named = [Approver(kind=ApproverKind.ROLE, ref=name) for name in names]
    named += [Approver(kind=ApproverKind.USER, ref=str(user)) for user in users]
    return Level(sign_mode=sign_mode, approvers=tuple(named))


class Office:
    """One test's own database and the people who work on it. Their passwords never have to be changed.

    Users are named by their role (`funds_clerk`, `funds_supervisor`, `parameter_administrator`, `risk_officer`, `auditor`,
    `administrator`, `super_admin`), second persons `second_clerk`, `second_supervisor`, `second_super_admin`, the service users
    `app` and `scheduler`, and `nobody` who has no role. The clock stands still until the test moves it; sessions are opened anew
    when it has moved far.
    """

    context = Context(workstation="test", menu="", locale="en")

    def __init__(self, where: Path | URL, clock: FixedClock | None = None) -> None:
        self.path = where if isinstance(where, Path) else Path()
        self.clock = clock or FixedClock(MONDAY)
        self.services: Services = open_services(where, self.clock)
        self.bus = self.services.bus
        self.database = self.services.database
        self.gateway: Gateway = self.door()
        self._sessions: dict[str, tuple[str, datetime]] = {}

    def door(self) -> Gateway:
        """The gateway that the people of this office use."""
        return self.services.gateway

    @classmethod
    def at(cls, template: Path, folder: Path) -> "Office":
        """An office on a fresh copy of a template: on the way of an acceptance scenario, else on a file.

        With WHALE_TESTS_ON=postgresql it is a server's database instead of a file, without the server.
        """
        if ways.current is not None:
            from tests.helpers.served import ServedOffice

            made = cls.local(template, folder) if ways.current.name == ways.LOCAL else ServedOffice.at(template, folder)
            ways.current.watch(made)
            return made
        if os.environ.get("WHALE_TESTS_ON") == "postgresql":
            return cls(postgres_of(folder).copy_of(template))
        return cls.local(template, folder)

    @classmethod
    def local(cls, template: Path, folder: Path) -> Self:
        """An office on a fresh copy of a template that is a file, whatever the tests run on: templates are made with it."""
        path = folder / "office.db"
        shutil.copyfile(template, path)
        return cls(path)

    def session(self, user: str = "super_admin") -> str:
        """A session of a user, opened when there is none that still holds."""
        kept = self._sessions.get(user)
        if kept is not None and abs((self.clock.now() - kept[1]).total_seconds()) < 240:
            return kept[0]
        service = user in ("app", "scheduler")
        token = self.services.signing.open_service_session(user) if service else self._open(user)
        self._sessions[user] = (token, self.clock.now())
        return token

    def _open(self, user: str) -> str:
        return self.gateway.sign_in(f"{user}@office.test", PASSWORD, self.context).session

    def ask(self, query: Query[R], *, user: str = "super_admin", context: Context | None = None) -> R:
        """A query's answer, through the gateway."""
        return self.gateway.ask(query, session=self.session(user), context=context or self.context)

    def submit(
        self,
        command: Command[R],
        *,
        user: str = "super_admin",
        acknowledged: Iterable[str] = (),
        command_id: str = "",
        context: Context | None = None,
    ) -> Done[R] | Submitted:
        """Carry out a command, through the gateway."""
        return self.gateway.submit(
            command,
            session=self.session(user),
            context=context or self.context,
            command_id=command_id or new_id(),
            acknowledged=tuple(acknowledged),
        )

    def do(self, command: Command[R], *, user: str = "super_admin", acknowledged: Iterable[str] = ()) -> R:
        """Carry out a command that must take effect at once; returns its result."""
        done = self.submit(command, user=user, acknowledged=acknowledged)
        assert isinstance(done, Done), done
        return done.result

    def waits(self, command: Command[Any], *, user: str = "super_admin", acknowledged: Iterable[str] = ()) -> int:
        """Submit a command that must wait for approval; the number of its work order."""
        reply = self.submit(command, user=user, acknowledged=acknowledged)
        assert isinstance(reply, Submitted), reply
        return int(reply.work_order_no)

    def approve(self, work_order_no: int, *, user: str = "second_super_admin", comment: str = "") -> Decided:
        """One approval by somebody who may."""
        return self.do(ApproveWorkOrder(work_order_no=work_order_no, comment=comment), user=user)

    def route(self, flow_key: str, *levels: Level, **more: Any) -> None:
        """Configure a flow: its levels one after another, for every amount. See `SaveFlow` for the rest."""
        version = self.ask(GetFlow(flow_key=flow_key)).version
        routes = (Route(levels=levels),) if levels else ()
        values = {"mode": FlowMode.MANUAL, "routes": routes, **more}
        self.do(
            SaveFlow(flow_key=flow_key, expected_version=version, **values),
            acknowledged=("ticket.empty_role", "ticket.too_few_people"),
        )

    def member_id(self, user: str) -> int:
        """The number of a user."""
        return self.actor(user).member_id

    def work_order_of(self, target_no: str) -> int:
        """The open work order on a record."""
        with self.database.read() as connection:
            table = tables.pending_order
            found = connection.execute(select(table.c.work_order_no).where(table.c.target_key == target_no)).scalar_one()
        return int(found)

    def refused(
        self, message: Query[Any] | Command[Any], *, user: str = "super_admin", acknowledged: Iterable[str] = ()
    ) -> CodedError:
        """The error that a message must end with."""
        send = partial(self.submit, acknowledged=acknowledged) if isinstance(message, Command) else self.ask
        with pytest.raises(CodedError) as caught:
            send(message, user=user)  # type: ignore[arg-type]  # a command goes to submit, a query to ask
        return caught.value

    @contextmanager
    def read(self, user: str = "super_admin") -> Iterator[Read]:
        """What a query handler would get now."""
        token = self.session(user)
        with self.database.read() as connection:
            now = self.clock.now()
            yield Read(
                connection, self.services.identity.actor_of(connection, token, now, address=""), now, locale=self.context.locale
            )

    def actor(self, user: str = "super_admin") -> Actor:
        """Who a user is to a handler."""
        with self.read(user) as read:
            return read.actor

    def audit_rows(self, message: str = "") -> list[Row[Any]]:
        """The audit trail, oldest first, of one message or of all."""
        table = tables.audit_log
        with self.database.read() as connection:
            found = connection.execute(select(table).order_by(table.c.id)).all()
        return [row for row in found if not message or row.message == message]

    def session_hash(self, user: str) -> str:
        """What the database keeps of a user's session."""
        return hash_of(self.session(user))

    def close(self) -> None:
        """Stop the services."""
        self.gateway.close()


class DemoOffice(Office):
    """The demonstration of 2024-03-18 with its data; users are its members by role and the service users. There is no second person."""

    def _open(self, user: str) -> str:
        email = {role: one.email for one, role in demo_members()}[user]
        return self.services.signing.open_demo_session(email, self.context).session


_templates: dict[tuple[Path, str], Path] = {}


def template_of(factory: pytest.TempPathFactory, kind: str = LOCAL) -> Path:
    """The template database of this test session, made when the first test asks for it."""
    key = factory.getbasetemp(), kind
    if key not in _templates:
        path = factory.mktemp(kind) / "template.db"
        if kind == LOCAL:
            make_template(path)
        else:
            new_database(path, kind=kind, clock=FixedClock(MONDAY), name="demo")
        _templates[key] = path
    return _templates[key]


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Office]:
    """An office of the test's own."""
    made = Office.at(template_of(tmp_path_factory), tmp_path)
    yield made
    made.close()


@pytest.fixture
def demo_db(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of the demonstration of 2024-03-18."""
    path = tmp_path / "demo.db"
    shutil.copyfile(template_of(tmp_path_factory, DEMO), path)
    return path


@pytest.fixture
def demo_office(demo_db: Path) -> Iterator[DemoOffice]:
    """The demonstration with its members, behind a gateway."""
    made = DemoOffice(demo_db)
    yield made
    made.close()
