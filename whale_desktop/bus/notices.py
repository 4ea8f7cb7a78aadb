"""Who wants to know of changes. A committed command publishes its topics once; each subscriber is called from the committing thread."""

import threading
from collections.abc import Callable

from whale_desktop.kernel.logs import Log
from whale_desktop.messages.topics import Change

log = Log("whale_desktop.bus")


class _Subscription:
    def __init__(self, notices: "Notices", listener: Callable[[Change], None]) -> None:
        self._notices = notices
        self.listener = listener

    def close(self) -> None:
        """No call comes after this returns."""
        self._notices.remove(self)


class Notices:
    """The change notices of one process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._subscriptions: list[_Subscription] = []

    def subscribe(self, listener: Callable[[Change], None]) -> _Subscription:
        """Call `listener` after every committed command, from any thread."""
        subscription = _Subscription(self, listener)
        with self._lock:
            self._subscriptions.append(subscription)
        return subscription

    def remove(self, subscription: _Subscription) -> None:
        """Forget a subscription; a second time is no harm."""
        with self._lock:
            if subscription in self._subscriptions:
                self._subscriptions.remove(subscription)

    def publish(self, change: Change) -> None:
        """Tell everybody. A listener that fails is logged; the others are told all the same, and the command stands."""
        with self._lock:
            for subscription in tuple(self._subscriptions):
                try:
                    subscription.listener(change)
                except Exception as error:
                    log.error("notices.listener_failed", exc_info=error)
