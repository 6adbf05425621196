"""What the filters say about a mail, and what they may ask. Values only; the look-ups come from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kontor.intake.enums import VerdictKind
from kontor.intake.parsing.mail import FailedRecipient
from kontor.tickets.domain.tokens import TokenClaim


@dataclass(frozen=True, slots=True)
class TicketRef:
    """A ticket that exists and may be seen where the mail came in."""

    ticket_id: int
    tenant_id: int | None = None


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
class Verdict:
    """What the mail is. ``reason`` is a short code for the ledger; ``may_auto_answer`` is False for whatever a machine
    wrote or sent to many: it may become a ticket, but nothing automatic ever answers it."""

    kind: VerdictKind
    reason: str
    ticket: TicketRef | None = None
    may_auto_answer: bool = True
    bounce: BounceDetails | None = None


def _nobody(*_asked: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class FilterContext:
    """The account's own addresses (normalized, with those of its tenant) and the look-ups, all within the scope.

    ``is_party`` says whether an address (normalized) has written to or was written from a ticket: without it a number
    in a subject proves nothing.
    """

    own_addresses: frozenset[str] = frozenset()
    find_by_token: Callable[[TokenClaim], TicketRef | None] = _nobody
    find_by_message_ids: Callable[[Sequence[str]], TicketRef | None] = _nobody
    find_by_number: Callable[[int], TicketRef | None] = _nobody
    is_party: Callable[[TicketRef, str], bool] = field(default=lambda _ticket, _address: False)
