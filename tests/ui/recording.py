"""A gateway whose answers are scripted by message type: for tests of the window that need no services.

gateway = RecordingGateway()
gateway.answer(ListOrders, Page(rows=(…,)))            # a value, or a callable that is given the message
gateway.fail(SubmitOrder, UserError("fx.limit"), times=1)
gateway.hang(ListOrders); …; gateway.release()
gateway.submitted[-1].command, .command_id, .acknowledged, .context
gateway.publish("fx.order")                             # as if somebody else had changed something
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from whale_desktop.gateway.listeners import Listeners
from whale_desktop.gateway.port import Context, DemoMember, Link, Place, SignedIn, Subscription
from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.messages import Done, Page, Submitted, info_of
from whale_desktop.messages.files import BlobId, ListJobs
from whale_desktop.messages.topics import Change

HANG_SECONDS = 20.0


@dataclass(frozen=True)
class Submission:
    """One call of `submit`."""

    command: Any
    command_id: str
    acknowledged: tuple[str, ...]
    context: Context
    session: str


@dataclass(frozen=True)
class Asked:
    """One call of `ask`."""

    query: Any
    context: Context
    session: str


@dataclass
class _Listener:
    gateway: "RecordingGateway"
    listener: Callable[[Change], None]

    def close(self) -> None:
        self.gateway.listeners.remove(self)


def signed_in(*codes: str, **changes: Any) -> SignedIn:
    """A session with these permission codes."""
    given: dict[str, Any] = {
        "session": "session-1",
        "member_id": 1,
        "name": "陳詠珊",
        "email": "wingshan.chan@example.com",
        "roles": ("款項操作員",),
        "codes": frozenset(codes),
        "locale": "zh_Hant",
    }
    return SignedIn(**{**given, **changes})


DEMO_PLACE = Place(
    kind="demo",
    name="示範證券",
    business_date=date(2024, 3, 18),
    demo_members=(
        DemoMember(
            email="wingshan.chan@example.com",
            name={"zh_Hant": "陳詠珊", "zh_Hans": "陈咏珊", "en": "Chan Wing Shan"},
            role={"zh_Hant": "款項操作員", "zh_Hans": "款项操作员", "en": "Funds clerk"},
            password="Demo-2024-clerk",
        ),
        DemoMember(
            email="kafai.wong@example.com",
            name={"zh_Hant": "黃家輝", "zh_Hans": "黄家辉", "en": "Wong Ka Fai"},
            role={"zh_Hant": "款項主管", "zh_Hans": "款项主管", "en": "Funds supervisor"},
            password="Demo-2024-supervisor",
        ),
        DemoMember(
            email="siuman.lee@example.com",
            name={"zh_Hant": "李小曼", "zh_Hans": "李小曼", "en": "Lee Siu Man"},
            role={"zh_Hant": "參數管理員", "zh_Hans": "参数管理员", "en": "Parameter administrator"},
            password="Demo-2024-parameters",
        ),
    ),
)


@dataclass
class RecordingGateway:
    """Implements `gateway.port.Gateway`. Every demo member signs in with the password of `place_answer`."""

    place_answer: Place = DEMO_PLACE
    codes: frozenset[str] = frozenset()
    asked: list[Asked] = field(default_factory=list)
    submitted: list[Submission] = field(default_factory=list)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    listeners: list[_Listener] = field(default_factory=list)
    closed: bool = False
    must_change_password: bool = False
    code: str = ""
    """What is wanted besides the password, where anything is."""
    must_set_up_second_factor: bool = False
    resumes: SignedIn | None = None
    link_answer: Link = field(default_factory=Link)
    links: Listeners[Link] = field(default_factory=Listeners)

    def __post_init__(self) -> None:
        self._answers: dict[type, Any] = {ListJobs: Page(rows=())}  # the status bar asks for it by itself
        self._failures: dict[object, list[CodedError | Exception]] = {}
        self._hanging: set[object] = set()
        self._released = threading.Event()
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._done: dict[str, tuple[Any, Done[Any] | Submitted]] = {}

    # --------------------------------------------------------------------------------------------------------- the script

    def answer(self, message: type, answer: Any) -> None:
        """What `message` is answered with: a value, or a callable that is given the message. For a command: the result,
        or a `Done` or `Submitted` as it is."""
        self._answers[message] = answer

    def fail(self, what: type | str, error: Exception, *, times: int = 1) -> None:
        """The next `times` calls of a message type or of a method (`sign_in`, `unlock`, `put_blob` …) raise `error`."""
        self._failures.setdefault(what, []).extend([error] * times)

    def hang(self, what: type | str) -> None:
        """Calls of a message type or method wait until `release`."""
        self._released.clear()
        self._hanging.add(what)

    def release(self) -> None:
        """Let every hanging call go on."""
        self._hanging.clear()
        self._released.set()

    def publish(self, *topics: str) -> None:
        """Tell every listener of a committed change, from a thread of its own as a gateway does."""
        change = Change(next(self._numbers), topics)
        thread = threading.Thread(target=self._tell, args=(change,))
        thread.start()
        thread.join()

    def commands(self, kind: type) -> list[Any]:
        """The commands of a type that were submitted, in order."""
        return [one.command for one in self.submitted if isinstance(one.command, kind)]

    def queries(self, kind: type) -> list[Any]:
        """The queries of a type that were asked, in order."""
        return [one.query for one in self.asked if isinstance(one.query, kind)]

    def _meet(self, what: object) -> None:
        if what in self._hanging:
            assert self._released.wait(HANG_SECONDS), f"{what} was never released"
        with self._lock:
            waiting = self._failures.get(what)
            error = waiting.pop(0) if waiting else None
        if error is not None:
            raise error

    def _answer_of(self, message: Any) -> Any:
        assert type(message) in self._answers, f"no answer was scripted for {type(message).__name__}"
        answer = self._answers[type(message)]
        return answer(message) if callable(answer) else answer

    # ----------------------------------------------------------------------------------------------------------- the port

    def place(self) -> Place:
        return self.place_answer

    def resume(self, context: Context) -> SignedIn | None:
        return self.resumes

    def link(self) -> Link:
        return self.link_answer

    def watch_link(self, listener: Callable[[Link], None]) -> Subscription:
        return self.links.add(listener)

    def set_link(self, link: Link) -> None:
        """The line to the services changes; told from a thread of its own as a gateway does."""
        self.link_answer = link
        thread = threading.Thread(target=self.links.tell, args=(link,))
        thread.start()
        thread.join()

    def sign_in(self, email: str, password: str, context: Context, *, code: str = "") -> SignedIn:
        self.calls.append(("sign_in", (email, password, context, code) if self.code else (email, password, context)))
        self._meet("sign_in")
        for member in self.place_answer.demo_members:
            if member.email == email and member.password == password:
                self._check_code(code)
                return self._session(member, context)
        raise UserError("auth.bad_credentials")

    def _check_code(self, code: str) -> None:
        if self.code and not code:
            raise UserError.at("code", "auth.code_needed")
        if self.code and code != self.code:
            raise UserError.at("code", "auth.bad_code")

    def _session(self, member: DemoMember, context: Context) -> SignedIn:
        return signed_in(
            *self.codes,
            session=f"session-{next(self._numbers)}",
            email=member.email,
            name=member.name["zh_Hant"],
            roles=(member.role["zh_Hant"],),
            locale=context.locale,
            must_change_password=self.must_change_password,
            must_set_up_second_factor=self.must_set_up_second_factor,
            second_factor=bool(self.code),
        )

    def sign_out(self, session: str) -> None:
        self.calls.append(("sign_out", session))
        self._meet("sign_out")

    def lock(self, session: str) -> None:
        self.calls.append(("lock", session))
        self._meet("lock")

    def unlock(self, session: str, password: str, *, code: str = "") -> SignedIn:
        self.calls.append(("unlock", (session, password, code) if self.code else (session, password)))
        self._meet("unlock")
        for member in self.place_answer.demo_members:
            if member.password == password:
                self._check_code(code)
                return signed_in(*self.codes, session=session, email=member.email, name=member.name["zh_Hant"])
        raise UserError("auth.bad_credentials")

    def ask(self, query: Any, *, session: str, context: Context) -> Any:
        self.asked.append(Asked(query, context, session))
        self._meet(type(query))
        return self._answer_of(query)

    def submit(
        self, command: Any, *, session: str, context: Context, command_id: str, acknowledged: Iterable[str] = ()
    ) -> Done[Any] | Submitted:
        self.submitted.append(Submission(command, command_id, tuple(acknowledged), context, session))
        self._meet(type(command))
        if command_id in self._done:
            earlier, reply = self._done[command_id]
            assert earlier == command, "one command_id was used for two inputs"
            return reply
        answer = self._answer_of(command)
        topics = info_of(command).topics
        reply = answer if isinstance(answer, Done | Submitted) else Done(result=answer, changes=topics)
        self._done[command_id] = (command, reply)
        self._tell(Change(next(self._numbers), topics))
        return reply

    def _tell(self, change: Change) -> None:
        for one in list(self.listeners):
            one.listener(change)

    def put_blob(self, data: bytes, *, name: str, session: str) -> BlobId:
        self.calls.append(("put_blob", name))
        self._meet("put_blob")
        blob = BlobId(f"blob-{next(self._numbers)}")
        self.blobs[blob] = data
        return blob

    def get_blob(self, blob: BlobId, *, session: str) -> bytes:
        self.calls.append(("get_blob", blob))
        self._meet("get_blob")
        if blob not in self.blobs:
            raise UserError("blob.unknown", {"blob": blob})
        return self.blobs[blob]

    def subscribe(self, listener: Callable[[Change], None]) -> _Listener:
        one = _Listener(self, listener)
        self.listeners.append(one)
        return one

    def close(self) -> None:
        self.release()
        self.closed = True
