"""資產賬戶 > 手工調賬, tab 現金 (`docs/rules/adjustment.md` 7). The tabs of securities come with the domains that hold securities."""

from typing import Any

from whale_desktop.features.adjustment.messages import (
    AdjustmentRow,
    AdjustmentStatus,
    DeleteAdjustment,
    EditAdjustment,
    EnterAdjustment,
    GetAdjustment,
    GetRevocation,
    ImportAdjustments,
    ListAdjustmentCodes,
    ListAdjustments,
    MakeAdjustmentTemplate,
    MakeFailedAdjustmentRows,
    PreviewAdjustmentImport,
    RevocationKind,
    RevokeAdjustment,
    SubmitAdjustment,
    TotalAdjustments,
)
from whale_desktop.features.ledger.messages import Direction, EntryFilter, ListEntries
from whale_desktop.kernel.texts import C_
from whale_desktop.messages.files import BlobId
from whale_desktop.screens import (
    Action,
    Column,
    Confirm,
    CustomEditor,
    DetailSpec,
    Empty,
    Field,
    Filter,
    FormSpec,
    ImportSpec,
    Link,
    ListScreen,
    Options,
    Related,
    Report,
    Section,
    Submit,
    TabsScreen,
    Values,
    open_order,
    usual,
)
from whale_desktop.screens.work_orders import PENDING, PENDING_FIELD

CLIENT_NAME = C_("adjustment", "Client name")
ACCOUNT_STATE = C_("adjustment", "Account state")
DIRECTION = C_("adjustment", "Adjustment direction")
BIZ_CODE = C_("adjustment", "Biz code")
BIZ_NAME = C_("adjustment", "Biz type")
VISIBLE = C_("adjustment", "Display to client")
NOTIFY = C_("adjustment", "Notify the client")
DONE_AT = C_("adjustment", "Business time")
REMARK = C_("adjustment", "Remarks")
INNER_REMARK = C_("adjustment", "Internal remarks")
COMPANY_CARD = C_("adjustment", "Company bank account no.")
MEMBER_CARD = C_("adjustment", "Client bank card no.")
THIRD = C_("adjustment", "Third party")
CHEQUE = C_("adjustment", "Cheque")
RESULT = C_("adjustment", "Adjustment result")
WORK_ORDER = C_("adjustment", "Work order no.")
BATCH = C_("adjustment", "Batch ID")
JOURNAL = C_("adjustment", "Journal no.")
REVERSAL = C_("adjustment", "Reversing journal")
KIND = C_("adjustment", "Kind of revocation")
REASON = C_("adjustment", "Reason for the revocation")
CREATOR = C_("adjustment", "Created by")
APPROVER = C_("adjustment", "Approved by")
APPROVE_REMARK = C_("adjustment", "Comment of the approver")
FINISH_AT = C_("adjustment", "Completed at")
SUBMIT = C_("adjustment", "Submit")
REVOKE = C_("adjustment", "Revoke")

_WAITS = C_("adjustment", "Nothing is booked before a second person has agreed")
_WIDGETS = "whale_desktop.features.adjustment.widgets"
_CODES = Options(ListAdjustmentCodes, "biz_code", "name")
_OF_ROW = {"adjustment_no": "adjustment_no", "expected_version": "version"}
_ENTERED = (
    "account_no",
    "direction",
    "biz_code",
    "currency",
    "amount",
    "client_visible",
    "notify",
    "ledger_date",
    "done_at",
    "remark",
    "inner_remark",
    "company_card",
    "member_card",
    "third_flag",
    "cheque_flag",
)


def _fields(account: Field) -> tuple[Field, ...]:
    return (
        account,
        Field("direction", DIRECTION, "radio", choice=Direction),
        Field("biz_code", BIZ_CODE, "custom", editor=CustomEditor(f"{_WIDGETS}:BizCodeEditor")),
        Field("currency", usual.CURRENCY, "currency"),
        Field("amount", usual.AMOUNT, "custom", editor=CustomEditor(f"{_WIDGETS}:AmountEditor")),
        Field("remark", REMARK, "text", required=False, hint=C_("adjustment", "The client sees this"), maximum_length=200),
        Field("inner_remark", INNER_REMARK, "text", required=False, maximum_length=200),
        Field(
            "ledger_date", usual.LEDGER_DATE, "date", required=False,
            hint=C_("adjustment", "Empty: the ledger date on which it is booked; otherwise it fails if that date is cut first"),
        ),
        Field("done_at", DONE_AT, "moment", required=False, hint=C_("adjustment", "Empty: the time of booking")),
        Field("client_visible", VISIBLE, "switch", initial=True),
        Field("notify", NOTIFY, "switch"),
        Field("company_card", COMPANY_CARD, "text", required=False, maximum_length=40),
        Field("member_card", MEMBER_CARD, "text", required=False, maximum_length=40),
        Field("third_flag", THIRD, "switch"),
        Field("cheque_flag", CHEQUE, "switch"),
    )  # fmt: skip


