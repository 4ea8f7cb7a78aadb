"""The field for the code of a second factor on the sign-in form; it is there only while a code is asked for."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.ui.components import CodeField, FieldRow
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.language import Texts
from whale_desktop.ui.refusals import CODE_NEEDED
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.shell import words


class CodeStep(QWidget):
    """A code, or one of the recovery codes. `asked`: whether it is shown and wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = False
        self.field = CodeField(size="login")
        self.row = FieldRow("", self.field, label_position="top")
        spaced(QVBoxLayout(self), margins=(0, 0, 0, 12)).addWidget(self.row)
        self.hide()

    def value(self) -> str:
        """What was typed, empty while nothing is asked."""
        return self.field.value() if self.asked else ""

    def ask(self, *, asked: bool) -> None:
        """Show it or take it away, empty."""
        self.asked = asked
        self.field.clear()
        self.row.set_error(None)
        self.setVisible(asked)

    def is_missing(self, texts: Texts) -> bool:
        """Whether it is asked for and empty; that is said then, and typing starts there."""
        missing = self.asked and not self.field.value()
        if missing:
            self.row.set_error(texts(words.CODE_MISSING))
            self.field.editor().setFocus()
        return missing

    def refuse(self, error: CodedError, texts: Texts) -> None:
        """Ask for it, or for another one, and say what was wrong with the last."""
        self.ask(asked=True)
        if error.code != CODE_NEEDED:
            self.row.set_error(sentence(error, texts))
        self.field.editor().setFocus()

    def retranslate(self, texts: Texts) -> None:
        """Say it in the language of the moment."""
        self.row.set_label(texts(words.CODE))
        self.row.set_hint(texts(words.CODE_HINT))
