"""What the test of a mail account does at each of its steps; ``connection_test`` says in which order."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, make_msgid
from smtplib import SMTP
from socket import SOCK_STREAM, getaddrinfo
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.channels import imap, imap_connection, pop3, smtp, smtp_connection
from kontor.channels.enums import Protocol, Security
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.servers import MailServer, SmtpServer
from kontor.channels.tls import plain_failures
from kontor.kernel import clock

TEST_HEADER = "X-Kontor-Connection-Test"
MARK = "connection-test"
PAUSE = 1.0
Servers = tuple[MailServer, SmtpServer | None]


def is_connection_test(message_id: str) -> bool:
    """Whether a mail from the account to itself is the one of a test, which removes it itself."""
    return f".{MARK}@" in message_id


def test_mail(address: str, message_id: str) -> bytes:
    """The mail that is sent to the account itself."""
    mail = EmailMessage()
    mail["From"] = mail["To"] = address
    mail["Subject"] = _("Connection test")
    mail["Message-ID"] = message_id
    mail["Date"] = format_datetime(clock.now())
    mail["Auto-Submitted"] = "auto-generated"
    mail[TEST_HEADER] = "yes"
    mail.set_content(_("This mail tests the connection to the mailbox and removes itself."))
    return mail.as_bytes(policy=SMTP_POLICY)


class Token:
    """What is asked of the sign-in service before anything else."""

    def __init__(self, get: Callable[[], Servers]) -> None:
        self._get = get
        self.servers: Servers

    def get(self) -> str:
        self.servers = self._get()
        return _("The sign-in service has given a token.")


class Reading:
    """The mailbox's side, by IMAP or POP3. Connections stay open from step to step."""

    def __init__(self, server: MailServer, address: str, wait: float) -> None:
        self.server = server
        self.wait = wait
        self.message_id = make_msgid(idstring=MARK, domain=address.rpartition("@")[2] or "localhost")
        self.open = ExitStack()
        self.client: Any = None
        self.mailbox: imap.Mailbox | None = None
        self.found: list[Any] = []
        self.by_imap = server.protocol == Protocol.IMAP

    def first_steps(self) -> list[Callable[[], str]]:
        return [self._resolve, self._connect, self._sign_in, self._folder]

    def last_steps(self) -> list[Callable[[], str]]:
        return [self._find, self._remove]

    def close(self) -> None:
        self.open.close()

    def _resolve(self) -> str:
        return _resolved(self.server)

    def _connect(self) -> str:
        if self.by_imap:
            self.client = imap_connection.connect(self.server)
            self.open.callback(imap_connection.leave, self.client)
        else:
            self.client = pop3.connect(self.server)
            self.open.callback(pop3.leave, self.client)
        return _secured(self.server)

    def _sign_in(self) -> str:
        if self.by_imap:
            imap_connection.sign_in(self.client, self.server)
        else:
            pop3.sign_in(self.client, self.server)
        return _("Signed in as %(name)s.") % {"name": self.server.username}

    def _folder(self) -> str:
        if self.by_imap:
            count = imap.open_folder(self.client, self.server).count
        else:
            count = pop3.count(self.client, self.server)
        text = ngettext("There is %(count)s mail in it.", "There are %(count)s mails in it.", count)
        return text % {"count": count}

    def _find(self) -> str:
        begin = time.monotonic()
        if self.by_imap:
            self.mailbox = self.open.enter_context(imap.open_mailbox(self.server))
        while not self.found:
            if time.monotonic() - begin > self.wait:
                raise ConnectionFailed(Kind.NOT_FOUND, seconds=round(self.wait))
            if self.mailbox is not None:
                self.found = self.mailbox.find(self.message_id)
            else:
                self.found = pop3.find(self.server, self.message_id)
            if not self.found:
                time.sleep(PAUSE)
        seconds = max(1, round(time.monotonic() - begin))
        text = ngettext("Found after %(seconds)s second.", "Found after %(seconds)s seconds.", seconds)
        return text % {"seconds": seconds}

    def _remove(self) -> str:
        if self.mailbox is not None:
            self.mailbox.delete(self.found)
        else:
            pop3.delete(self.server, self.found)
        return _("The mailbox is as it was.")


class Sending:
    """The side of the server for sending."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self.client: SMTP | None = None

    def steps(self) -> list[Callable[[], str]]:
        return [self._connect, self._sign_in]

    def close(self) -> None:
        if self.client is not None:
            smtp_connection.leave(self.client)

    def send_to(self, address: str, message_id: str) -> str:
        mail = test_mail(address, message_id)
        smtp.send_to_one(self.server, envelope_from=address, recipient=address, message=mail)
        return _("The server for sending has taken the test mail to %(address)s.") % {"address": address}

    def _connect(self) -> str:
        self.client = smtp_connection.connect(self.server)
        return _secured(self.server)

    def _sign_in(self) -> str:
        assert self.client is not None
        smtp_connection.sign_in(self.client, self.server)
        if not self.server.username:
            return _("The server takes mails without sign-in.")
        return _("Signed in as %(name)s.") % {"name": self.server.username}


def _resolved(server: MailServer) -> str:
    with plain_failures(server):
        found = getaddrinfo(server.host, server.port, type=SOCK_STREAM)
    return _("%(host)s is %(address)s.") % {"host": server.host, "address": found[0][4][0]}


def _secured(server: MailServer | SmtpServer) -> str:
    if server.security == Security.PLAIN:
        return _("Connected without encryption.")
    return _("Connected and encrypted; the certificate is valid.")
