"""A talk with a server about one mail, written down as it goes on.

The two moments that count are committed before anything else happens: before the last dot goes out, and when the
server has said that it took the mail. So a worker may die at any point, and the row tells whether the server can have
the mail, surely has it, or may have it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from kontor.channels.servers import SmtpServer
from kontor.channels.smtp import SendResult, Watch
from kontor.kernel import clock
from kontor.kernel.text import shorten
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.tenants.scope import scope

Value = TypeVar("Value")

MOST_TALKS, MOST_LINES, MOST_LETTERS = 8, 40, 300
PATIENCE = 60.0
"""Seconds for which a worker that knows more than the database tries to write it down."""


class ClaimLost(Exception):
    """Somebody else has taken the mail over: this talk must not go on."""


class Talk(Watch):
    """Looks on at a talk and keeps what is said, in bounds. Content of the mail is never in it."""

    def __init__(self, mail: OutgoingMail, server: SmtpServer) -> None:
        self.tenant_id, self.outgoing_id, self.claim = mail.tenant_id, mail.pk, mail.claim
        self.host, self.port = server.host, server.port
        self.earlier: list[dict[str, Any]] = mail.dialogue[-(MOST_TALKS - 1) :]
        self.kept: dict[str, Any] = {
            "at": clock.now().isoformat(),
            "server": f"{server.host}:{server.port}",
            "lines": [],
        }

    @property
    def dialogue(self) -> list[dict[str, Any]]:
        return [*self.earlier, self.kept]

    @property
    def is_silent(self) -> bool:
        """The server has not said a word in it."""
        return not self.kept["lines"]

    def answered(self, said: str, code: int, answer: str) -> None:
        lines = self.kept["lines"]
        if len(lines) < MOST_LINES:
            lines.append([shorten(said, MOST_LETTERS), code, shorten(answer, MOST_LETTERS)])
        else:
            self.kept["left_out"] = self.kept.get("left_out", 0) + 1

    def handing_over(self, accepted: Sequence[str], refused: dict[str, tuple[int, str]], size: int) -> None:
        """Committed before the last dot: from here on a dead worker leaves doubt. Raises ClaimLost."""
        self.kept |= {"size": size, "accepted": list(accepted), "refused": refused}
        if not self._write(Phase.TALKING, phase=Phase.HANDING_OVER, in_flight=list(accepted), dialogue=self.dialogue):
            raise ClaimLost

    def accepted(self, answer: str) -> None:
        """Committed before anything else. If the database is away just now, it is waited for."""
        changes = {"phase": Phase.ACCEPTED, "answer": answer, "dialogue": self.dialogue}
        persistently(lambda: self._write(Phase.HANDING_OVER, **changes))

    def broke_off(self, reason: str) -> None:
        """The last line of a talk that came to no end."""
        self.kept["broke_off"] = shorten(reason, MOST_LETTERS)

    def _write(self, present: Phase, **changes: Any) -> bool:
        with scope(self.tenant_id):
            rows = OutgoingMail.objects.filter(
                pk=self.outgoing_id,
                claim=self.claim,
                phase=present,
                state__in=[DeliveryState.SENDING, DeliveryState.UNCLEAR],
            )
            return bool(rows.update(**changes, phase_at=clock.now()))


def persistently(write: Callable[[], Value], *, patience: float = PATIENCE) -> Value:
    """Do it again while the database cannot be reached: what is to be written is known nowhere else.

    A connection that still answers (the disk is full) is kept: with it would go the locks of the queue's turn.
    """
    end = time.monotonic() + patience
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if time.monotonic() > end or connection.in_atomic_block:
                raise
            if not connection.is_usable():
                connection.close()
            time.sleep(0.5)


def need_not_be_flushed() -> None:
    """This transaction may end before it is on the disk: after a crash of the database it is done again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def result_of(mail: OutgoingMail) -> SendResult:
    """What a talk came to that ended well, from what was written down of it."""
    kept = mail.dialogue[-1] if mail.dialogue else {}
    refused = {address: (int(code), str(text)) for address, (code, text) in kept.get("refused", {}).items()}
    return SendResult(tuple(mail.in_flight), refused, mail.answer)


def told_by(claim: UUID | None, mail: OutgoingMail) -> bool:
    """The talk with this claim may write down what became of the mail."""
    return mail.claim == claim and mail.state in (DeliveryState.SENDING, DeliveryState.UNCLEAR)
