"""Prepared cells of one row: everything that a delegate paints, made once."""

from collections.abc import Callable, Sequence
from typing import Any

from whale_desktop.screens import Action, Column, ListScreen
from whale_desktop.screens.work_orders import PENDING
from whale_desktop.ui.components.cells import Cell, CellAction
from whale_desktop.ui.lists import row_actions
from whale_desktop.ui.lists.showing import show
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.wording import DETAILS, MORE

DETAIL = "\0detail"
MORE_MENU = "\0more"


class CellMaker:
    """Makes the cells of a list's rows in the present language."""

    def __init__(self, screen: ListScreen, services: Services) -> None:
        self._screen = screen
        self._services = services
        self.fits: Callable[[Cell], bool] = lambda _cell: True
        """Whether the last column has room for these words; what it has no room for stands behind 更多."""

    def cells(self, row: Any, columns: Sequence[Column]) -> list[Cell]:
        """One cell a shown column; the first one, or one with a link, opens something."""
        made = []
        for position, column in enumerate(columns):
            is_key = column.link is not None or (position == 0 and self._screen.detail is not None)
            lock = bool(column.pending and getattr(row, column.pending))
            made.append(self._cell(column, row, is_link=is_key, lock=lock))
        return made

    def actions(self, row: Any) -> Cell:
        """The words of the last column."""
        words, rest = self.row_words(row)
        texts = self._services.texts
        made = [self._word(one) for one in words]
        if rest:
            made.append(CellAction(MORE_MENU, texts(MORE)))
        elif self._screen.detail is not None and len(made) < row_actions.WORDS_WITH_DETAILS:
            made.append(CellAction(DETAIL, texts(DETAILS)))
        return Cell(actions=tuple(made), spoken=", ".join(one.tooltip or one.text for one in made))

    def tick(self, *, checked: bool) -> Cell:
        """The tick of a row."""
        return Cell(check=2 if checked else 0)

    def widest_actions(self) -> list[Cell]:
        """The last column at its fullest for this member, whatever the state of a row: all actions as words, or one with the details."""
        texts = self._services.texts
        actions = [
            one
            for one in self._screen.actions
            if "row" in one.places and (one.command is None or self._services.may(one.command))
        ]
        words = [self._word(one) for one in actions if not one.alone]
        single = [self._word(one) for one in actions if one.alone]
        if len(words) > row_actions.WORDS_IN_A_ROW:
            # Which of them stand as words depends on the row: the widest ones are allowed for.
            words = sorted(words, key=lambda one: len(one.text), reverse=True)[: row_actions.WORDS_IN_A_ROW - 1]
            words.append(CellAction(MORE_MENU, texts(MORE)))
        details = (CellAction(DETAIL, texts(DETAILS)),) if self._screen.detail is not None else ()
        return [Cell(actions=tuple(words)), Cell(actions=details), *(Cell(actions=(one, *details)) for one in (*words, *single))]

    def _word(self, action: Action) -> CellAction:
        full, shown = self._services.texts(action.label), self._services.texts(action.short or action.label)
        return CellAction(action.name, shown, urgent=action.urgent, tooltip=full if full != shown else "")

    def row_words(self, row: Any) -> tuple[list[Any], list[Any]]:
        """The actions that stand as words, and those behind 更多."""
        found = row_actions.of_row(self._screen, row, self._services)
        words, rest = row_actions.split(found)
        if len(words) == row_actions.WORDS_IN_A_ROW and not self.fits(Cell(actions=tuple(self._word(one) for one in words))):
            return found[:-1], found[-1:]
        return words, rest

    def _cell(self, column: Column, row: Any, *, is_link: bool, lock: bool) -> Cell:
        shown = show(column, row, self._services)
        return Cell(
            text=shown.text,
            raw=shown.raw,
            prefix=shown.prefix,
            estimate=shown.estimate,
            progress=shown.progress,
            tone=shown.tone,
            color="accent" if is_link and shown.raw else shown.color,
            weight=shown.weight,
            align="right" if shown.right else "left",
            link=is_link and bool(shown.raw),
            lock=lock,
            chip=shown.flag,
            tooltip=shown.full,
            spoken=self._services.texts(PENDING) if lock else shown.spoken,
        )
