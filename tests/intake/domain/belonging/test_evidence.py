"""What speaks for a ticket, and what is not enough."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.customers.models import Address
from kontor.intake.enums import Outcome
from kontor.intake.models import Arrival
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.intake.domain.belonging.conftest import KAETHE, evidence_of, suggestions_of
from tests.intake.domain.conftest import Receive
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope


def test_the_reasons_are_kept_on_the_message(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    arrival = receive(account, letter("Danke", sender=KAETHE, In_Reply_To=answered))

    assert arrival.ticket == ticket
    assert evidence_of(arrival) == {
        "filing": "attached",
        "ticket": ticket.number,
        "score": 148,
        "needed": 100,
        "signals": {"party": 90, "token": 30, "in_reply_to": 25, "account": 3},
    }


def test_a_new_request_has_its_reason_too(account: MailAccount, receive: Receive) -> None:
    assert evidence_of(receive(account, letter())) == {"filing": "new"}


def test_a_stolen_token_opens_a_new_ticket_that_suggests_the_other(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    thief = letter(f"Re: {ticket.subject}", sender="thief@elsewhere.example", In_Reply_To=answered)

    arrival = receive(account, thief)

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.ticket
    assert arrival.ticket != ticket
    assert arrival.ticket.process_id is None
    assert evidence_of(arrival) == {
        "filing": "suggested",
        "ticket": ticket.number,
        "score": 61,
        "needed": 100,
        "signals": {"token": 30, "in_reply_to": 25, "subject": 3, "account": 3},
    }
    assert suggestions_of() == [(arrival.ticket.pk, ticket.number)]
    with everywhere():
        steps = HistoryEntry.objects.filter(ticket=arrival.ticket, action="suggested").values_list("details", flat=True)
        assert list(steps) == [{"number": format_number(ticket.number)}]
        assert Message.objects.filter(ticket=ticket).count() == 2
        assert not HistoryEntry.objects.filter(ticket=ticket, action="message").exists()


def test_a_thief_does_not_become_a_party_by_trying(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    for _attempt in range(3):
        thief = letter("Re:", sender="thief@elsewhere.example", cc="thief@elsewhere.example", In_Reply_To=answered)
        assert receive(account, thief).outcome == Outcome.NEW_TICKET

    absent = letter("Re:", sender="thief@elsewhere.example", In_Reply_To=answered, Auto_Submitted="auto-replied")
    assert receive(account, absent).ticket == ticket
    assert receive(account, letter(f"Zu {ticket.number}", sender="thief@elsewhere.example")).ticket != ticket


def test_a_colleague_of_the_customer_answers_in_the_ticket(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    arrival = receive(account, letter("Re:", sender="chef@firma.example", In_Reply_To=answered))

    assert (arrival.outcome, arrival.ticket) == (Outcome.FOLLOW_UP, ticket)


def test_somebody_with_an_address_at_the_same_public_domain_is_no_colleague(
    account: MailAccount, nordlicht: Tenant, billing: Category, receive: Receive
) -> None:
    private = make_ticket(billing, customer=make_customer(nordlicht, "Max", email="max@gmx.de"))
    with everywhere():
        known = Message.objects.get(ticket=private).message_id

    assert receive(account, letter("Re:", sender="other@gmx.de", In_Reply_To=known)).ticket != private
    assert receive(account, letter("Re:", sender="max@gmx.de", In_Reply_To=known)).ticket == private


def test_a_customers_second_address_counts_once_it_is_known(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    second = letter("Re:", sender="kaethe@privat.example", In_Reply_To=answered)
    assert receive(account, second).outcome == Outcome.NEW_TICKET
    with in_scope(ticket.tenant_id):
        Address.objects.filter(normalized="kaethe@privat.example").update(customer=ticket.customer)

    again = letter("Re:", sender="kaethe@privat.example", In_Reply_To=answered)
    assert receive(account, again).ticket == ticket


def test_whom_the_customer_copied_in_may_go_on_in_the_ticket(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    receive(account, letter("Re:", sender=KAETHE, cc="anwalt@kanzlei.example", In_Reply_To=answered))

    arrival = receive(account, letter("Re:", sender="anwalt@kanzlei.example", References=answered))

    assert arrival.ticket == ticket
    assert "party" in str(evidence_of(arrival)["signals"])


def test_guessed_numbers_lead_nowhere(account: MailAccount, ticket: Ticket, receive: Receive) -> None:
    arrival = receive(account, letter(f"Zu {ticket.number}", sender="chef@firma.example"))

    assert arrival.outcome == Outcome.NEW_TICKET
    assert arrival.ticket
    assert suggestions_of() == [(arrival.ticket.pk, ticket.number)]


def test_a_forged_sender_needs_more_than_a_number(
    account: MailAccount, ticket: Ticket, answered: str, receive: Receive
) -> None:
    """The account's server has checked the sender; without a server that is trusted nothing is known."""
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(trusted_authserv="mx.nordlicht.example")

    def arriving(result: str, subject: str, **more: str) -> Arrival:
        head = (
            f"Received: from x by mx.nordlicht.example; Mon, 2 Feb 2026 10:00:00 +0100\r\n"
            f"Authentication-Results: mx.nordlicht.example; dmarc={result} header.from=firma.example\r\n"
        )
        return receive(account, head.encode() + letter(subject, sender=KAETHE, **more))

    forged = arriving("fail", f"Zu {ticket.number}")
    assert (forged.outcome, evidence_of(forged)["score"]) == (Outcome.NEW_TICKET, 95)
    assert arriving("pass", f"Zu {ticket.number}").ticket == ticket
    assert arriving("fail", "Re:", In_Reply_To=answered).ticket == ticket
