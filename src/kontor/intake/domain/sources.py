"""The kinds of mailbox as a visit sees them: what is new, some of it, and what to do with it once it is kept."""

from __future__ import annotations

import socket
import ssl
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from kontor.channels import enums as channels
from kontor.channels import imap, pop3
from kontor.channels.domain.scan_folders import folder_of
from kontor.channels.domain.tokens import ready
from kontor.channels.fetched import Batch
from kontor.channels.models import MailAccount
from kontor.channels.scan_folder import DONE, MOST_BYTES, ScanFolder, TakenScan
from kontor.intake.domain.room import ROOM

Known = Callable[[list[str]], set[str]]
Gone = Callable[[list[str]], None]
Seen = Callable[[imap.Mailbox | pop3.Mailbox], None]


class Source(Protocol):
    """An open mailbox. ``tls`` is the version of the encryption, "" without any."""

    tls: str

    def look(self) -> Batch | None:
        """See what is new. A batch without mails tells where the folder stands, if the server says that."""

    def waiting(self) -> int:
        """How many mails are known to be new."""

    def take(self, most: int) -> Generator[Batch, None, None]:
        """The next mails, at most so many, in batches bounded by bytes. To be closed, which gives their room back."""

    def kept(self, batch: Batch) -> None:
        """The batch is written down and committed: do with it on the server what the account says."""

    def abort(self) -> None:
        """Break the connection off from another thread."""


@contextmanager
def open_source(
    account: MailAccount, known: Known, gone: Gone = lambda _keys: None, seen: Seen = lambda _mailbox: None
) -> Iterator[Source]:
    """Connect and sign in; sign out at the end. ``known``: which of these keys stand in the ledger. ``gone`` is told of
    the mails that were deleted, if the server may now call other ones by their keys; ``seen`` of an open folder,
    before it is known what is new in it."""
    if account.protocol == channels.Protocol.FOLDER:
        yield FolderSource(account, folder_of(account), known)
        return
    server = ready(account).mail_server()
    if account.protocol == channels.Protocol.POP3:
        with _pop3_source(account, known, gone, seen) as source:
            yield source
        return
    with imap.open_mailbox(server) as mailbox:
        seen(mailbox)
        yield ImapSource(account, mailbox)


class ImapSource:
    """A folder. What comes in while it is read is seen by the next look."""

    def __init__(self, account: MailAccount, mailbox: imap.Mailbox) -> None:
        self.account = account
        self.mailbox = mailbox
        self.tls = tls_version(mailbox.client.socket())
        self.renumbered = mailbox.is_renumbered(account.uidvalidity)
        self.uidvalidity, self.last_uid = account.uidvalidity, account.last_uid
        self._uids: deque[int] = deque()

    def look(self) -> Batch | None:
        self._uids = deque(self.mailbox.after(self.uidvalidity, self.last_uid))
        if self.uidvalidity != self.mailbox.uidvalidity:
            self.uidvalidity, self.last_uid = self.mailbox.uidvalidity, 0
        return Batch(self.uidvalidity, self.last_uid, (), self.renumbered)

    def waiting(self) -> int:
        return len(self._uids)

    def take(self, most: int) -> Generator[Batch, None, None]:
        uids = [self._uids.popleft() for _mail in range(min(most, len(self._uids)))]
        if not uids:
            return
        for batch in self.mailbox.batches(uids, renumbered=self.renumbered, room=ROOM.take):
            self.last_uid = batch.last_uid
            yield batch

    def kept(self, batch: Batch) -> None:
        """Mails of which only the head was fetched stay where they are: their content is nowhere else."""
        whole = [mail.uid for mail in batch.mails if mail.raw is not None]
        self.mailbox.mark_seen([mail.uid for mail in batch.mails])
        if self.account.after_fetch == channels.AfterFetch.MOVE and self.account.done_folder:
            self.mailbox.move(whole, self.account.done_folder)
        elif self.account.after_fetch == channels.AfterFetch.DELETE:
            self.mailbox.delete(whole)

    def abort(self) -> None:
        break_off(self.mailbox.client.socket())


