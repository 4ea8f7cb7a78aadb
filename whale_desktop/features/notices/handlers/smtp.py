"""Hands mails to a mail server. Step by step, because what must be known after a failure is whether the mail may have got through."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from whale_desktop.features.access.messages import MailSecurity
from whale_desktop.features.notices.handlers.ports import Mail, MailServer, NotDelivered

SECONDS = 10.0
"""How long an answer of the server may take."""
_ACCEPTED, _GO_ON = 250, 354


class SmtpMailer:
    """Mails through SMTP: plain, STARTTLS or TLS, with or without user. One connection a mail: they are few."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        """tls: whose certificates are trusted; the machine's own authorities when left out."""
        self._tls = tls

    def send(self, mail: Mail, server: MailServer) -> None:
        """Hand one mail in."""
        written = message_of(mail, server.sender)
        with self._connected(server) as client:
            _step(client.mail(server.sender))
            _step(client.rcpt(mail.recipient))
            _step(client.docmd("DATA"), _GO_ON)
            try:
                client.send(written.as_bytes() + b".\r\n")
                answer = client.getreply()
            except (OSError, smtplib.SMTPException) as error:
                raise NotDelivered("mail.unsure", str(error), unsure=True) from error
            _step(answer)

    @contextmanager
    def _connected(self, server: MailServer) -> Iterator[smtplib.SMTP]:
        """A connection on which mail may be handed in. What goes wrong before that certainly sent nothing."""
        try:
            client = self._greeted(server)
        except smtplib.SMTPAuthenticationError as error:
            raise NotDelivered("mail.sign_in_refused", _said(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            raise NotDelivered("mail.not_safe", str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered("mail.unreachable", str(error), nobody_there=True) from error
        try:
            yield client
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered("mail.refused", str(error)) from error
        finally:
            client.close()

    def _greeted(self, server: MailServer) -> smtplib.SMTP:
        client: smtplib.SMTP
        name = socket.gethostname()
        if server.security is MailSecurity.TLS:
            context = self._tls or ssl.create_default_context()
            client = smtplib.SMTP_SSL(server.host, server.port, local_hostname=name, timeout=SECONDS, context=context)
        else:
            client = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=SECONDS)
        try:
            client.ehlo_or_helo_if_needed()
            if server.security is MailSecurity.STARTTLS:
                client.starttls(context=self._tls or ssl.create_default_context())
                client.ehlo()
            if server.user:
                client.login(server.user, server.password)
        except BaseException:
            client.close()
            raise
        return client


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it goes over the line. Raises `NotDelivered` for an address that cannot be written into a head."""
    message = EmailMessage(policy=SMTP)
    try:
        domain = Address(addr_spec=sender).domain
        message["From"] = sender
        message["To"] = Address(addr_spec=mail.recipient)
        (sender + mail.recipient).encode("ascii")
    except (ValueError, IndexError, MessageError) as error:
        raise NotDelivered("mail.bad_address", str(error), final=True) from error
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = mail.at
    message["Message-ID"] = f"<notice-{mail.number}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    # No line of base64 begins with a dot, which would have to be doubled, and no byte needs eight bits, which a server may not take.
    message.set_content(mail.body, cte="base64")
    return message


def _step(answer: tuple[int, bytes], wanted: int = _ACCEPTED) -> None:
    """The server's answer to one step must be what lets the next one follow."""
    code, words = answer
    if code != wanted and not (wanted == _ACCEPTED and code == _ACCEPTED + 1):  # 251: it will forward the mail
        raise NotDelivered("mail.refused", _said(code, words))


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"
