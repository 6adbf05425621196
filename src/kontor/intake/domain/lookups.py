"""What the filters ask: which tickets does a mail name, and who takes part in them? All within the scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kontor.channels.domain.own_addresses import own_addresses
from kontor.channels.models import MailAccount
from kontor.intake.domain.clues import KnownTicket, names_number, outside_clue, signals_of
from kontor.intake.domain.filters.follow_up import claims_of, names_of
from kontor.intake.domain.trust import trusted_results
from kontor.intake.domain.verdicts import Candidate, FilterContext, OutsideClue, TicketRef
from kontor.intake.enums import Signal
from kontor.intake.parsing.mail import ParsedMail
from kontor.tenants.scope import current
from kontor.tickets.domain.duplicating import COPIED_FROM
from kontor.tickets.domain.parties import People, parties_of
from kontor.tickets.domain.tokens import TokenClaim, read_message_id, read_token
from kontor.tickets.enums import OUTSIDE_KINDS
from kontor.tickets.models import Message, Ticket

MOST_NAMES = 50


class KnownTickets:
    """The tickets that mails name by token, Message-ID or number, with what is known of them.

    Those of a batch are learned together, in a fixed number of statements. A ticket that was merged into another one
    stands for that one, and a token for the ticket at which its message lies by now.
    """

    def __init__(self) -> None:
        self._tickets: dict[int, KnownTicket | None] = {}
        self._claims: dict[TokenClaim, int] = {}
        self._names: dict[str, int | None] = {}
        self._numbers: dict[int, int | None] = {}
        self._questions: dict[TokenClaim | str, int] = {}
        """By token or Message-ID: the message, where it is one to or from people outside."""

    def learn(self, mails: Sequence[ParsedMail]) -> None:
        """Look up what these mails refer to."""
        self._learn_claims({claim for mail in mails for claim in claims_of(mail)})
        self._learn_names({name for mail in mails for name in _names(mail)})
        self._learn_numbers({number for mail in mails for number in names_number(mail)})
        self._learn_tickets({ticket_id for mail in mails for _signal, ticket_id in self._threads(mail) if ticket_id})

    def by_token(self, claim: TokenClaim) -> KnownTicket | None:
        self._learn_claims({claim})
        return self._ticket(self._claims[claim])

    def by_message_ids(self, message_ids: Sequence[str]) -> KnownTicket | None:
        """The ticket of the first id that is known."""
        names = [name[:400] for name in message_ids][:MOST_NAMES]
        self._learn_names(set(names))
        return next((found for name in names if (found := self._ticket(self._names[name]))), None)

    def named_by(self, mail: ParsedMail) -> list[tuple[KnownTicket, frozenset[Signal]]]:
        """The tickets that a mail which was learned names, each with the threads that lead to it; the one named last
        first."""
        threads: dict[int, set[Signal]] = defaultdict(set)
        found: dict[int, KnownTicket] = {}
        for signal, ticket_id in self._threads(mail):
            ticket = self._ticket(ticket_id)
            if ticket:
                found[ticket.ref.ticket_id] = ticket
                threads[ticket.ref.ticket_id].add(signal)
        return [(ticket, frozenset(threads[ticket_id])) for ticket_id, ticket in found.items()]

    def outside_thread(self, mail: ParsedMail) -> tuple[KnownTicket, int] | None:
        """The ticket and the message to or from people outside that a mail which was learned answers.

        What it names last decides: a customer's answer to a reply of ours may name older mails of all kinds.
        """
        for name in names_of(mail):
            claim = read_message_id(name)
            by_claim = self._questions.get(claim) if claim else None
            ticket_id = self._names.get(name[:400]) or (self._claims.get(claim) if claim else None)
            if ticket_id:
                return self._outside(ticket_id, self._questions.get(name[:400]) or by_claim)
        claim = read_token(mail.auto.own_token)
        return self._outside(self._claims[claim], self._questions.get(claim)) if claim else None

    def _outside(self, ticket_id: int, message_id: int | None) -> tuple[KnownTicket, int] | None:
        ticket = self._ticket(ticket_id)
        return (ticket, message_id) if ticket and message_id else None

    def by_number(self, mail: ParsedMail) -> list[KnownTicket]:
        """The tickets whose numbers stand in the subject of a mail which was learned."""
        found = [self._ticket(self._numbers[number]) for number in names_number(mail)]
        return [ticket for ticket in found if ticket]

    def _threads(self, mail: ParsedMail) -> Iterable[tuple[Signal, int | None]]:
        if mail.paper:
            yield Signal.LETTER_CODE, mail.paper.ticket_id
        for claim in claims_of(mail):
            yield Signal.TOKEN, self._claims[claim]
        for name in _names(mail):
            answered = name == mail.in_reply_to[:400]
            yield Signal.IN_REPLY_TO if answered else Signal.REFERENCES, self._names[name]
        for number in names_number(mail):
            yield Signal.NUMBER, self._numbers[number]

    def _ticket(self, ticket_id: int | None) -> KnownTicket | None:
        if not ticket_id:
            return None
        self._learn_tickets({ticket_id})
        return self._tickets[ticket_id]

    def _learn_claims(self, claims: set[TokenClaim]) -> None:
        """A message that bears the token says where it lies; without it, the ticket that the token names."""
        new = claims - self._claims.keys()
        if not new:
            return
        self._claims |= {claim: claim.ticket_id for claim in new}
        rows = Message.objects.filter(pk__in=[claim.message_id for claim in new])
        for name, ticket_id, pk, kind in rows.values_list(*_OF_MESSAGES):
            claim = read_message_id(name)
            if claim in new:
                self._claims[claim] = ticket_id
                if kind in OUTSIDE_KINDS:
                    self._questions[claim] = pk

    def _learn_names(self, names: set[str]) -> None:
        """Where several messages have one id, the newest counts, and none that is a copy.

        The tenants are named so that the index is used.
        """
        new = names - self._names.keys()
        if not new:
            return
        self._names |= dict.fromkeys(new)
        mine = Message.objects.filter(tenant_id__in=current(), message_id__in=new)
        mine = mine.exclude(evidence__has_key=COPIED_FROM)
        rows = mine.order_by("message_id", "-id").distinct("message_id")
        for name, ticket_id, pk, kind in rows.values_list(*_OF_MESSAGES):
            self._names[name] = ticket_id
            if kind in OUTSIDE_KINDS:
                self._questions[name] = pk

    def _learn_numbers(self, numbers: set[int]) -> None:
        new = numbers - self._numbers.keys()
        if not new:
            return
        self._numbers |= dict.fromkeys(new)
        self._numbers |= dict(Ticket.objects.filter(number__in=new).values_list("number", "id"))

    def _learn_tickets(self, ids: set[int]) -> None:
        """With those that they were merged into, and who takes part in these."""
        new = ids - self._tickets.keys()
        if not new:
            return
        self._tickets |= dict.fromkeys(new)
        rows = _with_targets(new)
        ends = {ticket_id: end for ticket_id in rows if (end := _end(ticket_id, rows)) is not None}
        parties = parties_of(list({end.pk: end for end in ends.values()}.values()))
        self._tickets |= {ticket_id: _known(end, parties[end.pk]) for ticket_id, end in ends.items()}


_OF_MESSAGES = ("message_id", "ticket_id", "pk", "kind")


def _with_targets(ids: set[int]) -> dict[int, Ticket]:
    """The tickets, and those that they were merged into, and so on. What was erased is nobody's ticket any more."""
    rows: dict[int, Ticket] = {}
    wanted = ids
    while wanted:
        found = Ticket.objects.filter(pk__in=wanted, erased_at=None).select_related("tenant").only(*_COLUMNS)
        rows |= {row.pk: row for row in found}
        wanted = {row.merged_into_id for row in rows.values() if row.merged_into_id} - rows.keys() - wanted
    return rows


