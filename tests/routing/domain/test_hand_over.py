from __future__ import annotations

import pytest

from kontor.channels.enums import Channel
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.hand_over import hand_over_ticket
from kontor.tickets.domain.messages import NewFile, append_message
from kontor.tickets.enums import LinkKind, MessageChannel, TicketKind, TicketState
from kontor.tickets.models import Attachment, Message, Note, Ticket, TicketLink
from tests.factories.tickets import make_note, make_ticket, new_message
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def _hand_over(ticket: Ticket, category: Category, by: User, reason: str = "Falscher Mandant") -> Ticket:
    with in_scope(ticket.tenant_id, category.tenant_id):
        return hand_over_ticket(ticket, category, reason=reason, by=by)


def test_a_new_ticket_opens_there_and_the_old_one_is_closed(
    ticket: Ticket, claims: Category, alpina_account: MailAccount, bela: User
) -> None:
    new = _hand_over(ticket, claims, bela)

    with everywhere():
        old = Ticket.objects.get(pk=ticket.pk)
        new = Ticket.objects.select_related("account", "customer").get(pk=new.pk)
        assert (old.state, old.owner) == (TicketState.CLOSED, None)
        assert (new.state, new.category_id, new.tenant_id, new.account) == (
            TicketState.QUEUED,
            claims.pk,
            claims.tenant_id,
            alpina_account,
        )
        assert (new.received_at, new.subject, new.number != old.number) == (old.received_at, old.subject, True)


def test_a_letter_stays_a_letter(billing: Category, claims: Category, bela: User) -> None:
    letter = make_ticket(billing, kind=TicketKind.LETTER, channel=Channel.LETTER)
    with in_scope(billing.tenant_id):
        letter.messages.update(channel=MessageChannel.LETTER)

    new = _hand_over(letter, claims, bela)

    assert (new.kind, new.channel) == (TicketKind.LETTER, Channel.LETTER)
    with in_scope(claims.tenant_id):
        assert new.messages.get().channel == MessageChannel.LETTER


def test_each_side_keeps_a_link_with_the_others_number(ticket: Ticket, claims: Category, bela: User) -> None:
    new = _hand_over(ticket, claims, bela)

    with in_scope(ticket.tenant_id):
        assert list(TicketLink.objects.values_list("kind", "other_number")) == [(LinkKind.HANDED_OVER_TO, new.number)]
    with in_scope(claims.tenant_id):
        assert list(TicketLink.objects.values_list("kind", "other_number")) == [
            (LinkKind.HANDED_OVER_FROM, ticket.number)
        ]


def test_the_customers_messages_go_along_with_their_files_and_notes_stay(
    ticket: Ticket, claims: Category, bela: User
) -> None:
    with in_scope(ticket.tenant_id):
        append_message(ticket, new_message(ticket.customer, files=[NewFile("a.pdf", "application/pdf", b"%PDF")]))
    make_note(ticket, bela)

    _hand_over(ticket, claims, bela)

    with in_scope(claims.tenant_id):
        assert Message.objects.count() == 2
        assert [(file.filename, file.blob.content) for file in Attachment.objects.select_related("blob")] == [
            ("a.pdf", b"%PDF")
        ]
        assert (Note.objects.count(), Ticket.objects.get().has_attachments) == (0, True)


def test_the_customer_becomes_one_of_the_other_tenant(ticket: Ticket, claims: Category, bela: User) -> None:
    new = _hand_over(ticket, claims, bela)

    with everywhere():
        customers = Customer.objects.order_by("id").values_list("id", "tenant_id", "name")
        assert list(customers) == [
            (ticket.customer_id, ticket.tenant_id, "Käthe Kunde"),
            (new.customer_id, claims.tenant_id, "Käthe Kunde"),
        ]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_asked_for(ticket: Ticket, claims: Category, bela: User, reason: str) -> None:
    with refused("Say why"):
        _hand_over(ticket, claims, bela, reason)


def test_within_the_tenant_one_recategorises(ticket: Ticket, moving: Category, bela: User) -> None:
    with refused("Recategorise the ticket instead"):
        _hand_over(ticket, moving, bela)


def test_a_closed_ticket_is_not_handed_over_and_nothing_is_left_there(
    billing: Category, claims: Category, bela: User
) -> None:
    ticket = make_ticket(billing, state=TicketState.CLOSED)

    with refused("Only a ticket that is in the queue or on a desk"):
        _hand_over(ticket, claims, bela)

    with in_scope(claims.tenant_id):
        assert (Ticket.objects.count(), Customer.objects.count()) == (0, 0)
