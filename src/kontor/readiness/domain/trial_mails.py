"""The mails of trials: how they are written, how they are known in the ledger, and how every trace of them goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, formataddr, make_msgid

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kontor.channels import imap, mailboxes
from kontor.channels.domain.tokens import ready
from kontor.channels.enums import AfterFetch, Protocol
from kontor.channels.models import MailAccount
from kontor.channels.servers import MailServer
from kontor.channels.trial_mark import HEADER, TrialMark, make_mark, read_mark
from kontor.channels.unanswerable import send_without_sender
from kontor.intake.domain import leases
from kontor.intake.enums import LeasePurpose, Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.tenants.scope import scope

REASON = "trial"
"""What the ledger says of them."""
HEAD = 20_000
LEFT_AFTER = timedelta(minutes=20)
"""Longer than a trial lives."""


def write_mail(kind: str, account: MailAccount, nonce: str, *, sender: MailAccount, subject: str, text: str) -> bytes:
    """A mail to the account's own mailbox, marked so that intake knows it at once."""
    mail = EmailMessage()
    mail["From"] = formataddr((sender.sender_name or sender.name, sender.address))
    mail["To"] = account.address
    mail["Subject"] = subject
    mail["Message-ID"] = make_msgid(idstring="trial", domain=sender.address.rpartition("@")[2] or "localhost")
    mail["Date"] = format_datetime(clock.now())
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    return marked(mail.as_bytes(policy=SMTP_POLICY), kind, account, nonce)


def marked(content: bytes, kind: str, account: MailAccount, nonce: str) -> bytes:
    """The same mail with the mark before its other headers, so that no signature of it breaks."""
    mark = make_mark(kind, owner=account.owner, account_id=account.pk, nonce=nonce)
    return f"{HEADER}: {mark}\r\n".encode() + content


def send_to_mailbox(sender: MailAccount, account: MailAccount, content: bytes) -> None:
    """Hand it over, to nobody but the account's own mailbox. Raises ``DeliveryFailed``.

    No report about it comes back as somebody's request. That the account has sent is written down.
    """
    server = (ready(sender) if sender.sends_by_token else sender).smtp_server()
    send_without_sender(server, address=sender.address, recipient=account.address, message=content)
    with scope(sender.owner):
        MailAccount.objects.filter(pk=sender.pk).update(last_sent_at=clock.now())


def arrived(account: MailAccount, kind: str, nonce: str) -> Arrival | None:
    """The ledger's row of this trial mail, in the scope of the account's owner; None while it is not there."""
    rows = _rows(account.pk).select_related("raw").order_by("id")
    return next((row for row in rows if _is(mark_of(row), kind, nonce)), None)


def mark_of(arrival: Arrival) -> TrialMark | None:
    """What the mail's header says; the ledger has checked it when the mail came in."""
    head = arrival.raw.content[:HEAD].partition(b"\r\n\r\n")[0] if arrival.raw else b""
    value = next((line for line in head.splitlines() if line.lower().startswith(HEADER.lower().encode())), b"")
    return read_mark(value.decode("ascii", "replace"))


def clean(owner: int, account_id: int, *, nonce: str = "") -> bool:
    """Remove trial mails of the account from its mailbox and from the ledger. May run at any time, and again.

    Those of one trial, by its ``nonce``; without one those that are so old that no trial waits for them any more.

    Returns False when it is to be tried again: somebody reads the mailbox just now and may still move what was
    fetched. Raises ``ConnectionFailed``. What is not removed from the mailbox stays in the ledger, so that it is found
    again.
    """
    with scope(owner):
        account = MailAccount.objects.living().filter(pk=account_id).first()
        rows = _of_trial(account_id, nonce) if nonce else _left_over(account_id)
        if rows and leases.is_held(account_id, LeasePurpose.FETCH):
            return False
    if rows and account and account.protocol != Protocol.FOLDER:
        server = (ready(account) if account.signs_in_by_token else account).mail_server()
        _remove(account, server, rows)
    if rows:
        with scope(owner):
            _forget(rows)
    return True


def left_over() -> QuerySet[Arrival]:
    """What lies in the ledger of the scope although every trial that it could belong to is over."""
    return Arrival.objects.filter(outcome=Outcome.IGNORED, reason=REASON, stored_at__lt=clock.now() - LEFT_AFTER)


def _left_over(account_id: int) -> list[Arrival]:
    return list(left_over().filter(account=account_id))


def _of_trial(account_id: int, nonce: str) -> list[Arrival]:
    marks = ((row, mark_of(row)) for row in _rows(account_id).select_related("raw"))
    return [row for row, mark in marks if mark and mark.nonce == nonce]


def _rows(account_id: int) -> QuerySet[Arrival]:
    return Arrival.objects.filter(account=account_id, outcome=Outcome.IGNORED, reason=REASON)


def _is(mark: TrialMark | None, kind: str, nonce: str) -> bool:
    return mark is not None and (mark.kind, mark.nonce) == (kind, nonce)


def _remove(account: MailAccount, server: MailServer, rows: list[Arrival]) -> None:
    """Where it was fetched, and where fetched mails are moved to."""
    mailboxes.delete(server, [row.key for row in rows])
    if account.protocol != Protocol.IMAP or account.after_fetch != AfterFetch.MOVE:
        return
    names = [str(row.details.get("message_id", "")) for row in rows]
    with imap.open_mailbox(replace(server, folder=account.done_folder)) as mailbox:
        mailbox.delete([uid for name in names if name for uid in mailbox.find(name)])


def _forget(rows: list[Arrival]) -> None:
    """The rows and their bytes, which are nobody else's: every trial mail has a nonce of its own."""
    raws = [row.raw_id for row in rows if row.raw_id]
    Arrival.objects.filter(pk__in=[row.pk for row in rows]).delete()
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [raws])


_DROP = """
DELETE FROM tickets_blob blob WHERE id = ANY (%s) AND NOT EXISTS (SELECT FROM intake_arrival WHERE raw_id = blob.id)
"""


def trial_subject() -> str:
    return _("Go-live test of Kontor")


def trial_text() -> str:
    return _("This mail tries the whole way of a ticket. Kontor removes it by itself; nobody has to answer it.")
