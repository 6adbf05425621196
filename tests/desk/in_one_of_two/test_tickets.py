"""What tickets and contacts of one tenant offer to who may read them there, and has every right in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.answers.domain.drafts import open_draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Address, Customer
from kontor.intake.models import BlockEntry
from kontor.kernel import clock
from kontor.letters.domain.queries import failed_letters
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketKind
from kontor.tickets.models import Ticket
from tests.desk.inbox.test_selection import send
from tests.factories.customers import make_customer
from tests.factories.outgoing_letters import make_failed_letter
from tests.factories.scans import make_letter
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

Client = Callable[..., Browser]
MAIL = "kunde@post.example"
READ = ("desk.access", "tickets.read")


@pytest.fixture
def customers(nordlicht: Tenant, alpina: Tenant) -> list[Customer]:
    return [make_customer(tenant, "Kai Kunde", email=MAIL) for tenant in (nordlicht, alpina)]


@pytest.fixture
def tickets(
    billing: Category,
    claims: Category,
    customers: list[Customer],
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
) -> list[Ticket]:
    places = zip((billing, claims), customers, (nordlicht_account, alpina_account), strict=True)
    return [make_ticket(category, customer=customer, account=account) for category, customer, account in places]


def user() -> User:
    return User.objects.get(name="Uwe Unruh")


def pages(browser: Browser, name: str, tickets: list[Ticket]) -> list[Any]:
    return [browser.get(reverse(f"desk:ticket:{name}", args=[ticket.number])).context for ticket in tickets]


def owned_by(owner: User, tickets: list[Ticket]) -> None:
    with everywhere():
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(owner=owner, state="assigned")


def test_the_privacy_of_a_contact_leads_on_where_one_may_read_it(
    client_of_both: Client, customers: list[Customer]
) -> None:
    browser = client_of_both(*READ, "contacts.read", "privacy.write")

    shown = [browser.get(reverse("desk:contacts:privacy", args=[customer.pk])).context for customer in customers]

    assert [page["may_read"] for page in shown] == [True, False]


def test_a_rule_is_led_to_where_one_may_see_categories(client_of_both: Client, tickets: list[Ticket]) -> None:
    shown = pages(client_of_both(*READ), "context", tickets)

    assert [page["may_read_rules"] for page in shown] == [True, False]


def test_words_are_proposed_and_addresses_entered_where_one_may(client_of_both: Client, tickets: list[Ticket]) -> None:
    browser = client_of_both(*READ, "tickets.answer")
    owned_by(user(), tickets)
    for ticket in tickets:
        with in_scope(ticket.tenant_id):
            open_draft(Ticket.objects.get(pk=ticket.pk), author=user())

    shown = pages(browser, "show", tickets)

    assert [(page["may_propose_words"], page["may_enter_address"]) for page in shown] == [(True, True), (False, False)]


def test_senders_are_blocked_where_one_may(client_of_both: Client, tickets: list[Ticket]) -> None:
    browser = client_of_both(*READ, "tickets.spam", "tickets.take")

    shown = pages(browser, "spam", tickets)
    offered = [
        [choice.form is not None for choice in send(browser, "", [one]).context["forms"] if "/spam/" in choice.url]
        for one in tickets
    ]
    for ticket in tickets:
        send(browser, "spam", [ticket], block="on")

    assert ["block" in page["form"].fields for page in shown] == [True, False]
    assert offered == [[True], [False]]
    with everywhere():
        assert [entry.tenant_id for entry in BlockEntry.objects.all()] == [tickets[0].tenant_id]


def test_mail_is_ignored_where_one_sees_the_block_list(client_of_both: Client, tickets: list[Ticket]) -> None:
    shown = pages(client_of_both(*READ, "tickets.spam", "tickets.take", "tickets.block"), "spam", tickets)

    assert ["action" in page["form"].fields for page in shown] == [True, False]


def test_tickets_are_handed_over_to_tenants_where_one_has_the_right(
    client_of_both: Client, tickets: list[Ticket]
) -> None:
    offered = []
    for rights in ((), ("tickets.hand_over",)):
        [page] = pages(client_of_both(*READ, *rights), "hand-over", tickets[:1])
        with everywhere():
            offered.append([category.tenant.code for category in page["form"].fields["category"].queryset])

    assert offered == [[], ["ALPI"]]


def test_who_wrote_a_letter_is_said_where_one_sees_contacts(
    client_of_both: Client, billing: Category, claims: Category
) -> None:
    letters = [make_ticket(category, kind=TicketKind.LETTER) for category in (billing, claims)]
    for letter in letters:
        make_letter(letter)
    urls = [reverse("desk:ticket:writer", args=[letter.number]) for letter in letters]
    browser = client_of_both(*READ, "tickets.answer")

    assert [browser.get(url).status_code for url in urls] == [200, 403]


def test_who_wrote_a_letter_becomes_a_contact_where_one_may_make_some(
    client_of_both: Client, billing: Category, claims: Category
) -> None:
    letters = [make_ticket(category, kind=TicketKind.LETTER) for category in (billing, claims)]
    for letter in letters:
        make_letter(letter)

    shown = pages(client_of_both(*READ, "tickets.answer", "contacts.read"), "writer", letters)

    assert [page["form"].may_make for page in shown] == [True, False]


def test_a_contact_is_corrected_with_the_delivery_where_one_may_write_contacts(
    client_of_both: Client, tickets: list[Ticket]
) -> None:
    browser = client_of_both(*READ, "tickets.answer")
    owned_by(user(), tickets)

    for ticket in tickets:
        message = make_message(
            ticket, direction=Direction.OUT, kind=MessageKind.REPLY, to=[["Kai", MAIL]], author=user()
        )
        with in_scope(ticket.tenant_id):
            mail = OutgoingMail.objects.create(
                tenant_id=ticket.tenant_id,
                message=message,
                account_id=ticket.account_id,
                account_owner=ticket.tenant_id,
                next_attempt_at=clock.now(),
                state=DeliveryState.BOUNCED,
                refused={MAIL: "550 unknown"},
            )
        url = reverse("desk:ticket:delivery-correct", args=[ticket.number, mail.pk])
        assert browser.post(url, {"old": MAIL, "new": "neu@post.example", "contact": "on"}).status_code == 302

    with everywhere():
        addresses = Address.objects.order_by("tenant_id").values_list("normalized", flat=True)
        assert list(addresses) == ["neu@post.example", MAIL]


def test_failed_letters_of_others_are_met_where_one_sees_those_of_everybody(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant, tickets: list[Ticket], anna: User
) -> None:
    client_of_both(*READ)
    letters = [make_failed_letter(ticket, anna) for ticket in tickets]

    with in_scope(nordlicht, alpina):
        met = list(failed_letters(load_access(user(), (nordlicht.pk, alpina.pk))))

    assert met == letters[:1]


@pytest.mark.parametrize("chosen", [(0, 1), (1, 0)], ids=["in their order", "the other way round"])
def test_a_ticket_costs_no_statement_more_for_who_works_for_both(
    client_of_both: Client,
    client_for: Client,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    chosen: tuple[int, int],
) -> None:
    ticket = make_ticket(billing)
    client_of_both(*READ)
    person = User.objects.get(name="Uwe Unruh")
    both = (nordlicht, alpina)
    counts = []
    for tenants in ((nordlicht,), tuple(both[place] for place in chosen)):
        browser = client_for(person, *tenants)
        browser.get(reverse("desk:ticket:show", args=[ticket.number]))
        with statements() as sent:
            browser.get(reverse("desk:ticket:show", args=[ticket.number]))
        counts.append(len(sent))

    assert counts[0] == counts[1]
