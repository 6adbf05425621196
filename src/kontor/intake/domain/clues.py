"""What speaks for a ticket: a mail's sender, subject and account against what is known of the ticket. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from kontor.intake.domain.public_domains import PUBLIC_DOMAINS
from kontor.intake.domain.verdicts import OutsideClue, TicketRef
from kontor.intake.enums import Signal
from kontor.intake.parsing.mail import ParsedMail
from kontor.kernel.text import one_line
from kontor.tickets.domain.numbers import find_numbers

_PREFIX = re.compile(
    r"^(?:(?:re|aw|antw|antwort|fwd?|wg|tr|rv|rif|ref|res|sv|vs|vb|odp|pd|ynt|i|r)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*"
    r"|\[[^\]]{1,40}\]\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class KnownTicket:
    """A ticket with what its conversation says about people. All addresses are normalized.

    ``parties`` are the customer's addresses, who wrote to us and whom we wrote to; ``copied`` whom others addressed
    besides us; ``asked`` whom we asked outside, who take no part.
    """

    ref: TicketRef
    number: int
    subject: str = ""
    account_id: int | None = None
    works: bool = True
    parties: frozenset[str] = frozenset()
    copied: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


def signals_of(
    mail: ParsedMail,
    ticket: KnownTicket,
    threads: frozenset[Signal],
    *,
    account_id: int,
    own: frozenset[str],
    doubtful: bool = False,
) -> frozenset[Signal]:
    """All that speaks for the ticket besides the threads that lead to it. ``own`` are addresses of the house: they
    write from everywhere and prove nothing. ``doubtful``: the sender was checked and does not stand behind the mail."""
    found = set(threads)
    sender = mail.sender.normalized if mail.sender else ""
    if sender and sender not in own:
        found |= _people(mail, ticket, sender, own)
    if bare_subject(mail.subject) and bare_subject(mail.subject) == bare_subject(ticket.subject):
        found.add(Signal.SUBJECT)
    if ticket.account_id == account_id:
        found.add(Signal.ACCOUNT)
    if doubtful:
        found.add(Signal.DOUBTFUL)
    return frozenset(found)


def outside_clue(mail: ParsedMail, ticket: KnownTicket, *, message_id: int | None) -> OutsideClue | None:
    """What speaks for the mail being an answer of somebody outside who was asked about the ticket.

    ``message_id`` is the question that it answers; without one its sender must have been asked. The customer, who may
    have been copied in by those outside, stays the customer.
    """
    sender = mail.sender.normalized if mail.sender else ""
    asked = sender in ticket.asked
    if not sender or not (asked or (message_id and sender not in ticket.parties)):
        return None
    return OutsideClue(ticket.ref, message_id)


def is_expected(sender: str, asked: Collection[str]) -> bool:
    """The normalized sender is one of those who were asked, or from their house."""
    domain = _domain(sender)
    return sender in asked or (domain not in PUBLIC_DOMAINS and domain in {_domain(each) for each in asked})


def bare_subject(subject: str) -> str:
    """The subject without Re:, AW:, Fwd: and brackets before it, and without blanks and capitals that differ."""
    return one_line(_PREFIX.sub("", one_line(subject))).casefold()


def names_number(mail: ParsedMail) -> list[int]:
    """The first ticket numbers of the subject; of a letter those of its text too."""
    words = f"{mail.subject}\n{mail.text}" if mail.paper else mail.subject
    return find_numbers(words)[:5]


def _people(mail: ParsedMail, ticket: KnownTicket, sender: str, own: frozenset[str]) -> set[Signal]:
    """Is the sender one of those who take part, or a colleague of one?

    A mailing list writes for everybody on it: that it was copied in makes it no party.
    """
    parties = ticket.parties if mail.auto.list_mail else ticket.parties | ticket.copied
    if sender in parties:
        return {Signal.PARTY}
    domain = _domain(sender)
    if not domain or domain in PUBLIC_DOMAINS or mail.auto.list_mail:
        return set()
    return {Signal.COLLEAGUE} if domain in {_domain(each) for each in parties - own} else set()


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
