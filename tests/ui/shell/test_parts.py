"""The small parts below the window: sentences of errors, language, preferences, files, rights."""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.recording import RecordingGateway, signed_in
from tests.ui.shell.office import DO, KEEP, LOOK, PAIRS, SCREENS, STRATEGY, Do, Keep, Look
from whale_desktop.kernel.errors import Conflict, FieldError, NeedsConfirmation, Unavailable, UserError
from whale_desktop.kernel.texts import C_, catalogue
from whale_desktop.messages import Command, Query, command, query
from whale_desktop.messages.permissions import SIGNED_IN
from whale_desktop.screens import TabsScreen
from whale_desktop.ui.files import DesktopFiles, read_file, write_file
from whale_desktop.ui.language import Texts
from whale_desktop.ui.pages.ports import ToastLink
from whale_desktop.ui.preferences import MemoryPreferences, MessagePreferences, Preferences
from whale_desktop.ui.runtime import Runtime
from whale_desktop.ui.sentences import field_sentences, labelled_sentences, sentence
from whale_desktop.ui.services import Services
from whale_desktop.ui.workstation import Workstation

ENGLISH = catalogue("en")

# ------------------------------------------------------------------------------------------------------------- sentences


def test_a_sentence_fills_in_its_figures_and_says_moments_in_hong_kong() -> None:
    assert (
        sentence(UserError("auth.locked", {"time": "2024-03-18T02:15:00+00:00"}), ENGLISH) == "Locked until 2024-03-18 10:15:00"
    )
    assert sentence(UserError("storage.newer", {"found": "7"}), ENGLISH).startswith(
        "This database was made by a newer version (7)"
    )
    assert sentence(Conflict("message.stale"), ENGLISH) == "Data changed; refresh and retry"
    assert sentence(NeedsConfirmation("blob.too_large", {"size": 30, "limit": 20}), ENGLISH).startswith(
        "The file is too large: 30 MB"
    )


def test_a_code_that_nobody_declared_is_shown_as_it_is() -> None:
    assert "no.such_code" in sentence(UserError("no.such_code"), ENGLISH)


def test_field_errors_are_said_by_field_and_by_label() -> None:
    error = UserError(
        "message.invalid",
        fields=(
            FieldError("amount", "message.missing"),
            FieldError("amount", "storage.places"),
            FieldError("lines[2].rate", "message.unexpected"),
            FieldError("from", "auth.locked", {"time": date(2024, 3, 18)}),
        ),
    )
    assert field_sentences(error, ENGLISH) == {
        "amount": "Required field missing Too many decimals",
        "lines[2].rate": "This field is not known",
        "from": "Locked until 2024-03-18",
    }
    lines = labelled_sentences(error, ENGLISH, {"amount": C_("test", "Amount")})
    assert lines[0] == "Amount: Required field missing Too many decimals"
    assert lines[1] == "This field is not known"


# -------------------------------------------------------------------------------------------------------------- language


class Speaking(QLabel):
    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.texts = texts
        self.times = 0
        texts.follow(self)

    def retranslate(self) -> None:
        self.times += 1
        self.setText(self.texts.locale)


def test_who_can_be_seen_speaks_now_who_is_hidden_when_shown(qtbot: QtBot) -> None:
    texts = Texts("zh_Hant")
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    seen, hidden, gone = Speaking(texts), Speaking(texts), Speaking(texts)
    stack.addWidget(seen)
    stack.addWidget(hidden)
    stack.show()
    del gone
    texts.set_locale("en")
    texts.set_locale("zh_Hans")
    assert (seen.text(), seen.times) == ("zh_Hans", 2)
    assert (hidden.text(), hidden.times) == ("", 0)
    stack.setCurrentWidget(hidden)
    assert (hidden.text(), hidden.times) == ("zh_Hans", 1)
    texts.set_locale("zh_Hans")
    assert hidden.times == 1


def test_a_widget_that_qt_has_destroyed_is_left_alone_though_something_still_holds_it(qtbot: QtBot) -> None:
    """Closed pages are held by cycles until the next search for garbage; a switch of language may come before it."""
    texts = Texts("zh_Hant")
    gone = Speaking(texts)
    gone.deleteLater()
    qtbot.waitUntil(lambda: not isValid(gone))
    texts.set_locale("en")
    assert gone.times == 0
    texts.close()


