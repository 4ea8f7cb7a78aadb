"""Words that several parts of the pages share."""

from whale_desktop.kernel.texts import C_

CANCEL = C_("page", "Cancel")
CLOSE = C_("page", "Close")
CONFIRM = C_("page", "OK")
DETAILS = C_("page", "Details")
ACTIONS = C_("page", "Actions")
MORE = C_("page", "More")
EXPORT = C_("page", "Export")
PRINT = C_("page", "Print")
COLUMN_SETTINGS = C_("page", "Columns")
RETRY = C_("page", "Retry")
SAVE = C_("page", "Save")
DELETE = C_("page", "Delete")
SUBMITTING = C_("page", "Submitting…")
