"""Reading a mailbox by POP3: one folder, no flags, and mails known by their UIDL. Pure transport.

A mailbox is locked while it is open, and what is deleted goes when we sign out properly. So fetching and deleting
are two visits.
"""

from __future__ import annotations

import poplib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from kontor.channels import xoauth2
from kontor.channels.enums import Security
from kontor.channels.errors import Kind
from kontor.channels.fetched import (
    BATCH,
    BATCH_BYTES,
    LONGEST_ANSWER,
    MAX_MAIL_BYTES,
    Batch,
    FetchedMail,
    Problem,
    Room,
    any_room,
)
from kontor.channels.servers import MailServer
from kontor.channels.tls import failure, plain_failures, readable, tls_context

LONGEST_LINE = 10 * 1024 * 1024
TEMPORARY = ("[SYS/TEMP]", "[IN-USE]", "[LOGIN-DELAY]")
"""Response codes (RFC 2449, 3206) with which a refused sign-in is not the fault of the password."""


def fetch_new(
    server: MailServer,
    *,
    known: Callable[[list[str]], Collection[str]],
    limit: int | None = None,
    max_bytes: int = MAX_MAIL_BYTES,
    batch: int = BATCH,
    batch_bytes: int = BATCH_BYTES,
) -> Iterator[Batch]:
    """The mails whose UIDL is new, in batches bounded by number and bytes. Nothing changes on the server.

    ``known`` gets all UIDLs of the mailbox once and answers which of them were taken before.
    """
    with open_mailbox(server) as pop:
        mailbox = Mailbox(pop, server)
        taken = set(known(list(mailbox.listing())))
        wanted = [uidl for uidl in mailbox.listing() if uidl not in taken][:limit]
        for start in range(0, len(wanted), batch):
            yield from mailbox.batches(wanted[start : start + batch], batch_bytes=batch_bytes, max_bytes=max_bytes)


class Mailbox:
    """An open mailbox. What is in it was settled when it was opened."""

    def __init__(self, pop: poplib.POP3, server: MailServer) -> None:
        self.pop = pop
        self.server = server
        with failures(server):
            self._numbers = {uidl: number for number, uidl in listed(pop.uidl()[1]).items()}
            sizes = {number: _size(word) for number, word in listed(pop.list()[1]).items()}
        self._sizes = {uidl: sizes.get(number, 0) for uidl, number in self._numbers.items()}

    def listing(self) -> dict[str, int]:
        """The UIDL of every mail with its size, oldest first."""
        return self._sizes

    def head(self, uidl: str) -> bytes:
        """The headers of the mail; none from a server that does not give them out alone (TOP may be missing)."""
        with plain_failures(self.server), suppress(poplib.error_proto):
            return b"\r\n".join(self.pop.top(self._numbers[uidl], 0)[1])
        return b""

    def batches(
        self,
        uidls: Sequence[str],
        *,
        batch_bytes: int = BATCH_BYTES,
        max_bytes: int = MAX_MAIL_BYTES,
        room: Room = any_room,
    ) -> Iterator[Batch]:
        """These mails with their content, bounded by bytes. ``room`` is entered for the content of each batch."""
        for group in self._by_bytes(uidls, batch_bytes, max_bytes):
            with room(sum(self._weight(uidl, max_bytes) for uidl in group)):
                yield Batch(0, 0, tuple(self._read(uidl, max_bytes) for uidl in group))

    def _by_bytes(self, uidls: Sequence[str], most: int, max_bytes: int) -> Iterator[list[str]]:
        group: list[str] = []
        weight = 0
        for uidl in uidls:
            group.append(uidl)
            weight += self._weight(uidl, max_bytes)
            if weight >= most:
                yield group
                group, weight = [], 0
        if group:
            yield group

    def _weight(self, uidl: str, max_bytes: int) -> int:
        """Too large ones weigh nothing: only their head is fetched."""
        return self._sizes[uidl] if self._sizes[uidl] <= max_bytes else 0

    def _read(self, uidl: str, max_bytes: int) -> FetchedMail:
        return _fetch(self.pop, self.server, self._numbers[uidl], uidl, self._sizes[uidl], max_bytes)


def delete(server: MailServer, keys: Iterable[str]) -> None:
    """Remove the mails with these UIDLs; of several with one UIDL the last, which is the one that was fetched."""
    unwanted = set(keys)
    if not unwanted:
        return
    with open_mailbox(server) as pop, failures(server):
        numbers = {uidl: number for number, uidl in listed(pop.uidl()[1]).items()}
        for uidl in unwanted & numbers.keys():
            pop.dele(numbers[uidl])
        pop.quit()


def listing(server: MailServer) -> dict[str, int]:
    """Every mail of the mailbox: UIDL and size. Nothing is fetched."""
    with open_mailbox(server) as pop:
        return Mailbox(pop, server).listing()


def count(pop: poplib.POP3, server: MailServer) -> int:
    """How many mails lie in the mailbox."""
    with failures(server):
        return pop.stat()[0]


def find(server: MailServer, message_id: str, *, newest: int = 50) -> list[str]:
    """The UIDLs of the mails with this Message-ID among the newest."""
    found = []
    with open_mailbox(server) as pop, failures(server):
        for number, uidl in list(listed(pop.uidl()[1]).items())[-newest:]:
            if message_id.encode() in b"\n".join(pop.top(number, 0)[1]):
                found.append(uidl)
    return found


