"""全局設置 > 系統參數: switches and limits of the whole system."""

from whale_desktop.features.access.messages import GetParameter, ListParameters, ResetParameter, SetParameter, TotalParameters
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import ParameterGroup, label_of
from whale_desktop.screens import (
    Action,
    Column,
    Confirm,
    CustomDialog,
    DetailSpec,
    Empty,
    Filter,
    ListScreen,
    Section,
    Tab,
    usual,
)

_NAME = C_("parameter", "Parameter")
_KEY = C_("parameter", "Key")
_GROUP = C_("parameter", "Group")
_VALUE = C_("parameter", "Value")
_DEFAULT = C_("parameter", "Default")
_UNIT = C_("parameter", "Unit")
_CHANGED = C_("parameter", "Changed")
_CHANGED_AT = C_("parameter", "Changed at")
_CHANGED_BY = C_("parameter", "Changed by")
_HINT = C_("parameter", "Note")
_OF_ROW = {"key": "key", "expected_version": "version"}

PARAMETERS = ListScreen(
    key="access.parameters",
    menu="settings.system_parameters",
    title=C_("access.screen", "System Parameters"),
    query=ListParameters,
    totals=TotalParameters,
    row_key="key",
    columns=(
        Column("name", _NAME, sortable=True, priority=1, ideal=320),
        Column("shown", _VALUE, strong="changed", priority=1, ideal=160),
        Column("unit", _UNIT, priority=2, minimum=88, ideal=90),
        Column("default_shown", _DEFAULT, priority=3, ideal=110),
        Column("changed", _CHANGED, "yes_no", priority=4, ideal=70),
        Column("changed_at", _CHANGED_AT, "moment", sortable=True, priority=3, ideal=usual.MOMENT_WIDTH),
        Column("changed_by", _CHANGED_BY, priority=4, ideal=110),
        Column("hint", _HINT, shown=False, ideal=260),
        Column("group", _GROUP, "choice", shown=False, ideal=110),
        Column("key", _KEY, "code", sortable=True, shown=False, ideal=190),
    ),
    filters=(
        Filter("name", _NAME, first=True),
        Filter("changed", _CHANGED, "yes_no", first=True),
    ),
    tabs=(Tab("", C_("access.tab", "All")), *(Tab(group.value, label_of(group)) for group in ParameterGroup)),
    actions=(
        usual.editing(
            SetParameter, _OF_ROW, dialog=CustomDialog("whale_desktop.features.access.widgets:ParameterDialog", SetParameter)
        ),
        Action(
            "reset",
            C_("parameter", "Restore default"),
            ("row",),
            command=ResetParameter,
            fields=_OF_ROW,
            confirm=Confirm(
                question=C_("parameter", "Restore the default of “{name}”?"),
                detail=C_("parameter", "From {shown} back to {default_shown}."),
            ),
            done=C_("parameter", "The default is in force again"),
        ),
    ),
    detail=DetailSpec(
        query=lambda row: GetParameter(key=row.key),
        title="name",
        sections=(
            Section(
                C_("access.section", "Parameter"),
                (
                    Column("name", _NAME),
                    Column("group", _GROUP, "choice"),
                    Column("hint", _HINT),
                    Column("shown", _VALUE),
                    Column("unit", _UNIT),
                    Column("default_shown", _DEFAULT),
                    Column("changed_at", _CHANGED_AT, "moment"),
                    Column("changed_by", _CHANGED_BY),
                ),
            ),
        ),
    ),
    empty=Empty(C_("parameter", "No parameter matches")),
    exports=False,
)
