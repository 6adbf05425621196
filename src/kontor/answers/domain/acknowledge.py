"""Who writes is told that the mail has arrived; or the request says why not (RFC 3834)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from kontor.answers.domain.acknowledgement_texts import TextBook
from kontor.answers.domain.acknowledgement_writing import Houses, Reply, Senders, write_replies
from kontor.answers.domain.budgets import Claim, Limits, claim_all
from kontor.answers.domain.filed import FiledMail
from kontor.answers.preferences import ACKNOWLEDGE, ACKNOWLEDGE_FOLLOW_UPS
from kontor.channels.domain.own_addresses import addresses_of_ours
from kontor.customers.domain.queries import undeliverable_addresses
from kontor.kernel.text import normalize_email
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder, Preference
from kontor.tenants.models import Tenant
from kontor.texts.models import TemplateContent
from kontor.tickets.domain.history import record_all
from kontor.tickets.domain.parties import takes_part
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


def acknowledge(mails: Sequence[FiledMail]) -> None:
    """Acknowledge these mails where their categories wish it, in the transaction that filed them.

    Each gets a message of its own kind and an outgoing mail, or its ticket's history says why not. One statement when
    no tenant of theirs has a text; otherwise a fixed number, however many mails there are.
    """
    tenant_ids = {mail.ticket.tenant_id for mail in mails}
    texts = TextBook.load(tenant_ids) if mails else TextBook()
    if not texts:
        return
    wishes = _Wishes.load(tenant_ids, texts)
    wished = [mail for mail in mails if wishes.wants(mail)]
    if not wished:
        return
    senders = Senders.load([(mail.ticket, wishes.text_for(mail)) for mail in wished])
    replies = [wishes.reply_to(mail) for mail in wished]
    reasons = _reasons(wished, replies, wishes, senders)
    write_replies([reply for reply, why in zip(replies, reasons, strict=True) if reply and not why], senders)
    record_all(
        (mail.ticket, None, "not_acknowledged", {"why": why}) if why else (mail.ticket, None, "acknowledged", {})
        for mail, why in zip(wished, reasons, strict=True)
    )


@dataclass(frozen=True)
class _Wishes:
    """The settings and texts of the tenants that mails were filed for."""

    system: Holder
    tenants: dict[int, Tenant]
    texts: TextBook
    houses: Houses

    @classmethod
    def load(cls, tenant_ids: set[int], texts: TextBook) -> _Wishes:
        return cls(cast(Holder, system_values()), Tenant.objects.in_bulk(sorted(tenant_ids)), texts, Houses())

    def wants(self, mail: FiledMail) -> bool:
        return self._of(ACKNOWLEDGE, mail) and (mail.opened or self._of(ACKNOWLEDGE_FOLLOW_UPS, mail))

    def text_for(self, mail: FiledMail) -> TemplateContent | None:
        otherwise = self.tenants[mail.ticket.tenant_id].language
        return self.texts.find(mail.ticket.category, language=mail.ticket.language or otherwise, otherwise=otherwise)

    def reply_to(self, mail: FiledMail) -> Reply | None:
        """None without a text."""
        text, tenant = self.text_for(mail), self.tenants[mail.ticket.tenant_id]
        return Reply(mail.ticket, mail.message, tenant, text, mail.address, mail.name, self.houses) if text else None

    def limits(self) -> dict[int, Limits]:
        return {tenant.pk: Limits.of(self.system, tenant) for tenant in self.tenants.values()}

    def _of(self, preference: Preference[bool], mail: FiledMail) -> bool:
        return preference.get(
            self.system, cast(Holder, self.tenants[mail.ticket.tenant_id]), cast(Holder, mail.ticket.category)
        )


def _reasons(
    mails: Sequence[FiledMail], replies: Sequence[Reply | None], wishes: _Wishes, senders: Senders
) -> list[str]:
    """Of each mail why it is not acknowledged, "" when it is. Only what nothing else stops uses up a budget."""
    addresses = {normalize_email(mail.address) for mail in mails if not mail.never} - {""}
    known = _Known(addresses_of_ours(addresses), undeliverable_addresses(addresses, wishes.tenants))
    reasons = [_reason(mail, reply, known, senders) for mail, reply in zip(mails, replies, strict=True)]
    going = [mail for mail, why in zip(mails, reasons, strict=True) if not why]
    strangers = _strangers(going)
    claims = [
        Claim(mail.ticket.tenant_id, mail.address, mail.ticket.pk, stranger=mail.ticket.pk in strangers)
        for mail in going
    ]
    stopped = iter(claim_all(claims, wishes.limits()))
    return [why or next(stopped) for why in reasons]


@dataclass(frozen=True)
class _Known:
    """What is known of addresses: those of ours, and those of tenants' customers to which no mail arrives."""

    ours: frozenset[str]
    undeliverable: set[tuple[int, str]]


def _reason(mail: FiledMail, reply: Reply | None, known: _Known, senders: Senders) -> str:
    if mail.ticket.state == TicketState.SPAM:
        return "spam"
    if mail.never:
        return mail.never
    address = normalize_email(mail.address)
    if not address:
        return "no_address"
    if address in known.ours:
        return "own_address"
    if _is_diverted(mail, address):
        return "address_unknown"
    if (mail.ticket.tenant_id, address) in known.undeliverable:
        return "undeliverable"
    if reply is None:
        return "no_text"
    if not senders.can_answer(mail.ticket, reply.text):
        return "no_sender"
    return "missing_value" if reply.finished.missing else ""


def _is_diverted(mail: FiledMail, address: str) -> bool:
    """A further mail asks for answers at an address that takes no part. Few do: only of these more is read."""
    elsewhere = address != normalize_email(mail.message.from_address)
    return not mail.opened and elsewhere and not takes_part(mail.ticket, address)


def _strangers(mails: Sequence[FiledMail]) -> set[int]:
    """The tickets of customers who have no other one, and of nobody known. One statement."""
    tickets = {mail.ticket.pk: mail.ticket for mail in mails if mail.opened}
    customers = {ticket.customer_id for ticket in tickets.values() if ticket.customer_id}
    others = Ticket.objects.filter(customer_id__in=customers).exclude(pk__in=tickets)
    known = set(others.values_list("customer_id", flat=True).distinct()) if customers else set()
    return {ticket.pk for ticket in tickets.values() if ticket.customer_id not in known}
