"""A mail becomes a ticket."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.intake.enums import ArrivalState, Outcome
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Attachment, HistoryEntry
from tests.factories.channels import make_account
from tests.intake.domain.conftest import Receive
from tests.intake.domain.filing.conftest import tickets_of
from tests.support.letters import letter, letter_with_file
from tests.support.scoping import everywhere


def test_a_mail_becomes_a_ticket_of_its_sender(account: MailAccount, billing: Category, receive: Receive) -> None:
    arrival = receive(account, letter("Zählerstand", text="Guten Tag,\nich möchte meinen Zählerstand melden."))

    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.DONE, Outcome.NEW_TICKET, "new")
    ticket, message = arrival.ticket, arrival.message
    assert ticket is not None
    assert message is not None
    assert (ticket.subject, ticket.state, ticket.category, ticket.language) == (
        "Zählerstand",
        TicketState.QUEUED,
        billing,
        "de",
    )
    assert ticket.received_at == arrival.received_at
    assert ticket.customer is not None
    assert ticket.customer.name == "Käthe Kunde"
    assert (message.from_address, message.raw_id, message.kind) == (
        "kaethe@post.example",
        arrival.raw_id,
        MessageKind.CUSTOMER,
    )
    with everywhere():
        actions = HistoryEntry.objects.filter(ticket=ticket).order_by("id").values_list("action", flat=True)
        assert list(actions) == ["received", "categorized"]


def test_two_mails_of_one_sender_have_one_customer(account: MailAccount, receive: Receive) -> None:
    for _mail in range(2):
        receive(account, letter(sender="KAETHE@post.example"))

    assert len({ticket.customer_id for ticket in tickets_of()}) == 1
    assert len(tickets_of()) == 2


def test_an_address_of_ours_in_reply_to_makes_us_nobodys_customer(
    account: MailAccount, nordlicht: Tenant, receive: Receive
) -> None:
    second = make_account(nordlicht, "form@nordlicht.example")
    for sender, wanted in (
        ("Max Muster <max@post.example>", f"Formular <{account.address.upper()}>"),
        ("Moritz Muster <moritz@post.example>", second.address),
        ("Formular <web@shop.example>", "Maria Muster <maria@post.example>"),
    ):
        receive(account, letter(sender=sender, Reply_To=wanted))

    assert [ticket.customer and ticket.customer.name for ticket in tickets_of()] == [
        "Max Muster",
        "Moritz Muster",
        "Maria Muster",
    ]


def test_files_of_a_mail_are_kept(account: MailAccount, receive: Receive) -> None:
    arrival = receive(account, letter_with_file("Vertrag", "Verträge 1.pdf", b"%PDF"))

    assert arrival.ticket is not None
    assert arrival.ticket.has_attachments
    with everywhere():
        file = Attachment.objects.select_related("blob").get(message=arrival.message)
        assert (file.filename, file.content_type, file.blob.content) == ("Verträge 1.pdf", "application/pdf", b"%PDF")


def test_a_mail_that_no_rule_wants_is_held(nordlicht_account: MailAccount, receive: Receive) -> None:
    arrival = receive(nordlicht_account, letter())

    assert (arrival.state, arrival.outcome, arrival.reason) == (ArrivalState.HELD, Outcome.HELD, "no_category")
    assert tickets_of() == []


def test_a_mail_without_sender_has_no_customer(account: MailAccount, receive: Receive) -> None:
    arrival = receive(account, b"Subject: Hallo\r\n\r\nOhne Absender.\r\n")

    assert arrival.ticket is not None
    assert arrival.ticket.customer is None
