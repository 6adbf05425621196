"""Mails that get a ticket of their own: which category, whose customer; all of them in a few statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kontor.channels.enums import AccountKind, Channel
from kontor.customers.domain.recognition import Writer, customers_for_emails, tenants_that_know
from kontor.customers.models import Customer
from kontor.intake.domain.blocking import BLOCKED, BlockBook, SpamMarks
from kontor.intake.domain.copies import Copies, file_copies
from kontor.intake.domain.judged import Filed, JudgedMail
from kontor.intake.domain.messages import new_message, own_raws
from kontor.intake.domain.rule_facts import facts_of
from kontor.intake.domain.verdicts import Candidate
from kontor.intake.enums import BlockAction, Filing, Outcome
from kontor.intake.parsing.mail import Address
from kontor.org.domain.categories import staying_categories
from kontor.org.models import Category
from kontor.routing.domain.categorize import MailFacts, RuleBook
from kontor.routing.domain.explaining import evidence
from kontor.routing.enums import Part
from kontor.tickets.domain.history import Step, record_all
from kontor.tickets.domain.links import NewLink, both_ways, link_all
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import NewTicket, open_tickets
from kontor.tickets.enums import LinkKind, TicketKind
from kontor.tickets.models import Blob, Message, Ticket


@dataclass(frozen=True)
class Request:
    """A mail that wants a ticket; ``earlier`` is the closed one that it goes on from, ``copies`` what it is already.

    ``refused`` is the ticket that it belongs to, and whose tenant has blocked the sender.
    """

    judged: JudgedMail
    earlier: Ticket | None = None
    refused: Ticket | None = None
    copies: Copies = field(default_factory=dict)

    @property
    def tenant_id(self) -> int | None:
        """Whose it is for what it goes on from, whatever rules say: no other tenant may read a word of it."""
        known = self.earlier or self.refused
        return known.tenant_id if known else None


@dataclass(frozen=True)
class _Place:
    """Where a request goes. Without a category nothing claims it."""

    category: Category | None
    reason: dict[str, object] | None = None


@dataclass(frozen=True)
class _Placed:
    """A request with its category."""

    judged: JudgedMail
    category: Category
    reason: dict[str, object] | None
    earlier: Ticket | None
    spam: str = ""
    """Why it is spam, a short code; "" when it is none."""

    @property
    def suggested(self) -> Candidate | None:
        """A ticket of the same tenant that the mail names. Of another tenant's nothing is said or kept."""
        candidate = self.judged.verdict.candidate
        if self.earlier or candidate is None or candidate.ticket.tenant_id != self.category.tenant_id:
            return None
        return candidate

    @property
    def filing(self) -> Filing:
        if self.earlier:
            return Filing.CONTINUED
        return Filing.SUGGESTED if self.suggested else Filing.NEW


def file_new(requests: Sequence[Request], blocks: BlockBook) -> list[Filed]:
    """A new ticket for each in the category that the rules choose; after a closed one, in its process and category.

    What nothing claims is held; what the category's tenant has already, by another account, is only noted. What a
    person chose to ignore is ignored; spam is filed as such.
    """
    places = _places(requests)
    spam = SpamMarks.load([request.judged for request in requests])
    placed = [_placed(request, place, blocks, spam) for request, place in zip(requests, places, strict=True)]
    found = [_copy(request, one) for request, one in zip(requests, placed, strict=True)]
    opened = iter(
        _open([one for one, copy in zip(placed, found, strict=True) if isinstance(one, _Placed) and not copy])
    )
    again = iter(file_copies([(request.judged, copy) for request, copy in zip(requests, found, strict=True) if copy]))
    return [
        one if isinstance(one, Filed) else next(again) if copy else next(opened)
        for one, copy in zip(placed, found, strict=True)
    ]


def _copy(request: Request, placed: _Placed | Filed) -> Message | None:
    return request.copies.get(placed.category.tenant_id) if isinstance(placed, _Placed) else None


def _places(requests: Sequence[Request]) -> list[_Place]:
    """The place of each, in categories that live and stay. When one was deleted since the rules were read, they are
    read anew: it is in them no more."""
    facts = _facts(requests)
    places = [_place_of(*each) for each in zip(requests, facts, strict=True)]
    while True:
        staying = staying_categories({place.category.pk for place in places if place.category})
        gone = [at for at, place in enumerate(places) if place.category and place.category.pk not in staying]
        if not gone:
            return places
        for at in gone:
            places[at] = _by_rules(facts[at], RuleBook.load(requests[at].judged.desk.account))


def _place_of(request: Request, facts: MailFacts) -> _Place:
    if request.earlier:
        return _Place(request.earlier.category)
    place = _by_rules(facts, request.judged.desk.rules)
    if request.refused and (place.category is None or place.category.tenant_id != request.tenant_id):
        return _Place(request.refused.category)
    return place


def _by_rules(facts: MailFacts, rules: RuleBook) -> _Place:
    decision = rules.decide(facts)
    return _Place(decision.category, evidence(decision))