_SUBMITS = (Submit(usual.SAVE, {"submit": False}, "default", key="Ctrl+S"), Submit(SUBMIT, {"submit": True}))


def _as_entered(record: AdjustmentRow) -> Values:
    return {name: getattr(record, name) for name in _ENTERED}


def _as_draft(record: AdjustmentRow) -> Values:
    return {**_as_entered(record), "adjustment_no": record.adjustment_no, "expected_version": record.version}


_NEW = FormSpec(
    title=C_("adjustment", "New manual adjustment"),
    command=EnterAdjustment,
    fields=_fields(Field("account_no", usual.ACCOUNT_NO, "client")),
    submits=_SUBMITS,
    consequence=_WAITS,
)
_EDIT = FormSpec(
    title=C_("adjustment", "Edit the draft"),
    command=EditAdjustment,
    load=lambda row: GetAdjustment(adjustment_no=row.adjustment_no),
    fill=_as_draft,
    context=(Column("adjustment_no", usual.ID, "code"), Column("name", CLIENT_NAME)),
    fields=_fields(Field("account_no", usual.ACCOUNT_NO, "fixed")),
    submits=_SUBMITS,
    consequence=_WAITS,
)
_COPY = FormSpec(
    title=C_("adjustment", "New adjustment from a copy"),
    command=EnterAdjustment,
    load=lambda row: GetAdjustment(adjustment_no=row.adjustment_no),
    fill=_as_entered,
    fields=_fields(Field("account_no", usual.ACCOUNT_NO, "client")),
    submits=_SUBMITS,
    consequence=_WAITS,
)


def _check(record: Any) -> Values:
    return {"adjustment_no": record.adjustment_no, "expected_version": record.version, "kinds": record.kinds}


_REVOKE = FormSpec(
    title=C_("adjustment", "Revoke the adjustment"),
    command=RevokeAdjustment,
    load=lambda row: GetRevocation(adjustment_no=row.adjustment_no),
    fill=_check,
    context=(
        Column("adjustment_no", usual.ID, "code"),
        Column("name", CLIENT_NAME),
        Column("account_no", usual.ACCOUNT_NO, "code"),
        Column("journal_no", C_("adjustment", "Journal to be reversed"), "code"),
        Column("direction", C_("adjustment", "Direction of the reversing journal"), "choice"),
        Column("amount", usual.AMOUNT, "money", currency="currency"),
        Column("ledger_date", usual.LEDGER_DATE, "date"),
        Column("withdrawable", C_("adjustment", "Withdrawable now"), "money", currency="currency"),
    ),
    fields=(
        Field("kind", KIND, "custom", choice=RevocationKind, editor=CustomEditor(f"{_WIDGETS}:RevocationKindEditor")),
        Field("reason", REASON, "lines", maximum_length=200),
    ),
    submits=(Submit(REVOKE, kind="danger"),),
    consequence=C_("adjustment", "The money moves back when a second person has agreed"),
)
_IMPORT = ImportSpec(
    title=C_("adjustment", "Add adjustments from a file"),
    command=ImportAdjustments,
    submit=lambda blob: ImportAdjustments(blob=BlobId(blob)),
    partial=lambda blob: ImportAdjustments(blob=BlobId(blob), skip_bad=True),
    template=lambda locale: MakeAdjustmentTemplate(locale=locale),
    preview=lambda blob: PreviewAdjustmentImport(blob=BlobId(blob)),
    columns=(
        Column("account_no", usual.ACCOUNT_NO, "code", ideal=100),
        Column("name", CLIENT_NAME, ideal=90),
        Column("direction", DIRECTION, "choice", ideal=60),
        Column("biz_code", BIZ_CODE, "code", ideal=80),
        Column("amount", usual.AMOUNT, "money", currency="currency", ideal=130),
        Column("ledger_date", usual.LEDGER_DATE, "date", ideal=90),
        Column("done_at", DONE_AT, "moment", ideal=120),
        Column("remark", REMARK, ideal=120),
        Column("inner_remark", INNER_REMARK, ideal=100),
        Column("notify", NOTIFY, "yes_no", ideal=60),
    ),
    failed=lambda blob, locale: MakeFailedAdjustmentRows(blob=BlobId(blob), locale=locale),
)

