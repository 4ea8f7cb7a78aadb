"""Doors that lead nowhere: they remember what went through and fail as often as a test wants."""

from collections.abc import Sequence

from whale_desktop.features.notices.handlers.ports import Call, Mail, MailServer, NotDelivered


class RecordingMailer:
    """Keeps the mails that were handed in. `ends`: what the next tries end with, None for well."""

    def __init__(self, ends: Sequence[BaseException | None] = ()) -> None:
        self.sent: list[Mail] = []
        self.tried: list[int] = []
        self.servers: list[MailServer] = []
        self.ends = list(ends)

    def send(self, mail: Mail, server: MailServer) -> None:
        """Keep it, or fail."""
        self.tried.append(mail.number)
        self.servers.append(server)
        end = self.ends.pop(0) if self.ends else None
        if end is not None:
            raise end
        self.sent.append(mail)


class RecordingWebhook:
    """Keeps the calls. `failures`: what the next tries end with."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.failures: list[NotDelivered] = []

    def call(self, call: Call) -> None:
        """Keep it, or fail."""
        if self.failures:
            raise self.failures.pop(0)
        self.calls.append(call)
