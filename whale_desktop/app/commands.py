"""The subcommands of the command line. Knows Qt only by the name of what it loads."""

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from sqlalchemy.engine import URL

from whale_desktop import __version__
from whale_desktop.app import calls, proofs, server_commands
from whale_desktop.app.calls import reply_of_error, write_json
from whale_desktop.app.server_commands import Database
from whale_desktop.kernel.clock import Clock, FixedClock, OffsetClock, SystemClock, parse_moment
from whale_desktop.kernel.errors import CodedError

Locale = Literal["zh_Hant", "zh_Hans", "en"]
Theme = Literal["light", "dark"]
Seed = Literal["demo", "empty"]

app = App(name="whale-desktop", version=__version__, help="The back office of a securities broker.")

audit = App(name="audit", help="The proof of the audit trail.")
app.command(audit)

rescue = App(name="rescue", help="For the operator, beside the database, when nobody can sign in any more.")
app.command(rescue)


def clock_at(now: str, *, running: bool = False) -> Clock:
    """The clock that `--now` asks for: standing still, or running on from there; without it the computer's own."""
    if not now:
        return SystemClock()
    try:
        moment = parse_moment(now)
    except ValueError:
        raise SystemExit(f"--now {now}: a time is written like 2024-03-18 or 2024-03-18T10:00") from None
    return OffsetClock(moment) if running else FixedClock(moment)


@app.default
@app.command(name=["open", "desktop"])
def open_window(
    *,
    db: Path | None = None,
    server: str = "",
    authority: Path | None = None,
    now: str = "",
    lang: Locale | None = None,
    theme: Theme | None = None,
) -> int:
    """Open the program. Without a database or a server it begins where this machine signed in last.

    Parameters
    ----------
    db
        The database file. Without one a demonstration is kept in the person's data folder and made when it is missing.
    server
        The address of a server to sign in at, for example whale.example.com:8443.
    authority
        A file (PEM) with the certificates of the office's own authority, which the server's certificate comes from.
    now
        Start the program's clock at this ISO time instead of the present one.
    lang
        The language to begin with.
    theme
        The theme to begin with.
    """
    try:
        return calls.show_window(
            db, clock=clock_at(now, running=True), locale=lang or "", theme=theme or "", server=server, authority=authority
        )
    except CodedError as error:
        write_json(reply_of_error(error))
        return 1