_STATUS = Column("status", usual.STATUS, "state", sortable=True, priority=1, minimum=96, ideal=110)
_RESULT = Column("result", RESULT, "reason", priority=1, minimum=96, ideal=180)
_CHANGE = Column(
    "change", usual.AMOUNT, "signed", currency="currency", sortable=True, total=True, priority=1, minimum=110, ideal=150
)

_DETAIL = DetailSpec(
    query=lambda row: GetAdjustment(adjustment_no=row.adjustment_no),
    title="adjustment_no",
    state="status",
    sections=(
        Section(
            C_("adjustment", "Adjustment"),
            (
                Column("adjustment_no", usual.ID, "code"),
                Column("member_id", usual.MEMBER_ID, "code"),
                Column("name", CLIENT_NAME),
                Column("account_no", usual.ACCOUNT_NO, "code"),
                Column("account_state", ACCOUNT_STATE, "state"),
                Column("direction", DIRECTION, "choice"),
                Column("biz_code", BIZ_CODE, "code"),
                Column("biz_name", BIZ_NAME),
                Column("change", usual.AMOUNT, "signed", currency="currency"),
                Column("client_visible", VISIBLE, "yes_no"),
                Column("notify", NOTIFY, "yes_no"),
                Column("remark", REMARK),
                Column("inner_remark", INNER_REMARK),
                Column("company_card", COMPANY_CARD, "code"),
                Column("member_card", MEMBER_CARD, "code"),
                Column("third_flag", THIRD, "yes_no"),
                Column("cheque_flag", CHEQUE, "yes_no"),
            ),
        ),
        Section(
            C_("adjustment", "Progress"),
            (
                _STATUS,
                _RESULT,
                Column("ticket_no", WORK_ORDER, "code"),
                Column("request_id", BATCH, "code"),
                Column("creator", CREATOR),
                Column("created_at", usual.CREATED_AT, "moment"),
                Column("approver", APPROVER),
                Column("approve_remark", APPROVE_REMARK),
                Column("finish_at", FINISH_AT, "moment"),
                Column("ledger_date", usual.LEDGER_DATE, "date"),
                Column("done_at", DONE_AT, "moment"),
                Column("journal_no", JOURNAL, "code"),
                Column("reversal_no", REVERSAL, "code"),
                Column("revocation", KIND, "choice"),
                Column("revoke_reason", REASON),
            ),
        ),
    ),
    related=(
        Related(
            C_("adjustment", "Ledger entries"),
            lambda record: ListEntries(where=EntryFilter(ref_no=str(record.adjustment_no), biz_code=(record.biz_code, "ADJREV"))),
            (
                Column("journal_no", JOURNAL, "code", link=Link("ledger.entry", {"journal_no": "journal_no"})),
                Column("biz_name", BIZ_NAME),
                Column("change", usual.AMOUNT, "signed", currency="currency"),
                Column("currency", usual.CURRENCY),
                Column("after_balance", C_("adjustment", "After balance"), "money", currency="currency"),
            ),
        ),
    ),
)

