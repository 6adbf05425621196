from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.candidates import find_candidates, likely_tickets
from kontor.intake.domain.deciding import file_as_ticket, file_to_ticket, leave_without_ticket, process_again
from kontor.intake.domain.preview import preview
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Blob, HistoryEntry, Message, Ticket
from tests.factories.intake import make_arrival, make_held
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letters import letter
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def test_held_mail_is_processed_again_when_there_is_a_category(
    nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, ada: User
) -> None:
    held = make_held(nordlicht_account, attempts=3, crashes=2, details={"error": "ValueError"})
    with in_scope(nordlicht):
        set_fallback(nordlicht_account, billing, by=ada)
        process_again([held], by=ada)
        held.refresh_from_db()
        assert (held.state, held.outcome, held.details) == ("waiting", "", {})
        assert (held.attempts, held.crashes) == (0, 0)

    run_jobs("drain")

    with in_scope(nordlicht):
        held.refresh_from_db()
        assert (held.state, held.outcome) == ("done", "new_ticket")
        assert Ticket.objects.get().category == billing


def test_the_unfiled_mail_of_a_general_account_is_drained_by_the_installation(
    general_account: MailAccount, ada: User
) -> None:
    held = make_held(general_account)
    with everywhere():
        process_again([held], by=ada)

    assert [job.arguments for job in waiting_jobs("drain")] == [{"tenant_id": 0}]


def test_a_mail_of_which_only_the_head_is_here_is_not_processed_again(
    nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    large = make_arrival(nordlicht_account, problem="too_large")
    with in_scope(nordlicht), refused("Only the head of a mail of service@nordlicht.example is here."):
        process_again([large], by=None)


def test_held_mail_becomes_a_ticket_in_the_chosen_category(
    nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, ada: User
) -> None:
    held = make_held(nordlicht_account, subject="Zählerstand")
    with in_scope(nordlicht):
        ticket = file_as_ticket(held, billing, by=ada)

        held.refresh_from_db()
        assert (held.state, held.outcome, held.reason, held.ticket) == ("done", "new_ticket", "decided", ticket)
        assert (ticket.subject, ticket.category, ticket.account) == ("Zählerstand", billing, nordlicht_account)
        assert ticket.customer
        assert ticket.customer.name == "Käthe Kunde"
        assert Message.objects.get().raw_id == held.raw_id
        assert "Category Abrechnung: chosen by Ada Ahrens" in [sentence(row) for row in HistoryEntry.objects.all()]
        assert AuditEntry.objects.get().changes["ticket"] == ["", str(ticket.number)]


def test_an_address_of_ours_in_reply_to_makes_us_nobodys_customer(
    nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, ada: User
) -> None:
    mail = letter(sender="Max Muster <max@post.example>", Reply_To=nordlicht_account.address)
    held = make_held(nordlicht_account, raw=mail)
    with in_scope(nordlicht):
        ticket = file_as_ticket(held, billing, by=ada)
        assert (ticket.customer and ticket.customer.name) == "Max Muster"


def test_the_mail_of_a_general_account_moves_to_the_categorys_tenant(
    nordlicht: Tenant, general_account: MailAccount, billing: Category, ada: User
) -> None:
    held = make_held(general_account)
    with everywhere():
        file_as_ticket(held, billing, by=ada)

    with in_scope(nordlicht):
        [arrival] = Arrival.objects.all()
        assert arrival.raw is not None
        assert arrival.raw.tenant_id == nordlicht.pk
    with in_scope(0):
        assert not Blob.objects.exists()


def test_a_category_that_is_deleted_is_refused(nordlicht_account: MailAccount, billing: Category, ada: User) -> None:
    held = make_held(nordlicht_account)
    with in_scope(billing.tenant_id):
        Category.objects.filter(pk=billing.pk).update(deleted_at=clock.now())
        with refused(f"The category “{billing.name}” is deleted."):
            file_as_ticket(held, Category.objects.get(pk=billing.pk), by=ada)


def test_another_tenants_category_is_refused(
    nordlicht: Tenant, nordlicht_account: MailAccount, claims: Category, ada: User
) -> None:
    held = make_held(nordlicht_account)
    with everywhere(), refused("belongs to another tenant than the account"):
        file_as_ticket(held, claims, by=ada)


def test_what_is_decided_stays_decided(
    nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, ada: User
) -> None:
    held = make_held(nordlicht_account)
    with in_scope(nordlicht):
        leave_without_ticket([held], by=ada)
        held.refresh_from_db()
        assert (held.state, held.outcome, held.reason) == ("done", "ignored", "decided")
        for again in (
            lambda: file_as_ticket(held, billing, by=ada),
            lambda: process_again([held], by=ada),
            lambda: leave_without_ticket([held], by=ada),
        ):
            with refused("Somebody else has decided on this mail"):
                again()


def test_a_mail_that_cannot_be_read_is_attached_as_it_came(
    nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, ada: User, monkeypatch: object
) -> None:
    head = b"Subject: Gro\xc3\x9f\n\n"
    large = make_arrival(nordlicht_account, problem="too_large", raw=head)
    with in_scope(nordlicht):
        ticket = file_as_ticket(large, billing, by=ada)

        assert (ticket.subject, ticket.customer) == ("Groß", None)


def test_a_preview_is_plain_and_short(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    html = (
        b"From: a@b.example\nSubject: Hallo\nContent-Type: text/html\n\n<p>Eins</p><script>alert(1)</script>"
        + b"x " * 9000
    )
    with in_scope(nordlicht):
        shown = preview(make_held(nordlicht_account, raw=html))

    assert shown.text.startswith("Eins")
    assert "alert" not in shown.text
    assert (len(shown.text) <= 4000, shown.cut, shown.subject, shown.sender) == (True, True, "Hallo", "a@b.example")


def test_held_mail_is_put_to_a_ticket_as_messages_in_their_order(
    nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket, ada: User
) -> None:
    held = [make_held(nordlicht_account, text="eins"), make_held(nordlicht_account, text="zwei")]
    with in_scope(nordlicht):
        file_to_ticket([held[1], held[0]], ticket, by=ada)

        assert [message.text.strip() for message in ticket.messages.filter(direction="in").order_by("id")][-2:] == [
            "eins",
            "zwei",
        ]
        for arrival in held:
            arrival.refresh_from_db()
            assert (arrival.state, arrival.outcome, arrival.reason) == ("done", "follow_up", "decided")
            assert arrival.message and arrival.message.ticket_id == ticket.pk
        assert "Ada Ahrens put held mail here (2)" in [sentence(row) for row in ticket.history.all()]
        assert [row.changes["ticket"] for row in AuditEntry.objects.all()] == [["", str(ticket.number)]] * 2


def test_held_mail_of_a_general_account_moves_to_the_tickets_tenant(
    nordlicht: Tenant, general_account: MailAccount, ticket: Ticket, ada: User
) -> None:
    held = make_held(general_account)
    with everywhere():
        file_to_ticket([held], ticket, by=ada)

    with in_scope(nordlicht):
        [arrival] = Arrival.objects.all()
        assert (arrival.tenant_id, arrival.raw and arrival.raw.tenant_id) == (nordlicht.pk, nordlicht.pk)


def test_another_tenants_ticket_is_refused(
    nordlicht: Tenant, nordlicht_account: MailAccount, alpina_ticket: Ticket, ada: User
) -> None:
    held = make_held(nordlicht_account)
    with everywhere(), refused("belongs to another tenant than the account"):
        file_to_ticket([held], alpina_ticket, by=ada)


@pytest.mark.parametrize("state", [TicketState.CLOSED, TicketState.SPAM])
def test_a_ticket_that_is_over_gets_no_held_mail(
    nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket, ada: User, state: str
) -> None:
    held = make_held(nordlicht_account)
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=ticket.pk).update(state=state, owner=None)
        with refused("Make a new ticket of the mail"):
            file_to_ticket([held], ticket, by=ada)
        held.refresh_from_db()
        assert held.state == "held"


def test_the_ticket_that_the_chosen_one_was_merged_into_gets_it(
    nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket, billing: Category, ada: User
) -> None:
    target = make_ticket(billing)
    held = make_held(nordlicht_account)
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=ticket.pk).update(merged_into=target)

        assert file_to_ticket([held], ticket, by=ada) == target


