"""A connection to an IMAP server: encrypted as chosen, signed in, and its failures in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from imaplib import IMAP4

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError

from kontor.channels import xoauth2
from kontor.channels.enums import Security
from kontor.channels.errors import ConnectionFailed, Kind
from kontor.channels.fetched import LONGEST_ANSWER
from kontor.channels.servers import SLICE, MailServer
from kontor.channels.tls import failure, plain_failures, readable, tls_context

TEMPORARY = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[OVERQUOTA]")
"""Response codes (RFC 5530) with which a refused sign-in is not the fault of the password."""

PATIENCE_AT_THE_END = 3.0
"""Seconds that a server gets to answer our farewell."""


@contextmanager
def signed_in(server: MailServer) -> Iterator[IMAPClient]:
    """A connection that is signed in. The certificate is checked; without TLS only where ``PLAIN`` was chosen."""
    client = connect(server)
    try:
        sign_in(client, server)
        yield client
    finally:
        leave(client)


def connect(server: MailServer) -> IMAPClient:
    """Connect and encrypt, without signing in."""
    context = tls_context(server) if server.security != Security.PLAIN else None
    with failures(server):
        client = IMAPClient(
            server.host,
            server.port,
            ssl=server.security == Security.TLS,
            ssl_context=context,
            timeout=server.timeout,
        )
    _Bounded(client)
    client.normalise_times = False
    client._imap.debug = 0  # the password is not to be logged, and logging every line halves the speed
    if server.security == Security.STARTTLS:
        try:
            with failures(server):
                client.starttls(context)
        except BaseException:
            leave(client)
            raise
    return client


def sign_in(client: IMAPClient, server: MailServer) -> None:
    """Sign in by password, or by token where the server is to be used so."""
    with failures(server):
        offered = set(client.capabilities())
    if b"LOGINDISABLED" in offered and server.security == Security.PLAIN:
        raise failure(server, Kind.TLS_DEMANDED)
    if server.by_token:
        _sign_in_by_token(client, server, offered)
    else:
        _sign_in_by_password(client, server, offered)


def _sign_in_by_password(client: IMAPClient, server: MailServer, offered: set[bytes]) -> None:
    with_plain = b"AUTH=PLAIN" in offered
    if b"LOGINDISABLED" in offered and not with_plain:
        raise failure(server, Kind.NO_SIGN_IN)
    if not with_plain and not (server.username + server.password).isascii():
        raise failure(server, Kind.SIGN_IN)  # LOGIN has no other characters
    try:
        with broken_connections(server):
            if with_plain:
                client.plain_login(server.username, server.password)
            else:
                client.login(server.username, server.password)
    except IMAP4.error as error:
        raise refusal(error, server, Kind.SIGN_IN) from error


def _sign_in_by_token(client: IMAPClient, server: MailServer, offered: set[bytes]) -> None:
    """The token goes with the command where the server takes it there (SASL-IR, RFC 4959): a round trip less."""
    if b"AUTH=XOAUTH2" not in offered:
        raise failure(server, Kind.NO_TOKEN)
    words, imap = [xoauth2.encoded_answer(server.username, server.token)], client._imap
    at_once = [words.pop()] if b"SASL-IR" in offered else []
    try:
        with broken_connections(server):
            imap.literal = _Answers(words).to
            kind, answer = imap._simple_command("AUTHENTICATE", xoauth2.MECHANISM, *at_once)
            if kind != "OK":
                raise IMAP4.error(readable(answer[-1]))
    except IMAP4.error as error:
        raise refusal(error, server, Kind.TOKEN_REFUSED) from error
    finally:
        imap.literal = None
    imap.state = "AUTH"


class _Answers:
    """What we say to a server's challenges: the words, then nothing, with which a refusal is taken note of."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def to(self, _challenge: bytes) -> bytes:
        return self.words.pop().encode() if self.words else b""


class _Bounded:
    """Takes from the server what an answer may be long, and no more: it must not fill the memory of all tenants."""

    def __init__(self, client: IMAPClient) -> None:
        imap = client._imap
        self._read, self._readline, self._send = imap.read, imap.readline, imap.send
        self._said = 0
        imap.read, imap.readline, imap.send = self.read, self.readline, self.send

    def send(self, data: bytes) -> None:
        self._take(0)  # nothing more is asked of whoever said too much
        self._said = 0
        for begin in range(0, len(data), SLICE):
            self._send(data[begin : begin + SLICE])

    def read(self, size: int) -> bytes:
        self._take(size)
        return bytes(self._read(size))

    def readline(self) -> bytes:
        line = bytes(self._readline())
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self._said += size
        if self._said > LONGEST_ANSWER:
            raise IMAP4.abort("unexpected response: too long")


@contextmanager
def failures(server: MailServer) -> Iterator[None]:
    """Inside, everything that goes wrong is a ``ConnectionFailed``."""
    try:
        with broken_connections(server):
            yield
    except CapabilityError as error:
        raise failure(server, Kind.NO_STARTTLS) from error
    except IMAP4.error as error:
        raise failure(server, Kind.PROTOCOL, error) from error


@contextmanager
def broken_connections(server: MailServer) -> Iterator[None]:
    """Turns the end of a connection into a failure and lets a mere "no" of the server pass as ``IMAP4.error``."""
    try:
        with plain_failures(server):
            yield
    except IMAP4.abort as error:
        kind = Kind.PROTOCOL if "unexpected response" in str(error) else Kind.LOST
        raise failure(server, kind, error) from error


def refusal(error: Exception, server: MailServer, kind: Kind) -> ConnectionFailed:
    """What a "no" means: the failure of this kind, unless the server says that it is something else."""
    answer = readable(error)
    if any(code in answer for code in TEMPORARY):
        return failure(server, Kind.BUSY, answer)
    if "[PRIVACYREQUIRED]" in answer:
        return failure(server, Kind.TLS_DEMANDED)
    return failure(server, kind, answer)


def leave(client: IMAPClient) -> None:
    """Sign out and close, whatever state the connection is in."""
    try:
        client.socket().settimeout(PATIENCE_AT_THE_END)
        client.logout()
    except (IMAP4.error, OSError):
        with suppress(IMAP4.error, OSError):
            client.shutdown()
