"""What a tour notices, and what it leaves behind; the whole of it is played by `make tour`."""

import json
import logging
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from whale_desktop.app.tour.cut_cells import strange_faces
from whale_desktop.app.tour.cut_texts import cut_texts, unfilled_texts
from whale_desktop.app.tour.faults import FaultKeeper, OwnTime
from whale_desktop.app.tour.pictures import Album
from whale_desktop.app.tour.platform import offscreen
from whale_desktop.app.tour.plug import Plug
from whale_desktop.kernel.errors import Unavailable


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(400, 200)
    qtbot.addWidget(window)
    window.show()
    return window


def shown(widget: Any, width: int) -> None:
    """Put a widget into sight, `width` wide."""
    widget.resize(width, widget.sizeHint().height())
    widget.show()


def test_words_without_room_are_found_and_those_with_room_are_not(window: QWidget) -> None:
    shown(QLabel("a sentence that needs far more room than it is given here", window), 60)
    shown(QLabel("short", window), 200)
    shown(QPushButton("Approve all of them at once", window), 40)
    found = cut_texts(window)
    assert len(found) == 2
    assert found[0].startswith("QLabel “a sentence that needs")
    assert found[1].startswith("QPushButton “Approve all")


def test_hidden_words_and_wrapped_ones_that_fit_are_no_fault(window: QWidget) -> None:
    hidden = QLabel("a sentence that needs far more room than it is given here", window)
    hidden.resize(10, 10)
    hidden.hide()
    wrapped = QLabel("a sentence that is broken into lines", window)
    wrapped.setWordWrap(True)
    wrapped.setGeometry(0, 0, 100, 150)
    wrapped.show()
    assert cut_texts(window) == []


def test_a_sentence_that_was_not_filled_in_is_found(window: QWidget) -> None:
    shown(QLabel("Take {name} from Ms Chan?", window), 400)
    shown(QLabel("{}", window), 400)
    assert unfilled_texts(window) == ["“Take {name} from Ms Chan?” was not filled in"]


def test_words_in_a_face_of_their_own_are_found(window: QWidget) -> None:
    shown(QLabel("of the language", window), 200)
    label = QLabel("of the platform", window)
    label.setFont(QFont("Some other face"))
    shown(label, 200)
    assert strange_faces(window) == ["“of the platform” is drawn in Some other face"]


def test_the_screen_of_the_tour_is_as_large_as_its_window(tmp_path: Path) -> None:
    name, _, path = offscreen(tmp_path, 1366, 768).partition(":configfile=")
    (screen,) = json.loads(Path(path).read_text(encoding="utf-8"))["screens"]
    assert (name, screen["width"], screen["height"]) == ("offscreen", 1366, 768)


def test_an_album_numbers_its_pictures_and_says_what_they_show(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "007-old.png").write_bytes(b"of an earlier tour")
    album = Album(tmp_path)
    album.take(window, "sign-in", title="登錄")
    album.take(window, "fx-orders", screen="fx.orders", title="客戶匯兌")
    album.close()
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["001-sign-in.png", "002-fx-orders.png"]
    index = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))
    assert index[1] == {"file": "002-fx-orders.png", "name": "fx-orders", "screen": "fx.orders", "title": "客戶匯兌"}
    with pytest.raises(AssertionError):
        album.take(window, "fx-orders")


@pytest.mark.expects_log("something broke")
def test_log_lines_are_faults_of_the_step_in_which_they_came(qapp: QApplication) -> None:
    faults = FaultKeeper()
    faults.begin()
    try:
        faults.step = "the palette"
        logging.getLogger("whale_desktop.ui").error("something broke")
        logging.getLogger("whale_desktop.ui").error("something broke")
    finally:
        faults.end()
    assert faults.sentences == ["the palette: the log says something broke"]


def test_own_time_rises() -> None:
    own = OwnTime()
    seen = [own()]
    for _ in range(200):  # on a busy machine it stands still for a while
        assert sum(range(1_000_000)) > 0
        seen.append(own())
        if seen[-1] > seen[0]:
            break
    assert seen[-1] > seen[0]
    assert seen == sorted(seen)


def test_a_pulled_plug_answers_unavailable_and_a_plugged_one_hands_on() -> None:
    class Echo:
        def ask(self, query: Any, **kwargs: Any) -> Any:
            return query, kwargs

        def place(self) -> str:
            return "here"

    plug = Plug(cast(Any, Echo()))
    assert plug.ask("question", session="s") == ("question", {"session": "s"})
    plug.is_pulled = True
    with pytest.raises(Unavailable):
        plug.ask("question", session="s")
    assert plug.place() == "here"
