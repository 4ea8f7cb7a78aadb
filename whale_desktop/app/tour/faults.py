"""Everything that goes wrong during a tour without stopping it: warnings of Qt, log lines, error toasts, stalls, cut words."""

import logging
import math
import os
import sys
import time
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from whale_desktop.app.tour.cut_cells import cut_cells, strange_faces
from whale_desktop.app.tour.cut_texts import cut_texts, unfilled_texts
from whale_desktop.ui.shell.application import Application

STALL_SECONDS = 0.6
"""A picture takes time itself, and so does a slow machine; a person feels this much anywhere."""
HARMLESS = ("This plugin does not support",)
"""What the offscreen platform says by itself."""

_THREADS = "/proc/self/task"


class OwnTime:
    """Seconds that go on only while this program may run: what others take of the processor is not the window's fault.

    Linux tells how long each thread had to wait for a processor; the window may wait for any of ours. Elsewhere: the seconds of the wall.
    Several threads that wait at once may have waited longer than the wall went on; the time then stands still.
    """

    def __init__(self) -> None:
        self._waited: dict[str, int] = {}
        self._reached = -math.inf

    def __call__(self) -> float:
        """The seconds so far, never fewer than before."""
        for thread in _threads():
            try:
                with open(f"{_THREADS}/{thread}/schedstat", "rb") as stream:
                    self._waited[thread] = int(stream.read().split()[1])
            except (OSError, IndexError, ValueError):
                continue  # it has just ended; what it waited stays counted
        self._reached = max(self._reached, time.perf_counter() - sum(self._waited.values()) / 1_000_000_000)
        return self._reached


def _threads() -> list[str]:
    try:
        return os.listdir(_THREADS)
    except OSError:
        return []


class FaultKeeper(logging.Handler):
    """Collects what went wrong as sentences, each under the step in which it happened."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.step = "start"
        self.sentences: list[str] = []
        self.expects_errors = False
        """While a step shows what an error looks like, error toasts are part of it."""
        self._before: Any = None

    def note(self, sentence: str) -> None:
        """Keep a sentence, once for each step."""
        whole = f"{self.step}: {sentence}"
        if whole not in self.sentences:
            self.sentences.append(whole)

    def begin(self) -> None:
        """Listen to Qt and to the log."""
        self._before = qInstallMessageHandler(self._hear_qt)
        sys.excepthook = self._hear_error
        logging.getLogger("whale_desktop").addHandler(self)

    def end(self) -> None:
        """Stop listening."""
        qInstallMessageHandler(self._before)
        sys.excepthook = sys.__excepthook__
        logging.getLogger("whale_desktop").removeHandler(self)

    def watch(self, application: Application) -> None:
        """Listen to the window of an application too."""
        application.toasts.stack.added.connect(self._hear_toast)
        application.runtime.watchdog.tell_time = OwnTime()
        application.runtime.watchdog.stalled.connect(self._hear_stall)

    def look(self, application: Application) -> None:
        """Note words that are cut or in a strange face in the window as it looks now; each is told once."""
        told = " ".join(self.sentences)
        window = application.window
        for sentence in (*cut_texts(window), *unfilled_texts(window), *cut_cells(window), *strange_faces(window)):
            if sentence not in told:
                self.note(sentence)

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the log; stalls come by the watchdog's own signal."""
        line = record.getMessage()
        if "ui.stall" not in line:
            self.note(f"the log says {line[:400]}")

    def _hear_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not any(one in message for one in HARMLESS):
            self.note(f"Qt says {message}")

    def _hear_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An error that left a slot; nobody else would hear of it."""
        sys.__excepthook__(kind, error, trace)
        self.note(f"{kind.__name__}: {error}")

    def _hear_toast(self, tone: str, text: str) -> None:
        if tone == "error" and not self.expects_errors:
            self.note(f"an error toast says {text}")

    def _hear_stall(self, exemption: str, seconds: float) -> None:
        if seconds > STALL_SECONDS:
            self.note(f"the window did not answer for {seconds:.2f} s{f' ({exemption})' if exemption else ''}")
