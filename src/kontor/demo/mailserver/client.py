"""The customer's mailbox as a mail program sees it: through IMAP and SMTP, never through the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parseaddr

from kontor.channels import imap, smtp
from kontor.channels.fetched import FetchedMail
from kontor.demo.mailserver.place import Place
from kontor.kernel import clock

NEWEST = 50


@dataclass(frozen=True, slots=True)
class ListedMail:
    """A line in the list of mails."""

    uid: int
    sender: str
    sender_address: str
    subject: str
    at: datetime | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A mail to be read. ``html`` is foreign and unclean, ``text`` is empty where the mail has none."""

    listed: ListedMail
    recipients: str
    text: str
    html: str
    message_id: str
    references: str
    attachments: tuple[str, ...]


def list_mails(place: Place, address: str) -> list[ListedMail]:
    """The newest mails of the mailbox, newest first. Raises ``ConnectionFailed``."""
    with imap.open_mailbox(place.mail_server(address)) as mailbox:
        uids = mailbox.uids()[-NEWEST:]
        return [_listed(mail) for mail in reversed(mailbox.read(uids))]


def read_mail(place: Place, address: str, uid: int) -> OpenedMail | None:
    """One mail, or None where there is none; afterwards it counts as read. Raises ``ConnectionFailed``."""
    with imap.open_mailbox(place.mail_server(address)) as mailbox:
        found = mailbox.read([uid])
        mailbox.mark_seen([mail.uid for mail in found])
    return _opened(found[0]) if found else None


def send_mail(
    place: Place,
    sender: str,
    recipient: str,
    *,
    subject: str,
    text: str,
    name: str = "",
    answers: OpenedMail | None = None,
) -> str:
    """Send as this address and return the Message-ID. Raises ``DeliveryFailed``; an unknown recipient is one, too."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = formataddr((name, sender))
    mail["To"] = recipient
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    if answers is not None and answers.message_id:
        mail["In-Reply-To"] = answers.message_id
        mail["References"] = f"{answers.references} {answers.message_id}".strip()
    mail.set_content(text)
    smtp.send_to_one(place.smtp_server(sender), envelope_from=sender, recipient=recipient, message=mail.as_bytes())
    return str(mail["Message-ID"])


def _listed(mail: FetchedMail) -> ListedMail:
    parsed = _parsed(mail)
    name, address = parseaddr(str(parsed["From"] or ""))
    return ListedMail(
        uid=mail.uid,
        sender=name or address,
        sender_address=address,
        subject=str(parsed["Subject"] or ""),
        at=mail.internal_date,
        is_new="\\Seen" not in mail.flags,
    )


def _opened(mail: FetchedMail) -> OpenedMail:
    parsed = _parsed(mail)
    return OpenedMail(
        listed=_listed(mail),
        recipients=str(parsed["To"] or ""),
        text=_content(parsed, "plain"),
        html=_content(parsed, "html"),
        message_id=str(parsed["Message-ID"] or ""),
        references=" ".join(str(parsed["References"] or "").split()),
        attachments=tuple(part.get_filename() or "" for part in parsed.iter_attachments()),
    )


def _parsed(mail: FetchedMail) -> EmailMessage:
    return message_from_bytes(mail.raw or mail.headers, policy=policy.default)


def _content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
