"""Files that a message made: fetched, and kept where the person says."""

from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.texts import C_
from whale_desktop.messages.files import BlobId
from whale_desktop.ui.pages.ports import Services

KEPT = C_("import", "Saved as {path}")


async def save_made(services: Services, blob: BlobId, name: str, over: QWidget) -> None:
    """Fetch a file, ask where it goes, write it there and say so. Raises what fetching and writing raise."""
    data = await services.runtime.get_blob(blob)
    path = await services.files.save_as(over, name, data)
    if path is not None:
        services.toasts.success(services.texts(KEPT, path=path))
