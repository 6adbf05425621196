"""Waiting for new mail while the server tells of it by itself (IDLE, RFC 2177)."""

from __future__ import annotations

import time
from threading import Event
from typing import Any, Protocol

from imapclient import IMAPClient

from kontor.channels.errors import Kind
from kontor.channels.imap_connection import failures
from kontor.channels.servers import MailServer
from kontor.channels.tls import failure

RENEW = 9 * 60.0
"""Seconds after which IDLE is said anew. A server may hang up after 30 minutes; many a router forgets after 10."""
LOOK = 0.5
"""Seconds between two looks at whether we are to stop."""
POLL = 20.0
"""Seconds between two looks where the server knows no IDLE."""


class Watched(Protocol):
    """The side of a mailbox that is waited on."""

    client: IMAPClient
    server: MailServer

    @property
    def can_idle(self) -> bool: ...

    def has_new(self) -> bool: ...


def wait_for_new(mailbox: Watched, seconds: float, stop: Event) -> bool:
    """Wait at most this long. True: new mails are there; False: the time is over or ``stop`` is set.

    Mails that came before the waiting began count as well. Raises ``ConnectionFailed`` when the connection is lost.
    A server without IDLE is asked every ``POLL`` seconds.
    """
    end = time.monotonic() + seconds
    while not stop.is_set():
        if _has_new(mailbox):
            return True
        left = end - time.monotonic()
        if left <= 0:
            return False
        if mailbox.can_idle:
            _idle(mailbox, min(left, RENEW), stop)
        else:
            stop.wait(min(left, POLL))
    return False


def _has_new(mailbox: Watched) -> bool:
    """Asked again when the server announced a mail with its answer: that one will not be announced by IDLE."""
    announced = mailbox.client._imap.untagged_responses
    while True:
        announced.pop("EXISTS", None)
        with failures(mailbox.server):
            mailbox.client.noop()
        if mailbox.has_new():
            return True
        if "EXISTS" not in announced:
            return False


def _idle(mailbox: Watched, seconds: float, stop: Event) -> None:
    """Until the server tells of something, the time is over, or ``stop`` is set."""
    client, end = mailbox.client, time.monotonic() + seconds
    with failures(mailbox.server):
        client.idle()
        told: list[Any] = []
        while not told and not stop.is_set() and (left := end - time.monotonic()) > 0:
            asked = time.monotonic()
            told = _worth_a_look(mailbox, client.idle_check(timeout=min(LOOK, left)))
            if not told and time.monotonic() - asked < min(LOOK, left) / 2:
                break  # it said nothing of interest, or hung up: the end of IDLE shows which
        client.idle_done()


def _worth_a_look(mailbox: Watched, answers: list[Any]) -> list[Any]:
    for answer in answers:
        if answer[0] == b"BYE":
            raise failure(mailbox.server, Kind.LOST)
    return [answer for answer in answers if b"EXISTS" in answer or b"RECENT" in answer]
