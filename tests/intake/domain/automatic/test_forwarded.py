"""What is forwarded automatically."""

from __future__ import annotations

import pytest

from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.closing import close_after_sending
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.factories.answers import acknowledging
from tests.factories.channels import make_account
from tests.factories.reviews import make_automatic
from tests.intake.domain.automatic.conftest import reasons_of, run_all
from tests.intake.domain.conftest import Receive
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def forwarding(billing: Category, nordlicht: Tenant) -> AutomaticReply:
    make_account(nordlicht, "antwort@nordlicht.example", kind=AccountKind.REPLY)
    row = make_automatic(billing, action=AutomaticAction.FORWARD, kind=TemplateKind.FORWARD)
    with in_scope(nordlicht):
        AutomaticReply.objects.filter(pk=row.pk).update(forward_to=[["Werk", "werk@partner.example"]])
    return row


def forwards_of() -> list[Message]:
    with everywhere():
        return list(Message.objects.filter(kind=MessageKind.FORWARD).select_related("ticket"))


def test_a_new_request_is_forwarded_outside(
    receive: Receive, account: MailAccount, billing: Category, forwarding: AutomaticReply
) -> None:
    acknowledging(billing)
    receive(account, letter())
    run_all()

    (message,) = forwards_of()
    assert (message.to, message.author_id) == ([["Werk", "werk@partner.example"]], None)
    assert message.ticket.state == TicketState.EXTERNAL_FORWARDED
    with everywhere():
        assert Inquiry.objects.get().asked_by is None
        kinds = set(Message.objects.filter(direction="out").values_list("kind", flat=True))
    assert kinds == {MessageKind.FORWARD, MessageKind.ACKNOWLEDGEMENT}


def test_forwarded_and_closed(receive: Receive, account: MailAccount, forwarding: AutomaticReply) -> None:
    with in_scope(forwarding.tenant_id):
        AutomaticReply.objects.update(action=AutomaticAction.FORWARD_AND_CLOSE)
    receive(account, letter())
    run_all()

    (message,) = forwards_of()
    assert message.ticket.state == TicketState.SENDING
    with in_scope(forwarding.tenant_id):
        assert OutgoingMail.objects.get().final
        assert close_after_sending(message.ticket).state == TicketState.CLOSED


def test_a_forward_that_cannot_go_leaves_the_ticket_in_the_queue(
    receive: Receive, account: MailAccount, forwarding: AutomaticReply
) -> None:
    with in_scope(forwarding.tenant_id):
        AutomaticReply.objects.update(forward_to=[])
    receive(account, letter())
    run_all()

    assert (forwards_of(), reasons_of()) == ([], ["refused"])
    with everywhere():
        assert Ticket.objects.get().state == TicketState.QUEUED