_COLUMNS = ("number", "subject", "account", "customer", "merged_into", "tenant__active", "tenant__deleted_at")


def _end(ticket_id: int, rows: dict[int, Ticket]) -> Ticket | None:
    """Where a chain of merged tickets ends. Merging makes no circles; should there be one, it ends all the same."""
    seen: set[int] = set()
    row = rows.get(ticket_id)
    while row and row.merged_into_id and row.pk not in seen:
        seen.add(row.pk)
        row = rows.get(row.merged_into_id)
    return row


def _known(row: Ticket, people: People) -> KnownTicket:
    works = row.tenant.active and row.tenant.deleted_at is None
    ref = TicketRef(row.pk, row.tenant_id)
    return KnownTicket(ref, row.number, row.subject, row.account_id, works, people.parties, people.copied, people.asked)


def _names(mail: ParsedMail) -> list[str]:
    return [name[:400] for name in names_of(mail)][:MOST_NAMES]


def context_for(account: MailAccount, known: KnownTickets) -> FilterContext:
    """The look-ups and the account's own addresses. Load it once for a batch."""
    own = own_addresses(account.tenant_id)

    def may_use(ticket: KnownTicket) -> bool:
        """A tenant that is switched off or deleted gets nothing more through an account that serves all."""
        return ticket.works or ticket.ref.tenant_id == account.tenant_id

    def ref(ticket: KnownTicket | None) -> TicketRef | None:
        return ticket.ref if ticket and may_use(ticket) else None

    def candidates(mail: ParsedMail) -> list[Candidate]:
        named = [(ticket, threads) for ticket, threads in known.named_by(mail) if may_use(ticket)]
        doubtful = bool(named) and trusted_results(mail, account).failed
        return [
            Candidate(
                ticket.ref,
                ticket.number,
                signals_of(mail, ticket, threads, account_id=account.pk, own=own, doubtful=doubtful),
            )
            for ticket, threads in named
        ]

    def outside(mail: ParsedMail) -> OutsideClue | None:
        thread = known.outside_thread(mail)
        asked = [thread] if thread else [(ticket, None) for ticket in known.by_number(mail)]
        clues = (outside_clue(mail, ticket, message_id=message_id) for ticket, message_id in asked if may_use(ticket))
        return next((clue for clue in clues if clue), None)

    return FilterContext(
        own_addresses=own,
        mailbox=(account.owner, account.pk),
        find_by_token=lambda claim: ref(known.by_token(claim)),
        find_by_message_ids=lambda names: ref(known.by_message_ids(names)),
        candidates=candidates,
        outside=outside,
    )
