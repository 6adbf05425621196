"""What lies in a mailbox, whatever its protocol."""

from __future__ import annotations

from kontor.channels import imap, pop3
from kontor.channels.servers import MailServer


def listing(server: MailServer) -> dict[str, int]:
    """Every mail that lies there now: key and size. Nothing is fetched."""
    if server.protocol == "pop3":
        return pop3.listing(server)
    with imap.open_mailbox(server) as mailbox:
        return mailbox.listing()
