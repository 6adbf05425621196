"""Where a conversation has gone meanwhile."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.intake.enums import Outcome
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.moving import merge_tickets, move_message
from kontor.tickets.domain.undoing import undo_move
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import make_ticket
from tests.intake.domain.belonging.conftest import KAETHE
from tests.intake.domain.conftest import Receive
from tests.support.letters import letter
from tests.support.scoping import in_scope


def test_later_mails_to_a_merged_ticket_go_to_the_other_one(
    account: MailAccount, ticket: Ticket, answered: str, billing: Category, anna: User, receive: Receive
) -> None:
    second, third = make_ticket(billing), make_ticket(billing)
    with in_scope(ticket.tenant_id):
        merge_tickets(ticket, second, by=anna)
        merge_tickets(second, third, by=anna)

    by_token = receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered))
    by_number = receive(account, letter(f"Zu {ticket.number}", sender=KAETHE))

    assert (by_token.ticket, by_token.outcome) == (third, Outcome.FOLLOW_UP)
    assert (by_number.ticket, by_number.outcome) == (third, Outcome.FOLLOW_UP)


def test_after_the_merge_is_undone_they_go_back(
    account: MailAccount, ticket: Ticket, answered: str, billing: Category, anna: User, receive: Receive
) -> None:
    with in_scope(ticket.tenant_id):
        undo_move(merge_tickets(ticket, make_ticket(billing), by=anna), by=anna)

    assert receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered)).ticket == ticket


def test_an_answer_to_a_moved_message_finds_its_present_ticket(
    account: MailAccount, ticket: Ticket, answered: str, billing: Category, anna: User, receive: Receive
) -> None:
    other = make_ticket(billing, customer=ticket.customer)
    with in_scope(ticket.tenant_id):
        sent = Message.objects.select_related("ticket").get(message_id=answered)
        move_message(sent, other, by=anna)

    assert receive(account, letter("Re:", sender=KAETHE, In_Reply_To=answered)).ticket == other
    token = answered.strip("<>").partition("@")[0]
    assert receive(account, letter("Neu", sender=KAETHE, X_Kontor_Token=token)).ticket == other
