"""A ticket is forwarded to people outside, by a person or by the system."""

from __future__ import annotations

from typing import Any

from kontor.answers.domain.forward import forward, forward_letter, send_forward
from kontor.answers.enums import DraftKind
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.closing import close_after_sending
from kontor.tickets.enums import InquiryState, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.answers.domain.outside.conftest import EXPERT, outside_draft, steps_of
from tests.factories.org import make_closing_code
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def forwarded(ticket: Ticket, by: User, **how: Any) -> Message:
    with in_scope(ticket.tenant_id):
        sent = send_forward(outside_draft(ticket, DraftKind.FORWARD, by), by=by, **how)
    assert isinstance(sent, Message)
    return sent


# -- forwarding -------------------------------------------------------------------------------------


def test_a_forward_without_closing_waits_for_the_answer_to_the_reply_account(
    mine: Ticket, forwarding: MailAccount, anna: User
) -> None:
    message = forwarded(mine, anna)

    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        mail = OutgoingMail.objects.get(message=message)
        assert mine.state == TicketState.EXTERNAL_FORWARDED
        assert (mail.account, mail.final) == (forwarding, False)
        assert Inquiry.objects.get(message=message).state == InquiryState.OPEN
        assert steps_of(mine)[-1] == "forwarded"


def test_a_forward_with_closing_closes_once_it_is_out(mine: Ticket, forwarding: MailAccount, anna: User) -> None:
    message = forwarded(mine, anna, closing=True)

    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        assert mine.state == TicketState.SENDING
        assert OutgoingMail.objects.get(message=message).final
        assert Inquiry.objects.get(message=message).state == InquiryState.ENDED
        close_after_sending(mine)
        mine.refresh_from_db()
        assert mine.state == TicketState.CLOSED


def test_closing_asks_for_the_closing_code_of_the_category(mine: Ticket, forwarding: MailAccount, anna: User) -> None:
    code = make_closing_code(mine.category)
    with in_scope(mine.tenant_id):
        Category.objects.filter(pk=mine.category_id).update(closing_code_required=True)

    with refused("asks for a closing code"):
        forwarded(mine, anna, closing=True)
    forwarded(mine, anna, closing=True, closing_code=code)

    with in_scope(mine.tenant_id):
        mine.refresh_from_db()
        assert mine.closing_code == code


def test_the_system_forwards_a_ticket_that_nobody_has(billing: Category, forwarding: MailAccount) -> None:
    ticket = make_ticket(billing)
    template = make_template(billing.tenant, html="<p>Bitte übernehmen.</p>", kind=TemplateKind.FORWARD)
    with in_scope(ticket.tenant_id):
        letter = forward_letter(ticket, to=[EXPERT], template=template)

        message = forward(ticket, letter, closing=False, by=None)

        ticket.refresh_from_db()
        assert (ticket.state, ticket.owner) == (TicketState.EXTERNAL_FORWARDED, None)
        assert (message.author, "Bitte übernehmen." in message.text) == (None, True)
