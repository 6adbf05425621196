"""Sending by SMTP. Pure transport: bytes in, the server's answers out.

with open_connection(server) as connection:
    result = connection.send(envelope_from=..., recipients=[...], message=...)
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kontor.channels.errors import About, ConnectionFailed, DeliveryFailed
from kontor.channels.servers import SLICE, SmtpServer
from kontor.channels.smtp_connection import connect, ended, leave, sign_in
from kontor.channels.smtp_forms import for_envelope, has_utf8_header, megabytes, wire_form
from kontor.channels.smtp_refusals import TOO_LARGE, TOO_MANY, is_about_sender, refusal
from kontor.channels.tls import readable
from kontor.kernel.text import whole_number

NOT_IN_AN_ADDRESS = re.compile(r"[\s<>\x00-\x1f\x7f]")
LATER = 452
CLOSING = 421
LONGEST = 30 * 60.0
"""Seconds for the content of a mail: on a line that is worth waiting for, the largest takes less."""
TAKEN = 2
"""The first digit of every yes (RFC 5321, section 4.2.1)."""
REFUSALS = (4, 5)
_ANSWERS = (TAKEN, *REFUSALS)
LONGEST_LINE = 1_000
END = "(end of the mail)"


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of each recipient. ``refused``: address -> (code, text); codes from 500 are final, 4xx are not.

    ``answer`` is what the server said when it took the mail.
    """

    accepted: tuple[str, ...] = ()
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)
    answer: str = ""


class Watch:
    """Looks on while a mail is handed over, and may stop it by raising. This one does nothing."""

    def answered(self, said: str, code: int, answer: str) -> None:
        """The server has answered to a command; ``END`` stands for the end of the mail."""

    def handing_over(self, accepted: Sequence[str], refused: dict[str, tuple[int, str]], size: int) -> None:
        """All of the mail is with the server but its last dot. From now on it may count as sent."""

    def accepted(self, answer: str) -> None:
        """The server has taken the mail: it is responsible for it now."""


_NOBODY = Watch()


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
        raise refusal(code, answer)


@contextmanager
def open_connection(server: SmtpServer) -> Iterator[Connection]:
    """Connect, encrypt as chosen and sign in. Raises ``ConnectionFailed``."""
    smtp = connect(server)
    try:
        sign_in(smtp, server)
        yield Connection(smtp, server)
    finally:
        leave(smtp)


