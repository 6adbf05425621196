"""Why is this message here? Codes and numbers of its evidence as sentences in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field

from kontor.intake.domain.deliveries import received_by
from kontor.intake.enums import Filing, Signal
from kontor.tickets.domain.queries import moves_here
from kontor.tickets.models import Message, MessageMove, Ticket


@dataclass(frozen=True)
class Line:
    """One signal: its sentence and how much it weighs."""

    sentence: str
    weight: int


@dataclass(frozen=True)
class Why:
    """``ticket`` is the number of the ticket for which the signals speak, if it is another one than the message's."""

    filing: str = ""
    lines: tuple[Line, ...] = ()
    score: int = 0
    needed: int = 0
    ticket: int | None = None
    accounts: tuple[str, ...] = ()
    moves: tuple[MessageMove, ...] = field(default=())


def why_here(ticket: Ticket, message: Message) -> Why:
    """The decision of the intake, the accounts that received the mail, and who moved it since."""
    evidence = message.evidence
    weights = {Signal(code): weight for code, weight in evidence.get("signals", {}).items() if code in Signal.values}
    ordered = sorted(weights.items(), key=lambda item: -item[1])
    filing = evidence.get("filing", "")
    other = evidence.get("ticket")
    return Why(
        filing=str(Filing(filing).label) if filing in Filing.values else "",
        lines=tuple(Line(str(signal.label), weight) for signal, weight in ordered),
        score=evidence.get("score", 0),
        needed=evidence.get("needed", 0),
        ticket=other if other != ticket.number else None,
        accounts=tuple(received_by([message]).get(message.pk, ())),
        moves=tuple(moves_here(ticket, message)),
    )
