"""After the sign-in: asks what became of commands that were sent earlier without hearing the answer. Asks only; it never sends one.

The window that says it is loaded when there is something to say.
"""

from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.logs import Log
from whale_desktop.messages.replies import MOST_IDS, GetReplies
from whale_desktop.ui.components import open_dialog
from whale_desktop.ui.services import Services

log = Log("whale_desktop.ui")


async def tell_unanswered(services: Services, over: QWidget) -> None:
    """Ask what became of the member's unanswered commands, and say it in a window; nothing happens where there are none.

    Raises `Unavailable` when the services do not say; the next sign-in asks again.
    """
    runtime, unanswered = services.runtime, services.runtime.unanswered
    place, member, now = runtime.link.identity, services.session.member_id, services.clock.now()
    left = (await runtime.in_background(lambda: unanswered.left(place, member, now)))[:MOST_IDS]
    if not left:
        return
    try:
        replies = await runtime.ask(GetReplies(command_ids=tuple(one.command_id for one in left)))
    except UserError as error:  # a server that does not know the question yet
        log.info("unanswered.not_told", code=error.code)
        return
    from whale_desktop.ui.shell.unanswered_dialog import Fate, UnansweredDialog

    known = {one.command_id: one for one in replies}
    dialog = UnansweredDialog(services, [Fate(one, known.get(one.command_id)) for one in left])
    await open_dialog(dialog, over=over)
    await runtime.in_background(lambda: unanswered.forget(*dialog.settled()))