def test_mail_that_is_decided_on_is_put_to_no_ticket(
    nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket, ada: User
) -> None:
    held = make_held(nordlicht_account)
    with in_scope(nordlicht):
        leave_without_ticket([held], by=ada)
        with refused("Somebody else has decided on this mail"):
            file_to_ticket([held], ticket, by=ada)


def test_tickets_are_found_by_number_sender_subject_and_name(
    nordlicht: Tenant, alpina: Tenant, billing: Category, moving: Category, customer: Customer, alpina_ticket: Ticket
) -> None:
    first = make_ticket(billing, subject="Zählerstand fehlt", customer=customer)
    second = make_ticket(moving, subject="Umzug")
    make_ticket(billing, subject="Zählerstand fehlt", state=TicketState.CLOSED)
    with everywhere():
        address = customer.addresses.filter(kind="email")[0].value

        def found(words: str) -> list[Ticket]:
            return find_candidates(words, [nordlicht.pk])

        assert found(format_number(second.number)) == [second]
        assert found(address.upper()) == [first]
        assert found("zählerstand") == [first]
        assert found(customer.name) == [first]
        assert found(str(alpina_ticket.number)) == []
        assert found(" ") == []


def test_likely_are_the_ticket_that_is_named_and_those_of_the_sender(
    nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, customer: Customer
) -> None:
    theirs = make_ticket(billing, customer=customer)
    named = make_ticket(billing)
    with in_scope(nordlicht):
        address = customer.addresses.filter(kind="email")[0].value
    raw = f"From: {address}\nSubject: Zu {format_number(named.number)}\n\nHallo\n".encode()
    held = make_held(nordlicht_account, raw=raw)
    with in_scope(nordlicht):
        held = Arrival.objects.select_related("raw").get(pk=held.pk)

        assert likely_tickets(held, [nordlicht.pk]) == [named, theirs]


@pytest.mark.parametrize("writer", ["Käthe", "Käthe <nirgends>", "kaethe@ÿ..example"])
def test_a_writer_without_an_address_is_nobodys_customer(
    nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category, ada: User, writer: str
) -> None:
    held = make_held(nordlicht_account, raw=f"From: {writer}\nSubject: Ohne\n\nText\n".encode())

    with in_scope(nordlicht):
        assert file_as_ticket(held, billing, by=ada).customer is None