CASH = ListScreen(
    key="adjustment.cash",
    menu="",
    title=C_("adjustment", "Cash"),
    query=ListAdjustments,
    totals=TotalAdjustments,
    row_key="adjustment_no",
    columns=(
        Column("adjustment_no", usual.ID, "code", pinned=True, sortable=True, priority=1, minimum=56, ideal=64),
        Column("member_id", usual.MEMBER_ID, "code", shown=False, ideal=100),
        Column("account_no", usual.ACCOUNT_NO, "code", sortable=True, priority=1, ideal=104),
        Column("name", CLIENT_NAME, priority=2, minimum=96, ideal=110),
        Column("direction", DIRECTION, "choice", priority=3, minimum=56, ideal=64),
        Column("biz_code", BIZ_CODE, "code", priority=4, ideal=90),
        Column("biz_name", BIZ_NAME, priority=2, minimum=96, ideal=130),
        Column("currency", usual.CURRENCY, shown=False, ideal=64),
        _CHANGE,
        _STATUS,
        _RESULT,
        Column("remark", REMARK, priority=4, ideal=130),
        Column("inner_remark", INNER_REMARK, priority=5, ideal=120),
        Column("ledger_date", usual.LEDGER_DATE, "date", priority=4, ideal=92),
        Column("done_at", DONE_AT, "moment", shown=False, ideal=130),
        Column("ticket_no", WORK_ORDER, "code", priority=3, ideal=80),
        Column("request_id", BATCH, "code", priority=4, ideal=110),
        Column("creator", CREATOR, priority=4, ideal=80),
        Column("approver", APPROVER, priority=4, ideal=80),
        Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=3, ideal=130),
        Column("finish_at", FINISH_AT, "moment", sortable=True, priority=3, ideal=130),
        Column("journal_no", JOURNAL, "code", shown=False, ideal=80),
        Column("reversal_no", REVERSAL, "code", shown=False, ideal=80),
        Column("revocation", KIND, "choice", shown=False, ideal=110),
        Column("revoke_reason", REASON, shown=False, ideal=120),
        Column("client_visible", VISIBLE, "yes_no", shown=False, ideal=72),
        Column("notify", NOTIFY, "yes_no", shown=False, ideal=72),
        Column("company_card", COMPANY_CARD, "code", shown=False, ideal=120),
        Column("member_card", MEMBER_CARD, "code", shown=False, ideal=120),
        Column("third_flag", THIRD, "yes_no", shown=False, ideal=72),
        Column("cheque_flag", CHEQUE, "yes_no", shown=False, ideal=72),
        Column("account_state", ACCOUNT_STATE, "choice", shown=False, ideal=80),
        Column("approve_remark", APPROVE_REMARK, shown=False, ideal=120),
        Column("updated_at", usual.UPDATED_AT, "moment", shown=False, ideal=130),
    ),
    filters=(
        Filter("client", usual.CLIENT, "client", first=True),
        Filter("direction", DIRECTION, "choice", choice=Direction, first=True),
        Filter("status", usual.STATUS, "choice", choice=AdjustmentStatus, several=True, first=True),
        Filter("request_id", BATCH, first=True),
        Filter("finished_from", FINISH_AT, "date_range", upto="finished_to"),
        Filter("created_from", usual.CREATED_AT, "date_range", upto="created_to"),
        Filter("biz_code", BIZ_NAME, "options", options=_CODES, several=True),
        Filter("currency", usual.CURRENCY, "currency"),
        Filter("adjustment_no", usual.ID),
        Filter(PENDING_FIELD, PENDING, "yes_no"),
    ),
    actions=(
        usual.adding(EnterAdjustment, label=C_("adjustment", "New adjustment"), form=_NEW, done=C_("adjustment", "The draft is kept")),
        Action(
            "import", C_("adjustment", "Batch add"), ("page",), command=ImportAdjustments, importing=_IMPORT,
            icon="ph.upload-simple", done=C_("adjustment", "The adjustments were submitted"),
        ),
        Action(
            "submit", SUBMIT, ("row",), command=SubmitAdjustment, fields=_OF_ROW,
            confirm=Confirm(
                question=C_("adjustment", "Submit adjustment {adjustment_no} of account {account_no}?"),
                detail=C_("adjustment", "{biz_name}, {currency} {amount}; a second person decides."),
            ),
            done=C_("adjustment", "The adjustment was submitted"),
        ),
        usual.editing(EditAdjustment, _OF_ROW, form=_EDIT, done=C_("adjustment", "The draft is kept")),
        Action(
            "revoke", REVOKE, ("row",), command=RevokeAdjustment, fields=_OF_ROW, form=_REVOKE,
            icon="ph.arrow-counter-clockwise", done=C_("adjustment", "The adjustment was revoked"),
        ),
        Action(
            "copy", C_("adjustment", "Copy"), ("row",), command=EnterAdjustment, form=_COPY, icon="ph.copy",
            done=C_("adjustment", "The draft is kept"),
        ),
        open_order("ticket_no"),
        usual.deleting(
            DeleteAdjustment,
            _OF_ROW,
            question=C_("adjustment", "Delete the draft {adjustment_no} of account {account_no}?"),
            detail=C_("adjustment", "{biz_name}, {currency} {amount}; it stays in the list as closed."),
            done=C_("adjustment", "The draft was closed"),
        ),
    ),
    detail=_DETAIL,
    prints=True,
    search=("adjustment_no",),
    empty=Empty(
        C_("adjustment", "No adjustment yet"),
        C_("adjustment", "Put a client's money right by hand; a second person agrees before it is booked"),
    ),
)  # fmt: skip

MANUAL_ADJUSTMENT = TabsScreen(
    key="adjustment",
    menu="asset_account.manual_adjustment",
    title=C_("adjustment", "Manual Adjustment"),
    tabs=(CASH,),
)

REPORTS = (
    Report(
        key="adjustment.cash",
        number="R05",
        title=C_("report", "Manual adjustments of cash"),
        about=C_("report", "Adjustments that ended in the period: what, why, who made and who approved them, what came of them"),
        rows=CASH,
        period=("finished_from", "finished_to"),
        account="account_no",
        columns=(
            "adjustment_no", "finish_at", "account_no", "name", "biz_name", "change", "status", "result", "journal_no",
            "remark", "creator", "approver",
        ),
        sort="finish_at",
    ),
)  # fmt: skip

SCREENS = (MANUAL_ADJUSTMENT,)
