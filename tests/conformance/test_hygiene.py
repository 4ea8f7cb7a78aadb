"""The rules of the house that no tool knows: sizes, names, clocks, dialogs, files that must stand alone."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("whale_desktop", "tests", "tools", "bench")
FUNCTION_LINES = 70
MODULE_LINES = 500

Function = ast.FunctionDef | ast.AsyncFunctionDef


@lru_cache(maxsize=1)
def modules() -> dict[str, str]:
    """Every module of the program, its tests and its tools, by its path."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


@lru_cache(maxsize=512)
def tree(name: str) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(modules()[name])


def program() -> Iterator[str]:
    """The modules of the program itself."""
    return (name for name in modules() if name.startswith("whale_desktop/"))


def nodes(name: str) -> Iterator[ast.AST]:
    """Every node of a module."""
    return ast.walk(tree(name))


def dotted(node: ast.AST) -> str:
    """`a.b.c` for attribute chains, empty for anything else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def calls(name: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a module with the dotted name of what is called."""
    return ((node, dotted(node.func)) for node in nodes(name) if isinstance(node, ast.Call))


# --------------------------------------------------------------------------------------------------------------------- sizes


def test_functions_are_at_most_70_lines() -> None:
    long = [
        f"{name}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for name in modules()
        for node in nodes(name)
        if isinstance(node, Function) and node.end_lineno and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_modules_are_at_most_500_lines() -> None:
    long = [f"{name} has {lines} lines" for name, text in modules().items() if (lines := text.count("\n")) > MODULE_LINES]
    assert long == []


# --------------------------------------------------------------------------------------------------------------------- names

BANNED_WORDS = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "misc",
    "common",
    "stuff",
    "tmp",
    "mgr",
    "ctx",
    "cfg",
    "btn",
    "impl",
}
"""Words that say nothing, and abbreviations that make people guess."""

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def words(identifier: str) -> set[str]:
    """The words of an identifier, in small letters."""
    return {word.lower() for word in WORD.findall(identifier)}


def test_names_say_what_things_are() -> None:
    found = []
    for name in program():
        found += [f"{name}: {part}" for part in Path(name).with_suffix("").parts if words(part) & BANNED_WORDS]
        for node in nodes(name):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and words(node.name) & BANNED_WORDS:
                found.append(f"{name}:{node.lineno} {node.name}")
            if isinstance(node, ast.arg) and words(node.arg) & BANNED_WORDS:
                found.append(f"{name}:{node.lineno} {node.arg}")
    assert found == []


# --------------------------------------------------------------------------------------------------------------------- clocks

READS_THE_CLOCK = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.strftime",
}
QT_CLOCKS = {"QDateTime.currentDateTime", "QDateTime.currentDateTimeUtc", "QDate.currentDate", "QTime.currentTime"}
CLOCKS = {"whale_desktop/kernel/clock.py", "whale_desktop/kernel/ids.py"}
"""The clock itself, and ids that begin with the milliseconds of their making."""


def test_only_the_clock_reads_the_time_of_day() -> None:
    found = [
        f"{name}:{call.lineno} {called}"
        for name in modules()
        if name not in CLOCKS
        for call, called in calls(name)
        if any(called == one or called.endswith("." + one) for one in READS_THE_CLOCK | QT_CLOCKS)
    ]
    assert found == []


def test_the_database_does_not_read_the_time_of_day() -> None:
    found = [
        f"{name}:{call.lineno}"
        for name in program()
        for call, called in calls(name)
        if called in {"func.now", "func.current_timestamp", "sqlalchemy.func.now"}
    ]
    found += [name for name in program() if re.search(r"CURRENT_TIMESTAMP|datetime\('now'", modules()[name])]
    assert found == []


# ------------------------------------------------------------------------------------------------------------------ the window


def test_no_dialog_blocks_the_event_loop() -> None:
    """`exec()` of a dialog or a menu inside a coroutine stops everything else; `await open_dialog(dialog)` instead."""
    found = [
        f"{name}:{call.lineno} {called or '…'}"
        for name in modules()
        for call, called in calls(name)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"exec", "exec_"}
    ]
    found += [
        f"{name}:{call.lineno} {called}"
        for name in modules()
        for call, called in calls(name)
        if re.fullmatch(
            r"(QtWidgets\.)?(QMessageBox\.(question|warning|information|critical|about)|QInputDialog\.get\w+|QFileDialog\.get\w+)",
            called,
        )
    ]
    assert found == []


def test_threads_and_event_loops_live_in_one_file() -> None:
    found = [
        f"{name}:{call.lineno} {called}"
        for name in program()
        if name.startswith("whale_desktop/ui/") and not name.startswith("whale_desktop/ui/runtime")
        for call, called in calls(name)
        if called.rpartition(".")[2]
        in {"QThread", "Thread", "ThreadPoolExecutor", "QThreadPool", "QEventLoop", "run_in_executor", "new_event_loop"}
    ]
    assert found == []


