"""Loading: a thin line while old rows stay, grey bars only at the first load."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components.buttons import Button
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced

SHOW_AFTER_MILLISECONDS = 300
OFFER_CANCEL_AFTER_MILLISECONDS = 10_000
_STEP_MILLISECONDS = 30


class LoadingBar(QWidget):
    """A line of 2 px that runs while something loads; it appears only after 300 ms and never moves the layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = False
        self._position = 0.0
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(SHOW_AFTER_MILLISECONDS)
        self._delay.timeout.connect(self._begin)
        self._run = QTimer(self)
        self._run.setInterval(_STEP_MILLISECONDS)
        self._run.timeout.connect(self._advance)
        self.setFixedHeight(2)

    def set_loading(self, loading: bool) -> None:
        """Start or end; a load shorter than 300 ms shows nothing."""
        if loading:
            if not self._shown:
                self._delay.start()
            return
        self._delay.stop()
        self._run.stop()
        self._shown = False
        self.update()

    def is_shown(self) -> bool:
        """Whether the line can be seen now."""
        return self._shown

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the running piece."""
        if not self._shown:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("accent-soft"))
        piece = self.width() // 3
        x = 0 if theme.current().reduced_motion else round((self.width() + piece) * self._position) - piece
        width = self.width() if theme.current().reduced_motion else piece
        painter.fillRect(QRect(x, 0, width, 2), theme.color("accent"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing turns while it cannot be seen."""
        super().hideEvent(event)
        self._run.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on turning."""
        super().showEvent(event)
        if self._shown and not theme.current().reduced_motion:
            self._run.start()

    def _begin(self) -> None:
        self._shown = True
        self._position = 0.0
        if self.isVisible() and not theme.current().reduced_motion:
            self._run.start()
        self.update()

    def _advance(self) -> None:
        self._position = (self._position + 0.02) % 1.0
        self.update()


class _Bars(QWidget):
    """Grey bars where the rows will be."""

    _SHARES = ((0.06, 0.33, 0.31, 0.18), (0.06, 0.27, 0.31, 0.18), (0.06, 0.36, 0.25, 0.18))

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """One table row for each bar."""
        return QSize(theme.px(240), self._rows * theme.current().row_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("mute-soft"))
        row_height, gap, bar = theme.current().row_height(), theme.px(12), theme.px(8)
        for row in range(min(self._rows, self.height() // row_height)):
            x = float(gap)
            shares = self._SHARES[row % len(self._SHARES)]
            room = self.width() - gap * (len(shares) + 1)
            for share in shares:
                width = room * share / sum(shares)
                painter.drawRoundedRect(QRectF(x, row * row_height + (row_height - bar) / 2, width, bar), 2, 2)
                x += width + gap


class Skeleton(QWidget):
    """The first load: grey bars, a sentence, and after 10 seconds a way to cancel (`cancel_clicked`)."""

    cancel_clicked = Signal()

    def __init__(self, rows: int = 8) -> None:
        super().__init__()
        self._line = Label("", role="small", tone="tx3")
        self._cancel = Button("", kind="link")
        self._cancel.hide()
        self._cancel.clicked.connect(self.cancel_clicked)
        self._offer = QTimer(self)
        self._offer.setSingleShot(True)
        self._offer.setInterval(OFFER_CANCEL_AFTER_MILLISECONDS)
        self._offer.timeout.connect(self._cancel.show)
        column = spaced(QVBoxLayout(self), margins=(0, 4, 0, 8), spacing=4)
        column.addWidget(_Bars(rows), 1)
        foot = spaced(QHBoxLayout(), spacing=8)
        foot.addStretch(1)
        foot.addWidget(self._line)
        foot.addWidget(self._cancel)
        foot.addStretch(1)
        column.addLayout(foot)

    def set_texts(self, line: str, cancel: str) -> None:
        """The sentence (Loading…) and the word of the cancel link."""
        self._line.setText(line)
        self._cancel.setText(cancel)
        self.setAccessibleName(line)

    def showEvent(self, event: QShowEvent) -> None:
        """Count the ten seconds from here."""
        super().showEvent(event)
        self._cancel.hide()
        self._offer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self._offer.stop()
