"""Trying out a mail account, step by step, so that a page can show how far it got.

for step in check_account(account.mail_server(), account.smtp_server(), address=account.address):
    ...                                        # each step comes as running, then as ok, failed or skipped
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, make_msgid
from enum import StrEnum
from smtplib import SMTP
from socket import SOCK_STREAM, getaddrinfo
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontor.channels import imap, imap_connection, pop3, smtp, smtp_connection
from kontor.channels.enums import Protocol, Security
from kontor.channels.errors import ConnectionFailed, DeliveryFailed, Kind
from kontor.channels.scan_folder import ScanFolder
from kontor.channels.servers import MailServer, SmtpServer
from kontor.channels.tls import plain_failures
from kontor.kernel import clock

TEST_HEADER = "X-Kontor-Connection-Test"
MARK = "connection-test"

PAUSE = 1.0


class State(StrEnum):
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """``sentence`` says how it went; it is empty while the step runs."""

    key: str
    label: Promise
    state: State = State.RUNNING
    sentence: str = ""


TOKEN = [Step("token", gettext_lazy("Get a token from the sign-in service"))]
FETCHING = [
    Step("resolve", gettext_lazy("Find the server")),
    Step("connect", gettext_lazy("Connect and encrypt")),
    Step("sign_in", gettext_lazy("Sign in")),
    Step("folder", gettext_lazy("Open the folder")),
]
SCANS = [
    Step("scans", gettext_lazy("Find the folder with scans")),
    Step("scans_use", gettext_lazy("Read it and put files away")),
]
SENDING = [
    Step("smtp_connect", gettext_lazy("Connect to the server for sending")),
    Step("smtp_sign_in", gettext_lazy("Sign in to the server for sending")),
]
ROUND_TRIP = [
    Step("send", gettext_lazy("Send a test mail to the account itself")),
    Step("find", gettext_lazy("Find the test mail")),
    Step("remove", gettext_lazy("Remove the test mail")),
]


Servers = tuple[MailServer, SmtpServer | None]


def check_account(
    mail: MailServer,
    sending: SmtpServer | None,
    *,
    address: str,
    wait: float = 30.0,
    get_token: Callable[[], Servers] | None = None,
) -> Iterator[Step]:
    """Try to read, to send, and to find what was sent within ``wait`` seconds.

    An account that signs in by token gives ``get_token``, which hands over the servers with a token that holds.

    After a failure the steps that build upon it are skipped, the others still run. Without a server for sending only
    the reading is tried. Never raises for trouble with the servers.
    """
    if get_token is not None:
        token = _Token(get_token)
        if not (yield from in_order(TOKEN, [token.get], lambda: None)):
            yield from _skipped(planned_steps(sending))
            return
        mail, sending = token.servers
    reading = _Reading(mail, address, wait)
    readable = yield from in_order(FETCHING, reading.first_steps(), reading.close)
    if sending is None:
        return
    sender = _Sending(sending)
    sendable = yield from in_order(SENDING, sender.steps(), sender.close)
    if readable and sendable:
        steps = [lambda: sender.send_to(address, reading.message_id), *reading.last_steps()]
        yield from in_order(ROUND_TRIP, steps, reading.close)
    else:
        yield from _skipped(ROUND_TRIP)


def check_folder(open_it: Callable[[], ScanFolder], done: str, sending: SmtpServer | None) -> Iterator[Step]:
    """The same for a folder with scans: is it there, can it be read, can what was taken be moved?"""
    opened: list[ScanFolder] = []

    def find() -> str:
        opened.append(open_it())
        return _("The folder is there.")

    def use() -> str:
        count = len(opened[0].waiting())
        opened[0].require_usable(done)
        text = ngettext("There is %(count)s scan in it.", "There are %(count)s scans in it.", count)
        return text % {"count": count}

    yield from in_order(SCANS, [find, use], lambda: None)
    if sending is not None:
        sender = _Sending(sending)
        yield from in_order(SENDING, sender.steps(), sender.close)


def planned_steps(sending: SmtpServer | None, *, by_token: bool = False, in_folder: bool = False) -> list[Step]:
    """All steps that ``check_account`` or ``check_folder`` will go through, to be shown before it begins."""
    if in_folder:
        return [*SCANS, *(SENDING if sending else [])]
    return [*(TOKEN if by_token else []), *FETCHING, *(SENDING + ROUND_TRIP if sending else [])]


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


def in_order(
    steps: list[Step], doings: list[Callable[[], str]], close: Callable[[], None]
) -> Generator[Step, None, bool]:
    """Do them one after the other, until one fails; whether all of them went well."""
    try:
        for number, (step, do) in enumerate(zip(steps, doings, strict=True), 1):
            yield step
            try:
                sentence = do()
            except (ConnectionFailed, DeliveryFailed) as error:
                yield replace(step, state=State.FAILED, sentence=str(error))
                yield from _skipped(steps[number:])
                return False
            yield replace(step, state=State.OK, sentence=sentence)
        return True
    finally:
        close()


def _skipped(steps: list[Step]) -> Iterator[Step]:
    for step in steps:
        yield replace(step, state=State.SKIPPED, sentence=_("Not tried, because an earlier step failed."))


class _Token:
    """What is asked of the sign-in service before anything else."""

    def __init__(self, get: Callable[[], Servers]) -> None:
        self._get = get
        self.servers: Servers

    def get(self) -> str:
        self.servers = self._get()
        return _("The sign-in service has given a token.")


class _Reading:
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


class _Sending:
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
