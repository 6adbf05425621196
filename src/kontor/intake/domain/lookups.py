"""What the filters ask: which ticket does a token, a Message-ID or a number name? All within the scope."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.customers.models import Address
from kontor.intake.domain.verdicts import FilterContext, TicketRef
from kontor.kernel.text import normalize_email
from kontor.tickets.domain.tokens import TokenClaim
from kontor.tickets.models import Message, Ticket


def context_for(account: MailAccount) -> FilterContext:
    """The look-ups and the account's own addresses. Load it once for a batch."""
    return FilterContext(
        own_addresses=_own_addresses(account),
        find_by_token=_by_token,
        find_by_message_ids=_by_message_ids,
        find_by_number=_by_number,
        is_party=_is_party,
    )


def _own_addresses(account: MailAccount) -> frozenset[str]:
    owners = [0] if account.tenant_id is None else [0, account.tenant_id]
    accounts = MailAccount.objects.living().filter(owner_key__in=owners).values_list("address_key", flat=True)
    no_reply = NoReplyAddress.objects.filter(tenant_id=account.tenant_id).values_list("address_key", flat=True)
    return frozenset([*accounts, *(no_reply if account.tenant_id else ())])


def _by_token(claim: TokenClaim) -> TicketRef | None:
    return _ref(Ticket.objects.filter(pk=claim.ticket_id))


def _by_message_ids(message_ids: Sequence[str]) -> TicketRef | None:
    """The ticket of the first id that is known; on a tie the newest message's."""
    rows = Message.objects.filter(message_id__in=list(message_ids)[:50]).order_by("-id")
    known = {
        message_id: (ticket, tenant)
        for message_id, ticket, tenant in reversed(rows.values_list("message_id", "ticket_id", "tenant_id")[:200])
    }
    found = next((known[message_id] for message_id in message_ids if message_id in known), None)
    return TicketRef(*found) if found else None


def _by_number(number: int) -> TicketRef | None:
    return _ref(Ticket.objects.filter(number=number))


def _ref(rows: QuerySet[Ticket]) -> TicketRef | None:
    found = rows.values_list("id", "tenant_id").first()
    return TicketRef(*found) if found else None


def _is_party(ticket: TicketRef, address: str) -> bool:
    """The address is the ticket's customer's, or a message of the ticket came from it or went to it."""
    customer = Address.objects.filter(customer__tickets__id=ticket.ticket_id, kind="email", normalized=address)
    if customer.exists():
        return True
    rows = Message.objects.filter(ticket_id=ticket.ticket_id).values_list("from_address", "to", "cc")
    return any(
        address in {normalize_email(other) for other in [sender, *(pair[1] for pair in [*to, *cc])]}
        for sender, to, cc in rows
    )