class Pop3Source:
    """A POP3 mailbox. It is locked while it is open: what is to be deleted goes afterwards, on a visit of its own."""

    def __init__(self, account: MailAccount, mailbox: pop3.Mailbox, known: Known) -> None:
        self.account = account
        self.mailbox = mailbox
        self.known = known
        self.tls = tls_version(mailbox.pop.sock)
        self.unwanted: list[str] = []
        self._uidls: deque[str] | None = None

    def look(self) -> Batch | None:
        if self._uidls is None:
            listed = list(self.mailbox.listing())
            taken = self.known(listed)
            self._uidls = deque(uidl for uidl in listed if uidl not in taken)
        return None

    def waiting(self) -> int:
        return len(self._uidls or ())

    def take(self, most: int) -> Generator[Batch, None, None]:
        uidls = self._uidls or deque()
        wanted = [uidls.popleft() for _mail in range(min(most, len(uidls)))]
        yield from self.mailbox.batches(wanted, room=ROOM.take)

    def kept(self, batch: Batch) -> None:
        if self.account.after_fetch == channels.AfterFetch.DELETE:
            self.unwanted += [mail.key for mail in batch.mails if mail.raw is not None]

    def abort(self) -> None:
        break_off(self.mailbox.pop.sock)


class FolderSource:
    """A folder with scans. One that stands in the ledger already (the worker died before it was put away) is put away
    when it is seen again."""

    tls = ""

    def __init__(self, account: MailAccount, folder: ScanFolder, known: Known) -> None:
        self.account = account
        self.folder = folder
        self.known = known
        self._names: deque[str] | None = None
        self._taken: dict[str, TakenScan] = {}

    @property
    def _done(self) -> str:
        return self.account.done_folder or DONE

    def look(self) -> Batch | None:
        if self._names is None:
            self._names = deque(self.folder.waiting())
            self.folder.put_late_texts_away(self._done)
        return None

    def waiting(self) -> int:
        return len(self._names or ())

    def take(self, most: int) -> Generator[Batch, None, None]:
        names = self._names or deque()
        for name in [names.popleft() for _scan in range(min(most, len(names)))]:
            with ROOM.take(MOST_BYTES):
                taken = self.folder.read(name)
                if taken is None:
                    continue
                mail = taken.mail
                self._taken[mail.key] = taken
                if self.known([mail.key]):
                    self.kept(Batch(0, 0, (mail,)))
                else:
                    yield Batch(0, 0, (mail,))

    def kept(self, batch: Batch) -> None:
        """One that is too large to be taken is nowhere else: it is put away, and never removed."""
        for mail in batch.mails:
            taken = self._taken.pop(mail.key)
            if self.account.after_fetch == channels.AfterFetch.DELETE and mail.raw is not None:
                self.folder.remove(taken, self._done)
            else:
                self.folder.put_away(taken, self._done)

    def abort(self) -> None:
        """There is no line that could be broken off."""


@contextmanager
def _pop3_source(account: MailAccount, known: Known, gone: Gone, seen: Seen) -> Iterator[Source]:
    server = account.mail_server()
    with pop3.open_mailbox(server) as pop:
        mailbox = pop3.Mailbox(pop, server)
        seen(mailbox)
        source = Pop3Source(account, mailbox, known)
        yield source
    if source.unwanted:
        pop3.delete(server, source.unwanted)
        gone(source.unwanted)


def tls_version(line: socket.socket) -> str:
    """Of an open connection, as the journey of a mail shows it."""
    return (line.version() or "") if isinstance(line, ssl.SSLSocket) else ""


def break_off(line: socket.socket) -> None:
    """Whoever waits for an answer on this line learns that it is dead."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
