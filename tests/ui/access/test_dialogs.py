"""The dialogs of roles, policies, grants, parameters and passwords over the real services."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from tests.features.access.people import number
from tests.helpers.office import PASSWORD, Office
from tests.ui.access.conftest import MakeDesk, opened
from tests.ui.fx.conftest import Desk
from whale_desktop.features.access.messages import (
    AddRole,
    EditRole,
    GetParameter,
    GetPolicy,
    GetRole,
    GrantFilter,
    ListGrants,
    ListPolicies,
    ListRoles,
    PolicyFilter,
    PolicyKind,
    RoleFilter,
    SetParameter,
)
from whale_desktop.features.access.widgets.password_dialog import PasswordDialog
from whale_desktop.gateway.port import Context
from whale_desktop.ui.components.dialog import top_dialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LIMIT_VIEW, LIMIT_EDIT = "lb_hk_conversion.amount_config_query", "lb_hk_conversion.amount_config_update"


def types(field: Any, text: str) -> None:
    """Enter a text as a person does."""
    field.editor().clear()
    QTest.keyClicks(field.editor(), text)


def send(desk: Desk, dialog: Any) -> None:
    """Press the action and wait until the dialog is gone."""
    QTest.mouseClick(dialog.action_button, Qt.MouseButton.LeftButton)
    desk.until(lambda: not isValid(dialog) or not dialog.isVisible())


def test_a_role_is_added_with_a_policy_and_codes(floor: MakeDesk, office: Office) -> None:
    desk = floor("administrator")
    dialog = opened(desk, "RoleDialog")
    desk.until(lambda: dialog.rights.policies._boxes)
    types(dialog.name, "Deposit desk")
    types(dialog.name_en, "Deposits")
    chosen = next(one for one in dialog.rights.policies._choices if one.kind is PolicyKind.READ and one.module == "cash")
    dialog.rights.policies._boxes[chosen.policy_no].click()
    dialog.rights.codes.model.chosen.add(LIMIT_EDIT)
    dialog.rights.codes.model.chosen.add(chosen.codes[0])
    send(desk, dialog)
    (row,) = office.ask(ListRoles(where=RoleFilter(name="deposits"))).rows
    role = office.ask(GetRole(role=row.role))
    assert (role.name, role.name_zh_hans, role.policies, role.codes) == (
        "Deposit desk",
        "Deposit desk",
        (chosen.policy_no,),
        (LIMIT_EDIT,),
    )
    assert desk.toasts.said == [("success", "The role was added")]


def test_a_role_without_a_name_says_so_at_its_field(floor: MakeDesk) -> None:
    desk = floor("administrator")
    dialog = opened(desk, "RoleDialog")
    QTest.mouseClick(dialog.action_button, Qt.MouseButton.LeftButton)
    desk.until(dialog.field_rows["name"].error)
    assert dialog.isVisible()


def test_a_role_changed_meanwhile_keeps_what_was_typed(floor: MakeDesk, office: Office) -> None:
    desk = floor("administrator")
    role = office.do(AddRole(name="R", codes=(LIMIT_VIEW,)))
    row = next(one for one in office.ask(ListRoles(limit=200)).rows if one.role == role)
    dialog = opened(desk, "RoleDialog", row)
    desk.until(lambda: dialog.name.value() == "R")
    office.do(EditRole(role=role, name="S", codes=(LIMIT_VIEW,), expected_version=1))
    types(dialog.name, "T")
    QTest.mouseClick(dialog.action_button, Qt.MouseButton.LeftButton)
    desk.until(dialog.note.isVisible)
    assert dialog.name.value() == "T"
    send(desk, dialog)
    assert office.ask(GetRole(role=role)).name == "T"


def test_a_policy_is_added_for_a_module(floor: MakeDesk, office: Office) -> None:
    desk = floor("administrator")
    dialog = opened(desk, "PolicyDialog")
    desk.qtbot.wait(50)
    types(dialog.name, "Limits")
    dialog.module.set_value("parameters")
    dialog._choose_module()
    dialog.codes.model.chosen.add(LIMIT_EDIT)
    send(desk, dialog)
    (row,) = office.ask(ListPolicies(where=PolicyFilter(name="Limits"))).rows
    policy = office.ask(GetPolicy(policy_no=row.policy_no))
    assert (policy.module, policy.kind, policy.codes) == ("parameters", PolicyKind.SPECIAL, (LIMIT_EDIT,))


def test_grants_are_bound_with_their_last_day(floor: MakeDesk, office: Office) -> None:
    desk = floor("administrator")

    class Row:
        member_id = number(office, "nobody")

    dialog = opened(desk, "GrantDialog", Row())
    desk.until(lambda: dialog.member.value() == Row.member_id)
    dialog.rights.codes.model.chosen.add(LIMIT_VIEW)
    dialog.valid_to.set_value(date(2024, 6, 30))
    send(desk, dialog)
    (row,) = office.ask(ListGrants(where=GrantFilter(member="nobody@office.test"))).rows
    assert (row.code, row.valid_to) == (LIMIT_VIEW, date(2024, 6, 30))


def test_a_parameter_is_changed_and_its_limits_are_said(floor: MakeDesk, office: Office) -> None:
    desk = floor("super_admin")
    dialog = opened(desk, "ParameterDialog", office.ask(GetParameter(key="sign_in.idle_minutes")))
    types(dialog.editor, "0")
    QTest.mouseClick(dialog.action_button, Qt.MouseButton.LeftButton)
    desk.until(dialog.field_rows["value"].error)
    types(dialog.editor, "45")
    send(desk, dialog)
    assert office.ask(GetParameter(key="sign_in.idle_minutes")).value == "45"


def test_a_bad_network_is_said_at_its_field_and_whoever_is_shut_out_is_counted(floor: MakeDesk, office: Office) -> None:
    elsewhere = Context(workstation="elsewhere", locale="en", address="203.0.113.7")
    office.services.signing.sign_in("auditor@office.test", PASSWORD, elsewhere)
    desk = floor("super_admin")
    dialog = opened(desk, "ParameterDialog", office.ask(GetParameter(key="sign_in.networks")))
    QTest.keyClicks(dialog.editor.editor(), "198.51.100.0/24, 10.1.2.3/8")
    QTest.keyClick(dialog.editor.editor(), Key.Key_Return, CTRL)
    desk.until(dialog.field_rows["value"].error)
    assert dialog.field_rows["value"].error() == "“10.1.2.3/8” is no network; 10.0.0.0/8 is the one that it lies in"
    QTest.keyClick(dialog.editor.editor(), Key.Key_A, CTRL)
    QTest.keyClicks(dialog.editor.editor(), "198.51.100.0/24")
    QTest.keyClick(dialog.editor.editor(), Key.Key_Return, CTRL)
    desk.until(lambda: top_dialog(desk.window) is not dialog)
    question = top_dialog(desk.window)
    assert question is not None
    said = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "Open sessions from outside these networks, which will end: 1" in said
    assert office.ask(GetParameter(key="sign_in.networks")).value == ""
    QTest.keyClick(question.action_button, Key.Key_Space)
    desk.until(lambda: not isValid(dialog) or not dialog.isVisible())
    assert office.ask(GetParameter(key="sign_in.networks")).value == "198.51.100.0/24"


def test_lists_are_chosen_by_their_menu_path(floor: MakeDesk, office: Office) -> None:
    office.do(SetParameter(key="files.approved_lists", value="audit.log"))
    desk = floor("super_admin")
    dialog = opened(desk, "ParameterDialog", office.ask(GetParameter(key="files.approved_lists")))
    boxes = dialog.editor.boxes()
    assert dialog.editor.value() == ("audit.log",)
    assert "documents.files" not in boxes, "no file is made of it"
    assert boxes["fx.orders"].text() == "Cash Management / Currency Conversion / Exchange Order"
    assert boxes["fx.reference_mark_ups"].text().endswith("Rate Markup Settings - Reference rate")
    chosen = boxes["fx.orders"].text()
    boxes["fx.orders"].setFocus()
    QTest.keyClick(boxes["fx.orders"], Qt.Key.Key_Space)
    send(desk, dialog)
    row = office.ask(GetParameter(key="files.approved_lists"))
    assert set(row.value.split(", ")) == {"audit.log", "fx.orders"}
    assert chosen in row.shown


def test_a_secret_is_typed_and_not_shown(floor: MakeDesk, office: Office) -> None:
    office.do(SetParameter(key="mail.smtp_password", secret="hunter2 hunter2"))
    desk = floor("super_admin")
    dialog = opened(desk, "ParameterDialog", office.ask(GetParameter(key="mail.smtp_password")))
    assert dialog.editor.value() == ""
    assert not [label.text() for label in dialog.findChildren(QLabel) if "hunter2" in label.text()]
    types(dialog.editor, "other secret")
    send(desk, dialog)
    rows = office.audit_rows("system.parameter.set")
    assert len(rows) == 2
    assert not [row for row in rows if "hunter2" in str(tuple(row)) or "other secret" in str(tuple(row))]


def test_a_password_is_changed_and_what_it_lacks_is_said(floor: MakeDesk, office: Office) -> None:
    desk = floor("auditor")
    services: Any = desk
    dialog = PasswordDialog(services)
    desk.runtime.start(dialog.open(), desk.window)
    desk.until(dialog.isVisible)
    types(dialog.current, PASSWORD)
    types(dialog.new, "Fresh-Word-77")
    types(dialog.again, "Fresh-Word-78")
    QTest.mouseClick(dialog.action_button, Qt.MouseButton.LeftButton)
    desk.until(dialog.field_rows["again"].error)
    types(dialog.again, "Fresh-Word-77")
    send(desk, dialog)
    assert dialog.changed
    assert office.gateway.sign_in("auditor@office.test", "Fresh-Word-77", office.context).codes
