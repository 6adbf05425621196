"""What filing works with: a mail with all that is known of it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from kontor.channels.models import MailAccount
from kontor.intake.domain.evidence import as_plain
from kontor.intake.domain.lookups import KnownTickets, context_for
from kontor.intake.domain.trust import TrustedResults, trusted_results
from kontor.intake.domain.verdicts import FilterContext, Verdict
from kontor.intake.enums import Filing, Outcome, VerdictKind
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import ParsedMail
from kontor.intake.parsing.quotes import own_text
from kontor.kernel.language import detect_language
from kontor.routing.domain.categorize import RuleBook
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import Blob, Message, Ticket

KINDS = {VerdictKind.AUTO_REPLY: MessageKind.AUTO_REPLY, VerdictKind.BOUNCE: MessageKind.BOUNCE}


@dataclass(frozen=True)
class Desk:
    """What filing the mail of one account needs, loaded once for a batch."""

    account: MailAccount
    rules: RuleBook
    context: FilterContext

    @classmethod
    def load(cls, account: MailAccount, known: KnownTickets) -> Desk:
        return cls(account, RuleBook.load(account), context_for(account, known))


@dataclass(frozen=True)
class JudgedMail:
    """A mail with its row of the ledger and what the filters say about it."""

    arrival: Arrival
    mail: ParsedMail
    verdict: Verdict
    desk: Desk
    identity: UUID | None = None

    @property
    def kind(self) -> MessageKind:
        return KINDS.get(self.verdict.kind, MessageKind.CUSTOMER)

    def evidence(self, filing: Filing) -> dict[str, object]:
        """Why the mail lies where it lies, for its message."""
        candidate = self.verdict.candidate if filing not in (Filing.NEW, Filing.REPORT) else None
        accounts = [self.arrival.account_id]
        trust = {"trust": self.trust.as_plain()} if self.trust else {}
        return {"filing": filing.value, "accounts": accounts, **(as_plain(candidate) if candidate else {}), **trust}

    @cached_property
    def trust(self) -> TrustedResults:
        """What is believed of the receiving servers' checks."""
        return trusted_results(self.mail, self.desk.account)

    @cached_property
    def own_text(self) -> str:
        """What the writer wrote now, without quotes."""
        return own_text(self.mail.text)

    @cached_property
    def language(self) -> str:
        return detect_language(self.own_text, hint=self.mail.language_hint)


@dataclass(frozen=True)
class Filed:
    """What became of an arrival."""

    outcome: Outcome
    reason: str = ""
    ticket: Ticket | None = None
    message: Message | None = None
    raw: Blob | None = None
    """The bytes of the arrival as its tenant's, where they are not the message's own."""
