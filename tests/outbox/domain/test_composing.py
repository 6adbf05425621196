"""The mail as it travels."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import dkim
import pytest
from django.db import IntegrityError, connection

from kontor.channels.dkim_keys import KeyKind, dns_record, new_key
from kontor.channels.models import MailAccount
from kontor.outbox.domain.composing import compose, envelope_from
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from kontor.tickets.domain.automatic_mark import AutomaticMark, read_mark
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.tokens import read_message_id, read_token
from kontor.tickets.models import Attachment, Message
from tests.factories.channels import make_account, make_no_reply_address
from tests.outbox.domain.conftest import Queue
from tests.servers.smtp_sink import SmtpSink
from tests.support.refusal import rolled_back
from tests.support.scoping import everywhere, in_scope


def _raw(mail: OutgoingMail) -> bytes:
    with everywhere():
        rows = OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant")
        return compose(rows.get(pk=mail.pk))


def _composed(mail: OutgoingMail) -> EmailMessage:
    return message_from_bytes(_raw(mail), policy=policy.default)  # type: ignore[return-value]


def _change(mail: OutgoingMail, **values: object) -> None:
    with in_scope(mail.tenant_id):
        Message.objects.filter(pk=mail.message_id).update(**values)


def test_the_sender_is_the_tenants_account(queue: Queue) -> None:
    made = _composed(queue())

    assert made["From"] == "Nordlicht Grüße <service@nordlicht.example>"
    assert made["To"] == "Käthe Kunde <kaethe@post.example>"


def test_the_message_id_is_the_signed_token_of_the_message(queue: Queue) -> None:
    mail = queue()
    made = _composed(mail)

    claim = read_message_id(made["Message-ID"])
    assert claim is not None
    assert (claim.message_id, claim.ticket_id) == (mail.message_id, mail.message.ticket_id)
    assert made["Message-ID"].endswith("@nordlicht.example>")
    assert f"\nMessage-ID: {mail.message.message_id}\r\n".encode() in _raw(mail), "It is not folded, however long."
    assert read_token(made["X-Kontor-Token"]) == claim
    assert f"\nX-Kontor-Token: {made['X-Kontor-Token']}\n".encode() in _raw(mail).replace(b"\r\n", b"\n")


def test_the_answer_names_the_mails_it_answers(queue: Queue) -> None:
    mail = queue()
    with everywhere():
        asked = Message.objects.filter(ticket=mail.message.ticket).earliest("id")

    made = _composed(mail)

    assert made["In-Reply-To"] == asked.message_id
    assert made["References"] == asked.message_id


def test_long_message_ids_stay_readable_for_every_program(queue: Queue) -> None:
    long = [f"<{letter * 60}@{letter * 30}.prod.outlook.example>" for letter in "abc"]
    mail = queue()
    _change(mail, in_reply_to=long[0], references=long)

    raw = _raw(mail)

    assert f"In-Reply-To: {long[0]}\r\n".encode() in raw
    assert ("References: " + "\r\n ".join(long) + "\r\n").encode() in raw


def test_a_foreign_message_id_beyond_ascii_is_left_out(queue: Queue) -> None:
    mail = queue()
    _change(mail, in_reply_to="<grüße@post.example>", references=["<grüße@post.example>", "<a@post.example>"])

    made = _composed(mail)

    assert (made["In-Reply-To"], made["References"]) == (None, "<a@post.example>")


def test_the_date_is_that_of_the_message(queue: Queue) -> None:
    mail = queue()

    assert parsedate_to_datetime(_composed(mail)["Date"]) == mail.message.at.replace(microsecond=0)


def test_umlauts_arrive(queue: Queue) -> None:
    raw = _raw(queue(subject="Re: Überprüfung Ihrer Zählerstände für das Jahr 2026 – Straße", text="Schöne Grüße\n"))

    made = message_from_bytes(raw, policy=policy.default)
    assert raw.isascii()
    assert made["Subject"] == "Re: Überprüfung Ihrer Zählerstände für das Jahr 2026 – Straße"
    assert made.get_content().splitlines()[0] == "Schöne Grüße"  # type: ignore[attr-defined]


def test_the_same_row_gives_the_same_mail(queue: Queue) -> None:
    mail = queue()

    assert _raw(mail) == _raw(mail)


def test_copies_are_named_and_blind_copies_are_not(queue: Queue) -> None:
    mail = queue(cc=[["", "cc@post.example"]], bcc=[["", "bcc@post.example"]])

    raw = _raw(mail)

    assert mail.recipients == ["kaethe@post.example", "cc@post.example", "bcc@post.example"]
    assert b"Cc: cc@post.example\r\n" in raw
    assert b"bcc" not in raw.lower()


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028"])
def test_no_header_can_be_smuggled_in(queue: Queue, break_: str) -> None:
    evil = f"x{break_}Bcc: victim@post.example"
    mail = queue(to=[[evil, "kaethe@post.example"]], subject=evil)
    smuggled = f"<a@b>{break_}Bcc: victim@post.example"
    _change(mail, in_reply_to=smuggled, references=[smuggled])
    with in_scope(mail.tenant_id):
        MailAccount.objects.update(sender_name=evil)
        blob = keep(b"1", tenant_id=mail.tenant_id)
        Attachment.objects.create(
            tenant_id=mail.tenant_id,
            message_id=mail.message_id,
            blob=blob,
            filename=f"a{break_}Bcc: victim@post.example.txt",
            content_type=f"text/plain{break_}Bcc: victim@post.example",
            size=1,
        )

    raw = _raw(mail)

    assert [part for part in message_from_bytes(raw).walk() if part["Bcc"]] == []
    assert b"\nBcc" not in raw
    assert mail.recipients == ["kaethe@post.example"]


@pytest.mark.parametrize(
    ("content_type", "sent"),
    [
        ("application/pdf", "application/pdf"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("message/rfc822", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
    ],
)
def test_files_travel_with_their_names(queue: Queue, content_type: str, sent: str) -> None:
    mail = queue()
    with in_scope(mail.tenant_id):
        blob = keep(b"content\n", tenant_id=mail.tenant_id)
        Attachment.objects.create(
            tenant_id=mail.tenant_id,
            message_id=mail.message_id,
            blob=blob,
            filename="Verträge für Käthe.pdf",
            content_type=content_type,
            size=8,
        )

    (part,) = _composed(mail).iter_attachments()

    assert (part.get_content_type(), part.get_filename()) == (sent, "Verträge für Käthe.pdf")
    assert part.get_payload(decode=True) == b"content\n"


def test_automatic_mail_says_so_and_has_no_envelope_sender(queue: Queue, nordlicht: Tenant) -> None:
    mail = queue()
    no_reply = make_no_reply_address(nordlicht, "no-reply@nordlicht.example", display_name="Nordlicht")
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(pk=mail.pk).update(automatic=True, no_reply=no_reply)
    with everywhere():
        row = OutgoingMail.objects.select_related("no_reply", "tenant", "account").get(pk=mail.pk)

    made = _composed(mail)

    assert (made["Auto-Submitted"], made["From"]) == ("auto-replied", "Nordlicht <no-reply@nordlicht.example>")
    assert envelope_from(row) == ""
    assert read_mark(made["X-Kontor-Automatic"]) == AutomaticMark("reply", nordlicht.pk, mail.message_id)


def test_mail_of_a_person_bears_no_automatic_mark(queue: Queue) -> None:
    assert _composed(queue())["X-Kontor-Automatic"] is None


# Another tenant's identity


def test_the_database_refuses_another_tenants_account_as_sender(queue: Queue, alpina_account: MailAccount) -> None:
    mail = queue()

    for owner in (alpina_account.owner, mail.tenant_id, 0):
        with everywhere(), rolled_back(IntegrityError):
            OutgoingMail.objects.filter(pk=mail.pk).update(account=alpina_account, account_owner=owner)
            connection.check_constraints()


def test_the_database_refuses_another_tenants_do_not_reply_address(queue: Queue, alpina: Tenant) -> None:
    mail = queue()
    foreign = make_no_reply_address(alpina)

    with everywhere(), rolled_back(IntegrityError):
        OutgoingMail.objects.filter(pk=mail.pk).update(no_reply=foreign)
        connection.check_constraints()


@pytest.mark.parametrize(("own", "shown"), [("Kundenservice", "Kundenservice"), ("", "Nordlicht Energie")])
def test_a_general_account_may_send_for_every_tenant(queue: Queue, own: str, shown: str) -> None:
    """Without a name of its own in the tenant's name: what the house calls the account is none of the customer's."""
    mail = queue()
    general = make_account(None, "info@kontor.example", name="Sammelkonto", sender_name=own)

    with in_scope(mail.tenant_id):
        second = queue_mail(mail.message, account=general)
        connection.check_constraints()

    assert _composed(second)["From"] == f"{shown} <info@kontor.example>"


# What travels safely


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


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain words\n", "7bit"),
        ("From here on\n", "quoted-printable"),
        ("a blank at the end \n", "quoted-printable"),
        ("x" * 2_000 + "\n", "quoted-printable"),
        ("Schöne Grüße\n", "quoted-printable"),
        ("Добрый день, спасибо за ваше письмо\n", "base64"),
        ("お問い合わせありがとうございます\n", "base64"),
        ("", "7bit"),
    ],
)
def test_the_encoding_fits_the_text(queue: Queue, text: str, encoding: str) -> None:
    mail = queue()
    _change(mail, text=text)

    raw = _raw(mail)

    made = message_from_bytes(raw, policy=policy.default)
    assert made["Content-Transfer-Encoding"] == encoding
    assert made.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")  # type: ignore[attr-defined]
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_domain_beyond_ascii_is_written_as_dns_knows_it(queue: Queue) -> None:
    raw = _raw(queue(to=[["Jürgen", "kim@müller.example"]]))

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
    _change(mail, references=[*names, f"<{'y' * 1_200}@post.example>"])

    raw = _raw(mail)

    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert str(message_from_bytes(raw)["References"]).split() == names


def test_a_long_subject_without_blanks_may_travel(queue: Queue) -> None:
    mail = queue()
    _change(mail, subject="x" * 400)

    raw = _raw(mail)

    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == "x" * 400
