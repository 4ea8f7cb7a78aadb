"""Codes, labels and tones of `docs/rules/fx.md` 3 and 4 and the list of refusals of 6."""

import re
from pathlib import Path

import pytest

from whale_desktop.features.adjustment.messages import AdjustmentStatus
from whale_desktop.features.fx.messages import choices, errors
from whale_desktop.features.fx.messages.choices import AbnormalStatus, AuditStatus, ChangeType, ChannelStatus, ForexStatus
from whale_desktop.features.workorder.messages import ApprovalStatus
from whale_desktop.messages import label_of, tone_of
from whale_desktop.messages.error_texts import all_error_texts

BOOK = Path(__file__).parents[3] / "docs" / "rules" / "fx.md"


def test_the_stored_codes_of_the_exchange_type() -> None:
    assert [member.value for member in ChangeType] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("member", "tone"),
    [
        (ForexStatus.SUBMITTED, "run"),
        (ForexStatus.SUCCESS, "done"),
        (ForexStatus.REJECTED, "idle"),
        (ForexStatus.CANCELLED, "void"),
        (ForexStatus.FAILED, "fail"),
        (AuditStatus.PENDING, "wait"),
        (AuditStatus.APPROVED, "idle"),
        (ApprovalStatus.APPROVED, "idle"),
        (ApprovalStatus.REJECTED, "idle"),
        (AdjustmentStatus.WAIT, "wait"),
        (AbnormalStatus.WAIT_REVIEW, "wait"),
        (AbnormalStatus.DONE, "done"),
        (ChannelStatus.PROCESSING, "run"),
        (choices.Origin.APP, ""),
    ],
)
def test_tones(member: ForexStatus, tone: str) -> None:
    """Approved is not executed, and whoever has a draft has to submit it."""
    assert tone_of(member) == tone


def test_two_states_of_one_value_keep_their_own_labels() -> None:
    assert ChannelStatus.SUCCESS.value == ForexStatus.SUCCESS
    assert label_of(ForexStatus.SUCCESS).source == "Exchanged"
    assert label_of(ChannelStatus.SUCCESS).source == "Success"


def test_the_rule_book_lists_exactly_the_declared_codes() -> None:
    assert errors.__doc__
    book = BOOK.read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| (FX-[EW]\d\d) \|", book, flags=re.MULTILINE))
    declared = {code for code in all_error_texts() if code.startswith("FX-")}
    assert listed == declared
    for code in declared:
        row = next(line for line in book.splitlines() if line.startswith(f"| {code} |"))
        assert all_error_texts()[code].source in row, code
