"""A server for sending, in the test's own process, that keeps every mail and can be told to behave badly."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from kontor.channels.servers import SmtpServer
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.ports import free_port

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Kept:
    """A mail with its envelope, and how it came in."""

    envelope_from: str
    recipients: list[str]
    raw: bytes
    login: str
    encrypted: bool

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]

    @property
    def writer(self) -> str:
        """The address of its From."""
        return str(self.mail["From"].addresses[0].addr_spec)


@dataclass
class SmtpSink:
    """Behaviour can be changed at any time; ``restart`` after ``stop`` uses the same port.

    ``refuse``: recipient -> answer ("550 5.1.1 no such user"); "" stands for a sender that is none. ``answer_sender``
    and ``answer_data`` stand in for the answers to MAIL and to the mail itself. ``slow``: seconds before the answer to
    the mail. ``held_until``: it is not given before. ``vanish_after_data``: the mail is kept and the connection ends
    without an answer. ``hurried``: the connection ends as soon as a second mail begins on it.
    With ``users`` (name -> password) a sign-in is demanded. With ``mailboxes`` mails go on into these mailboxes.
    """

    security: str = "plain"
    certificate: tuple[Path, Path] | None = None
    ca_file: str | None = None
    users: dict[str, str] | None = None
    auth_without_tls: bool = False
    mailboxes: Dovecot | None = None
    refuse: dict[str, str] = field(default_factory=dict)
    answer_sender: str = ""
    answer_data: str = ""
    slow: float = 0.0
    held_until: threading.Event | None = None
    vanish_after_data: bool = False
    hurried: bool = False
    port: int = field(default_factory=lambda: free_port(HOST))
    kept: list[Kept] = field(default_factory=list)
    connections: int = 0

    def server(self, **changes: Any) -> SmtpServer:
        """How to reach it."""
        user, password = next(iter((self.users or {"": ""}).items()))
        values: dict[str, Any] = {
            "host": HOST,
            "port": self.port,
            "username": user,
            "password": password,
            "security": self.security,
            "ca_file": self.ca_file,
            "timeout": 10.0,
        }
        return SmtpServer(**(values | changes))

    def start(self) -> SmtpSink:
        options: dict[str, Any] = {"enable_SMTPUTF8": True, "decode_data": False}
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            if self.security == "tls":
                options["ssl_context"] = context
            else:
                options |= {"tls_context": context, "require_starttls": True}
        if self.users is not None:
            options |= {
                "authenticator": self._authenticate,
                "auth_required": True,
                "auth_require_tls": not self.auth_without_tls and self.security == "starttls",
            }
        self._controller = Controller(self, hostname=HOST, port=self.port, **options)
        self._controller.start()
        self.connections = 0  # the controller tries the port itself
        return self

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        name = data.login.decode() if isinstance(data, LoginPassword) else ""
        right = isinstance(data, LoginPassword) and (self.users or {}).get(name) == data.password.decode()
        return AuthResult(success=right, handled=False, auth_data=name if right else None)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.hurried and getattr(session, "is_used", False):
            server.transport.abort()
        session.is_used = True  # type: ignore[attr-defined]
        if self.answer_sender:
            return self.answer_sender
        if "" in self.refuse and address in ("", "<>"):
            return self.refuse[""]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.held_until:
            await asyncio.to_thread(self.held_until.wait, 30)
        if self.answer_data:
            return self.answer_data
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        sender = (envelope.mail_from or "").replace("<>", "")
        recipients = list(envelope.rcpt_tos)
        encrypted = self.security == "tls" or session.ssl is not None
        self.kept.append(Kept(sender, recipients, raw, session.auth_data or "", encrypted))
        if self.mailboxes is not None:
            await asyncio.to_thread(self._pass_on, sender, recipients, raw)
        if self.vanish_after_data:
            server.transport.abort()
        return "250 2.0.0 kept"

    def _pass_on(self, sender: str, recipients: list[str], raw: bytes) -> None:
        assert self.mailboxes is not None
        with smtplib.LMTP(self.mailboxes.host, self.mailboxes.ports["lmtp"]) as line:
            line.sendmail(sender, recipients, raw)


def users_of(*names: str) -> dict[str, str]:
    """These names with the password of the mailboxes."""
    return dict.fromkeys(names, PASSWORD)