def test_qt_speaks_the_language_too(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    said: dict[str, str] = {}
    texts = Texts("en")
    for locale in ("en", "zh_Hant", "zh_Hans", "en"):
        texts.set_locale(locale)
        menu = field.createStandardContextMenu()
        said.setdefault(locale, menu.actions()[0].text())
        assert said[locale] == menu.actions()[0].text()
        menu.deleteLater()
    texts.close()
    assert len(set(said.values())) == 3


# -------------------------------------------------------------------------------------------- preferences, files, services


@pytest.fixture
def runtime(qtbot: QtBot, gateway: RecordingGateway) -> Any:
    runtime = Runtime(gateway, locale="en")
    runtime.session = signed_in(LOOK, DO)
    yield runtime
    gateway.close()
    runtime.close()


def finish(qtbot: QtBot, runtime: Runtime, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run a coroutine to its end; its result, or its error raised here."""
    owner = QObject()
    outcome: list[Any] = []

    async def carry() -> None:
        try:
            outcome.append(("done", await work()))
        except Exception as error:  # handed to the test as it is
            outcome.append(("failed", error))

    runtime.start(carry(), owner)
    qtbot.waitUntil(lambda: bool(outcome))
    kind, value = outcome[0]
    if kind == "failed":
        raise value
    return value


def test_preferences_answer_at_once_and_are_written_once(qtbot: QtBot, runtime: Runtime) -> None:
    port = MemoryPreferences({"a": 1})
    preferences = Preferences(runtime, port)
    finish(qtbot, runtime, preferences.load)
    assert preferences.get("a") == 1
    assert preferences.get("b", "none") == "none"
    for number in range(50):
        preferences.set("b", number)
    preferences.set("a", None)
    assert preferences.get("b") == 49
    assert port.values == {"a": 1}
    finish(qtbot, runtime, preferences.flush)
    assert port.values == {"b": 49}


def test_preferences_travel_as_messages(qtbot: QtBot, runtime: Runtime, gateway: RecordingGateway) -> None:
    @query("test_shell.preferences", permission=SIGNED_IN)
    class AskPreferences(Query[dict[str, Any]]):
        """What a member likes."""

    @command("test_shell.keep_preference", permission=SIGNED_IN, changes=())
    class KeepPreference(Command[None]):
        """Keep a choice."""

        key: str
        value: Any = None

    gateway.answer(AskPreferences, {"x": [1, 2]})
    gateway.answer(KeepPreference, None)
    port = MessagePreferences(
        runtime,
        get=AskPreferences,
        values=dict,
        put=lambda key, value: KeepPreference(key=key, value=value),
    )
    preferences = Preferences(runtime, port)
    finish(qtbot, runtime, preferences.load)
    assert preferences.get("x") == [1, 2]
    preferences.set("y", True)
    qtbot.waitUntil(lambda: gateway.commands(KeepPreference) == [KeepPreference(key="y", value=True)])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "rates.xlsx"
    write_file(path, b"new")
    assert read_file(path) == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["rates.xlsx"]
    with pytest.raises(Unavailable) as refused:
        write_file(tmp_path / "nowhere" / "rates.xlsx", b"x")
    assert refused.value.code == "storage.read_only"
    with pytest.raises(Unavailable) as missing:
        read_file(tmp_path / "nothing.xlsx")
    assert missing.value.code == "storage.missing"


def test_a_full_disk_has_its_own_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Unavailable) as refused:
        write_file(tmp_path / "rates.xlsx", b"x")
    assert refused.value.code == "storage.full"


def test_the_file_dialog_answers_without_stopping_the_window(
    qtbot: QtBot, runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    chosen = tmp_path / "kept.xlsx"
    chosen.write_bytes(b"bytes")
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(chosen)))
    over = QWidget()
    qtbot.addWidget(over)
    workstation = Workstation()
    files = DesktopFiles(runtime, workstation)
    assert finish(qtbot, runtime, lambda: files.open_file(over, ("*.xlsx",))) == ("kept.xlsx", b"bytes")
    assert finish(qtbot, runtime, lambda: files.save_as(over, "kept.xlsx", b"other")) == str(chosen)
    assert chosen.read_bytes() == b"other"
    assert workstation.get("folder") == str(tmp_path)
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.rejected.emit())
    assert finish(qtbot, runtime, lambda: files.open_file(over, ("*.xlsx",))) is None
    assert finish(qtbot, runtime, lambda: files.save_as(over, "kept.xlsx", b"third")) is None
    assert chosen.read_bytes() == b"other"


class SilentToasts:
    def success(self, text: str, *, link: ToastLink | None = None) -> None:
        raise AssertionError(text)

    def warning(self, text: str, *, link: ToastLink | None = None) -> None:
        raise AssertionError(text)

    def error(self, text: str, *, retry: Callable[[], object] | None = None, link: ToastLink | None = None) -> None:
        raise AssertionError(text)


def services_for(runtime: Runtime, codes: tuple[str, ...]) -> Services:
    runtime.session = signed_in(*codes)
    return Services(
        runtime,
        place=runtime.gateway.place(),
        preferences=Preferences(runtime, MemoryPreferences()),
        workstation=Workstation(),
        toasts=SilentToasts(),
        open_screen=lambda key, where: None,
    )


def test_rights_decide_what_is_open(runtime: Runtime) -> None:
    by_key = {screen.key: screen for screen in SCREENS}
    clerk = services_for(runtime, (LOOK,))
    assert clerk.may(Look)
    assert not clerk.may(Keep)
    assert not clerk.may(Do)
    assert clerk.may_open(PAIRS)
    assert not clerk.may_open(by_key[STRATEGY])
    assert not clerk.may_export(Look)
    exporter = services_for(runtime, (LOOK, f"{LOOK}_export", KEEP))
    assert exporter.may_export(Look)
    assert exporter.may_open(by_key[STRATEGY])
    runtime.session = None
    assert not exporter.may(Look)


def test_tabs_are_open_when_one_of_them_is(runtime: Runtime) -> None:
    from whale_desktop.features.ledger.screens import SCREENS as LEDGER
    from whale_desktop.messages import info_of
    from whale_desktop.screens import ListScreen

    lists: tuple[ListScreen, ...] = tuple(LEDGER)
    both = TabsScreen(key="both", menu="", title=lists[0].title, tabs=lists)
    code = info_of(lists[0].query).permission.codes[0]
    assert services_for(runtime, (code,)).may_open(both)
    assert not services_for(runtime, ("nothing",)).may_open(both)


def test_waiting_in_a_task_does_not_stop_the_window(qtbot: QtBot, runtime: Runtime) -> None:
    assert finish(qtbot, runtime, functools.partial(asyncio.wait_for, runtime.sleep(0.01), 1)) is None
