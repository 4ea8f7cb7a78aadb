"""Before and after, drawn field by field."""

from PySide6.QtWidgets import QFrame, QLabel, QWidget
from pytestqt.qtbot import QtBot

from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui.components import Button, DifferenceRow, DifferenceTable, Side, Tag, words

ROWS = (
    DifferenceRow("bank", "銀行名稱", Side("恆生銀行"), Side("工銀亞洲"), changed=True),
    DifferenceRow("number", "銀行賬號", Side("******6688"), Side("******3021"), changed=True, reveal=True),
    DifferenceRow("state", "認證狀態", Side("已認證", tone="done"), Side("待認證", tone="wait"), changed=True),
    DifferenceRow("name", "戶名", Side("CHOW WING SZE"), Side("CHOW WING SZE"), changed=False),
)


def table(qtbot: QtBot) -> DifferenceTable:
    words.set_speaker(catalogue("zh_Hant"))
    made = DifferenceTable("變更內容")
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.set_rows(ROWS)
    made.show()
    return made


def drawn(made: QWidget) -> list[QFrame]:
    return [one for one in made.findChildren(QFrame) if one.property("part") == "diff-row" and not one.isHidden()]


def test_changed_rows_carry_a_bar_a_struck_old_value_and_a_soft_new_one(qtbot: QtBot) -> None:
    first = drawn(table(qtbot))[0]
    parts = {one.property("part"): one for one in first.findChildren(QFrame) if one.property("part")}
    assert parts["diff-mark"].property("changed") is True
    assert parts["diff-after"].property("changed") is True
    labels = [one for one in first.findChildren(QLabel) if one.text()]
    assert [one.text() for one in labels] == ["銀行名稱", "恆生銀行", "工銀亞洲"]
    assert [bool(one.property("struck")) for one in labels] == [False, True, False]
    assert [one.property("weight") for one in labels] == ["500", None, "600"]


def test_a_row_that_stayed_is_muted_and_without_a_bar(qtbot: QtBot) -> None:
    last = drawn(table(qtbot))[3]
    assert not any(one.property("changed") for one in last.findChildren(QFrame))
    assert {one.property("tone") for one in last.findChildren(QLabel)} == {"tx2"}


def test_states_are_dots_and_words(qtbot: QtBot) -> None:
    tags = drawn(table(qtbot))[2].findChildren(Tag)
    assert [(one.text(), one.tone()) for one in tags] == [("已認證", "done"), ("待認證", "wait")]


def test_the_switch_hides_what_stayed(qtbot: QtBot) -> None:
    made = table(qtbot)
    assert made.count.text() == "3 項變更"
    made.only_changes.click()
    qtbot.wait(1)
    assert [row.name for row in made.rows()] == ["bank", "number", "state"]
    assert len(drawn(made)) == 3
    made.only_changes.click()
    qtbot.wait(1)
    assert len(drawn(made)) == 4


def test_the_switch_is_there_only_when_it_would_do_something(qtbot: QtBot) -> None:
    made = table(qtbot)
    assert made.only_changes.isVisible()
    made.set_rows(ROWS[:3])
    assert not made.only_changes.isVisible()
    made.set_rows(ROWS[3:])
    assert not made.only_changes.isVisible()
    assert made.count.text() == "沒有變更"


def test_a_masked_value_can_be_asked_for(qtbot: QtBot) -> None:
    made = table(qtbot)
    asked: list[str] = []
    made.reveal_wanted.connect(asked.append)
    (show,) = made.findChildren(Button)
    assert show.text() == "顯示"
    show.click()
    assert asked == ["number"]


def test_a_row_is_spoken_whole_in_the_language_of_the_moment(qtbot: QtBot) -> None:
    made = table(qtbot)
    assert drawn(made)[0].accessibleName() == "銀行名稱：變更前 恆生銀行，變更後 工銀亞洲"
    words.set_speaker(catalogue("en"))
    qtbot.wait(1)
    assert drawn(made)[0].accessibleName() == "銀行名稱: before 恆生銀行, after 工銀亞洲"
    assert made.count.text() == "3 changes"


def test_long_values_break_into_lines_and_columns_keep_their_share(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.set_rows([DifferenceRow("remark", "備註", Side("短"), Side("很長的備註" * 40), changed=True), *ROWS[:1]])
    qtbot.waitExposed(made)
    qtbot.wait(10)
    rows = drawn(made)
    after = [one for row in rows for one in row.findChildren(QFrame) if one.property("part") == "diff-after"]
    assert after[0].x() == after[1].x()
    assert rows[0].height() > 3 * rows[1].height()
