"""The pure rules of manual adjustments: what may be entered, what each status allows, how a workbook is read."""

from whale_desktop.features.adjustment.rules.entry import Entered, Known, Offered, check_entry, is_refused_there
from whale_desktop.features.adjustment.rules.sheet import COLUMNS, OPTIONAL, AdjustmentSheet, ParsedAdjustment, parse_adjustments
from whale_desktop.features.adjustment.rules.states import AdjustmentAction, actions_of, check_action

__all__ = [
    "AdjustmentAction",
    "AdjustmentSheet",
    "COLUMNS",
    "Entered",
    "Known",
    "OPTIONAL",
    "Offered",
    "ParsedAdjustment",
    "actions_of",
    "check_action",
    "check_entry",
    "is_refused_there",
    "parse_adjustments",
]