def test_nobody_asks_qt_for_the_focus_chain() -> None:
    """PySide takes a widget's neighbour in it for its property, and forgets it with the widget (`ui.components.layers.focus_stops`)."""
    found = [
        f"{name}:{call.lineno} {called}"
        for name in program()
        for call, called in calls(name)
        if called.rpartition(".")[2] in {"nextInFocusChain", "previousInFocusChain"}
    ]
    assert found == []


def test_only_the_collector_of_the_window_decides_when_garbage_is_looked_for() -> None:
    """A search that begins in a worker may destroy a widget there, which ends the process."""
    found = [
        f"{name}:{call.lineno} {called}"
        for name in program()
        if name not in {"whale_desktop/kernel/collecting.py", "whale_desktop/ui/collector.py"}
        for call, called in calls(name)
        if called in {f"gc.{one}" for one in ("collect", "enable", "disable", "freeze", "unfreeze", "set_threshold")}
    ]
    assert found == []


# ------------------------------------------------------------------------------------------------------------------ honesty


def is_silent(handler: ast.ExceptHandler) -> bool:
    """Whether an error of any kind is caught and nothing is done with it."""
    broad = handler.type is None or dotted(handler.type) in {"Exception", "BaseException"}
    return broad and all(isinstance(one, (ast.Pass, ast.Continue)) for one in handler.body)


def test_no_error_is_swallowed() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name in modules()
        for node in nodes(name)
        if isinstance(node, ast.ExceptHandler) and is_silent(node)
    ]
    found += [
        f"{name}:{call.lineno}"
        for name in modules()
        for call, called in calls(name)
        if called.endswith("suppress") and any(dotted(one) in {"Exception", "BaseException"} for one in call.args)
    ]
    assert found == []


def test_no_money_goes_through_a_float_or_a_numeric_column() -> None:
    """SQLite changes the digits of a NUMERIC; `float(...)` belongs to drawing and to spreadsheet cells only."""
    drawing = ("whale_desktop/ui/", "whale_desktop/features/documents/")
    found = [
        f"{name}:{call.lineno} {called}"
        for name in program()
        for call, called in calls(name)
        if called.rpartition(".")[2] in {"Numeric", "Float", "REAL", "DOUBLE"}
        or (called == "float" and not name.startswith(drawing) and "/widgets" not in name)
    ]
    assert found == []


def test_every_ignore_gives_its_reason() -> None:
    """A comment that silences a tool says why, after the code that it silences."""
    pattern = re.compile(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\])(?P<reason>.*)$", re.MULTILINE)
    found = [
        f"{name}: {match[0]}"
        for name, text in modules().items()
        if name != "tests/conformance/test_hygiene.py"
        for match in pattern.finditer(text)
        if len(match["reason"].strip(" #-–—")) < 8
    ]
    assert found == []


def test_no_test_is_skipped_in_silence() -> None:
    """What is not tested has to be seen; what depends on the machine says so in `skipif`."""
    found = [
        f"{name}:{node.lineno}"
        for name in modules()
        if name.startswith("tests/") and name != "tests/conftest.py"
        for node in nodes(name)
        if isinstance(node, ast.Attribute)
        and dotted(node) in {"pytest.mark.skip", "pytest.skip", "pytest.mark.xfail", "unittest.skip"}
    ]
    assert found == []


# ------------------------------------------------------------------------------------------------------------- standing alone

TEXT_FILES = (".py", ".md", ".toml", ".txt", ".csv", ".sh", ".po", ".pot", ".yml", ".json", ".typ", ".qss", ".mako")


def test_the_project_mentions_no_place_outside_itself() -> None:
    own_place = r"(?<![\w./*-])" + re.escape(str(ROOT)) + "/"
    outside = re.compile(
        rf"{own_place}|\.\./shared|/(tmp|home|root)/\w|file://|https?://(localhost|127\.0\.0\.1)[:/]\d*/?simple|--index-url|--find-links"
    )
    found = []
    for folder in (*FOLDERS, "docs", "resources", "i18n", ".ci", "typings", "."):
        walk = (ROOT / folder).glob("*") if folder == "." else (ROOT / folder).rglob("*")
        for path in walk:
            named = path.suffix in TEXT_FILES or path.name in {"Makefile", "run", "MANIFEST.in"}
            if (
                path.is_file()
                and named
                and path != Path(__file__)
                and (match := outside.search(path.read_text(encoding="utf-8")))
            ):
                found.append(f"{path.relative_to(ROOT)}: {match[0]}")
    assert found == []


def test_the_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+", line)] == []
    assert len(lines) == len({line.partition("==")[0].lower() for line in lines})


def normal(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    pinned = {normal(line.partition("==")[0]) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert {normal(re.split(r"[<>=!~;\[ ]", one)[0]) for one in wanted} - pinned == {"whale-desktop"}
