"""What travels safely."""

from __future__ import annotations

from email import message_from_bytes, policy

import dkim
import pytest

from kontor.channels.dkim_keys import KeyKind, dns_record, new_key
from kontor.channels.models import MailAccount
from kontor.outbox.domain.delivery import deliver
from tests.outbox.domain.composing.conftest import change_message, composed, raw_of
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.scoping import in_scope


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_an_answer_is_signed_by_its_account(queue: Queue, smtp_sink: SmtpSink, kind: str) -> None:
    mail = queue(text="Schöne Grüße\n", cc=[["", "copy@post.example"]])
    key = new_key(KeyKind(kind))
    with in_scope(mail.tenant_id):
        MailAccount.objects.filter(pk=mail.account_id).update(
            dkim_domain="nordlicht.example", dkim_selector="kontor", dkim_key=key
        )

    assert deliver(mail.tenant_id, mail.pk) == "sent"

    assert dkim.verify(smtp_sink.kept[0].raw, dnsfunc=lambda _name, timeout=5: dns_record(key).encode())


def test_without_a_key_nothing_is_signed(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    deliver(mail.tenant_id, mail.pk)

    assert b"DKIM-Signature" not in smtp_sink.kept[0].raw


def test_without_a_selector_nothing_is_signed(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        MailAccount.objects.filter(pk=mail.account_id).update(
            dkim_domain="nordlicht.example", dkim_selector="", dkim_key=new_key(KeyKind.ED25519)
        )

    assert deliver(mail.tenant_id, mail.pk) == "sent"

    assert b"DKIM-Signature" not in smtp_sink.kept[0].raw


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain words\n", "7bit"),
        ("From here on\n", "quoted-printable"),
        ("a blank at the end \n", "quoted-printable"),
        ("x" * 2_000 + "\n", "quoted-printable"),
        ("Schöne Grüße\n", "quoted-printable"),
        ("äöüß letter\n", "base64"),
        ("Добрый день, спасибо за ваше письмо\n", "base64"),
        ("お問い合わせありがとうございます\n", "base64"),
        ("", "7bit"),
    ],
)
def test_the_encoding_fits_the_text(queue: Queue, text: str, encoding: str) -> None:
    mail = queue()
    change_message(mail, text=text)

    raw = raw_of(mail)

    made = message_from_bytes(raw, policy=policy.default)
    assert made["Content-Transfer-Encoding"] == encoding
    assert made.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")  # type: ignore[attr-defined]
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_text_and_html_say_the_same(queue: Queue) -> None:
    mail = queue()
    change_message(mail, text="Gern geschehen, Käthe.\n", html="<p>Gern geschehen, Käthe.</p>")

    made = composed(mail)

    assert [(part.get_content_type(), part.get_content().strip()) for part in made.iter_parts()] == [  # type: ignore[attr-defined]
        ("text/plain", "Gern geschehen, Käthe."),
        ("text/html", "<p>Gern geschehen, Käthe.</p>"),
    ]
    assert made.get_content_type() == "multipart/alternative"
    assert raw_of(mail) == raw_of(mail)


def test_a_domain_beyond_ascii_is_written_as_dns_knows_it(queue: Queue) -> None:
    raw = raw_of(queue(to=[["Jürgen", "kim@müller.example"]]))

    assert b"<kim@xn--mller-kva.example>" in raw
    assert raw.isascii()


def test_a_name_beyond_ascii_before_the_at_needs_utf8_headers(queue: Queue, smtp_sink: SmtpSink) -> None:
    mail = queue(to=[["Jürgen", "jürgen@müller.example"]])

    assert deliver(mail.tenant_id, mail.pk) == "sent"

    assert "jürgen@xn--mller-kva.example".encode() in smtp_sink.kept[0].raw
    assert smtp_sink.kept[0].recipients == ["jürgen@müller.example"]


def test_a_long_conversation_names_its_mails_in_lines_that_may_travel(queue: Queue) -> None:
    names = [f"<{number}.{'x' * 200}@post.example>" for number in range(60)]
    mail = queue()
    change_message(mail, references=[*names, f"<{'y' * 1_200}@post.example>"])

    raw = raw_of(mail)

    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert str(message_from_bytes(raw)["References"]).split() == names


def test_a_long_subject_without_blanks_may_travel(queue: Queue) -> None:
    mail = queue()
    change_message(mail, subject="x" * 400)

    raw = raw_of(mail)

    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == "x" * 400
