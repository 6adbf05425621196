"""Mails as a customer or a mail server writes them, and the way of an account to reach the test's servers."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from tests.factories import next_number
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink

KAETHE = "Käthe Kunde <kaethe@post.example>"


def letter(
    subject: str = "Abrechnung stimmt nicht",
    *,
    text: str = "Guten Tag, meine Abrechnung stimmt nicht.",
    sender: str = KAETHE,
    to: str = "service@nordlicht.example",
    message_id: str = "",
    **headers: str,
) -> bytes:
    """A plain mail. Further headers by name, ``_`` for ``-``: ``In_Reply_To="<1@post.example>"``."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = message_id or f"<letter{next_number()}@post.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, cte="quoted-printable")
    return made.as_bytes()


def letter_with_file(subject: str, filename: str, content: bytes, **more: Any) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = more.pop("sender", KAETHE), "service@nordlicht.example", subject
    made["Message-ID"] = f"<letter{next_number()}@post.example>"
    made.set_content("Siehe Anlage.")
    made.add_attachment(content, maintype="application", subtype="pdf", filename=filename)
    return made.as_bytes()


def delivery_report(message_id: str, *recipients: str, action: str = "failed", to: str = "") -> bytes:
    """What a mail server sends when it could not deliver the mail with this Message-ID (RFC 3464)."""
    status = {"failed": "5.1.1", "delayed": "4.4.1"}[action]
    groups = "".join(
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n"
        for recipient in recipients
    )
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.post.example>\r\n"
        f"To: {to or 'service@nordlicht.example'}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <report{next_number()}@mx.post.example>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n"
        f"--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.post.example\r\n\r\n{groups}"
        "--r\r\nContent-Type: message/rfc822\r\n\r\n"
        f"From: service@nordlicht.example\r\nSubject: Re: Ihre Anfrage\r\nMessage-ID: {message_id}\r\n\r\n"
        "Text\r\n--r--\r\n"
    ).encode()


def mailbox_of(server: Dovecot, user: str, *, protocol: str = "imap") -> dict[str, Any]:
    """The values of an account that reads this mailbox."""
    return {
        "protocol": protocol,
        "host": server.host,
        "port": server.ports[f"{protocol}s"],
        "security": "tls",
        "ca_file": server.ca_file,
        "username": user,
        "password": PASSWORD,
    }


def sending_through(sink: SmtpSink) -> dict[str, Any]:
    """The values of an account that sends through this server."""
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": sink.port,
        "smtp_security": "plain",
        "smtp_username": "",
        "username": "",
    }
