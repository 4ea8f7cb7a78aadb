"""Files of an order at the window: one that the maker adds, and one that somebody reads."""

from typing import Any

from PySide6.QtWidgets import QWidget

from whale_desktop.features.workorder.messages import AttachFile, FetchAttachment
from whale_desktop.features.workorder.widgets import words
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Done
from whale_desktop.ui.pages.made_files import save_made
from whale_desktop.ui.pages.page import Page
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.submission import Submission, tell_error

EVERY_FILE = ("*",)
ATTACH = "attach"
FETCH = "fetch"
"""The action that fetches a file; the number of the file stands behind it."""


def is_meant(action: str) -> bool:
    """Whether an action of an order is about one of its files."""
    return action == ATTACH or action.startswith(FETCH)


async def handle(page: Page, action: str, number: int) -> None:
    """Attach or fetch, and say what the services refuse with."""
    services, menu = page.services, page.spec.menu
    try:
        if action == ATTACH:
            await attach(services, number, page, menu=menu)
        else:
            await fetch(services, number, int(action.removeprefix(FETCH)), page, menu=menu)
    except CodedError as error:
        tell_error(services, error)


async def attach(services: Services, number: int, over: QWidget, *, menu: str) -> None:
    """Let the maker choose a file and put it with his order. Raises what the services refuse with."""
    chosen = await services.files.open_file(over, EVERY_FILE)
    if chosen is None:
        return
    name, data = chosen
    blob = await services.runtime.put_blob(data, name=name)
    outcome = await Submission(services, menu=menu).send(AttachFile(work_order_no=number, blob=blob), over)
    if outcome.sent:
        services.toasts.success(services.texts(words.ATTACHED_FILE, name=name, number=number))


async def fetch(services: Services, number: int, attachment_no: int, over: QWidget, *, menu: str) -> None:
    """Save a file of an order where the person says. Raises what the services refuse with."""
    command = FetchAttachment(work_order_no=number, attachment_no=attachment_no)
    outcome = await Submission(services, menu=menu).send(command, over)
    reply: Any = outcome.reply
    if isinstance(reply, Done):
        await save_made(services, reply.result.blob, reply.result.name, over)
