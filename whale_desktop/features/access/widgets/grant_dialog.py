"""Giving a member policies and permissions of his own, for some days or for ever (`docs/rules/platform.md` 6.2)."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from whale_desktop.features.access.messages import BindGrants, ListMemberChoices, ListPolicyChoices
from whale_desktop.features.access.widgets import words
from whale_desktop.features.access.widgets.rights_pane import RightsPane
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.screens import Action
from whale_desktop.ui.components import ChoiceField, DateField, FieldRow, Option, align_labels, spaced
from whale_desktop.ui.forms.command_dialog import CommandDialog, front_window
from whale_desktop.ui.pages.ports import Services


class GrantDialog(CommandDialog):
    """Sends `BindGrants`. The row, where there is one, says which member."""

    def __init__(self, action: Action | None, row: Any, services: Services) -> None:
        super().__init__(services, words.BIND_RIGHTS, width="table")
        texts = services.texts
        self._wanted = row.member_id if row is not None else None
        self.member = ChoiceField([])
        self.valid_from = DateField(self._today)
        self.valid_to = DateField(self._today)
        self.rights = RightsPane(texts, window=front_window())
        self.field_rows = {
            "member_id": FieldRow(texts(words.MEMBER), self.member, required=True, right_aligned=True),
            "valid_from": FieldRow(
                texts(words.VALID_FROM), self.valid_from, right_aligned=True, hint=texts(words.VALID_FROM_HINT)
            ),
            "valid_to": FieldRow(texts(words.VALID_TO), self.valid_to, right_aligned=True, hint=texts(words.VALID_TO_HINT)),
        }
        grid = spaced(QGridLayout(), spacing=(24, 8))
        for place, one in enumerate(self.field_rows.values()):
            grid.addWidget(one, 0, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, 1)
            align_labels([one])
        self.body_layout.addLayout(grid)
        rights = FieldRow(texts(words.PERMISSIONS), self.rights, required=True, label_position="top")
        self.field_rows["policies"] = rights
        self.body_layout.addWidget(rights)
        for one in self.field_rows.values():
            one.field.edited.connect(self.touch)
        self.add_notes()
        self.set_action(texts(words.BIND_RIGHTS))
        services.runtime.start(self._load(), self)

    def command(self) -> BindGrants:
        """What the fields say."""
        policies, codes = self.rights.value()
        return BindGrants(
            member_id=self.member.value() or 0,
            policies=policies,
            codes=codes,
            valid_from=self.valid_from.value(),
            valid_to=self.valid_to.value(),
        )

    def succeeded(self, result: Any) -> None:
        """The grants are there."""
        self.services.toasts.success(self.services.texts(words.BOUND))

    def row_of(self, field: str) -> FieldRow | None:
        """Policies and codes share a pane."""
        return super().row_of("policies" if field == "codes" else field)

    def _today(self) -> Any:
        return hong_kong_date(self.services.clock.now())

    async def _load(self) -> None:
        runtime = self.services.runtime
        members = await runtime.ask(ListMemberChoices())
        self.member.set_options([Option(one.member_id, one.name) for one in members])
        self.member.set_value(self._wanted)
        self.rights.set_choices(await runtime.ask(ListPolicyChoices()))
