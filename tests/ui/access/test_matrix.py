"""The role matrix: what a cell stands for, ticking it by mouse and keys, searching, what policies give (`docs/rules/platform.md` 6.3)."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.access.conftest import MakeDesk
from whale_desktop.features.access.messages import PermissionKind
from whale_desktop.features.access.widgets.code_model import CodeModel
from whale_desktop.features.access.widgets.code_nodes import KINDS, CodeNodes, Node
from whale_desktop.features.access.widgets.code_tree import CodeTree
from whale_desktop.messages.permission_catalogue import grantable_codes, permission_entries

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LIMITS = "parameters.exchange.large_amount"
LIMIT_VIEW, LIMIT_EDIT = "lb_hk_conversion.amount_config_query", "lb_hk_conversion.amount_config_update"
VIEW, OPERATE = 1 + KINDS.index(PermissionKind.VIEW), 1 + KINDS.index(PermissionKind.OPERATE)


@pytest.fixture
def tree(qtbot: QtBot, floor: MakeDesk) -> CodeTree:
    desk = floor("administrator")
    made = CodeTree(desk.texts)
    made.setParent(desk.window)
    made.resize(900, 500)
    made.show()
    return made


def node(model: CodeModel, key: str) -> Node:
    return next(one for one in model.tree.nodes if one.key == key)


def cell(tree: CodeTree, key: str, column: int) -> QModelIndex:
    index = tree.model.index_of(node(tree.model, key), column)
    above = index.parent()
    while above.isValid():
        tree.view.expand(tree.filter.mapFromSource(above))
        above = above.parent()
    return tree.filter.mapFromSource(index)


def test_the_tree_has_every_code_once_and_only_menu_paths() -> None:
    nodes = CodeNodes()
    assert nodes.codes() == grantable_codes()
    own = [code for one in nodes.nodes if one.code for code in (one.code,)]
    assert len(set(own)) == len(own)
    assert [one.key for one in nodes.roots] == list(dict.fromkeys(one.key for one in nodes.roots))
    assert all("service." not in code for code in nodes.codes())


def test_one_module_has_its_codes_only() -> None:
    module = {code for code, entry in permission_entries().items() if entry.module == "settings"}
    assert CodeNodes("settings").codes() == module


def test_a_branch_is_partly_ticked_until_all_below_it_is(tree: CodeTree) -> None:
    branch = node(tree.model, "parameters.exchange")
    tree.set_value((LIMIT_VIEW,))
    assert tree.model.state(tree.model.index_of(branch, VIEW)) is Qt.CheckState.PartiallyChecked
    tree.model.toggle(tree.model.index_of(branch, VIEW))
    assert tree.model.state(tree.model.index_of(branch, VIEW)) is Qt.CheckState.Checked
    assert set(branch.codes[PermissionKind.VIEW]) == set(tree.value())
    tree.model.toggle(tree.model.index_of(branch, VIEW))
    assert tree.value() == ()


def test_a_click_and_the_space_key_tick_a_cell(tree: CodeTree) -> None:
    index = cell(tree, LIMITS, OPERATE)
    tree.view.scrollTo(index)
    QTest.mouseClick(tree.view.viewport(), Qt.MouseButton.LeftButton, pos=tree.view.visualRect(index).center())
    assert LIMIT_EDIT in tree.value()
    QTest.keyClick(tree.view, Qt.Key.Key_Space)
    assert tree.value() == ()


def test_arrows_walk_the_cells_and_unfold_names(tree: CodeTree) -> None:
    first = tree.filter.index(0, 0)
    tree.view.setCurrentIndex(first)
    tree.view.setFocus()
    QTest.keyClick(tree.view, Qt.Key.Key_Right)
    assert tree.view.isExpanded(first)
    QTest.keyClick(tree.view, Qt.Key.Key_Right)
    assert tree.view.currentIndex().column() == VIEW
    QTest.keyClick(tree.view, Qt.Key.Key_Left)
    QTest.keyClick(tree.view, Qt.Key.Key_Left)
    assert (tree.view.currentIndex().column(), tree.view.isExpanded(first)) == (0, False)
    QTest.keyClick(tree.view, Qt.Key.Key_Space)
    assert set(tree.value()) == set(tree.model.tree.roots[0].all_codes()), "Space on a name is the whole row"


@pytest.mark.parametrize("typed", ["大額設置", "大额设置", "Large-Amount", "desz", "amount_config_update"])
def test_search_finds_by_words_pinyin_and_code(tree: CodeTree, typed: str) -> None:
    tree.search.set_value(typed)
    tree.search.edited.emit()
    shown = set()

    def walk(parent: QModelIndex) -> None:
        for row in range(tree.filter.rowCount(parent)):
            index = tree.filter.index(row, 0, parent)
            shown.add(tree.model.node(tree.filter.mapToSource(index)).key)
            walk(index)

    walk(QModelIndex())
    assert LIMITS in shown
    assert "settings.identity.roles" not in shown


def test_only_what_is_chosen_is_left_when_that_is_wanted(tree: CodeTree) -> None:
    tree.set_value((LIMIT_VIEW,))
    tree.only.setChecked(True)
    assert [tree.filter.index(row, 0).data() for row in range(tree.filter.rowCount())] == ["Service Parameter"]


def test_what_a_policy_gives_is_ticked_and_stays(tree: CodeTree) -> None:
    tree.set_value(())
    tree.set_given((LIMIT_VIEW,))
    index = tree.model.index_of(node(tree.model, LIMITS), VIEW)
    assert tree.model.state(index) is Qt.CheckState.Checked
    tree.model.toggle(index)
    assert tree.model.state(index) is Qt.CheckState.Checked
    assert tree.value() == (), "it is the policy's, not the role's"
    tree.set_given(())
    assert tree.model.state(index) is Qt.CheckState.Unchecked


def test_the_count_of_changes_is_said(tree: CodeTree) -> None:
    tree.set_value((LIMIT_VIEW,))
    assert tree.changes.text() == "No change"
    tree.model.toggle(tree.model.index_of(node(tree.model, LIMITS), OPERATE))
    tree.model.toggle(tree.model.index_of(node(tree.model, LIMITS), VIEW))
    assert tree.changes.text() == "1 added, 1 removed"


def test_a_screen_reader_hears_function_kind_and_state(tree: CodeTree) -> None:
    index = cell(tree, LIMITS, VIEW)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Large-Amount Settings, View: none"