@contextmanager
def open_mailbox(server: MailServer) -> Iterator[poplib.POP3]:
    """Connect, encrypt as chosen and sign in. Raises ``ConnectionFailed``."""
    pop = connect(server)
    try:
        sign_in(pop, server)
        yield pop
    finally:
        leave(pop)


def connect(server: MailServer) -> poplib.POP3:
    """Connect and encrypt, without signing in."""
    context = tls_context(server) if server.security != Security.PLAIN else None
    with failures(server):
        if server.security == Security.TLS:
            return _EncryptedPop3(server.host, server.port, timeout=server.timeout, context=context)
        pop = _Pop3(server.host, server.port, timeout=server.timeout)
        if context is None:
            return pop
        try:
            if "STLS" not in pop.capa():
                raise failure(server, Kind.NO_STARTTLS)
            pop.stls(context)
        except BaseException:
            with suppress(OSError):
                pop.close()
            raise
        return pop


def sign_in(pop: poplib.POP3, server: MailServer) -> None:
    """Sign in by password, or by token where the server is to be used so."""
    try:
        with plain_failures(server):
            if server.by_token:
                _give_token(pop, server)
            else:
                pop.user(server.username)
                pop.pass_(server.password)
    except poplib.error_proto as error:
        answer = _answer(error)
        if any(code in answer for code in TEMPORARY):
            raise failure(server, Kind.BUSY, answer) from error
        if server.security == Security.PLAIN and ("plaintext" in answer.lower() or "tls" in answer.lower()):
            raise failure(server, Kind.TLS_DEMANDED) from error
        if answer == "-ERR EOF":
            raise failure(server, Kind.LOST, answer) from error
        raise failure(server, Kind.TOKEN_REFUSED if server.by_token else Kind.SIGN_IN, answer) from error


def _give_token(pop: poplib.POP3, server: MailServer) -> None:
    """In a line of its own, because a token is longer than a command may be (RFC 5034)."""
    if xoauth2.MECHANISM not in pop.capa().get("SASL", []):
        raise failure(server, Kind.NO_TOKEN)
    pop._shortcmd(f"AUTH {xoauth2.MECHANISM}")  # type: ignore[attr-defined]
    said = pop._shortcmd(xoauth2.encoded_answer(server.username, server.token))  # type: ignore[attr-defined]
    if not said.startswith(b"+OK"):  # the reason of the refusal, which itself comes after an empty line
        pop._shortcmd("")  # type: ignore[attr-defined]


def leave(pop: poplib.POP3) -> None:
    """Sign out and close, whatever state the connection is in."""
    if pop.sock is not None:
        with suppress(poplib.error_proto, OSError):
            pop.quit()
        pop.close()


def listed(lines: list[bytes]) -> dict[int, str]:
    """ "number word" lines, by number."""
    pairs = (line.decode("utf-8", "replace").split(maxsplit=1) for line in lines)
    try:
        return {int(number): word for number, word in pairs}
    except ValueError as error:
        raise poplib.error_proto("no list") from error


def _size(word: str) -> int:
    """Some servers say more than the size."""
    size = word.split()[0]
    return int(size) if size.isdecimal() and len(size) < 16 else 0


@contextmanager
def failures(server: MailServer) -> Iterator[None]:
    """Inside, everything that goes wrong is a ``ConnectionFailed``."""
    try:
        with plain_failures(server):
            yield
    except poplib.error_proto as error:
        answer = _answer(error)
        raise failure(server, Kind.LOST if answer == "-ERR EOF" else Kind.PROTOCOL, answer) from error


def _fetch(pop: poplib.POP3, server: MailServer, number: int, uidl: str, size: int, max_bytes: int) -> FetchedMail:
    with failures(server):
        if size > max_bytes:
            head = b"\r\n".join(pop.top(number, 0)[1])
            return FetchedMail(uidl, 0, 0, size, None, headers=head, problem=Problem.TOO_LARGE)
        try:
            lines = pop.retr(number)[1]
        except poplib.error_proto as error:
            if not _answer(error).startswith("-ERR") or _answer(error) == "-ERR EOF":
                raise
            return FetchedMail(uidl, 0, 0, size, None, problem=Problem.UNREADABLE)
    if size and not lines:  # a server that stumbled over it, and says nothing
        return FetchedMail(uidl, 0, 0, size, None, problem=Problem.UNREADABLE)
    raw = b"\r\n".join(lines) + b"\r\n"
    return FetchedMail(uidl, 0, 0, len(raw), raw)


def _answer(error: poplib.error_proto) -> str:
    return readable(error.args[0] if error.args else "")


class _LongLines:
    """poplib gives up on a mail with a line above 2,048 bytes, and never on one that does not end. Real mails have
    longer lines; and no server may fill the memory of all tenants."""

    _said = 0

    def _putline(self, line: bytes) -> None:
        self._said = 0
        super()._putline(line)  # type: ignore[misc]

    def _getline(self) -> tuple[bytes, int]:
        line: bytes = self.file.readline(LONGEST_LINE + 1)  # type: ignore[attr-defined]
        if not line:
            raise poplib.error_proto("-ERR EOF")
        if len(line) > LONGEST_LINE:
            raise poplib.error_proto("line too long")
        self._said += len(line)
        if self._said > LONGEST_ANSWER:
            raise poplib.error_proto("answer too long")
        return line.removesuffix(b"\n").removesuffix(b"\r"), len(line)


class _Pop3(_LongLines, poplib.POP3):
    pass


class _EncryptedPop3(_LongLines, poplib.POP3_SSL):
    pass
