"""Sending by SMTP. Pure transport: bytes in, the server's answers out.

with open_connection(server) as connection:
    result = connection.send(envelope_from=..., recipients=[...], message=...)
"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kontor.channels import xoauth2
from kontor.channels.enums import Security
from kontor.channels.errors import ConnectionFailed, DeliveryFailed, Kind
from kontor.channels.servers import SmtpServer
from kontor.channels.tls import failure, plain_failures, readable, tls_context

LINE_BREAK = re.compile(rb"\r\n|\r|\n")
LEADING_DOT = re.compile(rb"(?m)^\.")
NOT_IN_AN_ADDRESS = re.compile(r"[\s<>\x00-\x1f\x7f]")
SIGNED_IN = 235
SIGNED_IN_ALREADY = 503
GO_ON = 334
CLOSING = 421


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of each recipient. ``refused``: address -> (code, text); codes from 500 are final, 4xx are not."""

    accepted: tuple[str, ...] = ()
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)


def send(server: SmtpServer, *, envelope_from: str, recipients: Sequence[str], message: bytes) -> SendResult:
    """Hand over one mail on a connection of its own.

    That recipients are refused, even all of them, is a result. ``DeliveryFailed`` is raised where none got it for
    another reason; it is temporary where the account or the network is at fault, since the mail itself is not.
    """
    try:
        with open_connection(server) as connection:
            return connection.send(envelope_from=envelope_from, recipients=recipients, message=message)
    except ConnectionFailed as error:
        raise DeliveryFailed(error.sentence, permanent=False) from error


def send_to_one(server: SmtpServer, *, envelope_from: str, recipient: str, message: bytes) -> None:
    """``send`` for a mail with one recipient, whose refusal is ``DeliveryFailed`` as well."""
    result = send(server, envelope_from=envelope_from, recipients=[recipient], message=message)
    for code, answer in result.refused.values():
        raise _refused(code, answer)


@contextmanager
def open_connection(server: SmtpServer) -> Iterator[Connection]:
    """Connect, encrypt as chosen and sign in. Raises ``ConnectionFailed``."""
    smtp = connect(server)
    try:
        sign_in(smtp, server)
        yield Connection(smtp, server)
    finally:
        leave(smtp)


def connect(server: SmtpServer) -> smtplib.SMTP:
    """Connect and encrypt. A server that does not offer the chosen STARTTLS is left without a word."""
    context = tls_context(server) if server.security != Security.PLAIN else None
    name = server.helo or _own_name()
    with failures(server):
        if server.security == Security.TLS:
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=server.timeout, context=context)
        smtp = smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)
        if context is not None:
            try:
                smtp.starttls(context=context)
            except BaseException:
                smtp.close()
                raise
        return smtp


