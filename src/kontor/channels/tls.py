"""The one way to encrypt a connection, and the one table from what went wrong to a sentence."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.servers import MailServer

SHORT = 200
BYTES_SHOWN = re.compile(r"""b(['"])(.*?)\1(?=\s|$).*""", re.DOTALL)


class Reached(Protocol):
    """Whatever is reached over the network: a mail server, or the service that gives out tokens."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def ca_file(self) -> str | None: ...


def tls_context(server: Reached) -> ssl.SSLContext:
    """A context that checks certificate and host name. An own authority replaces those of the system."""
    try:
        context = ssl.create_default_context(cafile=server.ca_file or None)
    except OSError as error:
        detail = error.strerror or error.__class__.__name__
        raise ConnectionFailed(Kind.CA_FILE, detail=f"{server.ca_file} ({detail})") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def plain_failures(server: Reached) -> Iterator[None]:
    """Inside, whatever the network or TLS raises becomes ``ConnectionFailed``."""
    try:
        yield
    except OSError as error:
        raise _explained(error, server) from error
    except (UnicodeError, OverflowError) as error:  # a name or a port that cannot exist
        raise failure(server, Kind.HOST_UNKNOWN) from error


def failure(server: Reached, kind: Kind, detail: object = "") -> ConnectionFailed:
    """A failure of this kind with everything its sentence names."""
    folder = server.folder if isinstance(server, MailServer) else ""
    return ConnectionFailed(kind, host=server.host, port=server.port, folder=folder, detail=readable(detail))


def readable(answer: object) -> str:
    """A server's answer, or the exception that holds it, as one short line."""
    if isinstance(answer, Exception) and answer.args:
        answer = answer.args[0]
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    if bytes_shown := BYTES_SHOWN.fullmatch(text):  # some libraries print the bytes
        text = bytes_shown[2]
    return " ".join(text.replace("\0", "").split())[:SHORT]


def _explained(error: OSError, server: Reached) -> ConnectionFailed:
    kind = next((kind for classes, kind in KINDS if isinstance(error, classes)), Kind.UNREACHABLE)
    reason = getattr(error, "verify_message", "") or error.strerror or ""
    explained = failure(server, kind, reason.removesuffix("."))
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        explained.permanent = False
    return explained


KINDS: list[tuple[type[OSError] | tuple[type[OSError], ...], Kind]] = [
    (socket.gaierror, Kind.HOST_UNKNOWN),
    (ssl.SSLCertVerificationError, Kind.CERTIFICATE),
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError), Kind.LOST),
    (ssl.SSLError, Kind.NO_TLS),
    (TimeoutError, Kind.TIMEOUT),
    (ConnectionRefusedError, Kind.REFUSED),
    (ConnectionError, Kind.LOST),
]
