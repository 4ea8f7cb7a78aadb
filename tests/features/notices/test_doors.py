"""The adapters of mail and webhook against servers on this machine: what they say, and what they make of each answer."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from tests.features.notices.servers import MailDrop, certificate, mail_drop, receiver
from whale_desktop.features.access.messages import MailSecurity
from whale_desktop.features.notices.handlers import post, smtp
from whale_desktop.features.notices.handlers.ports import Call, Mail, MailServer, NotDelivered
from whale_desktop.features.notices.handlers.post import HttpWebhook
from whale_desktop.features.notices.handlers.smtp import SmtpMailer

MAIL = Mail(
    number=7,
    recipient="clerk@office.test",
    subject="換匯需審核\r\nBcc: everybody@office.test",
    body="陳嘉欣提交換匯。\n.\n一行\n",
    at=datetime(2024, 3, 18, 2, 0, tzinfo=UTC),
)


def server(drop: MailDrop, *, security: MailSecurity = MailSecurity.NONE, user: str = "") -> MailServer:
    """The settings that lead to a drop."""
    return MailServer("127.0.0.1", drop.port, security, user, "secret", "whale@office.test")


@pytest.fixture
def drop() -> Iterator[MailDrop]:
    """A mail server without encryption."""
    with mail_drop() as made:
        yield made


def failure(drop: MailDrop, mail: Mail = MAIL, mailer: SmtpMailer | None = None, **settings: object) -> NotDelivered:
    """How handing in ends."""
    with pytest.raises(NotDelivered) as caught:
        (mailer or SmtpMailer()).send(mail, server(drop, **settings))  # type: ignore[arg-type]  # settings of `server`
    return caught.value


def test_a_mail_arrives_whole(drop: MailDrop) -> None:
    SmtpMailer().send(MAIL, server(drop))
    (kept,) = drop.mails
    mail = message_from_string(kept)
    assert str(make_header(decode_header(mail["Subject"]))) == "換匯需審核 Bcc: everybody@office.test"
    assert mail["Bcc"] is None
    assert (mail["From"], mail["To"]) == ("whale@office.test", "clerk@office.test")
    assert mail["Message-ID"] == "<notice-7@office.test>"
    assert mail["Date"] == "Mon, 18 Mar 2024 02:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().splitlines() == ["陳嘉欣提交換匯。", ".", "一行"]
    steps = [line.lower() for line in drop.said]
    assert steps[1:] == ["mail from:<whale@office.test>", "rcpt to:<clerk@office.test>", "data"]


@pytest.mark.parametrize(
    ("verb", "answer"), [("MAIL", "451 later"), ("RCPT", "550 no such user"), ("DATA", "554 no"), (".", "552 too large")]
)
def test_a_refusal_at_any_step_is_a_refusal(drop: MailDrop, verb: str, answer: str) -> None:
    drop.answers[verb] = answer
    error = failure(drop)
    assert (error.code, error.detail, error.unsure) == ("mail.refused", answer, False)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_break_before_the_mail_is_handed_over_sent_nothing(drop: MailDrop, verb: str) -> None:
    drop.hang_up = verb
    error = failure(drop)
    assert (error.code, error.unsure) == ("mail.refused", False)


def test_a_break_after_the_mail_is_handed_over_is_unsure(drop: MailDrop) -> None:
    drop.hang_up = "."
    error = failure(drop)
    assert (error.code, error.unsure, len(drop.mails)) == ("mail.unsure", True, 1)


def test_nobody_there(drop: MailDrop) -> None:
    drop.hang_up = "EHLO"
    assert failure(drop).nobody_there
    drop.shutdown()
    drop.server_close()
    error = failure(drop)
    assert (error.code, error.nobody_there, error.unsure) == ("mail.unreachable", True, False)


def test_a_server_that_says_nothing_is_left_after_a_while(drop: MailDrop, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(smtp, "SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = MailServer("127.0.0.1", silent.getsockname()[1], MailSecurity.NONE, "", "", "whale@office.test")
        with pytest.raises(NotDelivered) as caught:
            SmtpMailer().send(MAIL, settings)
    assert caught.value.nobody_there


def test_user_and_password_are_given_and_may_be_refused(drop: MailDrop) -> None:
    SmtpMailer().send(MAIL, server(drop, user="whale"))
    assert any(line.startswith("AUTH PLAIN") for line in drop.said)
    drop.answers["AUTH"] = "535 no"
    error = failure(drop, user="whale")
    assert (error.code, error.detail) == ("mail.sign_in_refused", "535 no")
    assert "secret" not in str(error)


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
def test_encrypted(tmp_path: Path, security: MailSecurity) -> None:
    serving, trusting = certificate(tmp_path)
    with mail_drop(serving, from_the_start=security is MailSecurity.TLS) as drop:
        SmtpMailer(trusting).send(MAIL, server(drop, security=security, user="whale"))
        assert len(drop.mails) == 1
        before = [line.partition(" ")[0] for line in drop.said]
        assert ("STARTTLS" in before) is (security is MailSecurity.STARTTLS)
        if security is MailSecurity.STARTTLS:
            assert before.index("STARTTLS") < before.index("AUTH")


def test_a_stranger_s_certificate_is_not_trusted(tmp_path: Path) -> None:
    serving, _ = certificate(tmp_path)
    with mail_drop(serving, from_the_start=True) as drop:
        assert failure(drop, security=MailSecurity.TLS).code == "mail.not_safe"
        assert drop.mails == []


def test_no_mail_goes_out_in_the_clear_where_encryption_is_asked_for(drop: MailDrop) -> None:
    assert failure(drop, security=MailSecurity.STARTTLS, user="whale").code == "mail.not_safe"
    assert not any(line.startswith(("AUTH", "MAIL")) for line in drop.said)


@pytest.mark.parametrize("address", ["", "nobody", "a b@office.test", "a@b.test\r\nBcc: x@y.test", "陳@office.test"])
def test_an_address_that_is_none(drop: MailDrop, address: str) -> None:
    wrong = Mail(number=7, recipient=address, subject="s", body="b", at=MAIL.at)
    error = failure(drop, wrong)
    assert (error.code, error.final) == ("mail.bad_address", True)
    assert drop.said == []


# ----------------------------------------------------------------------------------------------------------------------- webhook


def test_the_webhook_is_posted_with_a_key_that_is_the_same_at_every_try() -> None:
    with receiver() as hook:
        call = Call(number=7, address=f"http://127.0.0.1:{hook.server_port}/notices", body=b'{"kind":"x"}')
        HttpWebhook().call(call)
        HttpWebhook().call(call)
        assert [heads["Idempotency-Key"] for _, heads, _ in hook.got] == ["notice-7", "notice-7"]
        path, heads, body = hook.got[0]
        assert (path, heads["Content-Type"], json.loads(body)) == (
            "/notices",
            "application/json; charset=utf-8",
            {"kind": "x"},
        )


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_a_good_answer_is_a_good_answer(status: int) -> None:
    with receiver() as hook:
        hook.status = status
        call = Call(7, f"http://127.0.0.1:{hook.server_port}/", b"{}")
        with pytest.raises(NotDelivered) as caught:
            HttpWebhook().call(call)
    assert caught.value.code == "webhook.refused"
    assert caught.value.detail.startswith(str(status))


def test_a_webhook_that_is_not_there_and_one_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with receiver() as hook:
        address = f"http://127.0.0.1:{hook.server_port}/"
    with pytest.raises(NotDelivered) as caught:
        HttpWebhook().call(Call(7, address, b"{}"))
    assert (caught.value.code, caught.value.nobody_there) == ("webhook.unreachable", True)
    monkeypatch.setattr(post, "SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotDelivered) as caught:
        HttpWebhook().call(Call(7, f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}"))
    assert (caught.value.code, caught.value.nobody_there) == ("webhook.unreachable", False)
