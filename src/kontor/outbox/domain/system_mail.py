"""Mail of the installation itself (a new password): through a general account, about no ticket, kept nowhere."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from kontor.channels.domain.tokens import ready
from kontor.channels.enums import AccountKind
from kontor.channels.errors import ConnectionFailed, DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.channels.unanswerable import send_without_sender
from kontor.kernel import clock
from kontor.kernel.text import one_line
from kontor.tenants.scope import INSTALLATION, scope
from kontor.tickets.domain import automatic_mark


def general_sender() -> MailAccount | None:
    """The general account that sends for the installation; None when none is set up for sending."""
    with scope(INSTALLATION):
        rows = MailAccount.objects.living().filter(tenant=None, active=True).exclude(smtp_host="")
        return rows.filter(kind=AccountKind.REPLY).first() or rows.order_by("pk").first()


def send_system_mail(to: str, subject: str, text: str, *, through: MailAccount | None = None) -> None:
    """Hand the mail to the general account's server now, or to this one's. For jobs only: it talks to the network.

    Raises DeliveryFailed when no general account can send, or the server does not take the mail or its recipient.
    """
    account = through or general_sender()
    if account is None:
        raise DeliveryFailed("There is no general account to send through.", permanent=True)
    content = _compose(account, to, subject, text)
    try:
        server = ready(account).smtp_server()
    except ConnectionFailed as failure:
        raise DeliveryFailed(failure.sentence, permanent=False) from failure
    send_without_sender(server, address=account.address, recipient=to, message=content)  # a link to a password, say


def _compose(account: MailAccount, to: str, subject: str, text: str) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(display_name=one_line(account.sender_name or account.name), addr_spec=account.address)
    made["To"] = Address(addr_spec=one_line(to))
    made["Subject"] = one_line(subject)
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = make_msgid(domain=account.address.rpartition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made[automatic_mark.HEADER] = automatic_mark.make_mark(automatic_mark.SYSTEM, INSTALLATION, 0)
    made.set_content(text, cte="quoted-printable")
    return made.as_bytes()
