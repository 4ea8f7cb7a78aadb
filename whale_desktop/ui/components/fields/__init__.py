"""Form fields: each has `value()`, `set_value()`, `edited`, `committed`, `problem()`, `set_read_only()`, `set_invalid()`."""

from whale_desktop.ui.components.fields.base import Field, FieldRow, align_labels
from whale_desktop.ui.components.fields.choices import ChoiceField, Option, OptionPopup
from whale_desktop.ui.components.fields.dates import DateField, DateRangeField
from whale_desktop.ui.components.fields.flags import CheckField, RadioField, SwitchField
from whale_desktop.ui.components.fields.numbers import AmountField, IntegerField, NumberField, RateField
from whale_desktop.ui.components.fields.several import ChipsField, FlowLayout, MultiChoiceField
from whale_desktop.ui.components.fields.text import CodeField, LineEdit, LineField, MultiLineField, PasswordField, ReadOnlyField

__all__ = [
    "AmountField",
    "CheckField",
    "ChipsField",
    "ChoiceField",
    "DateField",
    "DateRangeField",
    "Field",
    "FieldRow",
    "FlowLayout",
    "IntegerField",
    "LineEdit",
    "LineField",
    "MultiChoiceField",
    "MultiLineField",
    "NumberField",
    "Option",
    "OptionPopup",
    "CodeField",
    "PasswordField",
    "RadioField",
    "RateField",
    "ReadOnlyField",
    "SwitchField",
    "align_labels",
]
