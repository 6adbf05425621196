"""The acknowledgement itself: its sender, its language, its words."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.outbox.domain.composing import compose, envelope_from
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from kontor.tickets.domain.automatic_mark import make_mark
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import read_message_id
from kontor.tickets.enums import TicketState
from tests.factories.answers import acknowledging, make_text
from tests.factories.channels import make_no_reply_address
from tests.intake.domain.acknowledging.conftest import acknowledgements
from tests.intake.domain.conftest import Receive
from tests.support.jobs import waiting_jobs
from tests.support.letters import letter
from tests.support.scoping import everywhere


def _mail() -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant").get()


# What is sent


def test_new_request_is_acknowledged_in_the_transaction_that_opens_it(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)

    arrival = receive(account, letter("Abrechnung stimmt nicht", message_id="<1@post.example>"))

    (message,) = acknowledgements()
    number = format_number(message.ticket.number).replace("\N{NO-BREAK SPACE}", " ")
    assert arrival.ticket == message.ticket
    assert (message.direction, message.author_id, message.to) == ("out", None, [["", "kaethe@post.example"]])
    assert message.subject == f"Ihre Anfrage [#{number}]"
    assert message.text.replace("\N{NO-BREAK SPACE}", " ") == (
        f"Guten Tag Käthe Kunde,\n\nIhre Mail „Abrechnung stimmt nicht“ ist bei {nordlicht.name} eingegangen.\n"
        f"Nummer: {number}"
    )
    claim = read_message_id(message.message_id)
    assert claim and (claim.ticket_id, claim.message_id) == (message.ticket_id, message.pk)
    assert [job.arguments["outgoing_id"] for job in waiting_jobs("deliver")] == [_mail().pk]


def test_it_travels_as_automatic_mail(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)
    receive(account, letter("Abrechnung", message_id="<1@post.example>", References="<0@post.example>"))
    mail = _mail()

    with everywhere():
        made = message_from_bytes(compose(mail), policy=policy.default)

    assert envelope_from(mail) == ""
    assert made["Auto-Submitted"] == "auto-replied"
    assert made["X-Auto-Response-Suppress"] == "All"
    assert made["In-Reply-To"] == "<1@post.example>"
    assert made["References"].split() == ["<0@post.example>", "<1@post.example>"]
    assert made["X-Kontor-Automatic"] == make_mark("acknowledgement", mail.tenant_id, mail.message_id)
    assert made["From"].addresses[0].addr_spec == account.address
    assert not mail.final


def test_it_comes_from_the_tenants_do_not_reply_address(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)
    make_no_reply_address(nordlicht, "other@nordlicht.example")
    make_no_reply_address(nordlicht, "no-reply@nordlicht.example", display_name="Nordlicht", is_default=True)

    receive(account, letter())

    (message,) = acknowledgements()
    assert (message.from_name, message.from_address) == ("Nordlicht", "no-reply@nordlicht.example")
    assert _mail().no_reply is not None


def test_it_goes_where_an_answer_goes(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)

    receive(account, letter(Reply_To="office@post.example"))

    assert acknowledgements()[0].to == [["", "office@post.example"]]


def test_state_of_the_ticket_stays_as_without_it(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)

    ticket = receive(account, letter()).ticket

    assert ticket is not None
    assert (ticket.state, ticket.unread, ticket.owner) == (TicketState.QUEUED, True, None)
    with everywhere():
        actions = [entry.action for entry in ticket.history.all()]
    assert actions == ["received", "categorized", "acknowledged"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Please help me, my invoice is wrong and nobody has answered my letters for weeks.", "English"),
        ("Bitte helfen Sie mir, meine Abrechnung stimmt nicht und niemand antwortet mir.", "Deutsch"),
        ("Aidez-moi s'il vous plaît, ma facture est fausse et personne ne répond à mes lettres.", "Deutsch"),
    ],
)
def test_it_speaks_the_language_of_the_mail_else_the_tenants(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, words: str, expected: str
) -> None:
    acknowledging(billing, language="de", text="Deutsch")
    make_text(nordlicht, language="en", text="English")

    receive(account, letter(text=words))

    assert [message.text for message in acknowledgements()] == [expected]


def test_text_of_the_category_goes_before_the_tenants_in_the_same_language(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing, text="Mandant")
    make_text(nordlicht, billing, language="de", text="Kategorie")
    make_text(nordlicht, billing, language="en", text="Category")

    receive(account, letter(text="Bitte helfen Sie mir, meine Abrechnung stimmt nicht."))

    assert [message.text for message in acknowledgements()] == ["Kategorie"]


def test_words_of_a_stranger_carry_no_links_and_no_placeholders(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    acknowledging(billing, subject="${ticket.subject}", text="${customer.name}|${ticket.subject}")

    receive(
        account,
        letter("Win now https://evil.example/x {tenant}", sender='"www.evil.example/buy Käthe" <kaethe@post.example>'),
    )

    (message,) = acknowledgements()
    assert message.subject == "Win now … {tenant}"
    assert message.text == "… Käthe|Win now … {tenant}"
