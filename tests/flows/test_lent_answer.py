"""A ticket of Nordlicht is answered by Carla of Alpina, through a real mail server; the customer meets Nordlicht."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.answers.models import SentAnswer
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Ticket
from tests.factories.channels import make_account
from tests.factories.loans import lend_ticket
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket, new_message
from tests.servers.smtp_sink import SmtpSink
from tests.support.client import Browser
from tests.support.letters import sending_through
from tests.support.scoping import everywhere, in_scope

WORDS = "Guten Tag Käthe Kunde,\n\nwir haben es geprüft und schreiben Ihnen den Betrag gut.\n"


def test_the_borrower_answers_and_the_customer_reads_the_lender(
    billing: Category,
    claims: Category,
    customer: Customer,
    nordlicht: Tenant,
    alpina: Tenant,
    carla: User,
    sven: User,
    alpina_account: object,
    smtp_sink: SmtpSink,
    client_for: Callable[..., Browser],
) -> None:
    account = make_account(
        nordlicht, "service@nordlicht.example", sender_name="Nordlicht Service", **sending_through(smtp_sink)
    )
    make_template(nordlicht, html="<p>Moin von Nordlicht</p>", categories=(billing,))
    make_template(alpina, html="<p>Grüezi von Alpina</p>", categories=(claims,))
    ticket = make_ticket(billing, customer=customer, account=account)
    lend_ticket(ticket, claims)
    browser = client_for(carla, alpina)

    browser.post(reverse("desk:inbox:next"))
    editor = browser.post(reverse("desk:compose:reply", args=[ticket.number]), follow=True).content.decode()
    assert "Moin von Nordlicht" in editor and "Grüezi" not in editor
    data = {"version": 1, "to": "Käthe Kunde <kaethe@post.example>", "subject": "Re: Abrechnung", "text": WORDS}
    data |= {"final": "1", "confirm": ["recipient", "greeting", "spelling", "language"]}
    sent = browser.post(reverse("desk:compose:send", args=[ticket.number]), data, follow=True)
    assert "is on its way" in sent.content.decode()

    with everywhere():
        mail = OutgoingMail.objects.get()
        assert (mail.tenant_id, mail.lent_to_id, mail.account_id) == (nordlicht.pk, alpina.pk, account.pk)
        assert SentAnswer.objects.get().lent_to_id == alpina.pk
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.SENT

    (kept,) = smtp_sink.kept
    assert kept.recipients == ["kaethe@post.example"]
    assert kept.mail["From"] == "Nordlicht Service <service@nordlicht.example>"
    assert "Alpina" not in str(kept.mail) and alpina.name not in str(kept.mail)
    with in_scope(nordlicht):
        after = Ticket.objects.get(pk=ticket.pk)
        loan = Loan.objects.get(ticket=ticket)
    assert (after.state, after.lent_to_id, after.last_owner_id, loan.ended_by) == (
        TicketState.CLOSED,
        None,
        carla.pk,
        "closed",
    )
    shown = client_for(sven, nordlicht).get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()
    assert "schreiben Ihnen den Betrag gut" in shown
    beside = client_for(sven, nordlicht).get(reverse("desk:ticket:context", args=[ticket.number])).content.decode()
    assert f"Answered by {carla.name}" in beside and f"No longer lent to {alpina.name}" in beside
    assert browser.get(reverse("desk:ticket:show", args=[ticket.number])).status_code == 404
    with in_scope(alpina):
        assert not Message.objects.filter(ticket_id=ticket.pk).exists()


def test_what_the_customer_writes_while_the_answer_is_sent_stays_with_the_borrower(
    billing: Category, claims: Category, customer: Customer, nordlicht: Tenant, alpina: Tenant, carla: User
) -> None:
    ticket = make_ticket(billing, customer=customer)
    lend_ticket(ticket, claims)
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.SENDING, owner=carla)
        append_message(ticket, new_message(customer, text="Noch etwas."))
    with in_scope(alpina):
        assert Message.objects.filter(ticket_id=ticket.pk, text="Noch etwas.").exists()
