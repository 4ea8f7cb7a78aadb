"""A QR code drawn by Qt: dark on white in either theme, with the margin that cameras need."""

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from whale_desktop.ui import theme

MARGIN = 4
"""So many white modules stand around the code (ISO/IEC 18004)."""
SIDE = 208


class QrPicture(QWidget):
    """The picture of a text. `name` is what a screen reader says of it."""

    def __init__(self, text: str, *, name: str) -> None:
        super().__init__()
        self._modules = tuple(bytes(row) for row in segno.make_qr(text, error="m").matrix)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square in which each module is a whole number of pixels."""
        across = len(self._modules) + 2 * MARGIN
        side = across * max(2, round(theme.px(SIDE) / across))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """White ground, dark modules."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        step = self.width() / (len(self._modules) + 2 * MARGIN)
        for line, row in enumerate(self._modules):
            for column, dark in enumerate(row):
                if dark:
                    square = QRectF((column + MARGIN) * step, (line + MARGIN) * step, step, step)
                    painter.fillRect(square, Qt.GlobalColor.black)