@app.command
def demo(*, now: str = "", lang: Locale | None = None, theme: Theme | None = None) -> int:
    """Open a fresh offline demonstration that is thrown away at the end."""
    clock = clock_at(now, running=True)
    with tempfile.TemporaryDirectory(prefix="whale-demo-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "whale-demo.db"
        calls.make_database(path, seed="demo", clock=clock)
        return int(
            importlib.import_module("whale_desktop.app.desktop").run(path, clock=clock, locale=lang or "", theme=theme or "")
        )


@app.command
def tour(*, out: Path, lang: Locale = "zh_Hant", theme: Theme = "light", size: str = "1440x900", now: str = "") -> int:
    """Open every screen and dialog in menu order, play the main job, and write one picture each. The status is 1 when one of them failed.

    Parameters
    ----------
    out
        The folder for the pictures.
    lang
        The language of the pictures.
    theme
        The theme of the pictures.
    size
        The size of the window, WIDTHxHEIGHT.
    now
        The time of the demonstration, ISO; without it the present one.
    """
    width, found, height = size.partition("x")
    if not (found and width.isdigit() and height.isdigit()):
        raise SystemExit(f"--size {size}: a size is written WIDTHxHEIGHT, for example 1440x900")
    run = importlib.import_module("whale_desktop.app.tour").run
    return int(run(out, clock=clock_at(now, running=True), locale=lang, theme=theme, width=int(width), height=int(height)))


@app.command
def call(
    message: str,
    body: Annotated[str, Parameter(allow_leading_hyphen=True)] = "{}",
    /,
    *,
    user: str,
    db: Path | None = None,
    server: str = "",
    authority: Path | None = None,
    now: str = "",
    lang: Locale = "en",
    yes: bool = False,
    command_id: str = "",
    session: Path | None = None,
    upload: tuple[str, ...] = (),
    save: Path | None = None,
) -> int:
    """Send one message and print the reply as JSON. The status is 0 for done and submitted, 1 for an error.

    Parameters
    ----------
    message
        The wire name, for example fx.order.list; `whale-desktop schema` lists them.
    body
        The message as JSON, or - to read it from standard input.
    user
        Who sends it: an e-mail, on a demonstration file also a role (funds_clerk). No password is needed for members of a demonstration;
        elsewhere the first line of standard input is the password.
    db
        The database file.
    server
        The address of a server instead.
    authority
        A file (PEM) with the certificates of the office's own authority, which the server's certificate comes from.
    now
        The time at which it happens, ISO; on a server it is the server's.
    lang
        The language of documents that the message makes.
    yes
        Answer every question of the message with yes.
    command_id
        The id of the command; a second call with the same id and contents takes effect only once.
    session
        A file that keeps the session: used when it is there, written after signing in when it is not.
    upload
        FIELD=FILE: upload the file and put its id into the field of the message.
    save
        Write the file that the message made (or that its job made) here.
    """
    clock = clock_at(now)
    asked = calls.Asked(
        message=message,
        body=body,
        user=user,
        locale=lang,
        yes=yes,
        command_id=command_id,
        session_file=session,
        upload=upload,
        save=save,
    )
    reply = calls.carry_out(db, asked, clock, server=server, authority=authority)
    write_json(reply)
    return 1 if reply["status"] == "error" else 0


@app.command
def schema() -> int:
    """Print every message as JSON: name, kind, permission codes, approval key, topics, fields with their types."""
    write_json(calls.schema())
    return 0


@app.command
def new_db(
    file: Path,
    /,
    *,
    seed: Seed = "demo",
    now: str = "",
    name: str = "",
    admin: str = "",
    opening: Path | None = None,
    lang: Locale = "zh_Hant",
) -> int:
    """Make a database file.

    Parameters
    ----------
    file
        The file; it must not exist.
    seed
        demo: the offline demonstration with its members and data. empty: base rows and one super administrator.
    now
        The day of the database, ISO; without it the present one.
    name
        What the status bar calls it; the file's name when empty.
    admin
        For an empty one: the e-mail of the super administrator, whose password is then read from standard input. Without it the
        password is made up and printed.
    opening
        For an empty one: a workbook with clients and opening balances; `opening-template` writes one to fill in.
    lang
        The language in which standard error says what is wrong with the opening.
    """
    try:
        made = calls.make_database(file, seed=seed, clock=clock_at(now), name=name, admin=admin, opening=opening)
    except CodedError as error:
        write_json(reply_of_error(error))
        for sentence in calls.opening_sentences(error, lang):
            sys.stderr.write(f"{sentence}\n")
        return 1
    write_json(made)
    return 0


@app.command
def opening_template(file: Path, /, *, lang: Locale = "zh_Hant") -> int:
    """Write the workbook for clients and opening balances, with an example row on each sheet.

    Parameters
    ----------
    file
        The xlsx file to write.
    lang
        The language of its headings.
    """
    write_json(calls.write_opening_template(file, lang))
    return 0


def _place(db: Path | None, database_file: Path | None, database: str) -> Path | URL:
    """The database that a proof reads: a file, else a server's. Ends the command with the reason where none is named."""
    if db is not None:
        return db
    from whale_desktop.app.places import database_url

    try:
        return database_url(typed=database, file=database_file)
    except CodedError as error:
        write_json(reply_of_error(error))
        raise SystemExit(1) from None


@app.command
def prove(*, db: Path | None = None, database_file: Path | None = None, database: Database = "") -> int:
    """Add up every journal again and compare with the balances. The status is 1 when they differ; the differences are printed.

    Parameters
    ----------
    db
        The database file; without one, a server's database.
    database_file
        A file that holds the address of a server's database.
    database
        Its address, without a password; without either, WHALE_DATABASE_URL.
    """
    reply = calls.prove(_place(db, database_file, database))
    write_json(reply)
    return 0 if reply["status"] == "done" and not reply["differences"] else 1


@audit.command
def verify(
    *,
    db: Path | None = None,
    start: Annotated[int, Parameter(name="--from")] = 1,
    head: str = "",
    lang: Locale = "en",
    database_file: Path | None = None,
    database: Database = "",
) -> int:
    """Compute the chain over the audit trail again. Prints "sound, N rows, head HASH", or names the first broken row with the status 1.

    Parameters
    ----------
    db
        The database file; without one, a server's database.
    start
        The number of the seal to begin with; the ones before it are taken as they are.
    head
        The hash of a head that was kept elsewhere (`audit head`): the chain must hold it.
    lang
        The language of what is printed.
    database_file
        A file that holds the address of a server's database.
    database
        Its address, without a password; without either, WHALE_DATABASE_URL.
    """
    return proofs.verify_audit(_place(db, database_file, database), start=start, head=head, locale=lang)


@audit.command(name="head")
def audit_head(*, db: Path | None = None, lang: Locale = "en", database_file: Path | None = None, database: Database = "") -> int:
    """Print the number and the hash of the newest seal of the audit trail. Keep them elsewhere: they prove all that is before them.

    Parameters
    ----------
    db
        The database file; without one, a server's database.
    lang
        The language of what is printed.
    database_file
        A file that holds the address of a server's database.
    database
        Its address, without a password; without either, WHALE_DATABASE_URL.
    """
    return proofs.audit_head(_place(db, database_file, database), locale=lang)


@rescue.command
def networks(*, db: Path | None = None, database_file: Path | None = None, database: Database = "") -> int:
    """Let members work from every network again: empties the list of networks, which may have shut everybody out.

    Parameters
    ----------
    db
        The database file; without one, a server's database.
    database_file
        A file that holds the address of a server's database.
    database
        Its address, without a password; without either, WHALE_DATABASE_URL.
    """
    from whale_desktop.app.rescue import allow_every_network

    reply = allow_every_network(_place(db, database_file, database), SystemClock())
    write_json(reply)
    return 0 if reply["status"] == "done" else 1


@rescue.command
def second_factor(email: str, /, *, db: Path | None = None, database_file: Path | None = None, database: Database = "") -> int:
    """Take the two-factor authentication of a member away who has lost phone and recovery codes, when no administrator can.

    Parameters
    ----------
    email
        The member's e-mail.
    db
        The database file; without one, a server's database.
    database_file
        A file that holds the address of a server's database.
    database
        Its address, without a password; without either, WHALE_DATABASE_URL.
    """
    from whale_desktop.app.rescue import take_second_factor

    reply = take_second_factor(_place(db, database_file, database), email, SystemClock())
    write_json(reply)
    return 0 if reply["status"] == "done" else 1


for _command in (
    server_commands.serve,
    server_commands.serve_demo,
    server_commands.worker,
    server_commands.migrate,
    server_commands.transfer,
):
    app.command(_command)