def sign_in(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    """Sign in by password or token, where the account has one."""
    with failures(server):
        smtp.ehlo_or_helo_if_needed()
        if not server.username:
            return
        code, answer = _authenticate(smtp, server)
    if code not in (SIGNED_IN, SIGNED_IN_ALREADY):
        refused = Kind.TOKEN_REFUSED if server.by_token else Kind.SIGN_IN
        raise failure(server, Kind.BUSY if 400 <= code < 500 else refused, answer)


def leave(smtp: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        smtp.quit()
    smtp.close()


class Connection:
    """A connection over which several mails can go, one after the other."""

    def __init__(self, smtp: smtplib.SMTP, server: SmtpServer) -> None:
        self.smtp = smtp
        self.server = server

    def send(self, *, envelope_from: str, recipients: Sequence[str], message: bytes) -> SendResult:
        """Hand over one mail. Line breaks become those of the protocol. Raises as ``send`` of this module does."""
        options = self._options([envelope_from, *recipients], message)
        handed_over = False
        try:
            self._start(envelope_from, options)
            accepted, refused = self._name_recipients(recipients)
            if accepted:
                self._expect(354, *self.smtp.docmd("DATA"))
                handed_over = True
                self._hand_over(message)
            else:
                self.smtp.rset()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise DeliveryFailed(_ended(self.server, error).sentence, permanent=False, uncertain=handed_over) from error
        return SendResult(tuple(accepted), refused)

    def _options(self, addresses: Sequence[str], message: bytes) -> list[str]:
        options = []
        if any(NOT_IN_AN_ADDRESS.search(address) for address in addresses) or not all(addresses[1:]):
            raise DeliveryFailed(_("An address of this mail is not valid."), permanent=True)
        if not all(address.isascii() for address in addresses):
            if not self.smtp.has_extn("smtputf8"):
                raise DeliveryFailed(
                    _("The server for sending does not know addresses with characters beyond ASCII."), permanent=True
                )
            options.append("SMTPUTF8")
        if not message.isascii() and self.smtp.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if self.smtp.has_extn("size"):
            options.append(f"SIZE={len(message)}")
        return options

    def _start(self, envelope_from: str, options: list[str]) -> None:
        if "SMTPUTF8" in options:
            self.smtp.command_encoding = "utf-8"
        self._expect(250, *self.smtp.docmd("MAIL", f"FROM:<{envelope_from}> {' '.join(options)}".rstrip()))

    def _name_recipients(self, recipients: Sequence[str]) -> tuple[list[str], dict[str, tuple[int, str]]]:
        accepted: list[str] = []
        refused: dict[str, tuple[int, str]] = {}
        for address in recipients:
            code, answer = self.smtp.docmd("RCPT", f"TO:<{address}>")
            if code == CLOSING:
                self._expect(250, code, answer)
            if code in (250, 251):
                accepted.append(address)
            else:
                refused[address] = (code, readable(answer))
        return accepted, refused

    def _hand_over(self, message: bytes) -> None:
        """A line with a bare CR or LF could end the mail early for some servers and smuggle in another one."""
        lines = LEADING_DOT.sub(b"..", LINE_BREAK.sub(b"\r\n", message))
        end = b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"
        self.smtp.send(lines + end)
        self._expect(250, *self.smtp.getreply())

    def _expect(self, wanted: int, code: int, answer: bytes) -> None:
        if code == wanted:
            return
        with suppress(smtplib.SMTPException, OSError):
            self.smtp.rset()
        raise _refused(code, readable(answer))


@contextmanager
def failures(server: SmtpServer) -> Iterator[None]:
    """Inside, everything that goes wrong with the connection is a ``ConnectionFailed``."""
    with plain_failures(server):
        try:
            yield
        except smtplib.SMTPNotSupportedError as error:
            raise failure(server, Kind.NO_STARTTLS) from error
        except smtplib.SMTPServerDisconnected as error:
            raise _ended(server, error) from error
        except smtplib.SMTPResponseException as error:
            kind = Kind.BUSY if 400 <= error.smtp_code < 500 else Kind.PROTOCOL
            raise failure(server, kind, f"{error.smtp_code} {readable(error.smtp_error)}") from error
        except smtplib.SMTPException as error:
            raise failure(server, Kind.PROTOCOL, error) from error


def _refused(code: int, answer: str) -> DeliveryFailed:
    text = _("The server for sending refused the mail: %(answer)s") % {"answer": f"{code} {answer}"}
    return DeliveryFailed(text, permanent=code >= 500, code=code)


def _ended(server: SmtpServer, error: BaseException) -> ConnectionFailed:
    """smtplib hides that it was the time that ran out."""
    timed_out = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    return failure(server, Kind.TIMEOUT if timed_out else Kind.LOST)


def _authenticate(smtp: smtplib.SMTP, server: SmtpServer) -> tuple[int, bytes]:
    """By our own hand, because smtplib's way has no characters beyond ASCII in names and passwords."""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if server.by_token:
        return _give_token(smtp, server, offered)
    name, password = server.username.encode(), server.password.encode()
    if "PLAIN" in offered:
        return smtp.docmd("AUTH", "PLAIN " + _encoded(b"\0" + name + b"\0" + password))
    if "LOGIN" in offered:
        code, answer = smtp.docmd("AUTH", "LOGIN")
        for word in (name, password):
            if code == GO_ON:
                code, answer = smtp.docmd(_encoded(word))
        return code, answer
    raise failure(server, Kind.TLS_DEMANDED if server.security == Security.PLAIN else Kind.NO_SIGN_IN)


def _give_token(smtp: smtplib.SMTP, server: SmtpServer, offered: list[str]) -> tuple[int, bytes]:
    if xoauth2.MECHANISM not in offered:
        raise failure(server, Kind.NO_TOKEN)
    code, answer = smtp.docmd("AUTH", f"{xoauth2.MECHANISM} {xoauth2.encoded_answer(server.username, server.token)}")
    if code == GO_ON:  # the reason of the refusal, which itself comes after an empty line
        code, answer = smtp.docmd("")
    return code, answer


def _encoded(word: bytes) -> str:
    return base64.b64encode(word).decode()


def _own_name() -> str:
    """Without asking the network, which can take seconds."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"
