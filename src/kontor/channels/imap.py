"""Reading a mailbox by IMAP. Pure transport: no account, no database.

IMAPClient does the talking. The standard library's ``imaplib`` reads three times as many mails a second (29,200 small
ones against 9,060, in 50s), but hands out half-parsed answers, quotes neither user nor folder and knows no folder
names beyond ASCII. Parsing a mail takes twenty times as long as fetching it either way, so the readable one is used.

    with open_mailbox(server) as mailbox:
        for batch in mailbox.new(uidvalidity=known.uidvalidity, last_uid=known.last_uid):
            ...                                    # write it down and commit
            mailbox.mark_seen(mail.uid for mail in batch.mails)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from imaplib import IMAP4
from threading import Event
from typing import Any

from imapclient import IMAPClient

from kontor.channels.errors import Kind
from kontor.channels.fetched import (
    BATCH,
    BATCH_BYTES,
    MAX_MAIL_BYTES,
    Batch,
    FetchedMail,
    Room,
    any_room,
)
from kontor.channels.imap_connection import broken_connections, failures, refusal, signed_in
from kontor.channels.imap_contents import FACTS, by_bytes, contents, size_of
from kontor.channels.imap_idle import wait_for_new
from kontor.channels.servers import MailServer
from kontor.channels.tls import failure

WINDOW = 50_000
SIZES = 500
DELETED = rb"\Deleted"
SEEN = rb"\Seen"


@contextmanager
def open_mailbox(server: MailServer) -> Iterator[Mailbox]:
    """Connect, sign in and open the folder; sign out at the end, whatever happens. Raises ``ConnectionFailed``."""
    with signed_in(server) as client:
        yield open_folder(client, server)


def open_folder(client: IMAPClient, server: MailServer) -> Mailbox:
    """Select the server's folder."""
    try:
        with broken_connections(server):
            selected = client.select_folder(server.folder)
    except IMAP4.error as error:
        raise refusal(error, server, Kind.FOLDER) from error
    return Mailbox(
        client,
        server,
        uidvalidity=selected.get(b"UIDVALIDITY", 0),
        next_uid=selected.get(b"UIDNEXT", 0),
        count=selected.get(b"EXISTS", 0),
    )


