"""What the filters ask: which ticket does a token, a Message-ID or a number name? All within the scope."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.customers.models import Address
from kontor.intake.domain.filters.follow_up import claims_of, names_of
from kontor.intake.domain.verdicts import FilterContext, TicketRef
from kontor.intake.parsing.mail import ParsedMail
from kontor.kernel.text import normalize_email
from kontor.tenants.scope import current
from kontor.tickets.domain.tokens import TokenClaim
from kontor.tickets.models import Message, Ticket

MOST_NAMES = 50


class KnownTickets:
    """The tickets that mails name by token or Message-ID. Those of a batch are learned together, in two statements."""

    def __init__(self) -> None:
        self._by_id: dict[int, TicketRef | None] = {}
        self._by_name: dict[str, TicketRef | None] = {}

    def learn(self, mails: Sequence[ParsedMail]) -> None:
        """Look up what these mails refer to."""
        self._learn_ids({claim.ticket_id for mail in mails for claim in claims_of(mail)})
        self._learn_names({name for mail in mails for name in names_of(mail)[:MOST_NAMES]})

    def by_token(self, claim: TokenClaim) -> TicketRef | None:
        self._learn_ids({claim.ticket_id})
        return self._by_id[claim.ticket_id]

    def by_message_ids(self, message_ids: Sequence[str]) -> TicketRef | None:
        """The ticket of the first id that is known."""
        names = list(message_ids)[:MOST_NAMES]
        self._learn_names(set(names))
        return next((found for name in names if (found := self._by_name[name])), None)

    def _learn_ids(self, ids: set[int]) -> None:
        new = ids - self._by_id.keys()
        self._by_id |= dict.fromkeys(new)
        for ticket_id, tenant_id in Ticket.objects.filter(pk__in=new).values_list("id", "tenant_id") if new else ():
            self._by_id[ticket_id] = TicketRef(ticket_id, tenant_id)

    def _learn_names(self, names: set[str]) -> None:
        """Where several messages have one id, the newest counts. The tenants are named so that the index is used."""
        new = names - self._by_name.keys()
        self._by_name |= dict.fromkeys(new)
        mine = Message.objects.filter(tenant_id__in=current(), message_id__in=new)
        rows = mine.order_by("message_id", "-id").distinct("message_id")
        for name, *ticket in rows.values_list("message_id", "ticket_id", "tenant_id") if new else ():
            self._by_name[name] = TicketRef(*ticket)


def context_for(account: MailAccount, known: KnownTickets) -> FilterContext:
    """The look-ups and the account's own addresses. Load it once for a batch."""
    return FilterContext(
        own_addresses=_own_addresses(account),
        find_by_token=known.by_token,
        find_by_message_ids=known.by_message_ids,
        find_by_number=_by_number,
        is_party=_is_party,
    )


def _own_addresses(account: MailAccount) -> frozenset[str]:
    owners = [0] if account.tenant_id is None else [0, account.tenant_id]
    accounts = MailAccount.objects.living().filter(owner_key__in=owners).values_list("address_key", flat=True)
    no_reply = NoReplyAddress.objects.filter(tenant_id=account.tenant_id).values_list("address_key", flat=True)
    return frozenset([*accounts, *(no_reply if account.tenant_id else ())])


def _by_number(number: int) -> TicketRef | None:
    found = Ticket.objects.filter(number=number).values_list("id", "tenant_id").first()
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
