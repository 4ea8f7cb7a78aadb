"""Hand-made pages of documents: printing one report, and several at once."""

from whale_desktop.features.documents.widgets.report_page import BatchPage, ReportPage

__all__ = ["BatchPage", "ReportPage"]
