"""Asking for rights: which, for how long and why (`docs/rules/platform.md` 3.3, 6.4)."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from whale_desktop.features.access.messages import (
    MAXIMUM_REASON,
    ApplyPermission,
    ListModuleChoices,
    ListPolicyChoices,
    ModuleChoice,
    Period,
    System,
)
from whale_desktop.features.access.rules.rights import system_of
from whale_desktop.features.access.widgets import words
from whale_desktop.features.access.widgets.rights_pane import RightsPane
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.messages import label_of
from whale_desktop.screens import Action
from whale_desktop.ui.components import ChoiceField, DateField, FieldRow, LineField, Option, align_labels, spaced
from whale_desktop.ui.forms.command_dialog import CommandDialog, front_window
from whale_desktop.ui.pages.ports import Services


class ApplicationDialog(CommandDialog):
    """Sends `ApplyPermission`. codes: chosen from the beginning, for instance those of a screen that the member may not see."""

    def __init__(self, action: Action | None, row: Any, services: Services, *, codes: Iterable[str] = ()) -> None:
        super().__init__(services, words.REQUEST_RIGHTS, width="table")
        texts = services.texts
        self._modules: tuple[ModuleChoice, ...] = ()
        self.system = ChoiceField([Option(None, texts(words.ANY_SYSTEM)), *(Option(one, texts(label_of(one))) for one in System)])
        self.module = ChoiceField([Option("", texts(words.ANY_MODULE))])
        self.period = ChoiceField([Option(one, texts(label_of(one))) for one in Period])
        self.until = DateField(lambda: hong_kong_date(services.clock.now()))
        self.reason = LineField(max_length=MAXIMUM_REASON)
        self.rights = RightsPane(texts, window=front_window())
        self._scope = {
            "system": FieldRow(texts(words.SYSTEM), self.system, right_aligned=True),
            "module": FieldRow(texts(words.MODULE), self.module, right_aligned=True),
        }
        self.field_rows = {
            "period": FieldRow(texts(words.REQUEST_PERIOD), self.period, required=True, right_aligned=True),
            "until": FieldRow(texts(words.REQUEST_UNTIL), self.until, required=True, right_aligned=True),
            "reason": FieldRow(texts(words.REQUEST_REASON), self.reason, required=True, right_aligned=True),
        }
        self._lay_out()
        self.system.edited.connect(self._choose_system)
        self.module.edited.connect(self._choose_module)
        self.period.edited.connect(self._follow_period)
        for one in self.field_rows.values():
            one.field.edited.connect(self.touch)
        self.period.set_value(Period.UNLIMITED)
        self.system.set_value(None)
        self.module.set_value("")
        self.rights.set_value(((), codes))
        self._follow_period()
        self.set_action(texts(words.REQUEST_RIGHTS))
        self.asks_remark = False  # the approvers read the reason
        services.runtime.start(self._load(), self)

    def _lay_out(self) -> None:
        grid = spaced(QGridLayout(), spacing=(24, 8))
        rows = [self._scope["system"], self._scope["module"], self.field_rows["period"], self.field_rows["until"]]
        for place, row in enumerate(rows):
            grid.addWidget(row, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.field_rows["reason"], 2, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
        align_labels([rows[0], rows[2], self.field_rows["reason"]])
        align_labels([rows[1], rows[3]])
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body_layout.addLayout(grid)
        rights = FieldRow(self.services.texts(words.PERMISSIONS), self.rights, required=True, label_position="top")
        self.field_rows["policies"] = rights
        self.body_layout.addWidget(rights)
        self.add_notes()

    def command(self) -> ApplyPermission:
        """What the fields say."""
        policies, codes = self.rights.value()
        return ApplyPermission(
            policies=policies,
            codes=codes,
            period=self.period.value() or Period.UNLIMITED,
            until=self.until.value(),
            reason=self.reason.value(),
        )

    def succeeded(self, result: Any) -> None:
        """It waits for its work order."""
        self.services.toasts.success(self.services.texts(words.REQUEST_SENT, number=result))

    def row_of(self, field: str) -> FieldRow | None:
        """Policies and codes share a pane."""
        return super().row_of("policies" if field == "codes" else field)

    async def _load(self) -> None:
        runtime = self.services.runtime
        self._modules = await runtime.ask(ListModuleChoices())
        self._choose_system()
        self.rights.set_choices(await runtime.ask(ListPolicyChoices()))

    def _choose_system(self) -> None:
        system = self.system.value()
        fitting = [one for one in self._modules if system is None or system_of(one.module) is system]
        every = Option("", self.services.texts(words.ANY_MODULE))
        kept = self.module.value()
        self.module.set_options([every, *(Option(one.module, one.name) for one in fitting)])
        self.module.set_value(kept if kept in {one.module for one in fitting} else "")
        if self.module.value() != kept:
            self._choose_module()

    def _choose_module(self) -> None:
        self.rights.set_module(self.module.value() or "")

    def _follow_period(self) -> None:
        self.field_rows["until"].setVisible(self.period.value() is Period.DATE)
