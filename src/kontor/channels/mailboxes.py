"""What is done to a mailbox without regard to its protocol. A mail is named by its key (``FetchedMail.key``)."""

from __future__ import annotations

from collections.abc import Iterable
from imaplib import IMAP4

from kontor.channels import imap, pop3
from kontor.channels.enums import Protocol
from kontor.channels.errors import Kind
from kontor.channels.imap_connection import broken_connections, failures, refusal, signed_in
from kontor.channels.servers import FINAL_TIMEOUT, MailServer

SEEN = rb"\Seen"


def delete(server: MailServer, keys: Iterable[str]) -> int:
    """Remove these mails; returns how many of them were there.

    A key of another UIDVALIDITY than the folder has now names nothing any more, and certainly no other mail.
    """
    wanted = set(keys)
    if not wanted:
        return 0
    if server.protocol == Protocol.POP3:
        there = wanted & pop3.listing(server).keys()
        pop3.delete(server, there)
        return len(there)
    with imap.open_mailbox(server) as mailbox:
        uids = [uid for uid in mailbox.uids() if f"{mailbox.uidvalidity}:{uid}" in wanted]
        mailbox.delete(uids)
        return len(uids)


def append_copy(server: MailServer, folder: str, mail: bytes, *, message_id: str = "") -> bool:
    """Put a mail into a folder of the mailbox, marked as read; the folder is made if it is not there. IMAP only.

    With its Message-ID a mail that lies there already is not put there again, and False is returned.
    """
    with signed_in(server) as client:
        with failures(server):
            if not client.folder_exists(folder):
                client.create_folder(folder)
            if message_id:
                client.select_folder(folder, readonly=True)
                if client.search(["HEADER", "Message-ID", message_id]):
                    return False
        try:
            with broken_connections(server):
                client.socket().settimeout(FINAL_TIMEOUT)  # it has all of the mail to come, and to write down
                client.append(folder, mail, flags=[SEEN])
        except IMAP4.error as error:
            raise refusal(error, server, Kind.FOLDER) from error
        return True


def holds_copy(server: MailServer, folder: str, message_id: str) -> bool:
    """A mail with this Message-ID lies in the folder."""
    with signed_in(server) as client, failures(server):
        if not client.folder_exists(folder):
            return False
        client.select_folder(folder, readonly=True)
        return bool(client.search(["HEADER", "Message-ID", message_id]))
