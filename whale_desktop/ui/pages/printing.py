"""Printing one record: the services make the file as the details show it, the person chooses where it goes."""

from typing import Any

from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Done
from whale_desktop.screens import ListScreen
from whale_desktop.ui.pages.made_files import save_made
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.submission import Submission, tell_error


async def print_record(screen: ListScreen, row: Any, services: Services, over: QWidget) -> None:
    """The whole way for the record of `row`: make the file, fetch it, save it where the person says."""
    make = services.print_command
    assert make is not None, "there is no print button without a command"
    key = getattr(row, screen.row_key)
    try:
        outcome = await Submission(services, menu=screen.menu).send(make(screen.key, key), over)
        if not isinstance(outcome.reply, Done):
            return
        await save_made(services, outcome.reply.result, f"{services.texts(screen.title)}_{key}.pdf", over)
    except CodedError as error:
        tell_error(services, error, retry=lambda: services.runtime.start(print_record(screen, row, services, over), over))
