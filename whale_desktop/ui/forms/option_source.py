"""Choices that live behind the port: asked when a field is made and again when a topic of their query changes."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject

from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import name_in
from whale_desktop.messages import Query, info_of, label_of
from whale_desktop.screens import Options
from whale_desktop.ui.components import Option
from whale_desktop.ui.pages.ports import Lookup, Services

Deliver = Callable[[list[Option]], None]


def rows_of(answer: Any) -> Sequence[Any]:
    """The rows of an answer that is a page or a sequence of rows."""
    return answer.rows if hasattr(answer, "rows") else answer  # type: ignore[no-any-return]  # the shape is the convention of Options


def options_of(answer: Any, value: str, label: str, locale: str, *, bare: bool = False) -> list[Option]:
    """Rows as options; the text is `value label` when both are shown. Names by locale are said in `locale`."""
    found = []
    for row in rows_of(answer):
        own, name = getattr(row, value), getattr(row, label)
        words = name_in(name, locale) if isinstance(name, Mapping) else str(name)
        found.append(Option(own, words if bare or value == label or str(own) == words else f"{own} {words}"))
    return found


def choices_of(choice: type[StrEnum], services: Services) -> list[Option]:
    """The members of an enumeration with their labels in the present language."""
    return [Option(member, services.texts(label_of(member))) for member in choice]


class OptionSource:
    """Asks for choices and hands them to a field, now and after each change of their topics."""

    def __init__(
        self,
        services: Services,
        make: Callable[[], Query[Any]],
        *,
        value: str,
        label: str,
        deliver: Deliver,
        bare: bool = False,
    ) -> None:
        self._services = services
        self._bare = bare
        self._make = make
        self._value = value
        self._label = label
        self._deliver = deliver
        self._answer: Any = None
        self.failed: CodedError | None = None

    @classmethod
    def of(cls, services: Services, options: Options, deliver: Deliver) -> "OptionSource":
        """The source that a field's `Options` describe."""
        return cls(services, options.query, value=options.value, label=options.label, deliver=deliver, bare=options.bare)

    @classmethod
    def of_lookup(cls, services: Services, lookup: Lookup, deliver: Deliver) -> "OptionSource":
        """The source of a shared lookup that is asked once (currencies)."""
        return cls(services, lambda: lookup.query(""), value=lookup.value, label=lookup.label, deliver=deliver)

    def follow(self, owner: QObject) -> None:
        """Load now and whenever a topic changes, while `owner` lives."""
        topics = info_of(self._make()).topics
        if topics:
            self._services.runtime.on_change(topics, lambda: self._services.runtime.start(self.load(), owner), owner)
        self._services.runtime.start(self.load(), owner)

    async def load(self) -> None:
        """Ask and deliver. Without a right or an answer the field stays without choices and `failed` says why."""
        try:
            answer = await self._services.runtime.ask(self._make())
        except CodedError as error:
            self.failed = error
            return
        self.failed = None
        self._answer = answer
        self.say_again()

    def say_again(self) -> None:
        """Deliver the choices in the language of the moment, if there are any yet."""
        if self._answer is not None:
            locale = self._services.texts.locale
            self._deliver(options_of(self._answer, self._value, self._label, locale, bare=self._bare))
