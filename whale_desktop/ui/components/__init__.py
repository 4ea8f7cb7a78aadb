"""The components of the program: plain Qt widgets in its look. They take words that are already translated and know no business.

Setters re-label at run time. Fields, dialogs and cells have their own modules; everything a page needs is exported here.
"""

from whale_desktop.ui.components.buttons import Button, IconButton
from whale_desktop.ui.components.cards import Card
from whale_desktop.ui.components.cells import CELL_ROLE, Cell, CellAction, CellDelegate
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import Dialog, open_dialog, top_dialog
from whale_desktop.ui.components.difference import DifferenceRow, DifferenceTable, Side
from whale_desktop.ui.components.drawer import Drawer
from whale_desktop.ui.components.fields import (
    AmountField,
    CheckField,
    ChipsField,
    ChoiceField,
    CodeField,
    DateField,
    DateRangeField,
    Field,
    FieldRow,
    FlowLayout,
    IntegerField,
    LineEdit,
    LineField,
    MultiChoiceField,
    MultiLineField,
    Option,
    PasswordField,
    RadioField,
    RateField,
    ReadOnlyField,
    SwitchField,
    align_labels,
)
from whale_desktop.ui.components.labels import Divider, ElidedLabel, Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.loading import LoadingBar, Skeleton
from whale_desktop.ui.components.marks import Chip, CountBadge, KeyCap, Tag
from whale_desktop.ui.components.notes import IconMark, Note
from whale_desktop.ui.components.popups import Popup
from whale_desktop.ui.components.row_hover import RowHover
from whale_desktop.ui.components.segment import Segment, SegmentTab
from whale_desktop.ui.components.states import EmptyState, ErrorState, NoPermissionState, SetUpStep
from whale_desktop.ui.components.status_bar import StatusBar, StatusCell, StatusCellButton
from whale_desktop.ui.components.switches import CheckBox, Radio, RadioCard, RadioGroup, Switch
from whale_desktop.ui.components.toasts import Toast, ToastAction, ToastStack

__all__ = [
    "AmountField",
    "Button",
    "CELL_ROLE",
    "Card",
    "Cell",
    "CellAction",
    "CellDelegate",
    "CheckBox",
    "CheckField",
    "Chip",
    "ChipsField",
    "ChoiceField",
    "ConfirmDialog",
    "CountBadge",
    "DateField",
    "DateRangeField",
    "Dialog",
    "DifferenceRow",
    "DifferenceTable",
    "Divider",
    "Drawer",
    "ElidedLabel",
    "EmptyState",
    "ErrorState",
    "Field",
    "FieldRow",
    "FlowLayout",
    "IconButton",
    "IconMark",
    "IntegerField",
    "KeyCap",
    "Label",
    "LineEdit",
    "LineField",
    "LoadingBar",
    "MultiChoiceField",
    "MultiLineField",
    "NoPermissionState",
    "Note",
    "Option",
    "CodeField",
    "PasswordField",
    "Popup",
    "Radio",
    "RadioCard",
    "RadioField",
    "RadioGroup",
    "RateField",
    "ReadOnlyField",
    "RowHover",
    "Segment",
    "SegmentTab",
    "SetUpStep",
    "Side",
    "Skeleton",
    "StatusBar",
    "StatusCell",
    "StatusCellButton",
    "Switch",
    "SwitchField",
    "Tag",
    "Toast",
    "ToastAction",
    "ToastStack",
    "align_labels",
    "open_dialog",
    "spaced",
    "top_dialog",
]