class Mailbox:
    """An open folder. ``count`` is the number of mails in it when it was opened."""

    def __init__(self, client: IMAPClient, server: MailServer, *, uidvalidity: int, next_uid: int, count: int) -> None:
        self.client = client
        self.server = server
        self.uidvalidity = uidvalidity
        self.next_uid = next_uid
        self.count = count
        self.handed_over = max(next_uid - 1, 0)

    def new(
        self,
        *,
        uidvalidity: int,
        last_uid: int,
        limit: int | None = None,
        batch: int = BATCH,
        batch_bytes: int = BATCH_BYTES,
        max_bytes: int = MAX_MAIL_BYTES,
    ) -> Iterator[Batch]:
        """The mails after ``last_uid``, at most ``limit``, in batches bounded by number and bytes.

        The first batch comes always, if need be without mails: it tells the folder's UIDVALIDITY. Nothing is marked
        on the server. A mail above ``max_bytes``, or one that the server cannot give out, comes without content.
        """
        renumbered = self.is_renumbered(uidvalidity)
        uids = self.after(uidvalidity, last_uid, limit)
        if not uids:
            yield Batch(self.uidvalidity, last_uid if not renumbered else 0, (), renumbered)
        for start in range(0, len(uids), batch):
            part = uids[start : start + batch]
            yield from self.batches(part, renumbered=renumbered, batch_bytes=batch_bytes, max_bytes=max_bytes)

    def is_renumbered(self, uidvalidity: int) -> bool:
        """The numbers that the caller knew under this UIDVALIDITY count no more."""
        return uidvalidity not in (0, self.uidvalidity)

    def date_of(self, uid: int) -> datetime | None:
        """When the server got this mail; None where it is there no more."""
        date: datetime | None = self.fetch([uid], ["INTERNALDATE"]).get(uid, {}).get(b"INTERNALDATE")
        return date

    def after(self, uidvalidity: int, last_uid: int, limit: int | None = None) -> list[int]:
        """The UIDs after ``last_uid``, oldest first; all there are when the folder was numbered anew."""
        self.handed_over = last_uid if uidvalidity == self.uidvalidity else 0
        return self._uids_after(self.handed_over, limit)

    def batches(
        self,
        uids: Sequence[int],
        *,
        renumbered: bool = False,
        batch_bytes: int = BATCH_BYTES,
        max_bytes: int = MAX_MAIL_BYTES,
        room: Room = any_room,
    ) -> Iterator[Batch]:
        """These mails with their content, bounded by bytes; those that are there no more are left out.

        ``room`` is entered for the content of each batch.
        """
        facts = self.fetch(uids, FACTS)
        for group in by_bytes(uids, facts, batch_bytes, max_bytes):
            with room(sum(size for uid in group if (size := size_of(facts, uid)) <= max_bytes)):
                self.handed_over = group[-1]
                yield Batch(self.uidvalidity, group[-1], tuple(contents(self, group, facts, max_bytes)), renumbered)

    def uids(self) -> list[int]:
        """Of all mails in the folder, oldest first."""
        return self._uids_after(0)

    def read(self, uids: Sequence[int], *, max_bytes: int = MAX_MAIL_BYTES) -> list[FetchedMail]:
        """These mails, as far as they are there. For a handful; ``new`` is the one for many."""
        return list(contents(self, uids, self.fetch(uids, FACTS), max_bytes))

    def find(self, message_id: str) -> list[int]:
        """The UIDs of the mails with this Message-ID, also of those that came after the folder was opened."""
        with failures(self.server):
            self.client.noop()
            return sorted(self.client.search(["HEADER", "Message-ID", message_id]))

    def is_there(self, uid: int) -> bool:
        return uid in self._search(str(uid))

    def fetch(self, uids: Sequence[int], items: list[str]) -> dict[int, Any]:
        """Answers by UID. One mail that the server stumbles over does not stop the others: then one by one."""
        if not uids:
            return {}
        try:
            with broken_connections(self.server):
                return dict(self.client.fetch(uids, items))
        except IMAP4.error:
            if len(uids) == 1:
                return {}
        answers: dict[int, Any] = {}
        for uid in uids:
            answers |= self.fetch([uid], items)
        return answers

    @property
    def can_idle(self) -> bool:
        """The server tells of new mails by itself (IDLE, RFC 2177)."""
        return bool(self.client.has_capability("IDLE"))

    def idle(self, seconds: float, stop: Event) -> bool:
        """Wait until something is new after what was handed over last. See ``imap_idle.wait_for_new``."""
        return wait_for_new(self, seconds, stop)

    def has_new(self) -> bool:
        """Mails have come after what was handed over. Says nothing about those that came before."""
        return bool(self._uids_after(self.handed_over, 1))

    def listing(self) -> dict[str, int]:
        """Every mail in the folder: key and size. Nothing is fetched."""
        uids = self.uids()
        steps = (self.fetch(uids[start : start + SIZES], ["RFC822.SIZE"]) for start in range(0, len(uids), SIZES))
        return {f"{self.uidvalidity}:{uid}": size_of(answers, uid) for answers in steps for uid in answers}

    def mark_seen(self, uids: Iterable[int]) -> None:
        self._flag(list(uids), SEEN)

    def move(self, uids: Iterable[int], folder: str) -> None:
        """Move to the folder, which is made if it is not there. Where the server knows no MOVE: copy, then delete."""
        wanted = list(uids)
        if not wanted:
            return
        with failures(self.server):
            if not self.client.folder_exists(folder):
                self.client.create_folder(folder)
            if self.client.has_capability("MOVE"):
                self._pass_over(self.client.move, wanted, folder)
                return
            self._pass_over(self.client.copy, wanted, folder)
        self.delete(wanted)

    def _pass_over(self, carry: Callable[[Sequence[int], str], Any], uids: list[int], folder: str) -> None:
        """Where somebody else removes some of them at this moment (RFC 5530), those that are left."""
        try:
            carry(uids, folder)
        except IMAP4.error as error:
            if "EXPUNGEISSUED" not in str(error):
                raise
            self.client.noop()
            if there := self.client.search(["UID", ",".join(map(str, uids))]):
                carry(there, folder)

    def delete(self, uids: Iterable[int]) -> None:
        """Remove these mails, and never others that somebody else has marked as deleted.

        On a server without UIDPLUS, while such others are there, ours stay marked and go with the next clearing.
        """
        wanted = list(uids)
        self._flag(wanted, DELETED)
        if not wanted:
            return
        with failures(self.server):
            if self.client.has_capability("UIDPLUS"):
                self.client.uid_expunge(wanted)
            elif set(self.client.search(["DELETED"])) <= set(wanted):
                self.client.expunge()

    def _flag(self, uids: list[int], flag: bytes) -> None:
        if uids:
            with failures(self.server):
                self.client.add_flags(uids, [flag], silent=True)

    def _uids_after(self, last_uid: int, limit: int | None = None) -> list[int]:
        """In steps, because an answer with some hundred thousand numbers is too long for a line."""
        found: list[int] = []
        for first in range(last_uid + 1, self.next_uid, WINDOW):
            found += self._search(f"{first}:{min(first + WINDOW, self.next_uid) - 1}")
            if limit is not None and len(found) >= limit:
                return sorted(found)[:limit]
        after = max(last_uid + 1, self.next_uid)
        found += [uid for uid in self._search(f"{after}:*") if uid >= after]  # "*" always names the last mail
        return sorted(found)[:limit]

    def _search(self, uids: str) -> list[int]:
        with failures(self.server):
            return list(self.client.search(["UID", uids]))


def fetch_new(server: MailServer, *, uidvalidity: int, last_uid: int, **bounds: Any) -> Iterator[Batch]:
    """``Mailbox.new`` on a connection of its own, which lives as long as the iterator."""
    with open_mailbox(server) as mailbox:
        yield from mailbox.new(uidvalidity=uidvalidity, last_uid=last_uid, **bounds)


def mark_seen(server: MailServer, uids: Iterable[int], *, uidvalidity: int) -> None:
    with _same_numbers(server, uidvalidity) as mailbox:
        mailbox.mark_seen(uids)


def move(server: MailServer, uids: Iterable[int], folder: str, *, uidvalidity: int) -> None:
    with _same_numbers(server, uidvalidity) as mailbox:
        mailbox.move(uids, folder)


def delete(server: MailServer, uids: Iterable[int], *, uidvalidity: int) -> None:
    with _same_numbers(server, uidvalidity) as mailbox:
        mailbox.delete(uids)


@contextmanager
def _same_numbers(server: MailServer, uidvalidity: int) -> Iterator[Mailbox]:
    """UIDs of another UIDVALIDITY would name other people's mails: refuse with ``Kind.RENUMBERED``."""
    with open_mailbox(server) as mailbox:
        if mailbox.uidvalidity != uidvalidity:
            raise failure(server, Kind.RENUMBERED)
        yield mailbox
