"""Where the demo's mail server is: ports, password and mailboxes, kept in its folder from the first start on."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from kontor.channels.enums import Security
from kontor.channels.servers import MailServer, SmtpServer

HOST = "127.0.0.1"
FACTS = "server.json"
ADDRESSES = "mailboxes.txt"


@dataclass(frozen=True, slots=True)
class Place:
    """One password opens every mailbox; the server listens on loopback only."""

    folder: Path
    imap_port: int
    smtp_port: int
    password: str

    @property
    def addresses(self) -> list[str]:
        """The mailboxes there are, in the order in which they were made."""
        file = self.folder / ADDRESSES
        return file.read_text(encoding="utf-8").split() if file.exists() else []

    def add_mailboxes(self, addresses: Iterable[str]) -> None:
        """Make these mailboxes. A running server knows them at once."""
        known = self.addresses
        new = [address.casefold() for address in addresses if address.casefold() not in known]
        _write(self.folder / ADDRESSES, "".join(f"{address}\n" for address in dict.fromkeys([*known, *new])))

    def mail_server(self, address: str) -> MailServer:
        """How to read the mailbox."""
        return MailServer(HOST, self.imap_port, address, self.password, security=Security.PLAIN)

    def smtp_server(self, address: str) -> SmtpServer:
        """How to send as this address."""
        return SmtpServer(HOST, self.smtp_port, address, self.password, security=Security.PLAIN)


def default_folder() -> Path:
    return Path(settings.VAR) / "demo-mail"


def prepare(folder: Path | None = None, *, imap_port: int = 0, smtp_port: int = 0) -> Place:
    """The place in this folder. At the first time free ports and a password are chosen, and then they stay."""
    folder = folder or default_folder()
    known = find(folder)
    if known is not None:
        return known
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with socket.create_server((HOST, imap_port)) as imap, socket.create_server((HOST, smtp_port)) as smtp:
        place = Place(folder, imap.getsockname()[1], smtp.getsockname()[1], secrets.token_urlsafe(12))
    facts = {name: value for name, value in asdict(place).items() if name != "folder"}
    _write(folder / FACTS, json.dumps(facts))
    return place


def find(folder: Path | None = None) -> Place | None:
    """The place in this folder, if there is one."""
    folder = folder or default_folder()
    file = folder / FACTS
    return Place(folder, **json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


def _write(file: Path, text: str) -> None:
    """Whole or not at all, readable by the owner only."""
    half = file.with_suffix(".new")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    half.replace(file)
