"""What the maker meets of work orders on any page: the hint, his remark, the number with the way to it, the row that waits."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.bus.holding import batch_refused
from whale_desktop.kernel.errors import FieldError, UserError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Done, Submitted
from whale_desktop.messages.batch import Batch
from whale_desktop.screens import Action
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.forms.form_dialog import FormDialog
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.lists.row_menu import menu_of_row
from whale_desktop.ui.pages.importing import ImportDialog
from whale_desktop.ui.pages.together import RefusedRows

HELD = 5
"""The row of the list that a work order holds."""
LOCKED = UserError("ticket.target_locked", {"work_order_no": "128050"})
LOCKED_SENTENCE = "This record has a work order under approval"


@pytest.fixture
def page(desk: Desk) -> ListPage:
    desk.services.decided_flows = frozenset({"invented.deal", "invented.large"})
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    page.area.table.setFocus()
    return page


def action(page: ListPage, name: str) -> Action:
    return next(one for one in page.spec.actions if one.name == name)


def run(desk: Desk, page: ListPage, name: str, row: int = 0) -> Any:
    page.runner.run(action(page, name), row=page.area.model.rows[row])
    return desk.dialog()


def say(desk: Desk, dialog: Any, remark: str) -> None:
    """Type a remark to the approvers, with real keys."""
    dialog.approval.field.text_edit.setFocus()
    QTest.keyClicks(dialog.approval.field.text_edit, remark)


def box_in(dialog: Any) -> Any:
    from whale_desktop.ui.pages.approval import ApprovalBox

    return dialog.findChild(ApprovalBox)


# ------------------------------------------------------------------------------------------------------- hint and remark


def test_a_form_says_that_people_decide_and_sends_the_remark(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.EditDeal, Submitted(work_order_no="128051"))
    dialog = run(desk, page, "edit")
    assert isinstance(dialog, FormDialog)
    assert dialog.approval is not None
    assert dialog.approval.note.text() == "A work order is needed"
    assert dialog.approval.field.text_edit.accessibleName() == "Work order remark"
    dialog.form.fields[1].editor.set_value("another rate")
    say(desk, dialog, "the client called")
    desk.press("Ctrl+Return", dialog.approval.field.text_edit)
    desk.no_dialog()
    assert [one.context.remark for one in desk.gateway.submitted] == ["the client called"]
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said == [("success", "Work order 128051 submitted")]
    ((words, follow),) = desk.toasts.links
    assert words == "Open work order"
    follow()
    assert desk.opened == [("work_order", {"number": "128051"})]


def test_without_a_flow_that_people_decide_nothing_is_said_and_no_remark_is_sent(desk: Desk, page: ListPage) -> None:
    desk.services.decided_flows = frozenset()
    dialog = run(desk, page, "edit")
    assert dialog.approval is None
    dialog.form.fields[1].editor.set_value("another rate")
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    assert [one.context.remark for one in desk.gateway.submitted] == [""]
    assert not desk.toasts.links


def test_what_waits_only_for_some_records_says_that_it_may(desk: Desk, page: ListPage) -> None:
    desk.press("Ctrl+N", page.area.table)
    dialog = desk.dialog()
    assert dialog.approval.note.text() == "A work order may be needed"
    dialog.form.fields[0].editor.set_value("80012046")
    desk.wait(dialog.form.fields[1].editor.options)
    dialog.form.fields[1].editor.set_value("USD")
    QTest.keyClicks(dialog.form.fields[2].editor.editor(), "120k")
    desk.gateway.answer(invented.EnterDeal, Done(result="1", work_orders=("128052",)))
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    assert desk.toasts.said == [("success", "Work order 128052 submitted")], "the record waits visibly under it"


def test_a_remark_has_at_most_five_hundred_characters(desk: Desk, page: ListPage) -> None:
    dialog = run(desk, page, "edit")
    dialog.approval.field.text_edit.setPlainText("x" * 600)
    assert len(dialog.approval.remark()) == 500


def test_a_remark_alone_is_not_thrown_away_by_escape(desk: Desk, page: ListPage) -> None:
    dialog = run(desk, page, "edit")
    say(desk, dialog, "wait")
    desk.press("Escape", dialog.approval.field.text_edit)
    question = desk.dialog()
    assert question is not dialog
    desk.press("Escape", question)
    desk.wait(lambda: top_dialog(desk.window) is dialog)
    assert dialog.approval.remark() == "wait"


def test_a_question_takes_the_remark_and_its_button_keeps_the_focus(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.CancelDeal, Submitted(work_order_no="128053"))
    dialog = run(desk, page, "cancel")
    box = box_in(dialog)
    assert box.note.text() == "A work order is needed"
    assert dialog.cancel_button.hasFocus(), "it cannot be undone, so Cancel is first"
    for _ in range(2):
        desk.press("Tab")
    assert box.field.text_edit.hasFocus()
    QTest.keyClicks(box.field.text_edit, "by telephone")
    desk.press("Ctrl+Return", box.field.text_edit)
    desk.wait(lambda: desk.toasts.said)
    assert [one.context.remark for one in desk.gateway.submitted] == ["by telephone"]


def test_a_command_without_a_question_asks_one_before_it_becomes_a_work_order(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.ArchiveDeal, Submitted(work_order_no="128054"))
    page.runner.run(action(page, "archive"), row=page.area.model.rows[0])
    dialog = desk.dialog()
    assert dialog.accessibleName() == "Archive: submit?"
    assert box_in(dialog).note.text() == "A work order is needed"
    assert not desk.gateway.submitted
    desk.press("Return")
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said == [("success", "Work order 128054 submitted")]


def many(desk: Desk, page: ListPage, count: int = 5, remark: str = "") -> Any:
    """Ask for the review of the first rows and agree to the question."""
    page.selection.set_rows(page.area.model.rows[:count], True)
    page.runner.run(action(page, "review-all"), rows=page.selection.rows())
    dialog = desk.dialog()
    QTest.keyClicks(box_in(dialog).field.text_edit, remark)
    said = box_in(dialog).note.text()
    dialog.submit()
    return said


def filed(desk: Desk) -> list[list[str]]:
    """The rows of each batch that was sent."""
    return [[part.body["deal_no"] for part in one.parts] for one in desk.gateway.commands(Batch)]


def test_many_at_once_are_one_work_order(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(Batch, Submitted(work_order_no="128060"))
    said = many(desk, page, remark="month end")
    assert said == "One work order for 5 rows: decided and carried out together"
    desk.wait(lambda: desk.toasts.said)
    assert [one.context.remark for one in desk.gateway.submitted] == ["month end"]
    assert filed(desk) == [[row.deal_no for row in page.area.model.rows[:5]]]
    assert desk.toasts.said == [("success", "Work order 128060 submitted")]
    ((words, follow),) = desk.toasts.links
    assert words == "Open work order"
    follow()
    assert desk.opened == [("work_order", {"number": "128060"})]
    desk.no_dialog()
    assert len(page.selection) == 0


def refusing(*bad: int) -> Any:
    """Answers the first batch with the refusal of some of its rows, a further one with a work order."""
    answers = iter((batch_refused([FieldError(f"parts[{one}]", "INV-E01", {"least": "5.00"}) for one in bad]),))

    def answer(_command: Batch) -> Submitted:
        for error in answers:
            raise error
        return Submitted(work_order_no="128061")

    return answer


def test_rows_that_cannot_be_submitted_are_named_before_anything_is_filed(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(Batch, refusing(1, 4))
    many(desk, page)
    desk.wait(lambda: isinstance(desk.dialog(), RefusedRows))
    dialog, numbers = desk.dialog(), [row.deal_no for row in page.area.model.rows[:5]]
    assert isinstance(dialog, RefusedRows)
    assert dialog.lines == [f"{numbers[one]}: The amount must be above 5.00 INV-E01" for one in (1, 4)]
    assert dialog.action_button.text() == "Submit the other 3"
    assert not desk.toasts.said
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: desk.toasts.said)
    assert filed(desk) == [numbers, [numbers[one] for one in (0, 2, 3)]]
    assert len({one.command_id for one in desk.gateway.submitted}) == 2
    assert desk.toasts.said == [("success", "Work order 128061 submitted")]


def test_whoever_does_not_want_the_others_alone_files_nothing(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(Batch, refusing(0))
    many(desk, page)
    desk.wait(lambda: isinstance(desk.dialog(), RefusedRows))
    desk.press("Escape", desk.dialog())
    desk.no_dialog()
    assert (len(filed(desk)), len(page.selection), desk.toasts.said) == (1, 5, [])


def test_where_no_row_can_be_submitted_nothing_is_offered(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(Batch, refusing(0, 1))
    many(desk, page, 2)
    desk.wait(lambda: isinstance(desk.dialog(), RefusedRows))
    assert not desk.dialog().action_button.isVisible()
    desk.press("Escape", desk.dialog())
    desk.no_dialog()


def test_more_rows_than_an_order_takes_are_not_begun(desk: Desk, page: ListPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whale_desktop.ui.pages.together.MAXIMUM_PARTS", 4)
    page.runner.run(action(page, "review-all"), rows=page.area.model.rows[:5])
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said == [("warning", "One work order takes 4 rows at most; 5 are selected")]
    assert top_dialog(desk.window) is None


def test_an_import_says_it_too(desk: Desk, page: ListPage) -> None:
    page.runner.run(action(page, "import"))
    dialog = desk.dialog()
    assert isinstance(dialog, ImportDialog)
    assert dialog.approval is not None
    assert dialog.approval.note.text() == "A work order is needed"


# ------------------------------------------------------------------------------------------------------ the row that waits


def test_a_held_row_offers_its_work_order_and_nothing_that_would_change_it(page: ListPage) -> None:
    words = page.area.model.row_cells(HELD)[-1].actions
    assert [(one.text, one.tooltip) for one in words] == [("Work order", "Open work order"), ("Details", "")]
    assert "Work order" not in [one.text for one in page.area.model.row_cells(0)[-1].actions]
    menu = [one.text().partition("\t")[0] for one in menu_of_row(page, page.area.model.rows[HELD]).actions()]
    assert menu == ["Details", "Open work order", "", "Copy cells", "Copy row with heads"]


def test_a_key_opens_the_work_order_of_the_current_row(desk: Desk, page: ListPage) -> None:
    desk.press("W", page.area.table)
    assert desk.opened == [], "nothing holds the first row"
    for _ in range(HELD):
        desk.press("Down", page.area.table)
    desk.press("W", page.area.table)
    desk.wait(lambda: desk.opened)
    assert desk.opened == [("work_order", {"number": "128050"})]


def test_the_letter_in_a_filter_field_is_a_letter(desk: Desk, page: ListPage) -> None:
    page.area.choose(page.area.model.rows[HELD])
    editor = page.filter.fields[0].widget.editor()
    editor.setFocus()
    QTest.keyClicks(editor, "w")
    desk.idle()
    assert desk.opened == []
    assert page.filter.fields[0].widget.value() == "w"


def test_a_click_opens_it_from_the_row_and_from_the_drawer(desk: Desk, page: ListPage) -> None:
    row = page.area.model.rows[HELD]
    page._act_in_row("open_order", row, QPoint())
    desk.wait(lambda: len(desk.opened) == 1)
    page.open_row(row)
    drawer = page.drawer
    assert drawer is not None
    button = next(one for one in drawer.findChildren(QPushButton) if one.text() == "Open work order")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: len(desk.opened) == 2)
    assert desk.opened[1] == ("work_order", {"number": "128050"})


def test_a_selection_with_a_held_row_has_no_action_that_would_change_it(page: ListPage) -> None:
    page.selection.set_rows(page.area.model.rows[:2], True)
    assert [one.action.name for one in page.toolbar.batch_buttons] == ["review-all"]
    page.selection.set_rows([invented.deal(0, deal_no="1", work_order_no="128050")], True)
    assert page.toolbar.batch_buttons == []


def test_every_list_whose_rows_may_be_held_has_the_filter(desk: Desk, page: ListPage) -> None:
    field = next(one for one in page.filter.fields if one.spec.name == "pending")
    assert desk.services.texts(field.spec.label) == "Pending approval"
    field.widget.set_value(True)
    page.filter.query()
    desk.wait(lambda: desk.gateway.queries(invented.ListDeals)[-1].where.pending is True)
    assert [one.name for one in invented.PLAIN.filters] == ["deal_no", "pending"], "no screen repeats it"
    assert [one.name for one in invented.PLAIN.actions] == ["open_order"]


# --------------------------------------------------------------------------------------------------- the refusal that it causes


def test_a_refused_form_offers_the_work_order_that_is_in_the_way(desk: Desk, page: ListPage) -> None:
    desk.gateway.fail(invented.EditDeal, LOCKED)
    dialog = run(desk, page, "edit")
    dialog.form.fields[1].editor.set_value("another rate")
    desk.press("Ctrl+Return", dialog)
    desk.wait(dialog.note.text)
    assert dialog.note.text() == LOCKED_SENTENCE
    assert dialog.note._action.text() == "Open work order"
    QTest.mouseClick(dialog.note._action, Qt.MouseButton.LeftButton)
    desk.no_dialog()
    assert desk.opened == [("work_order", {"number": "128050"})]


def test_who_has_typed_something_is_asked_before_he_leaves_for_it(desk: Desk, page: ListPage) -> None:
    desk.gateway.fail(invented.EditDeal, LOCKED)
    dialog = run(desk, page, "edit")
    QTest.keyClicks(dialog.form.fields[1].editor.editor(), "typed")
    desk.press("Ctrl+Return", dialog)
    desk.wait(dialog.note.text)
    dialog.note.action_clicked.emit()
    question = desk.dialog()
    assert question is not dialog
    desk.press("Escape", question)
    desk.wait(lambda: top_dialog(desk.window) is dialog)
    assert desk.opened == []
    dialog.reject()
    desk.dialog().submit()
    desk.no_dialog()
    assert desk.opened == [], "closing later leads nowhere"


def test_a_refused_click_says_it_in_a_toast_with_the_way(desk: Desk, page: ListPage) -> None:
    desk.gateway.fail(invented.CancelDeal, LOCKED)
    run(desk, page, "cancel").submit()
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said == [("error", LOCKED_SENTENCE)]
    ((words, follow),) = desk.toasts.links
    assert words == desk.services.texts(C_("action", "Open work order"))
    follow()
    assert desk.opened == [("work_order", {"number": "128050"})]
