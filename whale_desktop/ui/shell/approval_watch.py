"""Under which approval flows people decide now, so that a dialog can say so before somebody submits."""

from PySide6.QtCore import QObject

from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import info_of
from whale_desktop.ui.offers import WorkOrders
from whale_desktop.ui.runtime import Runtime, latest_ui_task
from whale_desktop.ui.services import Services


class ApprovalWatch(QObject):
    """Keeps `Services.decided_flows` as the services say, for as long as the member is signed in."""

    def __init__(self, services: Services, offer: WorkOrders | None, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._offer = offer
        services.decided_flows = frozenset()
        if offer is not None:
            self.runtime.on_change(info_of(offer.query_type).topics, self.ask, self)

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    @latest_ui_task
    async def ask(self) -> None:
        """Ask again."""
        offer = self._offer
        if offer is not None and self._services.may(offer.query_type):
            self._services.decided_flows = offer.flows(await self.runtime.ask(offer.query()))

    def show_error(self, error: CodedError) -> None:
        """Nobody asked for it: what is known stays, the services decide all the same, and the next change asks again."""
