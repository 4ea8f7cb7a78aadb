"""Files of the person's own computer: choosing where, reading and writing, without stopping the window."""

import asyncio
import errno
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.texts import C_
from whale_desktop.ui.runtime import Runtime
from whale_desktop.ui.workstation import Workstation

_SAVE = C_("file", "Save as")
_OPEN = C_("file", "Open")
_FOLDER = "folder"


class DesktopFiles:
    """Asks with the platform's own file dialog; it remembers the folder."""

    def __init__(self, runtime: Runtime, workstation: Workstation) -> None:
        self._runtime = runtime
        self._workstation = workstation

    async def save_as(self, over: QWidget, name: str, data: bytes) -> str | None:
        """Ask where to keep `data` (offered name `name`) and write it; the path, None when the person calls it off.

        Raises `Unavailable("storage.full")` or `Unavailable("storage.read_only")` when it cannot be written.
        """
        dialog = QFileDialog(over, self._runtime.texts(_SAVE), str(self._folder() / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        suffix = Path(name).suffix
        dialog.setNameFilter(f"*{suffix}" if suffix else "*")
        dialog.setDefaultSuffix(suffix.lstrip("."))
        dialog.selectFile(str(self._folder() / name))
        path = await self._chosen(dialog)
        if path is not None:
            await self._runtime.in_background(lambda: write_file(path, data))
        return str(path) if path is not None else None

    async def open_file(self, over: QWidget, patterns: tuple[str, ...]) -> tuple[str, bytes] | None:
        """Ask for a file matching `patterns` (`*.xlsx`); its name and bytes, None when the person calls it off.

        Raises `Unavailable("storage.missing")` when it cannot be read.
        """
        dialog = QFileDialog(over, self._runtime.texts(_OPEN), str(self._folder()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(" ".join(patterns) or "*")
        path = await self._chosen(dialog)
        if path is None:
            return None
        return path.name, await self._runtime.in_background(lambda: read_file(path))

    def _folder(self) -> Path:
        kept = Path(self._workstation.get(_FOLDER, ""))
        return kept if kept.is_absolute() and kept.is_dir() else Path.home()

    async def _chosen(self, dialog: QFileDialog) -> Path | None:
        """The path that the person chose. The dialog is not run inside a loop of its own: it answers by a signal."""
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        dialog.fileSelected.connect(lambda path: None if answer.done() else answer.set_result(path))
        dialog.rejected.connect(lambda: None if answer.done() else answer.set_result(""))
        dialog.open()
        try:
            chosen = await answer
        finally:
            dialog.close()
            dialog.deleteLater()
        if not chosen:
            return None
        self._workstation.set(_FOLDER, str(Path(chosen).parent))
        return Path(chosen)


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises `Unavailable` with a `storage.…` code."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Unavailable("storage.full" if full else "storage.read_only", {"path": str(path)}) from error


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises `Unavailable("storage.missing")`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("storage.missing", {"path": str(path)}) from error
