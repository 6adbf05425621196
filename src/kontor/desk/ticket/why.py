"""Why is this message here? Codes and numbers of its evidence as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kontor.channels.models import MailAccount
from kontor.intake.enums import Filing, Signal
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
    filing = evidence.get("filing", "")
    other = evidence.get("ticket")
    return Why(
        filing=str(Filing(filing).label) if filing in Filing.values else "",
        lines=tuple(Line(str(signal.label), weight) for signal, weight in weights.items()),
        score=evidence.get("score", 0),
        needed=evidence.get("needed", 0),
        ticket=other if other != ticket.number else None,
        accounts=tuple(received_by([message]).get(message.pk, ())),
        moves=tuple(_moves(ticket, message)),
    )


def received_by(messages: Sequence[Message]) -> dict[int, list[str]]:
    """The addresses of the accounts that received each message, in the order of the deliveries, each once."""
    ids = {message.pk: list(dict.fromkeys(message.evidence.get("accounts", ()))) for message in messages}
    wanted = {account_id for each in ids.values() for account_id in each}
    rows = MailAccount.objects.filter(pk__in=wanted).values_list("pk", "address") if wanted else ()
    addresses = dict(rows)
    return {pk: [addresses[account_id] for account_id in each if account_id in addresses] for pk, each in ids.items()}


def _moves(ticket: Ticket, message: Message) -> list[MessageMove]:
    rows = MessageMove.objects.filter(target=ticket, undone_at=None, moved__messages__contains=[message.pk])
    return list(rows.select_related("source", "by").order_by("-id"))
