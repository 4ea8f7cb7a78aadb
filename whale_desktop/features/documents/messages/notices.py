"""What people are told of their files (`docs/rules/platform.md` 5.4)."""

from whale_desktop.features.notices.messages import Category, NoticeKind, declare_kinds
from whale_desktop.kernel.texts import C_

FILE_READY = "document.file_ready"
FILE_FAILED = "document.file_failed"

declare_kinds(
    NoticeKind(
        FILE_READY,
        C_("notice.kind", "Report ready"),
        Category.OPERATION,
        C_("notice.sentence", "{file_name} is ready: {rows} rows, kept for {days} days"),
        screen="documents.files",
        where="file_name",
        personal=True,
    ),
    NoticeKind(
        FILE_FAILED,
        C_("notice.kind", "Report failed"),
        Category.OPERATION,
        C_("notice.sentence", "{file_name} could not be made"),
        screen="documents.files",
        where="file_name",
        personal=True,
    ),
)
