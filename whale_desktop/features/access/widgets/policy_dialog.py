"""Adding or editing a permission policy: one module, one kind, its permissions (`docs/rules/platform.md` 3.2)."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from whale_desktop.features.access.messages import (
    AddPolicy,
    EditPolicy,
    GetPolicy,
    ListModuleChoices,
    Policy,
    PolicyKind,
    PolicyRow,
)
from whale_desktop.features.access.rules.rights import policy_codes
from whale_desktop.features.access.widgets import words
from whale_desktop.features.access.widgets.code_tree import CodeTree
from whale_desktop.features.access.widgets.rights_pane import LEAST_HEIGHT, MOST_HEIGHT
from whale_desktop.features.access.widgets.role_dialog import NamedDialog
from whale_desktop.kernel.errors import Conflict
from whale_desktop.messages import Command, label_of
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.screens import Action
from whale_desktop.ui import theme
from whale_desktop.ui.components import ChoiceField, Field, FieldRow, Option, RadioField, spaced
from whale_desktop.ui.forms.command_dialog import front_window
from whale_desktop.ui.pages.ports import Services

AROUND = 400
HINTS = {PolicyKind.ALL: words.ALL_HINT, PolicyKind.READ: words.READ_HINT, PolicyKind.SPECIAL: words.SPECIAL_HINT}


class CodesField(Field):
    """The matrix of one module as a field of a form."""

    def __init__(self, tree: CodeTree) -> None:
        super().__init__(tree.view)
        self.tree = tree
        spaced(QVBoxLayout(self)).addWidget(tree)
        tree.edited.connect(self.edited)

    def value(self) -> tuple[str, ...]:
        """The ticked codes."""
        return self.tree.value()

    def set_value(self, value: tuple[str, ...] | None) -> None:
        """Tick these."""
        self.tree.set_value(value or ())

    def set_invalid(self, invalid: bool) -> None:
        """The sentence above says it."""

    def set_spoken(self, name: str, description: str) -> None:
        """The matrix has a name of its own."""
        self.tree.view.setAccessibleDescription(description)


class PolicyDialog(NamedDialog):
    """Sends `AddPolicy` without a row, `EditPolicy` with one; the module of a policy never changes."""

    def __init__(self, action: Action | None, row: PolicyRow | None, services: Services) -> None:
        super().__init__(services, words.NEW_POLICY if row is None else words.EDIT_POLICY, words.POLICY_NAME)
        texts = services.texts
        self._row = row
        self._version = 0 if row is None else row.version
        self.module = ChoiceField([])
        self.kind = RadioField([Option(one, texts(label_of(one))) for one in PolicyKind])
        self.kind.set_value(PolicyKind.SPECIAL)
        self.codes = CodeTree(texts, module=row.module if row is not None else "")
        field = CodesField(self.codes)
        room = front_window().height() * 100 // theme.current().scale - AROUND
        field.setFixedHeight(theme.px(min(max(room, LEAST_HEIGHT), MOST_HEIGHT)))
        self.field_rows |= {
            "module": FieldRow(texts(words.MODULE), self.module, required=True, right_aligned=True),
            "kind": FieldRow(texts(words.KIND), self.kind, right_aligned=True, hint=texts(words.SPECIAL_HINT)),
        }
        self.lay_out_names()
        self.field_rows["codes"] = FieldRow(texts(words.PERMISSIONS), field, label_position="top")
        self.body_layout.addWidget(self.field_rows["codes"])
        field.edited.connect(self.touch)
        self.add_notes()
        self.module.set_read_only(row is not None)
        self.module.edited.connect(self._choose_module)
        self.kind.edited.connect(self._follow)
        services.runtime.start(self._load(), self)

    def command(self) -> Command[Any]:
        """What the fields say."""
        kind = self.kind.value() or PolicyKind.SPECIAL
        codes = tuple(code for code in self.codes.value() if code not in self._given())
        if self._row is None:
            return AddPolicy(**self.names(), module=self.module.value() or "", kind=kind, codes=codes)
        return EditPolicy(policy_no=self._row.policy_no, **self.names(), kind=kind, codes=codes, expected_version=self._version)

    def succeeded(self, result: Any) -> None:
        """The policy is there."""
        self.services.toasts.success(self.services.texts(words.POLICY_ADDED if self._row is None else words.POLICY_SAVED))

    async def conflicted(self, error: Conflict) -> None:
        """Somebody changed the policy: what was typed stays, and is saved over the newer version when that is still wanted."""
        if self._row is not None:
            self._version = (await self.services.runtime.ask(GetPolicy(policy_no=self._row.policy_no))).version
        await super().conflicted(error)

    async def _load(self) -> None:
        runtime = self.services.runtime
        modules = await runtime.ask(ListModuleChoices())
        self.module.set_options([Option(one.module, one.name) for one in modules])
        if self._row is not None:
            self._show(await runtime.ask(GetPolicy(policy_no=self._row.policy_no)))

    def _show(self, policy: Policy) -> None:
        self._version = policy.version
        self.show_names(policy)
        self.module.set_value(policy.module)
        self.kind.set_value(policy.kind)
        self.codes.set_value(policy.codes)
        self._follow()

    def _choose_module(self) -> None:
        self.codes.set_module(self.module.value() or "")
        self._follow()

    def _follow(self) -> None:
        """What the kind gives by itself is shown ticked."""
        kind = self.kind.value() or PolicyKind.SPECIAL
        self.field_rows["kind"].set_hint(self.services.texts(HINTS[kind]))
        self.codes.set_given(self._given())

    def _given(self) -> frozenset[str]:
        kind = self.kind.value() or PolicyKind.SPECIAL
        module = self.module.value() or ""
        return policy_codes(kind, module, (), permission_entries()) if module else frozenset()
