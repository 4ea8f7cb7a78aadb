"""The language that everything speaks: queries and commands as frozen data, their registry, their codec.

Features import from here; the package must not know who sends or who answers.
"""

from whale_desktop.messages.base import (
    Command,
    Done,
    Fact,
    ListQuery,
    Message,
    Page,
    Query,
    Reason,
    Struct,
    Submitted,
    Totals,
    TotalsQuery,
)
from whale_desktop.messages.choices import label_of, labels, short_label_of, tone_of
from whale_desktop.messages.error_texts import declare_errors, error_text
from whale_desktop.messages.parameters import Parameter, ParameterGroup, declare_parameter
from whale_desktop.messages.permissions import SCHEDULED, SIGNED_IN, AnyOf, Permission, any_of
from whale_desktop.messages.registry import Action, Bound, MessageInfo, command, export_of, info_of, query

__all__ = [
    "SCHEDULED",
    "SIGNED_IN",
    "Action",
    "AnyOf",
    "Bound",
    "Command",
    "Done",
    "Fact",
    "ListQuery",
    "Message",
    "MessageInfo",
    "Page",
    "Parameter",
    "ParameterGroup",
    "Permission",
    "Query",
    "Reason",
    "Struct",
    "Submitted",
    "Totals",
    "TotalsQuery",
    "any_of",
    "command",
    "declare_errors",
    "declare_parameter",
    "error_text",
    "export_of",
    "info_of",
    "label_of",
    "labels",
    "query",
    "short_label_of",
    "tone_of",
]
