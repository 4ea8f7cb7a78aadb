"""The sentence of every error code. Features declare theirs beside their messages; the reference in docs lists them all."""

from collections.abc import Mapping

from whale_desktop.kernel.texts import C_, Text

_TEXTS: dict[str, Text] = {}


def declare_errors(texts: Mapping[str, Text]) -> None:
    """Register the text of error codes. A code has one text; declaring it twice differently is a mistake of ours."""
    for code, text in texts.items():
        assert _TEXTS.setdefault(code, text) == text, f"error code {code} declared twice"


def error_text(code: str) -> Text:
    """The text of a code; raises `KeyError` for one that nobody declared."""
    return _TEXTS[code]


def all_error_texts() -> Mapping[str, Text]:
    """Every declared code with its text."""
    return _TEXTS


declare_errors(
    {
        "message.unknown": C_("error", "This program does not know the message {name}"),
        "message.invalid": C_("error", "Some fields need to be corrected"),
        "message.missing": C_("error", "Required field missing"),
        "message.mistyped": C_("error", "This value cannot be read: {expected}"),
        "message.unexpected": C_("error", "This field is not known"),
        "message.not_external": C_("error", "This message cannot be sent from outside"),
        "message.id_reused": C_(
            "error", "The same request was sent before with other contents; check the list before you send again"
        ),
        "ticket.target_locked": C_("error", "This record has a work order under approval"),
        "batch.size": C_("error", "A batch has 1 to {limit} parts"),
        "batch.mixed": C_("error", "All parts of a batch must need the same approval"),
        "message.stale": C_("error", "Data changed; refresh and retry"),
        "message.unsortable": C_("error", "The list cannot be sorted by {column}"),
        "auth.no_permission": C_("error", "No permission"),
        "auth.session_ended": C_("error", "Session ended, sign in again"),
        "auth.session_locked": C_("error", "The session is locked; enter your password"),
        "auth.fresh_login": C_("error", "Enter your password again to do this"),
        "auth.bad_credentials": C_("error", "Wrong e-mail or password"),
        "auth.locked": C_("error", "Locked until {time}"),
        "auth.frozen": C_("error", "Account frozen"),
        "auth.password_rule": C_("error", "The password does not meet the rules"),
        "auth.service_user": C_("error", "A service user cannot sign in at the window"),
        "storage.locked": C_("error", "The database is in use by another program; close it or wait, then try again"),
        "storage.full": C_("error", "The disk is full; free some space, then try again. Nothing was written"),
        "storage.newer": C_("error", "This database was made by a newer version ({found}); install that version to open it"),
        "storage.damaged": C_("error", "This file is not a sound Whale database; restore the last backup from {backups}"),
        "storage.missing": C_("error", "The database {path} cannot be opened; check the name and the access rights"),
        "storage.exists": C_("error", "The file {path} exists already; choose another name"),
        "storage.read_only": C_(
            "error", "The database {path} cannot be written to; check the access rights of the file and its folder"
        ),
        "storage.unreachable": C_(
            "error", "The database server {path} does not answer; nothing was written. Try again in a moment"
        ),
        "storage.refused": C_(
            "error", "The database server {path} does not let this program in; check user, password and rights"
        ),
        "storage.slow": C_("error", "The database took too long and was stopped; narrow the filter, then try again"),
        "storage.older": C_(
            "error",
            "The database is of an older version ({found}, needed {needed}); make a backup, then run: whale-desktop migrate",
        ),
        "storage.not_ours": C_("error", "{path} holds no Whale database; make one with whale-desktop new-db or transfer"),
        "storage.collation": C_(
            "error",
            "The database {path} must be made with encoding UTF8 and locale C (found {encoding}, {collation}): "
            "createdb --template=template0 --encoding=UTF8 --locale=C",
        ),
        "storage.server_too_old": C_("error", "PostgreSQL {oldest} or newer is needed, found {found}"),
        "storage.too_long": C_("error", "This text is too long; at most {limit} characters"),
        "storage.overflow": C_("error", "This number is too large to be stored"),
        "storage.places": C_("error", "Too many decimals"),
        "system.fault": C_("error", "Something went wrong on our side. Fault {fault_id}; nothing was written"),
        "system.day_end_lock": C_("error", "The books are locked for the end of day ({reason}); try again when it has finished"),
        "system.closing": C_("error", "The program is closing"),
    }
)
declare_errors(
    {
        "job.unknown": C_("error", "This task does not exist or belongs to someone else"),
        "job.not_ended": C_("error", "Only a failed or cancelled task can be done again"),
        "blob.unknown": C_("error", "The file {blob} is no longer kept; make it again"),
        "blob.too_large": C_("error", "The file is too large: {size} MB, at most {limit} MB"),
    }
)
declare_errors(
    {
        "sheet.not_a_workbook": C_(
            "error", "This is not a readable xlsx file; open it in the spreadsheet program and save it as .xlsx"
        ),
        "sheet.old_or_locked": C_("error", "This is an old .xls file or it is protected; save it as .xlsx without a password"),
        "sheet.unsafe": C_("error", "The file has parts that a plain workbook has not; copy the rows into a fresh template"),
        "sheet.too_large": C_("error", "The file is too large: {size} MB unpacked, at most {limit} MB"),
        "sheet.too_many_rows": C_("error", "The sheet has too many rows; at most {limit} in one file"),
        "sheet.too_wide": C_("error", "The sheet has too many columns; at most {limit}"),
        "sheet.empty": C_("error", "The sheet is empty"),
        "sheet.headers": C_("error", "Columns missing: {columns}. Use the template"),
        "sheet.headers_twice": C_("error", "Columns that stand twice: {columns}"),
    }
)