def _facts(requests: Sequence[Request]) -> list[MailFacts]:
    """Of each what the rules look at. Whose customer somebody is is asked only when a rule wants to know."""
    senders = [each.judged.mail.sender.normalized for each in requests if each.judged.mail.sender]
    asked = any(each.judged.desk.rules.asks(Part.KNOWN_CUSTOMER) for each in requests)
    known = tenants_that_know(senders) if asked else {}
    return [_facts_of(request.judged, known) for request in requests]


def _facts_of(judged: JudgedMail, known: dict[str, frozenset[int]]) -> MailFacts:
    sender = judged.mail.sender.normalized if judged.mail.sender else ""
    known_to = known.get(sender, frozenset())
    account = judged.desk.account
    return facts_of(judged.mail, account, text=judged.own_text, language=judged.language, known_to=known_to)


def _placed(request: Request, place: _Place, blocks: BlockBook, spam: SpamMarks) -> _Placed | Filed:
    judged, category, earlier = request.judged, place.category, request.earlier
    tenant_id = request.tenant_id or (category.tenant_id if category else judged.desk.account.tenant_id)
    blocked = blocks.find(judged, tenant_id) if tenant_id else None
    if blocked and blocked.action == BlockAction.IGNORE:
        return Filed(Outcome.IGNORED, BLOCKED)
    if category is None or category.tenant_id != tenant_id:
        return Filed(Outcome.HELD, "no_category")
    if blocked:
        earlier = None
    marked = BLOCKED if blocked else spam.why(judged, category.tenant_id)
    return _Placed(judged, category, place.reason, earlier, marked)


def _open(placed: Sequence[_Placed]) -> list[Filed]:
    if not placed:
        return []
    raws = own_raws([(one.judged.arrival, one.judged.mail, one.category.tenant_id) for one in placed])
    people = _customers(placed)
    new = [_new_ticket(*each) for each in zip(placed, raws, people, strict=True)]
    opened = open_tickets(new, by=None)
    link_all(link for one, (ticket, _message) in zip(placed, opened, strict=True) for link in _links(one, ticket))
    _record_at_earlier([(one.earlier, ticket) for one, (ticket, _message) in zip(placed, opened, strict=True)])
    return [
        Filed(Outcome.NEW_TICKET, one.judged.verdict.reason, ticket, message)
        for one, (ticket, message) in zip(placed, opened, strict=True)
    ]


def _record_at_earlier(tickets: Sequence[tuple[Ticket | None, Ticket]]) -> None:
    steps: list[Step] = [
        (earlier, None, "continued_by", {"number": format_number(ticket.number)})
        for earlier, ticket in tickets
        if earlier
    ]
    if steps:
        record_all(steps)


def _customers(placed: Sequence[_Placed]) -> list[Customer | None]:
    """Of each the customer of the earlier ticket, else whoever an answer goes to; None when that is nobody."""
    writers = [_writer(one) for one in placed]
    found = iter(customers_for_emails([writer for writer in writers if writer]))
    known = [one.earlier.customer if one.earlier else None for one in placed]
    return [next(found) if writer else customer for writer, customer in zip(writers, known, strict=True)]


def _writer(placed: _Placed) -> Writer | None:
    """Nobody becomes a customer by writing to an account for answers of people outside, or by sending us scans."""
    desk = placed.judged.desk
    writer = placed.judged.mail.writer(desk.context.own_addresses) or Address("", "")
    account = desk.account
    if account.kind != AccountKind.INCOMING or account.channel == Channel.LETTER:
        return None
    if (placed.earlier and placed.earlier.customer) or not writer.normalized:
        return None
    return Writer(writer.email, writer.name, placed.category.tenant_id, placed.judged.language)


def _new_ticket(placed: _Placed, raw: Blob | None, customer: Customer | None) -> NewTicket:
    judged, category, earlier = placed.judged, placed.category, placed.earlier
    return NewTicket(
        category=category,
        customer=customer,
        subject=judged.mail.subject,
        account=judged.desk.account,
        message=new_message(
            judged.arrival,
            judged.mail,
            judged.kind,
            category.tenant_id,
            evidence=judged.evidence(placed.filing),
            identity=judged.identity,
            raw=raw,
        ),
        received_at=judged.arrival.received_at,
        kind=TicketKind.LETTER if judged.mail.paper else TicketKind.MAIL,
        channel=Channel.LETTER if judged.mail.paper else Channel.MAIL,
        language=judged.language,
        spam=bool(placed.spam),
        process=(earlier.process or earlier) if earlier else None,
        steps=[*([("categorized", placed.reason)] if placed.reason else []), *_steps(placed)],
    )


def _steps(placed: _Placed) -> Iterator[tuple[str, dict[str, object]]]:
    if placed.spam:
        yield "filed_as_spam", {"why": placed.spam}
    if placed.earlier:
        yield "continues", {"number": format_number(placed.earlier.number)}
    elif placed.suggested:
        yield "suggested", {"number": format_number(placed.suggested.number)}


def _links(placed: _Placed, ticket: Ticket) -> list[NewLink]:
    """To the closed ticket that it goes on from, both ways; to the one that it perhaps belongs to, only from here."""
    if placed.earlier:
        return both_ways(ticket, placed.earlier, LinkKind.CONTINUES, LinkKind.CONTINUED_BY)
    if placed.suggested:
        return [NewLink(ticket, LinkKind.SUGGESTED, placed.suggested.number, ticket.tenant_id)]
    return []
