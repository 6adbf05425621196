"""Connecting to a server for sending: encryption, sign-in, and what can go wrong with the connection."""

from __future__ import annotations

import base64
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from kontor.channels import xoauth2
from kontor.channels.enums import Security
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.servers import SmtpServer
from kontor.channels.tls import failure, plain_failures, readable, tls_context

SIGNED_IN = 235
SIGNED_IN_ALREADY = 503
GO_ON = 334
LONGEST_ANSWER = 64 * 1024
_REFUSED = {4: Kind.BUSY, 5: Kind.TURNED_AWAY}


def connect(server: SmtpServer) -> smtplib.SMTP:
    """Connect and encrypt. A server that does not offer the chosen STARTTLS is left without a word."""
    context = tls_context(server) if server.security != Security.PLAIN else None
    name = server.helo or _own_name()
    with failures(server):
        if server.security == Security.TLS:
            return _EncryptedSmtp(server.host, server.port, name, timeout=server.timeout, context=context)
        smtp = _Smtp(server.host, server.port, name, timeout=server.timeout)
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


@contextmanager
def failures(server: SmtpServer) -> Iterator[None]:
    """Inside, everything that goes wrong with the connection is a ``ConnectionFailed``."""
    with plain_failures(server):
        try:
            yield
        except smtplib.SMTPNotSupportedError as error:
            raise failure(server, Kind.NO_STARTTLS) from error
        except smtplib.SMTPServerDisconnected as error:
            raise ended(server, error) from error
        except smtplib.SMTPResponseException as error:
            kind = _REFUSED.get(error.smtp_code // 100, Kind.PROTOCOL)
            raise failure(server, kind, f"{error.smtp_code} {readable(error.smtp_error)}") from error
        except smtplib.SMTPException as error:
            raise failure(server, Kind.PROTOCOL, error) from error


def ended(server: SmtpServer, error: BaseException) -> ConnectionFailed:
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


class _Smtp(smtplib.SMTP):
    """smtplib listens as long as a server goes on: it must not fill the memory of all tenants."""

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Lines(self.sock.makefile("rb"))
        if self.file is not None:
            self.file.left = LONGEST_ANSWER
        return super().getreply()


class _Lines:
    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.left = LONGEST_ANSWER

    def readline(self, most: int) -> bytes:
        line = self.file.readline(most)
        self.left -= len(line)
        if self.left < 0:
            raise smtplib.SMTPServerDisconnected("answer too long")
        return line

    def close(self) -> None:
        self.file.close()


class _EncryptedSmtp(_Smtp, smtplib.SMTP_SSL):
    pass