class Connection:
    """A connection over which several mails can go, one after the other."""

    def __init__(self, smtp: smtplib.SMTP, server: SmtpServer) -> None:
        self.smtp = smtp
        self.server = server
        if smtp.sock is not None:  # the last dot is a packet of its own: it must not wait for an acknowledgement
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def is_broken(self) -> bool:
        """Nothing more goes over it."""
        return self.smtp.sock is None

    def send(
        self, *, envelope_from: str, recipients: Sequence[str], message: bytes, watch: Watch = _NOBODY
    ) -> SendResult:
        """Hand over one mail. Line breaks become those of the protocol. Raises as ``send`` of this module does.

        Whatever ``watch`` raises ends the connection at once; before the mail's end the server then has no mail.
        """
        message = wire_form(message)
        options = self._options([for_envelope(address) for address in (envelope_from, *recipients)], message)
        handed_over = False
        try:
            self._start(envelope_from, options, watch)
            accepted, refused = self._name_recipients(recipients, watch)
            if not accepted:
                with suppress(smtplib.SMTPException, OSError):  # some hang up once they have refused
                    self.smtp.rset()
                self._require_sender(envelope_from, refused, watch)
                return SendResult((), refused)
            self._expect(354, *self._say("DATA", "", watch))
            self._send_content(message)
            watch.handing_over(accepted, refused, len(message))
            self._require_listening(watch)
            handed_over = True
            self.smtp.send(b".\r\n")
            answer = self._end(watch)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.smtp.close()
            raise DeliveryFailed(ended(self.server, error).sentence, permanent=False, uncertain=handed_over) from error
        except DeliveryFailed:
            raise
        except BaseException:
            self.smtp.close()
            raise
        return SendResult(tuple(accepted), refused, answer)

    def _options(self, addresses: Sequence[str], message: bytes) -> list[str]:
        options = []
        if any(NOT_IN_AN_ADDRESS.search(address) for address in addresses) or not all(addresses[1:]):
            raise DeliveryFailed(_("An address of this mail is not valid."), permanent=True)
        beyond_ascii = not message.isascii()
        if not all(address.isascii() for address in addresses) or (beyond_ascii and has_utf8_header(message)):
            if not self.smtp.has_extn("smtputf8"):
                raise DeliveryFailed(
                    _("The server for sending does not know addresses with characters beyond ASCII."), permanent=True
                )
            options.append("SMTPUTF8")
        if beyond_ascii and self.smtp.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if self.smtp.has_extn("size"):
            self._require_room(len(message))
            options.append(f"SIZE={len(message)}")
        return options

    def _require_room(self, size: int) -> None:
        """The server has said how much it takes (RFC 1870): too large a mail need not be tried."""
        most = whole_number(self.smtp.esmtp_features.get("size", "").strip())
        if most and most < size:
            text = _("The mail has %(size)s MB; the server for sending takes %(most)s MB at most.")
            values = {"size": megabytes(size), "most": megabytes(most)}
            raise DeliveryFailed(text % values, permanent=True, code=TOO_LARGE)

    def _start(self, envelope_from: str, options: list[str], watch: Watch) -> None:
        self.smtp.command_encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
        sender = for_envelope(envelope_from)
        code, answer = self._say("MAIL", f"FROM:<{sender}> {' '.join(options)}".rstrip(), watch)
        if code >= 500:
            raise refusal(code, readable(answer), About.SENDER if self._refuses(sender, code, watch) else About.MAIL)
        self._expect(250, code, answer)

    def _refuses(self, sender: str, code: int, watch: Watch) -> bool:
        """Whether it does so too where nothing is said of the mail. One that does not say is taken at its word."""
        try:
            again, _answer = self._say("MAIL", f"FROM:<{sender}>", watch)
            self.smtp.rset()
        except (smtplib.SMTPException, OSError):
            self.smtp.close()
            again = 0
        return again // 100 != TAKEN and (again >= 500 or code != TOO_LARGE)

    def _require_sender(self, envelope_from: str, refused: dict[str, tuple[int, str]], watch: Watch) -> None:
        """Many servers say only when the recipients are named that they do not accept the sender. That it is not what a
        recipient's server thinks of it shows a mail to the sender itself, and that answer names no recipient."""
        answers = list(refused.values())
        if not all(is_about_sender(*answer) for answer in answers):
            return
        said = self._say_to_itself(for_envelope(envelope_from), watch) if envelope_from else answers[0]
        if said and is_about_sender(*said):
            raise refusal(*said, About.SENDER)

    def _say_to_itself(self, sender: str, watch: Watch) -> tuple[int, str] | None:
        try:
            self._say("MAIL", f"FROM:<{sender}>", watch)
            code, answer = self._say("RCPT", f"TO:<{sender}>", watch)
            self.smtp.rset()
        except (smtplib.SMTPException, OSError):
            self.smtp.close()
            return None
        return code, readable(answer)

    def _name_recipients(self, recipients: Sequence[str], watch: Watch) -> tuple[list[str], dict[str, tuple[int, str]]]:
        accepted: list[str] = []
        refused: dict[str, tuple[int, str]] = {}
        for address in recipients:
            code, answer = self._say("RCPT", f"TO:<{for_envelope(address)}>", watch)
            if code == CLOSING:
                self._expect(250, code, answer)
            if code in (250, 251):
                accepted.append(address)
            else:
                text = readable(answer)
                refused[address] = (LATER if accepted and TOO_MANY.search(text) else code, text)
        return accepted, refused

    def _send_content(self, message: bytes) -> None:
        """Slice by slice: what does not go on is given up sooner than what takes long."""
        content, until = memoryview(message), time.monotonic() + LONGEST
        for begin in range(0, len(content), SLICE):
            if time.monotonic() > until:
                raise TimeoutError
            self.smtp.send(content[begin : begin + SLICE])

    def _require_listening(self, watch: Watch) -> None:
        """A server that hangs up or answers before the mail's end has not taken it: there is no doubt about that."""
        said = self._unasked()
        if said is None:
            return
        self.smtp.close()
        text = readable(said)
        code = whole_number(text[:3]) or 0
        if code // 100 not in REFUSALS:
            raise smtplib.SMTPServerDisconnected(text)
        watch.answered(END, code, text[4:])
        raise refusal(code, text[4:])

    def _unasked(self) -> bytes | None:
        """What the server has sent without being asked, "" if it has hung up; None where it waits."""
        sock = self.smtp.sock
        assert sock is not None
        sock.setblocking(False)
        try:
            return sock.recv(LONGEST_LINE)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        finally:
            sock.settimeout(self.server.timeout)

    def _end(self, watch: Watch) -> str:
        """The answer to the whole mail. It may take long: the server writes it down before it answers."""
        sock = self.smtp.sock
        assert sock is not None
        sock.settimeout(self.server.final_timeout)
        try:
            code, answer = self.smtp.getreply()
        finally:
            if self.smtp.sock is not None:
                sock.settimeout(self.server.timeout)
        text = readable(answer)
        watch.answered(END, code, text)
        if code // 100 not in _ANSWERS:
            raise smtplib.SMTPServerDisconnected(text)  # not the protocol any more, so the mail may be with the server
        if code // 100 != TAKEN:
            self._expect(250, code, answer)
        watch.accepted(f"{code} {text}")
        return f"{code} {text}"

    def _say(self, command: str, arguments: str, watch: Watch) -> tuple[int, bytes]:
        code, answer = self.smtp.docmd(command, arguments)
        watch.answered(f"{command} {arguments}".strip(), code, readable(answer))
        return code, answer

    def _expect(self, wanted: int, code: int, answer: bytes) -> None:
        if code == wanted:
            return
        if code == CLOSING:
            self.smtp.close()
        else:
            with suppress(smtplib.SMTPException, OSError):
                self.smtp.rset()
        raise refusal(code, readable(answer))
