"""Adding or editing a role: its names at the top, its policies and permissions as a matrix below (`docs/rules/platform.md` 6.3)."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from whale_desktop.features.access.messages import (
    MAXIMUM_NAME,
    MAXIMUM_REMARK,
    AddRole,
    EditRole,
    GetRole,
    ListPolicyChoices,
    Role,
    RoleRow,
)
from whale_desktop.features.access.widgets import words
from whale_desktop.features.access.widgets.rights_pane import RightsPane
from whale_desktop.kernel.errors import Conflict
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Command
from whale_desktop.screens import Action, usual
from whale_desktop.ui.components import FieldRow, LineField, align_labels, spaced
from whale_desktop.ui.forms.command_dialog import CommandDialog, front_window
from whale_desktop.ui.pages.ports import Services


class NamedDialog(CommandDialog):
    """What the dialogs of roles and policies share: a name in three languages and a remark, two and two beside each other."""

    def __init__(self, services: Services, title: Text, name: Text) -> None:
        super().__init__(services, title, width="table")
        texts = services.texts
        self.name = LineField(max_length=MAXIMUM_NAME)
        self.name_zh_hans = LineField(max_length=MAXIMUM_NAME, placeholder=texts(words.SAME_AS_NAME))
        self.name_en = LineField(max_length=MAXIMUM_NAME, placeholder=texts(words.SAME_AS_NAME))
        self.remark = LineField(max_length=MAXIMUM_REMARK)
        self.field_rows = {
            "name": FieldRow(texts(name), self.name, required=True, right_aligned=True),
            "remark": FieldRow(texts(usual.REMARK), self.remark, right_aligned=True),
            "name_zh_hans": FieldRow(texts(words.NAME_ZH_HANS), self.name_zh_hans, right_aligned=True),
            "name_en": FieldRow(texts(words.NAME_EN), self.name_en, right_aligned=True),
        }
        self.set_action(texts(usual.SAVE))

    def lay_out_names(self, *more: FieldRow) -> None:
        """The fields in two columns, further ones below."""
        rows = [*self.field_rows.values(), *more]
        grid = spaced(QGridLayout(), spacing=(24, 8))
        for place, row in enumerate(rows):
            grid.addWidget(row, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            row.field.edited.connect(self.touch)
        align_labels(rows[0::2])
        align_labels(rows[1::2])
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body_layout.addLayout(grid)

    def show_names(self, record: Any) -> None:
        """Show the names and the remark of a record; a name that only repeats the first is left empty."""
        self.name.set_value(record.name)
        self.name_zh_hans.set_value("" if record.name_zh_hans == record.name else record.name_zh_hans)
        self.name_en.set_value("" if record.name_en == record.name else record.name_en)
        self.remark.set_value(record.remark)

    def names(self) -> dict[str, str]:
        """The names and the remark as fields of a command."""
        return {name: getattr(self, name).value() for name in ("name", "name_zh_hans", "name_en", "remark")}


class RoleDialog(NamedDialog):
    """Sends `AddRole` without a row, `EditRole` with one."""

    def __init__(self, action: Action | None, row: RoleRow | None, services: Services) -> None:
        super().__init__(services, words.NEW_ROLE if row is None else words.EDIT_ROLE, words.ROLE_NAME)
        self._row = row
        self._version = 0 if row is None else row.version
        self.lay_out_names()
        self.rights = RightsPane(services.texts, window=front_window())
        rights = FieldRow(services.texts(words.PERMISSIONS), self.rights, label_position="top")
        self.field_rows |= {"codes": rights}
        self.rights.edited.connect(self.touch)
        self.body_layout.addWidget(rights)
        self.add_notes()
        services.runtime.start(self._load(), self)

    def command(self) -> Command[Any]:
        """What the fields say."""
        policies, codes = self.rights.value()
        if self._row is None:
            return AddRole(**self.names(), policies=policies, codes=codes)
        return EditRole(role=self._row.role, **self.names(), policies=policies, codes=codes, expected_version=self._version)

    def succeeded(self, result: Any) -> None:
        """The role is there."""
        self.services.toasts.success(self.services.texts(words.ROLE_ADDED if self._row is None else words.ROLE_SAVED))

    def row_of(self, field: str) -> FieldRow | None:
        """Policies and codes share a pane."""
        return super().row_of("codes" if field == "policies" else field)

    async def conflicted(self, error: Conflict) -> None:
        """Somebody changed the role: what was typed stays, and is saved over the newer version when that is still wanted."""
        if self._row is not None:
            self._version = (await self.services.runtime.ask(GetRole(role=self._row.role))).version
        await super().conflicted(error)

    async def _load(self) -> None:
        runtime = self.services.runtime
        self.rights.set_choices(await runtime.ask(ListPolicyChoices()))
        if self._row is not None:
            self._show(await runtime.ask(GetRole(role=self._row.role)))

    def _show(self, role: Role) -> None:
        self._version = role.version
        self.show_names(role)
        self.rights.set_value((role.policies, role.codes))
        if role.members:
            self.set_consequence(self.services.texts(words.ROLE_MEMBERS, count=role.members))
