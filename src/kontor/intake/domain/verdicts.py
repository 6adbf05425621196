"""What the filters say about a mail, and what they may ask. Values only; the look-ups come from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kontor.intake.enums import Signal, VerdictKind
from kontor.intake.parsing.mail import FailedRecipient, ParsedMail
from kontor.tickets.domain.tokens import TokenClaim


@dataclass(frozen=True, slots=True)
class TicketRef:
    """A ticket that exists and may be seen where the mail came in."""

    ticket_id: int
    tenant_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that a mail names, and what speaks for it (``evidence.py`` weighs it)."""

    ticket: TicketRef
    number: int
    signals: frozenset[Signal]


@dataclass(frozen=True, slots=True)
class BounceDetails:
    """A report about a mail of ours. Only ``failed`` ones close a way; a delay is no failure."""

    recipients: tuple[FailedRecipient, ...] = ()
    original_message_ids: tuple[str, ...] = ()
    failed: bool = True
    claim: TokenClaim | None = None

    @property
    def reason(self) -> str:
        """The report's words about the first recipient that failed, in one line."""
        return next((one.diagnostic or one.status for one in self.recipients if one.failed), "")


@dataclass(frozen=True, slots=True)
class OutsideClue:
    """The mail answers what we asked somebody outside. ``message_id`` is the question, where it is known."""

    ticket: TicketRef
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the mail is. ``reason`` is a short code for the ledger; ``may_auto_answer`` is False for whatever a machine
    wrote or sent to many: it may become a ticket, but nothing automatic ever answers it. ``candidate`` is the ticket
    that most speaks for, whether or not that is enough."""

    kind: VerdictKind
    reason: str
    ticket: TicketRef | None = None
    may_auto_answer: bool = True
    bounce: BounceDetails | None = None
    candidate: Candidate | None = None
    outside: OutsideClue | None = None


def _nobody(*_asked: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class FilterContext:
    """The account's own addresses (normalized, with those of its tenant) and the look-ups, all within the scope.

    ``candidates`` are the tickets that a mail names in whatever way, the one named last first, each with what speaks
    for it. ``outside`` says of which question to somebody outside a mail is the answer. ``mailbox`` is where the mail
    came in: the owner of the account (a tenant, or 0) and its id.
    """

    own_addresses: frozenset[str] = frozenset()
    mailbox: tuple[int, int] = (0, 0)
    find_by_token: Callable[[TokenClaim], TicketRef | None] = _nobody
    find_by_message_ids: Callable[[Sequence[str]], TicketRef | None] = _nobody
    candidates: Callable[[ParsedMail], Sequence[Candidate]] = field(default=lambda _mail: ())
    outside: Callable[[ParsedMail], OutsideClue | None] = _nobody
