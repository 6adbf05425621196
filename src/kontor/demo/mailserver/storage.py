"""Mails on disk: a Maildir for each folder of each mailbox, with the UID at the beginning of the file's name.

Only the server's one process writes here, so that what it remembers of a folder is always true.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

NAME = re.compile(r"(?P<uid>\d+)\.(?P<at>\d+)\.kontor:2,(?P<flags>[A-Z]*)")
LETTERS = {"D": "\\Draft", "F": "\\Flagged", "R": "\\Answered", "S": "\\Seen", "T": "\\Deleted"}
SAFE = re.compile(r"[^a-z0-9.@+_-]", re.IGNORECASE)
UIDVALIDITY = "uidvalidity"


@dataclass
class StoredMail:
    path: Path
    uid: int
    at: int
    flags: set[str] = field(default_factory=set)

    def read(self) -> bytes:
        return self.path.read_bytes()

    @property
    def size(self) -> int:
        return self.path.stat().st_size


class Folder:
    """The mails of a folder, oldest first. Whoever is in ``listeners`` is called when one has come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for part in ("cur", "new", "tmp"):
            (path / part).mkdir(parents=True, exist_ok=True)
        self.uidvalidity = self._uidvalidity()
        self.mails = sorted(filter(None, map(_stored, (path / "cur").iterdir())), key=lambda mail: mail.uid)
        self.next_uid = self._next_uid()
        self.listeners: list[Callable[[], None]] = []

    def add(self, raw: bytes, flags: Iterable[str] = ()) -> StoredMail:
        """Write the mail down and tell the listeners."""
        uid, at = self.next_uid, int(time.time())
        self._note_next_uid(uid + 1)
        half = self.path / "tmp" / str(uid)
        half.write_bytes(raw)
        mail = StoredMail(self._file(uid, at, set(flags)), uid, at, set(flags))
        half.rename(mail.path)
        self.mails.append(mail)
        for tell in list(self.listeners):
            tell()
        return mail

    def set_flags(self, mail: StoredMail, flags: set[str]) -> None:
        target = self._file(mail.uid, mail.at, flags)
        mail.path.rename(target)
        mail.path, mail.flags = target, flags

    def remove(self, mail: StoredMail) -> None:
        mail.path.unlink(missing_ok=True)
        self.mails.remove(mail)

    def _file(self, uid: int, at: int, flags: set[str]) -> Path:
        letters = "".join(letter for letter, flag in LETTERS.items() if flag in flags)
        return self.path / "cur" / f"{uid:08}.{at}.kontor:2,{letters}"

    def _uidvalidity(self) -> int:
        file = self.path / UIDVALIDITY
        if not file.exists():
            file.write_text(str(int(time.time())))
        return int(file.read_text())

    def _next_uid(self) -> int:
        file = self.path / "uidnext"
        noted = int(file.read_text()) if file.exists() else 1
        return max(noted, self.mails[-1].uid + 1 if self.mails else 1)

    def _note_next_uid(self, uid: int) -> None:
        """Before the mail is written, so that a UID is never given twice."""
        self.next_uid = uid
        half = self.path / "tmp" / "uidnext"
        half.write_text(str(uid))
        half.replace(self.path / "uidnext")


class Mailboxes:
    """All mailboxes of the server. Which addresses there are is asked again when a mail or a person comes."""

    def __init__(self, root: Path, addresses: Callable[[], Iterable[str]]) -> None:
        self.root = root
        self.addresses = addresses
        self._folders: dict[Path, Folder] = {}

    def known(self, address: str) -> str | None:
        """The mailbox for this address, also with an extension (``name+extension@…``)."""
        name, _at, domain = address.casefold().rpartition("@")
        known = set(self.addresses())
        candidates = (f"{name}@{domain}", f"{name.split('+')[0]}@{domain}")
        return next((candidate for candidate in candidates if candidate in known), None)

    def folder(self, address: str, name: str = "INBOX") -> Folder:
        path = self._box(address) / _file_name(name)
        if path not in self._folders:
            self._folders[path] = Folder(path)
        return self._folders[path]

    def folder_names(self, address: str) -> list[str]:
        box = self._box(address)
        found = [_folder_name(path.name) for path in box.iterdir()] if box.exists() else []
        return sorted({"INBOX", *found})

    def _box(self, address: str) -> Path:
        return self.root / "mail" / SAFE.sub("_", address)


def _stored(path: Path) -> StoredMail | None:
    found = NAME.fullmatch(path.name)
    if found is None:
        return None
    flags = {LETTERS[letter] for letter in found["flags"] if letter in LETTERS}
    return StoredMail(path, int(found["uid"]), int(found["at"]), flags)


def _file_name(folder: str) -> str:
    return "INBOX" if folder.upper() == "INBOX" else "." + folder.encode("utf-8").hex()


def _folder_name(file_name: str) -> str:
    return bytes.fromhex(file_name[1:]).decode("utf-8") if file_name.startswith(".") else file_name
