"""The mailboxes by IMAP: Twisted speaks the protocol, ``storage`` holds the mails."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.utils import formatdate
from io import BytesIO
from typing import Any

from twisted.mail import imap4
from zope.interface import implementer

from kontor.demo.mailserver.storage import LETTERS, Folder, Mailboxes, StoredMail

FLAGS = sorted(LETTERS.values())


@implementer(imap4.IMessage, imap4.IMessageFile)
class ShownMail:
    """A mail as Twisted wants to see it. The content goes out byte by byte as it came in."""

    def __init__(self, mail: StoredMail) -> None:
        self.mail = mail
        self.parsed: Message | None = None

    def open(self) -> BytesIO:
        return BytesIO(self.mail.read())

    def getUID(self) -> int:
        return self.mail.uid

    def getFlags(self) -> list[str]:
        return sorted(self.mail.flags)

    def getInternalDate(self) -> bytes:
        return formatdate(self.mail.at).encode()

    def getSize(self) -> int:
        return self.mail.size

    def getHeaders(self, negate: bool, *names: Any) -> dict[str, str]:
        wanted = {_text(name).lower() for name in names}
        items = [(name.lower(), str(value)) for name, value in self._message().items()]
        return {name: value for name, value in items if (name in wanted) != bool(negate)}

    def getBodyFile(self) -> BytesIO:
        _head, _gap, body = self.mail.read().replace(b"\r\n", b"\n").partition(b"\n\n")
        return BytesIO(body.replace(b"\n", b"\r\n"))

    def isMultipart(self) -> bool:
        return False

    def getSubPart(self, part: int) -> ShownMail:
        raise IndexError(part)

    def _message(self) -> Message:
        if self.parsed is None:
            self.parsed = message_from_bytes(self.mail.read())
        return self.parsed


@implementer(imap4.IMailbox)
class ShownFolder:
    """A folder for one connection."""

    def __init__(self, folder: Folder, *, writable: bool = True) -> None:
        self.folder = folder
        self.writable = writable
        self.connections: list[Any] = []

    def addListener(self, connection: Any) -> None:
        self.connections.append(connection)
        self.folder.listeners.append(self._tell)

    def removeListener(self, connection: Any) -> None:
        self.connections.remove(connection)
        self.folder.listeners.remove(self._tell)

    def _tell(self) -> None:
        for connection in self.connections:
            connection.newMessages(len(self.folder.mails), None)

    def getFlags(self) -> list[str]:
        return FLAGS

    def getHierarchicalDelimiter(self) -> str:
        return "/"

    def getUIDValidity(self) -> int:
        return self.folder.uidvalidity

    def getUIDNext(self) -> int:
        return self.folder.next_uid

    def getUID(self, number: int) -> int:
        return self.folder.mails[number - 1].uid

    def getMessageCount(self) -> int:
        return len(self.folder.mails)

    def getRecentCount(self) -> int:
        return 0

    def getUnseenCount(self) -> int:
        return sum("\\Seen" not in mail.flags for mail in self.folder.mails)

    def isWriteable(self) -> bool:
        return self.writable

    def destroy(self) -> None:
        raise imap4.MailboxException("Folders of the demo stay.")

    def requestStatus(self, names: Any) -> Any:
        return imap4.statusRequestHelper(self, names)

    def addMessage(self, message: Any, flags: Any = (), date: Any = None) -> int:
        return self.folder.add(message.read(), {_text(flag) for flag in flags}).uid

    def expunge(self) -> list[int]:
        removed = []
        for number, mail in reversed([*self._numbered()]):
            if "\\Deleted" in mail.flags:
                self.folder.remove(mail)
                removed.append(number)
        return removed

    def fetch(self, messages: Any, uid: bool) -> list[tuple[int, ShownMail]]:
        return [(number, ShownMail(mail)) for number, mail in self._named(messages, uid)]

    def store(self, messages: Any, flags: Any, mode: int, uid: bool) -> dict[int, list[str]]:
        changed = {_text(flag) for flag in flags}
        answers = {}
        for number, mail in self._named(messages, uid):
            new = {1: mail.flags | changed, -1: mail.flags - changed}.get(mode, changed)
            self.folder.set_flags(mail, new)
            answers[number] = sorted(new)
        return answers

    def _numbered(self) -> enumerate[StoredMail]:
        return enumerate(self.folder.mails, 1)

    def _named(self, messages: Any, uid: bool) -> list[tuple[int, StoredMail]]:
        mails = self.folder.mails
        messages.last = (mails[-1].uid if uid else len(mails)) if mails else 0
        return [(number, mail) for number, mail in self._numbered() if (mail.uid if uid else number) in messages]


@implementer(imap4.IAccount)
class ShownMailbox:
    """The mailbox of one address with its folders."""

    def __init__(self, mailboxes: Mailboxes, address: str) -> None:
        self.mailboxes = mailboxes
        self.address = address

    def select(self, name: Any, readwrite: bool = True) -> ShownFolder | None:
        found = {known.upper(): known for known in self.mailboxes.folder_names(self.address)}.get(_text(name).upper())
        if found is None:
            return None
        return ShownFolder(self.mailboxes.folder(self.address, found), writable=bool(readwrite))

    def create(self, name: Any) -> bool:
        self.mailboxes.folder(self.address, _text(name))
        return True

    addMailbox = create

    def listMailboxes(self, reference: Any, wildcard: Any) -> list[tuple[str, ShownFolder]]:
        fits = imap4.wildcardToRegexp(_text(reference) + _text(wildcard), "/")
        names = [name for name in self.mailboxes.folder_names(self.address) if fits.match(name)]
        return [(name, ShownFolder(self.mailboxes.folder(self.address, name))) for name in names]

    def isSubscribed(self, name: Any) -> bool:
        return True

    def subscribe(self, name: Any) -> bool:
        return True

    unsubscribe = subscribe

    def delete(self, name: Any) -> None:
        raise imap4.MailboxException("Folders of the demo stay.")

    def rename(self, old: Any, new: Any) -> None:
        raise imap4.MailboxException("Folders of the demo stay.")


class Connection(imap4.IMAP4Server):
    def search_HEADER(self, query: list[Any], number: int, mail: ShownMail) -> bool:
        """Twisted's own compares bytes with text here."""
        name, wanted = _text(query.pop(0)), _text(query.pop(0))
        found = mail.getHeaders(False, name).get(name.lower())
        return found is not None and wanted.lower() in found.lower()


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
