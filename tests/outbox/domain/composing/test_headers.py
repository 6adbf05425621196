"""What the mail says of itself."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import pytest

from kontor.channels.models import MailAccount
from kontor.outbox.domain.composing import envelope_from
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from kontor.tickets.domain.automatic_mark import AutomaticMark, read_mark
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.tokens import read_message_id, read_token
from kontor.tickets.models import Attachment, Message
from tests.factories.channels import make_no_reply_address
from tests.outbox.domain.composing.conftest import change_message, composed, raw_of
from tests.outbox.domain.conftest import Queue
from tests.support.scoping import everywhere, in_scope


def test_the_sender_is_the_tenants_account(queue: Queue) -> None:
    made = composed(queue())

    assert made["From"] == "Nordlicht Grüße <service@nordlicht.example>"
    assert made["To"] == "Käthe Kunde <kaethe@post.example>"


def test_the_message_id_is_the_signed_token_of_the_message(queue: Queue) -> None:
    mail = queue()
    made = composed(mail)

    claim = read_message_id(made["Message-ID"])
    assert claim is not None
    assert (claim.message_id, claim.ticket_id) == (mail.message_id, mail.message.ticket_id)
    assert made["Message-ID"].endswith("@nordlicht.example>")
    assert f"\nMessage-ID: {mail.message.message_id}\r\n".encode() in raw_of(mail), "It is not folded, however long."
    assert read_token(made["X-Kontor-Token"]) == claim
    assert f"\nX-Kontor-Token: {made['X-Kontor-Token']}\n".encode() in raw_of(mail).replace(b"\r\n", b"\n")


def test_the_answer_names_the_mails_it_answers(queue: Queue) -> None:
    mail = queue()
    with everywhere():
        asked = Message.objects.filter(ticket=mail.message.ticket).earliest("id")

    made = composed(mail)

    assert made["In-Reply-To"] == asked.message_id
    assert made["References"] == asked.message_id


def test_long_message_ids_stay_readable_for_every_program(queue: Queue) -> None:
    long = [f"<{letter * 60}@{letter * 30}.prod.outlook.example>" for letter in "abc"]
    mail = queue()
    change_message(mail, in_reply_to=long[0], references=long)

    raw = raw_of(mail)

    assert f"In-Reply-To: {long[0]}\r\n".encode() in raw
    assert ("References: " + "\r\n ".join(long) + "\r\n").encode() in raw


def test_a_foreign_message_id_beyond_ascii_is_left_out(queue: Queue) -> None:
    mail = queue()
    change_message(mail, in_reply_to="<grüße@post.example>", references=["<grüße@post.example>", "<a@post.example>"])

    made = composed(mail)

    assert (made["In-Reply-To"], made["References"]) == (None, "<a@post.example>")


def test_the_date_is_that_of_the_message(queue: Queue) -> None:
    mail = queue()

    assert parsedate_to_datetime(composed(mail)["Date"]) == mail.message.at.replace(microsecond=0)


def test_umlauts_arrive(queue: Queue) -> None:
    raw = raw_of(queue(subject="Re: Überprüfung Ihrer Zählerstände für das Jahr 2026 – Straße", text="Schöne Grüße\n"))

    made = message_from_bytes(raw, policy=policy.default)
    assert raw.isascii()
    assert made["Subject"] == "Re: Überprüfung Ihrer Zählerstände für das Jahr 2026 – Straße"
    assert made.get_content().splitlines()[0] == "Schöne Grüße"  # type: ignore[attr-defined]


def test_the_same_row_gives_the_same_mail(queue: Queue) -> None:
    mail = queue()

    assert raw_of(mail) == raw_of(mail)


def test_copies_are_named_and_blind_copies_are_not(queue: Queue) -> None:
    mail = queue(cc=[["", "cc@post.example"]], bcc=[["", "bcc@post.example"]])

    raw = raw_of(mail)

    assert mail.recipients == ["kaethe@post.example", "cc@post.example", "bcc@post.example"]
    assert b"Cc: cc@post.example\r\n" in raw
    assert b"bcc" not in raw.lower()


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028"])
def test_no_header_can_be_smuggled_in(queue: Queue, break_: str) -> None:
    evil = f"x{break_}Bcc: victim@post.example"
    mail = queue(to=[[evil, "kaethe@post.example"]], subject=evil)
    smuggled = f"<a@b>{break_}Bcc: victim@post.example"
    change_message(mail, in_reply_to=smuggled, references=[smuggled])
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

    raw = raw_of(mail)

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

    (part,) = composed(mail).iter_attachments()

    assert (part.get_content_type(), part.get_filename()) == (sent, "Verträge für Käthe.pdf")
    assert part.get_payload(decode=True) == b"content\n"


def test_automatic_mail_says_so_and_has_no_envelope_sender(queue: Queue, nordlicht: Tenant) -> None:
    mail = queue()
    no_reply = make_no_reply_address(nordlicht, "no-reply@nordlicht.example", display_name="Nordlicht")
    with in_scope(nordlicht):
        OutgoingMail.objects.filter(pk=mail.pk).update(automatic=True, no_reply=no_reply)
    with everywhere():
        row = OutgoingMail.objects.select_related("no_reply", "tenant", "account").get(pk=mail.pk)

    made = composed(mail)

    assert (made["Auto-Submitted"], made["From"]) == ("auto-replied", "Nordlicht <no-reply@nordlicht.example>")
    assert envelope_from(row) == ""
    assert read_mark(made["X-Kontor-Automatic"]) == AutomaticMark("reply", nordlicht.pk, mail.message_id)


def test_mail_of_a_person_bears_no_automatic_mark(queue: Queue) -> None:
    assert composed(queue())["X-Kontor-Automatic"] is None
