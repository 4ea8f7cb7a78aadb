"""What the workbooks of adjustments hold: columns with their choices and help, the example row (`docs/rules/adjustment.md` 6.6)."""

from typing import Any

from whale_desktop.bus import Read
from whale_desktop.features.adjustment.rules import COLUMNS, OPTIONAL
from whale_desktop.features.adjustment.rules.sheet import NO, YES
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import CodeGroup, Direction
from whale_desktop.features.reference import queries as reference
from whale_desktop.kernel.texts import C_, Catalogue
from whale_desktop.kernel.workbooks import SheetColumn, SheetSpec
from whale_desktop.messages import label_of

_SHEET = C_("adjustment.import", "Adjustments")
_MEANINGS = {
    "account_no": C_("adjustment.import", "The account whose money is put right"),
    "direction": C_("adjustment.import", "In raises the account, Out lowers it; pick one from the list"),
    "biz_code": C_("adjustment.import", "The business code; it must fit the direction. CAPAY is for cancelled accounts only"),
    "currency": C_("adjustment.import", "The currency of the amount; pick one from the list"),
    "amount": C_("adjustment.import", "A number above 0, with no more decimals than amounts of the currency have"),
    "ledger_date": C_(
        "adjustment.import", "Empty, or the present ledger date as 20240318: the adjustment fails if that date is cut first"
    ),
    "done_at": C_("adjustment.import", "Empty, or the time that the client sees, as 2024-03-18 09:30; not in the future"),
    "remark": C_("adjustment.import", "Shown to the client"),
    "inner_remark": C_("adjustment.import", "For the house only"),
    "notify": C_("adjustment.import", "Yes tells the client when it is booked; empty means no"),
}
_WIDTHS = (16, 12, 12, 10, 16, 12, 18, 30, 30, 12)
_RULES = (
    C_("adjustment.import", "All rows of a file go to a second person under one work order; each row is booked by itself."),
    C_("adjustment.import", "Rows with errors stop the file unless you choose to leave them out."),
    C_("adjustment.import", "Replace the example row by your own rows, at most {rows} in one file."),
)
_REMARK = C_("adjustment.import", "Interest put right")


def sheet_of_adjustments(read: Read, texts: Catalogue, *, most_rows: int) -> SheetSpec:
    """The sheet in a language, with what its cells may hold now."""
    choices = {
        "direction": [texts(label_of(one)) for one in (Direction.CREDIT, Direction.DEBIT)],
        "biz_code": [one.biz_code for one in ledger.codes_of(read.connection, CodeGroup.ADJUSTMENT) if one.offered],
        "currency": list(reference.currencies(read.connection)),
        "notify": [texts(YES), texts(NO)],
    }
    columns = {
        name: SheetColumn(
            text=text, meaning=_MEANINGS[name], width=width, required=name not in OPTIONAL, choices=choices.get(name, ())
        )
        for (name, text), width in zip(COLUMNS.items(), _WIDTHS, strict=True)
    }
    return SheetSpec(title=_SHEET, columns=columns, rules=_RULES, most_rows=most_rows)


def example(texts: Catalogue) -> list[list[Any]]:
    """The example row of the template."""
    return [["80000001", texts(label_of(Direction.CREDIT)), "LCADJCR", "HKD", 1234.56, "", "", texts(_REMARK), "", texts(NO)]]
